//! URLs outside page text: in menus of the settings, navigation entries and phases.

use crate::base::codes::LINK_MISSING_PAGE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::Value;
use crate::base::path::is_markdown;
use crate::config;
use crate::parse::links::{Destination, Target, classify};
use crate::parse::meta::Meta;
use crate::parse::phases::KIND;
use crate::site::model::Site;
use crate::site::page::{Page, PageId};
use crate::site::resolve::{Resolution, resolve};

/// Reports URLs without a page or file.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let diagnostic = |(at, url): (Location, String)| {
        Diagnostic::new(&LINK_MISSING_PAGE, at, format!("there is no page or file at `{url}`"))
            .help("use the URL of a page from the root of the site, such as `/guides/`, or an `https://` URL")
    };
    astray(site).map(diagnostic).collect()
}

/// The broken URLs as templates write them, so that they are not reported again in each finished page.
pub fn broken(site: &Site) -> impl Iterator<Item = String> {
    let prefix = &site.config().base_url.prefix;
    astray(site).flat_map(move |(_, url)| [format!("{prefix}{url}"), url])
}

/// A URL outside of page text.
pub struct ConfiguredLink {
    pub at: Location,
    pub url: String,
    /// The page that it is relative to.
    from: PageId,
}

impl ConfiguredLink {
    /// Its target, if it is within the site.
    pub fn resolve(&self, site: &Site) -> Option<Resolution> {
        match classify(&self.url) {
            Destination::Target(Target::Inside(inside)) if self.url.starts_with('/') || is_markdown(&self.url) => {
                Some(resolve(self.from, &inside, site.pages(), site.index()))
            }
            _ => None,
        }
    }
}

/// All URLs outside of page text.
pub fn configured_links(site: &Site) -> impl Iterator<Item = ConfiguredLink> {
    let theme = &site.config().theme;
    let menus = theme.header_links.iter().chain(&theme.footer_links);
    let menus = menus.map(|link| ConfiguredLink {
        at: Location::at(&config::source_path(), link.span),
        url: link.url.clone(),
        from: site.home(),
    });
    let documents = site.pages().iter().filter_map(|page| page.document.as_ref());
    let entries = documents.filter_map(|document| {
        let node = document.front.get_path("eleventyNavigation.url")?;
        let at = Location::at(&document.path, node.span);
        Some(ConfiguredLink { at, url: node.text()?.trim().to_owned(), from: site.home() })
    });
    menus.chain(entries).chain(site.all().flat_map(|(id, page)| phases(id, page)))
}

fn astray(site: &Site) -> impl Iterator<Item = (Location, String)> {
    let is_astray = |stated: &ConfiguredLink| stated.resolve(site).is_some_and(|found| found.problem.is_some());
    configured_links(site).filter(is_astray).map(|stated| (stated.at, stated.url))
}

/// The pages that a framework names as its phases.
fn phases(id: PageId, page: &Page) -> Vec<ConfiguredLink> {
    let Some(document) = page.document.as_ref().filter(|_| page.meta().is_some_and(is_framework)) else {
        return Vec::new();
    };
    let Some(Value::List(items)) = document.front.get("phases").map(|node| &node.value) else { return Vec::new() };
    let pages = items.iter().map(|item| ["page", "url", "href"].iter().find_map(|key| item.get(key)).unwrap_or(item));
    let named = pages.filter_map(|node| {
        Some(ConfiguredLink { at: Location::at(&document.path, node.span), url: node.text()?, from: id })
    });
    named.collect()
}

fn is_framework(meta: &Meta) -> bool {
    meta.kind.as_deref() == Some(KIND)
}
