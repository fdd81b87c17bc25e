//! Rule: placeholder text: notes to self such as `TODO`, and blanks such as `[insert name]`.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::base::codes::text::TEXT_PLACEHOLDER_TEXT;
use crate::base::diagnostic::Diagnostic;
use crate::base::html::token::{Token, Truncated};
use crate::base::html::tokenizer::tokens;
use crate::base::language::primary;
use crate::base::text::ceil_char_boundary;
use crate::config::settings::RawHtml;
use crate::lint::context::LintContext;
use crate::lint::note_position::Position;
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::parse::kind::is_template;
use crate::parse::parsed::ParsedPage;
use crate::parse::raw_html::pieces::{PieceMap, lines_of};

/// Notes to self, as whole words.
const NOTES: &[&str] = &["TODO", "TBD", "tbd", "FIXME", "TBC", "tbc", "XXX"];
/// Signs before a choice on a form.
const BOXES: &[char] = &['☐', '☑', '☒', '□', '■', '○', '◯'];
/// Beginnings of blanks to fill in. `[your name]` is for readers to fill in.
const BLANKS: &[&str] = &["[insert ", "<insert ", "lorem ipsum", "[placeholder", "[name of ", "[add ", "[to be "];

/// What is said of a blank and of a note.
const UNFILLED: &str = "has not been filled in";
const NOTE: &str = "is placeholder text";
/// The most blanks, and the most notes, of a page that are each reported.
const MOST_ALIKE: usize = 3;

/// Beginnings of HTML whose text is no prose.
const CODE: &[&str] = &["pre", "code", "script", "style", "textarea", "kbd", "samp"];

/// Languages in which `todo` is the word for "all".
const WITH_TODO: &[&str] = &["es", "gl", "pt"];

/// The length of a blank whose bracket is not closed in the same text, in bytes.
const MAX_BLANK: usize = 40;

/// Finds whether a page has anything of the kind, in one pass: most have nothing.
static ANY: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(NOTES.iter().chain(BLANKS));
    finder.expect("a few short words")
});

pub(super) struct PlaceholderText<'a> {
    /// Whether the page has any such words.
    is_needed: bool,
    /// Whether its blanks are meant to stay.
    is_template: bool,
    /// Whether it shows the form of a number with `X` for each digit.
    shows_digits: bool,
    /// The level of the heading of an example or of a form inside the page, while its section lasts.
    example: Option<HeadingLevel>,
    /// The lines of the open HTML block, with their offsets.
    html: Vec<(&'a str, usize)>,
}

impl PlaceholderText<'_> {
    pub(super) fn new(page: &ParsedPage<'_>) -> PlaceholderText<'static> {
        PlaceholderText {
            is_needed: ANY.is_match(page.markdown),
            is_template: is_template(page.path, &page.title),
            shows_digits: ["X.X", "XX.X", "XXXX"].iter().any(|form| page.markdown.contains(form)),
            example: None,
            html: Vec::new(),
        }
    }

    fn conventions(&self) -> Conventions {
        Conventions { is_form: self.is_template || self.example.is_some(), shows_digits: self.shows_digits }
    }
}

/// What blanks and `XXX` mean in a section.
#[derive(Clone, Copy)]
struct Conventions {
    /// Blanks are for those who use the page.
    is_form: bool,
    /// `XXX` can be the form of a number.
    shows_digits: bool,
}

impl<'a> Rule<'a> for PlaceholderText<'a> {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        if !self.is_needed {
            return;
        }
        match context.event() {
            Event::Text(text) if !context.nesting.is_in_code_block => {
                let conventions = self.conventions();
                if !conventions.is_form {
                    brackets(context, report);
                }
                if NOTES.contains(&&**text) && is_term(context) {
                    return;
                }
                let position = Position::of(context);
                check(text, conventions, context.page, &position, |part| context.text_range(part), report);
            }
            Event::Start(Tag::Heading { level, .. }) if self.example.is_none_or(|open| *level <= open) => {
                self.example = is_for_filling_in(context.text()).then_some(*level);
            }
            Event::Html(piece) => self.html.extend(lines_of(context.page.markdown, piece, context.range())),
            Event::End(TagEnd::HtmlBlock) => {
                let pieces = std::mem::take(&mut self.html);
                in_html(context.page, self.conventions(), &pieces, report);
            }
            _ => {}
        }
    }

    /// Many blanks, and many notes, are one cause: a form that nobody has filled in.
    fn finish(&mut self, report: &mut Report<'a>) {
        for (said, said_of_many) in
            [(UNFILLED, "more blanks have not been filled in"), (NOTE, "more are placeholder text")]
        {
            let is_one = |diagnostic: &Diagnostic| {
                diagnostic.code == &TEXT_PLACEHOLDER_TEXT && diagnostic.message.ends_with(said)
            };
            let count = report.diagnostics.iter().filter(|diagnostic| is_one(diagnostic)).count();
            if count <= MOST_ALIKE {
                continue;
            }
            let mut is_first = true;
            report.diagnostics.retain_mut(|diagnostic| {
                if !is_one(diagnostic) {
                    return true;
                }
                if is_first {
                    let words = diagnostic.message.trim_end_matches(said).trim_end().to_owned();
                    diagnostic.message = format!("{words} and {} {said_of_many}", count - 1);
                }
                std::mem::take(&mut is_first)
            });
        }
    }
}

/// Whether the section of this heading shows a text that others fill in.
fn is_for_filling_in(heading: &str) -> bool {
    has_word(heading, &["template", "templates", "sample", "samples", "example", "examples", "boilerplate", "script"])
}

fn has_word(text: &str, words: &[&str]) -> bool {
    let mut parts = text.split(|letter: char| !letter.is_alphanumeric());
    parts.any(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word)))
}

/// Whether this is a term of a list of terms: the first cell of a row.
fn is_term(context: &LintContext<'_>) -> bool {
    let mut before = context.before().iter().rev().map(|(event, _)| event);
    matches!(before.next(), Some(Event::Start(Tag::TableCell)))
        && matches!(before.next(), Some(Event::Start(Tag::TableRow | Tag::TableHead)))
}

/// Checks the text of an HTML block, if none of it is code or a comment.
fn in_html(page: &ParsedPage<'_>, conventions: Conventions, pieces: &[(&str, usize)], report: &mut Report<'_>) {
    let html: String = pieces.iter().map(|(text, _)| *text).collect();
    let tokens: Vec<Token<'_>> = tokens(&html).collect();
    let is_code = |token: &Token<'_>| match token {
        Token::Start(tag) | Token::Truncated(Truncated { tag, .. }) => CODE.contains(&&*tag.name),
        Token::Comment(_) => true,
        _ => false,
    };
    if page.raw_html == RawHtml::Escape || tokens.iter().any(is_code) {
        return;
    }
    let places = PieceMap::of(pieces);
    for token in tokens {
        let Token::Text(text) = token else { continue };
        let place = |part: Range<usize>| places.range(&(text.start + part.start..text.start + part.end));
        check(&html[text.clone()], conventions, page, &Position::default(), place, report);
    }
}

/// Checks one text; `place` maps its ranges to those of the page. A form keeps its blanks.
fn check(
    text: &str,
    conventions: Conventions,
    page: &ParsedPage<'_>,
    position: &Position,
    place: impl Fn(Range<usize>) -> Range<usize>,
    report: &mut Report<'_>,
) {
    for part in notes(text, page, conventions, position) {
        let message = format!("`{}` {NOTE}", &text[part.clone()]);
        report.add(&TEXT_PLACEHOLDER_TEXT, &place(part), message, "finish the text or remove the note");
    }
    for part in if conventions.is_form { Vec::new() } else { blanks(text) } {
        let message = format!("`{}` {UNFILLED}", &text[part.clone()]);
        report.add(&TEXT_PLACEHOLDER_TEXT, &place(part), message, "replace it with the actual text");
    }
}

/// Checks for a blank in brackets that are no link: the parser puts each bracket into an event of its own.
fn brackets(context: &LintContext<'_>, report: &mut Report<'_>) {
    if let Event::Text(open) = context.event()
        && open.ends_with('[')
        && let [(Event::Text(text), _), (Event::Text(close), end), ..] = context.after()
        && close.starts_with(']')
        // The link of a page that another tool has to render first.
        && !context.page.markdown.get(end.start + 1..).is_some_and(|behind| behind.starts_with('('))
        && BLANKS.iter().any(|start| format!("[{} ", text.to_lowercase()).starts_with(start))
    {
        let place = context.range().end - 1..end.start + 1;
        report.add(&TEXT_PLACEHOLDER_TEXT, &place, format!("`[{text}]` {UNFILLED}"), "replace it with the actual text");
    }
}

/// The ranges of notes to self in a text.
fn notes(text: &str, page: &ParsedPage<'_>, conventions: Conventions, position: &Position) -> Vec<Range<usize>> {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let places = || NOTES.iter().flat_map(|word| text.match_indices(*word).map(|(at, _)| at..at + word.len()));
    // One mention that says what they are covers the whole sentence.
    if places().any(|place| is_subject(&text[place.end..])) {
        return Vec::new();
    }
    let is_word = WITH_TODO.contains(&primary(page.language.tag).as_str());
    let is_note = |place: &Range<usize>| {
        let before = text[..place.start].chars().next_back();
        let mut behind = text[place.end..].chars();
        let after = behind.next();
        // A box to tick says that this is a choice of a form; `TODO.md` is a file; in some languages "TODO" is a word.
        let is_choice = text[..place.start].trim_end().ends_with(BOXES);
        let is_name = after == Some('.') && behind.next().is_some_and(is_letter);
        let is_all = is_word && &text[place.clone()] == "TODO" && after != Some(':');
        let is_part = |letter: Option<char>| letter.is_some_and(is_letter);
        let is_quoted = matches!(before, Some('/' | '`' | '"' | '\'' | '“' | '‘' | '«'));
        let word = &text[place.clone()];
        // `XXX-1234` is the form of a number, as is `XXX` beside `XX.X`. No sentence has the word `XXX`.
        let is_number = word == "XXX" && (before == Some('-') || after == Some('-') || conventions.shows_digits);
        let is_missing = match word {
            // "My name is XXX, and I am YYY" is a pattern.
            "XXX" => !conventions.is_form && !text.contains("YYY") && !opens_quote(&text[..place.start]),
            _ => position.is_missing_text(&text[..place.start], word, &text[place.end..]),
        };
        let is_word = !is_part(before) && !is_part(after);
        is_word && !is_choice && !is_name && !is_all && !is_quoted && !is_number && is_missing
    };
    // A page about what is called TBD has the name, and notes of meetings list what is to be done.
    let stem = page.content_path.rsplit('/').next().unwrap_or_default().split('.').next().unwrap_or_default();
    if NOTES.iter().any(|note| note.eq_ignore_ascii_case(stem)) || is_of_meeting(page.content_path) {
        return Vec::new();
    }
    places().filter(is_note).collect()
}

/// Whether a quotation is open at the end of a text.
fn opens_quote(text: &str) -> bool {
    text.matches('"').count() % 2 == 1 || text.rfind('“').is_some_and(|open| !text[open..].contains('”'))
}

/// Whether a page has the notes of a meeting.
fn is_of_meeting(path: &str) -> bool {
    has_word(path, &["meeting", "meetings", "minutes"])
}

/// Whether the word after it says that such notes are the subject, as in `TODO comments`.
fn is_subject(behind: &str) -> bool {
    const SUBJECTS: &[&str] = &[
        "checklist",
        "comment",
        "item",
        "list",
        "test",
        "marker",
        "note",
        "entry",
        "entrie",
        "flag",
        "tag",
        "option",
        "status",
    ];
    let word = behind
        .strip_prefix(' ')
        .map_or("", |rest| rest.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default());
    let word = word.to_lowercase();
    SUBJECTS.contains(&word.strip_suffix('s').unwrap_or(&word))
}

/// The ranges of blanks in a text.
fn blanks(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return Vec::new();
    }
    let place = |start: usize| {
        let most = if text[start..].starts_with(['[', '<']) { MAX_BLANK } else { "lorem ipsum".len() };
        let end = text[start..].find([']', '>']).map_or(text.len().min(start + most), |end| start + end + 1);
        start..ceil_char_boundary(text, end)
    };
    BLANKS.iter().filter_map(|words| lower.find(words)).map(place).collect()
}
