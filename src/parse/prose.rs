//! Judgements about the text as its author wrote it: links that say where they lead, headings that are headings, words
//! that were left behind. Each follows a published rule, which its code names; doubtful cases are left alone.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::base::codes::{
    A11Y_ALT_TEXT, A11Y_BOLD_HEADING, A11Y_CAPITALS, A11Y_EMPTY_HEADING, A11Y_EMPTY_LINK, A11Y_FRAME_TITLE,
    A11Y_LINE_BREAKS, A11Y_LINK_TEXT, A11Y_MISSING_ALT, A11Y_TABLE_HEADER, Code, TEXT_LEFTOVER,
};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::{SourcePath, file_name_of};
use crate::base::span::Span;
use crate::config::RawHtml;
use crate::parse::title::plain_text;

type Spanned<'a> = (Event<'a>, Range<usize>);

/// Words of a link that tell nothing of where it leads, in lower case without signs around them.
const VAGUE: &[&str] = &[
    "here",
    "click here",
    "click",
    "this",
    "this link",
    "link",
    "the link",
    "more",
    "read more",
    "learn more",
    "find out more",
    "see more",
    "more info",
    "more information",
    "details",
    "go",
    "download",
    "this page",
    "see here",
    "read here",
    "over here",
    "this article",
    "this document",
    "visit",
    "page",
];
/// How descriptions of images begin that say twice that they are images.
const SAID_TWICE: &[&str] =
    &["image of", "picture of", "photo of", "photograph of", "graphic of", "an image of", "a picture of"];
/// Words that are left for later, as whole words.
const LEFT: &[&str] = &["TODO", "TBD", "FIXME", "TBC", "XXX"];
/// Beginnings of places to be filled in.
const TO_FILL: &[&str] = &["[insert ", "<insert ", "[your ", "lorem ipsum", "[placeholder", "[name of ", "[add "];
/// A line of bold text longer than this is emphasis, in letters.
const LONGEST_BOLD: usize = 70;

/// Judges the text of one page; `span` gives the author's place of a range.
pub fn check(
    path: &SourcePath,
    events: &[Spanned<'_>],
    raw_html: RawHtml,
    span: impl Fn(&Range<usize>) -> Span,
) -> Vec<Diagnostic> {
    let mut judge =
        Judge { path, events, span: &span, allows_frames: raw_html == RawHtml::Allow, findings: Vec::new() };
    let mut code_depth = 0;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code_depth += 1,
            Event::End(TagEnd::CodeBlock) => code_depth -= 1,
            Event::Start(Tag::Heading { .. }) => judge.heading(at),
            Event::Start(Tag::Link { .. }) => judge.link(at),
            Event::Start(Tag::Image { .. }) => judge.image(at),
            Event::Start(Tag::Paragraph) => judge.paragraph(at),
            Event::Start(Tag::TableHead) => judge.table_head(at),
            Event::Text(text) if code_depth == 0 => judge.leftover(at, text),
            Event::Html(html) | Event::InlineHtml(html) if raw_html != RawHtml::Escape => judge.html(at, html),
            _ => {}
        }
    }
    judge.findings
}

struct Judge<'a, 'e, F: Fn(&Range<usize>) -> Span> {
    path: &'a SourcePath,
    events: &'a [Spanned<'e>],
    span: &'a F,
    /// Whether frames stay in the page.
    allows_frames: bool,
    findings: Vec<Diagnostic>,
}

impl<F: Fn(&Range<usize>) -> Span> Judge<'_, '_, F> {
    fn report(&mut self, code: &'static Code, range: &Range<usize>, message: String, help: &str) {
        let at = Location::at(self.path, (self.span)(range));
        self.findings.push(Diagnostic::new(code, at, message).help(help));
    }

    /// The events inside the construct that begins here, and its range.
    fn inside(&self, at: usize, is_end: impl Fn(&TagEnd) -> bool) -> (&[Spanned<'_>], Range<usize>) {
        let rest = &self.events[at + 1..];
        let end =
            rest.iter().position(|(event, _)| matches!(event, Event::End(end) if is_end(end))).unwrap_or(rest.len());
        (&rest[..end], self.events[at].1.clone())
    }

    fn heading(&mut self, at: usize) {
        let (inside, range) = self.inside(at, |end| matches!(end, TagEnd::Heading(_)));
        let text = plain_text(inside);
        let range = range.start..range.start + self.line_length(&range);
        if text.trim().is_empty() && !inside.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. }))) {
            self.report(
                &A11Y_EMPTY_HEADING,
                &range,
                "this heading is empty".to_owned(),
                "give it words, or take it away",
            );
            return;
        }
        let words: Vec<&str> = text
            .split_whitespace()
            .filter(|word| word.chars().filter(|letter| letter.is_alphabetic()).count() > 3)
            .collect();
        let has_lower = text.chars().any(char::is_lowercase);
        if words.len() >= 2 && !has_lower && text.chars().any(char::is_uppercase) {
            let help =
                "write it as a sentence; words in capitals are slower to read, and some are spelt out letter by letter";
            self.report(&A11Y_CAPITALS, &range, "this heading is all in capitals".to_owned(), help);
        }
    }

    /// The length of the first line of a range.
    fn line_length(&self, range: &Range<usize>) -> usize {
        let last = self.events.iter().filter(|(event, inner)| {
            matches!(event, Event::Text(_) | Event::Code(_)) && inner.start >= range.start && inner.end <= range.end
        });
        last.map(|(_, inner)| inner.end - range.start).max().unwrap_or_else(|| (range.end - range.start).min(1))
    }

    fn link(&mut self, at: usize) {
        let (inside, range) = self.inside(at, |end| matches!(end, TagEnd::Link));
        let has_image = inside.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. })));
        let text = plain_text(inside);
        let bare = text.trim().trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
        if text.trim().is_empty() {
            if !has_image {
                let help = "write between the brackets where it leads";
                self.report(&A11Y_EMPTY_LINK, &range, "this link has no words".to_owned(), help);
            }
        } else if VAGUE.contains(&bare.as_str()) {
            let message = format!("`{}` does not say where the link leads", text.trim());
            let help = "name the page or what the reader will do there; people who use a screen reader hear links in a list, alone";
            self.report(&A11Y_LINK_TEXT, &range, message, help);
        }
    }

    fn image(&mut self, at: usize) {
        let Event::Start(Tag::Image { dest_url, link_type, .. }) = &self.events[at].0 else { return };
        // An embed takes its words from the page that it brings in.
        if matches!(link_type, LinkType::WikiLink { .. }) {
            return;
        }
        let name = file_name_of(dest_url).to_lowercase();
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
        let (inside, range) = self.inside(at, |end| matches!(end, TagEnd::Image));
        let text = plain_text(inside).trim().to_lowercase();
        if text.is_empty() {
            // The walk finds images without words.
        } else if text == name
            || (text == stem && stem.contains(['-', '_', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']))
        {
            let help = "say what it shows, for those who do not see it";
            self.report(&A11Y_ALT_TEXT, &range, "the words for this image are its file's name".to_owned(), help);
        } else if SAID_TWICE.iter().any(|start| text.starts_with(start)) {
            let help = "begin with what it shows; a screen reader says that it is an image";
            self.report(&A11Y_ALT_TEXT, &range, "the words for this image say that it is one".to_owned(), help);
        }
    }

    /// A paragraph that is one short line of bold text, with a block below it, stands where a heading should.
    fn paragraph(&mut self, at: usize) {
        let is_top = at == 0
            || !matches!(
                self.events[at - 1].0,
                Event::Start(
                    Tag::Item | Tag::BlockQuote(_) | Tag::DefinitionListDefinition | Tag::FootnoteDefinition(_)
                )
            );
        let (inside, _) = self.inside(at, |end| matches!(end, TagEnd::Paragraph));
        let is_bold = inside.len() > 2
            && matches!(inside[0].0, Event::Start(Tag::Strong))
            && inside.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong)))
                == Some(inside.len() - 1);
        if !is_top || !is_bold {
            return;
        }
        let text = plain_text(inside).trim().to_owned();
        let is_short = text.chars().count() <= LONGEST_BOLD && text.split_whitespace().count() <= 10;
        let is_sentence = text.ends_with(['.', '!', '?', ':', ';', ',']);
        let next = self.events[at + 1 + inside.len() + 1..].first();
        let is_followed =
            matches!(next, Some((Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Table(_) | Tag::CodeBlock(_)), _)));
        if is_short && !is_sentence && is_followed {
            let range = inside[0].1.clone();
            let help = "write it as a heading, as in `### Before you start`, so that it can be found and linked to";
            self.report(&A11Y_BOLD_HEADING, &range, format!("`{text}` looks like a heading and is none"), help);
        }
    }

    fn table_head(&mut self, at: usize) {
        let (inside, range) = self.inside(at, |end| matches!(end, TagEnd::TableHead));
        let mut cells: Vec<bool> = Vec::new();
        for (event, _) in inside {
            match event {
                Event::Start(Tag::TableCell) => cells.push(true),
                Event::Text(text) | Event::Code(text) if !text.trim().is_empty() => {
                    if let Some(is_empty) = cells.last_mut() {
                        *is_empty = false;
                    }
                }
                Event::Start(Tag::Image { .. }) | Event::InlineHtml(_) => {
                    if let Some(is_empty) = cells.last_mut() {
                        *is_empty = false;
                    }
                }
                _ => {}
            }
        }
        if cells.len() > 1 && cells.iter().all(|is_empty| *is_empty) {
            let help = "name what each column holds in the first row";
            self.report(
                &A11Y_TABLE_HEADER,
                &range,
                "this table has no words at the head of its columns".to_owned(),
                help,
            );
        }
    }

    fn leftover(&mut self, at: usize, text: &str) {
        let range = self.events[at].1.clone();
        // Text with entities or escapes is longer in the file; its place is then the whole of it.
        let is_plain = range.len() == text.len();
        let place = |start: usize, length: usize| {
            if is_plain { range.start + start..range.start + start + length } else { range.clone() }
        };
        let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
        for word in LEFT {
            for (start, _) in text.match_indices(word) {
                let before = text[..start].chars().next_back();
                let after = text[start + word.len()..].chars().next();
                if !before.is_some_and(is_letter)
                    && !after.is_some_and(is_letter)
                    && before != Some('/')
                    && before != Some('`')
                {
                    let help = "finish the text, or take the note out";
                    self.report(
                        &TEXT_LEFTOVER,
                        &place(start, word.len()),
                        format!("`{word}` was left in the text"),
                        help,
                    );
                }
            }
        }
        let lower = text.to_lowercase();
        // Brackets that are no link stand in events of their own.
        if let [(Event::Text(open), _), (Event::Text(words), _), (Event::Text(close), end), ..] = &self.events[at..]
            && open.ends_with('[')
            && close.starts_with(']')
            && TO_FILL.iter().any(|start| format!("[{} ", words.to_lowercase()).starts_with(start))
        {
            let help = "write what belongs here";
            let place = range.end - 1..end.start + 1;
            self.report(&TEXT_LEFTOVER, &place, format!("`[{words}]` is still to be filled in"), help);
        }
        if lower.len() != text.len() {
            return;
        }
        for start in TO_FILL.iter().filter_map(|words| lower.find(words)) {
            let end = text[start..].find([']', '>']).map_or(text.len().min(start + 11), |end| start + end + 1);
            let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
            let words = &text[start..end];
            self.report(
                &TEXT_LEFTOVER,
                &place(start, end - start),
                format!("`{words}` is still to be filled in"),
                "write what belongs here",
            );
        }
    }

    fn html(&mut self, at: usize, html: &str) {
        let range = self.events[at].1.clone();
        let lower = html.to_ascii_lowercase();
        for (start, _) in lower.match_indices('<') {
            let rest = &lower[start..];
            let Some(end) = rest.find('>') else { break };
            let tag = &rest[..end];
            let place = range.start + start..range.start + start + end + 1;
            let has = |name: &str| tag.contains(&format!(" {name}=")) || tag.contains(&format!("\n{name}="));
            if tag.starts_with("<img") && !has("alt") && !tag.contains(" alt") {
                let help = "add `alt=\"…\"` with what it shows; leave it empty where the image only decorates";
                self.report(
                    &A11Y_MISSING_ALT,
                    &place,
                    "this image has no words for those who do not see it".to_owned(),
                    help,
                );
            } else if self.allows_frames && tag.starts_with("<iframe") && !has("title") && !has("aria-label") {
                let help = "add `title=\"…\"` with what it holds";
                self.report(&A11Y_FRAME_TITLE, &place, "this frame has no title".to_owned(), help);
            }
        }
        let is_break = |event: &Event<'_>| matches!(event, Event::InlineHtml(html) if is_br(html));
        if is_break(&self.events[at].0) && at > 0 {
            let between = self.events[..at].iter().rposition(|(event, _)| {
                !matches!(event, Event::SoftBreak | Event::HardBreak)
                    && !matches!(event, Event::Text(text) if text.trim().is_empty())
            });
            let follows_another = between.is_some_and(|before| is_break(&self.events[before].0));
            let is_first_pair = between.is_some_and(|before| {
                before == 0 || !self.events[..before].last().is_some_and(|(event, _)| is_break(event))
            });
            if follows_another && is_first_pair {
                let help = "part paragraphs by an empty line, and write lists as lists";
                self.report(&A11Y_LINE_BREAKS, &range, "breaks stand in for a paragraph or a list".to_owned(), help);
            }
        }
    }
}

fn is_br(html: &str) -> bool {
    let tag = html.trim().to_ascii_lowercase();
    matches!(tag.as_str(), "<br>" | "<br/>" | "<br />")
}
