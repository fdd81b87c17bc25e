//! Rules for links in Markdown: each link is checked for its text first, then for what follows from it.

use pulldown_cmark::{Event, LinkType, Tag};

use crate::config::settings::RawHtml;
use crate::lint::context::LintContext;
use crate::lint::file_links;
use crate::lint::link_text::{self, Inside};
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::lint::same_link_text::SameLinkText;

#[derive(Default)]
pub(super) struct Links {
    same_text: SameLinkText,
}

impl<'a> Rule<'a> for Links {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        let Event::Start(Tag::Link { link_type, dest_url, .. }) = context.event() else { return };
        let has_image = context.inside().iter().any(|(event, _)| match event {
            Event::Start(Tag::Image { .. }) => true,
            // A link with HTML inside is checked as HTML is.
            Event::InlineHtml(_) => context.page.raw_html != RawHtml::Escape,
            _ => false,
        });
        let inside = if has_image { Inside::Image } else { Inside::Words };
        if link_text::check(context, inside, report) && *link_type != LinkType::Email && !has_image {
            self.same_text.check(context, dest_url, report);
            file_links::check(context, dest_url, report);
        }
    }
}
