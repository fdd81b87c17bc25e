//! The words of a heading turned into the names that it may have, to find the section it begins.
//!
//! Numbers and marks at the front, a colon at the end, a subtitle behind a dash, letter case and signs are no part of a
//! name. What is left has to be a name word for word: a misspelling is only ever suggested.

use crate::config::kinds::Kind;

/// Words before a section number that are not part of the name.
const COUNTED: &[&str] = &["section", "block", "step", "part", "chapter"];
/// What parts a name from a subtitle.
const SUBTITLE: &[&str] = &[" - ", " – ", " — ", "—", ": ", " | "];
/// The shortest name of which one letter may be wrong, and of which two may be, for a suggestion.
const ONE_WRONG: usize = 6;
const TWO_WRONG: usize = 10;

/// The names of the sections of a kind, ready to be looked up.
pub struct Names {
    names: Vec<Name>,
    subtitles: Subtitles,
}

/// A name of a section.
struct Name {
    /// As `folded` gives it.
    words: String,
    letters: Letters,
    /// The section of the kind.
    section: usize,
}

impl Names {
    /// The names of a kind's sections, with what else they are called.
    pub fn of(kind: &Kind) -> Names {
        let all = kind.sections.iter().enumerate();
        let names = all.flat_map(|(at, section)| {
            std::iter::once(&section.name).chain(&section.aliases).map(move |name| {
                let words = folded(name);
                Name { letters: Letters::of(&words), words, section: at }
            })
        });
        Names {
            names: names.collect(),
            subtitles: if kind.has_subtitles { Subtitles::Allowed } else { Subtitles::None },
        }
    }

    /// The sections that a heading with these words begins; `Purpose and Scope` may begin two.
    pub fn find(&self, heading: &str) -> Vec<usize> {
        for name in candidates(heading, self.subtitles) {
            let found: Vec<usize> =
                self.names.iter().filter(|known| known.words == name).map(|known| known.section).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The section whose name these words nearly are.
    pub fn nearly(&self, heading: &str) -> Option<usize> {
        let near = candidates(heading, self.subtitles).into_iter().flat_map(|name| {
            let (letters, first) = (Letters::of(&name), name.chars().next());
            let distance = move |known: &Name| {
                // Hardly anybody mistypes the first letter, and "decision record" is no "revision record".
                let most = letters.most_wrong(known.letters).filter(|_| known.words.chars().next() == first)?;
                let distance = strsim::osa_distance(&name, &known.words);
                (1..=most).contains(&distance).then_some((distance, known.section))
            };
            self.names.iter().filter_map(distance)
        });
        near.min().map(|(_, section)| section)
    }
}

/// What of two names shows cheaply that they are not alike.
#[derive(Clone, Copy)]
struct Letters {
    count: usize,
    /// A bit for each letter, by its code point modulo 64.
    set: u64,
}

impl Letters {
    fn of(text: &str) -> Letters {
        let set = text.chars().fold(0, |set, letter| set | 1 << (u32::from(letter) % 64));
        Letters { count: text.chars().count(), set }
    }

    /// How many letters may be wrong between two names; `None` if more are, whatever their order.
    fn most_wrong(self, other: Letters) -> Option<usize> {
        let most = match self.count.min(other.count) {
            TWO_WRONG.. => 2,
            ONE_WRONG.. => 1,
            _ => return None,
        };
        // One wrong letter takes at most one from the set and adds one.
        let differing = (self.set ^ other.set).count_ones() as usize;
        (self.count.abs_diff(other.count) <= most && differing <= 2 * most).then_some(most)
    }
}

/// Whether a heading may have a subtitle after the name of its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subtitles {
    Allowed,
    None,
}

/// The section names that a heading may mean, the likeliest first.
pub fn candidates(heading: &str, subtitles: Subtitles) -> Vec<String> {
    let bare = without_count(heading);
    let mut names = vec![folded(bare)];
    if subtitles == Subtitles::Allowed
        && let Some(at) = SUBTITLE.iter().filter_map(|mark| bare.find(mark)).min()
    {
        names.push(folded(&bare[..at]));
    }
    // A heading in two languages, or with a remark.
    if bare.contains(" / ") {
        names.extend(bare.split(" / ").map(folded));
    }
    if let Some((outer, inner)) = bare.trim_end().strip_suffix(')').and_then(|bare| bare.split_once('(')) {
        names.push(folded(outer));
        names.extend((!outer.is_ascii()).then(|| folded(inner)));
    }
    names.retain(|name| !name.is_empty());
    names.dedup();
    names
}

/// Words in lower case with one space between them, and no signs; `&` is "and".
pub fn folded(text: &str) -> String {
    let spelt = text.replace('&', " and ");
    let words = spelt.split(|letter: char| !letter.is_alphanumeric() && !is_joined(letter));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Marks that belong to the letter before them, and the apostrophe of `what's`.
fn is_joined(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter) || matches!(letter, '\'' | '’')
}

/// The text without what counts or marks its section: `Block 2:`, `1.2`, `IV.`, `a)`, a sign.
fn without_count(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..3 {
        rest = rest.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        let word = rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
        let behind = &rest[word.len()..];
        let is_counted = COUNTED.contains(&word.to_lowercase().as_str());
        let after =
            if is_counted { after_number(behind.trim_start(), &MARKS_AFTER_WORD) } else { after_number(rest, &MARKS) };
        match after {
            Some(after) if after.contains(char::is_alphabetic) => rest = after,
            _ => break,
        }
    }
    rest
}

/// The characters that may end a number of letters such as `IV.` or `a)`, and those after a word such as `Part`.
const MARKS: [char; 3] = ['.', ')', ':'];
const MARKS_AFTER_WORD: [char; 6] = ['.', ')', ':', '-', '–', '—'];

/// The text after a number such as `1`, `1.2.`, `IV.` or `a)`. Letters need one of the marks after them, because they may
/// also be words.
fn after_number<'t>(text: &'t str, marks: &[char]) -> Option<&'t str> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    if number.starts_with(|letter: char| letter.is_ascii_digit()) {
        let is_end = rest.is_empty() || number.ends_with('.') || !rest.starts_with(char::is_alphanumeric);
        return is_end.then_some(rest);
    }
    let word = text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    let is_roman = !word.is_empty() && word.chars().all(|letter| "IVXLC".contains(letter));
    let is_letter = word.len() == 1 && word.is_ascii();
    let rest = &text[word.len()..];
    let is_marked = rest.starts_with(MARKS)
        || rest.trim_start().starts_with(|sign| !MARKS.contains(&sign) && marks.contains(&sign));
    ((is_roman || is_letter) && is_marked).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::kinds::read::shipped_kinds;

    fn section(kind: &str, heading: &str) -> Vec<String> {
        let kinds = shipped_kinds();
        let kind = kinds.find(kind).expect("a shipped kind");
        Names::of(kind).find(heading).into_iter().map(|at| kind.sections[at].name.clone()).collect()
    }

    #[test]
    fn common_spellings_of_sections_are_recognised() {
        let spellings = [
            (
                "Purpose",
                "Purpose|Purpose:|1. Purpose|1 Purpose|1.0 Purpose:|I. PURPOSE|A) Purpose|🎯 Purpose|Objective|WHY — Purpose|Section 1: Purpose|BLOCK 1: PURPOSE - Strategic Intent and Business Objectives|Step 1 – Purpose",
            ),
            ("Scope", "Scope|2. Scope|Out of Scope|Applicability|WHAT — Scope|SCOPE:|1.2 Scope"),
            (
                "Responsibilities",
                "Responsibilities|Roles and Responsibilities|Responsibilities and Authorities|Roles & Responsibilities",
            ),
            ("Prerequisites", "Prerequisites|1.2 IAM & Access Prerequisites|Requirements|Prerequisites:"),
            (
                "Procedure",
                "Procedure|procedures|Procedures|Process Steps|Process Description|Process Overview|5.0 PROCEDURE",
            ),
            (
                "References",
                "References|Related Documents|references|Related Controlled Documents|Additional Resources|เอกสารที่เกี่ยวข้อง / Related Documents",
            ),
            ("Definitions", "Definitions|Definitions and Abbreviations|Glossary"),
            (
                "Revision history",
                "Revision History|Document History|Review and Revision|Version history|Change History:",
            ),
            ("Approval", "authorization|Approval|Review and Approval|Sign-off"),
            ("Safety", "hazards|Safety Considerations|Safety Concerns"),
            ("Troubleshooting", "Troubleshooting and Problem Solving|Troubleshooting"),
            ("Escalation", "Escalation Criteria|Communication & Escalation|Escalation"),
            ("Records", "Required Records|Records|Records and Retention"),
        ];
        for (name, headings) in spellings {
            for heading in headings.split('|') {
                assert_eq!(section("sop", heading), [name], "{heading}");
            }
        }
        assert_eq!(section("sop", "Purpose and Scope"), ["Purpose", "Scope"]);
        for heading in ["Meaning", "Overview", "Summary", "Description"] {
            assert_eq!(section("runbook", heading), ["Meaning"], "{heading}");
        }
        for stranger in ["Release Scope", "Scope Assessment", "Quick Reference", "A note", "I think", "1.", "Step 3"] {
            assert!(section("sop", stranger).is_empty(), "{stranger}");
        }
    }

    #[test]
    fn a_misspelling_is_only_suggested() {
        let kinds = shipped_kinds();
        let kind = kinds.find("sop").expect("a shipped kind");
        let names = Names::of(kind);
        for (slip, meant) in [("Responsibilites", "Responsibilities"), ("3. Prerequisities:", "Prerequisites")] {
            assert!(names.find(slip).is_empty(), "{slip}");
            assert_eq!(names.nearly(slip).map(|at| kind.sections[at].name.as_str()), Some(meant));
        }
        for stranger in
            ["Decision record", "Score", "Slope", "Recovery", "Release Scope", "Purposeful work", "Overview"]
        {
            assert_eq!(names.nearly(stranger), None, "{stranger}");
        }
    }
}
