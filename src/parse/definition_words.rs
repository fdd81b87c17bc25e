//! Words that distinguish definitions from other text: titles of sections, labels of lines, heads of columns.

/// Titles of sections that explain terms.
pub(super) const TITLES: &[&str] = &[
    "abbreviations",
    "abbreviations and acronyms",
    "acronyms",
    "acronyms and abbreviations",
    "definition of terms",
    "definitions",
    "definitions and abbreviations",
    "definitions and acronyms",
    "definitions and terms",
    "glossary",
    "glossary of terms",
    "key terms",
    "terminology",
    "terms and definitions",
];
/// Words that begin a sentence with a colon in it, and no term.
pub(super) const NO_NAMES: &[&str] = &[
    "the", "this", "these", "those", "in", "for", "see", "note", "example", "examples", "if", "when", "as", "we",
    "our", "it", "they", "you", "your", "to",
];
/// Labels of lines that say something of the page or of whoever answers for it.
pub(super) const LABELS: &[&str] = &[
    "achtung",
    "attention",
    "caution",
    "danger",
    "hinweis",
    "hint",
    "important",
    "please note",
    "tip",
    "warning",
    "email",
    "e-mail",
    "last changed",
    "last reviewed",
    "last updated",
    "mail",
    "phone",
    "published",
    "source",
    "sources",
    "tel",
    "telephone",
    "updated",
];
/// Sections of a page of terms that say something of the page itself.
pub(super) const OTHER_SECTIONS: &[&str] = &[
    "about",
    "about this glossary",
    "contact",
    "contacts",
    "how to use this glossary",
    "owner",
    "related pages",
    "related terms",
    "see also",
];
/// Sections of kinds that do the same.
pub(super) const OTHER_NAMES: &[&str] = &["Purpose", "Scope", "References", "Revision history", "Approval", "Overview"];
/// The heads of columns with what a term means, and of those with its short form.
pub(super) const MEANINGS: &[&str] = &["bedeutung", "definition", "description", "explanation", "meaning"];
pub(super) const NAMES: &[&str] = &[
    "abbreviations",
    "acronyms",
    "begriff",
    "concept",
    "expression",
    "name",
    "phrase",
    "term",
    "terms",
    "word",
    "words",
];
/// The heads of first columns of tables that list values and no terms, whatever their other columns are.
pub(super) const LISTS: &[&str] = &[
    "code",
    "default",
    "field",
    "flag",
    "key",
    "level",
    "option",
    "parameter",
    "priority",
    "property",
    "role",
    "setting",
    "severity",
    "sla",
    "state",
    "status",
    "step",
    "type",
    "value",
    "variable",
    "version",
];
pub(super) const SHORT_FORMS: &[&str] = &["abbreviation", "acronym", "initialism", "short", "short form", "abkürzung"];
