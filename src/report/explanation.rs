//! The page of the manual about one code, in Markdown, from the table of codes.

use crate::base::codes::{Code, Level};

/// The page's file below the folder of such pages: `link-missing-page.md` for `link/missing-page`.
pub fn file_name(code: &Code) -> String {
    format!("{}.md", code.name.replace('/', "-"))
}

/// The whole file, with front matter.
pub fn page(code: &Code) -> String {
    let Code { name, what, why, wrong, right, .. } = code;
    let source = code.source.map(|source| format!("\n## The rule\n\n{source}\n")).unwrap_or_default();
    format!(
        "---\ntitle: {name}\ndescription: {}\n---\n\n{what} {}\n\n## Why it matters\n\n{why}\n\n## Wrong\n\n{}\n## Right\n\n{}{source}\n## Its level\n\n{}\n",
        serde_json::Value::from(*what),
        first_words(code.level),
        fenced(wrong),
        fenced(right),
        switch(code),
    )
}

fn first_words(level: Level) -> &'static str {
    match level {
        Level::Hard => "It is an error that no setting moves.",
        Level::Deny => "It is an error, unless you say otherwise.",
        Level::Warn => "It is a warning, unless you say otherwise.",
        Level::Note => "It is a note, unless you say otherwise.",
        Level::Off => "It is left out, unless you ask for it.",
    }
}

fn switch(code: &Code) -> String {
    if code.level == Level::Hard {
        return "No right page can be made while it stands, so no setting moves it.".to_owned();
    }
    let wanted = if code.level == Level::Off { "warn" } else { "allow" };
    format!(
        "In `fingerpost.toml`, for all pages:\n\n```toml\n[checks]\n\"{}\" = \"{wanted}\"\n```\n\nFor one page, one folder or one place in a text, see [Checks and findings](../checks-and-findings.md#levels).",
        code.name
    )
}

/// A fence that is longer than any within.
fn fenced(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n")
}
