//! Evaluates queries over a linked site and its planned outputs: a function for each row of the query table.

use std::collections::HashSet;
use std::sync::Arc;

use crate::base::image::ImageSize;
use crate::base::path::OutputPath;
use crate::site::answer::{
    AssessmentPage, AssessmentView, LetterGroup, LinkTarget, LinkUrl, NavLevel, Neighbours, PageLink, PageSummary,
    QuestionPlacement, SiteValues, TagLink, TemplateChoice, TreeEntry,
};
use crate::site::assessment::view;
use crate::site::coverage::{self as coverage_tables, CoverageTable};
use crate::site::framework::view::{FrameworkView, framework_of};
use crate::site::letters::by_letter;
use crate::site::model::Site;
use crate::site::navigation::view as navigation;
use crate::site::page::{AssessmentKey, MovedUrl, Page, PageId, PageKey, PageKind, TagKey};
use crate::site::query::KeyNames;
use crate::site::register::{RegisterEntry, entries};
use crate::site::resolve::target_of;
use crate::site::terms::{self as term_lists, TermLink};
use crate::site::{
    bundle as bundles, changes as change_lists, related as relations, tags as tag_lists, template as templates,
};

/// How many pages "what's new" shows.
const RECENT: usize = 10;
/// How many entries the list of changes shows.
const CHANGES: usize = 500;

/// The data from which queries are answered.
pub struct QueryContext {
    pub site: Arc<Site>,
    pub plan: Arc<PlannedOutputs>,
    /// URLs that authors wrote and that are reported as broken there, as finished pages have them.
    pub reported_links: Arc<HashSet<String>>,
}

/// What will be written, before anything is rendered.
#[derive(Debug, Default)]
pub struct PlannedOutputs {
    pub paths: HashSet<OutputPath>,
    /// Whether two sources would be written to one output.
    pub has_collisions: bool,
}

impl QueryContext {
    fn id(&self, key: PageKey) -> Option<PageId> {
        self.site.by_key.get(&key).copied()
    }

    /// What `show` gives for a page; nothing where the page is gone.
    fn of_page<T: Default>(&self, key: PageKey, show: impl FnOnce(&Site, PageId) -> T) -> T {
        self.id(key).map(|id| show(&self.site, id)).unwrap_or_default()
    }

    fn links(&self, pages: &[PageId]) -> Vec<PageLink> {
        pages.iter().map(|id| PageLink::new(self.site.page(*id), &self.site.config)).collect()
    }
}

impl KeyNames for QueryContext {
    fn page(&self, key: PageKey) -> String {
        match self.id(key).map(|id| self.site.page(id)) {
            Some(page) if page.kind == PageKind::Authored => format!("`{}`", page.content_path),
            Some(page) => format!("`{}`", page.url),
            None => "a page that no longer exists".to_owned(),
        }
    }

    fn tag(&self, key: TagKey) -> String {
        let tag = self.site.tags.iter().find(|tag| tag.key == key);
        tag.map_or_else(|| "a tag that no longer exists".to_owned(), |tag| format!("the tag `{}`", tag.name))
    }

    fn assessment(&self, key: AssessmentKey) -> String {
        let model = self.site.assessments.find(key).map(|at| &self.site.assessments.models[at]);
        model.map_or_else(|| "an assessment that no longer exists".to_owned(), |model| format!("`{}`", model.title))
    }
}

pub(super) fn settings(from: &QueryContext) -> Arc<SiteValues> {
    let site = &from.site;
    Arc::new(SiteValues {
        config: site.config.clone(),
        title: site.title().to_owned(),
        home: site.page(site.home).key,
        has_tags: !site.tags.is_empty(),
        changes_url: site.changes_href(),
        glossary_url: term_lists::glossary_url(site),
        register_url: site.register_href(),
        coverage_url: site.coverage_href(),
    })
}

pub(super) fn summaries(from: &QueryContext) -> Arc<[PageSummary]> {
    from.site.pages.iter().map(|page| PageSummary::new(page, &from.site.config)).collect()
}

pub(super) fn redirect(from: &QueryContext, path: OutputPath) -> Option<String> {
    let redirects = &from.site.redirects;
    let at = redirects.partition_point(|redirect| redirect.from < path);
    redirects.get(at).filter(|redirect| redirect.from == path).map(|redirect| redirect.to.clone())
}

pub(super) fn page(from: &QueryContext, page: PageKey) -> Option<Arc<Page>> {
    from.id(page).map(|id| from.site.pages[id.0].clone())
}

pub(super) fn link(from: &QueryContext, page: PageKey, number: u32) -> Option<LinkTarget> {
    let resolution = from.site.resolutions[from.id(page)?.0].get(number as usize)?;
    Some(target_of(resolution, &from.site.pages))
}

pub(super) fn image_size(from: &QueryContext, page: PageKey, number: u32) -> Option<ImageSize> {
    match &from.site.resolutions[from.id(page)?.0].get(number as usize)?.url {
        LinkUrl::Site(url) => from.site.image_sizes.get(url.split(['?', '#']).next().unwrap_or(url)).copied(),
        LinkUrl::Verbatim(_) => None,
    }
}

pub(super) fn breadcrumbs(from: &QueryContext, page: PageKey) -> Vec<PageLink> {
    from.of_page(page, navigation::trail)
}

pub(super) fn ancestors(from: &QueryContext, page: PageKey) -> Vec<PageKey> {
    from.of_page(page, navigation::ancestors)
}

pub(super) fn nav_level(from: &QueryContext, parent: Option<PageKey>) -> Arc<NavLevel> {
    Arc::new(match parent {
        Some(page) => {
            from.id(page).map_or_else(|| navigation::empty_level(&from.site), |id| navigation::below(&from.site, id))
        }
        None => navigation::top(&from.site),
    })
}

pub(super) fn neighbours(from: &QueryContext, page: PageKey) -> Neighbours {
    from.of_page(page, navigation::neighbours)
}

pub(super) fn backlinks(from: &QueryContext, page: PageKey) -> Vec<PageLink> {
    from.id(page).map(|id| from.links(&from.site.backlinks[id.0])).unwrap_or_default()
}

pub(super) fn tagged(from: &QueryContext, tag: TagKey) -> Arc<[PageLink]> {
    let tag = from.site.tags.iter().find(|own| own.key == tag);
    tag.map(|tag| from.links(&navigation::in_reading_order(&from.site, &tag.pages))).unwrap_or_default().into()
}

pub(super) fn tags(from: &QueryContext) -> Arc<[TagLink]> {
    from.site.tags.iter().map(|tag| tag_lists::link(tag, &from.site.config)).collect()
}

pub(super) fn tags_of(from: &QueryContext, page: PageKey) -> Vec<TagLink> {
    let Some(id) = from.id(page) else { return Vec::new() };
    tag_lists::of_page(&from.site.tags, id).map(|tag| tag_lists::link(tag, &from.site.config)).collect()
}

pub(super) fn recent(from: &QueryContext) -> Arc<[PageLink]> {
    change_lists::recent(&from.site.pages, &from.site.config, RECENT).into()
}

pub(super) fn moved_urls(from: &QueryContext) -> Arc<[MovedUrl]> {
    from.site.moved_urls()
}

pub(super) fn changes(from: &QueryContext) -> Arc<[PageLink]> {
    change_lists::all(&from.site.pages, &from.site.config, CHANGES).into()
}

pub(super) fn coverage(from: &QueryContext) -> Arc<[CoverageTable]> {
    coverage_tables::tables(&from.site.pages, &from.site.config).into()
}

pub(super) fn successors(from: &QueryContext, page: PageKey) -> Vec<PageLink> {
    from.of_page(page, relations::successors)
}

pub(super) fn replaced(from: &QueryContext, page: PageKey) -> Vec<PageLink> {
    from.of_page(page, relations::replaced)
}

pub(super) fn related(from: &QueryContext, page: PageKey) -> Vec<PageLink> {
    from.of_page(page, relations::related)
}

pub(super) fn alphabetical_index(from: &QueryContext) -> Arc<[LetterGroup]> {
    by_letter(&from.site.pages, &from.site.config).into()
}

pub(super) fn tree(from: &QueryContext) -> Arc<[TreeEntry]> {
    navigation::tree(&from.site).into()
}

pub(super) fn register(from: &QueryContext) -> Arc<[RegisterEntry]> {
    entries(&from.site.pages, &from.site.config, |id| relations::replaced(&from.site, id)).into()
}

pub(super) fn bundle(from: &QueryContext, first: PageKey) -> Vec<PageLink> {
    from.of_page(first, |site, id| from.links(&bundles::pages(site, id)))
}

pub(super) fn record_of(from: &QueryContext, page: PageKey) -> Option<String> {
    bundles::derived_url(&from.site, from.id(page)?, PageKind::Record(page))
}

pub(super) fn bundle_of(from: &QueryContext, page: PageKey) -> Option<String> {
    bundles::derived_url(&from.site, from.id(page)?, PageKind::PrintBundle(page))
}

pub(super) fn framework(from: &QueryContext, page: PageKey) -> Option<FrameworkView> {
    framework_of(&from.site, from.id(page)?)
}

pub(super) fn terms_on(from: &QueryContext, page: PageKey) -> Vec<TermLink> {
    from.of_page(page, term_lists::of_page)
}

pub(super) fn terms(from: &QueryContext) -> Arc<[TermLink]> {
    term_lists::all(&from.site).into()
}

pub(super) fn assessment(from: &QueryContext, assessment: AssessmentKey) -> Option<Arc<AssessmentView>> {
    view::assessment(&from.site, assessment).map(Arc::new)
}

pub(super) fn assessment_page(from: &QueryContext, page: PageKey) -> Option<AssessmentPage> {
    view::assessment_page(&from.site, from.id(page)?)
}

pub(super) fn placements(from: &QueryContext, page: PageKey) -> Vec<QuestionPlacement> {
    from.of_page(page, view::placements)
}

pub(super) fn template(from: &QueryContext, page: PageKey) -> Option<TemplateChoice> {
    from.id(page).map(|id| templates::choose(&from.site, id))
}

pub(super) fn has_output(from: &QueryContext, path: OutputPath) -> bool {
    from.plan.paths.contains(&path)
}

pub(super) fn has_anchor(from: &QueryContext, place: Arc<str>) -> bool {
    let (path, anchor) = place.split_once('#').unwrap_or((&place, ""));
    let page = from.site.page_at(&OutputPath::new(path).url());
    let document = page.and_then(|id| from.site.page(id).document.as_ref());
    document.is_none_or(|document| {
        let facts = &document.facts;
        facts.anchors.contains(anchor)
            || facts.title_id.as_deref() == Some(anchor)
            || from.site.index().is_template_id(anchor)
    })
}

pub(super) fn is_reported_link(from: &QueryContext, url: Arc<str>) -> bool {
    from.reported_links.contains(&*url)
}

pub(super) fn has_collisions(from: &QueryContext) -> bool {
    from.plan.has_collisions
}
