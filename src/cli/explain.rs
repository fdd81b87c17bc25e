//! `fingerpost explain`: what a finding code means, whose rule it is, and how to switch it.

use serde_json::{Value, json};

use crate::base::codes::{self, Code, Level};
use crate::base::nearest::nearest;
use crate::cli::Outcome;
use crate::cli::terminal::Terminal;
use crate::io::Failure;

/// Runs the command: one code in full, a group or all codes as a list with their levels.
pub fn run(name: Option<&str>, terminal: &Terminal) -> Result<Outcome, Failure> {
    let one = name.and_then(codes::find);
    let listed: Vec<&Code> = match name {
        Some(_) if one.is_some() => Vec::new(),
        Some(name) if codes::is_group(name) => codes::ALL.iter().copied().filter(|code| code.group() == name).collect(),
        Some(name) => {
            let failure = Failure::new(format!("no finding code `{name}`"));
            return Err(match nearest(name, codes::ALL.iter().map(|code| code.name)) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("run `fingerpost explain` for all of them"),
            });
        }
        None => codes::ALL.to_vec(),
    };
    let text = match one {
        Some(code) if terminal.is_json() => as_text(&as_json(code)),
        None if terminal.is_json() => as_text(&listed.iter().map(|code| as_json(code)).collect()),
        Some(code) => in_full(code),
        None => as_list(&listed),
    };
    terminal.print(&text);
    Ok(Outcome::Clean)
}

fn in_full(code: &Code) -> String {
    let indented =
        |text: &str| text.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>();
    let source = code.source.map_or_else(String::new, |source| format!("\nThe rule: {source}\n"));
    format!(
        "{} ({})\n\n{}\n\nWhy it matters: {}\n{source}\nWrong:\n\n{}\nRight:\n\n{}\n{}",
        code.name,
        code.level.name(),
        code.what,
        code.why,
        indented(code.wrong),
        indented(code.right),
        switch(code),
    )
}

/// The places where its level can be set, the widest first.
fn switch(code: &Code) -> String {
    if code.level == Level::Fatal {
        return "No setting moves it: no right page can be made.\n".to_owned();
    }
    let name = code.name;
    format!(
        "To change its level (`allow`, `warn` or `deny`):\n\n\
         \x20   the site    [checks] \"{name}\" = \"allow\" in fingerpost.toml\n\
         \x20   a folder    [[defaults]] files = \"folder/**\", values = {{ checks = {{ \"{name}\" = \"allow\" }} }}\n\
         \x20   a page      checks: {{ {name}: allow }} in its front matter\n\
         \x20   a run       --allow {name}, --warn {name}, --deny {name}\n\
         \x20   one block   <!-- fingerpost-ignore {name}: why it is meant to be so -->\n"
    )
}

fn as_list(codes: &[&Code]) -> String {
    let width = codes.iter().map(|code| code.name.len()).max().unwrap_or(0);
    let line = |code: &&Code| format!("{:width$}  {:5}  {}\n", code.name, code.level.word(), code.what);
    codes.iter().map(line).collect()
}

fn as_json(code: &Code) -> Value {
    json!({
        "code": code.name, "group": code.group(), "level": code.level.word(), "what": code.what, "why": code.why,
        "source": code.source, "wrong": code.wrong, "right": code.right,
    })
}

fn as_text(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("plain values become JSON") + "\n"
}
