//! Addresses besides those of links: of menus in the settings, of entries of the navigation, of phases.

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

/// Finds those that lead nowhere in the site.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let finding = |(at, address): (Location, String)| {
        Diagnostic::new(&LINK_MISSING_PAGE, at, format!("`{address}` leads nowhere in this site"))
            .help("write the address of a page from the top of the site, as in `/guides/`, or an `https://` address")
    };
    astray(site).map(finding).collect()
}

/// Those that lead nowhere, as a template writes them: a finished page is not judged for them again.
pub fn broken(site: &Site) -> impl Iterator<Item = String> {
    let prefix = &site.config().base_url.prefix;
    astray(site).flat_map(move |(_, address)| [format!("{prefix}{address}"), address])
}

/// An address that is written outside of all texts.
pub struct Stated {
    pub at: Location,
    pub address: String,
    /// The page that it counts from.
    from: PageId,
}

impl Stated {
    /// Where it leads, if that is a place in the site.
    pub fn resolve(&self, site: &Site) -> Option<Resolution> {
        match classify(&self.address) {
            Destination::Target(Target::Inside(inside))
                if self.address.starts_with('/') || is_markdown(&self.address) =>
            {
                Some(resolve(self.from, &inside, site.pages(), site.index()))
            }
            _ => None,
        }
    }
}

/// All of them.
pub fn stated(site: &Site) -> impl Iterator<Item = Stated> {
    let theme = &site.config().theme;
    let menus = theme.header_links.iter().chain(&theme.footer_links);
    let menus = menus.map(|link| Stated {
        at: Location::at(&config::source_path(), link.span),
        address: link.url.clone(),
        from: site.home(),
    });
    let documents = site.pages().iter().filter_map(|page| page.document.as_ref());
    let entries = documents.filter_map(|document| {
        let node = document.front.get_path("eleventyNavigation.url")?;
        let at = Location::at(&document.path, node.span);
        Some(Stated { at, address: node.text()?.trim().to_owned(), from: site.home() })
    });
    menus.chain(entries).chain(site.all().flat_map(|(id, page)| phases(id, page)))
}

fn astray(site: &Site) -> impl Iterator<Item = (Location, String)> {
    let is_astray = |stated: &Stated| stated.resolve(site).is_some_and(|found| found.problem.is_some());
    stated(site).filter(is_astray).map(|stated| (stated.at, stated.address))
}

/// The pages that a framework names as its phases.
fn phases(id: PageId, page: &Page) -> Vec<Stated> {
    let Some(document) = page.document.as_ref().filter(|_| page.meta().is_some_and(is_framework)) else {
        return Vec::new();
    };
    let Some(Value::List(items)) = document.front.get("phases").map(|node| &node.value) else { return Vec::new() };
    let pages = items.iter().map(|item| ["page", "url", "href"].iter().find_map(|key| item.get(key)).unwrap_or(item));
    let named = pages.filter_map(|node| {
        Some(Stated { at: Location::at(&document.path, node.span), address: node.text()?, from: id })
    });
    named.collect()
}

fn is_framework(meta: &Meta) -> bool {
    meta.kind.as_deref() == Some(KIND)
}
