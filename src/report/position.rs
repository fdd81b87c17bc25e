//! Byte offsets turned into lines and columns.

use crate::base::span::Span;

/// A place as people and editors count it. Lines and columns begin at 1; columns count characters (Unicode scalar
/// values), a BOM is no character, and a CR before the LF belongs to the line's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// The position of a byte offset; an offset inside a character counts as its start.
pub fn position(text: &str, offset: usize) -> Position {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before[line_start..].chars().filter(|letter| *letter != '\u{feff}').count() + 1;
    Position { line, column }
}

/// The positions of a span's start and end; the end is the place after its last character.
pub fn range(text: &str, span: Span) -> (Position, Position) {
    (position(text, span.start), position(text, span.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_right_after_boms_tabs_and_wide_letters() {
        let text = "\u{feff}a\r\n\té日b";
        assert_eq!(position(text, text.find('a').expect("a")), Position { line: 1, column: 1 });
        assert_eq!(position(text, text.find('b').expect("b")), Position { line: 2, column: 4 });
        assert_eq!(position(text, 999), Position { line: 2, column: 5 });
    }
}
