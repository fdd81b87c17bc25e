//! `fingerpost.toml` turned into a `Config` and findings.
//!
//! Every key is optional; a project without the file has the defaults. This folder knows nothing of pages or themes.

pub mod assessment;
pub mod attestation;
pub mod external;
pub mod keys;
pub mod kinds;
pub mod read;
pub mod theme;
pub mod toml_node;

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::GlobMatcher;
use jiff::civil::Date;

use crate::base::node::Node;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config::assessment::Assessment;
use crate::config::attestation::Attestation;
use crate::config::external::External;
use crate::config::kinds::Kinds;
use crate::config::theme::ThemeSettings;

/// The name of the configuration file, at the project root.
pub const FILE_NAME: &str = "fingerpost.toml";

/// All settings of a site, after defaults.
#[derive(Debug, Clone)]
pub struct Config {
    pub title: Option<String>,
    pub description: Option<String>,
    pub base_url: BaseUrl,
    /// A BCP 47 language tag such as `en-GB`.
    pub language: String,
    /// Where it says that a public body runs the site, which then has to have an accessibility statement.
    pub public_sector: Option<Span>,
    pub theme: ThemeSettings,
    pub search: Search,
    pub git: Git,
    pub external: External,
    /// Whether the terms of a page's text become links to what they mean.
    pub glossary_links: bool,
    pub drafts: bool,
    /// The day whose library is shown; the command line says it.
    pub as_of: Option<Date>,
    /// The day on which pages are put on paper, where they are; no page of a site knows one.
    pub printed_on: Option<Date>,
    /// Whether each page states the content security policy itself, for hosts that cannot send headers.
    pub csp_meta: bool,
    /// Whether each page is published as plain text too.
    pub plain_text: bool,
    pub content: Option<String>,
    pub output: Option<String>,
    pub home_key: Option<String>,
    pub markdown: Markdown,
    /// Levels by code or group, in the order in which they apply.
    pub checks: Vec<(String, CheckLevel)>,
    pub defaults: Vec<Defaults>,
    pub redirects: Vec<Redirect>,
    pub assessments: Vec<Assessment>,
    /// The author's name (dotted where nested) for a front matter key → the name Fingerpost knows.
    /// Empty where the key is to have no meaning.
    pub aliases: BTreeMap<String, String>,
    /// What comes first in a date such as `05/06/2026`; nothing is guessed where it is not said.
    pub date_order: Option<DateOrder>,
    pub attestation: Attestation,
    /// What documents of each kind are held to.
    pub kinds: Arc<Kinds>,
    /// Acronyms that the readers of the site know.
    pub acronyms: Vec<String>,
    pub extra: Node,
}

/// How Markdown is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Markdown {
    pub raw_html: RawHtml,
    pub smart_punctuation: bool,
    pub hard_breaks: bool,
    pub wiki_links: bool,
}

/// What pages tell from version control.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Git {
    /// The day of the last commit, on pages that do not say themselves when they changed.
    pub last_changed: bool,
    /// All commits of each page, which tell the day of the last one too.
    pub history: bool,
}

impl Git {
    /// Whether version control has to be asked.
    pub fn is_wanted(self) -> bool {
        self.last_changed || self.history
    }
}

/// What search finds besides the words that were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Groups of words that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Whether search finds withdrawn pages, after all others, and the sitemap names them.
    pub include_withdrawn: bool,
}

/// What becomes of HTML that stands in Markdown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum RawHtml {
    /// Kept, but nothing in it can run or load code.
    #[default]
    Safe,
    /// Kept as it stands.
    Allow,
    /// Shown as text.
    Escape,
}

/// What comes first in a date of numbers that ends with the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    DayMonth,
    MonthDay,
}

/// The level that a setting or an option gives to a code or group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// An old address and where it leads now.
#[derive(Debug, Clone)]
pub struct Redirect {
    pub from: String,
    pub to: String,
    pub from_span: Span,
    pub to_span: Span,
}

/// Where the site will stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https://host`, without a final slash; empty when no base URL is set.
    pub origin: String,
    /// `/prefix` without a final slash; empty at the top of a host.
    pub prefix: String,
}

impl BaseUrl {
    /// Reads `https://host/prefix/` or `/prefix/`; `None` when it is neither.
    pub fn parse(text: &str) -> Option<BaseUrl> {
        let text = text.trim();
        if text.is_empty() {
            return Some(BaseUrl::default());
        }
        if text.contains(['?', '#', '\\', '"', '<', '>']) || text.contains(char::is_whitespace) {
            return None;
        }
        if text.starts_with('/') && !text.starts_with("//") {
            return Some(BaseUrl { origin: String::new(), prefix: text.trim_end_matches('/').to_owned() });
        }
        let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
        let rest = &text[scheme.len()..];
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if host.is_empty() {
            return None;
        }
        Some(BaseUrl { origin: format!("{scheme}{host}"), prefix: path.trim_end_matches('/').to_owned() })
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            title: None,
            description: None,
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
            csp_meta: false,
            plain_text: false,
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
            kinds: Kinds::shipped(),
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

/// The path under which findings about the configuration are reported.
pub fn source_path() -> SourcePath {
    SourcePath::new(FILE_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_split_into_origin_and_prefix() {
        let url = BaseUrl::parse("https://example.org/guides/").expect("a valid address");
        assert_eq!((url.origin.as_str(), url.prefix.as_str()), ("https://example.org", "/guides"));
        assert_eq!(BaseUrl::parse("/guides").expect("a path").prefix, "/guides");
        assert_eq!(BaseUrl::parse("example.org"), None);
        assert_eq!(BaseUrl::parse("//example.org"), None);
    }
}
