//! Edits of a text: ranges and their replacements.

use crate::base::diagnostic::Fix;
use crate::base::span::Span;
use crate::base::yaml;

/// A replacement of a range of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    pub span: Span,
    pub new: String,
}

/// Applies edits to a text; of two that overlap, only the first.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort();
    edits.dedup();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        if edit.span.start < at {
            continue;
        }
        out.push_str(&text[at..edit.span.start]);
        out.push_str(&edit.new);
        at = edit.span.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The edit for a fix at a place; `None` if the text there is not what the fix replaces.
pub fn edit_for(text: &str, span: Span, fix: &Fix) -> Option<Edit> {
    let found = text.get(span.start..span.end)?;
    let new = match fix {
        Fix::Text { old, new } => (found == old).then(|| new.clone())?,
        Fix::Value { old, new } => value(found, old, new)?,
    };
    Some(Edit { span, new })
}

/// A new value of front matter, quoted as the old one or as it must be.
fn value(found: &str, old: &str, new: &str) -> Option<String> {
    if found == old {
        return Some(yaml::scalar(new));
    }
    let quote = ['"', '\''].into_iter().find(|quote| found == format!("{quote}{old}{quote}"))?;
    let keeps_quotes = !new.contains([quote, '\\', '\n']);
    keeps_quotes.then(|| format!("{quote}{new}{quote}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_once_and_do_not_overlap() {
        let edit = |start, end, new: &str| Edit { span: Span::new(start, end), new: new.to_owned() };
        let edits = [edit(4, 5, "E"), edit(0, 2, "AB"), edit(0, 2, "AB"), edit(1, 3, "x")];
        assert_eq!(apply("abcdef", &edits), "ABcdEf");
    }

    #[test]
    fn values_keep_their_quotation_marks() {
        let fix = |old: &str, new: &str| Fix::Value { old: old.into(), new: new.into() };
        let fixed = |text: &str, fix: Fix| edit_for(text, Span::new(0, text.len()), &fix).map(|edit| edit.new);
        assert_eq!(fixed("guides", fix("guides", "Guides")).as_deref(), Some("Guides"));
        assert_eq!(fixed("'guides '", fix("guides ", "Guides")).as_deref(), Some("'Guides'"));
        assert_eq!(fixed("a", fix("a", "A: b")).as_deref(), Some("\"A: b\""));
        assert_eq!(fixed("\"a\"", fix("a", "say \"a\"")), None);
        assert_eq!(fixed("other", fix("a", "b")), None);
    }
}
