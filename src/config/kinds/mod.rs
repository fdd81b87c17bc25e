//! Kinds of documents as data: the facts and sections that a document of a kind has, and how it is shown.
//!
//! The shipped kinds are one TOML file, read by the reader that reads a site's own `[kinds]`. This module knows no
//! page: `parse::kind` checks documents against these definitions.

pub mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;

use globset::GlobMatcher;
use regex::Regex;

use crate::base::hash::Hash;
use crate::base::span::Span;

/// All kinds of a site: the shipped ones, then its own, in the order in which they are written.
#[derive(Debug, Clone)]
pub struct Kinds {
    pub list: Vec<Kind>,
    /// The normalized names and aliases of sections by their names.
    section_names: BTreeMap<String, BTreeSet<String>>,
    /// Hash of `list`, from which the rest is computed.
    hash: Hash,
}

impl std::hash::Hash for Kinds {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

/// One kind of document.
#[derive(Debug, Clone, Default, Hash)]
pub struct Kind {
    pub name: String,
    /// The label for readers.
    pub label: String,
    pub description: Option<String>,
    /// Whether its documents are controlled: listed in the register, with the fields that the kind `document` requires.
    pub controlled: bool,
    /// Files that have this kind by default.
    pub files: Option<Files>,
    /// The template of its pages, with the place of the setting.
    pub layout: Option<(String, Span)>,
    /// Text above the body of each page.
    pub banner: Option<String>,
    pub information: Information,
    /// Whether search and the sitemap show its pages.
    pub is_found: bool,
    /// Facts that lists show beside the title of a page.
    pub listing: Vec<String>,
    /// Whether its sections have to be in the order of `sections`.
    pub is_ordered: bool,
    /// Whether words after a dash in a heading are a subtitle and not part of the name.
    pub has_subtitles: bool,
    /// Whether its ordered lists are steps, and the columns of the blank record of them; a page may say otherwise.
    pub has_steps: bool,
    pub record: Vec<String>,
    pub fields: Vec<Field>,
    pub sections: Vec<KindSection>,
}

/// Where a document may state its metadata besides front matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Information {
    #[default]
    FrontMatter,
    /// A table with two columns at the top of the text.
    Table,
    /// Lines such as `**Version:** 2.1` at the top of the text.
    Lines,
    /// Either of them.
    Any,
}

impl Information {
    /// Whether a table is read.
    pub fn reads_tables(self) -> bool {
        matches!(self, Information::Table | Information::Any)
    }

    /// Whether lines with a label are read.
    pub fn reads_lines(self) -> bool {
        matches!(self, Information::Lines | Information::Any)
    }
}

/// A pattern of files.
#[derive(Debug, Clone)]
pub struct Files(GlobMatcher);

impl Files {
    /// Whether a path below the content folder is meant.
    pub fn is_match(&self, content_path: &str) -> bool {
        self.0.is_match(content_path)
    }
}

impl std::hash::Hash for Files {
    /// Hashes the pattern as written: the matcher made from it changes while it is used.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.glob().glob().hash(state);
    }
}

/// A front matter field.
#[derive(Debug, Clone, Default, Hash)]
pub struct Field {
    pub name: String,
    /// The label for readers.
    pub label: String,
    pub description: Option<String>,
    pub kind: FieldType,
    pub is_required: bool,
    /// Whether it is required only from approval on: a draft has no approver yet.
    pub is_for_approved: bool,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// Fields of which any one can replace it.
    pub alternatives: Vec<String>,
    /// The pattern that the whole text must match.
    pub pattern: Option<Pattern>,
    /// The allowed values in lower case, as they are compared; empty if any value is allowed.
    pub values: Vec<String>,
}

/// The type of a field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum FieldType {
    #[default]
    Text,
    Date,
    Number,
    Flag,
    List,
}

/// A text pattern, as written and compiled.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub written: String,
    pub whole: Regex,
    /// The same pattern for matches anywhere in text.
    pub within: Regex,
}

impl std::hash::Hash for Pattern {
    /// Hashes the pattern as written, from which both expressions are compiled.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.written.hash(state);
    }
}

/// A section that a kind has.
#[derive(Debug, Clone, Default, Hash)]
pub struct KindSection {
    pub name: String,
    /// Other names for it.
    pub aliases: Vec<String>,
    pub is_required: bool,
    /// One section of each group is enough.
    pub one_of: Option<String>,
    /// The least number of steps in it.
    pub steps: usize,
    /// A front matter key that replaces the section.
    pub field: Option<String>,
    /// Whether it may come at any position.
    pub is_anywhere: bool,
}

/// The kind whose fields every controlled document has.
pub const DOCUMENT: &str = "document";

impl Kinds {
    /// Creates the list with its hash.
    pub fn new(list: Vec<Kind>) -> Kinds {
        let hash = Hash::of_value(&list);
        let mut section_names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for section in list.iter().flat_map(|kind: &Kind| &kind.sections) {
            let names = std::iter::once(&section.name).chain(&section.aliases).map(|name| normalized(name));
            section_names.entry(section.name.clone()).or_default().extend(names);
        }
        Kinds { list, section_names, hash }
    }

    /// Whether `name`, in lower case, is the name or an alias of a section of some kind.
    pub fn is_section_name(&self, section: &str, name: &str) -> bool {
        // Called for every heading of a site, so nothing is allocated.
        let is_it = |known: &String| known.chars().eq(name.chars().filter(|letter| letter.is_alphanumeric()));
        self.section_names.get(section).is_some_and(|names| names.iter().any(is_it))
    }

    /// The kind of this name; letter case, spaces and signs between words do not matter.
    pub fn find(&self, name: &str) -> Option<&Kind> {
        if let Some(kind) = self.list.iter().find(|kind| kind.name == name) {
            return Some(kind);
        }
        let wanted = normalized(name);
        self.list.iter().find(|kind| normalized(&kind.name) == wanted)
    }

    /// The default kind of a file; the kind that is defined last wins.
    pub fn of_file(&self, content_path: &str) -> Option<&Kind> {
        self.list.iter().rev().find(|kind| kind.files.as_ref().is_some_and(|files| files.is_match(content_path)))
    }

    /// The fields that a page may have, each with whether it has to: those of its kind, and those of every controlled
    /// document where the page is one.
    pub fn fields_of<'a>(&'a self, kind: Option<&'a Kind>, is_controlled: bool) -> Vec<(&'a Field, bool)> {
        let own = kind.map_or(&[] as &[Field], |kind| &kind.fields);
        let mut fields: Vec<(&Field, bool)> = own.iter().map(|field| (field, field.is_required)).collect();
        // The fields of a controlled kind already include these, and its own settings take precedence.
        if is_controlled == kind.is_some_and(|kind| kind.controlled) {
            return fields;
        }
        for field in self.find(DOCUMENT).iter().flat_map(|document| &document.fields) {
            match fields.iter_mut().find(|(own, _)| own.name == field.name) {
                Some((_, is_required)) if is_controlled => *is_required |= field.is_required,
                // A page that is not controlled, though its kind is, needs none of the fields of controlled documents.
                Some((_, is_required)) => *is_required &= !field.is_required,
                None => fields.push((field, field.is_required && is_controlled)),
            }
        }
        fields
    }
}

/// Normalizes a name: lower case, without punctuation and spaces: `Next review date`, `next_review_date` and
/// `nextReviewDate` are one.
pub fn normalized(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric() || *letter == '.').flat_map(char::to_lowercase).collect()
}
