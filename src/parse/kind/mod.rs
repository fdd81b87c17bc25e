//! Checks a page against its kind: resolves the kind, the required fields and the required sections.
//!
//! Kinds are data of the configuration; a page is checked from its own file and that data alone. A page without a kind
//! that is not controlled has no requirements.

pub mod closing_facts;
pub mod document_ids;
pub mod fact_lines;
pub mod fact_rows;
pub mod fact_sentences;
pub mod fact_tables;
pub mod fenced_facts;
pub mod fields;
pub mod inline_metadata;
pub mod names;
pub mod requirements;
pub mod schema;
pub mod section_boundaries;
pub mod sections;

use std::ops::Range;

use crate::base::codes::documents::KIND_EMPTY_SECTION;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::{SourcePath, file_name_of};
use crate::base::span::Span;
use crate::config::kinds::{Kind, Kinds};
use crate::parse::kind::requirements::KindRequirements;
use crate::parse::meta::Meta;
use crate::parse::status::DocumentStatus;
use crate::parse::title;

/// Resolves the kind of a page, and renames front matter keys that are aliases of its fields.
pub fn resolve_kind<'a>(
    path: &SourcePath,
    content_path: &str,
    front: &mut Node,
    kinds: &'a Kinds,
) -> KindRequirements<'a> {
    apply_folder_kind(front, content_path, kinds);
    let stated = ["kind", "type"].into_iter().filter_map(|name| front.get(name)).find(|node| !node.is_blank());
    // The page of a folder is about its documents and none of them, unless it says so itself.
    let is_meant = stated.is_some_and(|node| !node.inherited || !is_index(content_path));
    let kind = stated.filter(|_| is_meant).and_then(Node::text).and_then(|name| kinds.find(&name));
    let place = match stated.or_else(|| front.get("controlled")).filter(|node| !node.inherited) {
        Some(node) => Location::at(path, node.span),
        None => Location::file(path),
    };
    let controlled = front.get("controlled").and_then(|node| match node.value {
        Value::Bool(value) => Some(value),
        _ => None,
    });
    let is_controlled = controlled.unwrap_or_else(|| kind.is_some_and(|kind| kind.controlled));
    let fields = kinds.fields_of(kind, is_controlled);
    fields::name_facts(front, &fields);
    if let Some(kind) = kind {
        apply_kind_defaults(front, kind);
    }
    KindRequirements { kind, is_controlled, fields, place, is_approved: true, stated: Vec::new() }
}

/// Gives a page what its kind says of steps and records, where it says nothing itself.
fn apply_kind_defaults(front: &mut Node, kind: &Kind) {
    let at = Span::default();
    let columns = kind.record.iter().map(|column| Node::new(Value::Text(column.clone()), at)).collect();
    let mut defaults = Node::empty_map();
    defaults.value = Value::Map(vec![
        ("steps".to_owned(), Node::new(Value::Bool(kind.has_steps), at)),
        ("record".to_owned(), Node::new(Value::List(columns), at)),
    ]);
    front.inherit(&defaults);
}

/// A page that states no kind is of the kind of its folder; a `type` that is no kind is a word of another tool.
fn apply_folder_kind(front: &mut Node, content_path: &str, kinds: &Kinds) {
    let own = front.get("kind").filter(|node| !node.is_blank()).and_then(Node::text);
    let other = front.get("type").and_then(Node::text).filter(|name| kinds.find(name).is_some());
    if own.is_some() || other.is_some() || is_index(content_path) {
        return;
    }
    let Some(kind) = kinds.of_file(content_path) else { return };
    let mut defaults = Node::empty_map();
    defaults.value = Value::Map(vec![("kind".to_owned(), Node::new(Value::Text(kind.name.clone()), Span::default()))]);
    if let Value::Map(entries) = &mut front.value {
        entries.retain(|(name, _)| name != "kind");
    }
    front.inherit(&defaults);
}

fn is_index(content_path: &str) -> bool {
    let name = file_name_of(content_path).to_lowercase();
    matches!(name.split('.').next(), Some("index" | "_index" | "readme"))
}

impl KindRequirements<'_> {
    /// Adds facts of the page that relax its requirements: drafts need less, and the text may state a field.
    pub fn add_page_facts(&mut self, meta: &Meta, title: &title::Title, content_path: &str) {
        self.is_approved =
            !meta.visibility.draft && !matches!(meta.state, DocumentStatus::Draft | DocumentStatus::Review);
        if meta.title.is_some() || title.taken.is_some() || title.text != title::from_name(content_path) {
            self.stated.push("title");
        }
        if meta.document_id.is_some() {
            self.stated.push("id");
        }
        if meta.control.review_by.is_some() {
            self.stated.push("review_by");
        }
    }

    /// Checks the facts of the page. Each value is reported once: a placeholder is not an invalid date as
    /// well.
    pub fn check_fields(&self, path: &SourcePath, front: &Node, others: &mut Vec<Diagnostic>) {
        let mut diagnostics = fields::check(path, front, self);
        let is_placeholder =
            |diagnostic: &Diagnostic| diagnostic.code == &crate::base::codes::documents::KIND_PLACEHOLDER;
        diagnostics
            .retain(|diagnostic| is_placeholder(diagnostic) || others.iter().all(|other| other.at != diagnostic.at));
        others.retain(|other| {
            diagnostics.iter().all(|diagnostic| diagnostic.at != other.at || !is_placeholder(diagnostic))
        });
        others.append(&mut diagnostics);
    }
}

/// What the text of a page says of its sections.
#[derive(Debug, Default)]
pub struct SectionCheck {
    pub coverage: Vec<sections::Coverage>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks the sections of a page; retired documents are not checked.
pub fn check_sections<F: Fn(&Range<usize>) -> Span>(
    path: &SourcePath,
    events: &[(pulldown_cmark::Event<'_>, Range<usize>)],
    title: &title::Title,
    requirements: &KindRequirements<'_>,
    front: &Node,
    meta: &Meta,
    span: F,
) -> SectionCheck {
    let Some(kind) = requirements.kind.filter(|kind| !kind.sections.is_empty()) else { return SectionCheck::default() };
    let names = names::Names::of(kind);
    let marks = section_boundaries::find(events, title, |words| !names.find(words).is_empty());
    let (coverage, diagnostics) = sections::check(path, kind, &names, front, &marks, &requirements.place, span);
    let mut diagnostics = if meta.state.is_retired() { Vec::new() } else { diagnostics };
    if is_template(path, title) {
        diagnostics.retain(|diagnostic| diagnostic.code != &KIND_EMPTY_SECTION);
    }
    SectionCheck { coverage, diagnostics }
}

/// Whether a page is a template by its path or title: what is left open there is for those who use it.
pub fn is_template(path: &SourcePath, title: &title::Title) -> bool {
    let has_word = |text: &str| {
        let mut words = text.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| word.eq_ignore_ascii_case("template") || word.eq_ignore_ascii_case("templates"))
    };
    has_word(path.as_str()) || has_word(&title.text)
}
