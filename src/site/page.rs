//! Pages of a site: what each is, where it comes from, where it is written.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::base::diagnostic::Location;
use crate::base::history::Commit;
use crate::base::path::{OutputPath, UrlPath, folder_of};
use crate::parse::document::Document;
use crate::parse::revisions::History;

/// The place of a page in `Site::pages`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageId(pub usize);

/// What a page is and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// Written by an author.
    Authored,
    /// The listing of a folder that has no index of its own.
    Listing,
    /// The list of all tags.
    Tags,
    /// The pages of one tag: its place in `Site::tags`.
    Tag(usize),
    /// The page with the whole tree.
    Tree,
    /// What changed, the latest first.
    Changes,
    /// The terms of all pages.
    Glossary,
    /// Every controlled document in one table.
    Register,
    /// Which document has which sections.
    Coverage,
    /// A page and all below it in one, for printing.
    Pack(PageId),
    /// A part of the assessment with this number in the settings.
    Assessment(usize, Part),
    /// The same as one document that leaves the site, where that is asked for.
    Book(PageId),
    /// A blank record of the steps of a page, to be filled in on paper.
    Record(PageId),
    /// A sheet on which people sign that they have read a page.
    SignOff(PageId),
    /// What a server shows for an address that does not exist.
    NotFound,
}

/// One page of the site.
#[derive(Debug, Clone)]
pub struct Page {
    pub kind: PageKind,
    /// The author's document, for authored pages.
    pub document: Option<Arc<Document>>,
    /// The path below the content folder: of the file, or of the folder that is listed.
    pub content_path: String,
    pub title: String,
    pub url: UrlPath,
    /// Where it is written; `None` for a page that says `permalink: false`.
    pub output: Option<OutputPath>,
    /// For a folder's listing and its index: the folder below the content folder.
    pub folder: Option<String>,
    /// The commits that changed its file, the latest first, where the site asks for them.
    pub commits: Vec<Arc<Commit>>,
}

impl Page {
    /// The day of its last change: as the page says, else of its newest revision, else of its last commit where the
    /// site asks for it.
    pub fn last_change(&self) -> Option<Date> {
        let revised = || self.history()?.revisions.iter().find_map(|revision| revision.date);
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
    pub fn history(&self) -> Option<&History> {
        self.document.as_ref().map(|document| &document.facts.history)
    }

    /// Whether it must no longer be followed.
    pub fn is_retired(&self) -> bool {
        self.meta().is_some_and(|meta| meta.state.is_retired())
    }

    /// Whether search engines, the sitemap and the feed leave it out.
    pub fn is_unlisted(&self) -> bool {
        self.meta().is_some_and(|meta| meta.no_index || meta.excluded)
            || matches!(self.kind, PageKind::Assessment(_, Part::Review | Part::Report | Part::Compare))
            || matches!(
                self.kind,
                PageKind::NotFound | PageKind::Pack(_) | PageKind::Book(_) | PageKind::Record(_) | PageKind::SignOff(_)
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

/// An old address that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub from: OutputPath,
    /// An address ready for `href`.
    pub to: String,
    /// Where the old address is written.
    pub stated_at: Location,
}

/// The address of the page with the whole tree.
pub const TREE_OUTPUT: &str = "all-pages/index.html";
/// The address of the list of changes.
pub const CHANGES_OUTPUT: &str = "changes/index.html";
/// The address of the page that gathers the terms of several pages.
pub const GLOSSARY_OUTPUT: &str = "glossary/index.html";
/// The address of the register of documents, and of the same as files.
pub const REGISTER_OUTPUT: &str = "register/index.html";
pub const REGISTER_FILES: [&str; 2] = ["register.csv", "register.json"];
/// The address of the tables of sections by document, and of the same for a spreadsheet.
pub const COVERAGE_OUTPUT: &str = "register/coverage/index.html";
pub const COVERAGE_CSV: &str = "register/coverage.csv";
/// The last part of the address of a page for printing.
pub const PACK_FOLDER: &str = "print";
/// Where a document of several pages stands that is wanted alone.
pub const BOOK_OUTPUT: &str = "book/index.html";
/// The last part of the address of a blank record.
pub const RECORD_FOLDER: &str = "record";
/// The last part of the address of a sheet to sign.
pub const SIGN_OFF_FOLDER: &str = "sign-off";
/// The folder of tag pages.
pub const TAGS_FOLDER: &str = "tags";

/// Tag names of pages, keyed for the maps of several modules: folded text → pages.
pub(super) type Names = HashMap<String, Vec<PageId>>;

/// The content folder that a page stands in: for an index, the folder above its own.
pub(super) fn folder_above(page: &Page) -> Option<&str> {
    match &page.folder {
        Some(folder) if folder.is_empty() => None,
        Some(folder) => Some(folder_of(folder)),
        None => Some(folder_of(&page.content_path)),
    }
}
