//! Links, images and embeds in the walk: sorted, noted with their place, left as holes.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use crate::base::codes::LINK_UNSAFE_SCHEME;
use crate::base::codes::text::A11Y_MISSING_ALT;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::escape::escape_html;
use crate::base::nearest::nearest;
use crate::base::span::Span;
use crate::config::settings::RawHtml;
use crate::parse::events::Spanned;
use crate::parse::links::{Destination, Link, Role, Target, classify, classify_name, inside};
use crate::parse::lower::rewriter::{Rewriter, closing};
use crate::parse::title::plain_text;

impl<'a> Rewriter<'a, '_, '_> {
    pub(super) fn link(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        let Tag::Link { link_type, dest_url, title, id } = tag else { return };
        self.link_depth += 1;
        if *link_type == LinkType::Email {
            self.dropped.push(false);
            self.out.push(Event::Start(tag.clone()));
            return;
        }
        let role = if matches!(link_type, LinkType::WikiLink { .. }) { Role::Wiki } else { Role::Follow };
        let Some((_, dest_url)) = self.destination(*link_type, dest_url, id, role, range) else {
            self.dropped.push(true);
            return;
        };
        self.dropped.push(false);
        self.out.push(match link_type {
            LinkType::Autolink => Event::InlineHtml(open_address(&dest_url).into()),
            _ => {
                Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title: title.clone(), id: id.clone() })
            }
        });
    }

    /// Takes an image; returns how many events it spans. The walk writes the element, with room for its size.
    pub(super) fn image(&mut self, events: &[Spanned<'a>]) -> usize {
        let end = closing_image(events);
        let (Event::Start(Tag::Image { link_type, dest_url, title, id }), range) = &events[0] else { return 1 };
        let alternative = plain_text(&events[1..end]);
        self.section_text().push_str(&alternative);
        if alternative.trim().is_empty() {
            let place = Location::at(self.context.path, self.span(range));
            self.report(
                Diagnostic::new(&A11Y_MISSING_ALT, place, "this image has no words for those who do not see it").help(
                    "say what it shows, as in `![The valve](valve.png)`; if it only decorates, write `<img src=\"…\" alt=\"\">`",
                ),
            );
        }
        let destination = self.destination(*link_type, dest_url, id, Role::Load, range);
        self.out.push(match destination {
            None => Event::Text(alternative.into()),
            Some((index, source)) => {
                let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape_html(title)) };
                let size = self.context.markers.image(index);
                let (source, alternative) = (escape_html(&source), escape_html(&alternative));
                Event::InlineHtml(format!("<img src=\"{source}\" alt=\"{alternative}\"{title}{size}>").into())
            }
        });
        end + 1
    }

    /// Notes where a link or image leads; gives its number and what stands in the attribute, a marker where it leads
    /// inside the site. `None` where its scheme is forbidden.
    fn destination(
        &mut self,
        link_type: LinkType,
        dest_url: &CowStr<'a>,
        id: &CowStr<'a>,
        role: Role,
        range: &Range<usize>,
    ) -> Option<(usize, CowStr<'a>)> {
        let span = self.destination_span(link_type, dest_url, id, range);
        if !self.noted_template_tag && (dest_url.contains("{{") || dest_url.contains("{%")) {
            self.note_template_tag_at(span);
        }
        let destination = match link_type {
            // In a table the sign between name and words is written `\|`.
            LinkType::WikiLink { .. } => classify_name(dest_url.strip_suffix('\\').unwrap_or(dest_url)),
            _ => classify(dest_url),
        };
        let target = match destination {
            Destination::Target(target) => target,
            Destination::Unsafe(_) if self.context.markdown.raw_html == RawHtml::Allow => {
                Target::Outside(dest_url.to_string())
            }
            Destination::Unsafe(scheme) => {
                self.report(
                    Diagnostic::new(
                        &LINK_UNSAFE_SCHEME,
                        Location::at(self.context.path, span),
                        format!("a link may not use `{scheme}:`"),
                    )
                    .help(unsafe_help(&scheme, dest_url)),
                );
                return None;
            }
        };
        let is_inside = matches!(target, Target::Inside(_));
        let index = self.add_link(target, role, span);
        Some((index, if is_inside { self.context.markers.link(index).into() } else { dest_url.clone() }))
    }

    /// Where the destination is written: in the link itself, or in the definition that it refers to.
    fn destination_span(&self, link_type: LinkType, destination: &str, label: &str, range: &Range<usize>) -> Span {
        let text = self.context.text;
        let within = match link_type {
            LinkType::Inline => {
                let slice = &text[range.clone()];
                // A title may hold the signs of a link, too; what follows the right place is a title or the end.
                let is_end = |open: usize| {
                    let rest = slice[open..].trim_start_matches([' ', '\t', '\n', '\r', '<']);
                    let rest = rest.strip_prefix(destination).map(|rest| rest.trim_start_matches('>').trim());
                    rest.is_some_and(|rest| rest == ")" || rest.starts_with(['"', '\'', '(']))
                };
                let opens = || slice.rmatch_indices("](").map(|(at, _)| at + 2);
                let open = opens().find(|open| is_end(*open)).or_else(|| opens().next()).unwrap_or(0);
                let rest = slice[open..].trim_start_matches([' ', '\t', '\n', '\r', '<']);
                let start = range.end - rest.len();
                let length = if rest.starts_with(destination) {
                    destination.len()
                } else {
                    rest.find([' ', '\n', '>', '"']).unwrap_or(rest.len()).min(rest.trim_end_matches(')').len())
                };
                start..start + length
            }
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                match self.context.references.get(label) {
                    Some(definition) => {
                        let slice = &text[definition.span.clone()];
                        let after = slice.find("]:").map_or(0, |at| at + 2);
                        let at = slice[after..].find(destination).map_or(after, |at| after + at);
                        let start = definition.span.start + at;
                        start..(start + destination.len()).min(definition.span.end)
                    }
                    None => range.clone(),
                }
            }
            LinkType::WikiLink { .. } => {
                let slice = &text[range.clone()];
                let open = slice.find("[[").map_or(0, |at| at + 2);
                let length = slice[open..].find(['|', ']']).unwrap_or(0);
                range.start + open..range.start + open + length
            }
            LinkType::Autolink => range.start + 1..range.end - 1,
            _ => range.clone(),
        };
        if within.is_empty() { self.span(range) } else { self.span(&within) }
    }

    pub(super) fn is_embed_alone(&self, events: &[Spanned<'a>]) -> bool {
        matches!(events.get(1), Some((Event::Start(Tag::Image { link_type: LinkType::WikiLink { .. }, .. }), _)))
            && closing_image(&events[1..]) + 2
                == closing(events, |event| matches!(event, Event::End(TagEnd::Paragraph)))
    }

    /// Takes `![[…]]`; returns how many events it spans.
    pub(super) fn embed(&mut self, events: &[Spanned<'a>]) -> usize {
        let end = closing_image(events);
        if let (Event::Start(Tag::Image { link_type, dest_url, id, .. }), range) = &events[0] {
            let span = self.destination_span(*link_type, dest_url, id, range);
            let index = self.add_link(Target::Inside(inside(dest_url)), Role::Embed, span);
            self.out.push(Event::Html(self.context.markers.embed(index).into()));
        }
        end + 1
    }

    pub(super) fn add_link(&mut self, target: Target, role: Role, span: Span) -> usize {
        self.facts.links.push(Link { target, role });
        self.facts.link_spans.push(span);
        self.facts.links.len() - 1
    }
}

/// The start tag of a link whose words are its address: paper shows it once.
pub(super) fn open_address(url: &str) -> String {
    format!("<a class=\"address\" href=\"{}\">", escape_html(url))
}

/// The index of the event that ends the image which the first event begins; images may stand in each other.
fn closing_image(events: &[Spanned<'_>]) -> usize {
    let mut depth = 0;
    let end = events.iter().position(|(event, _)| {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.expect("the parser closes what it opens")
}

/// What to write in place of an address with a scheme that is not known.
fn unsafe_help(scheme: &str, address: &str) -> String {
    let is_letter_of_drive = scheme.len() == 1;
    if is_letter_of_drive || scheme == "file" {
        return "the words stay without a link, because nobody else has your disk; put the file beside the page and \
                link to it"
            .to_owned();
    }
    let rest = address.split_once("://").map(|(_, rest)| rest);
    match (nearest(scheme, ["http", "https"]), rest) {
        (Some(_), Some(rest)) => format!("did you mean `https://{rest}`?"),
        _ => "the words stay without a link; link to a page, a file, or a web or mail address".to_owned(),
    }
}
