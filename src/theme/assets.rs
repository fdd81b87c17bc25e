//! The theme's files made ready to publish: smaller, with the site's tokens, under names that change with the content.
//!
//! A name with a hash in it can be kept by browsers for ever; a page that names it is changed when the file is.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::hash::Hash;
use crate::base::tree::Bytes;

/// The style sheet that the site's tokens are added to.
pub(super) const STYLE_SHEET: &str = "site.css";

/// Assets that are ready to publish.
#[derive(Debug, Default)]
pub struct Assets {
    /// Published name → bytes.
    pub files: BTreeMap<String, Bytes>,
    /// The name in the theme → the published name.
    pub names: BTreeMap<String, String>,
}

/// Makes a theme's assets ready. `tokens` are style rules that the settings of the site give.
pub fn prepare(sources: BTreeMap<String, Bytes>, tokens: &str) -> Assets {
    let mut assets = Assets::default();
    let sources = joined(sources);
    // Style sheets come last, because they name other assets.
    let (styles, others): (Vec<_>, Vec<_>) = sources.into_iter().partition(|(name, _)| name.ends_with(".css"));
    for (name, bytes) in others {
        let bytes = match std::str::from_utf8(&bytes) {
            Ok(text) if name.ends_with(".js") => Arc::new(small_script(text).into_bytes()),
            _ => bytes,
        };
        assets.add(name, bytes);
    }
    for (name, bytes) in styles {
        let Ok(text) = std::str::from_utf8(&bytes) else {
            assets.add(name, bytes);
            continue;
        };
        let text = if name == STYLE_SHEET { format!("{text}{tokens}") } else { text.to_owned() };
        let text = assets.with_published_names(&small_style(&text));
        assets.add(name, Arc::new(text.into_bytes()));
    }
    assets
}

/// A folder whose name is that of a script or style sheet is one, in parts that are joined in order of their names.
/// The parts of a script see each other and nothing else sees them.
fn joined(sources: BTreeMap<String, Bytes>) -> BTreeMap<String, Bytes> {
    let mut whole: BTreeMap<String, Bytes> = BTreeMap::new();
    let mut bundles: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (name, bytes) in sources {
        match name.split_once('/').filter(|(folder, _)| folder.ends_with(".js") || folder.ends_with(".css")) {
            Some((folder, _)) => bundles.entry(folder.to_owned()).or_default().extend_from_slice(&bytes),
            None => {
                whole.insert(name, bytes);
            }
        }
    }
    for (name, mut bytes) in bundles {
        if name.ends_with(".js") {
            bytes = [b"(() => {\n\"use strict\";\n", bytes.as_slice(), b"})();\n"].concat();
        }
        whole.entry(name).or_insert_with(|| Arc::new(bytes));
    }
    whole
}

impl Assets {
    fn add(&mut self, name: String, bytes: Bytes) {
        let hash = &Hash::of(&bytes).hex()[..10];
        let folder = name.rfind('/').map_or(0, |slash| slash + 1);
        let published = match name[folder..].rfind('.').filter(|dot| *dot > 0) {
            Some(dot) => format!("{}-{hash}{}", &name[..folder + dot], &name[folder + dot..]),
            None => format!("{name}-{hash}"),
        };
        self.files.insert(published.clone(), bytes);
        self.names.insert(name, published);
    }

    /// A style sheet whose `url(…)` name the published files.
    fn with_published_names(&self, style: &str) -> String {
        let mut out = String::with_capacity(style.len());
        let mut rest = style;
        while let Some(at) = rest.find("url(") {
            let (before, after) = rest.split_at(at + "url(".len());
            out.push_str(before);
            let end = after.find(')').unwrap_or(after.len());
            let written = after[..end].trim().trim_matches(['"', '\'']);
            let (name, fragment) = written.split_at(written.find('#').unwrap_or(written.len()));
            match self.names.get(name) {
                Some(published) => {
                    out.push_str(published);
                    out.push_str(fragment);
                }
                None => out.push_str(&after[..end]),
            }
            rest = &after[end..];
        }
        out.push_str(rest);
        out
    }
}

/// A style sheet without comments and the space that only people need.
fn small_style(style: &str) -> String {
    let mut out = String::with_capacity(style.len());
    let mut letters = style.chars().peekable();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        if let Some(open) = quote {
            out.push(letter);
            match letter {
                '\\' => out.extend(letters.next()),
                _ if letter == open => quote = None,
                _ => {}
            }
            continue;
        }
        match letter {
            '"' | '\'' => {
                quote = Some(letter);
                out.push(letter);
            }
            '/' if letters.peek() == Some(&'*') => {
                let mut last = ' ';
                letters.next();
                letters.by_ref().find(|letter| std::mem::replace(&mut last, *letter) == '*' && *letter == '/');
            }
            _ if letter.is_ascii_whitespace() => {
                if !out.ends_with([' ', '{', '}', ';', ',', '>']) && !out.is_empty() {
                    out.push(' ');
                }
            }
            '{' | '}' | ';' | ',' | '>' => {
                out.truncate(out.trim_end_matches(' ').len());
                if letter == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(letter);
            }
            _ => out.push(letter),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A script without indentation, empty lines and lines that are comments. Scripts with text over several lines stay.
fn small_script(script: &str) -> String {
    let runs_over = |line: &str| line.ends_with('\\') || !line.matches('`').count().is_multiple_of(2);
    if script.lines().any(runs_over) {
        return script.to_owned();
    }
    let mut out = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        let opens = line.starts_with("/*");
        if !(line.is_empty() || line.starts_with("//") || opens || in_comment) {
            out.push_str(line);
            out.push('\n');
        }
        in_comment = (in_comment || opens) && !line.ends_with("*/");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_lose_only_what_people_need() {
        let style = "/* a */\n.a > .b ,\n.c :hover { color: red; /* b; */\n content: \"a  /* x */\\\" }\" ; }\n@media (min-width: 1em) and (x) { a { --x: ; } }\n";
        assert_eq!(
            small_style(style),
            ".a>.b,.c :hover{color: red;content: \"a  /* x */\\\" }\"}@media (min-width: 1em) and (x){a{--x:}}"
        );
    }

    #[test]
    fn scripts_lose_lines_that_do_nothing() {
        assert_eq!(small_script("// a\n\n  let a = 1; // b\n  /* c\n   d */\n  a;\n"), "let a = 1; // b\na;\n");
        let template = "let a = `x\n  y`;\n";
        assert_eq!(small_script(template), template);
    }

    #[test]
    fn a_folder_of_parts_is_one_file() {
        let file = |text: &str| Arc::new(text.as_bytes().to_vec());
        let parts = BTreeMap::from([("a.js/2.js".into(), file("two\n")), ("a.js/1.js".into(), file("one\n"))]);
        let assets = prepare(parts, "");
        assert_eq!(assets.files[&assets.names["a.js"]].as_slice(), b"(() => {\n\"use strict\";\none\ntwo\n})();\n");
    }

    #[test]
    fn style_sheets_name_the_published_files() {
        let file = |text: &str| Arc::new(text.as_bytes().to_vec());
        let sources =
            BTreeMap::from([("a.svg".into(), file("<svg/>")), ("site.css".into(), file("a { b: url(\"a.svg#c\") }"))]);
        let assets = prepare(sources, ":root { --x: 1 }");
        let style = &assets.files[&assets.names["site.css"]];
        let style = std::str::from_utf8(style).expect("text");
        assert!(style.contains(&format!("url({}#c)", assets.names["a.svg"])), "{style}");
        assert!(style.ends_with(":root{--x: 1}"), "{style}");
    }
}
