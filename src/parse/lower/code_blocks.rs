//! Code blocks: highlighted, in a scroll box with a name.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, TagEnd};
use pulldown_latex::config::DisplayMode;

use crate::base::codes::{MARKDOWN_LONG_CODE, MARKDOWN_UNKNOWN_LANGUAGE};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::parse::events::Spanned;
use crate::parse::highlight::Colouring;
use crate::parse::lower::rewriter::{Rewriter, closing};
use crate::parse::{code, fence};

impl<'a> Rewriter<'a, '_, '_> {
    /// Renders a code block; returns how many events it spans.
    pub(super) fn code(&mut self, kind: &CodeBlockKind<'a>, events: &[Spanned<'a>]) -> usize {
        let end = closing(events, |event| matches!(event, Event::End(TagEnd::CodeBlock)));
        let source: String = events[1..end]
            .iter()
            .filter_map(|(event, _)| if let Event::Text(text) = event { Some(text.as_ref()) } else { None })
            .collect();
        let info = if let CodeBlockKind::Fenced(info) = kind { info.as_ref() } else { "" };
        let fence = fence::parse(info);
        if fence.language == "math" {
            self.out.push(Event::Html("<p>".into()));
            self.formula(source.trim(), DisplayMode::Block, &events[0].1);
            self.out.push(Event::Html("</p>\n".into()));
            return end + 1;
        }
        self.section_text().push_str(&source);
        let name = match (&fence.title, fence.language.as_str()) {
            (Some(title), _) => format!("Code: {title}"),
            (None, "") => "Code".to_owned(),
            (None, language) => format!("Code: {language}"),
        };
        let name = self.region_name(name);
        let rendered = code::render(&fence, &source, &name, self.context.highlighter, &mut self.highlighting);
        self.facts.highlighted.extend(rendered.key);
        // `{note}` is a directive of MyST, and reported as such.
        let is_directive =
            info.strip_prefix('{').is_some_and(|name| name.starts_with(|letter: char| letter.is_alphabetic()));
        if rendered.colouring != Colouring::Done && !is_directive {
            self.report_plain_code(rendered.colouring, &fence.language, &events[0].1);
        }
        self.out.push(Event::Html(rendered.html.into()));
        end + 1
    }

    /// Reports code without colours at the name of its language.
    fn report_plain_code(&mut self, colouring: Colouring, language: &str, range: &Range<usize>) {
        let line = self.context.text[range.clone()].lines().next().unwrap_or_default();
        let word = line.trim_start_matches(['`', '~', ' ', '{', '.', '>']);
        let length = word.find([',', ' ', '{', '}', '\t']).unwrap_or(word.len());
        let at = range.start + (line.len() - word.len());
        let location = Location::at(self.context.path, self.span(&(at..at + length)));
        self.report(match colouring {
            Colouring::UnknownLanguage => {
                Diagnostic::new(&MARKDOWN_UNKNOWN_LANGUAGE, location, format!("no highlighting for `{language}`"))
                    .help("the code is shown without highlighting; use `text` if you want that")
            }
            _ if self.context.is_highlighting_spent => {
                let message = "the code of the pages before this one takes all the work for highlighting";
                Diagnostic::new(&MARKDOWN_LONG_CODE, location, message)
                    .help("use the language `text` for long code, or link to its files")
            }
            _ => Diagnostic::new(&MARKDOWN_LONG_CODE, location, "this code is too long for highlighting")
                .help("divide the page, link to the file, or use the language `text`"),
        });
    }
}
