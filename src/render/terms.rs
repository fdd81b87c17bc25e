//! Terms in the text of a page: the first use in each section becomes a link to what it means.
//!
//! The HTML of a body comes in pieces that may end inside a tag, so the reader of tags is kept from piece to piece.
//! Nothing is linked in headings, links, code, names of columns, and where the page explains its own terms.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::escape::{escape_html, escape_html_content};
use crate::render::fill::{Parts, part_id};
use crate::site::glossary::TermLink;
use crate::site::matcher::Matcher;
use crate::site::page::PageId;
use crate::site::query::{Answer, Query};
use crate::site::tracked::TrackedSite;

/// Elements whose text stays as it is.
const CLOSED: &[&str] = &[
    "a", "abbr", "button", "code", "dfn", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "math", "option",
    "pre", "samp", "script", "select", "style", "summary", "svg", "textarea", "th", "title", "var",
];

/// Links the terms of one page while its body is written.
pub struct Terms {
    terms: Vec<TermLink>,
    matcher: Matcher,
    /// The page that is written; on it, its own terms are a step away.
    root: PageId,
    /// Where it holds several pages, their terms are a step away too.
    parts: Arc<Parts>,
    /// Linked in this section already; and the ones that do not stand for themselves here.
    seen: BTreeSet<usize>,
    /// Those whose definition stands in the page already.
    told: BTreeSet<usize>,
    markup: Markup,
}

/// Where in the markup the last piece ended.
#[derive(Debug, Default)]
struct Markup {
    /// How many closed elements are open.
    depth: usize,
    state: State,
}

#[derive(Debug, Default, Clone, Copy)]
enum State {
    #[default]
    Text,
    Tag,
    Quoted(char),
    Comment,
}

impl Terms {
    /// The terms of a page, as a part of `root`; `None` where there are none, or where they are not wanted.
    pub fn of(site: &TrackedSite, page: PageId, root: PageId, parts: &Arc<Parts>) -> Option<Terms> {
        let wants = |id: PageId| site.page(id).meta().is_none_or(|meta| meta.glossary);
        if !site.config().glossary_links || !wants(page) || !wants(root) {
            return None;
        }
        let Answer::Terms(terms) = site.ask(&Query::TermsOn(page)) else { return None };
        let names: Vec<(usize, String)> = terms
            .iter()
            .enumerate()
            .flat_map(|(at, term)| term.names.iter().map(move |name| (at, name)))
            .map(|(at, name)| (at, escape_html_content(name)))
            .collect();
        let is_english = crate::site::glossary::language_of(site.page(page), site.config()) == "en";
        let matcher = Matcher::new(names.iter().map(|(at, name)| (*at, name.as_str())), is_english)?;
        let mut terms = Terms {
            terms,
            matcher,
            root,
            parts: parts.clone(),
            seen: BTreeSet::new(),
            told: BTreeSet::new(),
            markup: Markup::default(),
        };
        terms.begin(0);
        Some(terms)
    }

    /// Begins the section of a heading: its words stand first.
    pub fn heading(&mut self, heading: usize) {
        self.begin(heading + 1);
        self.markup = Markup { depth: 1, state: State::Text };
    }

    /// A section in which the page explains terms does not link them.
    fn begin(&mut self, section: usize) {
        let explained = self.terms.iter().enumerate().filter(|(_, term)| term.sections.contains(&section));
        self.seen = explained.map(|(at, _)| at).collect();
    }

    /// Writes a piece of HTML with its terms linked.
    pub fn write(&mut self, html: &str, out: &mut String) {
        let mut rest = html;
        while !rest.is_empty() {
            let length = match self.markup.state {
                State::Text => {
                    let end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                    if self.markup.depth == 0 && end > 0 {
                        self.text(&rest[..end], out);
                    } else {
                        out.push_str(&rest[..end]);
                    }
                    rest = &rest[end..];
                    self.markup.open(rest)
                }
                state => self.markup.skip(rest, state),
            };
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        }
    }

    fn text(&mut self, text: &str, out: &mut String) {
        let mut done = 0;
        for (at, range) in self.matcher.find(text) {
            if !self.seen.insert(at) {
                continue;
            }
            out.push_str(&text[done..range.start]);
            self.link(at, &text[range.clone()], out);
            done = range.end;
        }
        out.push_str(&text[done..]);
    }

    fn link(&mut self, at: usize, words: &str, out: &mut String) {
        let term = &self.terms[at];
        let url = match self.parts.get(&term.page) {
            Some(number) => format!("#{}-{}", part_id(*number), term.anchor),
            None if term.page == self.root => format!("#{}", term.anchor),
            None => term.url.clone(),
        };
        out.push_str(&format!("<a class=\"term\" href=\"{}\"", escape_html(&url)));
        let definition = escape_html(&term.definition);
        if self.told.insert(at) {
            out.push_str(&format!(" data-definition=\"{definition}\""));
        }
        if term.is_abbreviation {
            out.push_str(&format!("><abbr title=\"{definition}\">{words}</abbr></a>"));
        } else {
            out.push_str(&format!(">{words}</a>"));
        }
    }
}

impl Markup {
    /// Reads the begin of a tag; gives its length up to where its attributes begin.
    fn open(&mut self, rest: &str) -> usize {
        if rest.is_empty() {
            return 0;
        }
        if rest.starts_with("<!--") {
            self.state = State::Comment;
            return 4;
        }
        let is_end = rest.starts_with("</");
        let start = if is_end { 2 } else { 1 };
        let length = rest[start..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = rest[start..start + length].to_ascii_lowercase();
        if CLOSED.contains(&name.as_str()) {
            self.depth = if is_end { self.depth.saturating_sub(1) } else { self.depth + 1 };
        }
        self.state = State::Tag;
        start + length
    }

    /// Reads on in a tag or comment; gives how much of it.
    fn skip(&mut self, rest: &str, state: State) -> usize {
        let found = match state {
            State::Text => None,
            State::Comment => rest.find("-->").map(|at| (at + 3, State::Text)),
            State::Quoted(quote) => rest.find(quote).map(|at| (at + 1, State::Tag)),
            State::Tag => rest.find(['>', '"', '\'']).map(|at| match rest.as_bytes()[at] {
                b'>' => (at + 1, State::Text),
                quote => (at + 1, State::Quoted(char::from(quote))),
            }),
        };
        let (length, state) = found.unwrap_or((rest.len(), state));
        self.state = state;
        length
    }
}
