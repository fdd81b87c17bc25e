//! What one output asks of the site, written down: with it, the output can be kept while the answers stay the same.
//!
//! A `Query` counts pages and tags, and those numbers shift when a page is added. An `Asked` names its subject by a hash
//! of what it is, so it means the same in every site.

use std::collections::HashMap;
use std::hash::{Hash as _, Hasher};
use std::ops::Deref;
use std::sync::{Arc, Mutex};

use xxhash_rust::xxh3::Xxh3;

use crate::site::assessment::Model;
use crate::site::model::Site;
use crate::site::page::{PageId, PageKind};
use crate::site::query::{Answer, Query};

/// A query whose subject is named by a hash of what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Asked {
    kind: Kind,
    /// `Site::keys` of the page, a hash of the tag's address, or zero for the whole site.
    subject: u64,
    /// The number of the link.
    nth: u32,
}

/// A query and a hash of the answer it got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    pub asked: Asked,
    pub answer: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Settings,
    Facts,
    Redirects,
    Page,
    Resolve,
    ImageSize,
    Trail,
    Branch,
    Adjacent,
    Backlinks,
    Section,
    Tag,
    Tags,
    TagsOf,
    Recent,
    Changes,
    Coverage,
    Successors,
    Replaced,
    Related,
    Letters,
    Tree,
    Register,
    Pack,
    RecordOf,
    Framework,
    TermsOn,
    Terms,
    PackOf,
    Assessment,
    Standing,
}

impl Kind {
    /// Whether many outputs ask the same, and the text of a page takes no part in the answer.
    fn is_shared(self) -> bool {
        matches!(
            self,
            Kind::Settings
                | Kind::Facts
                | Kind::Redirects
                | Kind::Branch
                | Kind::Section
                | Kind::Tag
                | Kind::Tags
                | Kind::Recent
                | Kind::Changes
                | Kind::Coverage
                | Kind::Letters
                | Kind::Tree
                | Kind::Terms
        )
    }
}

/// Hashes of answers that many outputs got, for one linked site.
pub(super) type Answered = Arc<Mutex<HashMap<Asked, Option<u64>>>>;

/// The site as one output sees it.
#[derive(Debug)]
pub struct TrackedSite {
    site: Arc<Site>,
    reads: Option<Mutex<Vec<Read>>>,
}

impl TrackedSite {
    /// A site that writes down what is asked, or one that does not.
    pub fn new(site: Arc<Site>, is_recording: bool) -> TrackedSite {
        let site = TrackedSite { site, reads: is_recording.then(Mutex::default) };
        site.ask(&Query::Settings);
        site
    }

    /// The site behind the site.
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// Answers a query.
    pub fn ask(&self, query: &Query) -> Answer {
        self.ask_once(query).0
    }

    /// Answers a query whose answer is kept for other outputs; those note the read with `note`.
    pub fn ask_once(&self, query: &Query) -> (Answer, Option<Read>) {
        let answer = self.site.answer(query);
        let read = self.reads.is_some().then(|| Read { asked: self.site.asked(query), answer: fingerprint(&answer) });
        self.note(read);
        (answer, read)
    }

    /// Writes down what was asked by another output, where this one uses the answer.
    pub fn note(&self, read: Option<Read>) {
        if let (Some(reads), Some(read)) = (&self.reads, read) {
            reads.lock().expect("no holder of this lock panics").push(read);
        }
    }

    /// Everything that was asked, each once.
    pub fn reads(&self) -> Vec<Read> {
        let Some(reads) = &self.reads else { return Vec::new() };
        let mut reads = std::mem::take(&mut *reads.lock().expect("no holder of this lock panics"));
        reads.sort_unstable_by_key(|read| read.asked);
        reads.dedup();
        reads.shrink_to_fit();
        reads
    }
}

impl Deref for TrackedSite {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

/// A hash of an answer, without the numbers that pages have.
fn fingerprint(answer: &Answer) -> u64 {
    let mut state = Xxh3::new();
    answer.hash(&mut state);
    state.finish()
}

/// What a page is, whatever its number.
pub(super) fn key_of(kind: PageKind, content_path: &str, url: &str) -> u64 {
    let mut state = Xxh3::new();
    match kind {
        PageKind::Authored => (0, content_path).hash(&mut state),
        PageKind::Listing => (1, content_path).hash(&mut state),
        _ => (2, url).hash(&mut state),
    }
    state.finish()
}

pub(super) fn tag_key(slug: &str) -> u64 {
    let mut state = Xxh3::new();
    slug.hash(&mut state);
    state.finish()
}

impl Asked {
    /// Whether the answer may change where nothing but texts of pages does: a page's own, the texts that describe levels,
    /// the fingerprints of documents.
    pub fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Page | Kind::Assessment | Kind::Register)
    }
}

impl Site {
    /// A query with its subject named.
    pub fn asked(&self, query: &Query) -> Asked {
        let page = |kind: Kind, page: PageId| Asked { kind, subject: self.keys[page.0], nth: 0 };
        let whole = |kind: Kind| Asked { kind, subject: 0, nth: 0 };
        match query {
            Query::Settings => whole(Kind::Settings),
            Query::Facts => whole(Kind::Facts),
            Query::Redirects => whole(Kind::Redirects),
            Query::Page(id) => page(Kind::Page, *id),
            Query::Resolve(id, nth) => Asked { nth: *nth as u32, ..page(Kind::Resolve, *id) },
            Query::ImageSize(id, nth) => Asked { nth: *nth as u32, ..page(Kind::ImageSize, *id) },
            Query::Trail(id) => page(Kind::Trail, *id),
            Query::Branch(None) => whole(Kind::Branch),
            Query::Branch(Some(entry)) => page(Kind::Branch, self.navigation.entries[*entry].page),
            Query::Adjacent(id) => page(Kind::Adjacent, *id),
            Query::Backlinks(id) => page(Kind::Backlinks, *id),
            Query::Section(id) => page(Kind::Section, *id),
            Query::Tag(tag) => Asked { kind: Kind::Tag, subject: tag_key(&self.tags[*tag].slug), nth: 0 },
            Query::Tags => whole(Kind::Tags),
            Query::TagsOf(id) => page(Kind::TagsOf, *id),
            Query::Recent => whole(Kind::Recent),
            Query::Changes => whole(Kind::Changes),
            Query::Coverage => whole(Kind::Coverage),
            Query::Successors(id) => page(Kind::Successors, *id),
            Query::Replaced(id) => page(Kind::Replaced, *id),
            Query::Related(id) => page(Kind::Related, *id),
            Query::Letters => whole(Kind::Letters),
            Query::Tree => whole(Kind::Tree),
            Query::Register => whole(Kind::Register),
            Query::Pack(id) => page(Kind::Pack, *id),
            Query::RecordOf(id) => page(Kind::RecordOf, *id),
            Query::Framework(id) => page(Kind::Framework, *id),
            Query::TermsOn(id) => page(Kind::TermsOn, *id),
            Query::Terms => whole(Kind::Terms),
            Query::PackOf(id) => page(Kind::PackOf, *id),
            Query::Assessment(at) => {
                Asked { kind: Kind::Assessment, subject: tag_key(&self.assessments.models[*at].id), nth: 0 }
            }
            Query::Standing(id) => page(Kind::Standing, *id),
        }
    }

    /// The query in this site; `None` where its subject is gone.
    fn query(&self, asked: &Asked) -> Option<Query> {
        let page = || self.by_key.get(&asked.subject).copied();
        let link = || {
            let id = page()?;
            let nth = asked.nth as usize;
            (nth < self.resolutions[id.0].len()).then_some((id, nth))
        };
        Some(match asked.kind {
            Kind::Settings => Query::Settings,
            Kind::Facts => Query::Facts,
            Kind::Redirects => Query::Redirects,
            Kind::Page => Query::Page(page()?),
            Kind::Resolve => link().map(|(id, nth)| Query::Resolve(id, nth))?,
            Kind::ImageSize => link().map(|(id, nth)| Query::ImageSize(id, nth))?,
            Kind::Trail => Query::Trail(page()?),
            Kind::Branch if asked.subject == 0 => Query::Branch(None),
            Kind::Branch => Query::Branch(Some(*self.navigation.of_page.get(&page()?)?)),
            Kind::Adjacent => Query::Adjacent(page()?),
            Kind::Backlinks => Query::Backlinks(page()?),
            Kind::Section => Query::Section(page()?),
            Kind::Tag => Query::Tag(self.tags.iter().position(|tag| tag_key(&tag.slug) == asked.subject)?),
            Kind::Tags => Query::Tags,
            Kind::TagsOf => Query::TagsOf(page()?),
            Kind::Recent => Query::Recent,
            Kind::Changes => Query::Changes,
            Kind::Coverage => Query::Coverage,
            Kind::Successors => Query::Successors(page()?),
            Kind::Replaced => Query::Replaced(page()?),
            Kind::Related => Query::Related(page()?),
            Kind::Letters => Query::Letters,
            Kind::Tree => Query::Tree,
            Kind::Register => Query::Register,
            Kind::Pack => Query::Pack(page()?),
            Kind::RecordOf => Query::RecordOf(page()?),
            Kind::Framework => Query::Framework(page()?),
            Kind::TermsOn => Query::TermsOn(page()?),
            Kind::Terms => Query::Terms,
            Kind::PackOf => Query::PackOf(page()?),
            Kind::Assessment => {
                let is_it = |model: &Model| tag_key(&model.id) == asked.subject;
                Query::Assessment(self.assessments.models.iter().position(is_it)?)
            }
            Kind::Standing => Query::Standing(page()?),
        })
    }

    /// Whether a read would get the same answer now.
    pub fn holds(&self, read: &Read) -> bool {
        if !read.asked.kind.is_shared() {
            return self.query(&read.asked).is_some_and(|query| fingerprint(&self.answer(&query)) == read.answer);
        }
        let known = || self.answered.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(answer) = known().get(&read.asked) {
            return *answer == Some(read.answer);
        }
        let answer = self.query(&read.asked).map(|query| fingerprint(&self.answer(&query)));
        known().insert(read.asked, answer);
        answer == Some(read.answer)
    }

    /// A query in words, for the reasons of a rendering: "the pages beside `guide/a.md`".
    pub fn in_words(&self, asked: &Asked) -> String {
        let subject = match self.by_key.get(&asked.subject) {
            Some(id) => {
                let page = self.page(*id);
                let is_authored = page.kind == PageKind::Authored;
                format!("`{}`", if is_authored { &page.content_path } else { page.url.as_str() })
            }
            None => "a page that is gone".to_owned(),
        };
        match asked.kind {
            Kind::Settings => "the settings of the site".to_owned(),
            Kind::Facts => "the facts of all pages".to_owned(),
            Kind::Redirects => "where old addresses lead".to_owned(),
            Kind::Page => format!("the text of {subject}"),
            Kind::Resolve => format!("where a link of {subject} leads"),
            Kind::ImageSize => format!("the size of an image of {subject}"),
            Kind::Trail => format!("the pages above {subject}"),
            Kind::Branch if asked.subject == 0 => "the top of the navigation".to_owned(),
            Kind::Branch | Kind::Section => format!("the pages below {subject}"),
            Kind::Adjacent => format!("the pages before and after {subject}"),
            Kind::Backlinks => format!("the pages that link to {subject}"),
            Kind::Tag => "the pages of a tag".to_owned(),
            Kind::Tags => "the list of tags".to_owned(),
            Kind::TagsOf => format!("the tags of {subject}"),
            Kind::Recent | Kind::Changes => "the pages that changed last".to_owned(),
            Kind::Coverage => "which document has which sections".to_owned(),
            Kind::Successors => format!("what replaces {subject}"),
            Kind::Replaced => format!("what {subject} replaces"),
            Kind::Related => format!("the pages related to {subject}"),
            Kind::Letters => "all pages by letter".to_owned(),
            Kind::Tree => "the whole navigation".to_owned(),
            Kind::Register => "the register of documents".to_owned(),
            Kind::Pack => format!("the pages printed with {subject}"),
            Kind::RecordOf => format!("the record of {subject}"),
            Kind::Framework => format!("the framework around {subject}"),
            Kind::TermsOn => format!("what a term of {subject} means"),
            Kind::Terms => "the glossary".to_owned(),
            Kind::PackOf => format!("the page for printing of {subject}"),
            Kind::Assessment => "the questions of an assessment".to_owned(),
            Kind::Standing => format!("the place of {subject} in an assessment"),
        }
    }
}
