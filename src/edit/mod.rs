//! A source tree turned into another one: repairs that follow by rule, and pages moved with all that names them.
//!
//! Nothing here writes a file. An edit replaces a range of one file, and holds only while that range reads as it did.

pub mod addresses;
pub mod fix;
pub mod relocate;

use crate::base::diagnostic::Fix;
use crate::base::span::Span;
use crate::base::yaml;

/// A range of a file and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    pub span: Span,
    pub new: String,
}

/// The text with all edits made; of two that overlap only the first is.
pub fn edited(text: &str, edits: &[Edit]) -> String {
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

/// The edit that makes a repair at a place; `None` where the place does not read as the repair expects.
pub fn repair(text: &str, span: Span, fix: &Fix) -> Option<Edit> {
    let found = text.get(span.start..span.end)?;
    let new = match fix {
        Fix::Text { old, new } => (found == old).then(|| new.clone())?,
        Fix::Value { old, new } => value(found, old, new)?,
    };
    Some(Edit { span, new })
}

/// A value of front matter in place of another, quoted as that was, or as it has to be.
fn value(found: &str, old: &str, new: &str) -> Option<String> {
    if found == old {
        return Some(yaml::scalar(new));
    }
    let quote = ['"', '\''].into_iter().find(|quote| found == format!("{quote}{old}{quote}"))?;
    let is_kept = !new.contains([quote, '\\', '\n']);
    is_kept.then(|| format!("{quote}{new}{quote}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_once_and_do_not_overlap() {
        let edit = |start, end, new: &str| Edit { span: Span::new(start, end), new: new.to_owned() };
        let edits = [edit(4, 5, "E"), edit(0, 2, "AB"), edit(0, 2, "AB"), edit(1, 3, "x")];
        assert_eq!(edited("abcdef", &edits), "ABcdEf");
    }

    #[test]
    fn values_keep_their_quotation_marks() {
        let fix = |old: &str, new: &str| Fix::Value { old: old.into(), new: new.into() };
        let made = |text: &str, fix: Fix| repair(text, Span::new(0, text.len()), &fix).map(|edit| edit.new);
        assert_eq!(made("guides", fix("guides", "Guides")).as_deref(), Some("Guides"));
        assert_eq!(made("'guides '", fix("guides ", "Guides")).as_deref(), Some("'Guides'"));
        assert_eq!(made("a", fix("a", "A: b")).as_deref(), Some("\"A: b\""));
        assert_eq!(made("\"a\"", fix("a", "say \"a\"")), None);
        assert_eq!(made("other", fix("a", "b")), None);
    }
}
