//! Numbers of documents in running text, such as `SOP-012` or `SOP-012 step 4.2`.
//!
//! One file cannot know which of them are documents, so each that may be one is noted, and `site` finds out. Words such
//! as `UTF-8` look the same and stay words.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::base::slug::fold;
use crate::base::text::floor_char_boundary;
use crate::config::kinds::{Field, Kinds, normalized};
use crate::parse::kind::requirements::KindRequirements;

/// The longest line before the number of a page itself, in bytes: a longer one says more.
const LONGEST_LABEL: usize = 120;
/// Letters in capitals, a hyphen that may be one that does not break, digits; perhaps more parts between.
static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[A-Z][A-Z0-9]*(?:[-\u{2010}\u{2011}][A-Z0-9]+)*[-\u{2010}\u{2011}][0-9]+")
        .expect("a pattern of this program is well formed")
});
/// A number at the start of a title, which may have a space in it: `SOP 1.9`, `FFR SOP-3104`.
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[A-Z]{2,10}(?:[ -][A-Z]{2,10})*[ -][0-9]+(?:[.-][0-9]+)*")
        .expect("a pattern of this program is well formed")
});
/// A number whose parts have dots or spaces between: `ISMS.16.01`, `P 02 3 10`, `95-20-31-009`. A day has fewer parts.
static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[A-Z]{1,10}(?:\.[0-9]+(?:\.[0-9]+)+|(?: [0-9]+){3,})|[0-9]{2}(?:-[0-9]+){3,}")
        .expect("a pattern of this program is well formed")
});
/// A number in brackets before or behind a title: `[SOP-012] Backups`, `Backup policy (POL-007)`. Other things have such
/// numbers too, so that one part has to be the name of a document.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    let number = "((?:[A-Z0-9]+-)*(?:SOP|WI|POL|PROC|STD|GDL|QM|QP|FRM|DOC)(?:-[A-Z0-9]+)*-[0-9]+)";
    Regex::new(&format!(r"^[\[(]{number}[\])] +\S|\S +[\[(]{number}[\])]$"))
        .expect("a pattern of this program is well formed")
});
/// What a title with a number begins with, whatever is behind the number.
const NUMBERED: &[&str] = &["SOP ", "SOP-", "WI ", "WI-"];
/// Bodies whose standards have numbers of the same form.
const STANDARDS: &[&str] =
    &["ISO", "IEC", "EN", "BS", "DIN", "RFC", "NIST", "IEEE", "PCI", "ANSI", "ASTM", "SP", "FIPS"];
/// A step of the document that was just named.
static STEP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^,? [Ss]tep ([0-9]+(?:\.[0-9]+)*)\b").expect("a pattern of this program is well formed")
});

/// A document ID in running text, perhaps with a step. There may be no such document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DocumentMention {
    /// The text as written.
    pub words: String,
    pub document_id: String,
    /// `4.2`, where a step of the document is meant.
    pub step: Option<String>,
}

/// A key that is the same for all spellings of a document ID, such as `SOP 12`, `sop_12` and `SOP-12`.
pub fn key(document_id: &str) -> String {
    let spaced = fold(document_id).replace(['\u{2010}', '\u{2011}', '_', '-'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The part of a document ID before the digits at its end, which is the same in one scheme; `None` without digits.
pub fn scheme(document_id: &str) -> Option<&str> {
    let scheme = document_id.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let is_scheme = scheme.len() < document_id.len()
        && scheme.contains(char::is_alphabetic)
        && scheme.ends_with(['-', '_', ' ', '.', '/']);
    is_scheme.then_some(scheme)
}

/// The document ID at the beginning of a title such as `SOP-014: Restoring a service`.
pub fn of_title(title: &str, requirements: &KindRequirements<'_>) -> Option<String> {
    if !requirements.fields.iter().any(|(field, _)| field.name == "id") {
        return None;
    }
    if let Some(found) = MARKED.captures(title) {
        return found.get(1).or(found.get(2)).map(|id| id.as_str().to_owned());
    }
    let found = [&*SHAPE, &*TITLE, &*PARTS].into_iter().find_map(|shape| {
        let found = shape.find(title).filter(|found| found.start() == 0)?;
        let rest = title[found.end()..].trim_start();
        let is_numbered = rest.starts_with([':', '-', '–', '—']) || NUMBERED.iter().any(|word| title.starts_with(word));
        is_numbered.then_some(found.as_str())
    })?;
    // The number of a standard is that of another document.
    let is_standard = STANDARDS.iter().any(|body| found.split([' ', '-', '/']).next() == Some(body));
    (!is_standard).then(|| found.to_owned())
}

/// Finds numbers in a run of words, in order, each with its range.
pub fn find(text: &str, kinds: &Kinds) -> Vec<(Range<usize>, DocumentMention)> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let patterns = kinds.list.iter().flat_map(|kind| &kind.fields).filter(|field| field.name == "id");
    let own = patterns.filter_map(|field| field.pattern.as_ref()).map(|pattern| &pattern.within);
    let mut found: Vec<Range<usize>> = Vec::new();
    for pattern in own.chain(text.contains('-').then_some(&*SHAPE)) {
        let all: Vec<Range<usize>> = pattern.find_iter(text).map(|found| found.range()).collect();
        // `SOP-012/SOP-013` is two numbers.
        let rows = all.chunk_by(|one, next| &text[one.end..next.start] == "/");
        let alone = rows.filter(|row| is_standalone(text, &(row[0].start..row[row.len() - 1].end)));
        let mut fitting: Vec<Range<usize>> = alone.flatten().filter(|range| !range.is_empty()).cloned().collect();
        fitting.retain(|range| found.iter().all(|other| range.end <= other.start || other.end <= range.start));
        found.append(&mut fitting);
    }
    found.sort_by_key(|range| range.start);
    let mention = |range: Range<usize>| {
        let document_id = text[range.clone()].replace(['\u{2010}', '\u{2011}'], "-");
        let step = STEP.captures(&text[range.end..]);
        let end = range.end + step.as_ref().map_or(0, |step| step.get_match().len());
        let step = step.map(|step| step[1].to_owned());
        (range.start..end, DocumentMention { words: text[range.start..end].to_owned(), document_id, step })
    };
    found.into_iter().map(mention).collect()
}

/// Whether a number is that of the page itself, because the line at a place only says so: `**Document ID:** SOP-014`.
pub fn is_own(text: &str, at: usize, mention: &DocumentMention, kinds: &Kinds) -> bool {
    let from = floor_char_boundary(text, at.saturating_sub(LONGEST_LABEL));
    let start = match text[from..at].rfind('\n') {
        Some(newline) => from + newline + 1,
        None if from == 0 => 0,
        None => return false,
    };
    let line = text[start..floor_char_boundary(text, start + 2 * LONGEST_LABEL)].lines().next().unwrap_or_default();
    let Some((label, value)) = line.split_once(':') else { return false };
    let is_sign = |letter: char| letter.is_whitespace() || "*_>`-+\\".contains(letter);
    let label = normalized(label);
    let fields = || kinds.list.iter().flat_map(|kind| &kind.fields).filter(|field| field.name == "id");
    let names = |field: &Field| {
        [&field.name, &field.label].into_iter().chain(&field.aliases).any(|name| normalized(name) == label)
    };
    value.trim_matches(is_sign) == mention.words && fields().any(names)
}

/// Whether the characters around it show that it is not part of a longer name, a path or a URL.
fn is_standalone(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let mut after = text[range.end..].chars();
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    if before.is_some_and(|letter| is_part(letter) || matches!(letter, '-' | '/' | '.' | '#' | '@' | '\\')) {
        return false;
    }
    match (after.next(), after.next()) {
        (Some(letter), _) if is_part(letter) => false,
        (Some('-' | '.' | '/' | '@' | '\\'), Some(next)) => !is_part(next),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::kinds::read::shipped_kinds;

    fn ids(text: &str) -> Vec<String> {
        find(text, &shipped_kinds()).into_iter().map(|(range, _)| text[range].to_owned()).collect()
    }

    #[test]
    fn titles_state_numbers_in_several_forms() {
        let kinds = shipped_kinds();
        let kind = kinds.find("sop");
        let requirements = KindRequirements {
            kind,
            is_controlled: true,
            fields: kinds.fields_of(kind, true),
            place: crate::base::diagnostic::Location::file(&crate::base::path::SourcePath::new("a.md")),
            is_approved: true,
            stated: Vec::new(),
        };
        let of = |title: &str| of_title(title, &requirements);
        for (title, id) in [
            ("SOP-014: Restoring a service", "SOP-014"),
            ("SOP 1.9 Cleaning", "SOP 1.9"),
            ("ISMS.16.01 - Keeping logs", "ISMS.16.01"),
            ("P 02 3 10 - Internal audits", "P 02 3 10"),
            ("40-20-31-009 — Checks before flight", "40-20-31-009"),
            ("[QA-SOP-012] Backups", "QA-SOP-012"),
            ("Backup policy (POL-007)", "POL-007"),
        ] {
            assert_eq!(of(title).as_deref(), Some(id), "{title}");
        }
        for title in ["Travel and illness (COVID-19)", "ISO 9001: what it asks", "V.1.2 released", "Disks (AES-256)"] {
            assert_eq!(of(title), None, "{title}");
        }
    }

    #[test]
    fn document_ids_are_distinguished_from_names_and_paths() {
        assert_eq!(ids("See SOP-012, (SOP-013) and IT-SEC-7."), ["SOP-012", "SOP-013", "IT-SEC-7"]);
        assert_eq!(ids("SOP-012.docx SOP-012-A xSOP-012 a/SOP-012 SOP-012_b SOP-012.1"), [] as [&str; 0]);
        assert_eq!(
            ids("SOP-012 step 4.2, then SOP-013 Step 1 and SOP-014 stepwise"),
            ["SOP-012 step 4.2", "SOP-013 Step 1", "SOP-014"]
        );
        assert_eq!(ids("SOP-012/SOP-013 and SOP\u{2011}014"), ["SOP-012", "SOP-013", "SOP\u{2011}014"]);
        assert_eq!(ids("docs/SOP-012/SOP-013 SOP-012/SOP-013/a"), [] as [&str; 0]);
        assert_eq!(key("SOP 012"), key("sop_012"));
        assert_eq!(scheme("SOP-012"), Some("SOP-"));
        assert_eq!(scheme("intro"), None);
        assert_eq!(scheme("v2"), None);
    }
}
