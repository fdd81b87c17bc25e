//! The types of a parsed file: a `Document` with the `Facts` that other pages may use.
//!
//! Facts carry no spans, so that inserting a line changes no fact. Everything that other pages can use is among them,
//! so that a change of the rest never needs another look at the site.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::{Hash, Hashed};
use crate::base::node::Node;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::parse::content::Content;
use crate::parse::definitions::Term;
use crate::parse::kind::sections::Coverage;
use crate::parse::links::Link;
use crate::parse::meta::Meta;
use crate::parse::outline::Heading;
use crate::parse::paragraphs::Paragraph;
use crate::parse::phases::Phase;
use crate::parse::revisions::revision::RevisionHistory;
use crate::parse::steps::Step;
use crate::parse::structure::{Structure, StructureSpans};
use crate::parse::suppressions::Suppressions;

/// One parsed file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    pub path: SourcePath,
    /// Hash of everything that the document depends on: its file, its path and the parse settings.
    pub hash: Hash,
    /// SHA-256 of the file, as `sha256sum` prints it.
    pub sha256: String,
    /// Front matter with its spans, inherited defaults included. Its values are part of the facts.
    pub front: Node,
    pub facts: Hashed<Facts>,
    /// The translated text, and the page's words by section.
    pub content: Content,
    /// The first words of each step, without markup, in the order of the steps.
    pub step_texts: Vec<String>,
    /// The first words of each item of a task list.
    pub tasks: Vec<String>,
    /// Identifiers that attributes of its raw HTML refer to.
    pub references: BTreeSet<String>,
    /// Long paragraphs, to find the same one elsewhere.
    pub paragraphs: Vec<Paragraph>,
    pub spans: Spans,
    /// What the author says of diagnostics on this page.
    pub suppressions: Suppressions,
    /// What its highlighted code is kept by.
    pub highlighted: Vec<Hash>,
    /// The work that it took to highlight its code.
    pub highlighting_work: u64,
    pub diagnostics: Vec<Diagnostic>,
}

/// Everything about a page that other pages may use. It has no spans.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct Facts {
    /// Hash of the front matter's keys and values, which templates of other pages can read.
    pub front: Hash,
    pub title: String,
    /// The identifier of the h1, where the title was a heading.
    pub title_id: Option<String>,
    pub meta: Meta,
    /// The versions that the document had.
    pub history: RevisionHistory,
    pub headings: Vec<Heading>,
    pub anchors: BTreeSet<String>,
    /// Links in document order; link placeholders of the body are indexes into this list.
    pub links: Vec<Link>,
    /// The terms that the page explains.
    pub terms: Vec<Term>,
    /// The phases of a framework.
    pub phases: Vec<Phase>,
    /// Steps that can be cited, in order.
    pub steps: Vec<Step>,
    /// Whether it has steps or tasks, which a record can be kept of.
    pub has_steps: bool,
    /// How it has each section of its kind; none where it has no kind with sections.
    pub coverage: Vec<Coverage>,
    /// Label and value of the fields that it states besides those that every page shows.
    pub field_values: Vec<(String, String)>,
    /// Its headings and tables as data, if the settings use them.
    pub structure: Structure,
}

/// Where the facts of a document are written in its file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Spans {
    /// The target of each link.
    pub links: Vec<Span>,
    /// The name of each term.
    pub terms: Vec<Span>,
    pub structure: StructureSpans,
}

impl Document {
    /// Its links, each with the span of its target.
    pub fn links(&self) -> impl Iterator<Item = (&Link, Span)> {
        self.facts.links.iter().zip(self.spans.links.iter().copied())
    }
}
