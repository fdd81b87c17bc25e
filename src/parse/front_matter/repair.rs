//! YAML that other readers accept and ours does not, made valid without moving a place.

use std::borrow::Cow;

/// Makes a block readable for the YAML parser.
pub fn repair(block: &str) -> Cow<'_, str> {
    match joined(&spaced(block)) {
        None if !block.contains(":\t") => Cow::Borrowed(block),
        None => spaced(block),
        Some(joined) => Cow::Owned(joined),
    }
}

/// Turns tabs between a key and its value into as many spaces: YAML allows them there, `saphyr-parser` does not.
fn spaced(block: &str) -> Cow<'_, str> {
    if !block.contains(":\t") {
        return Cow::Borrowed(block);
    }
    let space = |line: &str| match line.find(":\t") {
        Some(at) if !line[..at].contains([':', '"', '\'', '#']) => {
            let rest = line[at + 1..].trim_start_matches('\t');
            let tabs = line.len() - at - 1 - rest.len();
            format!("{}{}{rest}", &line[..=at], " ".repeat(tabs))
        }
        _ => line.to_owned(),
    };
    Cow::Owned(block.split_inclusive('\n').map(space).collect())
}

/// Turns line ends inside quotation marks into spaces, where the next line is not indented: PyYAML and go-yaml read it, and
/// a line end in quotation marks is a space. `None` if there are none.
fn joined(block: &str) -> Option<String> {
    let mut joined: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(end) = memchr::memchr(b'\n', &block.as_bytes()[at..]).map(|end| at + end) {
        let line = &block[at..end];
        at = end + 1;
        let value = line.find(": ").map(|colon| line[colon + 2..].trim());
        let Some(quote) = value.and_then(|value| value.chars().next()).filter(|first| matches!(first, '"' | '\''))
        else {
            continue;
        };
        let open = end - line.len() + line.find(quote).unwrap_or(0) + 1;
        // A mark that is not closed is an error of its own.
        let Some(close) = close(block, open, quote).filter(|close| *close > end) else { continue };
        for place in memchr::memchr_iter(b'\n', &block.as_bytes()[open..close]).map(|place| open + place) {
            if block.as_bytes().get(place + 1).is_some_and(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
                let bytes = joined.get_or_insert_with(|| block.as_bytes().to_vec());
                bytes[place] = b' ';
                if bytes[place - 1] == b'\r' {
                    bytes[place - 1] = b' ';
                }
            }
        }
        at = close;
    }
    joined.map(|bytes| String::from_utf8(bytes).expect("ASCII was replaced by ASCII"))
}

/// Where the closing quotation mark is.
fn close(block: &str, open: usize, quote: char) -> Option<usize> {
    let bytes = &block.as_bytes()[open..];
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == '"' => at += 1,
            b'\'' if quote == '\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            byte if byte == quote as u8 => return Some(open + at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::repair;

    #[test]
    fn lines_in_quotation_marks_need_no_indentation() {
        assert_eq!(repair("a: \"one\ntwo\"\nb: 'x\r\ny'\n"), "a: \"one two\"\nb: 'x  y'\n");
        for block in
            ["a: \"one\n  two\"\n", "a: \"one\nb: 2\n", "a: \"one\"\nb: 2\n", "a: |\n  \"x\n", "a: it's\nb: 1\n"]
        {
            assert_eq!(repair(block), block);
        }
        assert_eq!(repair("a:\tb\n"), "a: b\n");
    }
}
