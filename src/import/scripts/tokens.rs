//! Where the parts of a script begin and end: strings, brackets, comments, names and declarations. Nothing is run.

use std::sync::LazyLock;

use regex::Regex;

static IMPORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^\s*import\s+(?:type\s+)?([^'"]*?)\s+from\s+['"]([^'"\n]+)['"]"#)
        .expect("a pattern of this program is well formed")
});

/// A place in a script.
#[derive(Clone)]
pub struct Cursor<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at an offset.
    pub fn new(text: &'a str, at: usize) -> Cursor<'a> {
        Cursor { text, at }
    }

    /// The script from here on.
    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes behind these signs if they are next.
    pub fn takes(&mut self, signs: &str) -> bool {
        let is_next = self.rest().starts_with(signs);
        if is_next {
            self.at += signs.len();
        }
        is_next
    }

    /// Skips spaces and comments.
    pub fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            let bare = rest.trim_start();
            self.at += rest.len() - bare.len();
            if bare.starts_with("//") {
                self.at += bare.find('\n').unwrap_or(bare.len());
            } else if bare.starts_with("/*") {
                self.at += bare.find("*/").map_or(bare.len(), |end| end + 2);
            } else {
                return;
            }
        }
    }

    /// Skips one part: a string, a comment, a group in brackets, or a sign. `None` at the end.
    fn skip_part(&mut self) -> Option<()> {
        let first = self.peek()?;
        match first {
            '"' | '\'' => {
                if self.string().is_none() {
                    self.at += 1;
                }
            }
            '`' => {
                if self.template().is_none() {
                    self.at += 1;
                }
            }
            '{' | '[' | '(' => self.at = self.end_of_group().unwrap_or(self.text.len()),
            '/' if self.rest().starts_with("//") || self.rest().starts_with("/*") => self.skip_space(),
            _ => self.at += first.len_utf8(),
        }
        Some(())
    }

    /// Skips to the comma, the semicolon or the closing bracket behind a value.
    pub fn skip_to_end_of_value(&mut self) {
        while self.peek().is_some_and(|next| !matches!(next, ',' | '}' | ']' | ')' | ';')) {
            self.skip_part();
        }
    }

    /// Skips a method with its body.
    pub fn skip_method(&mut self) {
        while self.peek().is_some_and(|next| !matches!(next, '{' | ',' | '}' | ']' | ')' | ';')) {
            self.skip_part();
        }
        if self.peek() == Some('{') {
            self.skip_part();
            self.skip_space();
        }
    }

    /// Where the group in brackets ends that begins here.
    pub fn end_of_group(&self) -> Option<usize> {
        let mut cursor = self.clone();
        let mut depth = 0_usize;
        loop {
            match cursor.peek()? {
                '{' | '[' | '(' => {
                    depth += 1;
                    cursor.at += 1;
                }
                '}' | ']' | ')' => {
                    depth = depth.checked_sub(1)?;
                    cursor.at += 1;
                    if depth == 0 {
                        return Some(cursor.at);
                    }
                }
                _ => cursor.skip_part()?,
            }
        }
    }

    /// A text in quotes, without its escapes; goes behind it.
    pub fn string(&mut self) -> Option<String> {
        let quote = self.peek()?;
        let mut out = String::new();
        let mut letters = self.rest()[1..].char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => out.push(escaped(letters.next()?.1)),
                '\n' => return None,
                letter if letter == quote => {
                    self.at += at + 2;
                    return Some(out);
                }
                letter => out.push(letter),
            }
        }
        None
    }

    /// The parts of a text between backticks: texts, and the offsets of values. Goes behind it.
    pub fn template(&mut self) -> Option<Vec<Result<String, usize>>> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut at = self.at + 1;
        loop {
            let letter = self.text[at..].chars().next()?;
            match letter {
                '\\' => {
                    let next = self.text[at + 1..].chars().next()?;
                    text.push(escaped(next));
                    at += 1 + next.len_utf8();
                }
                '`' => {
                    parts.push(Ok(text));
                    self.at = at + 1;
                    return Some(parts);
                }
                '$' if self.text[at + 1..].starts_with('{') => {
                    parts.push(Ok(std::mem::take(&mut text)));
                    parts.push(Err(at + 2));
                    at = Cursor::new(self.text, at + 1).end_of_group()?;
                }
                letter => {
                    text.push(letter);
                    at += letter.len_utf8();
                }
            }
        }
    }

    /// A name with its parts: `require.resolve`; goes behind it and the spaces after it.
    pub fn name(&mut self) -> Option<String> {
        let rest = self.rest();
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.');
        let end = rest.find(|letter: char| !is_part(letter)).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches('.').to_owned();
        self.at += end;
        self.skip_space();
        (!name.is_empty()).then_some(name)
    }

    /// The key of an entry, or the name of a method; goes behind it.
    pub fn key_of_entry(&mut self) -> Option<String> {
        let key = self.key()?;
        let mut next = self.clone();
        next.skip_space();
        if matches!(key.as_str(), "async" | "get" | "set") && next.peek().is_some_and(char::is_alphabetic) {
            self.at = next.at;
            return self.key();
        }
        Some(key)
    }

    fn key(&mut self) -> Option<String> {
        match self.peek()? {
            '"' | '\'' => self.string(),
            _ => {
                let rest = self.rest();
                let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
                let end = rest.find(|letter: char| !is_part(letter)).unwrap_or(rest.len());
                self.at += end;
                (end > 0).then(|| rest[..end].to_owned())
            }
        }
    }

    /// Whether the arrow of a function is next.
    pub fn is_arrow(&self) -> bool {
        let mut cursor = self.clone();
        cursor.skip_space();
        cursor.rest().starts_with("=>")
    }

    /// Where the body of the function begins that begins here.
    pub fn body_of_function(&self) -> Option<usize> {
        let mut cursor = self.clone();
        if cursor.rest().starts_with("function") {
            while cursor.peek()? != '(' {
                cursor.at += cursor.peek()?.len_utf8();
            }
            cursor.at = cursor.end_of_group()?;
            while cursor.peek()? != '{' {
                cursor.skip_part()?;
            }
            return Some(cursor.at);
        }
        while !cursor.rest().starts_with("=>") {
            cursor.skip_part()?;
        }
        cursor.at += 2;
        cursor.skip_space();
        Some(cursor.at)
    }
}

fn escaped(letter: char) -> char {
    match letter {
        'n' => '\n',
        't' => '\t',
        letter => letter,
    }
}

/// Where the value begins that a script exports.
pub fn exported_at(text: &str) -> Option<usize> {
    let words = ["export default", "module.exports =", "module.exports=", "export ="];
    words.iter().find_map(|words| {
        let found = text.match_indices(words).find(|(at, _)| {
            text[..*at].trim_end_matches([' ', '\t']).ends_with('\n')
                || text[..*at].trim().is_empty()
                || text[..*at].ends_with("*/ ")
                || text[..*at].ends_with("; ")
        });
        found.map(|(at, _)| at + words.len())
    })
}

/// Where the value of a constant begins, or the function of this name.
pub fn declaration(text: &str, name: &str) -> Option<usize> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    for (at, _) in text.match_indices(name) {
        let (before, after) = (text[..at].trim_end(), &text[at + name.len()..]);
        if after.starts_with(is_part) || text[..at].ends_with(is_part) {
            continue;
        }
        if before.ends_with("function") {
            return Some(before.len() - "function".len());
        }
        if !["const", "let", "var"].iter().any(|word| before.ends_with(word)) {
            continue;
        }
        // There may be a type between the name and its value.
        let mut cursor = Cursor::new(text, at + name.len());
        while cursor.peek().is_some_and(|next| !matches!(next, '=' | ';')) {
            cursor.skip_part()?;
        }
        if cursor.takes("=") {
            return Some(cursor.at);
        }
    }
    None
}

/// The file from which a name is imported, and its name there; `None` for the default.
pub fn imported_from(text: &str, name: &str) -> Option<(String, Option<String>)> {
    for found in IMPORT.captures_iter(text) {
        let (names, file) = (&found[1], found[2].to_owned());
        let (default, list) = names.split_once('{').unwrap_or((names, ""));
        if default.trim().trim_end_matches(',').trim() == name {
            return Some((file, None));
        }
        for item in list.trim_end_matches('}').split(',') {
            let (there, here) = item.split_once(" as ").unwrap_or((item, item));
            if here.trim().trim_start_matches("type ") == name {
                let there = there.trim();
                return Some((file, (there != "default").then(|| there.to_owned())));
            }
        }
    }
    require_of(text, name).map(|file| (file, None))
}

/// The file in `const name = require('./file')` with braces around the name is not read: it would be a part of it.
fn require_of(text: &str, name: &str) -> Option<String> {
    let at = text.find(&format!("{{ {name} }} = require("))?;
    let rest = &text[at..];
    let open = rest.find(['\'', '"'])?;
    Cursor::new(rest, open).string()
}
