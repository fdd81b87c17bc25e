//! `fingerpost explain`: what a finding code means.

use crate::base::codes::{self, Code};
use crate::base::nearest::nearest;
use crate::cli::Outcome;
use crate::cli::terminal::Terminal;
use crate::io::Failure;

/// Runs the command: one code in full, a group or all codes as a list.
pub fn run(name: Option<&str>, terminal: &Terminal) -> Result<Outcome, Failure> {
    let text = match name {
        Some(name) => match codes::find(name) {
            Some(code) => in_full(code),
            None if codes::is_group(name) => listed(|code| code.group() == name),
            None => {
                let failure = Failure::new(format!("no finding code `{name}`"));
                return Err(match nearest(name, codes::ALL.iter().map(|code| code.name)) {
                    Some(near) => failure.help(format!("did you mean `{near}`?")),
                    None => failure.help("run `fingerpost explain` for all of them"),
                });
            }
        },
        None => listed(|_| true),
    };
    terminal.print(&text);
    Ok(Outcome::Clean)
}

fn in_full(code: &Code) -> String {
    let indented =
        |text: &str| text.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>();
    format!(
        "{} ({})\n\n{}\n\nWhy it matters: {}\n\nWrong:\n\n{}\nRight:\n\n{}\n{}",
        code.name,
        code.level.name(),
        code.what,
        code.why,
        indented(code.wrong),
        indented(code.right),
        setting(code),
    )
}

fn setting(code: &Code) -> String {
    if code.level == codes::Level::Hard {
        return "No setting moves it: no right page can be made.\n".to_owned();
    }
    format!(
        "To change its level: `[checks] \"{}\" = \"allow\" | \"warn\" | \"deny\"` in fingerpost.toml, or `--allow`, `--warn`, `--deny {}`.\n",
        code.name, code.name
    )
}

fn listed(wanted: impl Fn(&Code) -> bool) -> String {
    let width = codes::ALL.iter().map(|code| code.name.len()).max().unwrap_or(0);
    codes::ALL.iter().filter(|code| wanted(code)).map(|code| format!("{:width$}  {}\n", code.name, code.what)).collect()
}
