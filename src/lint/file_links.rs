//! Rule: links to downloads whose file type and size are neither in the link text nor right after it.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::A11Y_FILE_LINK;
use crate::base::path::file_name_of;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::parse::links::{Destination, classify};

/// Extensions of files that open in another program, with the words that name the type.
const FILES: &[(&str, &[&str])] = &[
    ("pdf", &["pdf"]),
    ("doc", &["doc", "word"]),
    ("docx", &["docx", "word"]),
    ("xls", &["xls", "excel", "spreadsheet", "workbook"]),
    ("xlsx", &["xlsx", "excel", "spreadsheet", "workbook"]),
    ("ppt", &["ppt", "powerpoint", "presentation", "slides"]),
    ("pptx", &["pptx", "powerpoint", "presentation", "slides"]),
    ("odt", &["odt", "opendocument"]),
    ("ods", &["ods", "opendocument", "spreadsheet"]),
    ("odp", &["odp", "opendocument", "presentation"]),
    ("rtf", &["rtf"]),
    ("csv", &["csv"]),
    ("zip", &["zip"]),
    ("epub", &["epub"]),
];
/// Type and size are looked for so far behind the link, in bytes.
const MAX_DISTANCE: usize = 60;

/// Checks the link that starts here.
pub(super) fn check(context: &LintContext<'_>, url: &str, report: &mut Report<'_>) {
    check_link(
        &FileLink { url, text: context.text(), following: &following_text(context), range: context.range() },
        report,
    );
}

/// The text right after the link that starts here.
fn following_text(context: &LintContext<'_>) -> String {
    let mut near = String::new();
    for (event, range) in context.after_construct() {
        match event {
            Event::Text(text) if range.start <= context.range().end + MAX_DISTANCE => near.push_str(text),
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            _ => break,
        }
    }
    near
}

/// A link to a file that may be a download.
pub(super) struct FileLink<'a> {
    pub(super) url: &'a str,
    pub(super) text: &'a str,
    /// The text right after the link.
    pub(super) following: &'a str,
    pub(super) range: &'a Range<usize>,
}

/// Checks one link.
pub(super) fn check_link(link: &FileLink<'_>, report: &mut Report<'_>) {
    let FileLink { url, text, following, range } = *link;
    if matches!(classify(url), Destination::Unsafe(_)) {
        return;
    }
    let path = url.split(['?', '#']).next().unwrap_or_default().to_lowercase();
    let name = file_name_of(&path);
    // The name of a host is no file.
    let is_host = path.split_once("://").is_some_and(|(_, rest)| !rest.contains('/'));
    let Some((ending, names)) =
        FILES.iter().find(|(ending, _)| name.strip_suffix(ending).is_some_and(|stem| stem.ends_with('.')) && !is_host)
    else {
        return;
    };
    let near = format!("{} {}", text.to_lowercase(), following.to_lowercase());
    let has_type = names.iter().any(|name| has_word(&near, name));
    // The size of a file elsewhere may change without a word.
    let has_own_size = url.contains("://") || has_size(&near);
    let missing = match (has_type, has_own_size) {
        (true, true) => return,
        (true, false) => "size",
        (false, true) => "type",
        (false, false) => "type and size",
    };
    let message = format!("link text does not give the file {missing}");
    let help = format!("add it at the end of the link text, such as `[{text} ({}, 120 KB)]`", ending.to_uppercase());
    report.add(&A11Y_FILE_LINK, range, message, help);
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric()).any(|found| found == word)
}

/// Whether a text has a number with a unit behind it, such as `120 KB` or `3 pages`.
fn has_size(text: &str) -> bool {
    const UNITS: &[&str] = &["kb", "mb", "gb", "kib", "mib", "bytes", "page", "pages"];
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '.').filter(|word| !word.is_empty()).collect();
    let is_number = |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit());
    let unit_of = |word: &str| {
        UNITS.contains(
            &word.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.').trim_end_matches('.'),
        )
    };
    words.iter().enumerate().any(|(at, word)| unit_of(word) && (is_number(word) || at > 0 && is_number(words[at - 1])))
}
