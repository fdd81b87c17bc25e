//! Bytes of a file as text: UTF-8 with LF or CRLF, and perhaps a byte order mark at its start.
//!
//! Anything else would be shown wrongly or read differently by different programs, so it has a place and a remedy.

use memchr::memchr2_iter;

use crate::base::span::Span;

/// A text as one line, without control characters: metadata is printed in lines, lists and other files of lines, in which a
/// line break would begin something else.
pub fn one_line(text: &str) -> String {
    let text = text.trim();
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The last boundary of a character at or before an offset, as in the standard library from Rust 1.91.
pub fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The first boundary of a character at or behind an offset, as in the standard library from Rust 1.91.
pub fn ceil_char_boundary(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// Why bytes are not text.
#[derive(Debug, PartialEq, Eq)]
pub struct NotText {
    /// The first byte that is wrong.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// The byte order mark.
const MARK: &str = "\u{feff}";

/// Bytes as text, with its byte order mark if it has one.
pub fn decode(bytes: &[u8]) -> Result<&str, NotText> {
    let problem = |at: usize, message: String, help| Err(NotText { span: Span::new(at, at + 1), message, help });
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let message = "this file is not valid UTF-8: invalid byte at offset 0".to_owned();
        return problem(0, message, "it looks like UTF-16; save it as UTF-8");
    }
    for at in memchr2_iter(0, b'\r', bytes) {
        if bytes[at] == 0 {
            let message = format!("this file contains a zero byte at offset {at}");
            let help = if is_utf16(bytes) { "it looks like UTF-16; save it as UTF-8" } else { "remove the zero byte" };
            return problem(at, message, help);
        }
        if bytes.get(at + 1) != Some(&b'\n') {
            let message = format!("the carriage return at offset {at} is not a line ending");
            return problem(at, message, "save the file with Unix or Windows line endings (LF or CRLF)");
        }
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            return problem(
                at,
                format!("this file is not valid UTF-8: invalid byte at offset {at}"),
                "save it as UTF-8",
            );
        }
    };
    match text.strip_prefix(MARK) {
        Some(rest) if rest.starts_with(MARK) => {
            let at = MARK.len();
            let message = "this file begins with two byte order marks".to_owned();
            Err(NotText {
                span: Span::new(at, 2 * at),
                message,
                help: "remove one, or save the file as UTF-8 without a mark",
            })
        }
        _ => Ok(text),
    }
}

/// Whether about every second byte at the start is zero, as in Latin text of two bytes a letter.
fn is_utf16(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64)];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let most = zeros(0).max(zeros(1));
    most * 3 >= start.len() && zeros(0).min(zeros(1)) * 4 < most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_utf8_with_known_line_endings_is_text() {
        for text in ["", "a\nb\r\n", "\u{feff}a", "a\u{feff}b", "ä\u{85}\u{2028}\t"] {
            assert_eq!(decode(text.as_bytes()), Ok(text));
        }
        let wrong: &[(&[u8], usize, &str)] = &[
            (b"a\0b\n", 1, "remove the zero byte"),
            (b"#\0 \0T\0i\0t\0l\0e\0\n\0", 1, "UTF-16"),
            (b"\0#\0 \0T\0i\0t\0l\0e\0\n", 0, "UTF-16"),
            (b"\xff\xfe#\0", 0, "UTF-16"),
            (b"\xfe\xff\0#", 0, "UTF-16"),
            (b"---\rtitle: B\r", 3, "LF or CRLF"),
            (b"a\r\r\n", 1, "LF or CRLF"),
            (b"a\r", 1, "LF or CRLF"),
            (b"caf\xe9\n", 3, "UTF-8"),
            (b"\xef\xbb\xbf\xef\xbb\xbfa", 3, "remove one"),
        ];
        for (bytes, at, help) in wrong {
            let problem = decode(bytes).expect_err("it is not text");
            assert_eq!(problem.span.start, *at, "{bytes:?}");
            assert!(problem.help.contains(help), "{bytes:?}: {}", problem.help);
        }
    }
}
