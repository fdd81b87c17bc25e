//! JavaScript text → tokens with their places, and the same text without comments and needless white space.
//!
//! The lexer knows strings, templates, regular expressions and comments (ECMA-262, 12); it does not parse. A minified
//! script has the same tokens as its source, in the same order, and keeps every line break at which a statement can end.

use std::ops::Range;

/// What a token is; punctuators are one character each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    String,
    Template,
    Regex,
    Punctuator,
    Comment,
    LineBreak,
}

/// A piece of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    /// The offset of its first byte.
    pub start: usize,
    /// How many braces are open before it.
    pub depth: usize,
}

impl Token<'_> {
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    pub fn is(&self, text: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Punctuator) && self.text == text
    }
}

/// Something that has a start and no end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unclosed {
    pub what: &'static str,
    pub place: Range<usize>,
}

/// Words after which a `/` begins a regular expression.
const BEFORE_REGEX: [&str; 14] = [
    "return",
    "typeof",
    "instanceof",
    "in",
    "of",
    "new",
    "delete",
    "void",
    "throw",
    "case",
    "do",
    "else",
    "yield",
    "await",
];

/// Cuts a script into tokens; white space inside lines is left out.
pub(super) fn tokens(script: &str) -> Result<Vec<Token<'_>>, Unclosed> {
    let mut lexer = Lexer { script, at: 0, tokens: Vec::new(), braces: 0 };
    while lexer.step()? {}
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    script: &'a str,
    at: usize,
    tokens: Vec<Token<'a>>,
    braces: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.script[self.at..]
    }

    /// Reads one token or the white space before it; false at the end.
    fn step(&mut self) -> Result<bool, Unclosed> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(false) };
        match first {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => self.push(Kind::LineBreak, first.len_utf8()),
            _ if first.is_whitespace() || first == '\u{feff}' => self.at += first.len_utf8(),
            '/' if rest.starts_with("//") => {
                self.push(Kind::Comment, rest.find(['\n', '\r', '\u{2028}', '\u{2029}']).unwrap_or(rest.len()));
            }
            '/' if rest.starts_with("/*") => {
                let length = rest[2..].find("*/").ok_or_else(|| self.unclosed("comment"))? + 4;
                self.push(Kind::Comment, length);
            }
            '"' | '\'' => {
                let length = self.string_length(first)?;
                self.push(Kind::String, length);
            }
            '`' => {
                let length = self.template_length()?;
                self.push(Kind::Template, length);
            }
            '/' if self.regex_may_begin() => {
                let length = self.regex_length()?;
                self.push(Kind::Regex, length);
            }
            _ if first.is_ascii_digit()
                || first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit()) =>
            {
                self.push(Kind::Number, number_length(rest));
            }
            _ if is_word(first) || first == '#' => {
                let start = first.len_utf8();
                let length = rest[start..].find(|letter| !is_word(letter)).unwrap_or(rest.len() - start);
                self.push(Kind::Word, start + length);
            }
            _ => self.punctuator(first),
        }
        Ok(true)
    }

    fn punctuator(&mut self, sign: char) {
        if sign == '}' {
            self.braces = self.braces.saturating_sub(1);
        }
        self.push(Kind::Punctuator, sign.len_utf8());
        if sign == '{' {
            self.braces += 1;
        }
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let text = &self.rest()[..length];
        self.tokens.push(Token { kind, text, start: self.at, depth: self.braces });
        self.at += length;
    }

    /// The last token that is no white space and no comment.
    fn last(&self) -> Option<&Token<'a>> {
        self.tokens.iter().rev().find(|token| !matches!(token.kind, Kind::Comment | Kind::LineBreak))
    }

    /// Whether a `/` here begins a regular expression, not a division.
    ///
    /// After `}` it does: a block ends there, since nobody divides an object literal.
    fn regex_may_begin(&mut self) -> bool {
        let Some(&last) = self.last() else { return true };
        match last.kind {
            Kind::Word => BEFORE_REGEX.contains(&last.text) && !self.is_property(last.start),
            Kind::Punctuator => match last.text {
                ")" => self.closed_condition(),
                "]" => false,
                "+" | "-" => !self.script[..last.start].ends_with(last.text),
                _ => true,
            },
            _ => false,
        }
    }

    fn is_property(&self, start: usize) -> bool {
        self.tokens.iter().rev().find(|token| token.start < start).is_some_and(|token| token.is("."))
    }

    /// Whether the `)` just read closes what follows `if`, `while`, `for` or `with`.
    fn closed_condition(&self) -> bool {
        let mut open = 0_usize;
        let mut significant = self.tokens.iter().rev().filter(|token| token.kind == Kind::Punctuator);
        let start = significant.find_map(|token| {
            match token.text {
                ")" => open += 1,
                "(" => open -= 1,
                _ => return None,
            }
            (open == 0).then_some(token.start)
        });
        let before = start.and_then(|start| self.tokens.iter().rev().find(|token| token.start < start));
        before.is_some_and(|word| ["if", "while", "for", "with"].iter().any(|keyword| word.is(keyword)))
    }

    fn unclosed(&self, what: &'static str) -> Unclosed {
        let line = self.rest().find('\n').unwrap_or(self.rest().len());
        Unclosed { what, place: self.at..self.at + line }
    }

    fn string_length(&self, quote: char) -> Result<usize, Unclosed> {
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => _ = letters.next(),
                '\n' => break,
                _ if letter == quote => return Ok(at + 1),
                _ => {}
            }
        }
        Err(self.unclosed("string"))
    }

    /// A template with all that is inserted into it, however deep.
    fn template_length(&self) -> Result<usize, Unclosed> {
        let rest = self.rest();
        let mut at = 1;
        while let Some(letter) = rest[at..].chars().next() {
            match letter {
                '`' => return Ok(at + 1),
                '\\' => at += 1 + rest[at + 1..].chars().next().map_or(0, char::len_utf8),
                '$' if rest[at..].starts_with("${") => {
                    at += 2;
                    at += inserted_length(&rest[at..]).ok_or_else(|| self.unclosed("template"))?;
                }
                _ => at += letter.len_utf8(),
            }
        }
        Err(self.unclosed("template"))
    }

    fn regex_length(&self) -> Result<usize, Unclosed> {
        let rest = self.rest();
        let (mut in_class, mut letters) = (false, rest.char_indices().skip(1));
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => _ = letters.next(),
                '\n' => break,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => {
                    let flags = rest[at + 1..].find(|letter| !is_word(letter)).unwrap_or(rest.len() - at - 1);
                    return Ok(at + 1 + flags);
                }
                _ => {}
            }
        }
        Err(self.unclosed("regular expression"))
    }
}

/// The length of the expression after `${`, with the brace that closes it.
fn inserted_length(rest: &str) -> Option<usize> {
    let mut lexer = Lexer { script: rest, at: 0, tokens: Vec::new(), braces: 0 };
    let mut open = 1_usize;
    while lexer.step().ok()? {
        let Some(token) = lexer.tokens.last().filter(|token| token.range().end == lexer.at) else { continue };
        open = if token.is("{") {
            open + 1
        } else if token.is("}") {
            open - 1
        } else {
            open
        };
        if open == 0 {
            return Some(lexer.at);
        }
    }
    None
}

fn number_length(text: &str) -> usize {
    let is_hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    let mut last = ' ';
    let end = text.find(|letter: char| {
        let is_sign = matches!(letter, '+' | '-') && matches!(last, 'e' | 'E') && !is_hexadecimal;
        last = letter;
        !(letter == '.' || is_word(letter) || is_sign)
    });
    end.unwrap_or(text.len())
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$' | '\\' | '\u{200c}' | '\u{200d}')
}

/// The script without comments and needless white space; unchanged where a token has no end.
pub(super) fn minified(script: &str) -> String {
    match tokens(script) {
        Ok(tokens) => written(&tokens),
        Err(_) => script.to_owned(),
    }
}

/// Writes tokens with the least white space that keeps them apart. Comments that begin with `/*!`, as licences do, stay.
fn written(tokens: &[Token<'_>]) -> String {
    let mut out = String::with_capacity(tokens.last().map_or(0, |last| last.range().end));
    let mut before: Option<Token<'_>> = None;
    let mut has_break = false;
    for &token in tokens {
        match token.kind {
            Kind::LineBreak => has_break = true,
            Kind::Comment if !token.text.starts_with("/*!") => has_break |= token.text.contains('\n'),
            _ => {
                if let Some(before) = before {
                    if has_break && may_end_statement(before, token) {
                        out.push('\n');
                    } else if needs_space(before, token) {
                        out.push(' ');
                    }
                }
                out.push_str(token.text);
                (before, has_break) = (Some(token), false);
            }
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Whether a line break between two tokens may end a statement (ECMA-262, 12.10 Automatic Semicolon Insertion).
fn may_end_statement(before: Token<'_>, after: Token<'_>) -> bool {
    let continues = before.kind == Kind::Punctuator
        && matches!(before.text, "{" | "(" | "[" | "," | ";" | "?" | ":" | "&" | "|" | "=");
    let closes =
        after.kind == Kind::Punctuator && matches!(after.text, "}" | ")" | "]" | "," | "." | "?" | ":" | "&" | "|");
    !continues && !closes
}

/// Whether two tokens would become one, or a comment, without a space.
fn needs_space(before: Token<'_>, after: Token<'_>) -> bool {
    let (Some(last), Some(first)) = (before.text.chars().last(), after.text.chars().next()) else { return false };
    let are_words = (is_word(last) || last == '#') && (is_word(first) || first == '#');
    let is_contiguous = before.range().end == after.start;
    are_words
        || !is_contiguous
            && (before.kind == Kind::Number && first == '.'
                || matches!((last, first), ('+', '+') | ('-', '-') | ('/', '/' | '*') | ('!', '-') | ('<', '!')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn significant(script: &str) -> Vec<(Kind, &str)> {
        let all = tokens(script).expect("every token has an end").into_iter();
        all.filter(|token| !matches!(token.kind, Kind::Comment | Kind::LineBreak))
            .map(|token| (token.kind, token.text))
            .collect()
    }

    #[test]
    fn comments_and_spaces_are_removed() {
        let script = "// a\n\n  let a = 1; // b\n  /* c\n   d */\n  /*! e */ if (a) {\n b ( );\n}\nc + +d - --e\n";
        assert_eq!(minified(script), "let a=1;/*! e */if(a){b();}\nc+ +d- --e\n");
    }

    #[test]
    fn strings_templates_and_regexes_are_unchanged() {
        for script in ["a=\"// b  c\";\n", "a=`x // ${b  +  `y}  z`}\n  c`;\n", "a=/[/]  \\/\"/g.test(b);\n"] {
            assert_eq!(minified(script), script);
        }
    }

    #[test]
    fn slashes_divide_or_begin_a_regular_expression() {
        let kinds = |script| significant(script).into_iter().filter(|(kind, _)| *kind == Kind::Regex).count();
        for script in ["a / b / c", "(a) / b / c", "a[0] / b / c", "a++ / b / c", "a.in / b / c", "1 / 2 / 3"] {
            assert_eq!(kinds(script), 0, "{script}");
        }
        for script in ["/a/", "x = /a/", "return /a/", "if (a) /a/", "f(/a/)", "}\n/a/", "a => /a/", "!/a/", "a + /a/"]
        {
            assert_eq!(kinds(script), 1, "{script}");
        }
    }

    #[test]
    fn statements_still_end_at_line_breaks() {
        assert_eq!(minified("a = {}\nb()\n\n  .c()\nreturn\nd\ne\n++f\n"), "a={}\nb().c()\nreturn\nd\ne\n++f\n");
    }

    #[test]
    fn unclosed_tokens_are_named() {
        for (script, what) in
            [("a = 'b\n'", "string"), ("`a", "template"), ("/*", "comment"), ("/a\n/", "regular expression")]
        {
            assert_eq!(tokens(script).map_err(|error| error.what), Err(what));
            assert_eq!(minified(script), script);
        }
    }
}
