//! Every key of `fingerpost.toml`, by table.
//!
//! The reader takes the known keys of each table from here, so that the list is complete.

/// A table with its keys.
pub struct Table {
    /// Its dotted name; empty for the top of the file. A `*` represents a name that the author chooses.
    pub name: &'static str,
    pub keys: &'static [&'static str],
}

/// All tables. `[extra]`, `[checks]`, `[front_matter_keys]`, `[sections]` and `[defaults]` values have keys of the
/// author's own.
pub const TABLES: &[Table] = &[
    Table {
        name: "",
        keys: &[
            "title",
            "description",
            "base_url",
            "language",
            "public_sector",
            "theme",
            "build",
            "nav",
            "markdown",
            "search",
            "git",
            "external",
            "glossary",
            "checks",
            "defaults",
            "redirects",
            "front_matter_keys",
            "assessment",
            "dates",
            "attestation",
            "kinds",
            "sections",
            "readability",
            "extra",
        ],
    },
    Table {
        name: "build",
        keys: &["output", "content", "drafts", "host", "csp_meta", "plain_text", "markdown", "include", "exclude"],
    },
    Table { name: "nav", keys: &["home_key"] },
    Table { name: "markdown", keys: &["raw_html", "smart_punctuation", "hard_breaks", "wiki_links"] },
    Table { name: "search", keys: &["synonyms", "include_withdrawn"] },
    Table { name: "git", keys: &["last_changed", "history"] },
    Table {
        name: "external",
        keys: &[
            "cache",
            "max_age_days",
            "skip",
            "check_anchors",
            "concurrency",
            "per_host",
            "timeout_seconds",
            "total_timeout_seconds",
            "retries",
        ],
    },
    Table { name: "glossary", keys: &["link_terms"] },
    Table { name: "defaults", keys: &["files", "values"] },
    Table { name: "redirects", keys: &["from", "to"] },
    Table {
        name: "theme",
        keys: &[
            "name",
            "logo",
            "logo_dark",
            "favicon",
            "social_image",
            "brand",
            "accent",
            "header",
            "contrast",
            "announcement",
            "head_links",
            "policy",
            "font",
            "code_font",
            "width",
            "phase",
            "header_links",
            "footer",
            "footer_links",
            "print_notice",
            "edit_url",
            "report_url",
        ],
    },
    Table { name: "theme.phase", keys: &["tag", "text"] },
    Table { name: "theme.announcement", keys: &["text", "title", "url"] },
    Table { name: "theme.head_links", keys: &["rel", "url"] },
    Table { name: "theme.policy", keys: &["scripts", "images", "connections", "frames", "forms"] },
    Table { name: "theme.header_links", keys: &["title", "url"] },
    Table { name: "theme.footer_links", keys: &["title", "url"] },
    Table {
        name: "assessment",
        keys: &[
            "id",
            "title",
            "version",
            "page",
            "questions",
            "tag",
            "nav_under",
            "category",
            "levels",
            "level_heading",
            "unknown",
            "not_applicable",
            "notes",
            "minutes",
            "roles",
            "report",
            "review",
            "last_level_improve",
        ],
    },
    Table { name: "dates", keys: &["order"] },
    Table { name: "attestation", keys: &["url", "label", "sign_off_lines"] },
    Table {
        name: "kinds.*",
        keys: &[
            "label",
            "description",
            "extends",
            "controlled",
            "files",
            "layout",
            "banner",
            "inline_metadata",
            "search",
            "listing",
            "ordered",
            "subtitles",
            "steps",
            "record",
            "fields",
            "sections",
        ],
    },
    Table {
        name: "kinds.*.fields.*",
        keys: &[
            "label",
            "description",
            "type",
            "required",
            "once_approved",
            "aliases",
            "alternatives",
            "pattern",
            "values",
        ],
    },
    Table { name: "kinds.*.sections", keys: &["name", "aliases", "required", "one_of", "steps", "field", "anywhere"] },
    Table { name: "readability", keys: &["acronyms"] },
];

/// Whether two keys differ in letter case, underscores and hyphens only.
pub(super) fn is_spelling(name: &str, key: &str) -> bool {
    let letters = |name: &str| -> String { name.chars().filter(|letter| !matches!(letter, '_' | '-')).collect() };
    letters(name).eq_ignore_ascii_case(&letters(key))
}

/// The known key that a spelling means, with the table that it belongs to, if it is not this one: the top of the file, else the
/// first that has it.
pub(super) fn other_table(key: &str, name: &str) -> Option<(&'static str, &'static str)> {
    let mut others = TABLES.iter().filter(|table| table.name != name && !table.name.contains('*'));
    others.find_map(|table| Some((*table.keys.iter().find(|known| is_spelling(key, known))?, table.name)))
}

/// The keys of a table.
pub(super) fn of_table(name: &str) -> &'static [&'static str] {
    let table = TABLES.iter().find(|table| table.name == name);
    table.expect("every table that is read is among `TABLES`").keys
}
