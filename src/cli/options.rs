//! Options that several commands share, and what they mean.

use std::path::PathBuf;

use clap::{ArgAction, ValueEnum};
use jiff::civil::Date;

use crate::config::base_url::{BaseUrl, base_url_help};
use crate::config::read::{is_fatal, known_code};
use crate::config::settings::CheckLevel;
use crate::io::error::Error;
use crate::io::project::ProjectArgs;
use crate::parse::dates::parse_date;

/// Options of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options for all commands")]
pub struct GlobalOptions {
    /// Project folder [default: the nearest parent folder with fingerpost.toml or content/]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Folder of Markdown pages [default: content]
    #[arg(long, global = true, value_name = "DIR")]
    content: Option<PathBuf>,
    /// Output folder [default: public]
    #[arg(long, global = true, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// URL of the published site, including any base path
    #[arg(long, global = true, value_name = "URL")]
    base_url: Option<String>,
    /// Include drafts
    #[arg(long, global = true)]
    pub drafts: bool,
    /// Number of threads [default: one for each processor]
    #[arg(long, global = true, value_name = "N", value_parser = jobs)]
    jobs: Option<u16>,
    /// Date to use as today, such as 2026-11-30; does not change any page
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub now: Option<Date>,
    /// Output format; the help of each command lists the ones that it has
    #[arg(long, global = true, value_enum, default_value_t = Format::Text, hide_possible_values = true)]
    pub format: Format,
    /// Only report findings at error level
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Verbose output: list every file written or removed, and why each page was rebuilt
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for people
    Text,
    /// JSON: one object a line for findings, one value for everything else
    Json,
    /// Findings as SARIF 2.1.0
    Sarif,
    /// Findings as GitHub Actions annotations
    Github,
    /// Findings as a JUnit report
    Junit,
    /// Findings as a summary, or scores as a report, in Markdown
    Markdown,
    /// Scores as a chart (only for `assess`)
    Svg,
    /// Scores as a self-contained page (only for `assess`)
    Html,
    /// Reviews as CSV (only for `review`)
    Csv,
    /// Reviews as an iCalendar file (only for `review`)
    Ics,
}

/// The formats that a command has, by its name. The first is the default.
pub fn formats_of(command: &str) -> &'static [Format] {
    use Format::{Csv, Github, Html, Ics, Json, Junit, Markdown, Sarif, Svg, Text};
    match command {
        "build" | "check" => &[Text, Json, Sarif, Github, Junit, Markdown],
        "assess" => &[Text, Json, Markdown, Svg, Html],
        "review" => &[Text, Json, Csv, Ics],
        "nav" | "list" | "search" | "readability" | "explain" | "verify" | "schema" => &[Text, Json],
        _ => &[Text],
    }
}

/// The names of formats, for people: `text, json`.
pub fn names_of(formats: &[Format]) -> String {
    let names = formats.iter().filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()));
    names.collect::<Vec<_>>().join(", ")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// Levels of findings.
#[derive(Debug, clap::Args)]
pub struct LevelOptions {
    /// Ignore findings with this code or group
    #[arg(long, value_name = "CODE", action = ArgAction::Append)]
    allow: Vec<String>,
    /// Report findings with this code or group as warnings
    #[arg(long, value_name = "CODE", action = ArgAction::Append)]
    warn: Vec<String>,
    /// Report findings with this code or group as errors; `warnings` means all warnings
    #[arg(long, value_name = "CODE", action = ArgAction::Append)]
    deny: Vec<String>,
}

impl GlobalOptions {
    /// The folders that were named.
    pub fn project(&self) -> ProjectArgs {
        ProjectArgs { root: self.root.clone(), content: self.content.clone(), output: self.output.clone() }
    }

    /// The options that name the project, as they were typed, for commands that a message suggests.
    pub fn project_options(&self) -> String {
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let named = [
            ("--root", path(&self.root)),
            ("--content", path(&self.content)),
            ("--output", path(&self.output)),
            ("--base-url", self.base_url.clone()),
        ];
        let named = named.into_iter().filter_map(|(option, value)| Some(format!(" {option} {}", quoted(&value?))));
        named.collect()
    }

    /// The base URL that was named.
    pub fn base_url(&self) -> Result<Option<BaseUrl>, Error> {
        let Some(text) = &self.base_url else { return Ok(None) };
        let url = BaseUrl::parse(text)
            .ok_or_else(|| Error::new(format!("`--base-url` is not a full URL: `{text}`")).help(base_url_help(text)))?;
        Ok(Some(url))
    }

    /// The number of threads; `None` for one a processor.
    pub fn jobs(&self) -> Option<usize> {
        self.jobs.map(usize::from)
    }
}

impl LevelOptions {
    /// The levels in the order in which they apply: allowed, then warned, then denied, so that the strictest wins.
    pub fn levels(&self) -> Result<Vec<(String, CheckLevel)>, Error> {
        let given = [(&self.allow, CheckLevel::Allow), (&self.warn, CheckLevel::Warn), (&self.deny, CheckLevel::Deny)];
        let mut levels = Vec::new();
        for (names, level) in given {
            for name in names.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
                check_code(name)?;
                if level != CheckLevel::Deny && is_fatal(name) {
                    let what = if name.contains('/') { "is a fatal error" } else { "has only fatal errors" };
                    return Err(Error::new(format!("`{name}` {what}, so its level cannot be changed"))
                        .help("fix what it reports; `fingerpost explain` lists all codes with their levels"));
                }
                levels.push((name.to_owned(), level));
            }
        }
        // A group before its codes, so that the more specific option wins; `warnings` last, because it applies to what is
        // a warning after all others.
        levels.sort_by_key(|(name, _)| (name == "warnings", name.contains('/')));
        Ok(levels)
    }
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:+@%,".contains(letter);
    if !argument.is_empty() && argument.chars().all(is_plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', "'\\''"))
}

/// Fails unless a name is that of a finding code or a group of codes.
pub fn check_code(name: &str) -> Result<(), Error> {
    known_code(name).map(|_| ()).map_err(|near| {
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "run `fingerpost explain` to list all codes".to_owned(),
        };
        Error::new(format!("unknown finding code or group `{name}`")).help(help)
    })
}

/// Reads a number of threads, as a value parser of clap.
fn jobs(text: &str) -> Result<u16, String> {
    let number = text.parse().ok().filter(|number| (1..=1024).contains(number));
    number.ok_or_else(|| {
        "use a number of threads from 1 to 1024; without `--jobs`, there is one for each processor".to_owned()
    })
}

/// Reads a date, as a value parser of clap.
pub fn date(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| "use YYYY-MM-DD, such as 2026-11-30".to_owned())
}
