//! The parts of a Markdown text that are code, in which nothing is rewritten.
//!
//! Works on lines, because the constructs of other tools, such as the indented text of a note, are code to a Markdown
//! parser. Code by indentation therefore counts as text.

use std::collections::HashMap;
use std::ops::Range;

/// The parts of a text that are code, in order.
#[derive(Debug, Default)]
pub struct CodeRanges {
    ranges: Vec<Range<usize>>,
}

/// A code fence that is open.
struct OpenFence {
    sign: u8,
    length: usize,
    start: usize,
}

impl CodeRanges {
    /// Finds the code in a text from an offset on: fences at any depth, and pairs of backticks in one paragraph.
    pub fn new(text: &str, from: usize) -> CodeRanges {
        let mut ranges = Vec::new();
        let mut open: Option<OpenFence> = None;
        let mut at = from;
        let mut paragraph = from;
        for line in text[from..].split_inclusive('\n') {
            let end = at + line.len();
            let bare = line.trim_start_matches([' ', '\t', '>']);
            let bare = bare.strip_prefix("- ").or_else(|| bare.strip_prefix("* ")).unwrap_or(bare).trim_start();
            let sign = bare.bytes().next().filter(|sign| matches!(sign, b'`' | b'~'));
            let length = bare.bytes().take_while(|byte| Some(*byte) == sign).count();
            match &open {
                Some(fence) => {
                    let is_closing =
                        sign == Some(fence.sign) && length >= fence.length && bare[length..].trim().is_empty();
                    if is_closing {
                        ranges.push(fence.start..end);
                        open = None;
                        paragraph = end;
                    }
                }
                None if length >= 3 && !(sign == Some(b'`') && bare[length..].contains('`')) => {
                    spans(text, paragraph..at, &mut ranges);
                    open = sign.map(|sign| OpenFence { sign, length, start: at });
                }
                None if bare.trim().is_empty() => {
                    spans(text, paragraph..at, &mut ranges);
                    paragraph = end;
                }
                None => {}
            }
            at = end;
        }
        match open {
            Some(fence) => ranges.push(fence.start..text.len()),
            None => spans(text, paragraph..text.len(), &mut ranges),
        }
        CodeRanges { ranges }
    }

    /// Whether the byte at an offset is in code.
    pub fn contains(&self, at: usize) -> bool {
        let next = self.ranges.partition_point(|range| range.end <= at);
        self.ranges.get(next).is_some_and(|range| range.start <= at)
    }
}

/// Adds the code spans of a paragraph.
fn spans(text: &str, paragraph: Range<usize>, ranges: &mut Vec<Range<usize>>) {
    let bytes = &text.as_bytes()[paragraph.clone()];
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'`', bytes) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    let mut by_length: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, run) in runs.iter().enumerate().rev() {
        by_length.entry(run.len()).or_default().push(index);
    }
    let mut index = 0;
    while index < runs.len() {
        let later = by_length.get_mut(&runs[index].len()).expect("every run has its length there");
        while later.last().is_some_and(|last| *last <= index) {
            later.pop();
        }
        index = match later.last() {
            Some(closing) => {
                ranges.push(paragraph.start + runs[index].start..paragraph.start + runs[*closing].end);
                closing + 1
            }
            None => index + 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_and_spans_are_code() {
        let text = "a `b` ``c ` d`` e\n\n!!! note\n    ```py\n    x `\n    ```\n    tail\n\n`open\n\nz ` z\n";
        let code = CodeRanges::new(text, 0);
        let is_code = |word: &str| code.contains(text.find(word).expect("it is there"));
        assert!(is_code("b`") && is_code("c `") && is_code("x `"));
        assert!(!is_code("a ") && !is_code("e\n") && !is_code("tail") && !is_code("open") && !is_code("z `"));
    }
}
