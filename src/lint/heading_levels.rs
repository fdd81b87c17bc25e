//! Rule: headings that skip a level.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag};

use crate::base::codes::text::A11Y_HEADING_LEVEL;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::parse::headings::{HeadingLevels, heading_text};
use crate::parse::parsed::ParsedPage;

/// Collects the headings of a page: levels can be compared only when the shallowest is known.
pub(super) struct SkippedLevels {
    headings: Vec<Heading>,
    has_title: bool,
    /// The level of the first heading, the title included.
    first: Option<HeadingLevel>,
    /// Whether any heading, the title included, is of the second level.
    has_second_level: bool,
}

struct Heading {
    /// The level at which its author wrote it.
    written: u8,
    text: String,
    range: Range<usize>,
}

impl SkippedLevels {
    pub(super) fn new(page: &ParsedPage<'_>) -> SkippedLevels {
        let has_title = page.title.taken.is_some();
        SkippedLevels { headings: Vec::new(), has_title, first: None, has_second_level: false }
    }

    /// Whether headings of the first level are mistakes, because sections are of the second: the title is apart from
    /// them, or a deeper heading comes before them.
    fn has_stray_titles(&self) -> bool {
        let is_title_apart = self.has_title || self.first.is_some_and(|level| level != HeadingLevel::H1);
        is_title_apart && self.has_second_level
    }
}

impl<'a> Rule<'a> for SkippedLevels {
    fn event(&mut self, context: &LintContext<'a>, _report: &mut Report<'a>) {
        let Event::Start(Tag::Heading { level, attrs, .. }) = context.event() else { return };
        self.first.get_or_insert(*level);
        self.has_second_level |= *level == HeadingLevel::H2;
        if context.is_in_title() {
            return;
        }
        let start = context.range().start;
        self.headings.push(Heading {
            written: *level as u8,
            text: heading_text(context.inside(), context.source(), attrs).text,
            range: start..start + context.source().trim_end().len(),
        });
    }

    fn finish(&mut self, report: &mut Report<'a>) {
        let mut levels = HeadingLevels::new(self.headings.iter().map(|heading| heading.written).min());
        let has_stray_titles = self.has_stray_titles();
        let (mut last, mut last_written) = (1, 1);
        for Heading { written, text, range } in &self.headings {
            let level = levels.next(*written);
            // A level that is skipped only after the shift is not the author's mistake.
            if level.shifted > last + 1 && *written > last_written + 1 {
                let subject = if text.is_empty() { "this heading" } else { text };
                let message = format!("`{subject}` is {} levels below the heading before it", level.shifted - last);
                let help = format!("use its published level, {}, or the level of its neighbours", level.published);
                report.add(&A11Y_HEADING_LEVEL, range, message, help);
            }
            last = level.shifted;
            if *written > 1 || !has_stray_titles {
                last_written = *written;
            }
        }
    }
}
