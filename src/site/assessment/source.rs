//! The input of assessment models, and the diagnostics about a question.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::code::Code;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::span::Span;
use crate::config::assessment::Assessment;
use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::site::assessment::model::{Level, Question};
use crate::site::navigation::Navigation;
use crate::site::page::{Page, PageId, PageKey};

/// The fewest and the most levels of a question.
pub(super) const FEWEST_LEVELS: usize = 2;
pub(super) const MOST_LEVELS: usize = 10;

/// What the models are read from.
#[derive(Clone, Copy)]
pub(in crate::site) struct Source<'a> {
    pub config: &'a Config,
    pub pages: &'a [Arc<Page>],
    pub navigation: &'a Navigation,
    /// The pages on which assessments begin, which are no questions themselves.
    pub starts: &'a [PageId],
    pub ids: &'a HashMap<PageKey, PageId>,
}

impl Source<'_> {
    /// The number of a page of a model.
    pub(super) fn id(&self, key: PageKey) -> PageId {
        self.ids[&key]
    }
}

/// A level with its place in the author's file.
pub(super) struct PlacedLevel {
    pub level: Level,
    pub place: Option<Span>,
}

/// A question with the places of its levels, in their order.
pub(super) struct PlacedQuestion {
    pub question: Question,
    pub places: Vec<Option<Span>>,
}

/// A name that fits into a message.
pub(super) fn shortened(name: &str) -> String {
    match name.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// Diagnostics about one page.
pub(super) struct PageDiagnostics<'a> {
    pub document: &'a Document,
    pub found: Vec<Diagnostic>,
}

impl PageDiagnostics<'_> {
    /// Notes a diagnostic; without a span it is about the file.
    pub(super) fn report(&mut self, code: &'static Code, span: Option<Span>, message: String, help: impl Into<String>) {
        let path = &self.document.path;
        let at = span.map_or_else(|| Location::file(path), |span| Location::at(path, span));
        self.found.push(Diagnostic::new(code, at, message).help(help));
    }
}

/// The role whose headings these words are among, whatever their letter case and punctuation.
pub(super) fn role_of<'a>(settings: &'a Assessment, words: &str) -> Option<&'a str> {
    let words = plain(words);
    let is_one = |heads: &[String]| heads.iter().any(|head| plain(head) == words);
    settings.roles.iter().find(|(_, heads)| is_one(heads)).map(|(role, _)| role.as_str())
}

/// The same for a key or a column, which may also have the name of the role itself.
pub(super) fn role_named<'a>(settings: &'a Assessment, words: &str) -> Option<&'a str> {
    let named = || settings.roles.iter().find(|(role, _)| plain(role) == plain(words)).map(|(role, _)| role.as_str());
    role_of(settings, words).or_else(named)
}

/// Letters and digits in lower case, with one space between words.
pub(super) fn plain(words: &str) -> String {
    let kept: String = words.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
