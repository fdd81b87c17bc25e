//! `page` and `site` as templates see them: each name is looked up when it is asked for, through the one door.
//!
//! A value that a page does not have is none; a name that does not exist is undefined, which is an error at its line.

use std::sync::{Arc, OnceLock};

use minijinja::value::{Enumerator, Object, Value};

use crate::config::theme::MenuLink;
use crate::parse::document::Document;
use crate::parse::templating;
use crate::site::as_of::changed_after;
use crate::site::model::Site;
use crate::site::page::{Page, PageId, PageKind, TAGS_FOLDER};
use crate::site::query::{Answer, Query};
use crate::site::tracked::{Read, TrackedSite};
use crate::theme::documents::{framework, record, terms, tree};
use crate::theme::facts::{coverage, facts};
use crate::theme::lists::{letters, neighbour, pages, tags, told, url};
use crate::theme::{CONTENT_SECURITY_POLICY, addresses, assessment, control};

/// The name of the program and its version, for `generator`.
pub const GENERATOR: &str = concat!("Fingerpost ", env!("CARGO_PKG_VERSION"));

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: &[&str] = &["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];

/// `page`: one page of the site with its rendered text.
#[derive(Debug)]
pub struct PageObject {
    site: Arc<TrackedSite>,
    id: PageId,
    content: Value,
    navigation: Value,
    /// Answers that templates ask for more than once:
    /// `trail, previous, next, children, tags, backlinks, toc, related, successors, assessment,
    /// standings`.
    answered: [OnceLock<Value>; 11],
}

impl PageObject {
    /// The object of a page with the HTML of its body and of its navigation.
    pub fn new(site: Arc<TrackedSite>, id: PageId, content: String, navigation: String) -> PageObject {
        site.ask(&Query::Page(id));
        let (content, navigation) = (Value::from_safe_string(content), Value::from_safe_string(navigation));
        PageObject { site, id, content, navigation, answered: Default::default() }
    }

    fn once(&self, slot: usize, make: impl FnOnce() -> Value) -> Value {
        self.answered[slot].get_or_init(make).clone()
    }
}

const PAGE_NAMES: &[&str] = &[
    "url",
    "permalink",
    "title",
    "title_id",
    "description",
    "kind",
    "status",
    "state",
    "document_id",
    "successors",
    "replaces",
    "facts",
    "banner",
    "coverage",
    "csv_url",
    "draft",
    "home",
    "content",
    "toc",
    "language",
    "dir",
    "trail",
    "nav_html",
    "previous",
    "next",
    "children",
    "pages",
    "terms",
    "tags",
    "backlinks",
    "related",
    "edit_url",
    "report_url",
    "attestation_url",
    "sign_off_url",
    "text_url",
    "print_url",
    "assessment",
    "standings",
    "record_url",
    "record",
    "framework",
    "date",
    "updated",
    "changed_after",
    "history",
    "source",
    "noindex",
    "meta",
    "register",
    "target",
];

impl Object for PageObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let page = self.site.page(self.id);
        let meta = page.meta();
        Some(match key {
            "url" => Value::from(self.site.href(&page.url)),
            "permalink" => Value::from(self.site.absolute(&page.url)),
            "title" => Value::from(page.title.as_str()),
            "title_id" => optional(page.document.as_ref().and_then(|document| document.facts.title_id.as_deref())),
            "description" => optional(meta.and_then(|meta| meta.description.as_deref())),
            "kind" => Value::from(kind_of(page)),
            "status" => optional(meta.and_then(|meta| meta.status.as_deref())),
            "state" if meta.is_some_and(|meta| meta.draft) => Value::from("draft"),
            "state" => optional(meta.and_then(|meta| meta.state.word())),
            "document_id" => optional(meta.and_then(|meta| meta.document_id.as_deref())),
            "successors" => self.once(8, || pages(self.site.ask(&Query::Successors(self.id)))),
            "replaces" => pages(self.site.ask(&Query::Replaced(self.id))),
            "facts" => facts(page.document.as_ref().map_or(&[] as &[_], |document| &document.facts.field_values)),
            "banner" => optional(self.site.kind_of(page).and_then(|kind| kind.banner.as_deref())),
            "coverage" if page.kind == PageKind::Coverage => coverage(self.site.ask(&Query::Coverage)),
            "csv_url" if page.kind == PageKind::Coverage => Value::from(self.site.coverage_csv_href()),
            "coverage" | "csv_url" => Value::from(()),
            "draft" => Value::from(meta.is_some_and(|meta| meta.draft)),
            "changed_after" => {
                let changed = |day| changed_after(page.document.as_ref()?, day);
                let day = self.site.config().as_of.and_then(changed).map(|day| day.to_string());
                optional(day.as_deref())
            }
            "home" => Value::from(self.id == self.site.home()),
            "content" => self.content.clone(),
            "nav_html" => self.navigation.clone(),
            "toc" => self.once(6, || match &page.document {
                Some(document) if document.facts.meta.contents_list => contents(document),
                _ => Value::from(Vec::<Value>::new()),
            }),
            "language" => Value::from(language_of(&self.site, page)),
            "dir" => Value::from(if is_right_to_left(language_of(&self.site, page)) { "rtl" } else { "ltr" }),
            "trail" => self.once(0, || pages(self.site.ask(&Query::Trail(self.id)))),
            "previous" => self.once(1, || neighbour(self.site.ask(&Query::Adjacent(self.id)), false)),
            "next" => self.once(2, || neighbour(self.site.ask(&Query::Adjacent(self.id)), true)),
            "children" => self.once(3, || pages(self.site.ask(&Query::Section(self.id)))),
            "pages" => match page.kind {
                PageKind::Tag(tag) => pages(self.site.ask(&Query::Tag(tag))),
                PageKind::Changes => pages(self.site.ask(&Query::Changes)),
                PageKind::Pack(first) | PageKind::Book(first) => pages(self.site.ask(&Query::Pack(first))),
                _ => pages(self.site.ask(&Query::Section(self.id))),
            },
            "terms" if page.kind == PageKind::Glossary => terms(self.site.ask(&Query::Terms)),
            "terms" => Value::from(Vec::<Value>::new()),
            "tags" => self.once(4, || tags(self.site.ask(&Query::TagsOf(self.id)))),
            "backlinks" => self.once(5, || pages(self.site.ask(&Query::Backlinks(self.id)))),
            "related" => self.once(7, || pages(self.site.ask(&Query::Related(self.id)))),
            "edit_url" => addresses::filled(&self.site, page, self.site.config().theme.edit_url.as_deref()),
            "report_url" => addresses::filled(&self.site, page, self.site.config().theme.report_url.as_deref()),
            "attestation_url" => addresses::attestation(&self.site, page),
            "text_url" => addresses::text_copy(&self.site, page),
            "sign_off_url" => addresses::sign_off(&self.site, page),
            "assessment" => self.once(9, || assessment::part(&self.site, self.id)),
            "standings" => self.once(10, || assessment::standings(&self.site, self.id)),
            "print_url" => url(self.site.ask(&Query::PackOf(self.id))),
            "record_url" => url(self.site.ask(&Query::RecordOf(self.id))),
            "framework" => framework(self.site.ask(&Query::Framework(self.id))),
            "record" => record(&self.site, self.id),
            "date" => optional(meta.and_then(|meta| meta.date).map(|date| date.to_string()).as_deref()),
            "updated" => optional(page.last_change().map(|date| date.to_string()).as_deref()),
            "history" => page.commits.iter().map(|commit| told(commit)).collect(),
            "source" => optional(page.document.as_ref().map(|document| document.path.as_str())),
            "noindex" => Value::from(self.site.is_unindexed(page)),
            "meta" => page.document.as_ref().map_or_else(
                || Value::from_object(MetaObject(None)),
                |document| Value::from_object(MetaObject(Some(document.clone()))),
            ),
            "register" => match self.site.ask(&Query::Register) {
                Answer::Register(entries) => control::register(entries),
                _ => Value::from(()),
            },
            "target" => Value::from(()),
            _ => return control::value(page, key, &self.site.config().kinds),
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(PAGE_NAMES.iter().chain(control::NAMES).map(|name| Value::from(*name)).collect())
    }
}

/// The word for a page's kind: from front matter, else what it was made for.
pub fn kind_of(page: &Page) -> &str {
    match page.kind {
        PageKind::Authored => page.meta().and_then(|meta| meta.kind.as_deref()).unwrap_or("page"),
        PageKind::Listing => "section",
        PageKind::Tags => "tags",
        PageKind::Tag(_) => "tag",
        PageKind::Tree => "tree",
        PageKind::Changes => "changes",
        PageKind::Glossary => "glossary",
        PageKind::Register => "register",
        PageKind::Coverage => "coverage",
        PageKind::Pack(_) | PageKind::Book(_) => "print",
        PageKind::Assessment(..) => "assessment",
        PageKind::Record(_) => "record",
        PageKind::SignOff(_) => "sign-off",
        PageKind::NotFound => "error",
    }
}

fn language_of<'a>(site: &'a Site, page: &'a Page) -> &'a str {
    page.meta().and_then(|meta| meta.language.as_deref()).unwrap_or(&site.config().language)
}

fn is_right_to_left(language: &str) -> bool {
    let main = language.split(['-', '_']).next().unwrap_or(language).to_lowercase();
    RIGHT_TO_LEFT.contains(&main.as_str())
}

/// `page.meta`: all front matter. A name that is not there is none.
#[derive(Debug)]
struct MetaObject(Option<Arc<Document>>);

impl Object for MetaObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let found = self.0.as_ref().and_then(|document| document.front.get(key.as_str()?));
        Some(found.map_or_else(|| Value::from(()), templating::value))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let entries = self.0.as_ref().map_or(&[] as &[_], |document| document.front.entries());
        Enumerator::Values(entries.iter().map(|(key, _)| Value::from(key.as_str())).collect())
    }
}

/// Lists of the whole site as values, each made once.
#[derive(Debug, Default)]
pub struct Lists {
    made: [OnceLock<(Value, Option<Read>)>; 5],
    extra: OnceLock<Value>,
    theme: OnceLock<Value>,
}

/// `site`: settings, and lists that all pages share.
#[derive(Debug)]
pub struct SiteObject {
    site: Arc<TrackedSite>,
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
    pub fn new(site: Arc<TrackedSite>, lists: Arc<Lists>) -> SiteObject {
        SiteObject { site, lists }
    }

    fn at(&self, path: &str) -> Value {
        Value::from(format!("{}/{path}", self.site.config().base_url.prefix))
    }

    /// A list that is made at its first use; every output that uses it notes what it holds.
    fn list(&self, slot: usize, query: &Query, make: fn(Answer) -> Value) -> Value {
        let mut is_new = false;
        let (value, read) = self.lists.made[slot].get_or_init(|| {
            is_new = true;
            let (answer, read) = self.site.ask_once(query);
            (make(answer), read)
        });
        if !is_new {
            self.site.note(*read);
        }
        value.clone()
    }
}

impl Object for SiteObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let config = self.site.config();
        Some(match key {
            "title" => Value::from(self.site.title()),
            "description" => optional(config.description.as_deref()),
            "language" => Value::from(config.language.as_str()),
            "base_url" if config.base_url.origin.is_empty() => Value::from(()),
            "base_url" => Value::from(format!("{}{}/", config.base_url.origin, config.base_url.prefix)),
            "url" => self.at(""),
            "feed_url" => self.at("feed.xml"),
            "tree_url" => Value::from(self.site.tree_href()),
            "tags_url" if self.site.tags().is_empty() => Value::from(()),
            "tags_url" => self.at(&format!("{TAGS_FOLDER}/")),
            "tree" => self.list(0, &Query::Tree, tree),
            "tags" => self.list(1, &Query::Tags, tags),
            "recent" => self.list(2, &Query::Recent, pages),
            "letters" => self.list(3, &Query::Letters, letters),
            "register_url" => optional(self.site.register_href().as_deref()),
            "changes_url" => optional(self.site.changes_href().as_deref()),
            "glossary_url" => optional(self.site.glossary_href().as_deref()),
            "coverage_url" => optional(self.site.coverage_href().as_deref()),
            "search_url" => self.at("search/"),
            "theme" => self.lists.theme.get_or_init(|| theme_settings(&self.site)).clone(),
            "csp" => optional(config.csp_meta.then_some(CONTENT_SECURITY_POLICY)),
            "sections" => self.list(4, &Query::Section(self.site.home()), pages),
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

pub(super) fn optional(text: Option<&str>) -> Value {
    text.map_or_else(|| Value::from(()), Value::from)
}

/// `site.theme`: what the settings say of the look. Paths get the base path.
fn theme_settings(site: &Site) -> Value {
    let settings = &site.config().theme;
    let address = |url: &str| {
        let is_path = url.starts_with('/') && !url.starts_with("//");
        if is_path { format!("{}{url}", site.config().base_url.prefix) } else { url.to_owned() }
    };
    let links = |links: &[MenuLink]| {
        let pair = |link: &MenuLink| {
            Value::from_pairs([("title", Value::from(link.title.as_str())), ("url", Value::from(address(&link.url)))])
        };
        Value::from(links.iter().map(pair).collect::<Vec<_>>())
    };
    let phase = settings.phase.as_ref().map_or_else(
        || Value::from(()),
        |(tag, text)| Value::from_pairs([("tag", Value::from(tag.as_str())), ("text", Value::from(text.as_str()))]),
    );
    let logo = settings.logo.as_ref().map(|(path, _)| address(&format!("/{}", path.trim_start_matches('/'))));
    Value::from_pairs([
        ("logo", optional(logo.as_deref())),
        ("phase", phase),
        ("header_links", links(&settings.header_links)),
        ("footer", optional(settings.footer.as_deref())),
        ("footer_links", links(&settings.footer_links)),
        ("print_notice", optional(settings.print_notice.as_deref())),
    ])
}

/// The contents list: h2 with the h3 below each.
fn contents(document: &Arc<Document>) -> Value {
    let mut list: Vec<(usize, Vec<usize>)> = Vec::new();
    let headings = &document.facts.headings;
    for (at, heading) in
        headings.iter().enumerate().filter(|(_, heading)| heading.level <= 3 && !heading.title.is_empty())
    {
        match list.last_mut() {
            Some((parent, children)) if heading.level > headings[*parent].level => children.push(at),
            _ => list.push((at, Vec::new())),
        }
    }
    let object =
        |at: usize, children: Value| Value::from_object(HeadingObject { document: document.clone(), at, children });
    let none = Value::from(Vec::<Value>::new());
    let section = |(at, children): (usize, Vec<usize>)| {
        let below: Vec<Value> = children.into_iter().map(|child| object(child, none.clone())).collect();
        object(at, Value::from(below))
    };
    Value::from(list.into_iter().map(section).collect::<Vec<_>>())
}

/// A heading in the contents list.
#[derive(Debug)]
struct HeadingObject {
    document: Arc<Document>,
    at: usize,
    children: Value,
}

impl Object for HeadingObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let heading = &self.document.facts.headings[self.at];
        Some(match key {
            "id" => Value::from(heading.id.as_str()),
            "title" => Value::from(heading.title.as_str()),
            "level" => Value::from(heading.level),
            "children" => self.children.clone(),
            _ => return None,
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&["id", "title", "level", "children"])
    }
}
