//! Renders one job from the site as the output sees it, the theme and the source tree.

use std::sync::{Arc, OnceLock};

use minijinja::Value;

use crate::base::codes::LINK_EMBED_CYCLE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::SourcePath;
use crate::base::tree::{Bytes, Tree};
use crate::render::body::{self, EmbedCycle};
use crate::render::embedding::{Parts, part_id};
use crate::render::hosts::description::HostedSite;
use crate::render::menu::BranchCache;
use crate::render::plan::OutputKind;
use crate::render::{assessment, coverage, lists, llms, markdown, menu, plain_text, register, sitemap, standalone};
use crate::site::page::{Page, PageKey, PageKind};
use crate::site::text_copies::TextFormat;
use crate::site::tracked::TrackedSite;
use crate::theme::Theme;
use crate::theme::page_object::PageObject;
use crate::theme::places::{Marks, Places};
use crate::theme::site_object::{Lists, SiteObject};

/// Buffer-size hint: bytes of theme chrome around the body and the navigation of a page.
const CHROME_BYTES: usize = 4 * 1024;

/// The result of one job.
#[derive(Debug, Default)]
pub struct Rendered {
    /// `None` if a fatal error prevents the output.
    pub bytes: Option<Bytes>,
    pub diagnostics: Vec<Diagnostic>,
    /// The instructions of its templates, and its bytes if it has templates.
    pub work: u64,
}

/// What all jobs share.
pub struct Renderer {
    theme: Arc<Theme>,
    source: Arc<Tree>,
    lists: Arc<Lists>,
    branches: BranchCache,
    /// A renderer with marked templates, made when the first finding about a template needs a place.
    marked: OnceLock<Box<MarkedRenderer>>,
}

struct MarkedRenderer {
    renderer: Renderer,
    marks: Marks,
}

impl Renderer {
    /// A renderer for one linked site. `source` has the bytes of files that are passed through.
    pub fn new(theme: Arc<Theme>, source: Arc<Tree>) -> Renderer {
        Renderer { theme, source, lists: Arc::default(), branches: BranchCache::default(), marked: OnceLock::new() }
    }

    /// Renders one job.
    pub fn run(&self, kind: &OutputKind, site: &Arc<TrackedSite>) -> Rendered {
        let file = |bytes: Option<&Bytes>| Ok(bytes.cloned().unwrap_or_default());
        let text = |text: String| Ok(into_shrunk_bytes(text));
        let mut rendered = Rendered::default();
        let result = match kind {
            OutputKind::Page(page) => self.page(*page, site, &mut rendered),
            OutputKind::Redirect(from) => self.redirect(site.redirect(from.clone()), site, &mut rendered.work),
            OutputKind::Source(path) => file(self.source.get(path).as_ref()),
            OutputKind::Asset(name) => file(self.theme.assets.files.get(name)),
            // The search index is written as a whole, not as a job.
            OutputKind::SearchHead => file(None),
            OutputKind::Assessment(assessment, file) => Ok(assessment::write(site, *assessment, file)),
            OutputKind::TextCopy(page, format) => text(text_copy(*page, *format, site)),
            OutputKind::Llms(format) => text(llms::list(site, *format)),
            OutputKind::LlmsFull(pages, format) => {
                text(pages.iter().map(|page| text_copy(*page, *format, site)).collect::<Vec<_>>().join("\n"))
            }
            OutputKind::Feed => text(lists::feed(site)),
            OutputKind::Sitemap => text(sitemap::sitemap(site)),
            OutputKind::SitemapPart(number) => text(sitemap::part(*number, site)),
            OutputKind::PagesJson => text(lists::pages_json(site)),
            OutputKind::ApiPages => text(lists::api_pages(site)),
            OutputKind::RegisterCsv => text(register::csv(&site.register())),
            OutputKind::RegisterJson => text(register::json(&site.register())),
            OutputKind::CoverageCsv => text(coverage::csv(&site.coverage())),
            OutputKind::Robots => text(lists::robots(site)),
            OutputKind::Host(file) => text(file.text(&HostedSite::new(&site.settings().config, &site.moved_urls()))),
        };
        rendered.bytes = result.map_err(|diagnostic| rendered.diagnostics.push(*diagnostic)).ok();
        if kind.uses_templates() {
            rendered.work += rendered.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        }
        rendered
    }

    fn page(&self, key: PageKey, site: &Arc<TrackedSite>, out: &mut Rendered) -> Result<Bytes, Box<Diagnostic>> {
        let Some(page) = site.page(key) else { return Ok(Bytes::default()) };
        let mut rendered = body::body(site, &page);
        out.diagnostics.extend(rendered.cycles.iter().filter_map(|cycle| cycle_diagnostic(&page, cycle)));
        if let PageKind::PrintBundle(first) | PageKind::SingleDocument(first) = page.kind {
            rendered.html = self.bundle(&page, first, site, &mut out.work)?;
        }
        let navigation = menu::render(site, &self.theme, &self.branches, key)?;
        let expected = rendered.html.len() + navigation.len() + CHROME_BYTES;
        let value = PageObject::value(site, key, rendered.html, navigation);
        let context = match page.kind {
            PageKind::SignOff(document) => self.sheet_context(value, document, site),
            _ => self.context(value, site),
        };
        Ok(into_shrunk_bytes(self.theme.render(&self.template(key, site), context, expected, &mut out.work)?))
    }

    /// What every template sees.
    fn context(&self, page: Value, site: &Arc<TrackedSite>) -> Value {
        Value::from_pairs([("page", page), ("site", SiteObject::value(site, &self.lists))])
    }

    /// The values for the template of a sign-off sheet, with the document that it is for.
    fn sheet_context(&self, page: Value, document: PageKey, site: &Arc<TrackedSite>) -> Value {
        let document = PageObject::value(site, document, String::new(), String::new());
        Value::from_pairs([("page", page), ("site", SiteObject::value(site, &self.lists)), ("document", document)])
    }

    /// The texts of a bundle, one after the other, each with its own heading and document facts.
    fn bundle(
        &self,
        root: &Page,
        first: PageKey,
        site: &Arc<TrackedSite>,
        work: &mut u64,
    ) -> Result<String, Box<Diagnostic>> {
        let pages = site.bundle(first);
        let mut out = String::new();
        let parts: Arc<Parts> = Arc::new(pages.iter().map(|link| link.key).zip(1..).collect());
        for (link, number) in pages.into_iter().zip(1..) {
            let Some(page) = site.page(link.key) else { continue };
            let text = body::bundled(site, root, &page, &parts);
            let context = self.context(PageObject::value(site, link.key, text, String::new()), site);
            let part = part_id(number);
            // Only a file that leaves the site may have styles of its own: the policy of sites forbids them.
            if let PageKind::SingleDocument(_) = root.kind {
                let foot = self.theme.render("partials/print-foot.html", context.clone(), 0, work)?;
                out += &standalone::foot(&part, &foot);
            }
            let page = self.theme.render("partials/print-page.html", context, 0, work)?;
            out += &format!("<div id=\"{part}\">\n{page}</div>\n");
        }
        Ok(out)
    }

    /// Calls `read` with the places of a finished page in its templates. The page is rendered again, so this is for pages
    /// with findings.
    pub fn with_places<T>(
        &self,
        html: &str,
        page: PageKey,
        site: &Arc<TrackedSite>,
        read: impl FnOnce(&Places<'_>) -> T,
    ) -> T {
        let marked = self.marked.get_or_init(|| {
            let (theme, marks) = self.theme.marked();
            let renderer = Renderer::new(Arc::new(theme), self.source.clone());
            Box::new(MarkedRenderer { renderer, marks })
        });
        // A page that cannot be rendered with marks has no places.
        let bytes = marked.renderer.page(page, site, &mut Rendered::default()).unwrap_or_default();
        read(&marked.marks.places(html, &String::from_utf8_lossy(&bytes)))
    }

    /// The file of the template of a page.
    pub fn template_file(&self, page: PageKey, site: &TrackedSite) -> SourcePath {
        self.theme.source_of(&self.template(page, site))
    }

    /// The template of a page: its layout where the theme has it, else the default for its kind.
    fn template(&self, page: PageKey, site: &TrackedSite) -> String {
        let Some(choice) = site.template(page) else { return String::new() };
        choice.layout.filter(|name| self.theme.has(name)).unwrap_or(choice.default)
    }

    fn redirect(
        &self,
        target: Option<String>,
        site: &Arc<TrackedSite>,
        work: &mut u64,
    ) -> Result<Bytes, Box<Diagnostic>> {
        let target = target.unwrap_or_default();
        let settings = site.settings();
        let config = &settings.config;
        let is_inside = target.starts_with('/') && !target.starts_with("//");
        let origin = if is_inside { config.base_url.origin.as_str() } else { "" };
        let page = Value::from_pairs([
            ("target", Value::from(target.as_str())),
            ("title", Value::from("This page has moved")),
            ("language", Value::from(config.language.as_str())),
            ("dir", Value::from("ltr")),
            ("kind", Value::from("redirect")),
            ("noindex", Value::from(true)),
            ("permalink", Value::from(format!("{origin}{target}"))),
        ]);
        Ok(into_shrunk_bytes(self.theme.render("redirect.html", self.context(page, site), CHROME_BYTES, work)?))
    }
}

/// A page as text. Findings about it belong to the page itself.
fn text_copy(key: PageKey, format: TextFormat, site: &TrackedSite) -> String {
    let Some(page) = site.page(key) else { return String::new() };
    let config = &site.settings().config;
    match format {
        TextFormat::Plain => plain_text::text(config, &page),
        TextFormat::Markdown => markdown::text(config, &page, &body::body(site, &page).html),
    }
}

fn cycle_diagnostic(page: &Page, cycle: &EmbedCycle) -> Option<Diagnostic> {
    let document = page.document.as_ref()?;
    let message = format!("`{}` embeds this page again, or makes it too large", cycle.target);
    let at = Location::at(&document.path, *document.spans.links.get(cycle.link)?);
    Some(Diagnostic::new(&LINK_EMBED_CYCLE, at, message).help("link to the page instead of embedding it"))
}

/// Shrinks to fit: all outputs are held in memory until commit.
fn into_shrunk_bytes(mut text: String) -> Bytes {
    text.shrink_to_fit();
    Arc::new(text.into_bytes())
}
