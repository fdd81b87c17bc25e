//! Byte offsets of one text turned into lines and columns, in the time of a look-up.
//!
//! Built once a file, in one pass. A look-up searches the line starts and counts at most one block of characters, so
//! that neither many diagnostics in a file nor a very long line makes it slow.

use crate::base::text::floor_char_boundary;

/// A place as people and editors count it. Lines and columns begin at 1; columns count Unicode code points. A byte order
/// mark is not counted, and a CR before the LF belongs to the end of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    /// The start of a file.
    pub const START: Position = Position { line: 1, column: 1 };
}

/// Bytes between two places at which characters have been counted.
const BLOCK: usize = 512;

/// Where the lines of a text begin, and how many characters come before each block of it.
#[derive(Debug)]
pub struct LineIndex {
    /// The offset of the first byte of each line; never empty.
    starts: Vec<usize>,
    /// For each block, the offset of its first whole character and the number of characters before that.
    blocks: Vec<LineBlock>,
}

#[derive(Debug, Clone, Copy)]
struct LineBlock {
    offset: usize,
    characters: usize,
}

impl LineIndex {
    /// Indexes a text.
    pub fn new(text: &str) -> LineIndex {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        let mut blocks = vec![LineBlock { offset: 0, characters: 0 }];
        let mut last = blocks[0];
        while last.offset + BLOCK < text.len() {
            let offset = floor_char_boundary(text, last.offset + BLOCK);
            last = LineBlock { offset, characters: last.characters + characters(&text[last.offset..offset]) };
            blocks.push(last);
        }
        LineIndex { starts, blocks }
    }

    /// The position of a byte offset of the indexed text. An offset inside a character counts as its start, one past the
    /// end as the end.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = floor_char_boundary(text, offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let column = self.characters_before(text, offset) - self.characters_before(text, self.starts[line - 1]) + 1;
        Position { line, column }
    }

    /// The bytes of a line, counted from 1, without its LF.
    pub fn line(&self, text: &str, number: usize) -> std::ops::Range<usize> {
        let end = self.starts.get(number).map_or(text.len(), |next| next - 1);
        self.starts[number - 1]..end
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let block = self.blocks[self.blocks.partition_point(|block| block.offset <= offset) - 1];
        block.characters + characters(&text[block.offset..offset])
    }
}

fn characters(text: &str) -> usize {
    text.chars().filter(|letter| *letter != '\u{feff}').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_right_after_boms_tabs_and_wide_letters() {
        let text = "\u{feff}a\r\n\té日b";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, text.find('a').expect("a")), Position { line: 1, column: 1 });
        assert_eq!(index.position(text, text.find('b').expect("b")), Position { line: 2, column: 4 });
        assert_eq!(index.position(text, 999), Position { line: 2, column: 5 });
        assert_eq!(&text[index.line(text, 1)], "\u{feff}a\r");
        assert_eq!(&text[index.line(text, 2)], "\té日b");
    }

    #[test]
    fn positions_match_counting_from_the_start() {
        let text = format!("{}\n\n{}\r\n{}", "é".repeat(700), "日a".repeat(900), "\u{feff}b\n".repeat(600));
        let index = LineIndex::new(&text);
        for offset in 0..=text.len() + 1 {
            let before = &text[..floor_char_boundary(&text, offset)];
            let line = before.matches('\n').count() + 1;
            let column = characters(before.rsplit('\n').next().unwrap_or_default()) + 1;
            assert_eq!(index.position(&text, offset), Position { line, column }, "offset {offset}");
        }
    }
}
