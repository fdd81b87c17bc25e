//! The tools whose sites can be imported, and how one is recognised.

use crate::import::confluence::CONFLUENCE;
use crate::import::dialect::Dialect;
use crate::import::documents::DOCUMENTS;
use crate::import::docusaurus::DOCUSAURUS;
use crate::import::eleventy::ELEVENTY;
use crate::import::hugo::HUGO;
use crate::import::jekyll::JEKYLL;
use crate::import::mdbook::MDBOOK;
use crate::import::mkdocs::MKDOCS;
use crate::import::notion::NOTION;
use crate::import::source::Source;
use crate::import::starlight::STARLIGHT;
use crate::import::techdocs::TECHDOCS;
use crate::import::vitepress::VITEPRESS;
use crate::import::zola::ZOLA;

/// Every tool, in the order in which they are tried.
pub static DIALECTS: [&Dialect; 13] = [
    &MKDOCS,
    &DOCUSAURUS,
    &STARLIGHT,
    &VITEPRESS,
    &TECHDOCS,
    &MDBOOK,
    &JEKYLL,
    &HUGO,
    &ZOLA,
    &ELEVENTY,
    &CONFLUENCE,
    &NOTION,
    &DOCUMENTS,
];

/// A tool that was recognised, with what showed it.
pub struct Detected {
    pub dialect: &'static Dialect,
    pub evidence: String,
}

/// Recognises the tool of a site by its files.
pub fn detect(source: &Source<'_>) -> Option<Detected> {
    DIALECTS.iter().find_map(|dialect| Some(Detected { dialect, evidence: (dialect.evidence)(source)? }))
}

/// The tool of this name.
pub fn named(name: &str) -> Option<&'static Dialect> {
    DIALECTS.iter().find(|dialect| dialect.name == name).copied()
}
