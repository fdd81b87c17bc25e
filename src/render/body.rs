//! Renders the body of a page: fills its placeholders with URLs of links, start tags of headings, and the text of
//! embedded pages and sections.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::base::escape::{escape_html, escape_html_into};
use crate::base::url::{anchor_part, decode, encode_path, relative, scheme};
use crate::parse::body::{Body, BodyPiece, heading_tag};
use crate::parse::document::Document;
use crate::parse::links::{Role, Target};
use crate::parse::raw_html::policy::SCHEMES;
use crate::render::embedding::{self, Parts, part_id};
use crate::render::terms::{PageTerms, Terms};
use crate::site::answer::{LinkStatus, LinkTarget, LinkUrl, SiteValues};
use crate::site::page::{Page, PageKey};
use crate::site::resolve::section_anchor;
use crate::site::tracked::TrackedSite;

/// Embeds inside embeds beyond this are left out.
const MAX_EMBED_DEPTH: usize = 16;
/// Embeds of a page beyond this are left out, with those inside others: twelve pages that embed the next one twelve times
/// each would never end.
const MAX_EMBEDS: usize = 1_000;
/// The size of a page in bytes above which it gets no further embeds, because embeds can multiply.
const MAX_PAGE_BYTES: usize = 16 * 1024 * 1024;

/// A rendered body.
#[derive(Debug, Default)]
pub struct RenderedBody {
    pub html: String,
    /// Embeds that were left out.
    pub cycles: Vec<EmbedCycle>,
}

/// An embed that was left out, because it would never end or has grown too large.
#[derive(Debug)]
pub struct EmbedCycle {
    /// The number of the link on the page itself.
    pub link: usize,
    /// The title of the page that was not embedded.
    pub target: String,
}

/// Renders the body of a page. Generated pages have none.
pub fn body(site: &TrackedSite, page: &Page) -> RenderedBody {
    let Some(document) = &page.document else { return RenderedBody::default() };
    let mut renderer = BodyRenderer::new(site, page, Arc::default());
    let pieces = &document.content.body().pieces;
    let length = |piece: &BodyPiece| if let BodyPiece::Html(html) = piece { html.len() } else { 48 };
    renderer.rendered.html.reserve(pieces.iter().map(length).sum());
    renderer.pieces(page, document, pieces);
    renderer.rendered
}

/// Renders the body of a page as a part of a bundle, so that links among the parts stay inside it.
pub fn bundled(site: &TrackedSite, root: &Page, page: &Page, parts: &Arc<Parts>) -> String {
    let Some(document) = &page.document else { return String::new() };
    let mut renderer = BodyRenderer::new(site, root, parts.clone());
    renderer.names = parts.get(&page.key).map_or(String::new(), |number| part_id(*number) + "-");
    renderer.stack.push(Embedded { page: page.key, section: None });
    renderer.pieces(page, document, &document.content.body().pieces);
    renderer.rendered.html
}

/// A part of a page to be shown on another one.
#[derive(Debug, Clone, Copy)]
pub struct Excerpt {
    /// The heading that it follows.
    pub heading: usize,
    /// The heading that ends it; `None` for the end of the page.
    pub until: Option<usize>,
    /// Distinguishes the identifiers of several excerpts on one page.
    pub number: usize,
}

/// Renders an excerpt as text of the page `root`. URLs inside the site are relative to that page, so that the text works
/// from a disk too.
pub fn excerpt(site: &TrackedSite, root: &Page, page: &Page, part: Excerpt) -> String {
    let Some(document) = &page.document else { return String::new() };
    let pieces = &document.content.body().pieces;
    let place = |wanted: &BodyPiece| pieces.iter().position(|piece| piece == wanted);
    let Some(start) = place(&BodyPiece::Anchor(part.heading)) else { return String::new() };
    let end = part.until.and_then(|until| place(&BodyPiece::Heading(until))).unwrap_or(pieces.len());
    let mut renderer = BodyRenderer::new(site, root, Arc::default());
    renderer.names = format!("x{}-", part.number);
    renderer.stack.push(Embedded { page: page.key, section: None });
    renderer.is_relative = true;
    renderer.is_section = true;
    renderer.pieces(page, document, pieces.get(start + 1..end).unwrap_or_default());
    renderer.rendered.html
}

/// A page, or a section of it, that is being embedded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Embedded {
    page: PageKey,
    section: Option<String>,
}

struct BodyRenderer<'a> {
    site: &'a TrackedSite,
    settings: Arc<SiteValues>,
    root: &'a Page,
    /// The pages and sections that are being embedded in each other.
    stack: Vec<Embedded>,
    rendered: RenderedBody,
    /// The embed of the root page that is being rendered.
    root_link: Option<usize>,
    /// How many texts of other pages have been embedded.
    embeds: usize,
    /// Whether a section is being rendered, which leaves out the notes of its page.
    is_section: bool,
    /// Whether URLs inside the site are written relative to the root page.
    is_relative: bool,
    /// The prefix of the identifiers of the text that is being rendered.
    names: String,
    /// The parts of a bundle; empty for all other pages.
    parts: Arc<Parts>,
    /// The terms of the pages that have been rendered: a page may be embedded many times.
    terms: HashMap<PageKey, Option<Arc<PageTerms>>>,
    /// The anchors of headings of pages in the bundle.
    heading_ids: HashMap<PageKey, HashSet<String>>,
    /// The first image of the root page.
    first_image: Option<usize>,
}

impl<'a> BodyRenderer<'a> {
    fn new(site: &'a TrackedSite, root: &'a Page, parts: Arc<Parts>) -> BodyRenderer<'a> {
        BodyRenderer {
            site,
            settings: site.settings(),
            root,
            stack: vec![Embedded { page: root.key, section: None }],
            rendered: RenderedBody::default(),
            root_link: None,
            is_relative: false,
            is_section: false,
            embeds: 0,
            names: String::new(),
            parts,
            terms: HashMap::new(),
            heading_ids: HashMap::new(),
            first_image: root
                .document
                .as_ref()
                .and_then(|document| document.facts.links.iter().position(|link| link.role == Role::Load)),
        }
    }

    fn push(&mut self, html: &str) {
        self.rendered.html.push_str(html);
    }

    fn base_path(&self) -> &str {
        &self.settings.config.base_url.prefix
    }

    fn href(&self, page: &Page) -> String {
        self.settings.config.base_url.href(&page.url)
    }

    /// Whether the text that is being rendered is a page of its own, or a part, and not an embed.
    fn is_whole(&self, page: &Page) -> bool {
        let depth = if self.parts.is_empty() { 1 } else { 2 };
        self.stack.len() == depth && (page.key == self.root.key || self.parts.contains_key(&page.key))
    }

    /// The ID of an anchor of an included page, on the page that includes it.
    fn place(&mut self, page: PageKey, fragment: &str) -> Option<String> {
        let part = part_id(*self.parts.get(&page)?);
        let found = self.site.page(page)?;
        let facts = &found.document.as_ref()?.facts;
        let ids = self.heading_ids.entry(page);
        let ids = ids.or_insert_with(|| facts.headings.iter().map(|heading| heading.id.clone()).collect());
        let is_named = ids.contains(fragment) || embedding::is_generated_id(fragment);
        Some(if is_named { format!("{part}-{fragment}") } else { part })
    }

    fn pieces(&mut self, page: &Page, document: &Document, pieces: &[BodyPiece]) {
        let (site, root) = (self.site, self.root);
        let own = self.terms.entry(page.key).or_insert_with(|| PageTerms::of(site, page, root).map(Arc::new)).clone();
        let mut terms = own.map(|own| Terms::new(own, root, &self.parts));
        for piece in pieces {
            match piece {
                BodyPiece::Html(html) => {
                    let (html, is_last) = self.html(page, html);
                    match &mut terms {
                        Some(terms) => terms.write(&html, &mut self.rendered.html),
                        None => self.rendered.html.push_str(&html),
                    }
                    if is_last {
                        break;
                    }
                }
                BodyPiece::Link(link) => self.link(page, *link),
                BodyPiece::Heading(heading) => {
                    self.heading(page, document, *heading);
                    if let Some(terms) = &mut terms {
                        terms.heading(*heading);
                    }
                }
                BodyPiece::Embed(link) => self.embed(page, document, *link),
                BodyPiece::Anchor(heading) => self.anchor(page, document, *heading),
                BodyPiece::Image(link) => self.image(page, *link),
                BodyPiece::Document(link) => self.document_id(page, document, *link),
            }
        }
    }

    /// A piece of text as the root shows it, and whether the notes of its page come next, which a section leaves out.
    fn html<'h>(&self, page: &Page, html: &'h str) -> (Cow<'h, str>, bool) {
        if !self.is_section {
            let is_own = page.key == self.root.key;
            return (if is_own { Cow::Borrowed(html) } else { self.embedded(page, html).into() }, false);
        }
        let (text, has_notes) = embedding::without_notes(html);
        (self.embedded(page, text).into(), has_notes)
    }

    fn target(&self, page: &Page, link: usize) -> Option<LinkTarget> {
        self.site.link(page.key, link as u32)
    }

    fn link(&mut self, page: &Page, link: usize) {
        let Some(target) = self.target(page, link) else { return };
        if target.status == LinkStatus::NotEffective {
            // The page was not effective on the date of the build: the text of the link stays, without its URL.
            if let Some(without) = self.rendered.html.strip_suffix("href=\"") {
                let length = without.len();
                self.rendered.html.truncate(length);
                self.push("data-not-effective=\"");
            }
            return;
        }
        let mut href = target.url.href(self.base_path());
        if let Some(place) = self.part_url(page, &target, &href) {
            self.push(&escape_html(&place));
            return;
        }
        // A fragment of an embedded page means that page, not the one it is embedded in.
        if page.key != self.root.key && href.starts_with('#') && matches!(target.url, LinkUrl::Verbatim(_)) {
            href = self.href(page) + &href;
        }
        // The last of several guards: no link may have a scheme that can run scripts.
        let may_run = scheme(&href).is_some_and(|scheme| !SCHEMES.contains(&scheme.as_str()))
            || href.starts_with("//") && target.status != LinkStatus::Found;
        if may_run {
            href = "#".to_owned();
        }
        escape_html_into(&self.seen_from_root(href), &mut self.rendered.html);
    }

    /// A URL as the root page writes it.
    fn seen_from_root(&self, href: String) -> String {
        let inside = href.strip_prefix(self.base_path()).filter(|rest| rest.starts_with('/'));
        match inside.filter(|rest| self.is_relative && !rest.starts_with("//")) {
            Some(rest) => relative(self.root.url.as_str(), rest),
            None => href,
        }
    }

    /// The URL of a link to another part of the bundle.
    fn part_url(&mut self, page: &Page, target: &LinkTarget, href: &str) -> Option<String> {
        if self.parts.is_empty() || target.status != LinkStatus::Found {
            return None;
        }
        let is_own = href.starts_with('#') && matches!(target.url, LinkUrl::Verbatim(_));
        let page = if is_own { page.key } else { target.page? };
        let fragment = href.split_once('#').map_or(String::new(), |(_, fragment)| decode(fragment));
        let anchor = anchor_part(&fragment);
        Some(format!("#{}", encode_path(&format!("{}{}", self.place(page, anchor)?, &fragment[anchor.len()..]))))
    }

    fn heading(&mut self, page: &Page, document: &Document, heading: usize) {
        let heading = &document.facts.headings[heading];
        // An embedded heading has no identifier: the page may have the same one already.
        let id = self.is_whole(page).then(|| format!("{}{}", self.names, heading.id));
        self.push("<div class=\"heading\">");
        self.push(&heading_tag(heading.level, id.as_deref(), &heading.classes));
    }

    /// The link to a heading. It is outside the heading, because its text would be part of the heading's name.
    fn anchor(&mut self, page: &Page, document: &Document, heading: usize) {
        if self.is_whole(page) {
            let heading = &document.facts.headings[heading];
            let (id, title) = (escape_html(&format!("{}{}", self.names, heading.id)), escape_html(&heading.title));
            self.push(&format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to section {title}\"></a>"));
        }
        self.push("</div>\n");
    }

    /// The size of an image where it is known; all but the first of a page are loaded when they come into view.
    fn image(&mut self, page: &Page, link: usize) {
        if let Some(size) = self.site.image_size(page.key, link as u32) {
            self.push(&format!(" width=\"{}\" height=\"{}\"", size.width, size.height));
        }
        if page.key != self.root.key || self.first_image != Some(link) {
            self.push(" loading=\"lazy\"");
        }
    }

    /// Renders a document ID as a link to the document, or as text if there is no such document or if it is this one and
    /// no step is named.
    fn document_id(&mut self, page: &Page, document: &Document, link: usize) {
        let Some(target) = self.target(page, link) else { return };
        let Target::Document(mention) = &document.facts.links[link].target else { return };
        let words = escape_html(&mention.words);
        let href = target.url.href(self.base_path());
        let html = match target.page.filter(|found| *found != self.root.key || href.contains('#')) {
            Some(_) => {
                let href = self.part_url(page, &target, &href).unwrap_or_else(|| self.seen_from_root(href));
                format!("<a href=\"{}\">{words}</a>", escape_html(&href))
            }
            None => words,
        };
        self.push(&html);
    }

    /// Text of another page with its identifiers and labels changed, so that no two on the page are the same.
    fn embedded(&self, page: &Page, html: &str) -> String {
        let notes_page = self.is_section.then(|| self.seen_from_root(self.href(page)));
        embedding::renamed(html, &page.title, &self.names, notes_page.as_deref())
    }

    fn embed(&mut self, page: &Page, document: &Document, link: usize) {
        let Some(target) = self.target(page, link) else { return };
        let written = match &document.facts.links[link].target {
            Target::Inside(inside) => Some(inside),
            _ => None,
        };
        let is_found = matches!(target.status, LinkStatus::Found | LinkStatus::Ambiguous);
        let Some(key) = target.page.filter(|_| is_found) else {
            if is_found {
                // A file, not a page: shown as an image.
                let src = escape_html(&self.seen_from_root(target.url.href(self.base_path())));
                self.push(&format!("<p><img src=\"{src}\" alt=\"\"></p>\n"));
            } else if let Some(inside) = written {
                let words = escape_html(&inside.written);
                self.push(&format!("<p>![[{words}]]</p>\n"));
            }
            return;
        };
        let Some(embedded) = self.site.page(key) else { return };
        let Some(document) = &embedded.document else { return };
        let fragment = written.and_then(|inside| inside.fragment.as_ref());
        let section = fragment.map(|words| section_anchor(&document.facts, words));
        let root_link = self.root_link.unwrap_or(link);
        let own = Embedded { page: key, section };
        let holds_itself = self.stack.contains(&own) || self.stack.contains(&Embedded { page: key, section: None });
        let is_too_much = self.stack.len() > MAX_EMBED_DEPTH
            || self.embeds >= MAX_EMBEDS
            || self.rendered.html.len() > MAX_PAGE_BYTES;
        if holds_itself || is_too_much {
            self.rendered.cycles.push(EmbedCycle { link: root_link, target: embedded.title.clone() });
            return;
        }
        self.embed_page(&embedded, document, own, root_link);
    }

    fn embed_page(&mut self, page: &Page, document: &Document, own: Embedded, root_link: usize) {
        let outer_is_section = std::mem::replace(&mut self.is_section, own.section.is_some());
        let body = document.content.body();
        let range = own.section.as_ref().map_or(0..body.pieces.len(), |id| section(document, &body, id));
        self.stack.push(own);
        self.embeds += 1;
        let names = format!("{}e{}-", self.names, self.embeds);
        let outer_names = std::mem::replace(&mut self.names, names);
        let outer_link = self.root_link.replace(root_link);
        self.push("<div class=\"embed\">\n");
        self.pieces(page, document, &body.pieces[range]);
        self.push("</div>\n");
        self.root_link = outer_link;
        self.is_section = outer_is_section;
        self.names = outer_names;
        self.stack.pop();
    }
}

/// The pieces of one section: from its heading to the next heading that is not below it; all if there is no such heading.
fn section(document: &Document, body: &Body, id: &str) -> Range<usize> {
    let (pieces, headings) = (&body.pieces, &document.facts.headings);
    let found = pieces.iter().enumerate().find_map(|(at, piece)| match piece {
        BodyPiece::Heading(heading) if headings[*heading].id == id => Some((at, headings[*heading].level)),
        _ => None,
    });
    let Some((start, level)) = found else { return 0..pieces.len() };
    let ends = |piece: &BodyPiece| matches!(piece, BodyPiece::Heading(heading) if headings[*heading].level <= level);
    let length = pieces[start + 1..].iter().position(ends);
    start..length.map_or(pieces.len(), |length| start + 1 + length)
}
