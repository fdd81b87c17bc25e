//! Compares two states of one site: the pages that a change adds, removes and edits.
//!
//! A page is the same page if its file is the same, also under a new name that version control knows. Removed URLs are
//! checked by `url_stability`; this lists each page with the pages that link to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::codes::documents::REVIEW_MISSING_REVISION;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::html::token::Token;
use crate::base::html::tokenizer::tokens;
use crate::base::tree::{Entry, Tree};
use crate::check::url_stability::Published;
use crate::parse::body::BodyPiece;
use crate::parse::document::Document;
use crate::parse::kind::fields::is_to_fill;
use crate::parse::revisions::revision::Revision;
use crate::site::model::Site;
use crate::site::page::{Page, PageId};
use crate::site::register::is_controlled;

/// One side of a comparison: the source files, the linked site and the output.
#[derive(Clone, Copy)]
pub struct DiffSide<'a> {
    pub source: &'a Tree,
    pub site: &'a Site,
    pub output: &'a Tree,
}

/// A page that a change concerns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touched {
    /// Its URL, or the one it had before it was removed.
    pub url: String,
    pub source: String,
    /// Its URL before it was moved.
    pub before: Option<String>,
    /// For an old URL: whether it still works.
    pub leads_on: bool,
    /// URLs of the pages that link to it; for what was moved or removed, those that did before.
    pub linked_from: Vec<String>,
}

/// The impact of a change on pages, each list by URL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteDiff {
    pub added: Vec<Touched>,
    pub changed: Vec<Touched>,
    pub moved: Vec<Touched>,
    pub removed: Vec<Touched>,
}

impl SiteDiff {
    /// Compares two states. `moved` maps old file names to new ones.
    pub fn of(before: DiffSide<'_>, now: DiffSide<'_>, moved: &BTreeMap<String, String>) -> SiteDiff {
        let mut impact = SiteDiff::default();
        let ours: HashMap<&str, PageId> = published(now.site).map(|(id, page)| (page_source(page), id)).collect();
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for (id, page) in published(before.site) {
            let source = page_source(page);
            let name = moved.get(source).map_or(source, String::as_str);
            let url = before.site.href(&page.url);
            let leads_on = page.output.as_ref().is_some_and(|output| now.output.has(output.as_str()));
            let Some(own) = ours.get(name) else {
                let linked_from = linked_from(before.site, id);
                let source = source.to_owned();
                impact.removed.push(Touched { url, source, before: None, leads_on, linked_from });
                continue;
            };
            known.insert(name);
            let source = name.to_owned();
            let new_url = now.site.href(&now.site.page(*own).url);
            if new_url != url {
                let linked_from = linked_from(before.site, id);
                impact.moved.push(Touched { url: new_url, source, before: Some(url), leads_on, linked_from });
            } else if before.source.get(page_source(page)) != now.source.get(name) {
                let linked_from = linked_from(now.site, *own);
                impact.changed.push(Touched { url, source, before: None, leads_on: true, linked_from });
            }
        }
        for (id, page) in published(now.site).filter(|(_, page)| !known.contains(page_source(page))) {
            let source = page_source(page);
            let (url, source) = (now.site.href(&page.url), source.to_owned());
            impact.added.push(Touched {
                url,
                source,
                before: None,
                leads_on: true,
                linked_from: linked_from(now.site, id),
            });
        }
        for list in [&mut impact.added, &mut impact.changed, &mut impact.moved, &mut impact.removed] {
            list.sort();
        }
        impact
    }

    /// URLs of pages that link to what was changed, moved or removed.
    pub fn linking(&self) -> BTreeSet<&str> {
        let lists = [&self.changed, &self.moved, &self.removed];
        lists.into_iter().flatten().flat_map(|page| &page.linked_from).map(String::as_str).collect()
    }
}

/// Reports controlled documents, and documents with a revision history, whose text has changed without a new revision.
pub fn missing_revision_entries(
    before: DiffSide<'_>,
    now: DiffSide<'_>,
    moved: &BTreeMap<String, String>,
) -> Vec<Diagnostic> {
    let then: HashMap<&str, &Page> = published(before.site)
        .map(|(_, page)| (moved.get(page_source(page)).map_or(page_source(page), String::as_str), page))
        .collect();
    let documents = published(now.site).filter_map(|(_, page)| {
        let (earlier, document) = (then.get(page_source(page))?.document.as_deref()?, page.document.as_deref()?);
        let keeps_history = !document.facts.history.revisions.is_empty();
        let has_note = has_new_note(document, earlier);
        let is_tracked = (is_controlled(page) || keeps_history) && !document.facts.meta.visibility.draft;
        (is_tracked && !has_note && words(document) != words(earlier)).then_some(document)
    });
    let diagnostic = |document: &Document| {
        let message = "this document has changed but has no new revision history entry";
        Diagnostic::new(&REVIEW_MISSING_REVISION, Location::file(&document.path), message)
            .help("add a revision with a note, or with `minor: true` if readers do not need to know")
    };
    documents.map(diagnostic).collect()
}

/// Whether the history has a new version or date with a note.
fn has_new_note(document: &Document, earlier: &Document) -> bool {
    let is_known = |revision: &Revision| {
        let same = |other: &Revision| (&other.version, other.date) == (&revision.version, revision.date);
        earlier.facts.history.revisions.iter().any(same)
    };
    let says_something = |revision: &Revision| {
        let note = revision.note.as_deref().unwrap_or_default();
        revision.minor || note.chars().any(char::is_alphabetic) && !is_to_fill(note)
    };
    document.facts.history.revisions.iter().any(|revision| !is_known(revision) && says_something(revision))
}

/// The words of a text, whatever is between them: what a change of layout or of signs leaves as it was.
fn words(document: &Document) -> Vec<String> {
    let mut text = String::new();
    for piece in &document.content.body().pieces {
        match piece {
            BodyPiece::Html(html) => push_words(html, &mut text),
            BodyPiece::Heading(at) => text.push_str(&document.facts.headings[*at].title),
            BodyPiece::Link(link) | BodyPiece::Embed(link) | BodyPiece::Document(link) | BodyPiece::Image(link) => {
                text.push_str(&format!(" {:?} ", document.facts.links[*link].target));
            }
            BodyPiece::Anchor(_) => text.push(' '),
        }
    }
    let text = text.to_lowercase();
    text.split_whitespace().map(str::to_owned).collect()
}

/// The words of a piece of HTML with the signs that mean something, and marks for what is struck out, raised or
/// lowered.
fn push_words(html: &str, out: &mut String) {
    for token in tokens(html) {
        match token {
            Token::Start(tag) => push_mark(&tag.name, tag.get("href").unwrap_or_default(), out),
            Token::End(tag) => push_mark(&tag.name, "", out),
            Token::Text(span) => push_text(&html[span], out),
            Token::RawText(_) | Token::Comment(_) | Token::Truncated(_) => {}
        }
    }
}

fn push_mark(element: &str, href: &str, out: &mut String) {
    match element {
        "del" | "s" => out.push('~'),
        "sup" | "sub" => out.push('^'),
        "p" | "li" | "td" | "th" | "br" => out.push(' '),
        _ => out.push_str(href),
    }
}

/// Punctuation is left out, but for marks between digits and a minus before one.
fn push_text(text: &str, out: &mut String) {
    const PUNCTUATION: &str = ".,;:!?\"'()[]-–—“”‘’…";
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        let is_number = next.is_ascii_digit()
            && (before.is_ascii_digit() || matches!(letter, '-' | '–' | '−') && !before.is_alphanumeric());
        let is_left_out = PUNCTUATION.contains(letter) && !is_number;
        out.push(if is_left_out { ' ' } else { letter });
        before = letter;
    }
}

/// The output of one side, as `url_stability::check` needs it.
pub fn as_published(side: DiffSide<'_>) -> Published {
    let text = |entry: &Entry| String::from_utf8_lossy(&entry.bytes().unwrap_or_default()).into_owned();
    let pages = side.output.iter().map(|(path, entry)| (path.to_owned(), path.ends_with(".html").then(|| text(entry))));
    pages.collect()
}

/// The published pages that have a source file.
fn published(site: &Site) -> impl Iterator<Item = (PageId, &Page)> {
    site.all().filter(|(_, page)| page.document.is_some() && page.output.is_some())
}

fn page_source(page: &Page) -> &str {
    page.document.as_ref().map_or("", |document| document.path.as_str())
}

fn linked_from(site: &Site, page: PageId) -> Vec<String> {
    site.backlinks()[page.0].iter().map(|from| site.href(&site.page(*from).url)).collect()
}
