//! Compares the layouts that pages and kinds name with the templates of the theme.

use std::collections::BTreeSet;

use crate::base::codes::TEMPLATE_UNKNOWN_LAYOUT;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::config;
use crate::site::model::Site;
use crate::site::template::layout_file;
use crate::theme::Theme;

/// Templates of the site that nothing uses, and parts of templates that are never shown.
pub fn unused(site: &Site, theme: &Theme) -> Vec<Diagnostic> {
    let of_kinds = site.config().kinds.list.iter().filter_map(|kind| Some(&*kind.layout.as_ref()?.0));
    let of_pages = site.pages().iter().filter_map(|page| page.meta()?.layout.as_deref());
    let layouts: BTreeSet<String> = of_kinds.chain(of_pages).filter_map(layout_file).collect();
    // Drafts may name others.
    theme.unused(Some(&layouts).filter(|_| site.drafts().is_empty()))
}

/// One diagnostic for each layout of a kind, and for each layout of pages at the first page that names it.
pub fn unknown(site: &Site, theme: &Theme) -> Vec<Diagnostic> {
    let is_known = |layout: &str| layout_file(layout).is_some_and(|name| theme.has(&name));
    let diagnostic = |layout: &str, at: Location, users: &str| {
        let message = format!("the theme has no layout `{layout}`; {users} use `page.html`");
        Diagnostic::new(&TEMPLATE_UNKNOWN_LAYOUT, at, message)
            .help(format!("add `templates/{layout}.html`, or leave `layout` out"))
    };
    let mut diagnostics = Vec::new();
    for (layout, span) in site.config().kinds.list.iter().filter_map(|kind| kind.layout.as_ref()) {
        if !is_known(layout) {
            diagnostics.push(diagnostic(layout, Location::at(&config::source_path(), *span), "pages of this kind"));
        }
    }
    let mut seen = BTreeSet::new();
    for page in site.pages() {
        let layout = page.meta().and_then(|meta| meta.layout.as_deref());
        let Some((document, layout)) = page.document.as_ref().zip(layout) else { continue };
        if is_known(layout) || !seen.insert(layout) {
            continue;
        }
        let node = document.front.get("layout").filter(|node| !node.inherited);
        let at = node.map_or_else(|| Location::file(&document.path), |node| Location::at(&document.path, node.span));
        diagnostics.push(diagnostic(layout, at, "pages that name it"));
    }
    diagnostics
}
