//! Collects the diagnostics of one page, with ranges of its events mapped to the source file.

use std::ops::Range;

use crate::base::code::Code;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::parse::parsed::ParsedPage;

/// The diagnostics of one page.
pub(super) struct Report<'a> {
    page: &'a ParsedPage<'a>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    pub(super) fn new(page: &'a ParsedPage<'a>) -> Report<'a> {
        Report { page, diagnostics: Vec::new() }
    }

    /// Adds a diagnostic at a range of the page's Markdown.
    pub(super) fn add(
        &mut self,
        code: &'static Code,
        range: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::new(code, self.location(range), message).help(help);
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The language tag of the page.
    pub(super) fn language(&self) -> &'a str {
        self.page.language.tag
    }

    /// The Markdown in a range of the page.
    pub(super) fn source(&self, range: &Range<usize>) -> &'a str {
        &self.page.markdown[range.clone()]
    }

    /// The Markdown of the page from a place on.
    pub(super) fn source_from(&self, at: usize) -> &'a str {
        &self.page.markdown[at..]
    }

    /// The place in the source file of a range of the page's Markdown.
    pub(super) fn location(&self, range: &Range<usize>) -> Location {
        Location::at(self.page.path, self.page.span(range))
    }
}
