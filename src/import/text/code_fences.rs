//! What other tools write behind the language of a code fence, and their marks in the code, turned into ours.
//!
//! Knows Docusaurus (`// highlight-next-line`), VitePress (`// [!code ++]`, `js:line-numbers`, `[title]`) and Expressive
//! Code (`ins={1-2}`).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::import::notes::Topic;
use crate::import::text::page_text::{PageText, Rewrites};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

/// Sign of a comment, what it says, end of the comment.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[ \t]*(?://|#|--|;|%|<!--|/\*|\{/\*)[ \t]*(?:(highlight-next-line|highlight-start|highlight-end|(?:[a-z]+-)?error-next-line|This will error|\[!code [^\]\n]*\]))[ \t]*(?:-->|\*/\}?)?[ \t]*\r?$",
    )
});
static OPTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?:([A-Za-z][\w-]*)=)?\{([\d,\s-]*)\}|([A-Za-z][\w-]*)=(?:"([^"]*)"|'([^']*)'|(\S+))|\[([^\]\n]+)\]|(?:"[^"\n]*"|/[^/\n]+/)|\S+"#,
    )
});

/// A code fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeFence {
    /// Where its first line begins.
    pub start: usize,
    /// Where the words behind the signs begin and end.
    pub info: (usize, usize),
    /// Where its code begins and ends.
    pub code: (usize, usize),
    /// Where the line behind it begins.
    pub end: usize,
}

/// The code fences of a text from an offset on.
pub fn fences(text: &str, from: usize) -> Vec<CodeFence> {
    let mut found = Vec::new();
    let mut open: Option<(u8, usize, CodeFence)> = None;
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t', '>']);
        let bare = bare.strip_prefix("- ").or_else(|| bare.strip_prefix("* ")).unwrap_or(bare).trim_start();
        let sign = bare.bytes().next().unwrap_or_default();
        let length = bare.bytes().take_while(|byte| *byte == sign).count();
        let is_fence = matches!(sign, b'`' | b'~') && length >= 3;
        let end = at + line.len();
        match &mut open {
            Some((opened, least, fence))
                if is_fence && sign == *opened && length >= *least && bare[length..].trim().is_empty() =>
            {
                fence.code.1 = at;
                fence.end = end;
                found.extend(open.take().map(|(_, _, fence)| fence));
            }
            Some(_) => {}
            None if is_fence && !(sign == b'`' && bare[length..].contains('`')) => {
                let info = at + line.len() - bare.len() + length;
                let fence = CodeFence { start: at, info: (info, at + line.trim_end().len()), code: (end, end), end };
                open = Some((sign, length, fence));
            }
            None => {}
        }
        at = end;
    }
    found
}

/// What the words of a fence say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FenceInfo {
    pub language: String,
    pub title: Option<String>,
    pub lines: BTreeSet<usize>,
    pub is_numbered: bool,
}

/// The most lines that one fence marks.
const MOST_LINES: usize = 5_000;

/// Reads the words of a fence.
pub fn read(info: &str) -> FenceInfo {
    let mut out = FenceInfo::default();
    let info = info.trim();
    let end = info.find(|letter: char| letter.is_whitespace() || matches!(letter, '{' | '[')).unwrap_or(info.len());
    let (language, rest) = info.split_at(end);
    let (language, option) = language.split_once(':').unwrap_or((language, ""));
    out.language = language.to_owned();
    out.is_numbered = option.starts_with("line-numbers");
    for found in OPTION.captures_iter(rest) {
        let value = |number: usize| found.get(number).map(|group| group.as_str());
        let quoted = value(4).or(value(5)).or(value(6));
        match (value(1), value(2), value(3), value(7)) {
            (Some("del" | "collapse"), Some(_), ..) => {}
            (Some("showLineNumbers"), Some(_), ..) => out.is_numbered = true,
            (_, Some(lines), ..) => add_lines(lines, &mut out.lines),
            (_, _, Some("title" | "filename" | "name"), _) => out.title = quoted.map(str::to_owned),
            (_, _, Some("showLineNumbers"), _) => out.is_numbered = quoted != Some("false"),
            (_, _, _, Some(title)) => out.title = Some(title.to_owned()),
            _ => out.is_numbered |= matches!(&found[0], "showLineNumbers" | "line-numbers" | "linenums" | "numbered"),
        }
    }
    out
}

fn add_lines(text: &str, lines: &mut BTreeSet<usize>) {
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        if let (Ok(first), Ok(last)) = (first.trim().parse::<usize>(), last.trim().parse::<usize>()) {
            lines.extend((first..=last).take(MOST_LINES));
        }
    }
}

/// The words of a fence as Fingerpost reads them.
pub fn written(info: &FenceInfo) -> String {
    let mut out = info.language.clone();
    if let Some(title) = &info.title {
        out.push_str(&format!(" title=\"{}\"", title.replace('"', "'")));
    }
    if info.is_numbered {
        out.push_str(" numbered");
    }
    if !info.lines.is_empty() {
        out.push_str(&format!(" {{{}}}", ranges(&info.lines)));
    }
    if out.starts_with(' ') { format!("text{out}") } else { out }
}

fn ranges(lines: &BTreeSet<usize>) -> String {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for line in lines {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => out.push((*line, *line)),
        }
    }
    let shown = |(first, last): &(usize, usize)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    out.iter().map(shown).collect::<Vec<_>>().join(",")
}

/// Code without the marks of lines, which go into the words of the fence.
pub fn without_marks(code: &str, info: &mut FenceInfo) -> String {
    let mut out = String::with_capacity(code.len());
    let (mut number, mut is_marking, mut marks_next) = (1_usize, false, 0_usize);
    for line in code.split_inclusive('\n') {
        let mark = MARK.captures(line.trim_end_matches('\n'));
        let said = mark.as_ref().map(|mark| mark[1].to_owned());
        let before = mark.as_ref().map_or(line, |mark| &line[..mark.get(0).map_or(0, |whole| whole.start())]);
        let is_alone = mark.is_some() && before.trim().is_empty();
        match said.as_deref() {
            Some("highlight-start") if is_alone => is_marking = true,
            Some("highlight-end") if is_alone => is_marking = false,
            Some(said) if is_alone && !said.starts_with("[!code") => marks_next = 1,
            Some(said) if said.starts_with("[!code") => {
                let what = said.trim_start_matches("[!code").trim_end_matches(']').trim();
                let count = what.split_once(':').and_then(|(_, count)| count.parse().ok()).unwrap_or(1_usize);
                let is_word = what.starts_with("word") || what.is_empty();
                if is_alone {
                    marks_next = if is_word { 0 } else { count };
                } else {
                    if !is_word {
                        info.lines.extend((number..number.saturating_add(count)).take(MOST_LINES));
                    }
                    out.push_str(before);
                    out.push('\n');
                    number += 1;
                }
                continue;
            }
            _ => {}
        }
        if is_alone {
            continue;
        }
        if is_marking || marks_next > 0 {
            info.lines.insert(number);
        }
        marks_next = marks_next.saturating_sub(1);
        out.push_str(line);
        number += 1;
    }
    out
}

/// Rewrites the fences of a page.
pub fn convert(page: &PageText<'_>, out: &mut Rewrites) {
    for fence in fences(page.text, page.body) {
        let (from, to) = fence.info;
        let words = page.text[from..to].trim();
        let mut info = read(words);
        let code = &page.text[fence.code.0..fence.code.1];
        let has_marks = code.contains("highlight-") || code.contains("[!code") || code.contains("error-next-line");
        if has_marks {
            let new = without_marks(code, &mut info);
            if new != code {
                if code.contains("[!code ++]") || code.contains("[!code --]") {
                    let text = "added and removed lines of code are highlighted lines now";
                    out.note(page, fence.start, Topic::Converted, text);
                }
                out.replace(fence.code.0, fence.code.1, new);
            }
        }
        let new = written(&info);
        if new != words && (words.contains([' ', '{', '[', ':', '=']) || !info.lines.is_empty()) {
            out.replace(from, to, new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_fences_become_ours() {
        for (old, new) in [
            ("js {1,3-5} title=\"a.js\" showLineNumbers", "js title=\"a.js\" numbered {1,3-5}"),
            ("jsx{2}", "jsx {2}"),
            ("ts:line-numbers {1} [config.ts]", "ts title=\"config.ts\" numbered {1}"),
            ("astro ins={2-3} \"word\" frame=\"none\"", "astro {2-3}"),
            ("bash npm2yarn", "bash"),
            ("rust", "rust"),
            ("", ""),
        ] {
            assert_eq!(written(&read(old)), new, "{old}");
        }
    }

    #[test]
    fn marks_in_code_become_lines() {
        let mut info = read("js");
        let code = "a\n// highlight-next-line\nb\n/* highlight-start */\nc\nd\n# highlight-end\ne // [!code ++]\n// [!code focus:2]\nf\ng\n";
        assert_eq!(without_marks(code, &mut info), "a\nb\nc\nd\ne\nf\ng\n");
        assert_eq!(written(&info), "js {2-7}");
    }
}
