//! Access control of the preview: allowed hosts, and no requests from other sites in the same browser.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::io::serve::http::Request;

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Method,
    /// The name in `Host` is not one of this machine: the name of another site may resolve to it (DNS rebinding).
    Host,
    /// The request comes from a page of another site.
    CrossSite,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requested {
    /// A page or file of the site.
    Output,
    /// A file of the preview's own, which other sites may not even start to load.
    PreviewFile,
}

/// Checks a request.
pub fn check(request: &Request, allowed_hosts: &[String], requested: Requested) -> Result<(), Refusal> {
    if request.method != "GET" && request.method != "HEAD" {
        return Err(Refusal::Method);
    }
    let host = request.host.as_deref().ok_or(Refusal::Host)?;
    if !is_own_host(host, allowed_hosts) {
        return Err(Refusal::Host);
    }
    let is_from_here = request.origin.as_deref().is_none_or(|origin| origin == format!("http://{host}"));
    let is_same_site = request.fetch_site.as_deref().is_none_or(|site| site == "same-origin" || site == "none");
    if requested == Requested::PreviewFile && !(is_from_here && is_same_site) {
        return Err(Refusal::CrossSite);
    }
    Ok(())
}

/// Whether `Host` names this machine: a loopback name, an IP address, or a name that was allowed.
fn is_own_host(host: &str, allowed: &[String]) -> bool {
    // RFC 3986, 3.2.2: only IPv6 addresses have brackets, and only a port may follow.
    let is_port = |text: &str| text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split_once(']').is_some_and(|(address, rest)| {
            address.parse::<Ipv6Addr>().is_ok() && rest.strip_prefix(':').map_or(rest.is_empty(), is_port)
        });
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let name = name.strip_suffix('.').unwrap_or(name).to_lowercase();
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    is_port(port)
        && (name == "localhost"
            || name.strip_suffix(".localhost").is_some_and(|labels| labels.split('.').all(is_label))
            || name.parse::<Ipv4Addr>().is_ok()
            || allowed.iter().any(|own| own.eq_ignore_ascii_case(&name)))
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
            "my_docs.a-b.localhost",
            "127.0.0.1:4000",
            "[::1]:4000",
            "192.168.0.2",
            "docs.test:9",
        ] {
            assert_eq!(check(&request(host), &allowed, Requested::PreviewFile), Ok(()), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example:4000",
            "localhost:4000.evil.example",
            "localhost:4000:evil.example",
            "[::1].evil.example",
            "[::1]:4000.evil.example",
            "[::1",
            "[localhost]",
            "[127.0.0.1]",
            "::1",
            "127.0.0.1.evil.example",
            "localhost..",
            "evil.example@localhost",
            "localhost/evil.example",
            ".localhost",
            "a..localhost",
            "evil.example/.localhost",
            "evil.example@a.localhost",
            "evil example.localhost",
            "localhost evil.example",
            "",
            "notlocalhost",
        ] {
            assert_eq!(check(&request(host), &allowed, Requested::Output), Err(Refusal::Host), "{host}");
        }
    }

    #[test]
    fn other_sites_get_nothing_of_the_previews_own() {
        let mut asked = request("localhost:4000");
        asked.fetch_site = Some("cross-site".into());
        assert_eq!(check(&asked, &[], Requested::PreviewFile), Err(Refusal::CrossSite));
        asked.fetch_site = Some("same-origin".into());
        asked.origin = Some("http://evil.example".into());
        assert_eq!(check(&asked, &[], Requested::PreviewFile), Err(Refusal::CrossSite));
        asked.origin = Some("http://localhost:4000".into());
        assert_eq!(check(&asked, &[], Requested::PreviewFile), Ok(()));
    }
}
