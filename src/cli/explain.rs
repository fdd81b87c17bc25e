//! `fingerpost explain`: what a diagnostic code means, the standard behind it, and how to change its level.

use serde_json::{Value, json};

use crate::base::code::{Code, Level};
use crate::base::codes;
use crate::base::json::pretty_json;
use crate::base::nearest::nearest;
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::io::error::Error;

/// Options of `fingerpost explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A code such as `link/missing-page`, or a group such as `link`
    pub code: Option<String>,
}

/// Runs the command: one code in full, a group or all codes as a list with their levels.
pub fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let name = args.code.as_deref();
    let one = name.and_then(codes::find);
    let listed: Vec<&Code> = match name {
        Some(_) if one.is_some() => Vec::new(),
        Some(name) if codes::is_group(name) => codes::ALL.iter().copied().filter(|code| code.group() == name).collect(),
        Some(name) => {
            let failure = Error::new(format!("unknown finding code `{name}`"));
            return Err(match nearest(name, codes::ALL.iter().map(|code| code.name)) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("to list all codes, run `fingerpost explain`"),
            });
        }
        None => codes::ALL.to_vec(),
    };
    let text = match one {
        Some(code) if terminal.is_json() => pretty_json(&as_json(code)),
        None if terminal.is_json() => pretty_json(&listed.iter().map(|code| as_json(code)).collect::<Value>()),
        Some(code) => in_full(code),
        None => as_list(&listed),
    };
    terminal.print(&text);
    Ok(Outcome::Clean)
}

fn in_full(code: &Code) -> String {
    let indented =
        |text: &str| text.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>();
    let source = code.source.map_or_else(String::new, |source| format!("\nStandard: {source}\n"));
    format!(
        "{} ({})\n\n{}\n\nWhy it matters: {}\n{source}\nIncorrect:\n\n{}\nCorrect:\n\n{}\n{}",
        code.name,
        code.level.name(),
        code.summary,
        code.rationale,
        indented(code.incorrect),
        indented(code.correct),
        level_help(code),
    )
}

/// The places where the level can be set, from the widest to the narrowest.
fn level_help(code: &Code) -> String {
    if code.level == Level::Fatal {
        return "Its level cannot be changed: the page cannot be built correctly until you fix this error.\n"
            .to_owned();
    }
    let name = code.name;
    format!(
        "To change its level (`allow`, `warn` or `deny`):\n\n\
         \x20   the site    [checks] \"{name}\" = \"allow\" in fingerpost.toml\n\
         \x20   a folder    [[defaults]] files = \"folder/**\", values = {{ checks = {{ \"{name}\" = \"allow\" }} }}\n\
         \x20   a page      checks: {{ {name}: allow }} in its front matter\n\
         \x20   a run       --allow {name}, --warn {name}, --deny {name}\n\
         \x20   one block   <!-- fingerpost-ignore {name}: the reason -->\n"
    )
}

fn as_list(codes: &[&Code]) -> String {
    let width = codes.iter().map(|code| code.name.len()).max().unwrap_or(0);
    let line = |code: &&Code| format!("{:width$}  {:5}  {}\n", code.name, code.level.word(), code.summary);
    codes.iter().map(line).collect()
}

fn as_json(code: &Code) -> Value {
    json!({
        "code": code.name, "group": code.group(), "level": code.level.word(), "summary": code.summary, "rationale": code.rationale,
        "source": code.source, "incorrect": code.incorrect, "correct": code.correct,
    })
}
