//! One file compiled to a `Document`: read, parsed, checked, lowered. Knows no other file.

use crate::base::hash::Hashed;
use crate::lint;
use crate::parse::assemble::assemble;
use crate::parse::document::Document;
use crate::parse::highlight::Highlighter;
use crate::parse::lower::lower;
use crate::parse::parsed::ParsedPage;
use crate::parse::settings::ParseSettings;
use crate::parse::source::{PageSource, SourceFile};

/// Compiles one file.
pub fn document(file: &SourceFile<'_>, settings: &Hashed<ParseSettings>, highlighter: &Highlighter) -> Document {
    let source = PageSource::read(file, settings);
    let page = ParsedPage::new(&source, settings);
    let lints = lint::check(&page);
    let lowered = lower(page, settings, highlighter);
    assemble(source, lowered, lints)
}
