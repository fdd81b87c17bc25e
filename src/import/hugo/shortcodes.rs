//! Shortcodes of Hugo in a text: `{{< name arguments >}}` and `{{% name %}}`, with their ends.

use std::collections::HashMap;
use std::ops::Range;

use crate::base::text::floor_char_boundary;

/// A shortcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortcode {
    pub range: Range<usize>,
    pub name: String,
    pub kind: ShortcodeKind,
    pub positional: Vec<String>,
    pub named: Vec<(String, String)>,
}

/// What a shortcode is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShortcodeKind {
    /// It has no end, or is one by itself: `{{< a />}}`.
    Single,
    /// It has an end, which is the shortcode at this place of the list.
    Open(usize),
    /// The end of another.
    Close,
    /// Text that shows a shortcode: `{{</* a */>}}`.
    Escaped,
}

impl Shortcode {
    /// The value of an argument by its name.
    pub fn get(&self, names: &[&str]) -> Option<&str> {
        let find = |name: &&str| self.named.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        names.iter().find_map(find).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The value of an argument by its name, or of the first one without names.
    pub fn get_or_first(&self, names: &[&str]) -> Option<&str> {
        self.get(names).or_else(|| self.positional.first().map(String::as_str))
    }
}

/// The longest shortcode, in bytes.
const LONGEST: usize = 16 * 1024;

/// Finds the shortcodes of a text from an offset on.
pub fn find(text: &str, from: usize) -> Vec<Shortcode> {
    let mut found: Vec<Shortcode> = Vec::new();
    let mut at = from;
    // What is looked at in vain counts, so that unclosed marks take no longer than others.
    let mut budget = text.len().saturating_mul(4).saturating_add(LONGEST);
    while let Some(open) = memchr::memmem::find(&text.as_bytes()[at..], b"{{").map(|found| at + found) {
        let closing = match text.as_bytes().get(open + 2) {
            Some(b'<') => ">}}",
            Some(b'%') => "%}}",
            _ => {
                at = open + 2;
                continue;
            }
        };
        let limit = floor_char_boundary(text, open + LONGEST.min(budget));
        let Some(end) = text.get(open + 3..limit).and_then(|rest| rest.find(closing)).map(|end| open + 3 + end) else {
            budget = budget.saturating_sub(limit.saturating_sub(open));
            at = open + 3;
            continue;
        };
        at = end + closing.len();
        found.extend(read(text[open + 3..end].trim(), open..at));
    }
    pair(&mut found);
    found
}

fn read(inner: &str, range: Range<usize>) -> Option<Shortcode> {
    let escaped = inner.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/"));
    if escaped.is_some() {
        let (positional, named) = (Vec::new(), Vec::new());
        return Some(Shortcode { range, name: String::new(), kind: ShortcodeKind::Escaped, positional, named });
    }
    let (inner, kind) = match (inner.strip_prefix('/'), inner.strip_suffix('/')) {
        (Some(rest), _) => (rest.trim(), ShortcodeKind::Close),
        (None, Some(rest)) => (rest.trim(), ShortcodeKind::Single),
        (None, None) => (inner, ShortcodeKind::Single),
    };
    let name_end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let name = inner[..name_end].to_owned();
    let mut shortcode = Shortcode { range, name, kind, positional: Vec::new(), named: Vec::new() };
    arguments(&inner[name_end..], &mut shortcode);
    (!shortcode.name.is_empty()).then_some(shortcode)
}

fn arguments(text: &str, shortcode: &mut Shortcode) {
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let name_end = rest.find(|letter: char| letter == '=' || letter.is_whitespace() || matches!(letter, '"' | '`'));
        let name = name_end.filter(|end| rest[*end..].starts_with('=') && *end > 0).map(|end| rest[..end].to_owned());
        if let Some(name) = &name {
            rest = &rest[name.len() + 1..];
        }
        let (value, after) = match rest.chars().next() {
            Some(quote @ ('"' | '`' | '\'')) => {
                let inner = &rest[1..];
                let end = inner.find(quote).unwrap_or(inner.len());
                (&inner[..end], inner.get(end + 1..).unwrap_or_default())
            }
            _ => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        match name {
            Some(name) => shortcode.named.push((name, value.to_owned())),
            None => shortcode.positional.push(value.to_owned()),
        }
        rest = after.trim_start();
    }
}

/// Finds the end of each shortcode that has one. One without is single, as those inside it may be.
fn pair(found: &mut [Shortcode]) {
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    for at in 0..found.len() {
        match found[at].kind {
            ShortcodeKind::Single if !found[at].name.is_empty() => {
                open.entry(found[at].name.clone()).or_default().push(at)
            }
            ShortcodeKind::Close => {
                if let Some(start) = open.get_mut(&found[at].name).and_then(Vec::pop) {
                    found[start].kind = ShortcodeKind::Open(at);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_are_read_with_arguments_and_ends() {
        let text =
            "{{< a \"x y\" b=c d=`e` >}} {{% note %}}in{{% /note %}} {{< s />}} {{</* shown */>}} {{< open {{ x }}";
        let found = find(text, 0);
        let kinds: Vec<ShortcodeKind> = found.iter().map(|shortcode| shortcode.kind).collect();
        use ShortcodeKind::{Close, Escaped, Open, Single};
        assert_eq!(kinds, [Single, Open(2), Close, Single, Escaped]);
        assert_eq!(found[0].positional, ["x y"]);
        assert_eq!(
            (found[0].get(&["b"]), found[0].get(&["D"]), found[0].get_or_first(&["z"])),
            (Some("c"), Some("e"), Some("x y"))
        );
        assert_eq!(&text[found[1].range.clone()], "{{% note %}}");
    }

    #[test]
    fn unclosed_marks_take_no_longer_than_others() {
        assert!(find(&"{{< a ".repeat(200_000), 0).is_empty());
    }
}
