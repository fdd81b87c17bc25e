//! Rule: template tags on a page that is no template; readers see them.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::base::codes::MARKDOWN_TEMPLATE_TAG;
use crate::config::settings::RawHtml;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::parse::destination::{LinkSource, destination_range};
use crate::parse::parsed::ParsedPage;
use crate::parse::raw_html::pieces::lines_of;

/// Reports the first tag of a page.
pub(super) struct TemplateTags {
    is_done: bool,
    /// Whether the HTML seen last ended inside a comment, which readers do not see.
    is_in_comment: bool,
}

impl TemplateTags {
    pub(super) fn new(page: &ParsedPage<'_>) -> TemplateTags {
        let has_tags = page.markdown.contains("{{") || page.markdown.contains("{%");
        TemplateTags { is_done: page.is_templated || !has_tags, is_in_comment: false }
    }

    /// The range of a template tag in the event.
    fn tag(&mut self, context: &LintContext<'_>) -> Option<Range<usize>> {
        match context.event() {
            Event::Html(html) | Event::InlineHtml(html) if context.page.raw_html != RawHtml::Escape => {
                let lines = lines_of(context.page.markdown, html, context.range());
                lines.into_iter().find_map(|(line, start)| self.tag_outside_comments(line, start))
            }
            _ => tag(context),
        }
    }

    /// The range of the first tag in a line of HTML that begins at `start`.
    fn tag_outside_comments(&mut self, line: &str, start: usize) -> Option<Range<usize>> {
        let mut at = 0;
        loop {
            let rest = &line[at..];
            let mark = if self.is_in_comment { "-->" } else { "<!--" };
            let end = rest.find(mark);
            if !self.is_in_comment
                && let Some(found) = tag_in(&rest[..end.unwrap_or(rest.len())], start + at)
            {
                return Some(found);
            }
            at += end? + mark.len();
            self.is_in_comment = !self.is_in_comment;
        }
    }
}

impl<'a> Rule<'a> for TemplateTags {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        if self.is_done || context.nesting.is_in_code_block || context.nesting.images > 0 || context.is_in_title() {
            return;
        }
        if let Some(range) = self.tag(context) {
            let message = "template tags are not processed and will be visible to readers";
            let help = "set `templating: true` in the front matter to process them, or remove them";
            report.add(&MARKDOWN_TEMPLATE_TAG, &range, message, help);
            self.is_done = true;
        }
    }
}

/// The range of a template tag in text or in a URL.
fn tag(context: &LintContext<'_>) -> Option<Range<usize>> {
    let page = context.page;
    match context.event() {
        Event::Text(text) => {
            // Those of Hugo and mdBook are reported as such. The parser may have split the text behind the braces.
            let found = tag_in(text, context.range().start)?;
            let tag = &page.markdown[found.start..];
            (!["{{<", "{{%", "{{#"].iter().any(|other| tag.starts_with(other))).then_some(found)
        }
        Event::Start(Tag::Link { link_type, dest_url, id, .. } | Tag::Image { link_type, dest_url, id, .. }) => {
            let is_embed = matches!(context.event(), Event::Start(Tag::Image { .. }))
                && matches!(link_type, LinkType::WikiLink { .. });
            if is_embed || *link_type == LinkType::Email || !(dest_url.contains("{{") || dest_url.contains("{%")) {
                return None;
            }
            let link = LinkSource { link_type: *link_type, url: dest_url, label: id, range: context.range() };
            Some(destination_range(page.markdown, page.references(), &link))
        }
        _ => None,
    }
}

/// The range of the first tag in a text that begins at `start`.
fn tag_in(text: &str, start: usize) -> Option<Range<usize>> {
    let opens = |at: &usize| matches!(text.as_bytes().get(at + 1), Some(b'{' | b'%'));
    let at = memchr::memchr_iter(b'{', text.as_bytes()).find(opens)?;
    let end = text[at..].find('}').map_or(text.len(), |end| (at + end + 1).min(text.len()));
    Some(start + at..start + end)
}
