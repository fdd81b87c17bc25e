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
        "---\ntitle: {name}\ndescription: {}\nkind: finding\n---\n\n{what} {}\n\n## Why it matters\n\n{why}\n\n## Wrong\n\n{}\n## Right\n\n{}{source}\n## Its level\n\n{}\n",
        serde_json::Value::from(*what),
        first_words(code.level),
        fenced(wrong),
        fenced(right),
        switch(code),
    )
}

/// The page that lists all codes by group, with front matter. It is what search finds; the others are behind it.
pub fn list(codes: &[&Code]) -> String {
    let mut out = String::from(
        "---\ntitle: Finding codes\ndescription: Every code of a finding with its level and what it means; each has a page of its own.\norder: 12.5\n---\n\n\
         The page of a code says why it matters, how to write it right, whose rule it is and how to change its level. \
         `fingerpost explain CODE` prints the same. [Checks and findings](../checks-and-findings.md) has the ways to set levels and to silence one finding.\n",
    );
    let mut group = "";
    for code in codes {
        if code.group() != group {
            group = code.group();
            out.push_str(&format!("\n## {group}\n\n| Code | Level | What it means |\n| --- | --- | --- |\n"));
        }
        let row = format!("| [`{}`]({}) | {} | {} |\n", code.name, file_name(code), code.level.word(), code.what);
        out.push_str(&row);
    }
    out
}

fn first_words(level: Level) -> &'static str {
    match level {
        Level::Fatal => "It is an error that no setting moves.",
        Level::Deny => "It is an error, unless you say otherwise.",
        Level::Warn => "It is a warning, unless you say otherwise.",
        Level::Note => "It is a note, unless you say otherwise.",
        Level::Off => "It is left out, unless you ask for it.",
    }
}

fn switch(code: &Code) -> String {
    if code.level == Level::Fatal {
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
