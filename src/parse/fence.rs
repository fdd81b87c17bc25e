//! The words after the opening of a code fence: language, title, line numbers, marked lines.

use std::ops::RangeInclusive;

/// The options in the info string of a fence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fence {
    /// The language in lower case; empty when none is named.
    pub language: String,
    pub title: Option<String>,
    pub numbered: bool,
    /// Ranges of one-based line numbers, as written; at most a hundred.
    pub marked: Vec<RangeInclusive<usize>>,
}

impl Fence {
    /// Whether a line is marked.
    pub fn marks(&self, line: usize) -> bool {
        self.marked.iter().any(|range| range.contains(&line))
    }
}

/// The most ranges that one fence may mark; more than that marks nothing that a reader could see.
const MOST_RANGES: usize = 100;

/// Reads an info string such as `rust title="src/main.rs" numbered {1,3-5}`.
///
/// The spellings of other tools count too: `linenos`, `showLineNumbers`, `hl_lines="1 3-5"`, `{.rust}`, `rust,ignore`.
pub fn parse(info: &str) -> Fence {
    let mut fence = Fence::default();
    for (index, word) in words(info).into_iter().enumerate() {
        let bare = word.trim_matches(['{', '}']);
        if word.starts_with('{') && bare.starts_with(|letter: char| letter.is_ascii_digit()) {
            fence.marked.extend(lines(bare));
        } else if let Some((name, value)) = bare.split_once('=') {
            let value = value.trim_matches(['"', '\'', '{', '}']);
            match name {
                "title" | "name" | "filename" => fence.title = Some(value.to_owned()).filter(|title| !title.is_empty()),
                "hl_lines" | "mark" | "highlight" => fence.marked.extend(lines(value)),
                "linenos" | "numbered" => fence.numbered = !matches!(value, "false" | "none" | "0"),
                _ => {}
            }
        } else if matches!(bare, "numbered" | "linenos" | "showLineNumbers") {
            fence.numbered = true;
        } else if index == 0 {
            let language = bare.trim_start_matches('.');
            fence.language = language.split([',', ' ', '{']).next().unwrap_or_default().to_lowercase();
        }
    }
    fence
}

/// Splits at white space outside quotation marks and braces.
fn words(info: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut quote, mut depth) = (None, None, 0_usize);
    for (at, letter) in info.char_indices() {
        if quote == Some(letter) {
            quote = None;
        } else if quote.is_none() {
            match letter {
                '"' | '\'' => quote = Some(letter),
                '{' if start.is_some_and(|start| !info[start..].starts_with('{')) && depth == 0 => {
                    words.push(&info[start.unwrap_or(at)..at]);
                    start = Some(at);
                    depth = 1;
                    continue;
                }
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                letter if letter.is_whitespace() && depth == 0 => {
                    if let Some(start) = start.take() {
                        words.push(&info[start..at]);
                    }
                    continue;
                }
                _ => {}
            }
        }
        start.get_or_insert(at);
    }
    if let Some(start) = start {
        words.push(&info[start..]);
    }
    words
}

/// Reads `1,3-5` or `1 3-5`.
fn lines(text: &str) -> impl Iterator<Item = RangeInclusive<usize>> + '_ {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.trim().parse().ok()?..=last.trim().parse().ok()?)
    };
    text.split([',', ' ']).filter(|part| !part.is_empty()).filter_map(range).take(MOST_RANGES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read() {
        let fence = parse("rust title=\"src/my file.rs\" numbered {1,3-5}");
        assert_eq!(fence.language, "rust");
        assert_eq!(fence.title.as_deref(), Some("src/my file.rs"));
        assert!(fence.numbered);
        assert_eq!(fence.marked, vec![1..=1, 3..=5]);
        assert_eq!(parse("py hl_lines=\"2 4\"").marked, vec![2..=2, 4..=4]);
        assert_eq!(parse("python {hl_lines=\"2 4\"}").marked, vec![2..=2, 4..=4]);
        assert_eq!(parse("js{1}").language, "js");
        assert_eq!(parse("js{1}").marked, vec![1..=1]);
        assert_eq!(parse("{.python}").language, "python");
        assert_eq!(parse("Rust,ignore").language, "rust");
        assert_eq!(parse(""), Fence::default());
    }
}
