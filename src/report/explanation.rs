//! Manual pages about diagnostic codes, in Markdown, generated from the table of codes.

use crate::base::code::{Code, Level};

/// The file name of the page: `link-missing-page.md` for `link/missing-page`.
pub fn file_name(code: &Code) -> String {
    format!("{}.md", code.name.replace('/', "-"))
}

/// The page about one code, with front matter.
pub fn page(code: &Code) -> String {
    let Code { name, summary, rationale, incorrect, correct, .. } = code;
    let source = code.source.map(|source| format!("\n## Standard\n\n{source}\n")).unwrap_or_default();
    format!(
        "---\ntitle: {name}\ndescription: {}\nkind: finding\n---\n\n{summary} {}\n\n## Why it matters\n\n{rationale}\n\n## Incorrect\n\n{}\n## Correct\n\n{}{source}\n## Level\n\n{}\n",
        serde_json::Value::from(*summary),
        severity_sentence(code.level),
        fenced(incorrect),
        fenced(correct),
        level_section(code),
    )
}

/// The page that lists all codes by group, with front matter. Search indexes only this page, not the pages of codes.
pub fn list(codes: &[&Code]) -> String {
    let mut out = String::from(
        "---\ntitle: Finding codes\ndescription: All finding codes, with their default levels and meanings.\neleventyNavigation:\n  parent: Reference\n  order: 7\n---\n\n\
         The page of each code explains why the finding matters, how to fix it, which standard it is based on and how to change its level. \
         `fingerpost explain CODE` prints the same text. To set levels or suppress a single finding, see [Checks and findings](../checks-and-findings.md).\n",
    );
    let mut group = "";
    for code in codes {
        if code.group() != group {
            group = code.group();
            out.push_str(&format!("\n## {group}\n\n| Code | Level | Meaning |\n| --- | --- | --- |\n"));
        }
        let row = format!("| [`{}`]({}) | {} | {} |\n", code.name, file_name(code), code.level.word(), code.summary);
        out.push_str(&row);
    }
    out
}

fn severity_sentence(level: Level) -> &'static str {
    match level {
        Level::Fatal => "This is a fatal error: you cannot change its level.",
        Level::Deny => "By default, this is an error.",
        Level::Warn => "By default, this is a warning.",
        Level::Note => "By default, this is a note.",
        Level::Off => "By default, this check is off.",
    }
}

fn level_section(code: &Code) -> String {
    if code.level == Level::Fatal {
        return "The page cannot be built correctly until you fix this error, so its level cannot be changed."
            .to_owned();
    }
    let example = if code.level == Level::Off { "warn" } else { "allow" };
    format!(
        "To change the level for all pages, edit `fingerpost.toml`:\n\n```toml\n[checks]\n\"{}\" = \"{example}\"\n```\n\nTo change it for one page, one folder or one block of text, see [Levels](../checks-and-findings.md#levels).",
        code.name
    )
}

/// Wraps text in a code fence that is longer than any run of backticks in it.
fn fenced(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n")
}
