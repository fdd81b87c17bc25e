//! The settings that parsing depends on, taken from the configuration of the site.
//!
//! With the file itself they are all that `parse` receives, so that their hash is a complete cache key. A setting that
//! changes what is parsed belongs here; the compiler then adds it to the key.

use std::collections::BTreeMap;
use std::sync::Arc;

use pulldown_cmark::Options;

use crate::base::node::Node;
use crate::config::kinds::Kinds;
use crate::config::settings::{Config, DateOrder, Markdown};

/// All settings that a parsed document depends on.
#[derive(Debug, Clone, Hash)]
pub struct ParseSettings {
    pub markdown: Markdown,
    /// The author's names of front matter keys, see `Config::aliases`.
    pub aliases: BTreeMap<String, String>,
    /// The language of pages that name none, a BCP 47 tag.
    pub language: String,
    /// The order of day and month in dates such as `05/06/2026`; `None` reports them.
    pub date_order: Option<DateOrder>,
    pub kinds: Arc<Kinds>,
    /// Whether headings and tables are extracted as data, for assessments.
    pub extracts_structure: bool,
    pub site: SiteSettings,
    /// Whether other pages have used up the work for highlighting the code of the site.
    pub is_highlighting_spent: bool,
}

/// The settings of the site that a page with `templating: true` can print.
#[derive(Debug, Clone, Hash)]
pub struct SiteSettings {
    pub title: Option<String>,
    pub description: Option<String>,
    pub language: String,
    pub extra: Node,
}

impl ParseSettings {
    /// Takes from a configuration what parsing depends on.
    pub fn new(config: &Config) -> ParseSettings {
        ParseSettings {
            markdown: config.markdown.clone(),
            aliases: config.aliases.clone(),
            language: config.language.clone(),
            date_order: config.date_order,
            kinds: config.kinds.clone(),
            extracts_structure: !config.assessments.is_empty(),
            site: SiteSettings::new(config),
            is_highlighting_spent: false,
        }
    }
}

impl SiteSettings {
    /// Takes from a configuration what pages can print.
    pub fn new(config: &Config) -> SiteSettings {
        SiteSettings {
            title: config.title.clone(),
            description: config.description.clone(),
            language: config.language.clone(),
            extra: config.extra.clone(),
        }
    }
}

/// The Markdown extensions that are on. Each is named; `Options::all` would also turn on the old footnotes.
pub fn markdown_options(markdown: &Markdown) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH
        | Options::ENABLE_DEFINITION_LIST;
    options.set(Options::ENABLE_SMART_PUNCTUATION, markdown.smart_punctuation);
    options.set(Options::ENABLE_WIKILINKS, markdown.wiki_links);
    options
}
