//! Checks a finished page. The queries of the checks are recorded like those of templates.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::diagnostic::{Diagnostic, Location};
use crate::check::output;
use crate::render::renderer::Renderer;
use crate::site::page::PageKey;
use crate::site::tracked::TrackedSite;
use crate::theme::places::AttributeOrigin;

/// Diagnostics about a finished page besides those about the text of its author. Where two sources have one URL, one of
/// them is missing, and that is reported already: then nothing is checked.
pub(super) fn check(html: &str, key: PageKey, site: &Arc<TrackedSite>, renderer: &Renderer) -> Vec<Diagnostic> {
    if site.has_collisions() {
        return Vec::new();
    }
    let Some(source) = site.page(key) else { return Vec::new() };
    let settings = site.settings();
    let none = BTreeSet::new();
    let document = source.document.as_ref();
    let page = output::FinishedPage {
        html,
        prefix: &settings.config.base_url.prefix,
        folder: source.url.as_str().rsplit_once('/').map_or("", |(folder, _)| folder),
        own_ids: document.map_or(&none, |document| &document.facts.anchors),
        own_references: document.map_or(&none, |document| &document.references),
        has_output: &|path| site.publishes(path),
        has_anchor: &|path, anchor| site.has_anchor(format!("{path}#{anchor}").into()),
        is_authored: &|target| site.is_reported_link(target.into()),
    };
    let findings = output::check(&page);
    if findings.is_empty() {
        return Vec::new();
    }
    let template = Location::file(&renderer.template_file(key, site));
    // What no template wrote, a page did, if there is one.
    let author = document.map_or_else(|| template.clone(), |document| Location::file(&document.path));
    renderer.with_places(html, key, site, |places| {
        let placed = findings.into_iter().filter_map(|finding| {
            let origin = places.origin(&finding.attribute);
            if finding.only_if_literal && !matches!(origin, AttributeOrigin::Literal(_)) {
                return None;
            }
            let at = match origin {
                AttributeOrigin::Literal(at) | AttributeOrigin::Computed(at) => at,
                AttributeOrigin::Value => author.clone(),
                AttributeOrigin::Unknown => template.clone(),
            };
            Some(finding.at(at))
        });
        placed.collect()
    })
}
