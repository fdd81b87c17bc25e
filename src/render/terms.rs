//! Links the first use of each term in each section to its definition.
//!
//! The HTML of a body comes in pieces that may end inside a tag, so the beginning of that tag is read again with the
//! next piece.
//! Nothing is linked in headings, links, code, names of columns, and where the page explains its own terms.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::escape::{escape_html, escape_html_content};
use crate::base::html::token::{StartTag, Token, Truncated};
use crate::base::html::tokenizer::tokens;
use crate::render::embedding::{Parts, part_id};
use crate::site::glossary::{explaining, language_of};
use crate::site::matcher::{Matcher, Plurals};
use crate::site::page::{Page, PageKey};
use crate::site::terms::TermLink;
use crate::site::tracked::TrackedSite;

/// Elements whose text gets no links.
const CLOSED: &[&str] = &[
    "a", "abbr", "button", "code", "dfn", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "math", "option",
    "pre", "samp", "script", "select", "style", "summary", "svg", "textarea", "th", "title", "var",
];

/// The terms that a page may link, ready to be found in its text.
pub struct PageTerms {
    terms: Vec<TermLink>,
    matcher: Matcher,
    /// The sections in which the page explains terms.
    explaining: BTreeSet<usize>,
}

/// Links the terms of one page while its body is written.
pub struct Terms {
    page: Arc<PageTerms>,
    /// The page that is written; on it, its own terms are a step away.
    root: PageKey,
    /// The pages on it, if there are several: links to their terms are fragments, too.
    parts: Arc<Parts>,
    /// Linked in this section already.
    seen: BTreeSet<usize>,
    /// Whether this section explains terms of the page.
    explains: bool,
    /// Terms whose definition the page has already.
    defined: BTreeSet<usize>,
    /// The number of open elements whose text gets no links.
    depth: usize,
    /// A tag that leaves the tokenizer in the state in which the last piece ended.
    carried: String,
}

impl PageTerms {
    /// The terms of a page, as a part of `root`; `None` where there are none, or where they are not wanted.
    pub fn of(site: &TrackedSite, page: &Page, root: &Page) -> Option<PageTerms> {
        let config = &site.settings().config;
        let wants = |page: &Page| page.meta().is_none_or(|meta| meta.glossary);
        if !config.glossary_links || !wants(page) || !wants(root) {
            return None;
        }
        let terms = site.terms_on(page.key);
        let names: Vec<(usize, String)> = terms
            .iter()
            .enumerate()
            .flat_map(|(at, term)| term.names.iter().map(move |name| (at, name)))
            .map(|(at, name)| (at, escape_html_content(name)))
            .collect();
        let plurals = Plurals::of(&language_of(page, config));
        let matcher = Matcher::new(names.iter().map(|(at, name)| (*at, name.as_str())), plurals)?;
        let explaining = page.document.as_deref().map(explaining).unwrap_or_default();
        Some(PageTerms { terms, matcher, explaining })
    }
}

impl Terms {
    /// Begins to link the terms of a page on `root`.
    pub fn new(page: Arc<PageTerms>, root: &Page, parts: &Arc<Parts>) -> Terms {
        let mut terms = Terms {
            page,
            root: root.key,
            parts: parts.clone(),
            seen: BTreeSet::new(),
            explains: false,
            defined: BTreeSet::new(),
            depth: 0,
            carried: String::new(),
        };
        terms.begin(0);
        terms
    }

    /// Begins the section of a heading: its words come first.
    pub fn heading(&mut self, heading: usize) {
        self.begin(heading + 1);
        self.depth = 1;
        self.carried.clear();
    }

    /// A section in which the page explains terms does not link them.
    fn begin(&mut self, section: usize) {
        self.explains = self.page.explaining.contains(&section);
        self.seen.clear();
    }

    /// Writes a piece of HTML with its terms linked.
    pub fn write(&mut self, piece: &str, out: &mut String) {
        let html = match self.carried.is_empty() {
            true => Cow::Borrowed(piece),
            false => Cow::Owned(std::mem::take(&mut self.carried) + piece),
        };
        let mut done = html.len() - piece.len();
        for token in tokens(&html) {
            match token {
                Token::Start(tag) if is_closed(&tag) => self.depth += 1,
                Token::End(tag) if CLOSED.contains(&&*tag.name) => self.depth = self.depth.saturating_sub(1),
                Token::Text(span) if self.depth == 0 => {
                    out.push_str(&html[done..span.start]);
                    self.text(&html[span.clone()], out);
                    done = span.end;
                }
                Token::Truncated(cut) => self.carried = carried(&cut),
                _ => {}
            }
        }
        out.push_str(&html[done..]);
    }

    fn text(&mut self, text: &str, out: &mut String) {
        let mut done = 0;
        for (at, range) in self.page.matcher.find(text) {
            if self.explains && self.page.terms[at].is_own || !self.seen.insert(at) {
                continue;
            }
            out.push_str(&text[done..range.start]);
            self.link(at, &text[range.clone()], out);
            done = range.end;
        }
        out.push_str(&text[done..]);
    }

    fn link(&mut self, at: usize, words: &str, out: &mut String) {
        let term = &self.page.terms[at];
        let url = match self.parts.get(&term.page) {
            Some(number) => format!("#{}-{}", part_id(*number), term.anchor),
            None if term.page == self.root => format!("#{}", term.anchor),
            None => term.url.clone(),
        };
        out.push_str(&format!("<a class=\"term\" href=\"{}\"", escape_html(&url)));
        let definition = escape_html(&term.definition);
        if self.defined.insert(at) {
            out.push_str(&format!(" data-definition=\"{definition}\""));
        }
        if term.is_abbreviation {
            out.push_str(&format!("><abbr title=\"{definition}\">{words}</abbr></a>"));
        } else {
            out.push_str(&format!(">{words}</a>"));
        }
    }
}

fn is_closed(tag: &StartTag<'_>) -> bool {
    let is_empty = tag.is_self_closing && matches!(&*tag.name, "svg" | "math");
    CLOSED.contains(&&*tag.name) && !is_empty
}

/// The shortest tag in the state of one that was cut off, so that many pieces of one tag are not read again and again.
fn carried(cut: &Truncated<'_>) -> String {
    let name = &cut.tag.name;
    cut.open_quote.map_or_else(|| format!("<{name} "), |quote| format!("<{name} a={quote}"))
}
