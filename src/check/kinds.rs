//! Undefined kinds, and duplicate document IDs.

use std::collections::{BTreeMap, HashSet};

use crate::base::codes::documents::{KIND_DUPLICATE_ID, KIND_TOO_FEW_STEPS, KIND_UNDEFINED};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::slug::fold;
use crate::config;
use crate::parse::document::Document;
use crate::parse::kind::document_ids::{self, scheme};
use crate::site::model::Site;

/// Checks every page.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut diagnostics = undefined(site);
    diagnostics.extend(duplicate_ids(site));
    diagnostics.extend(without_phases(site));
    diagnostics
}

/// One diagnostic for each name that is no kind, at the first page that states it.
fn undefined(site: &Site) -> Vec<Diagnostic> {
    let kinds = &site.config().kinds;
    let mut seen = HashSet::new();
    let mut diagnostics = Vec::new();
    for document in site.pages().iter().filter_map(|page| page.document.as_deref()) {
        let stated = ["kind", "type"].into_iter().filter_map(|name| Some((name, document.front.get(name)?)));
        let Some((name, node)) = stated.into_iter().find(|(_, node)| !node.is_blank()) else { continue };
        let Some(written) = node.text().filter(|written| kinds.find(written).is_none()) else { continue };
        let near = nearest(&written, kinds.list.iter().map(|kind| kind.name.as_str()));
        // `type` is a word of many tools, and means a kind only where it nearly is one.
        if name == "type" && near.is_none() || !seen.insert(fold(&written)) {
            continue;
        }
        let place = if node.inherited { &config::source_path() } else { &document.path };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("define it with `[kinds.{}]` in {}", written.trim(), config::FILE_NAME),
        };
        let message = format!("no kind `{}` is defined", written.trim());
        diagnostics.push(Diagnostic::new(&KIND_UNDEFINED, Location::at(place, node.span), message).help(help));
    }
    diagnostics
}

/// Frameworks of which nothing says what their phases are.
fn without_phases(site: &Site) -> Vec<Diagnostic> {
    let diagnostic = |page| {
        let document = site.page(page).document.as_ref()?;
        let node = document.front.get("kind").filter(|node| !node.inherited);
        let at = node.map_or_else(|| Location::file(&document.path), |node| Location::at(&document.path, node.span));
        let diagnostic = Diagnostic::new(&KIND_TOO_FEW_STEPS, at, "this framework has no phases");
        let help = "list them under `phases:`, in sections such as `Phase 1: …`, in a table with a column `Phase`, or as subpages";
        Some(diagnostic.help(help))
    };
    site.frameworks().without_phases().filter_map(diagnostic).collect()
}

/// Documents that share an ID. A text in another language is the same document, and so is an old version of it.
fn duplicate_ids(site: &Site) -> Vec<Diagnostic> {
    let mut by_id: BTreeMap<String, Vec<&Document>> = BTreeMap::new();
    for page in site.pages().iter().filter(|page| page.output.is_some()) {
        let Some(document) = page.document.as_deref() else { continue };
        let meta = &document.facts.meta;
        // A bare `id` is a name for the page in other tools, where two folders may have the same.
        let id = meta.document_id.as_ref().filter(|id| meta.controlled || scheme(id).is_some());
        if let Some(id) = id {
            by_id.entry(document_ids::key(id)).or_default().push(document);
        }
    }
    let mut diagnostics = Vec::new();
    for documents in by_id.into_values() {
        for (at, document) in documents.iter().enumerate().skip(1) {
            let Some(first) = documents[..at].iter().find(|other| !is_same_document(document, other)) else { continue };
            let id = document.facts.meta.document_id.as_deref().unwrap_or_default();
            let message = format!("document ID `{id}` is already used by `{}`", first.path);
            let diagnostic = Diagnostic::new(&KIND_DUPLICATE_ID, id_place(document), message);
            diagnostics
                .push(diagnostic.help("give each document its own ID").label(id_place(first), "the other document"));
        }
    }
    diagnostics
}

fn is_same_document(a: &Document, b: &Document) -> bool {
    let (one, other) = (&a.facts.meta, &b.facts.meta);
    let differs = |name: &str| match (a.front.get(name), b.front.get(name)) {
        (Some(a), Some(b)) => a.text() != b.text(),
        _ => false,
    };
    let is_translation = one.language.is_some() && other.language.is_some() && one.language != other.language;
    is_translation || (one.state.is_retired() || other.state.is_retired()) && differs("version")
}

/// Where a document's id is written.
fn id_place(document: &Document) -> Location {
    let id = document.facts.meta.document_id.as_deref();
    let is_it = |text: Option<String>| text.as_deref().map(str::trim) == id;
    let written = document.front.entries().iter().find(|(_, node)| !node.inherited && is_it(node.text()));
    written.map_or_else(|| Location::file(&document.path), |(_, node)| Location::at(&document.path, node.span))
}
