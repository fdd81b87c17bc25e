//! Every name in front matter that has a meaning: to find those that nearly have one.

use crate::parse::control;
use crate::parse::meta::NAMES;
use crate::parse::relations::Relation;
use crate::parse::visibility;

/// Names besides those of `NAMES` that pages or the shipped theme read.
const OTHERS: &[&str] = &[
    "title",
    "description",
    "status",
    "date",
    "permalink",
    "slug",
    "layout",
    "kind",
    "type",
    "checks",
    "controlled",
    "classification",
    "department",
    "approvers",
    "prepared_by",
    "reviewers",
    "assessment",
    "assessment_id",
    "assessment_order",
    "assessment_weight",
    "former_titles",
    "maturity_levels",
    "toc",
    "templating",
    "print_bundle",
    "glossary",
    "terms",
    "steps",
    "phases",
    "loop",
    "record",
    "eleventyNavigation",
    "eleventyComputed",
    "author",
    "authors",
    "parent",
    "sidebar",
    "taxonomies",
    "category",
    "categories",
    "summary",
    "revisions",
    "revision_history",
    "issuesheet",
];

/// Every name in front matter that has a meaning, without the parts of nested ones.
pub fn known_keys() -> impl Iterator<Item = &'static str> {
    let mine = NAMES.iter().flat_map(|(name, names)| std::iter::once(*name).chain(names.iter().copied()));
    let relations = Relation::ALL.into_iter().flat_map(Relation::names).copied();
    mine.chain(OTHERS.iter().copied())
        .chain(visibility::keys())
        .chain(control::names())
        .chain(relations)
        .filter(|name| !name.contains('.'))
}

/// Whether a name has a meaning.
pub fn is_known(name: &str) -> bool {
    known_keys().any(|known| known == name) || visibility::is_flag(name)
}
