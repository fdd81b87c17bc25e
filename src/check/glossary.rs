//! Checks of terms: conflicting, missing and unused definitions.

use std::collections::{BTreeSet, HashSet};

use crate::base::codes::documents::{GLOSSARY_CONFLICT, GLOSSARY_UNDEFINED, GLOSSARY_UNUSED};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::{MOST_SUGGESTIONS, nearest};
use crate::base::node::{Node, Value};
use crate::parse::definition_lines::is_short_form;
use crate::parse::definitions::Term;
use crate::parse::document::Document;
use crate::site::glossary::{GlossaryEntry, key};
use crate::site::matcher::{LONGEST_NAME, Matcher, Plurals};
use crate::site::model::Site;

/// Checks the terms of every page.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let used = used(site);
    for (at, entry) in site.glossary().entries.iter().enumerate() {
        let (document, term) = term(site, entry);
        let place = place(document, entry.term);
        let name = &term.names[0];
        if term.definition.is_empty() {
            let message = format!("the term `{name}` has no definition");
            diagnostics.push(
                Diagnostic::new(&GLOSSARY_UNDEFINED, place, message).help("add a definition, or remove the term"),
            );
            continue;
        }
        if !used[at] {
            diagnostics.push(unused(name, place.clone(), "no page", "remove it, or use the same word in the text"));
        }
        let Some(before) = entry.before.map(|before| &site.glossary().entries[before]) else { continue };
        let (first, other) = self::term(site, before);
        let (stated, before_stated) = (words(&term.definition), words(&other.definition));
        // Dots are a blank to fill in, and no definition.
        let is_conflict = stated != before_stated
            && !stated.is_empty()
            && !before_stated.is_empty()
            && !is_expansion(term, other)
            && !is_expansion(other, term);
        if is_conflict {
            let message = format!("`{name}` has a different definition in `{}`", first.path);
            diagnostics.push(
                Diagnostic::new(&GLOSSARY_CONFLICT, place, message)
                    .help("keep one definition, or rename one of the terms")
                    .label(self::place(first, before.term), "the definition that other pages use"),
            );
        }
    }
    let mut defined = DefinedTerms::of(site);
    for document in site.pages().iter().filter_map(|page| page.document.as_deref()) {
        diagnostics.extend(unused_abbreviations(document));
        defined.check(document, &mut diagnostics);
    }
    diagnostics
}

/// Whether a term only spells its name out, which another one goes on to define.
fn is_expansion(term: &Term, other: &Term) -> bool {
    let meaning = words(&term.definition);
    let initials: String = meaning.iter().filter_map(|word| word.chars().next()).collect();
    other.names.iter().any(|name| words(name) == meaning)
        || term.names.iter().any(|name| is_short_form(name) && name.trim_end_matches('s').to_lowercase() == initials)
}

fn term<'s>(site: &'s Site, entry: &GlossaryEntry) -> (&'s Document, &'s Term) {
    let document = site.page(entry.page).document.as_deref().expect("only documents explain terms");
    (document, &document.facts.terms[entry.term])
}

fn place(document: &Document, term: usize) -> Location {
    Location::at(&document.path, document.spans.terms[term])
}

/// For each entry, whether a page uses it; one that does not count elsewhere has to be used on its own page.
fn used(site: &Site) -> Vec<bool> {
    let entries = &site.glossary().entries;
    let mut used = vec![false; entries.len()];
    for at in site.term_uses().iter().flat_map(|uses| uses.iter()) {
        used[*at] = true;
    }
    for (at, entry) in entries.iter().enumerate() {
        let uses = &site.term_uses()[entry.page.0];
        used[at] |= entry.before.is_some_and(|before| uses.binary_search(&before).is_ok());
    }
    used
}

/// Abbreviations apply only to their own page, so that page has to use them.
fn unused_abbreviations(document: &Document) -> Vec<Diagnostic> {
    let local = || document.facts.terms.iter().enumerate().filter(|(_, term)| term.is_local);
    // Each name once: a matcher finds all of its patterns at each place.
    let names: BTreeSet<&str> = local().map(|(_, term)| term.names[0].as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let Some(matcher) = Matcher::new(names.iter().copied().enumerate(), Plurals::English) else {
        return Vec::new();
    };
    let sections = document.content.sections();
    let used: BTreeSet<usize> = sections.iter().flat_map(|section| matcher.occurring(&section.text)).collect();
    let is_used = |name: &str| names.binary_search(&name).is_ok_and(|at| used.contains(&at));
    local()
        .filter(|(_, term)| !is_used(&term.names[0]))
        .map(|(at, term)| unused(&term.names[0], place(document, at), "this page never", "remove the line"))
        .collect()
}

/// The diagnostic about a name that `nobody` uses.
fn unused(name: &str, at: Location, nobody: &str, help: &str) -> Diagnostic {
    if name.len() > LONGEST_NAME {
        let message =
            format!("this name has {} bytes; names of more than {LONGEST_NAME} are not found in text", name.len());
        return Diagnostic::new(&GLOSSARY_UNUSED, at, message).help("shorten it");
    }
    Diagnostic::new(&GLOSSARY_UNUSED, at, format!("{nobody} uses `{name}`")).help(help)
}

/// The terms that pages define, to check the ones that front matter lists.
struct DefinedTerms<'s> {
    shared: Vec<&'s Term>,
    keys: HashSet<String>,
    /// How many more suggestions are made.
    left: usize,
}

impl<'s> DefinedTerms<'s> {
    fn of(site: &'s Site) -> DefinedTerms<'s> {
        let shared: Vec<&Term> = site.glossary().entries.iter().map(|entry| term(site, entry).1).collect();
        let keys = keys(shared.iter().copied());
        DefinedTerms { shared, keys, left: MOST_SUGGESTIONS }
    }

    /// Reports terms that `terms:` in front matter lists and no page defines.
    fn check(&mut self, document: &Document, diagnostics: &mut Vec<Diagnostic>) {
        let Some(node) = document.front.get("terms") else { return };
        let items: &[Node] = match &node.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(node),
        };
        let own = keys(&document.facts.terms);
        for (item, name) in items.iter().filter_map(|item| Some((item, item.text()?))) {
            let key = key(name.trim());
            if self.keys.contains(&key) || own.contains(&key) {
                continue;
            }
            let help = self.near(&name, document).map_or_else(
                || "define it under a heading `Definitions`, or on a page of `kind: glossary`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let at = Location::at(&document.path, item.span);
            let message = format!("there is no definition of `{name}`");
            diagnostics.push(Diagnostic::new(&GLOSSARY_UNDEFINED, at, message).help(help));
        }
    }

    fn near<'d>(&mut self, name: &str, document: &'d Document) -> Option<&'d str>
    where
        's: 'd,
    {
        // Initials that differ by a letter are other terms, not typos.
        if is_short_form(name) {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        let terms = self.shared.iter().copied().chain(&document.facts.terms);
        nearest(name, terms.map(|term| term.names[0].as_str()))
    }
}

/// The names of terms as they are compared.
fn keys<'t>(terms: impl IntoIterator<Item = &'t Term>) -> HashSet<String> {
    terms.into_iter().flat_map(|term| &term.names).map(|name| key(name)).collect()
}

/// A definition as it is compared: its words, whatever their case and the signs between them.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
