//! Rule: headings and paragraphs that are all in capital letters.

use pulldown_cmark::{Event, Tag};

use crate::base::codes::text::A11Y_ALL_CAPS;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// Longer paragraphs in capitals, in words, are from licences and contracts, which nobody may change.
const MAX_WORDS: usize = 30;
const HELP: &str = "use sentence case; capitals are harder to read, and screen readers may spell them out";

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    match context.event() {
        Event::Start(Tag::Heading { .. }) if is_in_capitals(context.text()) => {
            report.add(&A11Y_ALL_CAPS, &context.heading_range(), "this heading is in capital letters", HELP);
        }
        Event::Start(Tag::Paragraph) => paragraph(context, report),
        _ => {}
    }
}

/// Checks a paragraph. Code in it does not count: it is written as it is.
fn paragraph(context: &LintContext<'_>, report: &mut Report<'_>) {
    let mut texts = context.inside().iter().filter_map(|(event, range)| match event {
        Event::Text(text) => Some((&**text, range)),
        _ => None,
    });
    let Some((first, range)) = texts.next() else { return };
    // Most paragraphs have a small letter at once.
    if first.chars().any(char::is_lowercase) {
        return;
    }
    let all: Vec<&str> = std::iter::once(first).chain(texts.map(|(text, _)| text)).collect();
    let words: usize = all.iter().map(|text| text.split_whitespace().count()).sum();
    if is_in_capitals(&all.join(" ")) && words <= MAX_WORDS {
        report.add(&A11Y_ALL_CAPS, range, "this paragraph is in capital letters", HELP);
    }
}

/// Words of SQL, which are written in capitals: a heading `CREATE TABLE` names a statement.
const SQL: &[&str] = &[
    "SELECT", "INSERT", "INTO", "UPDATE", "DELETE", "FROM", "WHERE", "CREATE", "ALTER", "DROP", "TRUNCATE", "TABLE",
    "INDEX", "VIEW", "DATABASE", "ORDER", "GROUP", "BY", "HAVING", "INNER", "OUTER", "LEFT", "RIGHT", "FULL", "CROSS",
    "JOIN", "UNION", "ALL", "DISTINCT", "LIMIT", "OFFSET", "EXPLAIN", "ANALYZE", "PRIMARY", "FOREIGN", "KEY", "VALUES",
];

/// Whether a text is in capitals, and has at least two words that are too long for most abbreviations. Names in code such
/// as `MAX_RETRIES` and numbers of documents are no words. Letters of scripts without capitals, such as Thai, do not
/// count, but where most letters are of such a script, Latin words in capitals are names.
fn is_in_capitals(text: &str) -> bool {
    let capitals = |word: &str| word.chars().filter(|letter| letter.is_uppercase()).count();
    let is_joined = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    let words = || text.split(|letter: char| !is_joined(letter)).filter(|word| !word.is_empty());
    let is_word = |word: &&str| capitals(word) > 4 && !word.contains(|c: char| c == '_' || c.is_ascii_digit());
    let is_sql = || words().all(|word| SQL.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit()));
    !text.chars().any(char::is_lowercase)
        && words().filter(is_word).count() >= 2
        && 2 * text.chars().filter(|letter| letter.is_alphabetic()).count() < 3 * capitals(text)
        && !is_sql()
}
