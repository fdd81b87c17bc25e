//! Addresses besides those of links: of menus in the settings, and of entries of the navigation.

use crate::base::codes::LINK_MISSING_PAGE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::config;
use crate::parse::links::{Destination, Target, classify};
use crate::site::Site;
use crate::site::resolve::resolve;

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
    let prefix = &site.config.base_url.prefix;
    astray(site).flat_map(move |(_, address)| [format!("{prefix}{address}"), address])
}

fn astray(site: &Site) -> impl Iterator<Item = (Location, String)> {
    let theme = &site.config.theme;
    let menus = theme.links.iter().chain(&theme.footer_links);
    let menus = menus.map(|link| (Location::at(&config::source_path(), link.span), link.url.clone()));
    let documents = site.pages.iter().filter_map(|page| page.document.as_ref());
    let entries = documents.filter_map(|document| {
        let node = document.front.get_path("eleventyNavigation.url")?;
        Some((Location::at(&document.path, node.span), node.text()?.trim().to_owned()))
    });
    menus.chain(entries).filter(|(_, address)| leads_astray(site, address))
}

fn leads_astray(site: &Site, address: &str) -> bool {
    match classify(address) {
        Destination::Target(Target::Inside(inside)) if address.starts_with('/') => {
            resolve(site.home, &inside, &site.pages, &site.index).problem.is_some()
        }
        _ => false,
    }
}
