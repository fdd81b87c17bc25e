//! The one door to the site for templates and holes: a closed set of questions and their answers.
//!
//! Answers carry no spans, so inserting a line changes no answer. What an output asked here is what it depends on.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::Xxh3;

use crate::base::hash::Hash as Hash128;
use crate::base::image::ImageSize;
use crate::base::path::{OutputPath, folder_of};
use crate::parse::control::DocumentStatus;
use crate::site::assessment::Question;
use crate::site::assessment::place::token;
use crate::site::coverage::CoverageTable;
use crate::site::framework::FrameworkView;
use crate::site::glossary::TermLink;
use crate::site::model::Site;
use crate::site::navigation::NavEntry;
use crate::site::page::Part;
use crate::site::page::{Page, PageId, PageKind, folder_above};
use crate::site::register::Entry;
use crate::site::resolve::{Address, Resolution};

/// A question about the site.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Query {
    /// Everything that is set for the whole site, and which of its lists there are.
    Settings,
    /// The facts of all pages that lists for machines show.
    Facts,
    /// Where all old addresses lead.
    Redirects,
    /// A page's own file, title and address.
    Page(PageId),
    /// Where the link with this number on this page leads.
    Resolve(PageId, usize),
    /// The size of the image that the link with this number on this page loads.
    ImageSize(PageId, usize),
    /// The pages from the home page down to this page's parent.
    Trail(PageId),
    /// The part of the navigation tree around a page: the entries of one level.
    Branch(Option<usize>),
    /// The pages before and after in reading order.
    Adjacent(PageId),
    /// The pages that link here.
    Backlinks(PageId),
    /// The pages below a page in the tree; for a listing, the pages of its folder.
    Section(PageId),
    /// The pages of one tag.
    Tag(usize),
    /// All tags.
    Tags,
    /// The tags of one page.
    TagsOf(PageId),
    /// The pages that changed last.
    Recent,
    /// Every change that readers are told of, the latest first.
    Changes,
    /// Which document has which sections of its kind.
    Coverage,
    /// What replaces a page that is no longer in force.
    Successors(PageId),
    /// What a page replaces.
    Replaced(PageId),
    /// Pages that belong together by what the author or the tags say.
    Related(PageId),
    /// Every page by the first letter of its title.
    Letters,
    /// The whole navigation tree.
    Tree,
    /// Every controlled document.
    Register,
    /// A page and all below it, in reading order.
    Pack(PageId),
    /// The address of the blank record of a page's steps.
    RecordOf(PageId),
    /// The framework that a page belongs to.
    Framework(PageId),
    /// The terms that the text of a page may name.
    TermsOn(PageId),
    /// All terms by name.
    Terms,
    /// The address of the page for printing that begins with this page.
    PackOf(PageId),
    /// The model of the assessment with this number, and where its pages stand.
    Assessment(usize),
    /// Where a question stands in the models that have it.
    Standing(PageId),
}

/// A page as a list shows it.
#[derive(Debug, Clone, Default)]
pub struct PageLink {
    pub title: String,
    /// Ready for `href`; `None` for an entry that leads nowhere.
    pub url: Option<String>,
    pub description: Option<String>,
    /// `2026-11-30`, where the page says when it changed.
    pub updated: Option<String>,
    pub state: DocumentStatus,
    /// The document's number.
    pub document_id: Option<String>,
    /// What changed, in a list of changes.
    pub change: Option<Box<Change>>,
    /// Facts that lists show beside the title, as the page's kind says.
    pub facts: Vec<(String, String)>,
    /// The entry's place in navigation, for levels below it.
    pub entry: Option<usize>,
    pub page: PageId,
    /// What the page is, whatever its number.
    pub key: u64,
}

/// One change of a page: the version that it made, and what it was.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    pub version: Option<String>,
    pub note: Option<String>,
}

impl Hash for PageLink {
    /// Without numbers that shift when a page is added.
    fn hash<H: Hasher>(&self, state: &mut H) {
        (
            &self.title,
            &self.url,
            &self.description,
            &self.updated,
            &self.state,
            &self.document_id,
            &self.facts,
            self.key,
        )
            .hash(state);
        self.change.hash(state);
    }
}

/// A tag as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TagLink {
    pub name: String,
    pub url: String,
    pub count: usize,
}

/// A branch of the tree.
#[derive(Debug, Clone, Hash)]
pub struct TreeNode {
    pub link: PageLink,
    pub children: Vec<TreeNode>,
}

/// The answer to a `Query`.
#[derive(Debug, Clone, Hash)]
pub enum Answer {
    /// A hash of what is read elsewhere.
    Hash(u128),
    Pages(Vec<PageLink>),
    Adjacent(Box<[Option<PageLink>; 2]>),
    Resolution(Resolution),
    ImageSize(Option<ImageSize>),
    Tags(Vec<TagLink>),
    Letters(Vec<(String, Vec<PageLink>)>),
    Page(Option<PageLink>),
    Coverage(Vec<CoverageTable>),
    Tree(Vec<TreeNode>),
    Standings(Vec<Standing>),
    Terms(Vec<TermLink>),
    Register(Vec<Entry>),
    Framework(Option<FrameworkView>),
}

/// The place of a question in a model.
#[derive(Debug, Clone, Hash)]
pub struct Standing {
    pub assessment: PageLink,
    pub category: PageLink,
    pub levels: usize,
    /// Its number in the category, counted from one, and how many there are.
    pub number: usize,
    pub total: usize,
    /// The identifier of its part of the category's page.
    pub anchor: String,
}

/// How many pages "what is new" shows.
const RECENT: usize = 10;
/// How many pages the list of changes shows.
const CHANGES: usize = 500;

impl Site {
    /// Answers a question.
    pub fn answer(&self, query: &Query) -> Answer {
        match query {
            Query::Settings => Answer::Hash(self.settings.0),
            Query::Facts => Answer::Hash(self.facts().0),
            Query::Redirects => Answer::Hash(self.redirects_hash().0),
            Query::Page(page) => Answer::Hash(self.text_hash(*page).0),
            Query::Resolve(page, link) => Answer::Resolution(self.resolutions[page.0][*link].clone()),
            Query::ImageSize(page, link) => Answer::ImageSize(self.image_size(*page, *link)),
            Query::Trail(page) => Answer::Pages(self.trail(*page)),
            Query::Branch(parent) => Answer::Pages(self.branch(*parent)),
            Query::Adjacent(page) => self.adjacent(*page),
            Query::Backlinks(page) => {
                Answer::Pages(self.backlinks[page.0].iter().map(|page| self.page_link(*page)).collect())
            }
            Query::Section(page) => Answer::Pages(self.section(*page)),
            Query::Tag(tag) => Answer::Pages(self.tagged(*tag)),
            Query::Tags => Answer::Tags((0..self.tags.len()).map(|tag| self.tag_link(tag)).collect()),
            Query::TagsOf(page) => Answer::Tags(self.tags_of(*page).map(|tag| self.tag_link(tag)).collect()),
            Query::Recent => Answer::Pages(self.recent(RECENT)),
            Query::Changes => Answer::Pages(self.changes(CHANGES)),
            Query::Coverage => Answer::Coverage(self.coverage()),
            Query::Successors(page) => Answer::Pages(self.successors(*page)),
            Query::Replaced(page) => Answer::Pages(self.replaced(*page)),
            Query::Related(page) => Answer::Pages(self.related(*page)),
            Query::Letters => Answer::Letters(self.letters()),
            Query::Tree => Answer::Tree(self.tree(&self.navigation.roots)),
            Query::Register => Answer::Register(self.register()),
            Query::Pack(page) => Answer::Pages(self.pack(*page)),
            Query::Framework(page) => Answer::Framework(self.framework(*page)),
            Query::TermsOn(page) => Answer::Terms(self.terms_on(*page)),
            Query::Terms => Answer::Terms(self.all_terms()),
            Query::Assessment(at) => Answer::Hash(self.assessment_hash(*at).0),
            Query::Standing(page) => Answer::Standings(self.standings(*page)),
            Query::PackOf(page) => Answer::Page(self.made_for(*page, PageKind::Pack(*page))),
            Query::RecordOf(page) => Answer::Page(self.made_for(*page, PageKind::Record(*page))),
        }
    }

    fn image_size(&self, page: PageId, link: usize) -> Option<ImageSize> {
        match &self.resolutions[page.0][link].address {
            Address::Site(url) => self.image_sizes.get(url.split(['?', '#']).next().unwrap_or(url)).copied(),
            Address::Verbatim(_) => None,
        }
    }

    /// The places of a page's tags in `tags`.
    pub(super) fn tags_of(&self, page: PageId) -> impl Iterator<Item = usize> + '_ {
        (0..self.tags.len()).filter(move |tag| self.tags[*tag].pages.binary_search(&page).is_ok())
    }

    pub(super) fn page_link(&self, id: PageId) -> PageLink {
        let page = self.page(id);
        let meta = page.meta();
        PageLink {
            title: page.title.clone(),
            url: page.output.is_some().then(|| self.href(&page.url)),
            description: meta.and_then(|meta| meta.description.clone()),
            updated: page.changed().map(|date| date.to_string()),
            state: meta.map(|meta| meta.state.clone()).unwrap_or_default(),
            document_id: meta.and_then(|meta| meta.document_id.clone()),
            change: None,
            facts: self.listed_facts(page),
            entry: self.navigation.of_page.get(&id).copied(),
            page: id,
            key: self.keys[id.0],
        }
    }

    /// The facts that the page's kind shows in lists.
    fn listed_facts(&self, page: &Page) -> Vec<(String, String)> {
        let (Some(kind), Some(document)) = (self.kind_of(page), &page.document) else { return Vec::new() };
        let fact = |name: &String| {
            let text = document.front.get(name)?.text().filter(|text| !text.trim().is_empty())?;
            let label = kind.fields.iter().find(|field| field.name == *name).map(|field| field.label.clone());
            Some((label.unwrap_or_else(|| name.clone()), text.trim().to_owned()))
        };
        kind.listing.iter().filter_map(fact).collect()
    }

    /// A page's file with its title and address, which may come from elsewhere.
    fn text_hash(&self, id: PageId) -> Hash128 {
        let page = self.page(id);
        let file = page.document.as_ref().map_or(0, |document| document.hash.0).to_le_bytes();
        let output = page.output.as_ref().map_or("", OutputPath::as_str);
        let is_home = [u8::from(id == self.home)];
        let commits: String = page.commits.iter().map(|commit| commit.id.as_str()).collect();
        Hash128::of_parts([
            file.as_slice(),
            page.title.as_bytes(),
            page.url.as_str().as_bytes(),
            output.as_bytes(),
            &is_home,
            commits.as_bytes(),
        ])
    }

    fn redirects_hash(&self) -> Hash128 {
        Hash128::of_parts(self.redirects.iter().flat_map(|old| [old.from.as_str().as_bytes(), old.to.as_bytes()]))
    }

    /// A hash of what lists for machines say of all pages.
    fn facts(&self) -> Hash128 {
        *self.facts.get_or_init(|| {
            let mut state = Xxh3::new();
            for (id, page) in self.all() {
                let meta = page.meta();
                let more = meta.map(|meta| {
                    let control = &meta.control;
                    let people = (&control.owner, &control.owner_slack);
                    (&meta.kind, &meta.status, &meta.tags, control.review_by, &control.version, people)
                });
                let dates = meta.map(|meta| (page.changed(), &meta.state, &meta.document_id, &meta.description));
                (self.keys[id.0], &page.title, page.url.as_str(), page.output.is_some()).hash(&mut state);
                (more, dates, page.is_unlisted(), self.is_found(page)).hash(&mut state);
            }
            Hash128(state.digest128())
        })
    }

    /// An entry under its own label, which may differ from the page's title.
    fn entry_link(&self, index: usize) -> PageLink {
        let entry: &NavEntry = &self.navigation.entries[index];
        let own = self.page_link(entry.page);
        PageLink { title: entry.title.clone(), url: self.entry_url(index), description: entry.excerpt.clone(), ..own }
    }

    /// Where an entry leads, ready for `href`: the address it gives (root-absolute ones get the base path), else its
    /// page's; `None` for one that leads nowhere.
    pub fn entry_url(&self, index: usize) -> Option<String> {
        let entry = &self.navigation.entries[index];
        match &entry.url {
            _ if !entry.is_linked => None,
            Some(url) if url.starts_with('/') && !url.starts_with("//") => {
                Some(format!("{}{url}", self.config.base_url.prefix))
            }
            Some(url) => Some(url.clone()),
            None => Some(self.href(&self.page(entry.page).url)),
        }
    }

    fn trail(&self, page: PageId) -> Vec<PageLink> {
        if page == self.home {
            return Vec::new();
        }
        let home = self.navigation.of_page.get(&self.home).copied();
        let mut trail = match self.navigation.of_page.get(&page) {
            Some(entry) => self.navigation.trail(*entry),
            None => self.way_to(page),
        };
        if let Some(home) = home.filter(|home| trail.first() != Some(home)) {
            trail.insert(0, home);
        }
        trail.into_iter().map(|entry| self.entry_link(entry)).collect()
    }

    /// The navigation entries above a page that has no place in the tree: down to the first page of the assessment that
    /// it is a part of, else to the nearest folder.
    pub fn way_to(&self, page: PageId) -> Vec<usize> {
        let start = self.assessments.parts.get(&page).map(|(at, _)| self.assessments.placed[*at].start);
        let above = start.and_then(|start| self.navigation.of_page.get(&start).copied());
        match above.or_else(|| self.folder_entry(page)) {
            Some(entry) => self.navigation.trail(entry).into_iter().chain([entry]).collect(),
            None => Vec::new(),
        }
    }

    /// The entry of the nearest folder above a page that has no place in the tree itself.
    fn folder_entry(&self, page: PageId) -> Option<usize> {
        let page = Some(self.page(page)).filter(|page| page.document.is_some())?;
        let mut folder = folder_above(page)?;
        loop {
            let owner = self.index.of_folder(folder);
            if let Some(entry) = owner.and_then(|id| self.navigation.of_page.get(&id)) {
                return Some(*entry);
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder_of(folder);
        }
    }

    fn branch(&self, parent: Option<usize>) -> Vec<PageLink> {
        let entries = match parent {
            Some(parent) => &self.navigation.entries[parent].children,
            None => &self.navigation.roots,
        };
        entries.iter().map(|entry| self.entry_link(*entry)).collect()
    }

    fn adjacent(&self, page: PageId) -> Answer {
        let Some(entry) = self.navigation.of_page.get(&page) else { return Answer::Adjacent(Box::default()) };
        let (previous, next) = self.navigation.neighbours(*entry);
        Answer::Adjacent(Box::new([previous, next].map(|entry| entry.map(|entry| self.entry_link(entry)))))
    }

    fn section(&self, page: PageId) -> Vec<PageLink> {
        match self.navigation.of_page.get(&page) {
            Some(entry) => self.branch(Some(*entry)),
            None => Vec::new(),
        }
    }

    /// Pages that are in force or to come; those without a place in the tree stand alone.
    fn pack(&self, page: PageId) -> Vec<PageLink> {
        let below = match self.navigation.of_page.get(&page) {
            Some(entry) if page == self.home && self.navigation.entries[*entry].children.is_empty() => {
                self.navigation.order.clone()
            }
            Some(entry) => self.navigation.below(*entry),
            None => return vec![self.page_link(page)],
        };
        let pages = below.into_iter().map(|entry| self.navigation.entries[entry].page);
        let is_packed = |page: &PageId| {
            let page = self.page(*page);
            page.output.is_some() && page.document.is_some() && page.meta().is_some_and(|meta| !meta.state.is_retired())
        };
        pages.filter(is_packed).map(|page| self.page_link(page)).collect()
    }

    /// The page of a kind that is made for another page.
    fn made_for(&self, page: PageId, kind: PageKind) -> Option<PageLink> {
        let meta = self.page(page).meta()?;
        if !meta.print_bundle && meta.record.is_empty() {
            return None;
        }
        self.all().find(|(_, other)| other.kind == kind).map(|(id, _)| self.page_link(id))
    }

    /// A hash of a model and of the addresses of its pages.
    fn assessment_hash(&self, at: usize) -> Hash128 {
        let (model, placed) = (&self.assessments.models[at], &self.assessments.placed[at]);
        let parts = [placed.start].into_iter().chain(placed.categories.iter().copied());
        let questions = model.questions().map(|question| question.page);
        let urls = parts.chain(questions).map(|page| self.page(page).url.as_str().as_bytes());
        let headings =
            |question: &Question| question.levels.iter().map(|level| level.heading.clone()).collect::<Vec<_>>();
        let more = model.questions().map(|one| (&one.former_ids, &one.former_titles, headings(one)));
        let more = format!("{:?}", more.collect::<Vec<_>>());
        let texts = model.categories.iter().filter_map(|category| category.description.as_ref()).map(String::as_bytes);
        Hash128::of_parts([model.hash.as_bytes(), more.as_bytes()].into_iter().chain(urls).chain(texts))
    }

    fn standings(&self, page: PageId) -> Vec<Standing> {
        let all = &self.assessments;
        let places = all.questions.get(&page).into_iter().flatten();
        let standing = |&(at, nth, place): &(usize, usize, usize)| {
            let (category, page) = (&all.models[at].categories[nth], all.placed[at].categories[nth]);
            let question = &category.questions[place];
            Standing {
                assessment: PageLink { title: all.models[at].title.clone(), ..self.page_link(all.placed[at].start) },
                category: PageLink { title: category.title.clone(), ..self.page_link(page) },
                levels: question.levels.len(),
                number: place + 1,
                total: category.questions.len(),
                anchor: token(&question.id),
            }
        };
        places.map(standing).collect()
    }

    /// The pages of a tag in reading order; those outside navigation come last.
    fn tagged(&self, tag: usize) -> Vec<PageLink> {
        let mut pages = self.tags[tag].pages.clone();
        let place = |page: &PageId| self.navigation.of_page.get(page).map(|entry| self.navigation.position[*entry]);
        pages.sort_by_key(|page| (place(page).is_none(), place(page)));
        pages.into_iter().map(|page| self.page_link(page)).collect()
    }

    fn tag_link(&self, tag: usize) -> TagLink {
        let tag = &self.tags[tag];
        let url = OutputPath::new(format!("{}/{}/index.html", crate::site::page::TAGS_FOLDER, tag.slug)).url();
        TagLink { name: tag.name.clone(), url: self.href(&url), count: tag.pages.len() }
    }

    /// Listed pages by title, under the first letter without accents; numbers and signs come first.
    fn letters(&self) -> Vec<(String, Vec<PageLink>)> {
        let mut groups: BTreeMap<(bool, String), Vec<(String, PageId)>> = BTreeMap::new();
        let pages = self.all().filter(|(_, page)| page.document.is_some() || is_made_section(page));
        for (id, page) in pages.filter(|(_, page)| page.output.is_some() && !page.is_unlisted() && !page.is_retired()) {
            let key: String =
                page.title.nfkd().filter(|letter| !is_combining_mark(*letter)).collect::<String>().to_lowercase();
            let key = key.trim_start_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
            let first = key.chars().next().filter(|letter| letter.is_alphabetic());
            let letter = first.map_or_else(|| "0–9".to_owned(), |letter| letter.to_uppercase().collect());
            groups.entry((first.is_some(), letter)).or_default().push((key, id));
        }
        let in_order = |(letter, mut pages): ((bool, String), Vec<(String, PageId)>)| {
            pages.sort();
            (letter.1, pages.into_iter().map(|(_, id)| self.page_link(id)).collect())
        };
        groups.into_iter().map(in_order).collect()
    }

    fn tree(&self, entries: &[usize]) -> Vec<TreeNode> {
        entries
            .iter()
            .map(|entry| TreeNode {
                link: self.entry_link(*entry),
                children: self.tree(&self.navigation.entries[*entry].children),
            })
            .collect()
    }
}

/// Whether a page was made to stand above others.
fn is_made_section(page: &Page) -> bool {
    matches!(page.kind, PageKind::Listing | PageKind::Assessment(_, Part::Start))
}
