//! Rule: a page has one heading of the first level, its title.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag};

use crate::base::codes::text::A11Y_MULTIPLE_H1;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::parse::parsed::ParsedPage;
use crate::parse::title::clean;

/// Counts the headings of the first level besides the title; reports them once, at the first.
pub(super) struct MultipleH1 {
    /// Whether the title came before, or a heading of a deeper level as the first one. Where the title is in the front
    /// matter, all sections of a text may be of the first level.
    is_below_title: bool,
    has_heading: bool,
    first: Option<Range<usize>>,
    count: usize,
    /// The heading that is the title, below headings of deeper levels.
    late_title: Option<Range<usize>>,
}

impl MultipleH1 {
    pub(super) fn new(page: &ParsedPage<'_>) -> MultipleH1 {
        MultipleH1 {
            is_below_title: page.title.taken.is_some(),
            has_heading: false,
            first: None,
            count: 0,
            late_title: None,
        }
    }
}

impl<'a> Rule<'a> for MultipleH1 {
    fn event(&mut self, context: &LintContext<'a>, _report: &mut Report<'a>) {
        let Event::Start(Tag::Heading { level, .. }) = context.event() else { return };
        let is_first = !std::mem::replace(&mut self.has_heading, true);
        if *level != HeadingLevel::H1 {
            self.is_below_title |= is_first;
            return;
        }
        let title = &context.page.title;
        let is_title = title.taken.as_ref().is_some_and(|title| title.contains(&context.index));
        let is_late = self.is_below_title && title.taken.is_none() && self.late_title.is_none();
        if is_late && clean(context.text()) == title.text {
            self.late_title = Some(context.heading_range());
            return;
        }
        if self.is_below_title && !is_title {
            self.count += 1;
            self.first.get_or_insert_with(|| context.heading_range());
        }
    }

    fn finish(&mut self, report: &mut Report<'a>) {
        if let Some(range) = &self.late_title {
            let message = "the title of this page is below another heading";
            let help = "move it to the top of the page, or use a lower level and add `title:` to the front matter";
            report.add(&A11Y_MULTIPLE_H1, range, message, help);
        }
        let Some(range) = &self.first else { return };
        let message = match self.count {
            1 => "this page has a second level-1 heading".to_owned(),
            many => format!("this page has {many} level-1 headings besides its title"),
        };
        let help = "use `##` for sections; put code that starts with `#` in a code block";
        report.add(&A11Y_MULTIPLE_H1, range, message, help);
    }
}
