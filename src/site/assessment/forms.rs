//! Splits the words of a level into its number, its name and its description.
//!
//! `**Name:** text`, `**Name**: text`, `Level 2: Name`, `Level 2 - Name`, `2. Name`, and `Name: text` where every level
//! of the page has that form; else the whole text is the name. All levels of a page are read together.

/// A level's words as written on the page.
#[derive(Debug, Clone, Default)]
pub struct Written {
    pub text: String,
    /// The bold words at its beginning.
    pub bold: Option<String>,
}

/// The parts of a level's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// `None` for one that is no level, because the others have numbers and it has none.
    pub value: Option<u8>,
    pub name: String,
    pub summary: String,
}

/// A number that does not follow the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadNumber {
    /// Which of the levels it is.
    pub at: usize,
    pub found: u8,
    pub wanted: u8,
}

/// Signs between a number or name and what follows.
const SEPARATORS: &[char] = &[':', '-', '–', '—', '.', ')', '：'];

/// Reads the levels of one page.
pub fn read(written: &[Written]) -> Result<Vec<Words>, BadNumber> {
    let parts: Vec<(String, String)> = written.iter().map(split_bold).collect();
    let numbers: Vec<Option<Number>> = parts.iter().map(|(lead, _)| number(lead)).collect();
    let mut words: Vec<Words> = Vec::with_capacity(parts.len());
    let is_numbered = has_numbers(&numbers);
    for (at, (lead, rest)) in parts.into_iter().enumerate() {
        let number = numbers[at].as_ref().filter(|_| is_numbered);
        let value = match number {
            Some(number) => Some(number.value),
            None if is_numbered => None,
            None => u8::try_from(at + 1).ok(),
        };
        let lead = number.map_or(lead, |number| number.rest.clone());
        let (name, summary) = if lead.is_empty() { (rest, String::new()) } else { (lead, rest) };
        let name = if name.is_empty() { written[at].text.trim().to_owned() } else { name };
        words.push(Words { value, name, summary });
    }
    split_names(&mut words);
    check_numbers(&words)?;
    Ok(words)
}

/// Whether so many of these begin with a number that the numbers are theirs.
pub fn are_numbered(written: &[Written]) -> bool {
    has_numbers(&written.iter().map(|written| number(&split_bold(written).0)).collect::<Vec<_>>())
}

/// Levels with their values; where one has no number they are counted in order.
pub fn in_order(words: Vec<Words>) -> Vec<(u8, Words)> {
    let is_numbered = words.iter().all(|words| words.value.is_some());
    let value = |at: usize, words: &Words| words.value.filter(|_| is_numbered).unwrap_or(at as u8 + 1);
    words.into_iter().take(usize::from(u8::MAX)).enumerate().map(|(at, words)| (value(at, &words), words)).collect()
}

/// Whether a text is a number, with or without a word before it, and nothing else.
pub fn is_bare_number(text: &str) -> bool {
    number(text.trim()).is_some_and(|number| number.rest.is_empty())
}

/// `**Name:** text` and `**Name**: text` → name and text; all else is a name.
fn split_bold(written: &Written) -> (String, String) {
    let text = written.text.trim();
    let rest = written.bold.as_deref().and_then(|bold| Some((bold, text.strip_prefix(bold)?)));
    match rest.map(|(bold, rest)| (trimmed(bold), trimmed(rest))) {
        Some((bold, rest)) if !bold.is_empty() && !rest.is_empty() => (bold.to_owned(), rest.to_owned()),
        _ => (text.to_owned(), String::new()),
    }
}

fn trimmed(text: &str) -> &str {
    text.trim().trim_matches([':', '：']).trim().trim_start_matches(['-', '–', '—']).trim()
}

struct Number {
    /// The word before it, in lower case.
    word: String,
    value: u8,
    rest: String,
}

/// Reads `Level 2: Name`, `Maturity level 2 Name`, `L2 - Name`, `2. Name`, `2`.
fn number(lead: &str) -> Option<Number> {
    let start = lead.find(|letter: char| letter.is_ascii_digit())?;
    let word = lead[..start].trim().to_lowercase();
    let is_word =
        word.split_whitespace().count() <= 2 && word.chars().all(|letter| letter.is_alphabetic() || letter == ' ');
    let digits = lead[start..].find(|letter: char| !letter.is_ascii_digit()).unwrap_or(lead.len() - start);
    let value: u8 = lead[start..start + digits].parse().ok().filter(|value| *value <= 10)?;
    let after = &lead[start + digits..];
    let rest = after.trim_start();
    let is_parted = rest.is_empty()
        || rest.starts_with(SEPARATORS) && !rest.chars().nth(1).is_some_and(|letter| letter.is_ascii_digit())
        || word.contains("level") && after.starts_with(' ');
    (is_word && is_parted).then(|| {
        let rest = rest.trim_start_matches(SEPARATORS).trim().to_owned();
        Number { word, value, rest }
    })
}

/// Two numbers or more after one and the same word.
fn has_numbers(numbers: &[Option<Number>]) -> bool {
    let mut found = numbers.iter().flatten();
    let Some(first) = found.next() else { return false };
    let same = found.filter(|number| number.word == first.word).count() + 1;
    same >= 2 && same == numbers.iter().flatten().count()
}

/// `Name: text` where every level has it, or has its text already.
fn split_names(words: &mut [Words]) {
    let part = |name: &str| {
        let (name, text) = name.split_once(": ").or_else(|| name.split_once('：'))?;
        let (name, text) = (name.trim(), text.trim());
        (!name.is_empty() && !text.is_empty()).then(|| (name.to_owned(), text.to_owned()))
    };
    if !words.iter().all(|words| !words.summary.is_empty() || part(&words.name).is_some()) {
        return;
    }
    for words in words.iter_mut().filter(|words| words.summary.is_empty()) {
        if let Some((name, summary)) = part(&words.name) {
            (words.name, words.summary) = (name, summary);
        }
    }
}

/// Numbers begin with 0 or 1 and have no gaps.
fn check_numbers(words: &[Words]) -> Result<(), BadNumber> {
    let mut wanted = None;
    for (at, found) in words.iter().enumerate().filter_map(|(at, words)| Some((at, words.value?))) {
        let right = wanted.unwrap_or(found.min(1));
        if found != right {
            return Err(BadNumber { at, found, wanted: right });
        }
        wanted = Some(found + 1);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lines: &[&str]) -> Vec<Words> {
        let written: Vec<Written> = lines
            .iter()
            .map(|line| {
                let bold =
                    line.strip_prefix("**").and_then(|rest| rest.split_once("**")).map(|(bold, _)| bold.to_owned());
                Written { text: line.replace("**", ""), bold }
            })
            .collect();
        read(&written).expect("the numbers are right")
    }

    fn row(value: u8, name: &str, summary: &str) -> Words {
        Words { value: Some(value), name: name.to_owned(), summary: summary.to_owned() }
    }

    #[test]
    fn every_form_of_a_level_is_read() {
        let ad_hoc = [row(1, "Ad hoc", "Nothing: at all."), row(2, "Planned", "Most of it.")];
        assert_eq!(words(&["**Ad hoc:** Nothing: at all.", "**Planned**: Most of it."]), ad_hoc);
        assert_eq!(words(&["Level 0: None", "Level 1: Aware"]), [row(0, "None", ""), row(1, "Aware", "")]);
        assert_eq!(words(&["Level 1 - Low", "Level 2 – High"]), [row(1, "Low", ""), row(2, "High", "")]);
        assert_eq!(words(&["1. Low", "2. High"]), [row(1, "Low", ""), row(2, "High", "")]);
        assert_eq!(words(&["Low: a", "High: b"]), [row(1, "Low", "a"), row(2, "High", "b")]);
        assert_eq!(words(&["Low: a", "High"]), [row(1, "Low: a", ""), row(2, "High", "")]);
        assert_eq!(words(&["We do it.", "We do it: well."]), [row(1, "We do it.", ""), row(2, "We do it: well.", "")]);
        assert_eq!(words(&["**Level 1:** Low", "**Level 2:** High"]), [row(1, "Low", ""), row(2, "High", "")]);
        assert_eq!(words(&["Level 1: Low: a", "Level 2: High: b"]), [row(1, "Low", "a"), row(2, "High", "b")]);
        assert_eq!(words(&["**Low**", "**High**"]), [row(1, "Low", ""), row(2, "High", "")]);
    }

    #[test]
    fn numbers_in_sentences_are_not_level_numbers() {
        assert_eq!(
            words(&["Over 50 services", "2 of 3 teams"]),
            [row(1, "Over 50 services", ""), row(2, "2 of 3 teams", "")]
        );
        assert_eq!(words(&["1.5 days", "2.5 days"]), [row(1, "1.5 days", ""), row(2, "2.5 days", "")]);
    }

    #[test]
    fn levels_are_numbered_without_gaps() {
        let written = |lines: &[&str]| -> Vec<Written> {
            lines.iter().map(|line| Written { text: (*line).to_owned(), bold: None }).collect()
        };
        let gap = read(&written(&["Level 1: A", "Level 3: C"]));
        assert_eq!(gap, Err(BadNumber { at: 1, found: 3, wanted: 2 }));
        let late = read(&written(&["Level 2: A", "Level 3: C"]));
        assert_eq!(late, Err(BadNumber { at: 0, found: 2, wanted: 1 }));
        let values: Vec<_> = read(&written(&["Level 1: A", "Level 2: B", "Further reading"]))
            .expect("the numbers are right")
            .into_iter()
            .map(|words| words.value)
            .collect();
        assert_eq!(values, [Some(1), Some(2), None]);
    }
}
