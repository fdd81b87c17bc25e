//! Links, images and embeds: classified, collected with their spans, replaced by placeholders.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use crate::base::codes::LINK_UNSAFE_SCHEME;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::escape::escape_html;
use crate::base::nearest::nearest;
use crate::base::span::Span;
use crate::config::settings::RawHtml;
use crate::parse::destination::{LinkSource, destination_range};
use crate::parse::events::Spanned;
use crate::parse::extensions::attributes::Attributes;
use crate::parse::links::{Destination, Link, Role, Target, classify, classify_name, inside, runs};
use crate::parse::lower::rewriter::{Rewriter, closing};
use crate::parse::raw_html::policy::is_data_image;
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
        let attributes = self.context.attributed.of(range);
        if let Some(id) = attributes.and_then(|given| given.id.clone()) {
            self.facts.anchors.insert(id);
        }
        self.out.push(match (link_type, attributes) {
            (LinkType::Autolink, _) => Event::InlineHtml(open_url_link(&dest_url).into()),
            (_, Some(given)) => {
                let title = match title.is_empty() || given.get("title").is_some() {
                    true => String::new(),
                    false => format!(" title=\"{}\"", escape_html(title)),
                };
                Event::InlineHtml(format!("<a href=\"{}\"{title}{}>", escape_html(&dest_url), given.html("a")).into())
            }
            _ => {
                Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title: title.clone(), id: id.clone() })
            }
        });
    }

    /// Writes an image, with a placeholder for its size; returns how many events it spans.
    pub(super) fn image(&mut self, events: &[Spanned<'a>]) -> usize {
        let end = closing_image(events);
        let (Event::Start(Tag::Image { link_type, dest_url, title, id }), range) = &events[0] else { return 1 };
        let alternative = plain_text(&events[1..end]);
        self.section_text().push_str(&alternative);
        if let Some(id) = self.context.attributed.of(range).and_then(|given| given.id.clone()) {
            self.facts.anchors.insert(id);
        }
        if is_data_image(dest_url) {
            let attributes = self.context.attributed.of(range).map_or(String::new(), |given| given.html("img"));
            let (source, alternative) = (escape_html(dest_url), escape_html(&alternative));
            self.out
                .push(Event::InlineHtml(format!("<img src=\"{source}\" alt=\"{alternative}\"{attributes}>").into()));
            return end + 1;
        }
        let destination = self.destination(*link_type, dest_url, id, Role::Load, range);
        self.out.push(match destination {
            None => Event::Text(alternative.into()),
            Some((index, source)) => {
                let attributes = self.context.attributed.of(range);
                let title = if title.is_empty() || attributes.is_some_and(|given| given.get("title").is_some()) {
                    String::new()
                } else {
                    format!(" title=\"{}\"", escape_html(title))
                };
                let is_sized = |given: &&Attributes| given.get("width").or(given.get("height")).is_some();
                let size = match attributes.filter(is_sized) {
                    Some(_) => String::new(),
                    None => self.context.markers.image(index),
                };
                let size = format!("{size}{}", attributes.map_or(String::new(), |given| given.html("img")));
                let (source, alternative) = (escape_html(&source), escape_html(&alternative));
                Event::InlineHtml(format!("<img src=\"{source}\" alt=\"{alternative}\"{title}{size}>").into())
            }
        });
        end + 1
    }

    /// Collects the target of a link or image; returns its index and the value of the attribute, which is a placeholder
    /// for targets inside the site. `None` if the scheme is forbidden.
    fn destination(
        &mut self,
        link_type: LinkType,
        dest_url: &CowStr<'a>,
        id: &CowStr<'a>,
        role: Role,
        range: &Range<usize>,
    ) -> Option<(usize, CowStr<'a>)> {
        let span = self.destination_span(link_type, dest_url, id, range);
        let destination = match link_type {
            // In a table the sign between name and words is written `\|`.
            LinkType::WikiLink { .. } => classify_name(dest_url.strip_suffix('\\').unwrap_or(dest_url)),
            _ => classify(dest_url),
        };
        let target = match destination {
            Destination::Target(target) => target,
            Destination::Unsafe(scheme) if self.context.markdown.raw_html == RawHtml::Allow && !runs(&scheme) => {
                Target::Outside(dest_url.to_string())
            }
            Destination::Unsafe(scheme) => {
                self.report(
                    Diagnostic::new(
                        &LINK_UNSAFE_SCHEME,
                        Location::at(self.context.path, span),
                        format!("{} may not use `{scheme}:`", if role == Role::Load { "an image" } else { "a link" }),
                    )
                    .help(unsafe_help(&scheme, dest_url, role)),
                );
                return None;
            }
        };
        let is_inside = matches!(target, Target::Inside(_));
        let index = self.add_link(target, role, span);
        Some((index, if is_inside { self.context.markers.link(index).into() } else { dest_url.clone() }))
    }

    fn destination_span(&self, link_type: LinkType, url: &str, label: &str, range: &Range<usize>) -> Span {
        let link = LinkSource { link_type, url, label, range };
        self.span(&destination_range(self.context.text, self.context.references, &link))
    }

    pub(super) fn is_embed_alone(&self, events: &[Spanned<'a>]) -> bool {
        matches!(events.get(1), Some((Event::Start(Tag::Image { link_type: LinkType::WikiLink { .. }, .. }), _)))
            && closing_image(&events[1..]) + 2
                == closing(events, |event| matches!(event, Event::End(TagEnd::Paragraph)))
    }

    /// Writes the placeholder of `![[…]]`; returns how many events it spans.
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

/// The start tag of a link whose text is its URL, which print shows once.
pub(super) fn open_url_link(url: &str) -> String {
    format!("<a class=\"bare-url\" href=\"{}\">", escape_html(url))
}

/// The index of the event that ends the image which the first event starts; images can be nested.
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

/// Help for a URL with an unknown scheme.
fn unsafe_help(scheme: &str, url: &str, role: Role) -> String {
    let is_letter_of_drive = scheme.len() == 1;
    if is_letter_of_drive || scheme == "file" {
        return "the words stay without a link, because nobody else has your disk; put the file beside the page and \
                link to it"
            .to_owned();
    }
    if scheme == "data" && role == Role::Load {
        return "save the image as a PNG, JPEG, GIF, WebP or AVIF file beside the page, and link to it".to_owned();
    }
    let rest = url.split_once("://").map(|(_, rest)| rest);
    match (nearest(scheme, ["http", "https"]), rest) {
        (Some(_), Some(rest)) => format!("did you mean `https://{rest}`?"),
        _ => "the text stays, without a link. Link to a page, a file, a web URL or an email address".to_owned(),
    }
}
