//! Tags, expressions and modules in pages written in MDX, and the tags of components in other Markdown.
//!
//! Only finds where they begin and end and what they are. Code is not looked at.

use std::collections::HashMap;
use std::ops::Range;

use crate::base::text::floor_char_boundary;
use crate::import::scripts::tokens::Cursor;
use crate::import::text::code_ranges::CodeRanges;

/// A part of a page that is no Markdown.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    pub range: Range<usize>,
    pub kind: PieceKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum PieceKind {
    /// Lines with `import` and `export`.
    Module,
    /// `{ … }`, without the braces.
    Expression(String),
    Tag(Tag),
}

/// A tag: `<Name a="b">`, `</Name>`, `<Name />`; the name of `<>` is empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    pub name: String,
    pub kind: TagKind,
    pub attributes: Vec<(String, Attribute)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagKind {
    /// It has an end, which is the piece at this place of the list.
    Open(usize),
    /// The end of the piece at this place.
    Close(usize),
    /// It is one by itself, or its other end is missing.
    Single,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    Text(String),
    /// An expression, without its braces.
    Code(String),
    /// A name without a value.
    True,
}

impl Tag {
    /// The text of an attribute; also of one that is a text in braces.
    pub fn text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.attributes.iter().find(|(known, _)| known == name)).and_then(|(_, value)| {
            match value {
                Attribute::Text(text) => Some(text.clone()),
                Attribute::Code(code) => literal(code),
                Attribute::True => None,
            }
        })
    }

    /// The expression of an attribute.
    pub fn code(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).and_then(|(_, value)| match value {
            Attribute::Code(code) => Some(code.as_str()),
            _ => None,
        })
    }

    /// Whether it is a component and no element of HTML.
    pub fn is_component(&self) -> bool {
        self.name.starts_with(|first: char| first.is_ascii_uppercase()) || self.name.contains('.')
    }
}

/// The value of an expression that is only a text or a number.
pub fn literal(code: &str) -> Option<String> {
    let code = code.trim();
    let mut cursor = Cursor::new(code, 0);
    let text = match code.chars().next()? {
        '"' | '\'' => cursor.string()?,
        '`' => match cursor.template()?.as_slice() {
            [Ok(text)] => text.clone(),
            _ => return None,
        },
        first if first.is_ascii_digit() => {
            return code.chars().all(|sign| sign.is_ascii_digit() || sign == '.').then(|| code.to_owned());
        }
        _ => return None,
    };
    cursor.rest().trim().is_empty().then_some(text)
}

/// The syntax of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Modules, expressions and tags.
    Mdx,
    /// Only tags, as in Markdown with Vue.
    Tags,
}

/// The longest tag or expression, in bytes.
const LONGEST: usize = 64 * 1024;

/// Finds the pieces of a text from an offset on, in order.
pub fn find(text: &str, from: usize, code: &CodeRanges, syntax: Syntax) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut at = from;
    // What is looked at in vain counts, so that unclosed signs take no longer than others.
    let mut budget = text.len().saturating_mul(4).saturating_add(LONGEST);
    if syntax == Syntax::Mdx {
        at = modules(text, from, code, &mut found);
    }
    while let Some(next) = text[at..].find(['<', '{', '\\', '\n']).map(|next| at + next) {
        at = next + 1;
        if code.contains(next) {
            continue;
        }
        let limit = limit(text, next, budget);
        let piece = match text.as_bytes()[next] {
            b'\\' => {
                at = next + 1 + text[next + 1..].chars().next().map_or(0, char::len_utf8);
                None
            }
            b'\n' if syntax == Syntax::Mdx => {
                at = modules(text, next + 1, code, &mut found);
                None
            }
            b'{' if syntax == Syntax::Mdx => match Cursor::new(&text[..limit], next).end_of_group() {
                Some(end) => {
                    let kind = PieceKind::Expression(text[next + 1..end - 1].to_owned());
                    Some(Piece { range: next..end, kind })
                }
                None => {
                    budget = budget.saturating_sub(limit - next);
                    None
                }
            },
            b'<' => match tag(&text[..limit], next) {
                Some((tag, end)) => Some(Piece { range: next..end, kind: PieceKind::Tag(tag) }),
                None => {
                    budget = budget.saturating_sub((limit - next).min(LONGEST / 64));
                    None
                }
            },
            _ => None,
        };
        if let Some(piece) = piece {
            at = piece.range.end;
            found.push(piece);
        }
    }
    pair(&mut found);
    found
}

fn limit(text: &str, at: usize, budget: usize) -> usize {
    floor_char_boundary(text, at + LONGEST.min(budget)).max(at)
}

/// Takes the modules that begin at the beginning of a line; returns where the text goes on.
fn modules(text: &str, mut at: usize, code: &CodeRanges, found: &mut Vec<Piece>) -> usize {
    loop {
        let rest = &text[at..];
        let is_module = ["import ", "import{", "export ", "import\t"].iter().any(|word| rest.starts_with(word))
            && !code.contains(at)
            && is_script(rest);
        if !is_module {
            return at;
        }
        // A module ends at a blank line outside its brackets.
        let mut end = at;
        loop {
            let line_end = text[end..].find('\n').map_or(text.len(), |length| end + length + 1);
            let mut cursor = Cursor::new(text, end);
            while cursor.at < line_end {
                match cursor.peek() {
                    Some('{' | '[' | '(') => cursor.at = cursor.end_of_group().unwrap_or(line_end),
                    Some('`') => {
                        if cursor.template().is_none() {
                            cursor.at += 1;
                        }
                    }
                    Some(letter) => cursor.at += letter.len_utf8(),
                    None => break,
                }
            }
            // What a bracket held open may end in the middle of a line.
            end = if cursor.at <= line_end {
                line_end
            } else {
                text[cursor.at..].find('\n').map_or(text.len(), |length| cursor.at + length + 1)
            };
            let next = text[end..].lines().next().unwrap_or_default();
            if next.trim().is_empty() || end >= text.len() {
                break;
            }
        }
        found.push(Piece { range: at..end, kind: PieceKind::Module });
        at = end;
        if !["import ", "import{", "export "].iter().any(|word| text[at..].starts_with(word)) {
            return at;
        }
    }
}

/// Whether words that begin with `import` or `export` are a script and no sentence.
fn is_script(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let rest = line.split_once([' ', '{', '\t']).map_or("", |(_, rest)| rest).trim_start();
    match line.starts_with("export") {
        true => {
            ["const ", "let ", "var ", "function ", "default ", "async ", "class ", "{", "*", "type ", "interface "]
                .iter()
                .any(|word| rest.starts_with(word))
        }
        false => line.contains(['"', '\'']) || line.trim_end().ends_with('{') || rest.starts_with('{'),
    }
}

/// Reads the tag that begins at an offset, and where it ends.
fn tag(text: &str, at: usize) -> Option<(Tag, usize)> {
    // The text may end at the sign.
    text.get(at + 1..)?;
    let mut cursor = Cursor::new(text, at + 1);
    let is_close = cursor.takes("/");
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':');
    let rest = cursor.rest();
    let end = rest.find(|letter| !is_part(letter))?;
    let name = rest[..end].to_owned();
    // `<https://…>` is a link, and `<3` a sign.
    if name.contains(':') || name.starts_with(|first: char| !first.is_ascii_alphabetic()) {
        return None;
    }
    cursor.at += end;
    let mut tag = Tag { name, kind: TagKind::Single, attributes: Vec::new() };
    loop {
        let rest = cursor.rest();
        cursor.at += rest.len() - rest.trim_start().len();
        let next = cursor.peek()?;
        match next {
            '>' => {
                // The partner is found later; until then, an end is its own partner.
                tag.kind = if is_close { TagKind::Close(usize::MAX) } else { TagKind::Open(usize::MAX) };
                return Some((tag, cursor.at + 1));
            }
            '/' if cursor.rest().starts_with("/>") => return Some((tag, cursor.at + 2)),
            '{' => {
                let end = cursor.end_of_group()?;
                cursor.at = end;
            }
            _ if tag.name.is_empty() => return None,
            _ => attribute(&mut cursor, &mut tag)?,
        }
    }
}

fn attribute(cursor: &mut Cursor<'_>, tag: &mut Tag) -> Option<()> {
    let rest = cursor.rest();
    let end =
        rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '>' | '/' | '{' | '"' | '<'))?;
    let name = rest[..end].to_owned();
    if name.is_empty() || name.contains([',', '\\', '`', '|', ';']) {
        return None;
    }
    cursor.at += end;
    let behind = cursor.rest().trim_start();
    if !behind.starts_with('=') {
        tag.attributes.push((name, Attribute::True));
        return Some(());
    }
    cursor.at = cursor.text.len() - behind.len() + 1;
    let rest = cursor.rest();
    cursor.at += rest.len() - rest.trim_start().len();
    let start = cursor.at;
    let value = match cursor.peek()? {
        quote @ ('"' | '\'') => {
            let end = cursor.text[start + 1..].find(quote)? + start + 1;
            cursor.at = end + 1;
            Attribute::Text(cursor.text[start + 1..end].to_owned())
        }
        '{' => {
            cursor.at = cursor.end_of_group()?;
            Attribute::Code(cursor.text[start + 1..cursor.at - 1].to_owned())
        }
        _ => {
            let rest = cursor.rest();
            let end = rest.find(|letter: char| letter.is_whitespace() || letter == '>')?;
            cursor.at += end;
            Attribute::Text(rest[..end].to_owned())
        }
    };
    tag.attributes.push((name, value));
    Some(())
}

/// Finds the end of each tag that has one.
fn pair(found: &mut [Piece]) {
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    for at in 0..found.len() {
        let PieceKind::Tag(Tag { name, kind, .. }) = &mut found[at].kind else { continue };
        match kind {
            TagKind::Open(_) => {
                *kind = TagKind::Single;
                open.entry(name.clone()).or_default().push(at);
            }
            TagKind::Close(_) => {
                let partner = open.get_mut(name).and_then(Vec::pop);
                let Some(start) = partner else { continue };
                *kind = TagKind::Close(start);
                if let PieceKind::Tag(Tag { kind, .. }) = &mut found[start].kind {
                    *kind = TagKind::Open(at);
                }
            }
            TagKind::Single => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, syntax: Syntax) -> Vec<Piece> {
        find(text, 0, &CodeRanges::new(text, 0), syntax)
    }

    #[test]
    fn tags_expressions_and_modules_are_found() {
        let text = "import A from './a'\nexport const b = {\n\n  c: 1 }\n\nimport the goods.\n\n<Tabs v={[{ a: '}' }]}>\n  <Tab x=\"1\" y={'z'}>a < b, <https://x.org> {1 + 1}</Tab>\n</Tabs>\n<Img a />\n\n`<No>` \\{no} <>x</>\n";
        let found = pieces(text, Syntax::Mdx);
        let shown: Vec<&str> =
            found.iter().map(|piece| text[piece.range.clone()].lines().next().unwrap_or("")).collect();
        assert_eq!(
            shown,
            [
                "import A from './a'",
                "<Tabs v={[{ a: '}' }]}>",
                "<Tab x=\"1\" y={'z'}>",
                "{1 + 1}",
                "</Tab>",
                "</Tabs>",
                "<Img a />",
                "<>",
                "</>"
            ]
        );
        let PieceKind::Tag(tag) = &found[2].kind else { panic!("{found:?}") };
        assert_eq!((tag.text(&["y"]).as_deref(), tag.kind), (Some("z"), TagKind::Open(4)));
        assert_eq!(pieces("{{ a }} <B />", Syntax::Tags).len(), 1);
    }

    #[test]
    fn unclosed_signs_take_no_longer_than_others() {
        assert!(pieces(&"{<A b=\"".repeat(100_000), Syntax::Mdx).len() < 100_000);
    }
}
