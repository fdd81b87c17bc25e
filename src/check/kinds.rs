//! Kinds that nobody defined, numbers that two documents have, numbers and steps in the text that no document
//! has.

use std::collections::{BTreeMap, HashSet};

use crate::base::codes::documents::{KIND_DUPLICATE_ID, KIND_UNDEFINED, KIND_UNKNOWN_ID, KIND_UNKNOWN_STEP};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::slug::fold;
use crate::config;
use crate::parse::Document;
use crate::parse::kind::numbers::{self, scheme};
use crate::parse::links::Target;
use crate::parse::steps::Step;
use crate::site::{PageId, Site};

/// Faults beyond this get no suggestion: each costs a look at every number, and nobody reads so many one by one.
const MOST_SUGGESTIONS: usize = 200;

/// Judges every page.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut findings = undefined(site);
    findings.extend(duplicate_numbers(site));
    findings.extend(unknown_numbers(site));
    findings
}

/// One finding for each name that is no kind, at the first page that states it.
fn undefined(site: &Site) -> Vec<Diagnostic> {
    let kinds = &site.config.kinds;
    let mut seen = HashSet::new();
    let mut findings = Vec::new();
    for document in site.pages.iter().filter_map(|page| page.document.as_deref()) {
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
            None => format!("define it, if only with `[kinds.{}]` in {}", written.trim(), config::FILE_NAME),
        };
        let message = format!("no kind `{}` is defined", written.trim());
        findings.push(Diagnostic::new(&KIND_UNDEFINED, Location::at(place, node.span), message).help(help));
    }
    findings
}

/// Documents that have one number. A text in another language is the same document, and so is an old version of it.
fn duplicate_numbers(site: &Site) -> Vec<Diagnostic> {
    let mut by_number: BTreeMap<String, Vec<&Document>> = BTreeMap::new();
    for page in site.pages.iter().filter(|page| page.output.is_some()) {
        let Some(document) = page.document.as_deref() else { continue };
        let meta = &document.outline.meta;
        // A bare `id` is a name for the page in other tools, where two folders may have the same.
        let number = meta.code.as_ref().filter(|code| meta.controlled || scheme(code).is_some());
        if let Some(number) = number {
            by_number.entry(numbers::key(number)).or_default().push(document);
        }
    }
    let mut findings = Vec::new();
    for documents in by_number.into_values() {
        for (at, document) in documents.iter().enumerate().skip(1) {
            let Some(first) = documents[..at].iter().find(|other| !is_same_document(document, other)) else { continue };
            let code = document.outline.meta.code.as_deref().unwrap_or_default();
            let message = format!("`{code}` is the number of `{}` too", first.path);
            let finding = Diagnostic::new(&KIND_DUPLICATE_ID, number_place(document), message);
            findings
                .push(finding.help("give one of them a number of its own").label(number_place(first), "the other one"));
        }
    }
    findings
}

fn is_same_document(a: &Document, b: &Document) -> bool {
    let (one, other) = (&a.outline.meta, &b.outline.meta);
    let differs = |name: &str| match (a.front.get(name), b.front.get(name)) {
        (Some(a), Some(b)) => a.text() != b.text(),
        _ => false,
    };
    let is_translation = one.language.is_some() && other.language.is_some() && one.language != other.language;
    is_translation || (one.state.is_over() || other.state.is_over()) && differs("version")
}

/// Where a document's number is written.
fn number_place(document: &Document) -> Location {
    let code = document.outline.meta.code.as_deref();
    let is_it = |text: Option<String>| text.as_deref().map(str::trim) == code;
    let written = document.front.entries().iter().find(|(_, node)| !node.inherited && is_it(node.text()));
    written.map_or_else(|| Location::file(&document.path), |(_, node)| Location::at(&document.path, node.span))
}

fn unknown_step(site: &Site, page: PageId, at: Location, (code, step): (&str, &str)) -> Diagnostic {
    let steps = site.page(page).document.as_ref().map_or(&[] as &[Step], |document| &document.steps);
    let help = steps.first().zip(steps.last()).map(|(first, last)| match steps.len() {
        1 => format!("its only step is {}", first.number),
        _ => format!("its steps are {} to {}", first.number, last.number),
    });
    Diagnostic::new(&KIND_UNKNOWN_STEP, at, format!("`{code}` has no step {step}")).maybe_help(help)
}

/// Numbers in running text that look like those of documents, and are the number of none.
fn unknown_numbers(site: &Site) -> Vec<Diagnostic> {
    let pages = || site.pages.iter().zip(site.resolutions.iter());
    let codes: Vec<&str> = pages()
        .filter_map(|(page, _)| page.meta()?.code.as_deref())
        .chain(site.draft_numbers.iter().map(String::as_str))
        .collect();
    let schemes: HashSet<String> = codes.iter().filter_map(|code| scheme(code)).map(numbers::key).collect();
    let drafts: HashSet<String> = site.draft_numbers.iter().map(|draft| numbers::key(draft)).collect();
    let mut findings = Vec::new();
    for (document, resolutions) in pages().filter_map(|(page, found)| Some((page.document.as_deref()?, found))) {
        for (link, resolution) in document.links.iter().zip(resolutions) {
            let Target::Number(number) = &link.target else { continue };
            if let (Some(step), Some(page), Some(_)) = (&number.step, resolution.page, &resolution.problem) {
                let at = Location::at(&document.path, link.span);
                findings.push(unknown_step(site, page, at, (&number.code, step)));
            }
            let is_known = resolution.page.is_some()
                || !scheme(&number.code).is_some_and(|own| schemes.contains(&numbers::key(own)));
            // That such a document was not in force is told where it says so.
            if is_known || site.index.is_number_left_out(&number.code) {
                continue;
            }
            let help = if drafts.contains(&numbers::key(&number.code)) {
                Some("that document is a draft, which is not published".to_owned())
            } else if findings.len() >= MOST_SUGGESTIONS {
                None
            } else {
                nearest(&number.code, codes.iter().copied()).map(|near| format!("did you mean `{near}`?"))
            };
            let message = format!("no document has the number `{}`", number.code);
            let at = Location::at(&document.path, link.span);
            findings.push(Diagnostic::new(&KIND_UNKNOWN_ID, at, message).maybe_help(help));
        }
    }
    findings
}
