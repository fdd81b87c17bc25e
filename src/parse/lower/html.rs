//! Raw HTML: links become placeholders, ids are kept, what the sanitizer removes is reported.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, TagEnd};

use crate::base::codes::text::HTML_BROKEN_REFERENCE;
use crate::base::codes::{HTML_SANITIZED, HTML_UNCLOSED};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::escape::{LESS_THAN, escape_html};
use crate::base::html::token::{EndTag, StartTag, Token, Truncated};
use crate::base::html::tokenizer::{decode, only_token, tokens};
use crate::base::html::urls::{UrlUse, WrittenUrl, read_url, urls};
use crate::base::span::Span;
use crate::config::settings::RawHtml;
use crate::parse::events::Spanned;
use crate::parse::extensions::generated::is_generated;
use crate::parse::links::{Destination, Role, Target, classify};
use crate::parse::lower::rewriter::{IdReference, Rewriter, closing};
use crate::parse::raw_html::pieces::{PieceMap, lines_of};
use crate::parse::raw_html::policy;

/// Attributes that refer to ids of their page, one or several, separated by spaces.
pub const ID_REFERENCES: &[&str] =
    &["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers"];

/// Elements that would hide the rest of the page, or show it as text, if nothing closes them: their content is no HTML, or is
/// removed with them.
const SWALLOWING: &[&str] = &[
    "script",
    "style",
    "title",
    "textarea",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "plaintext",
    "noscript",
    "template",
];
/// Those of them that a block of HTML may leave open. Of the others, a rule says that readers do not see the text after them.
const OPEN_IN_BLOCKS: &[&str] = &["title", "xmp", "iframe", "noembed", "noframes", "plaintext", "noscript", "template"];
/// The most events after such a tag that are searched for the one that closes it.
const MOST_BEFORE_CLOSE: usize = 64;

/// The most elements of raw HTML inside each other on a page.
const MAX_HTML_DEPTH: usize = 1_000;

/// What becomes of an element that would swallow the rest of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unclosed {
    /// The tag of a block is shown as text.
    AsText,
    /// An inline tag is alone, and `is_open_to_the_end` has looked for what closes it.
    Inline,
}

impl<'a> Rewriter<'a, '_, '_> {
    pub(super) fn html_block(&mut self, events: &[Spanned<'a>]) -> usize {
        let end = closing(events, |event| matches!(event, Event::End(TagEnd::HtmlBlock)));
        let pieces: Vec<(&str, usize)> = events[1..end]
            .iter()
            .filter_map(|(event, range)| match event {
                Event::Html(html) | Event::Text(html) => Some(lines_of(self.context.text, html, range)),
                _ => None,
            })
            .flatten()
            .collect();
        let is_generated = is_generated(self.context.text, &events[0].1);
        let rewritten = self.raw_html(&pieces, Unclosed::AsText);
        self.section_text().push('\n');
        let html = if self.context.markdown.raw_html == RawHtml::Escape && !is_generated {
            format!("<p>{}</p>\n", escape_html(rewritten.trim_end()))
        } else {
            rewritten
        };
        self.out.push(Event::Html(html.into()));
        end + 1
    }

    /// Whether an inline tag would swallow the rest of the page, because the paragraph does not close it.
    pub(super) fn is_open_to_the_end(&self, html: &str, rest: &[Spanned<'a>]) -> bool {
        let Some(Token::Start(tag)) = only_token(html) else { return false };
        if self.context.markdown.raw_html != RawHtml::Safe || !SWALLOWING.contains(&&*tag.name) {
            return false;
        }
        let is_inside = |(event, _): &&Spanned<'a>| {
            !matches!(event, Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item))
        };
        let closes = |(event, _): &Spanned<'a>| match event {
            Event::InlineHtml(html) => matches!(only_token(html), Some(Token::End(end)) if end.name == tag.name),
            _ => false,
        };
        !rest.iter().skip(1).take(MOST_BEFORE_CLOSE).take_while(is_inside).any(closes)
    }

    /// Shows a tag that nothing closes as its author wrote it.
    pub(super) fn tag_as_text(&mut self, html: &CowStr<'a>, range: &Range<usize>) {
        self.section_text().push_str(html);
        self.out.push(Event::Text(html.clone()));
        self.report_open_tag(html.trim_matches(['<', '>', '/', ' ']), self.span(range));
    }

    fn report_open_tag(&mut self, name: &str, span: Span) {
        let name = name.split_whitespace().next().unwrap_or_default();
        let message = format!("this `<{name}>` element is not closed, so its tag is shown as text");
        let help = format!("to show a tag as text, use code marks; otherwise, add `</{name}>` where the element ends");
        self.report(Diagnostic::new(&HTML_UNCLOSED, Location::at(self.context.path, span), message).help(help));
    }

    /// Counts how deep raw HTML is nested. Beyond the limit it is shown as text, because sanitizing takes time that grows
    /// with the square of the depth.
    fn is_too_deep(&mut self, tokens: &[Token<'_>], pieces: &[(&str, usize)]) -> bool {
        let was_deep = self.open_html.count > MAX_HTML_DEPTH;
        self.open_html.read(tokens, !was_deep);
        let is_deep = self.open_html.count > MAX_HTML_DEPTH;
        if is_deep && !was_deep {
            let start = pieces.first().map_or(0, |(_, start)| *start);
            let message = format!("raw HTML is nested more than {MAX_HTML_DEPTH} elements deep");
            let at = Location::at(self.context.path, self.span(&(start..start + 1)));
            self.report(
                Diagnostic::new(&HTML_SANITIZED, at, message)
                    .help("the rest is shown as text. Close the open elements"),
            );
        }
        is_deep
    }

    /// Rewrites raw HTML: links become placeholders, what will be removed is reported, an h1 becomes an h2.
    pub(super) fn raw_html(&mut self, pieces: &[(&str, usize)], unclosed: Unclosed) -> String {
        let html: String = pieces.iter().map(|(text, _)| *text).collect();
        let setting = self.context.markdown.raw_html;
        if setting == RawHtml::Escape {
            return html;
        }
        let tokens: Vec<Token<'_>> = tokens(&html).collect();
        if self.is_too_deep(&tokens, pieces) {
            return escape_html(&html);
        }
        self.facts.has_raw_html = true;
        let places = PieceMap::of(pieces);
        let mut changes: Vec<(Range<usize>, String)> = Vec::new();
        let last_end =
            |name: &str| tokens.iter().rposition(|token| matches!(token, Token::End(end) if end.name == name));
        let ends: Vec<(&str, Option<usize>)> = match unclosed {
            Unclosed::Inline => Vec::new(),
            Unclosed::AsText => OPEN_IN_BLOCKS.iter().map(|name| (*name, last_end(name))).collect(),
        };
        let is_open =
            |at: usize, name: &str| ends.iter().any(|(known, end)| *known == name && end.is_none_or(|end| end < at));
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Start(tag) if setting == RawHtml::Safe && is_open(at, &tag.name) => {
                    changes.push((tag.span.start..tag.span.start + 1, LESS_THAN.to_owned()));
                    let span = self.span(&places.range(&tag.span));
                    self.report_open_tag(&tag.name, span);
                }
                Token::Start(tag) | Token::Truncated(Truncated { tag, .. }) => {
                    self.start_tag(tag, &html, &places, &mut changes);
                }
                Token::End(tag) => self.end_tag(tag, &mut changes),
                Token::Text(span) => self.section_text().push_str(&decode(&html[span.clone()])),
                Token::RawText(_) | Token::Comment(_) => {}
            }
        }
        let mut out = String::with_capacity(html.len());
        let mut done = 0;
        for (range, text) in changes {
            out.push_str(&html[done..range.start]);
            out.push_str(&text);
            done = range.end;
        }
        out.push_str(&html[done..]);
        out
    }

    fn start_tag(
        &mut self,
        tag: &StartTag<'_>,
        html: &str,
        places: &PieceMap<'_>,
        changes: &mut Vec<(Range<usize>, String)>,
    ) {
        if self.context.markdown.raw_html == RawHtml::Safe {
            self.report_removed(tag, places);
        }
        match &*tag.name {
            "a" => self.raw_links += 1,
            "h1" => changes.push((tag.name_span(), "h2".to_owned())),
            _ => {}
        }
        let first_change = changes.len();
        for attribute in &tag.attributes {
            if &*attribute.name == "markdown" {
                changes.push((attribute.span.clone(), String::new()));
            } else if let Some(side) = policy::alignment(tag, &attribute.name, &attribute.value)
                && self.context.markdown.raw_html == RawHtml::Safe
            {
                changes.push((attribute.span.clone(), format!("align=\"{side}\"")));
            }
        }
        self.collect_references(tag, places);
        self.insert_placeholders(tag, html, places, changes);
        changes[first_change..].sort_by_key(|(range, _)| range.start);
    }

    fn end_tag(&mut self, tag: &EndTag<'_>, changes: &mut Vec<(Range<usize>, String)>) {
        match &*tag.name {
            "a" => self.raw_links = self.raw_links.saturating_sub(1),
            "h1" => changes.push((tag.name_span(), "h2".to_owned())),
            _ => {}
        }
    }

    /// Reports what the sanitizer removes from a tag.
    fn report_removed(&mut self, tag: &StartTag<'_>, places: &PieceMap<'_>) {
        for (what, range) in policy::unsafe_parts(tag) {
            let at = Location::at(self.context.path, self.span(&places.range(&range)));
            let help = if policy::is_element(&tag.name) {
                "use Markdown instead, or set `[markdown] raw_html = \"allow\"` if you trust every author".to_owned()
            } else {
                let name = &tag.name;
                format!("HTML has no element `{name}`; to show it as text, use `\\<{name}>` or code marks")
            };
            self.report(Diagnostic::new(&HTML_SANITIZED, at, format!("{what} was removed from the page")).help(help));
        }
    }

    /// Collects the ids that a tag refers to.
    fn collect_references(&mut self, tag: &StartTag<'_>, places: &PieceMap<'_>) {
        for attribute in tag.attributes.iter().filter(|attribute| ID_REFERENCES.contains(&&*attribute.name)) {
            for id in attribute.value.split_ascii_whitespace() {
                self.id_references.push(IdReference {
                    attribute: attribute.name.to_string(),
                    id: id.to_owned(),
                    range: places.range(&attribute.value_span),
                });
            }
        }
    }

    /// Reports attributes that refer to ids that the page does not have. Table cells are checked with their table.
    pub(super) fn report_missing_references(&mut self) {
        for IdReference { attribute, id, range } in std::mem::take(&mut self.id_references) {
            if attribute != "headers" && !self.facts.anchors.contains(&id) {
                let at = Location::at(self.context.path, self.span(&range));
                let message = format!("`{attribute}` names `{id}`, which is not on this page");
                let help = "use the `id` of an element or the anchor of a heading";
                self.report(Diagnostic::new(&HTML_BROKEN_REFERENCE, at, message).help(help));
            }
            self.facts.references.insert(id);
        }
    }

    /// Collects the links of a tag, and puts placeholders in place of their URLs.
    fn insert_placeholders(
        &mut self,
        tag: &StartTag<'_>,
        html: &str,
        places: &PieceMap<'_>,
        changes: &mut Vec<(Range<usize>, String)>,
    ) {
        let is_sized = tag.attributes.iter().any(|attribute| matches!(&*attribute.name, "width" | "height"));
        let first_change = changes.len();
        for WrittenUrl { attribute, range, used } in urls(tag, html) {
            let attribute = &tag.attributes[attribute];
            let role = match used {
                UrlUse::Follow => Role::Follow,
                UrlUse::Load => Role::Load,
                UrlUse::Base => continue,
            };
            // What is removed from the page is reported as that.
            let is_kept = self.context.markdown.raw_html != RawHtml::Safe
                || policy::keeps_element(&tag.name) && policy::keeps_attribute(&tag.name, &attribute.name);
            let value = read_url(html, range.clone());
            // A drawing refers to its own parts.
            let is_own_part = role == Role::Load && value.starts_with('#');
            if !is_kept || is_own_part {
                continue;
            }
            let Destination::Target(target) = classify(&value) else { continue };
            let span = self.span(&places.range(&range));
            let is_inside = matches!(target, Target::Inside(_));
            let index = self.add_link(target, role, span);
            if tag.name == "img" && attribute.name == "src" && !is_sized {
                let behind_name = tag.name_span().end;
                changes.insert(first_change, (behind_name..behind_name, self.context.markers.image(index)));
            }
            if is_inside {
                let is_bare = range == attribute.value_span && !html[..range.start].ends_with(['"', '\'']);
                let marker = self.context.markers.link(index);
                changes.push((range, if is_bare { format!("\"{marker}\"") } else { marker }));
            }
        }
    }
}
