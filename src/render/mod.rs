//! Jobs turned into bytes: pages, redirects, feed, sitemap, machine-readable lists.
//!
//! What will exist is a value (`plan`) before anything is rendered, so collisions are found first. Each job is rendered
//! alone, from the site and the theme, and may run on any thread.

pub mod alone;
pub mod assessment;
pub mod copies;
pub mod coverage;
pub mod fill;
pub mod lists;
pub mod navigation;
pub mod plan;
pub mod register;
mod terms;

use std::sync::Arc;

use minijinja::Value;

use crate::base::codes::{LINK_EMBED_CYCLE, TEMPLATE_UNKNOWN_LAYOUT};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::tree::{Bytes, Tree};
use crate::render::navigation::BranchCache;
use crate::render::plan::Work;
use crate::search::files::Files;
use crate::site::model::Site;
use crate::site::page::{PageId, PageKind};
use crate::site::query::{Answer, Query};
use crate::site::tracked::{Read, TrackedSite};
use crate::theme::Theme;
use crate::theme::objects::{Lists, PageObject, SiteObject};

/// About how many bytes the shipped theme writes around a page's text and navigation.
const FURNITURE: usize = 4 * 1024;

/// What one job gave.
#[derive(Debug, Default)]
pub struct Rendered {
    /// `None` where a fatal error forbids the output.
    pub bytes: Option<Bytes>,
    pub findings: Vec<Diagnostic>,
    /// What it asked of the site, where that is recorded.
    pub reads: Vec<Read>,
}

/// Everything that jobs share.
pub struct Renderer {
    site: Arc<Site>,
    theme: Arc<Theme>,
    source: Arc<Tree>,
    search: Arc<Files>,
    is_recording: bool,
    lists: Arc<Lists>,
    branches: BranchCache,
}

impl Renderer {
    /// A renderer over a linked site. `source` holds the bytes of files that are passed through.
    pub fn new(
        site: Arc<Site>,
        theme: Arc<Theme>,
        source: Arc<Tree>,
        search: Arc<Files>,
        is_recording: bool,
    ) -> Renderer {
        let (lists, branches) = (Arc::default(), BranchCache::default());
        Renderer { site, theme, source, search, is_recording, lists, branches }
    }

    /// Renders one job.
    pub fn run(&self, work: &Work) -> Rendered {
        let site = Arc::new(TrackedSite::new(self.site.clone(), self.is_recording));
        let mut findings = Vec::new();
        let made = match work {
            Work::Page(page) => self.page(*page, &site, &mut findings),
            Work::Redirect(index) => self.redirect(*index, &site),
            Work::Source(path) => Ok(self.source.get(path).cloned().unwrap_or_default()),
            Work::Asset(name) => Ok(self.theme.assets.files.get(name).cloned().unwrap_or_default()),
            Work::Search(name) => Ok(self.search.get(name).cloned().unwrap_or_default()),
            Work::Assessment(at, file) => Ok(assessment::write(&site, *at, *file)),
            Work::Feed => list(&site, Some(Query::Changes), lists::feed),
            Work::Sitemap => list(&site, Some(Query::Facts), lists::sitemap),
            Work::PagesJson => list(&site, Some(Query::Facts), lists::pages_json),
            Work::ApiPages => list(&site, Some(Query::Facts), lists::api_pages),
            Work::RegisterCsv => list(&site, Some(Query::Register), register::csv),
            Work::RegisterJson => list(&site, Some(Query::Register), register::json),
            Work::CoverageCsv => list(&site, Some(Query::Coverage), coverage::csv),
            Work::Copy(page) => {
                site.ask(&Query::Page(*page));
                Ok(exact(copies::text(&site, site.page(*page))))
            }
            Work::Robots => list(&site, None, lists::robots),
            Work::Headers => list(&site, None, lists::headers),
        };
        let bytes = made.map_err(|finding| findings.push(*finding)).ok();
        Rendered { bytes, findings, reads: site.reads() }
    }

    fn page(
        &self,
        id: PageId,
        site: &Arc<TrackedSite>,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Bytes, Box<Diagnostic>> {
        let page = self.site.page(id);
        let mut filled = fill::body(site, id);
        for (link, path) in std::mem::take(&mut filled.cycles) {
            let document = page.document.as_ref().expect("only authored pages embed");
            findings.push(
                Diagnostic::new(
                    &LINK_EMBED_CYCLE,
                    Location::at(&document.path, document.spans.links[link]),
                    format!("{path} embeds this again, or brings in more than a page can hold"),
                )
                .help("link to the page instead of embedding it"),
            );
        }
        if let PageKind::Pack(first) | PageKind::Book(first) = page.kind {
            filled.html = self.pack(id, first, site)?;
        }
        let navigation = navigation::render(site, &self.theme, &self.branches, id)?;
        let expected = filled.html.len() + navigation.len() + FURNITURE;
        let object = PageObject::new(site.clone(), id, filled.html, navigation);
        let page_value = Value::from_object(object);
        let context = match page.kind {
            PageKind::SignOff(about) => self.sheet_context(page_value, about, site),
            _ => self.context(page_value, site),
        };
        let html = self.theme.render(&self.template(id), context, expected)?;
        Ok(exact(html))
    }

    /// What every template sees.
    fn context(&self, page: Value, site: &Arc<TrackedSite>) -> Value {
        let site = SiteObject::new(site.clone(), self.lists.clone());
        Value::from_pairs([("page", page), ("site", Value::from_object(site))])
    }

    /// What the template of a sheet to sign sees: the document that it is about, too.
    fn sheet_context(&self, page: Value, about: PageId, site: &Arc<TrackedSite>) -> Value {
        let settings = SiteObject::new(site.clone(), self.lists.clone());
        let document = PageObject::new(site.clone(), about, String::new(), String::new());
        Value::from_pairs([
            ("page", page),
            ("site", Value::from_object(settings)),
            ("document", Value::from_object(document)),
        ])
    }

    /// The texts of a page for printing, one after the other, each with its own heading and document facts.
    fn pack(&self, id: PageId, first: PageId, site: &Arc<TrackedSite>) -> Result<String, Box<Diagnostic>> {
        let Answer::Pages(pages) = site.ask(&Query::Pack(first)) else { return Ok(String::new()) };
        let mut out = String::new();
        let parts: Arc<fill::Parts> = Arc::new(pages.iter().map(|link| link.page).zip(1..).collect());
        for (link, number) in pages.into_iter().zip(1..) {
            let text = fill::packed(site, id, link.page, &parts);
            let object = PageObject::new(site.clone(), link.page, text, String::new());
            let context = self.context(Value::from_object(object), site);
            let part = fill::part_id(number);
            // Only a file that stands alone may hold styles of its own: sites forbid them.
            if let PageKind::Book(_) = site.site().page(id).kind {
                let foot = self.theme.render("partials/print-foot.html", context.clone(), 0)?;
                out += &alone::foot(&part, &foot);
            }
            let page = self.theme.render("partials/print-page.html", context, 0)?;
            out += &format!("<div id=\"{part}\">\n{page}</div>\n");
        }
        Ok(out)
    }

    /// Where a template of the theme writes this text; else the template that writes the page.
    pub fn place_of(&self, text: &str, id: PageId) -> Location {
        let place = self.theme.place_of(text);
        place.unwrap_or_else(|| Location::file(&self.theme.source_of(&self.template(id))))
    }

    /// The template of a page: its layout where the theme has it, else by what it is.
    fn template(&self, id: PageId) -> String {
        let page = self.site.page(id);
        if let Some((_, part)) = self.site.assessments().parts.get(&id) {
            return format!("assessment-{}.html", part.name());
        }
        let by_kind = match page.kind {
            PageKind::Authored | PageKind::Listing if id == self.site.home() => "home.html",
            PageKind::Authored => {
                let of_kind = || self.site.kind_of(page)?.layout.as_ref().map(|(layout, _)| layout_file(layout));
                let layouts = page.meta().and_then(|meta| meta.layout.as_deref()).map(layout_file);
                match layouts.or_else(of_kind).flatten().filter(|name| self.theme.has(name)) {
                    Some(name) => return name,
                    None => "page.html",
                }
            }
            PageKind::Listing => "section.html",
            PageKind::Tags => "tags.html",
            PageKind::Tag(_) => "tag.html",
            PageKind::Tree => "tree.html",
            PageKind::Changes => "changes.html",
            PageKind::Glossary => "glossary.html",
            PageKind::Register => "register.html",
            PageKind::Coverage => "coverage.html",
            PageKind::Pack(_) => "print.html",
            PageKind::Assessment(..) => unreachable!("every such page is a part of an assessment"),
            PageKind::Record(_) => "record.html",
            PageKind::SignOff(_) => "sign-off.html",
            PageKind::Book(_) => "book.html",
            PageKind::NotFound => "404.html",
        };
        by_kind.to_owned()
    }

    fn redirect(&self, index: usize, site: &Arc<TrackedSite>) -> Result<Bytes, Box<Diagnostic>> {
        site.ask(&Query::Redirects);
        let redirect = &self.site.redirects()[index];
        let page = Value::from_pairs([
            ("target", Value::from(redirect.to.as_str())),
            ("title", Value::from("This page has moved")),
            ("language", Value::from(self.site.config().language.as_str())),
            ("dir", Value::from("ltr")),
            ("kind", Value::from("redirect")),
            ("noindex", Value::from(true)),
            ("permalink", Value::from(absolute(&self.site, &redirect.to))),
        ]);
        Ok(exact(self.theme.render("redirect.html", self.context(page, site), FURNITURE)?))
    }
}

fn absolute(site: &Site, href: &str) -> String {
    if href.starts_with('/') && !href.starts_with("//") {
        format!("{}{href}", site.config().base_url.origin)
    } else {
        href.to_owned()
    }
}

/// Text without the room that it was written with: ten thousand pages keep theirs at once.
fn exact(mut text: String) -> Bytes {
    text.shrink_to_fit();
    Arc::new(text.into_bytes())
}

/// A file for machines, made from the settings and from what `query` is answered with.
fn list(site: &TrackedSite, query: Option<Query>, write: fn(&Site) -> String) -> Result<Bytes, Box<Diagnostic>> {
    query.map(|query| site.ask(&query));
    Ok(Arc::new(write(site).into_bytes()))
}

/// The template file that a layout names: `sop` and `sop.html` are `sop.html`; partials cannot be layouts.
fn layout_file(layout: &str) -> Option<String> {
    let name = layout.strip_suffix(".html").unwrap_or(layout);
    (!name.contains('/')).then(|| format!("{name}.html"))
}

/// One note for each layout that the theme does not have, at the first page that names it.
pub fn unknown_layouts(site: &Site, theme: &Theme) -> Vec<Diagnostic> {
    let mut seen = std::collections::BTreeSet::new();
    let mut findings = Vec::new();
    for (layout, span) in site.config().kinds.list.iter().filter_map(|kind| kind.layout.as_ref()) {
        if !layout_file(layout).is_some_and(|name| theme.has(&name)) {
            let at = Location::at(&crate::config::source_path(), *span);
            let message = format!("the theme has no layout `{layout}`; pages of this kind use `page.html`");
            findings.push(
                Diagnostic::new(&TEMPLATE_UNKNOWN_LAYOUT, at, message)
                    .help(format!("add `templates/{layout}.html`, or leave `layout` out")),
            );
        }
    }
    for page in site.pages() {
        let (Some(document), Some(layout)) = (&page.document, page.meta().and_then(|meta| meta.layout.as_deref()))
        else {
            continue;
        };
        let known = layout_file(layout).is_some_and(|name| theme.has(&name));
        if known || !seen.insert(layout) {
            continue;
        }
        let at = match document.front.get("layout").filter(|node| !node.inherited) {
            Some(node) => Location::at(&document.path, node.span),
            None => Location::file(&document.path),
        };
        findings.push(
            Diagnostic::new(
                &TEMPLATE_UNKNOWN_LAYOUT,
                at,
                format!("the theme has no layout `{layout}`; pages that name it use `page.html`"),
            )
            .help(format!("add `templates/{layout}.html`, or leave `layout` out")),
        );
    }
    findings
}
