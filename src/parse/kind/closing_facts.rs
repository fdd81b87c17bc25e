//! Facts below the top of a page: in sections about the document itself, such as "Document control" or "Approval", under
//! a label such as `**Document Control:**`, in sections with one line such as `## Owner`, and in the lines that close a page
//! after a rule.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::slug::fold;
use crate::config::kinds::{Field, FieldType, Information};
use crate::parse::events::{Spanned, blocks};
use crate::parse::kind::fact_lines::is_value;
use crate::parse::kind::fact_rows::{Row, RowForm, is_more, is_signature, known, row_of, words_and_mail, words_of};
use crate::parse::kind::{fact_lines, fact_tables};
use crate::parse::title::plain_text;

/// Words in titles of sections that state facts of the document.
const CONTROL: &[&str] = &[
    "document control",
    "document information",
    "document details",
    "document properties",
    "document data",
    "document status",
    "metadata",
    "control information",
];
/// Words that make a title one about how documents are controlled, or about an example.
const ABOUT: &[&str] = &[
    "process",
    "procedure",
    "procedures",
    "requirements",
    "system",
    "template",
    "templates",
    "example",
    "examples",
    "sample",
];
/// Fields that only a document has. Lines that close a page and state one are about the document.
const OF_DOCUMENT: &[&str] = &["approved_on", "effective_date", "last_reviewed_on", "review_by", "version"];
/// The words of which titles of sections with approvals are made. "Policy creation and approval" says how to approve.
const APPROVAL: &[&str] =
    &["approval", "approvals", "signoff", "authorisation", "authorization", "authorised", "authorized", "signatures"];
const BESIDE_APPROVAL: &[&str] = &[
    "document",
    "policy",
    "sop",
    "procedure",
    "review",
    "reviews",
    "and",
    "sign",
    "off",
    "governance",
    "table",
    "record",
    "history",
    "of",
    "this",
];
/// Fields after which sections are called.
const TITLES: &[&str] = &[
    "approved_on",
    "approver",
    "author",
    "classification",
    "department",
    "effective_date",
    "last_reviewed_on",
    "owner",
    "review_by",
    "reviewer",
    "version",
];
/// The fewest facts in lines that close a page, and among how many blocks at its end those are.
const FEWEST_CLOSING: usize = 2;
const MOST_CLOSING: usize = 4;

/// The facts of sections about the document, and of its last lines. They stay where they are.
pub(super) fn find(events: &[Spanned<'_>], information: Information, fields: &[(&Field, bool)]) -> Vec<Row> {
    let blocks = blocks(events);
    let last_heading = blocks.iter().rposition(|block| matches!(block[0].0, Event::Start(Tag::Heading { .. })));
    let closing = last_heading.map_or(0, |at| at + 1).max(blocks.len().saturating_sub(MOST_CLOSING));
    let mut rows: Vec<Row> = Vec::new();
    let mut place = BlockPlace::Text;
    let mut control_level = None;
    for (at, block) in blocks.into_iter().enumerate() {
        match &block[0].0 {
            // A part of a section about the document is about it too.
            Event::Start(Tag::Heading { level, .. }) if control_level.is_some_and(|above| *level > above) => {
                place = if is_about(&plain_text(block)) { BlockPlace::Text } else { BlockPlace::Control };
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let title = plain_text(block);
                control_level = is_control(&title).then_some(*level);
                place = match control_level {
                    Some(_) => BlockPlace::Control,
                    None if at + 1 >= closing && !is_about(&title) => BlockPlace::LastSection,
                    None => BlockPlace::Text,
                };
            }
            Event::Rule => {
                control_level = None;
                place = if at + 1 >= closing { BlockPlace::Closing } else { BlockPlace::Text };
            }
            Event::Start(Tag::Table(_)) if information.reads_tables() && place == BlockPlace::Control => {
                rows.extend(fact_tables::facts(block, fields).unwrap_or_default());
            }
            Event::Start(Tag::Table(_)) if information.reads_tables() => {
                let found = fact_tables::facts(block, fields).unwrap_or_default();
                rows.extend(found.into_iter().filter(|row| is_signature(row, fields)));
            }
            Event::Start(Tag::Table(_)) => {}
            _ if information.reads_lines() => {
                let (words, is_labelled) = after_label(block);
                if is_labelled {
                    place = BlockPlace::Control;
                }
                if place != BlockPlace::Text {
                    let mut found = fact_lines::facts(block, fields).unwrap_or_default();
                    found.extend(fact_lines::beside(words, fields));
                    found.retain(|row| known(&row.label.0, fields).is_some() && is_value(&row.value.0));
                    let is_of_document = |row: &Row| {
                        known(&row.label.0, fields).is_some_and(|field| OF_DOCUMENT.contains(&field.name.as_str()))
                    };
                    let is_enough = match place {
                        BlockPlace::Control => true,
                        BlockPlace::Closing => found.len() >= FEWEST_CLOSING,
                        _ => found.len() >= FEWEST_CLOSING && found.iter().any(is_of_document),
                    };
                    rows.extend(found.into_iter().filter(|_| is_enough));
                }
            }
            _ => {}
        }
    }
    rows.retain(|row| known(&row.label.0, fields).is_some());
    rows.iter_mut().for_each(|row| row.form = RowForm::Kept);
    rows
}

/// Sections that are called as a field is and have one line: `## Owner`, and below it `Quality Manager`.
pub(super) fn titled(events: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Vec<Row> {
    let blocks = blocks(events);
    let is_title = |block: &[Spanned<'_>]| matches!(block[0].0, Event::Start(Tag::Heading { .. }) | Event::Rule);
    let found = blocks.windows(2).enumerate().filter_map(|(at, pair)| {
        let [title, text] = pair else { return None };
        let is_alone = blocks.get(at + 2).is_none_or(|next| is_title(next));
        let is_line = matches!(text[0].0, Event::Start(Tag::Paragraph))
            && !text.iter().any(|(event, _)| is_more(event) || matches!(event, Event::SoftBreak | Event::HardBreak));
        if !matches!(title[0].0, Event::Start(Tag::Heading { .. })) || !is_alone || !is_line {
            return None;
        }
        let name = plain_text(*title);
        let label =
            name.trim_start_matches(|letter: char| letter.is_ascii_digit() || ". )".contains(letter)).to_owned();
        let field = known(&label, fields).filter(|field| TITLES.contains(&field.name.as_str()))?;
        let value = words_and_mail(text);
        let has_number = value.contains(|letter: char| letter.is_ascii_digit());
        let fits = match (field.kind, field.name.as_str()) {
            (FieldType::Date, _) => has_number,
            (_, "version") => has_number && !value.contains(' '),
            _ => value.starts_with(|letter: char| letter.is_uppercase() || letter == '@'),
        };
        let place = words_of(text, &text[0].1);
        let range = title[0].1.start..place.end;
        let row = row_of((label, words_of(title, &title[0].1)), (value, place), range, RowForm::Kept);
        (fits && is_value(&row.value.0)).then_some(row)
    });
    found.collect()
}

/// Where in a page a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlockPlace {
    Text,
    /// In a section about the document, or under its label.
    Control,
    /// After a rule behind the last heading.
    Closing,
    /// In the last section, whatever its title.
    LastSection,
}

/// Whether a title, or a part of one in two languages, is that of a section about the document.
fn is_control(title: &str) -> bool {
    title.split(" / ").any(is_control_name)
}

fn is_control_name(title: &str) -> bool {
    let title = fold(title).replace('-', " ");
    let words: Vec<&str> =
        title.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let is_known = |word: &&str| APPROVAL.contains(word) || BESIDE_APPROVAL.contains(word);
    let is_approval = words.iter().any(|word| APPROVAL.contains(word)) || words.join(" ").contains("sign off");
    CONTROL.iter().any(|name| title.contains(name)) && !words.iter().any(|word| ABOUT.contains(word))
        || is_approval && words.iter().all(is_known)
}

/// Whether a title is about how documents are controlled, or about an example.
fn is_about(title: &str) -> bool {
    fold(title).split(|letter: char| !letter.is_alphabetic()).any(|word| ABOUT.contains(&word))
}

/// The words of a paragraph after a label such as `**Document Control:**`, and whether it has one.
fn after_label<'e, 'a>(block: &'e [Spanned<'a>]) -> (&'e [Spanned<'a>], bool) {
    let [(Event::Start(Tag::Paragraph), _), (Event::Start(Tag::Strong), _), inside @ .., _] = block else {
        return (&[], false);
    };
    let Some(end) = inside.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong))) else {
        return (&[], false);
    };
    let label = plain_text(&inside[..end]);
    (&inside[end + 1..], is_control(label.trim_end_matches(':')))
}
