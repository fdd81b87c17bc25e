//! A body's holes filled: addresses of links, start tags of headings, the text of embedded pages and sections.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::escape::escape_html;
use crate::base::url::scheme;
use crate::base::url::{decode, encode_path, relative};
use crate::config::settings::RawHtml;
use crate::parse::body::{Body, Piece, heading_tag};
use crate::parse::links::{Role, Target};
use crate::parse::raw_html::policy::SCHEMES;
use crate::render::terms::Terms;
use crate::site::page::PageId;
use crate::site::query::{Answer, Query};
use crate::site::resolve::{Address, Problem, Resolution, section_anchor};
use crate::site::tracked::TrackedSite;

/// Embeds inside embeds beyond this are left out.
const DEEPEST: usize = 16;
/// A page that has grown beyond this, in bytes, takes in no further embeds: they multiply.
const LARGEST: usize = 16 * 1024 * 1024;

/// How the walk writes identifiers of its own, and links to them: what follows gets another name on other pages.
const OWN_IDS: [&str; 8] = [
    "id=\"fn-",
    "id=\"fnref-",
    "id=\"step-",
    "id=\"term-",
    "id=\"phase-",
    "href=\"#fn-",
    "href=\"#fnref-",
    "href=\"#step-",
];
/// How the walk writes the way to a note, and how it begins the notes of a page.
const NOTE_LINK: &str = "href=\"#fn-";
const NOTES: &str = "<section class=\"footnotes\"";
/// How the walk begins the name of a scroll box.
const REGION_NAME: &str = "role=\"region\" aria-label=\"";

/// A filled body.
#[derive(Debug, Default)]
pub struct Filled {
    pub html: String,
    /// Embeds that were left out because they would never end: the link on the page itself and the words for its target.
    pub cycles: Vec<(usize, String)>,
}

/// Fills the body of a page. Generated pages have none.
pub fn body(site: &TrackedSite, page: PageId) -> Filled {
    let Some(document) = &site.page(page).document else { return Filled::default() };
    let mut filler = Filler::new(site, page, Arc::default());
    filler.filled.html.reserve(
        document.body.pieces.iter().map(|piece| if let Piece::Html(html) = piece { html.len() } else { 48 }).sum(),
    );
    filler.pieces(page, &document.body, 0, usize::MAX);
    filler.filled
}

/// The parts of a page that holds several others, each with its number.
pub type Parts = BTreeMap<PageId, usize>;

/// The identifier of a part.
pub fn part_id(number: usize) -> String {
    format!("p{number}")
}

/// Fills the body of a page as a part of another one, so that links among the parts stay among them.
pub fn packed(site: &TrackedSite, root: PageId, page: PageId, parts: &Arc<Parts>) -> String {
    let Some(document) = &site.page(page).document else { return String::new() };
    let mut filler = Filler::new(site, root, parts.clone());
    filler.names = parts.get(&page).map_or(String::new(), |number| part_id(*number) + "-");
    filler.stack.push((page, None));
    filler.pieces(page, &document.body, 0, usize::MAX);
    filler.filled.html
}

/// Fills a part of a page, from behind one of its headings to another, as text of the page `root`. Addresses inside the
/// site are ways from there, so that the text works wherever the site is opened. `number` tells such texts of one page apart.
pub fn excerpt(
    site: &TrackedSite,
    root: PageId,
    page: PageId,
    (heading, until): (usize, Option<usize>),
    number: usize,
) -> String {
    let Some(document) = &site.page(page).document else { return String::new() };
    let pieces = &document.body.pieces;
    let place = |wanted: &Piece| pieces.iter().position(|piece| piece == wanted);
    let Some(start) = place(&Piece::Anchor(heading)) else { return String::new() };
    let end = until.and_then(|until| place(&Piece::Heading(until))).unwrap_or(pieces.len());
    let mut filler = Filler::new(site, root, Arc::default());
    filler.names = format!("x{number}-");
    filler.stack.push((page, None));
    filler.is_relative = true;
    filler.is_section = true;
    filler.pieces(page, &document.body, start + 1, end);
    filler.filled.html
}

struct Filler<'a> {
    site: &'a TrackedSite,
    root: PageId,
    /// The pages and sections that are being embedded in each other.
    stack: Vec<(PageId, Option<String>)>,
    filled: Filled,
    /// The embed of the root page that is being filled.
    root_link: Option<usize>,
    /// How many texts of other pages have been taken in.
    embeds: usize,
    /// Whether a section is being filled, which leaves the notes of its page behind.
    is_section: bool,
    /// Whether addresses inside the site are written as ways from the root page.
    is_relative: bool,
    /// What stands before the identifiers of the text that is being filled.
    names: String,
    /// Where the root holds several pages.
    parts: Arc<Parts>,
}

impl<'a> Filler<'a> {
    fn new(site: &'a TrackedSite, root: PageId, parts: Arc<Parts>) -> Filler<'a> {
        Filler {
            site,
            root,
            stack: vec![(root, None)],
            filled: Filled::default(),
            root_link: None,
            is_relative: false,
            is_section: false,
            embeds: 0,
            names: String::new(),
            parts,
        }
    }

    /// Whether the text that is being filled is a page of its own, or a part, and not an embed.
    fn is_whole(&self, page: PageId) -> bool {
        let depth = if self.parts.is_empty() { 1 } else { 2 };
        self.stack.len() == depth && (page == self.root || self.parts.contains_key(&page))
    }

    /// The identifier of a place of a part, on the page that holds it.
    fn place(&self, page: PageId, fragment: &str) -> Option<String> {
        let part = part_id(*self.parts.get(&page)?);
        let facts = &self.site.page(page).document.as_ref()?.facts;
        let is_named = facts.headings.iter().any(|heading| heading.id == fragment)
            || OWN_IDS.iter().filter_map(|mark| mark.strip_prefix("id=\"")).any(|name| fragment.starts_with(name));
        Some(if is_named { format!("{part}-{fragment}") } else { part })
    }

    fn pieces(&mut self, page: PageId, body: &Body, start: usize, end: usize) {
        let mut terms = Terms::of(self.site, page, self.root, &self.parts);
        for piece in &body.pieces[start..end.min(body.pieces.len())] {
            match piece {
                Piece::Html(html) => {
                    let (html, is_last) = self.html(page, html);
                    match &mut terms {
                        Some(terms) => terms.write(&html, &mut self.filled.html),
                        None => self.filled.html.push_str(&html),
                    }
                    if is_last {
                        break;
                    }
                }
                Piece::Link(link) => self.link(page, *link),
                Piece::Heading(heading) => {
                    self.heading(page, *heading);
                    if let Some(terms) = &mut terms {
                        terms.heading(*heading);
                    }
                }
                Piece::Embed(link) => self.embed(page, *link),
                Piece::Anchor(heading) => self.anchor(page, *heading),
                Piece::Image(link) => self.image(page, *link),
                Piece::Document(link) => self.number(page, *link),
            }
        }
    }

    /// A piece of text as the root shows it, and whether the notes of its page come next, which a section leaves behind.
    fn html<'h>(&self, page: PageId, html: &'h str) -> (Cow<'h, str>, bool) {
        if !self.is_section {
            let is_own = page == self.root;
            return (if is_own { Cow::Borrowed(html) } else { self.embedded(page, html).into() }, false);
        }
        let (text, has_notes) = html.split_once(NOTES).map_or((html, false), |(text, _)| (text, true));
        (self.embedded(page, text).into(), has_notes)
    }

    fn link(&mut self, page: PageId, link: usize) {
        let Answer::Resolution(resolution) = self.site.ask(&Query::Resolve(page, link)) else { return };
        if resolution.problem == Some(Problem::NotInForce) {
            // A link that leads nowhere on the day that is shown: its words stay, its address goes.
            if let Some(without) = self.filled.html.strip_suffix("href=\"") {
                let length = without.len();
                self.filled.html.truncate(length);
                self.filled.html.push_str("data-not-effective=\"");
            }
            return;
        }
        let mut href = resolution.href(&self.site.config().base_url.prefix);
        if let Some(place) = self.part_address(page, &resolution, &href) {
            self.filled.html.push_str(&escape_html(&place));
            return;
        }
        // A fragment of an embedded page means that page, not the one it is embedded in.
        if page != self.root && href.starts_with('#') && matches!(resolution.address, Address::Verbatim(_)) {
            href = self.site.href(&self.site.page(page).url) + &href;
        }
        // The last of several guards: whatever way a target took, a scheme that can run never becomes an address.
        let may_run = scheme(&href).is_some_and(|scheme| !SCHEMES.contains(&scheme.as_str()))
            || href.starts_with("//") && resolution.problem.is_some();
        if may_run && self.site.config().markdown.raw_html != RawHtml::Allow {
            href = "#".to_owned();
        }
        let href = self.seen_from_root(href);
        self.filled.html.push_str(&escape_html(&href));
    }

    /// An address as the root page writes it.
    fn seen_from_root(&self, href: String) -> String {
        let inside = href.strip_prefix(&self.site.config().base_url.prefix).filter(|rest| rest.starts_with('/'));
        match inside.filter(|rest| self.is_relative && !rest.starts_with("//")) {
            Some(rest) => relative(self.site.page(self.root).url.as_str(), rest),
            None => href,
        }
    }

    /// Where a link leads that stays among the parts.
    fn part_address(&self, page: PageId, resolution: &Resolution, href: &str) -> Option<String> {
        if self.parts.is_empty() || resolution.problem.is_some() {
            return None;
        }
        let is_own = href.starts_with('#') && matches!(resolution.address, Address::Verbatim(_));
        let target = if is_own { page } else { resolution.page? };
        let fragment = href.split_once('#').map_or(String::new(), |(_, fragment)| decode(fragment));
        Some(format!("#{}", encode_path(&self.place(target, &fragment)?)))
    }

    fn heading(&mut self, page: PageId, heading: usize) {
        let Some(document) = &self.site.page(page).document else { return };
        let heading = &document.facts.headings[heading];
        // An embedded heading gives up its identifier, which the page may have already.
        let id = self.is_whole(page).then(|| format!("{}{}", self.names, heading.id));
        let id = id.as_deref();
        self.filled.html.push_str("<div class=\"heading\">");
        self.filled.html.push_str(&heading_tag(heading.level, id, &heading.classes));
    }

    /// The link to a heading, outside it: inside it would be part of its name.
    fn anchor(&mut self, page: PageId, heading: usize) {
        let Some(document) = &self.site.page(page).document else { return };
        if self.is_whole(page) {
            let heading = &document.facts.headings[heading];
            let (id, title) = (escape_html(&format!("{}{}", self.names, heading.id)), escape_html(&heading.title));
            let link = format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to section {title}\"></a>");
            self.filled.html.push_str(&link);
        }
        self.filled.html.push_str("</div>\n");
    }

    /// The size of an image where it is known; all but the first of a page are loaded when they come into site.
    fn image(&mut self, page: PageId, link: usize) {
        let Answer::ImageSize(size) = self.site.ask(&Query::ImageSize(page, link)) else { return };
        if let Some(size) = size {
            self.filled.html.push_str(&format!(" width=\"{}\" height=\"{}\"", size.width, size.height));
        }
        let Some(document) = &self.site.page(page).document else { return };
        let first = document.facts.links.iter().position(|link| link.role == Role::Load);
        if page != self.root || first != Some(link) {
            self.filled.html.push_str(" loading=\"lazy\"");
        }
    }

    /// The number of a document: a link to it, and plain words where there is none, or on the document itself if no step is
    /// named.
    fn number(&mut self, page: PageId, link: usize) {
        let Answer::Resolution(resolution) = self.site.ask(&Query::Resolve(page, link)) else { return };
        let Some(Target::Document(number)) = self.target(page, link) else { return };
        let words = escape_html(&number.words);
        let href = resolution.href(&self.site.config().base_url.prefix);
        let html = match resolution.page.filter(|found| *found != self.root || href.contains('#')) {
            Some(_) => {
                let href = self.part_address(page, &resolution, &href).unwrap_or_else(|| self.seen_from_root(href));
                format!("<a href=\"{}\">{words}</a>", escape_html(&href))
            }
            None => words,
        };
        self.filled.html.push_str(&html);
    }

    /// Text of another page: the names of its scroll boxes get its title, and its footnotes a number, so that no two
    /// on the page are the same.
    fn embedded(&self, page: PageId, html: &str) -> String {
        let title = escape_html(&self.site.page(page).title);
        let mut html = html.replace(REGION_NAME, &format!("{REGION_NAME}{title}, "));
        if self.is_section && html.contains(NOTE_LINK) {
            let href = self.seen_from_root(self.site.href(&self.site.page(page).url));
            html = html.replace(NOTE_LINK, &format!("href=\"{}#fn-", escape_html(&href)));
        }
        for written in OWN_IDS {
            if html.contains(written) {
                let at = written
                    .find(['"', '#'])
                    .map_or(0, |at| at + written[at..].bytes().take_while(|sign| matches!(sign, b'"' | b'#')).count());
                html = html.replace(written, &format!("{}{}{}", &written[..at], self.names, &written[at..]));
            }
        }
        html
    }

    fn embed(&mut self, page: PageId, link: usize) {
        let Answer::Resolution(resolution) = self.site.ask(&Query::Resolve(page, link)) else { return };
        let is_found = matches!(resolution.problem, None | Some(Problem::Ambiguous(_)));
        let Some(target) = resolution.page.filter(|_| is_found) else {
            if is_found {
                // A file, not a page: shown as an image.
                let src = escape_html(&self.seen_from_root(resolution.href(&self.site.config().base_url.prefix)));
                self.filled.html.push_str(&format!("<p><img src=\"{src}\" alt=\"\"></p>\n"));
            } else if let Some(Target::Inside(inside)) = self.target(page, link) {
                let words = escape_html(&inside.written);
                self.filled.html.push_str(&format!("<p>![[{words}]]</p>\n"));
            }
            return;
        };
        self.site.ask(&Query::Page(target));
        let Some(document) = &self.site.page(target).document else { return };
        let fragment = match self.target(page, link) {
            Some(Target::Inside(inside)) => {
                inside.fragment.as_ref().map(|words| section_anchor(&document.facts, words))
            }
            _ => None,
        };
        let root_link = self.root_link.unwrap_or(link);
        let key = (target, fragment.clone());
        let holds_itself = self.stack.contains(&key) || self.stack.contains(&(target, None));
        let is_too_much = self.stack.len() > DEEPEST || self.filled.html.len() > LARGEST;
        if holds_itself || is_too_much {
            self.filled.cycles.push((root_link, format!("`{}`", self.site.page(target).title)));
            return;
        }
        let outer_is_section = std::mem::replace(&mut self.is_section, fragment.is_some());
        let (start, end) = fragment.map_or((0, usize::MAX), |id| section(&document.body, document, &id));
        self.stack.push(key);
        self.embeds += 1;
        let own = format!("{}e{}-", self.names, self.embeds);
        let outer_names = std::mem::replace(&mut self.names, own);
        let outer = self.root_link.replace(root_link);
        self.filled.html.push_str("<div class=\"embed\">\n");
        self.pieces(target, &document.body, start, end);
        self.filled.html.push_str("</div>\n");
        self.root_link = outer;
        self.is_section = outer_is_section;
        self.names = outer_names;
        self.stack.pop();
    }

    /// The target of a link of a page, as it was written.
    fn target(&self, page: PageId, link: usize) -> Option<&Target> {
        self.site.page(page).document.as_ref().map(|document| &document.facts.links[link].target)
    }
}

/// The pieces of one section: from its heading to the next heading that is not below it.
fn section(body: &Body, document: &crate::parse::document::Document, id: &str) -> (usize, usize) {
    let headings = &document.facts.headings;
    let start =
        body.pieces.iter().position(|piece| matches!(piece, Piece::Heading(heading) if headings[*heading].id == id));
    let Some(start) = start else { return (0, usize::MAX) };
    let Piece::Heading(first) = &body.pieces[start] else { return (0, usize::MAX) };
    let level = headings[*first].level;
    let length = body.pieces[start + 1..]
        .iter()
        .position(|piece| matches!(piece, Piece::Heading(heading) if headings[*heading].level <= level));
    (start, length.map_or(usize::MAX, |length| start + 1 + length))
}
