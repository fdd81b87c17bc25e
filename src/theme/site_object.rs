//! `site` as templates see it: settings, and lists that all pages share.
//!
//! The values of lists are built once for all outputs; each output that uses one makes its query, so that it is recorded.

use std::sync::{Arc, OnceLock};

use minijinja::value::{Enumerator, Object, Value};

use crate::base::path::OutputPath;
use crate::config::settings::Config;
use crate::config::theme::{MenuLink, SiteImage};
use crate::parse::templating;
use crate::site::answer::{PageLink, SiteValues};
use crate::site::page::{TAGS_FOLDER, TREE_OUTPUT};
use crate::site::tracked::TrackedSite;
use crate::theme::documents::tree;
use crate::theme::lists::{letters, pages, section_value, tags};
use crate::theme::policy::content_security_policy;
use crate::theme::values::{none, optional};

/// The name of the program and its version, for `generator`.
pub const GENERATOR: &str = concat!("Fingerpost ", env!("CARGO_PKG_VERSION"));

/// Lists of the whole site as values.
#[derive(Debug, Default)]
pub struct Lists {
    tags: OnceLock<Value>,
    recent: OnceLock<Value>,
    sections: OnceLock<Value>,
    extra: OnceLock<Value>,
    theme: OnceLock<Value>,
}

/// `site`: settings, and lists that all pages share.
#[derive(Debug)]
pub struct SiteObject {
    site: Arc<TrackedSite>,
    settings: Arc<SiteValues>,
    lists: Arc<Lists>,
}

const SITE_NAMES: &[&str] = &[
    "title",
    "description",
    "language",
    "base_url",
    "url",
    "feed_url",
    "tree_url",
    "tags_url",
    "tree",
    "tags",
    "recent",
    "letters",
    "sections",
    "changes_url",
    "glossary_url",
    "register_url",
    "coverage_url",
    "search_url",
    "theme",
    "csp",
    "extra",
    "generator",
    "as_of",
    "printed_on",
    "attestation_label",
    "sign_off_lines",
];

impl SiteObject {
    /// The object as one output sees it.
    pub fn value(site: &Arc<TrackedSite>, lists: &Arc<Lists>) -> Value {
        Value::from_object(SiteObject { site: site.clone(), settings: site.settings(), lists: lists.clone() })
    }
}

/// The value of a list, made of the answer at its first use.
fn once<A>(cell: &OnceLock<Value>, answer: A, make: impl FnOnce(A) -> Value) -> Value {
    cell.get_or_init(|| make(answer)).clone()
}

impl Object for SiteObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let settings = &self.settings;
        let config = &*settings.config;
        let at = |path: &str| Value::from(format!("{}/{path}", config.base_url.prefix));
        Some(match key {
            "title" => Value::from(settings.title.as_str()),
            "description" => optional(config.description.as_deref()),
            "language" => Value::from(config.language.as_str()),
            "base_url" if config.base_url.origin.is_empty() => none(),
            "base_url" => Value::from(format!("{}{}/", config.base_url.origin, config.base_url.prefix)),
            "url" => at(""),
            "feed_url" if settings.changes_url.is_none() => none(),
            "feed_url" => at("feed.xml"),
            "tree_url" => Value::from(config.base_url.href(&OutputPath::new(TREE_OUTPUT).url())),
            "tags_url" if !settings.has_tags => none(),
            "tags_url" => at(&format!("{TAGS_FOLDER}/")),
            "tree" => tree(self.site.tree()),
            "tags" => once(&self.lists.tags, self.site.tags(), |links| tags(&links)),
            "recent" => once(&self.lists.recent, self.site.recent(), |links| pages(links.to_vec())),
            "letters" => letters(self.site.alphabetical_index()),
            "register_url" => optional(settings.register_url.as_deref()),
            "changes_url" => optional(settings.changes_url.as_deref()),
            "glossary_url" => optional(settings.glossary_url.as_deref()),
            "coverage_url" => optional(settings.coverage_url.as_deref()),
            "search_url" => at("search/"),
            "theme" => self.lists.theme.get_or_init(|| theme_settings(config)).clone(),
            "csp" => optional(config.csp_meta.then(|| content_security_policy(&config.theme.policy)).as_deref()),
            "sections" => once(&self.lists.sections, self.site.nav_level(Some(settings.home)), |level| {
                let below = |link: &PageLink| self.site.nav_level(Some(link.key)).entries.clone();
                level.entries.iter().map(|link| section_value(link.clone(), below(link))).collect()
            }),
            "extra" => self.lists.extra.get_or_init(|| templating::value(&config.extra)).clone(),
            "generator" => Value::from(GENERATOR),
            "attestation_label" => optional(config.attestation.label.as_deref()),
            "sign_off_lines" => Value::from(config.attestation.sign_off_lines),
            "printed_on" => optional(config.printed_on.map(|day| day.to_string()).as_deref()),
            "as_of" => optional(config.as_of.map(|day| day.to_string()).as_deref()),
            _ => return None,
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(SITE_NAMES)
    }
}

/// `site.theme`: what the settings say of the look. Paths get the base path.
fn theme_settings(config: &Config) -> Value {
    let settings = &config.theme;
    let site_url = |url: &str| {
        let is_path = url.starts_with('/') && !url.starts_with("//");
        if is_path { format!("{}{url}", config.base_url.prefix) } else { url.to_owned() }
    };
    let links = |links: &[MenuLink]| {
        let pair = |link: &MenuLink| {
            Value::from_pairs([("title", Value::from(link.title.as_str())), ("url", Value::from(site_url(&link.url)))])
        };
        Value::from(links.iter().map(pair).collect::<Vec<_>>())
    };
    let phase = settings.phase.as_ref().map_or_else(none, |(tag, text)| {
        Value::from_pairs([("tag", Value::from(tag.as_str())), ("text", Value::from(text.as_str()))])
    });
    let image = |image: &Option<SiteImage>| {
        image
            .as_ref()
            .map_or_else(none, |image| Value::from(site_url(&format!("/{}", image.path.trim_start_matches('/')))))
    };
    let absolute = |image: &Option<SiteImage>| {
        image.as_ref().map_or_else(none, |image| {
            let url = OutputPath::new(image.path.trim_start_matches('/')).url();
            Value::from(config.base_url.absolute(&url))
        })
    };
    let announcement = settings.announcement.as_ref().map_or_else(none, |notice| {
        let link = links(notice.link.as_slice());
        Value::from_pairs([("text", Value::from(notice.text.as_str())), ("links", link)])
    });
    Value::from_pairs([
        ("announcement", announcement),
        ("head_links", links(&settings.head_links)),
        ("logo_dark", image(&settings.logo_dark)),
        ("logo", image(&settings.logo)),
        ("favicon", image(&settings.favicon)),
        ("social_image", absolute(&settings.social_image)),
        ("phase", phase),
        ("header_links", links(&settings.header_links)),
        ("footer", optional(settings.footer.as_deref())),
        ("footer_links", links(&settings.footer_links)),
        ("print_notice", optional(settings.print_notice.as_deref())),
    ])
}
