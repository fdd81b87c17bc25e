//! Access control of the preview: allowed hosts, and no requests from other sites in the same browser.

use std::net::IpAddr;

use crate::io::serve::http::Request;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Method,
    Body,
    /// A name in `Host` that is not this machine's: a name of another site may lead here (DNS rebinding).
    Host,
    /// The request comes from a page of another site.
    CrossSite,
}

/// Checks a request; `own` says whether it is for the preview's own files, which other sites may not even start to
/// load.
pub fn check(request: &Request, allowed_hosts: &[String], own: bool) -> Result<(), Refusal> {
    if request.method != "GET" && request.method != "HEAD" {
        return Err(Refusal::Method);
    }
    if request.has_body {
        return Err(Refusal::Body);
    }
    let host = request.host.as_deref().ok_or(Refusal::Host)?;
    if !is_own_host(host, allowed_hosts) {
        return Err(Refusal::Host);
    }
    let is_from_here = request.origin.as_deref().is_none_or(|origin| origin == format!("http://{host}"));
    let is_same_site = request.fetch_site.as_deref().is_none_or(|site| site == "same-origin" || site == "none");
    if own && !(is_from_here && is_same_site) {
        return Err(Refusal::CrossSite);
    }
    Ok(())
}

/// Whether `Host` names this machine: a loopback name, an IP address, or a name that was allowed.
fn is_own_host(host: &str, allowed: &[String]) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.trim_end_matches('.').to_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok()
        || allowed.iter().any(|own| own.eq_ignore_ascii_case(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(host: &str) -> Request {
        Request { method: "GET".into(), target: "/".into(), host: Some(host.into()), ..Request::default() }
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let allowed = ["docs.test".to_owned()];
        for host in [
            "localhost:4000",
            "LOCALHOST",
            "a.localhost:1",
            "127.0.0.1:4000",
            "[::1]:4000",
            "192.168.0.2",
            "docs.test:9",
        ] {
            assert_eq!(check(&request(host), &allowed, true), Ok(()), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example:4000", "127.0.0.1.evil.example", "", "notlocalhost"] {
            assert_eq!(check(&request(host), &allowed, false), Err(Refusal::Host), "{host}");
        }
    }

    #[test]
    fn other_sites_get_nothing_of_the_previews_own() {
        let mut asked = request("localhost:4000");
        asked.fetch_site = Some("cross-site".into());
        assert_eq!(check(&asked, &[], true), Err(Refusal::CrossSite));
        asked.fetch_site = Some("same-origin".into());
        asked.origin = Some("http://evil.example".into());
        assert_eq!(check(&asked, &[], true), Err(Refusal::CrossSite));
        asked.origin = Some("http://localhost:4000".into());
        assert_eq!(check(&asked, &[], true), Ok(()));
    }
}
