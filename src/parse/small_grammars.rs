//! Highlights languages of operations that the grammars do not have: PowerShell, KQL, Bicep and HTTP messages.
//!
//! A table says how comments, strings, variables and keywords of a language look; one scanner reads them all. It knows no
//! nesting, so it can colour a word wrongly, but it never changes one.

use std::ops::Range;

/// A piece of code and the class of its colour; zero for none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CodeToken {
    pub range: Range<usize>,
    pub class: u8,
}

/// How a language is written.
struct Grammar {
    names: &'static [&'static str],
    keywords: &'static [&'static str],
    line_comment: &'static str,
    block_comment: Option<(&'static str, &'static str)>,
    quotes: &'static [char],
    /// The sign before an escaped quote.
    escape: Option<char>,
    /// The sign before the name of a variable or a decorator.
    variable: Option<char>,
    /// Whether words such as `Get-Item` are commands and `-Path` is a parameter.
    has_cmdlets: bool,
    ignores_case: bool,
}

const GRAMMARS: &[Grammar] = &[
    Grammar {
        names: &["powershell", "posh"],
        keywords: &[
            "begin",
            "break",
            "catch",
            "class",
            "continue",
            "data",
            "do",
            "dynamicparam",
            "else",
            "elseif",
            "end",
            "enum",
            "exit",
            "filter",
            "finally",
            "for",
            "foreach",
            "from",
            "function",
            "hidden",
            "if",
            "in",
            "param",
            "process",
            "return",
            "static",
            "switch",
            "throw",
            "trap",
            "try",
            "until",
            "using",
            "while",
        ],
        line_comment: "#",
        block_comment: Some(("<#", "#>")),
        quotes: &['"', '\''],
        escape: Some('`'),
        variable: Some('$'),
        has_cmdlets: true,
        ignores_case: true,
    },
    Grammar {
        names: &["kusto", "kql"],
        keywords: &[
            "and",
            "as",
            "asc",
            "between",
            "by",
            "contains",
            "count",
            "datatable",
            "desc",
            "distinct",
            "evaluate",
            "extend",
            "externaldata",
            "find",
            "getschema",
            "has",
            "has_any",
            "in",
            "invoke",
            "join",
            "kind",
            "let",
            "limit",
            "lookup",
            "make-series",
            "materialize",
            "mv-apply",
            "mv-expand",
            "not",
            "on",
            "or",
            "order",
            "parse",
            "print",
            "project",
            "project-away",
            "project-keep",
            "project-rename",
            "project-reorder",
            "range",
            "render",
            "sample",
            "scan",
            "search",
            "serialize",
            "set",
            "sort",
            "startswith",
            "summarize",
            "take",
            "top",
            "union",
            "where",
        ],
        line_comment: "//",
        block_comment: None,
        quotes: &['"', '\''],
        escape: Some('\\'),
        variable: None,
        has_cmdlets: false,
        ignores_case: false,
    },
    Grammar {
        names: &["bicep"],
        keywords: &[
            "array",
            "assert",
            "bool",
            "existing",
            "extension",
            "false",
            "for",
            "func",
            "if",
            "import",
            "in",
            "int",
            "metadata",
            "module",
            "null",
            "object",
            "output",
            "param",
            "provider",
            "resource",
            "string",
            "targetScope",
            "test",
            "true",
            "type",
            "using",
            "var",
            "with",
        ],
        line_comment: "//",
        block_comment: Some(("/*", "*/")),
        quotes: &['\''],
        escape: Some('\\'),
        variable: Some('@'),
        has_cmdlets: false,
        ignores_case: false,
    },
];

/// The pieces of code in a language of this file, in order and without gaps; `None` for other languages.
pub(super) fn tokens(language: &str, code: &str) -> Option<Vec<CodeToken>> {
    if matches!(language, "http" | "rest") {
        return Some(http(code));
    }
    let grammar = GRAMMARS.iter().find(|grammar| grammar.names.contains(&language))?;
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < code.len() {
        let (length, class) = grammar.token(code, at);
        tokens.push(CodeToken { range: at..at + length, class });
        at += length;
    }
    Some(tokens)
}

impl Grammar {
    /// The length and class of the piece that begins at a place.
    fn token(&self, code: &str, at: usize) -> (usize, u8) {
        let rest = &code[at..];
        let first = rest.chars().next().unwrap_or_default();
        if let Some((open, close)) = self.block_comment.filter(|(open, _)| rest.starts_with(open)) {
            let end = rest[open.len()..].find(close).map_or(rest.len(), |end| open.len() + end + close.len());
            return (end, b'c');
        }
        if rest.starts_with(self.line_comment) {
            return (rest.find('\n').unwrap_or(rest.len()), b'c');
        }
        if self.quotes.contains(&first) {
            return (self.string(rest, first), b's');
        }
        if Some(first) == self.variable {
            let name = word_length(&rest[first.len_utf8()..], ":_");
            return (first.len_utf8() + name, if name == 0 { 0 } else { b'v' });
        }
        if first.is_ascii_digit() {
            return (word_length(rest, "."), b'n');
        }
        if first == '-' && self.has_cmdlets && !code[..at].ends_with(|before: char| before.is_alphanumeric()) {
            let name = word_length(&rest[1..], "");
            return (1 + name, if name == 0 { b'o' } else { b'v' });
        }
        if first.is_alphabetic() || first == '_' {
            let length = word_length(rest, "-_");
            let word = &rest[..length];
            let is_keyword = |known: &&str| *known == word || self.ignores_case && known.eq_ignore_ascii_case(word);
            if self.keywords.iter().any(is_keyword) {
                return (length, b'k');
            }
            let is_call = self.has_cmdlets && word.contains('-') || rest[length..].starts_with('(');
            return (length, if is_call { b'f' } else { 0 });
        }
        let is_operator = matches!(first, '|' | '=' | '+' | '*' | '<' | '>' | '!' | '&');
        (first.len_utf8(), if is_operator { b'o' } else { 0 })
    }

    /// The length of a string with its quotes; one that is not closed ends with its line.
    fn string(&self, rest: &str, quote: char) -> usize {
        let mut is_escaped = false;
        for (at, letter) in rest.char_indices().skip(1) {
            match letter {
                _ if is_escaped => is_escaped = false,
                letter if Some(letter) == self.escape => is_escaped = true,
                letter if letter == quote => return at + letter.len_utf8(),
                '\n' => return at,
                _ => {}
            }
        }
        rest.len()
    }
}

/// The length of a word of letters, digits and these signs.
fn word_length(text: &str, signs: &str) -> usize {
    text.find(|letter: char| !letter.is_alphanumeric() && !signs.contains(letter)).unwrap_or(text.len())
}

/// A request or an answer: its first line, its headers, and a body in no colour.
fn http(code: &str) -> Vec<CodeToken> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut is_head = true;
    for (number, line) in code.split_inclusive('\n').enumerate() {
        let end = at + line.len();
        is_head &= !line.trim().is_empty();
        let first = line.find([' ', ':']).filter(|_| is_head);
        match first {
            Some(length) => {
                let is_header = line[length..].starts_with(':');
                let class = if is_header {
                    b'v'
                } else if number == 0 {
                    b'k'
                } else {
                    0
                };
                tokens.push(CodeToken { range: at..at + length, class });
                tokens.push(CodeToken { range: at + length..end, class: if is_header { b's' } else { 0 } });
            }
            None => tokens.push(CodeToken { range: at..end, class: 0 }),
        }
        at = end;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coloured<'a>(language: &str, code: &'a str) -> Vec<(&'a str, char)> {
        let tokens = tokens(language, code).expect("a language of this file");
        let pieces: Vec<&str> = tokens.iter().map(|token| &code[token.range.clone()]).collect();
        assert_eq!(pieces.concat(), code, "nothing is lost");
        tokens
            .into_iter()
            .filter(|token| token.class != 0)
            .map(|token| (&code[token.range], token.class as char))
            .collect()
    }

    #[test]
    fn each_language_is_read() {
        assert_eq!(
            coloured("powershell", "Get-Item -Path $home # it\nif (1) { \"a`\"b\" }\n"),
            [
                ("Get-Item", 'f'),
                ("-Path", 'v'),
                ("$home", 'v'),
                ("# it", 'c'),
                ("if", 'k'),
                ("1", 'n'),
                ("\"a`\"b\"", 's')
            ]
        );
        assert_eq!(
            coloured("kusto", "Heartbeat | where Computer == 'a' // x\n| summarize count()"),
            [
                ("|", 'o'),
                ("where", 'k'),
                ("=", 'o'),
                ("=", 'o'),
                ("'a'", 's'),
                ("// x", 'c'),
                ("|", 'o'),
                ("summarize", 'k'),
                ("count", 'k')
            ]
        );
        assert_eq!(coloured("bicep", "@secure()\nparam name string = 'é'\n")[..2], [("@secure", 'v'), ("param", 'k')]);
        let http = "GET /a HTTP/1.1\nHost: example.org\n\nbody: x\n";
        assert_eq!(coloured("http", http), [("GET", 'k'), ("Host", 'v'), (": example.org\n", 's')]);
        assert!(tokens("klingon", "a").is_none());
        coloured("powershell", "\"open\n$\n- -\u{301} é`");
    }
}
