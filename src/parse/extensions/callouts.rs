//! The kinds of callouts, and the line that begins one: `[!NOTE]`, `[!NOTE] Title`, `[!NOTE]- Folded`.

/// A kind of callout: its name in `[!NAME]`, the class that gives it its look, and the word that readers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalloutKind {
    pub name: &'static str,
    pub class: &'static str,
    pub word: &'static str,
}

const fn kind(name: &'static str, class: &'static str, word: &'static str) -> CalloutKind {
    CalloutKind { name, class, word }
}

/// The five of GitHub, our own three, and those of Obsidian, Docusaurus and MkDocs.
const KINDS: &[CalloutKind] = &[
    kind("note", "note", "Note"),
    kind("tip", "tip", "Tip"),
    kind("important", "important", "Important"),
    kind("warning", "warning", "Warning"),
    kind("caution", "caution", "Caution"),
    kind("danger", "caution", "Danger"),
    kind("applies-to", "applies-to", "Applies to"),
    kind("roles", "roles", "Roles"),
    kind("info", "note", "Information"),
    kind("information", "note", "Information"),
    kind("abstract", "note", "Summary"),
    kind("summary", "note", "Summary"),
    kind("example", "note", "Example"),
    kind("question", "note", "Question"),
    kind("faq", "note", "Question"),
    kind("todo", "note", "To do"),
    kind("seealso", "note", "See also"),
    kind("hint", "tip", "Hint"),
    kind("success", "tip", "Success"),
    kind("check", "tip", "Check"),
    kind("attention", "warning", "Attention"),
    kind("bug", "warning", "Bug"),
    kind("failure", "caution", "Failure"),
    kind("error", "caution", "Error"),
];

/// Finds a kind by its name, in any letter case.
pub fn find(name: &str) -> Option<CalloutKind> {
    let name = name.trim().to_lowercase().replace([' ', '_'], "-");
    KINDS.iter().find(|kind| kind.name == name).copied()
}

/// Whether a callout can be folded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    Never,
    Open,
    Closed,
}

/// The line that begins a callout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub kind: CalloutKind,
    pub fold: Fold,
    /// The length of `[!NAME]` and its sign, in bytes of the line.
    pub length: usize,
}

/// Reads the first line of a block quote.
pub fn head(line: &str) -> Option<Head> {
    let open = line.len() - line.trim_start().len();
    let (name, rest) = line[open..].strip_prefix("[!")?.split_once(']')?;
    let kind = find(name)?;
    let fold = match rest.chars().next() {
        Some('-') => Fold::Closed,
        Some('+') => Fold::Open,
        _ => Fold::Never,
    };
    let length = open + "[!]".len() + name.len() + usize::from(fold != Fold::Never);
    Some(Head { kind, fold, length })
}

/// Writes the first line of a callout, as [`head`] reads it.
pub fn line(kind: CalloutKind, fold: Fold, title: &str) -> String {
    let sign = match fold {
        Fold::Never => "",
        Fold::Open => "+",
        Fold::Closed => "-",
    };
    format!("[!{}]{sign} {title}", kind.name).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_gives_kind_and_fold() {
        let note = find("note").expect("it is in the table");
        assert_eq!(head("[!NOTE] Keys"), Some(Head { kind: note, fold: Fold::Never, length: 7 }));
        assert_eq!(head(" [!note]- Keys"), Some(Head { kind: note, fold: Fold::Closed, length: 9 }));
        assert_eq!(head("[!nothing]"), None);
        assert_eq!(head(&line(note, Fold::Open, "T")).map(|head| head.fold), Some(Fold::Open));
        assert_eq!(find("APPLIES_TO").map(|kind| kind.word), Some("Applies to"));
    }
}
