//! Calls of helpers in Ruby, as far as their arguments are plain texts: `link_to 'Text', '/url'`.

/// A call: `name(arguments)` or `name arguments`.
#[derive(Debug, PartialEq, Eq)]
pub struct Call<'a> {
    pub name: &'a str,
    /// The source of each argument.
    pub arguments: Vec<&'a str>,
}

impl Call<'_> {
    /// The text of an argument, if it is one.
    pub fn text(&self, at: usize) -> Option<String> {
        text(self.arguments.get(at)?)
    }

    /// The text of a named argument: `alt: 'A'`, `:alt => 'A'`, also in braces.
    pub fn named(&self, name: &str) -> Option<String> {
        self.arguments.iter().find_map(|argument| {
            let inner = argument.trim().trim_start_matches('{').trim_end_matches('}');
            parts(inner).into_iter().find_map(|part| {
                let key = part.trim().trim_start_matches(':');
                let rest = key.strip_prefix(name)?.trim_start();
                text(rest.strip_prefix("=>").or_else(|| rest.strip_prefix(':'))?)
            })
        })
    }
}

/// Reads a call.
pub fn call(source: &str) -> Option<Call<'_>> {
    let source = source.trim();
    let end = source.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(source.len());
    let (name, rest) = source.split_at(end);
    let rest = rest.trim();
    let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(rest);
    let is_call = !name.is_empty() && !rest.is_empty() && !rest.starts_with(['.', '[', '=']);
    is_call.then(|| Call { name, arguments: parts(inner) })
}

/// The text of a literal in quotation marks, or of several behind each other.
pub fn text(source: &str) -> Option<String> {
    let mut out = String::new();
    let mut letters = source.trim().chars();
    loop {
        let rest = letters.as_str().trim_start_matches(['+', '\\', ' ', '\n', '\r', '\t']);
        letters = rest.chars();
        let Some(quote) = letters.next() else { return (!source.trim().is_empty()).then_some(out) };
        if !matches!(quote, '"' | '\'') {
            return None;
        }
        loop {
            match letters.next()? {
                letter if letter == quote => break,
                '\\' => match letters.next()? {
                    'n' if quote == '"' => out.push('\n'),
                    letter if quote == '"' || matches!(letter, '\'' | '\\') => out.push(letter),
                    letter => out.extend(['\\', letter]),
                },
                // A value of the program.
                '#' if quote == '"' && letters.as_str().starts_with('{') => return None,
                letter => out.push(letter),
            }
        }
    }
}

/// The parts between commas outside quotation marks and brackets.
fn parts(source: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quote, mut depth, mut is_escaped) = (0, None, 0_usize, false);
    for (at, letter) in source.char_indices() {
        match (quote, letter) {
            _ if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(sign), letter) if sign == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(source[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(source[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_with_texts_and_names() {
        let link = call("link_to('It\\'s, (here)', \"/a\")").expect("a call");
        assert_eq!(
            (link.name, link.text(0), link.text(1)),
            ("link_to", Some("It's, (here)".into()), Some("/a".into()))
        );
        let image = call("image_tag \"/a.png\", { :alt => 'A, b', class: \"c\" }").expect("a call");
        assert_eq!((image.named("alt"), image.named("class")), (Some("A, b".into()), Some("c".into())));
        assert_eq!(text("'a' \\\n 'b'"), Some("ab".into()));
        assert_eq!((text("\"a#{b}\""), text("name"), text("'a"), text("")), (None, None, None, None));
        assert!(call("current_page.data.title").is_none() && call("config[:a]").is_none() && call("yield").is_none());
    }
}
