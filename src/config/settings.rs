//! All settings of a site, with their defaults.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::GlobMatcher;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::node::Node;
use crate::base::span::Span;
use crate::config::assessment::Assessment;
use crate::config::attestation::Attestation;
use crate::config::base_url::BaseUrl;
use crate::config::external::External;
use crate::config::file_patterns::FilePatterns;
use crate::config::host::SiteHost;
use crate::config::kinds::Kinds;
use crate::config::kinds::read::shipped_kinds;
use crate::config::theme::ThemeSettings;

/// All settings of a site, after defaults.
#[derive(Debug, Clone)]
pub struct Config {
    pub title: Option<String>,
    pub description: Option<String>,
    pub base_url: BaseUrl,
    /// A BCP 47 language tag such as `en-GB`.
    pub language: String,
    /// The place of `public_sector = true`: the site is run by a public body, so it needs an accessibility statement.
    pub public_sector: Option<Span>,
    pub theme: ThemeSettings,
    pub search: Search,
    pub git: Git,
    pub external: External,
    /// Whether glossary terms in text become links to their definitions.
    pub glossary_links: bool,
    pub drafts: bool,
    /// The date of `--as-of`: the site shows the documents that applied then.
    pub as_of: Option<Date>,
    /// The date on printed pages; `None` for the site itself.
    pub printed_on: Option<Date>,
    /// The host that publishes the site, if it reads its settings from the published folder.
    pub host: Option<SiteHost>,
    /// Whether each page states the content security policy itself, for hosts that cannot send headers.
    pub csp_meta: bool,
    /// Whether each page is published as plain text too.
    pub plain_text: bool,
    /// Whether each page is published as Markdown too.
    pub markdown_copies: bool,
    /// Files that are published although they are sources of tools.
    pub include: FilePatterns,
    /// Files that are not read, pages too.
    pub exclude: FilePatterns,
    pub content: Option<String>,
    pub output: Option<String>,
    pub home_key: Option<String>,
    pub markdown: Markdown,
    /// Levels by code or group, in the order in which they apply.
    pub checks: Vec<(String, CheckLevel)>,
    pub defaults: Vec<Defaults>,
    pub redirects: Vec<RedirectSetting>,
    pub assessments: Vec<Assessment>,
    /// The author's name of a front matter key (dotted if nested) → the name in Fingerpost; empty to ignore the key.
    pub aliases: BTreeMap<String, String>,
    /// The order of a date such as `05/06/2026`; without it, such dates are reported as ambiguous.
    pub date_order: Option<DateOrder>,
    pub attestation: Attestation,
    /// The kinds of documents with their requirements.
    pub kinds: Arc<Kinds>,
    /// Acronyms that the readers of the site know.
    pub acronyms: Vec<String>,
    pub extra: Node,
}

/// Options of the Markdown parser.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Markdown {
    pub raw_html: RawHtml,
    pub smart_punctuation: bool,
    pub hard_breaks: bool,
    pub wiki_links: bool,
}

/// What pages show from version control.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Git {
    /// The date of the last commit, on pages without an update date of their own.
    pub last_changed: bool,
    /// All commits of each page, including the date of the last one.
    pub history: bool,
}

impl Git {
    /// Whether the build reads version control.
    pub fn is_wanted(self) -> bool {
        self.last_changed || self.history
    }
}

/// Search settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Groups of words that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Whether search finds withdrawn pages, after all others, and the sitemap names them.
    pub include_withdrawn: bool,
}

/// How HTML in Markdown is handled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum RawHtml {
    /// Sanitized: nothing in it can run or load code.
    #[default]
    Safe,
    /// Kept as it is.
    Allow,
    /// Shown as text.
    Escape,
}

/// The order of day and month in a numeric date that ends with the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    DayMonth,
    MonthDay,
}

/// The level that a setting or an option gives to a code or group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckLevel {
    Allow,
    Warn,
    Deny,
}

/// Front matter that applies to every file a glob matches.
#[derive(Debug, Clone)]
pub struct Defaults {
    pub files: GlobMatcher,
    pub values: Node,
}

/// A redirect from an old URL.
#[derive(Debug, Clone)]
pub struct RedirectSetting {
    pub from: String,
    pub to: String,
    pub from_span: Span,
    pub to_span: Span,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            title: None,
            description: None,
            include: FilePatterns::default(),
            exclude: FilePatterns::default(),
            base_url: BaseUrl::default(),
            language: "en".to_owned(),
            public_sector: None,
            theme: ThemeSettings::default(),
            search: Search::default(),
            git: Git::default(),
            external: External::default(),
            glossary_links: true,
            drafts: false,
            as_of: None,
            printed_on: None,
            host: None,
            csp_meta: false,
            plain_text: false,
            markdown_copies: false,
            content: None,
            output: None,
            home_key: None,
            markdown: Markdown::default(),
            checks: Vec::new(),
            defaults: Vec::new(),
            redirects: Vec::new(),
            assessments: Vec::new(),
            aliases: BTreeMap::new(),
            date_order: None,
            attestation: Attestation::default(),
            kinds: shipped_kinds(),
            acronyms: Vec::new(),
            extra: Node::empty_map(),
        }
    }
}

impl Config {
    /// The front matter defaults for a file, named relative to the content folder; later tables win.
    pub fn defaults_for(&self, content_path: &str) -> Option<Node> {
        let mut found: Option<Node> = None;
        for defaults in self.defaults.iter().rev().filter(|defaults| defaults.files.is_match(content_path)) {
            match &mut found {
                None => found = Some(defaults.values.clone()),
                Some(node) => node.inherit(&defaults.values),
            }
        }
        found
    }
}
