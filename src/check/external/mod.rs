//! Links to other sites: the URLs that they name, and the diagnostics that follow from visits.
//!
//! `io::external` makes the requests. A link counts as broken only if the response leaves no doubt: everything that can
//! also be caused by the network, or by a site that rejects programs, is unknown.

pub mod anchors;

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use crate::base::codes::{EXTERNAL_BROKEN, EXTERNAL_MISSING_ANCHOR, EXTERNAL_MOVED, EXTERNAL_UNVERIFIED};
use crate::base::diagnostic::{Diagnostic, Fix, Location};
use crate::base::url::{anchor_part, decode, is_page_start};
use crate::check::link_policy;
use crate::check::urls::malformed;
use crate::config;
use crate::parse::links::Target;
use crate::site::model::Site;

/// The group of these diagnostics, which only `check --external` looks for.
pub const GROUP: &str = "external";

/// URLs to visit, without fragments and credentials, each with the anchors that links name.
pub type UrlsToVisit = BTreeMap<String, BTreeSet<String>>;

/// The results of visits, by URL.
pub type Visits = BTreeMap<String, Visit>;

/// The result of a visit to one URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    Works(ExternalPage),
    Broken(Broken),
    /// Why the state is unknown, and the date on which the URL last worked.
    Unknown {
        why: String,
        worked_on: Option<String>,
    },
}

/// A page that exists on another site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExternalPage {
    /// Where it is now, if it has moved for good.
    pub moved: Option<String>,
    /// Anchors that were looked for. `false` only where the whole page was read and does not have it.
    pub anchors: BTreeMap<String, bool>,
}

/// Why a URL does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// There is no host of the name.
    NoHost,
}

/// The target of a link, in the parts that are requested and looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ExternalUrl {
    url: String,
    fragment: Option<String>,
}

/// The URLs of all links to other sites.
pub fn urls_to_visit(site: &Site) -> UrlsToVisit {
    let mut wanted = UrlsToVisit::new();
    for (_, link) in external_links(site) {
        wanted.entry(link.url).or_default().extend(link.fragment.and_then(|fragment| anchor(&fragment)));
    }
    wanted
}

/// Reports every link to another site whose URL has a visit with a problem. URLs without a visit are not reported.
pub fn check(site: &Site, visits: &Visits) -> Vec<Diagnostic> {
    let known = external_links(site).into_iter().filter_map(|(at, link)| Some((at, visits.get(&link.url)?, link)));
    known.flat_map(|(at, visit, link)| diagnose(&at, visit, &link)).collect()
}

fn diagnose(at: &Location, visit: &Visit, link: &ExternalUrl) -> Vec<Diagnostic> {
    let url = &link.url;
    match visit {
        Visit::Works(page) => {
            let moved = page.moved.as_ref().map(|new| moved(at, link, new));
            let anchor = link.fragment.as_deref().and_then(anchor);
            let missing = anchor.filter(|anchor| page.anchors.get(anchor) == Some(&false)).map(|anchor| {
                Diagnostic::new(&EXTERNAL_MISSING_ANCHOR, at.clone(), format!("`{url}` has no anchor `#{anchor}`"))
                    .help("remove the part from `#`, or use the current anchor")
            });
            moved.into_iter().chain(missing).collect()
        }
        Visit::Broken(broken) => {
            let (message, help) = match broken {
                Broken::NotFound => (format!("`{url}` does not exist: the site returned 404"), REPLACE),
                Broken::Gone => (format!("`{url}` was permanently removed: the site returned 410"), REPLACE),
                Broken::NoHost => {
                    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
                    let help = "correct the host name, or link to the new site. For a host in your own network, add it to `skip` under `[external]`";
                    (format!("there is no host `{}`", host.unwrap_or_default()), help)
                }
            };
            vec![Diagnostic::new(&EXTERNAL_BROKEN, at.clone(), message).help(help)]
        }
        Visit::Unknown { why, worked_on } => {
            let worked = worked_on.as_ref().map(|day| format!("; it worked on {day}")).unwrap_or_default();
            // The reason changes from day to day, so it is no part of the message, which names the diagnostic in a
            // baseline.
            vec![
                Diagnostic::new(&EXTERNAL_UNVERIFIED, at.clone(), format!("it is unknown whether `{url}` works"))
                    .help(format!("{why}{worked}")),
            ]
        }
    }
}

const REPLACE: &str = "link to the current page, or remove the link";

fn moved(at: &Location, link: &ExternalUrl, new: &str) -> Diagnostic {
    let is_home = |url: &str| Url::parse(url).is_ok_and(|url| url.path() == "/" && url.query().is_none());
    let fragment = link.fragment.as_ref().filter(|_| !new.contains('#')).map(|fragment| format!("#{fragment}"));
    let new = format!("{new}{}", fragment.unwrap_or_default());
    let diagnostic = Diagnostic::new(&EXTERNAL_MOVED, at.clone(), format!("`{}` has moved permanently", link.url));
    if is_home(&new) && !is_home(&link.url) {
        // Sites that lose a page often send its readers to their first page.
        return diagnostic
            .help(format!("it redirects to `{new}`. Check whether the page still exists, and link to it"));
    }
    let old = link.fragment.as_ref().map_or(link.url.clone(), |fragment| format!("{}#{fragment}", link.url));
    diagnostic.help(format!("use `{new}`")).fix(Fix::Text { old, new })
}

/// Every link to another site with its place: those of pages, and those that the settings name.
fn external_links(site: &Site) -> Vec<(Location, ExternalUrl)> {
    let documents = site.pages().iter().filter_map(|page| page.document.as_deref());
    let links = documents.flat_map(|document| {
        document.links().filter_map(|(link, span)| match &link.target {
            Target::Outside(url) => Some((Location::at(&document.path, span), url)),
            Target::Inside(_) | Target::Document(_) => None,
        })
    });
    let config = site.config();
    let redirects = config.redirects.iter().map(|stated| (stated.to_span, &stated.to));
    let menus = config.theme.header_links.iter().chain(&config.theme.footer_links).map(|link| (link.span, &link.url));
    let settings = redirects.chain(menus).map(|(span, url)| (Location::at(&config::source_path(), span), url));
    let others =
        links.chain(settings).filter(|(_, url)| link_policy::own_path(site, url).is_none() && malformed(url).is_none());
    others.filter_map(|(at, url)| Some((at, read(url)?))).collect()
}

/// Parses a URL as a browser does; `None` if it is not a web URL.
fn read(written: &str) -> Option<ExternalUrl> {
    let whole = if written.starts_with("//") { format!("https:{written}") } else { written.to_owned() };
    let mut url = Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.host_str()?;
    let fragment = url.fragment().filter(|fragment| !fragment.is_empty()).map(str::to_owned);
    without_private_parts(&mut url);
    Some(ExternalUrl { url: url.into(), fragment })
}

/// Takes away what is not sent: the fragment and credentials.
pub fn without_private_parts(url: &mut Url) {
    url.set_fragment(None);
    // Both fail only for a URL without a host, which has neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

/// The anchor that a fragment names; `None` where it is for a script, a viewer or the top of the page.
fn anchor(fragment: &str) -> Option<String> {
    let fragment = anchor_part(fragment);
    let is_lines = |part: &str| part.strip_prefix('L').is_some_and(|number| number.parse::<u32>().is_ok());
    let is_for_scripts = fragment.contains(['/', '=', '!']) || fragment.split('-').all(is_lines);
    (!is_page_start(fragment) && !is_for_scripts).then(|| decode(fragment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_as_a_browser_does_and_lose_what_is_not_sent() {
        let url = |written: &str| read(written).map(|link| link.url);
        assert_eq!(
            url("HTTPS://User:Secret@Example.ORG/a b#c").as_deref(),
            Some("https://example.org/a%20b"),
            "credentials are not kept"
        );
        assert_eq!(url("//example.org").as_deref(), Some("https://example.org/"));
        assert_eq!(url("http://2130706433/").as_deref(), Some("http://127.0.0.1/"));
        assert_eq!(url("mailto:a@example.org"), None);
        assert_eq!(url("https://[broken/"), None);
    }

    #[test]
    fn anchors_are_distinguished_from_script_fragments() {
        assert_eq!(anchor("scope").as_deref(), Some("scope"));
        assert_eq!(anchor("r%C3%B4le").as_deref(), Some("rôle"));
        assert_eq!(anchor("scope:~:text=who").as_deref(), Some("scope"));
        for fragment in ["", "top", ":~:text=who", "/route", "!page", "page=3", "L10", "L10-L20"] {
            assert_eq!(anchor(fragment), None, "{fragment}");
        }
    }
}
