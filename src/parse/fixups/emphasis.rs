//! Asterisks beside punctuation in scripts without spaces between words, made the emphasis that their author meant.
//!
//! In `**「確認」**する` the second pair does not close by the letter of CommonMark, because punctuation is before it and a
//! letter behind it. A mark between the asterisks and the punctuation lets it close.
//!
//! Source of the rule: CommonMark 0.31.2, 6.2 (flanking delimiter runs), which does not consider these scripts.

use std::ops::Range;

use pulldown_cmark::Options;

use crate::parse::fixups::inline_runs::{InlineRun, inline_runs};
use crate::parse::fixups::lines::is_inside;
use crate::parse::fixups::normalized::{Insertion, MARK};

/// The marks that let emphasis open and close.
pub fn open_and_close(text: &str, options: Options) -> Vec<Insertion> {
    if !text.contains('*') || !text.chars().any(is_unspaced) {
        return Vec::new();
    }
    let mut places: Vec<usize> = inline_runs(text, options).iter().flat_map(|run| places(text, run)).collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter().map(|at| Insertion { at, text: MARK.to_string() }).collect()
}

/// The places for marks in one block.
fn places(text: &str, run: &InlineRun) -> Vec<usize> {
    let signs = signs(text, run);
    let mut places = Vec::new();
    let mut is_needed = false;
    for length in 1..=3 {
        let same: Vec<&Range<usize>> = signs.iter().filter(|sign| sign.len() == length).collect();
        if same.len() % 2 == 1 {
            return Vec::new();
        }
        for pair in same.chunks(2) {
            let (inner, outer) = (text[pair[0].end..].chars().next(), text[..pair[0].start].chars().next_back());
            if is_stuck(inner, outer) {
                places.push(pair[0].end);
                is_needed |= outer.is_some_and(is_unspaced);
            }
            let (inner, outer) = (text[..pair[1].start].chars().next_back(), text[pair[1].end..].chars().next());
            if is_stuck(inner, outer) {
                places.push(pair[1].start);
                is_needed |= outer.is_some_and(is_unspaced);
            }
        }
    }
    if is_needed { places } else { Vec::new() }
}

/// The runs of asterisks that no backslash precedes.
fn signs(text: &str, run: &InlineRun) -> Vec<Range<usize>> {
    let mut signs: Vec<Range<usize>> = Vec::new();
    let is_escaped = |at: usize| text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    for at in memchr::memchr_iter(b'*', &text.as_bytes()[run.range.clone()]).map(|at| run.range.start + at) {
        match signs.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ if is_inside(&run.opaque, at) || is_escaped(at) => {}
            _ => signs.push(at..at + 1),
        }
    }
    signs
}

/// Whether asterisks between these letters do not open or close, although no space is inside them.
fn is_stuck(inner: Option<char>, outer: Option<char>) -> bool {
    let is_letter = |letter: char| !letter.is_whitespace() && !is_punctuation(letter);
    inner.is_some_and(is_punctuation) && outer.is_some_and(is_letter)
}

/// Whether CommonMark counts a character as punctuation. Those beyond ASCII are the ones that these scripts use.
fn is_punctuation(letter: char) -> bool {
    letter.is_ascii_punctuation()
        || matches!(letter, '\u{a1}'..='\u{bf}' | '\u{2010}'..='\u{205e}' | '\u{3001}'..='\u{3003}'
            | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{30fb}' | '\u{fe10}'..='\u{fe6b}'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// Whether a letter is of a script that writes words, or particles after them, without spaces.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30fa}' | '\u{30fc}'..='\u{318f}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
