//! Pages of a site: what each is, where it comes from, where it is written.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::base::diagnostic::Location;
use crate::base::history::Commit;
use crate::base::path::{OutputPath, UrlPath, folder_of};
use crate::config::kinds::Kind;
use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::parse::revisions::revision::RevisionHistory;

/// The place of a page in `Site::pages`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageId(pub usize);

/// The identity of a page, which stays when other pages are added or removed: a hash of its kind and of its path below
/// the content folder, for generated pages of their URL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageKey(u64);

impl PageKey {
    /// The key of an author's page.
    pub fn authored(content_path: &str) -> PageKey {
        PageKey(hash_of(&(0_u8, content_path)))
    }

    /// The key of the listing of a folder.
    pub fn listing(folder: &str) -> PageKey {
        PageKey(hash_of(&(1_u8, folder)))
    }

    /// The key of any other generated page.
    pub fn generated(url: &UrlPath) -> PageKey {
        PageKey(hash_of(&(2_u8, url.as_str())))
    }
}

/// The identity of a tag: a hash of its slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TagKey(u64);

impl TagKey {
    /// The key of the tag with this slug.
    pub fn new(slug: &str) -> TagKey {
        TagKey(hash_of(slug))
    }
}

/// The identity of an assessment: a hash of its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AssessmentKey(u64);

impl AssessmentKey {
    /// The key of the assessment with this id.
    pub fn new(id: &str) -> AssessmentKey {
        AssessmentKey(hash_of(id))
    }
}

fn hash_of<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut state = Xxh3::new();
    value.hash(&mut state);
    state.finish()
}

/// What a page is and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// Written by an author.
    Authored,
    /// The listing of a folder that has no index of its own.
    Listing,
    /// The list of all tags.
    Tags,
    /// The pages of one tag.
    Tag(TagKey),
    /// The page with the whole tree.
    Tree,
    /// The list of changes, newest first.
    Changes,
    /// The terms of all pages.
    Glossary,
    /// Every controlled document in one table.
    Register,
    /// The table of the required sections of each document.
    Coverage,
    /// A page and its subpages in one, for printing.
    PrintBundle(PageKey),
    /// A page of an assessment.
    Assessment(AssessmentKey, Part),
    /// A page and its subpages as one file, for `fingerpost print`.
    SingleDocument(PageKey),
    /// A blank record of the steps of a page, to be filled in on paper.
    Record(PageKey),
    /// A sheet on which people sign that they have read a page.
    SignOff(PageKey),
    /// The page for URLs that do not exist.
    NotFound,
}

impl PageKind {
    /// The page that it is derived from.
    pub(super) fn origin(self) -> Option<PageKey> {
        match self {
            PageKind::PrintBundle(page)
            | PageKind::SingleDocument(page)
            | PageKind::Record(page)
            | PageKind::SignOff(page) => Some(page),
            PageKind::Authored
            | PageKind::Listing
            | PageKind::Tags
            | PageKind::Tag(_)
            | PageKind::Tree
            | PageKind::Changes
            | PageKind::Glossary
            | PageKind::Register
            | PageKind::Coverage
            | PageKind::Assessment(..)
            | PageKind::NotFound => None,
        }
    }
}

/// One page of the site.
#[derive(Debug, Clone)]
pub struct Page {
    pub key: PageKey,
    pub kind: PageKind,
    /// The author's document, for authored pages.
    pub document: Option<Arc<Document>>,
    /// The path below the content folder: of the file, or of the folder that is listed.
    pub content_path: String,
    pub title: String,
    pub url: UrlPath,
    /// Its output path; `None` for a page with `permalink: false`.
    pub output: Option<OutputPath>,
    /// For a folder's listing and its index: the folder below the content folder.
    pub folder: Option<String>,
    /// The commits that changed its file, newest first, if the settings use the history.
    pub commits: Vec<Arc<Commit>>,
}

impl Hash for Page {
    /// Covers the whole document, its text included, by the hash of its file.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let document = self.document.as_ref().map(|document| document.hash);
        (self.key, self.kind, document, &self.title, self.url.as_str(), &self.output, &self.folder).hash(state);
        self.commits.iter().for_each(|commit| commit.id.hash(state));
    }
}

impl Page {
    /// The day of its last change: as the page says, else of its newest revision, else of its last commit where the
    /// site asks for it.
    pub fn last_change(&self) -> Option<Date> {
        // If the day of the newest revision is not known, that of an older one is not it.
        let revised = || self.history()?.revisions.first()?.date;
        let committed = || self.commits.first().map(|commit| commit.date);
        self.meta().and_then(|meta| meta.updated).or_else(revised).or_else(committed)
    }

    /// The day under which lists show it: of its last change, else its own.
    pub fn changed(&self) -> Option<Date> {
        self.last_change().or(self.meta().and_then(|meta| meta.date))
    }

    /// The front matter facts of an authored page.
    pub fn meta(&self) -> Option<&crate::parse::meta::Meta> {
        self.document.as_ref().map(|document| &document.facts.meta)
    }

    /// The versions that the document had.
    pub fn history(&self) -> Option<&RevisionHistory> {
        self.document.as_ref().map(|document| &document.facts.history)
    }

    /// Whether the document is withdrawn, superseded or archived.
    pub fn is_retired(&self) -> bool {
        self.meta().is_some_and(|meta| meta.state.is_retired())
    }

    /// The word for its kind in templates: from front matter, else what it was generated for.
    pub fn kind_name(&self) -> &str {
        match self.kind {
            PageKind::Authored => self.meta().and_then(|meta| meta.kind.as_deref()).unwrap_or("page"),
            PageKind::Listing => "section",
            PageKind::Tags => "tags",
            PageKind::Tag(_) => "tag",
            PageKind::Tree => "tree",
            PageKind::Changes => "changes",
            PageKind::Glossary => "glossary",
            PageKind::Register => "register",
            PageKind::Coverage => "coverage",
            PageKind::PrintBundle(_) | PageKind::SingleDocument(_) => "print",
            PageKind::Assessment(..) => "assessment",
            PageKind::Record(_) => "record",
            PageKind::SignOff(_) => "sign-off",
            PageKind::NotFound => "error",
        }
    }

    /// The language of its text, a BCP 47 tag.
    pub fn language<'a>(&'a self, config: &'a Config) -> &'a str {
        self.meta().and_then(|meta| meta.language.as_deref()).unwrap_or(&config.language)
    }

    /// The settings of its kind.
    pub fn kind_settings<'a>(&self, config: &'a Config) -> Option<&'a Kind> {
        config.kinds.find(self.meta()?.kind.as_deref()?)
    }

    /// Whether search, the sitemap and text copies may include it: not pages that opt out, nor retired ones unless the
    /// site asks for them.
    pub fn is_indexable(&self, config: &Config) -> bool {
        self.output.is_some()
            && self.kind_settings(config).is_none_or(|kind| kind.is_found)
            && !self.is_unlisted()
            && (!self.is_retired() || config.search.include_withdrawn)
    }

    /// Whether the search of the site finds it.
    pub fn is_searchable(&self, config: &Config) -> bool {
        self.is_indexable(config) && !self.meta().is_some_and(|meta| meta.visibility.no_search)
    }

    /// Whether the sitemap has it.
    pub fn is_in_sitemap(&self, config: &Config) -> bool {
        self.is_indexable(config) && !self.meta().is_some_and(|meta| meta.visibility.no_sitemap)
    }

    /// Whether no other page shows it, except in links that authors wrote.
    pub fn is_excluded(&self) -> bool {
        self.meta().is_some_and(|meta| meta.visibility.excluded)
    }

    /// Whether it has a `noindex` tag for search engines.
    pub fn is_unindexed(&self, config: &Config) -> bool {
        self.is_unlisted() || config.as_of.is_some() || (self.is_retired() && !config.search.include_withdrawn)
    }

    /// Whether search engines, the sitemap and the feed leave it out.
    pub fn is_unlisted(&self) -> bool {
        self.meta().is_some_and(|meta| meta.visibility.no_index || meta.visibility.excluded)
            || matches!(self.kind, PageKind::Assessment(_, Part::Review | Part::Report | Part::Compare))
            || matches!(
                self.kind,
                PageKind::NotFound
                    | PageKind::PrintBundle(_)
                    | PageKind::SingleDocument(_)
                    | PageKind::Record(_)
                    | PageKind::SignOff(_)
            )
    }
}

/// A part of an assessment that is a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Start,
    Category(usize),
    Review,
    Report,
    Compare,
}

impl Part {
    /// The word for it in templates.
    pub fn name(self) -> &'static str {
        match self {
            Part::Start => "start",
            Part::Category(_) => "category",
            Part::Review => "review",
            Part::Report => "report",
            Part::Compare => "compare",
        }
    }
}

/// A redirect from an old URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub from: OutputPath,
    /// The target, ready for `href`.
    pub to: String,
    /// Where the old URL is written.
    pub stated_at: Location,
}

/// A redirect between URLs, ready for `href`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MovedUrl {
    /// The page that redirects.
    pub output: OutputPath,
    pub from: String,
    pub to: String,
}

/// The page with the whole tree.
pub const TREE_OUTPUT: &str = "all-pages/index.html";
/// The list of changes.
pub const CHANGES_OUTPUT: &str = "changes/index.html";
/// The page that collects the terms of several pages.
pub const GLOSSARY_OUTPUT: &str = "glossary/index.html";
/// The document register, and the same as files.
pub const REGISTER_OUTPUT: &str = "register/index.html";
pub const REGISTER_FILES: [&str; 2] = ["register.csv", "register.json"];
/// The tables of sections by document, and the same for a spreadsheet.
pub const COVERAGE_OUTPUT: &str = "register/coverage/index.html";
pub const COVERAGE_CSV: &str = "register/coverage.csv";
/// The last segment of the URL of a print bundle.
pub const PRINT_FOLDER: &str = "print";
/// The output of a page and its subpages as one document.
pub const SINGLE_DOCUMENT_OUTPUT: &str = "book/index.html";
/// The last segment of the URL of a blank record.
pub const RECORD_FOLDER: &str = "record";
/// The last segment of the URL of a sign-off sheet.
pub const SIGN_OFF_FOLDER: &str = "sign-off";
/// The folder of tag pages.
pub const TAGS_FOLDER: &str = "tags";

/// The pages that have a tag or a title, by its folded text.
pub(super) type PagesByName = HashMap<String, Vec<PageId>>;

/// The content folder of a page: for an index, the parent of its own folder.
pub(super) fn folder_above(page: &Page) -> Option<&str> {
    match &page.folder {
        Some(folder) if folder.is_empty() => None,
        Some(folder) => Some(folder_of(folder)),
        None => Some(folder_of(&page.content_path)),
    }
}
