//! Takes away the indentation that components gave to the text in them, because indented text can be code in Markdown.

/// A line that opens a component of which nothing else is left.
pub const OPEN: &str = "\u{1}{";
/// The line that closes it.
pub const CLOSE: &str = "\u{1}}";

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Open,
    Close,
    Text,
}

/// A component around a line.
struct Around {
    /// Its last line.
    end: usize,
    /// How far its first line is from the margin.
    kept: usize,
    /// How far its text moves to the left.
    shift: usize,
}

/// A text without those lines and without the indentation inside components and containers.
pub fn without_marks(text: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let kinds = kinds(&lines);
    let mut ends = vec![lines.len(); lines.len()];
    let mut open = Vec::new();
    for (at, kind) in kinds.iter().enumerate() {
        match kind {
            LineKind::Open => open.push(at),
            LineKind::Close => {
                if let Some(start) = open.pop() {
                    ends[start] = at;
                }
            }
            LineKind::Text => {}
        }
    }
    // An opening line without an end has no text.
    open.into_iter().for_each(|start| ends[start] = start);
    let mut out = String::with_capacity(text.len());
    let mut around: Vec<Around> = Vec::new();
    let least = least_indents(&lines, &kinds, &ends);
    for (at, line) in lines.iter().enumerate() {
        while around.last().is_some_and(|around| around.end < at) {
            around.pop();
        }
        let indent = indent(line);
        // The closing line is below the opening one.
        let kept = around.last().map_or(indent, |around| match around.end == at {
            true => around.kept.min(indent),
            false => indent.saturating_sub(around.shift),
        });
        if kinds[at] == LineKind::Open && ends[at] > at {
            let inner = least[at].map_or(0, |least| least.saturating_sub(kept));
            around.push(Around { end: ends[at], kept, shift: inner });
        }
        if line.trim_end() == OPEN || line.trim() == OPEN || line.trim() == CLOSE {
            continue;
        }
        out.push_str(&line[indent - kept..]);
    }
    out
}

/// For each opening line the least indentation of the lines in it.
fn least_indents(lines: &[&str], kinds: &[LineKind], ends: &[usize]) -> Vec<Option<usize>> {
    let mut least = vec![None; lines.len()];
    let mut open: Vec<usize> = Vec::new();
    let merge = |slot: &mut Option<usize>, indent: usize| *slot = Some(slot.map_or(indent, |known| known.min(indent)));
    for (at, line) in lines.iter().enumerate() {
        if kinds[at] == LineKind::Close && open.last().is_some_and(|start| ends[*start] == at) {
            let start = open.pop().unwrap_or_default();
            if let (Some(outer), Some(inner)) = (open.last(), least[start]) {
                merge(&mut least[*outer], inner);
            }
        }
        if let Some(start) = open.last().filter(|_| !line.trim().is_empty()) {
            merge(&mut least[*start], indent(line));
        }
        if kinds[at] == LineKind::Open && ends[at] > at {
            open.push(at);
        }
    }
    least
}

fn kinds(lines: &[&str]) -> Vec<LineKind> {
    let mut fence: Option<(u8, usize)> = None;
    let mut kinds = Vec::with_capacity(lines.len());
    for line in lines {
        let bare = line.trim();
        let sign = bare.bytes().next().unwrap_or_default();
        let length = bare.bytes().take_while(|byte| *byte == sign).count();
        let is_fence = matches!(sign, b'`' | b'~') && length >= 3;
        kinds.push(match fence {
            Some((opened, least)) => {
                if is_fence && sign == opened && length >= least && bare[length..].is_empty() {
                    fence = None;
                }
                LineKind::Text
            }
            None if is_fence => {
                fence = (!bare[length..].contains('`')).then_some((sign, length));
                LineKind::Text
            }
            None if bare == OPEN => LineKind::Open,
            None if bare == CLOSE => LineKind::Close,
            None if bare.starts_with(":::") => match bare.trim_start_matches(':').trim() {
                "" => LineKind::Close,
                name if name.starts_with(|first: char| first.is_alphabetic() || first == '{') => LineKind::Open,
                _ => LineKind::Text,
            },
            None => LineKind::Text,
        });
    }
    kinds
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_moves_to_the_left_with_its_component() {
        let text = "- a\n\n  ::::tabs\n    :::tab X\n\n      One\n\n          code\n\n      ```\n      :::\n      ```\n\n    :::\n  ::::\n\n\u{1}{\n    Two\n\u{1}}\n    kept\n::::cards\n:::card\nx\n      :::\n      ::::\n:::note\nThree\n:::\n";
        assert_eq!(
            without_marks(text),
            "- a\n\n  ::::tabs\n  :::tab X\n\n  One\n\n      code\n\n  ```\n  :::\n  ```\n\n  :::\n  ::::\n\nTwo\n    kept\n::::cards\n:::card\nx\n:::\n::::\n:::note\nThree\n:::\n"
        );
    }

    #[test]
    fn a_container_without_an_end_changes_nothing() {
        assert_eq!(without_marks(":::note\n    a\n"), ":::note\n    a\n");
    }
}
