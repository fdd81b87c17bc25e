//! Checks a finished page. What the checks ask of the site is recorded like the queries of templates.

use std::collections::BTreeSet;

use crate::base::diagnostic::Diagnostic;
use crate::base::path::OutputPath;
use crate::check::output;
use crate::render::renderer::Renderer;
use crate::search::files;
use crate::site::page::PageKey;
use crate::site::tracked::TrackedSite;

/// Diagnostics about a finished page besides those about the text of its author. Where two sources have one URL, one of
/// them is missing, and that is reported already: then nothing is checked.
pub(super) fn check(html: &str, key: PageKey, site: &TrackedSite, renderer: &Renderer) -> Vec<Diagnostic> {
    if site.has_collisions() {
        return Vec::new();
    }
    let Some(page) = site.page(key) else { return Vec::new() };
    let settings = site.settings();
    let none = BTreeSet::new();
    let document = page.document.as_ref();
    output::check(&output::Page {
        html,
        place_of: &|text| renderer.place_of(text, key, site),
        prefix: &settings.config.base_url.prefix,
        folder: page.url.as_str().rsplit_once('/').map_or("", |(folder, _)| folder),
        own_ids: document.map_or(&none, |document| &document.facts.anchors),
        own_references: document.map_or(&none, |document| &document.references),
        has_output: &|path| has_output(site, path),
        has_anchor: &|path, anchor| site.has_anchor(format!("{path}#{anchor}").into()),
        is_authored: &|target| site.is_reported_link(target.into()),
    })
}

fn has_output(site: &TrackedSite, path: &str) -> bool {
    let is_of_search = path.strip_prefix(files::FOLDER).is_some_and(|rest| rest.starts_with('/'));
    let path = OutputPath::new(path);
    site.has_output(path.clone()) || is_of_search && site.has_search_file(path)
}
