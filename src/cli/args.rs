//! What was typed.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::config::read::known_code;
use crate::config::{BaseUrl, CheckLevel};
use crate::io::error::Error;
use crate::io::project::Asked;
use crate::parse::dates::parse_date;

/// Publishes guidance and standard operating procedures from a folder of Markdown.
///
/// Pages stand in `content/`, the site goes to `public/`. No configuration is needed. Broken links and other findings
/// that a reader would suffer from keep `public/` as it was.
#[derive(Debug, Parser)]
#[command(name = "fingerpost", version, propagate_version = true, arg_required_else_help = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 clean (warnings allowed), 1 findings at error level, 2 could not run.\n\nExamples:\n  fingerpost build                          publish content/ into public/\n  fingerpost build --content docs           publish any folder of Markdown\n  fingerpost build --warn link              publish in spite of broken links\n  fingerpost serve                          show the site while you write\n  fingerpost new sop \"Restore a service\"    begin a page\n  fingerpost nav                            show the navigation tree\n  fingerpost search restore a backup        find pages as a reader would\n  fingerpost explain link/missing-page      what a finding means"
)]
pub struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Publish the site
    ///
    /// Reads content/, checks it, and writes the site to public/. Only files that changed are written; files that no
    /// build wrote are never touched. On findings at error level public/ stays as it was.
    Build(Build),
    /// Check the site without publishing it
    ///
    /// Finds what a build finds, sums it up by code, and ends with 1 where something is at error level. What the baseline
    /// knows is left out, so that only what is new fails.
    Check(Check),
    /// Mend what can be mended by rule
    ///
    /// Prints the changes as a diff and writes nothing, unless asked to. Only places that a finding reports are touched:
    /// parents and tags in the wrong case, links whose target has one candidate, links over an old address, headings
    /// without the space after their signs.
    Fix(Fix),
    /// Move a page or a folder, with all links to it
    ///
    /// Renames it, writes every link anew that leads to it or stands in it, and keeps the old address as an alias.
    Mv(Mv),
    /// Show the site while you write
    ///
    /// Builds in memory, serves the site to this machine and shows each save in the open browser. public/ is not touched.
    /// Ends with Ctrl-C.
    Serve(Serve),
    /// Begin a page from the template of its kind
    ///
    /// Writes the sections of the kind with a prompt for each, under the next free number. With `--from`, plain notes
    /// become its procedure: lines that stand alone become headings. A file that is there is never overwritten.
    New(New),
    /// Make one file of a page and all below it, to print or hand out
    ///
    /// With cover, contents and links that work inside it, without anything that it would have to load. A file that
    /// ends in `.pdf` is made by a Chromium that is at hand.
    Print(Print),
    /// Show the navigation tree
    ///
    /// As an indented list, or with `--format json` as nested objects: key, title, url, order, pinned, excerpt, source,
    /// children.
    Nav,
    /// List all pages with their facts
    ///
    /// As a table, or with `--format json` as an array of objects: source, url, title, kind, tags, status, nav and more.
    List,
    /// List what is to be reviewed
    ///
    /// By owner: what is overdue, due soon, never reviewed or without an owner. With `--format json`, `csv` or `ics` every
    /// page that is to be reviewed, for other programs and calendars.
    Review(Review),
    /// Print the kinds of documents as JSON Schema
    ///
    /// For editors that check and complete front matter. It accepts what the checks of the site accept.
    Schema {
        /// Only for pages of this kind, such as `sop`
        kind: Option<String>,
    },
    /// Search the pages, as a reader of the site would
    ///
    /// Asks the same index as the site's own search. Put phrases in quotation marks.
    Search(Search),
    /// Count a maturity model, or score answers to it
    ///
    /// Without files: questions, categories, levels and the highest sum of each assessment. With files of answers, as the
    /// report page of the assessment saves them: scores by category, of several files side by side.
    Assess(Assess),
    /// Hold a published folder against the list of its build
    ///
    /// Every file is compared by its SHA-256. What changed, is missing or is not in the list is named, and ends with 1.
    Verify(Verify),
    /// Report on readability
    ///
    /// Words, sentences, reading ease, passives, acronyms that nothing explains, words that have a plainer one; by page and
    /// by owner. Pages that are not in English are left out. It is a report and fails nothing.
    Readability {
        /// One page in full, with places: its source, or its address
        page: Option<String>,
    },
    /// Explain a finding code
    ///
    /// What it means, why it matters to a reader, a wrong and a right example. Without a code: all of them.
    Explain {
        /// A code such as `link/missing-page`, or a group such as `link`
        code: Option<String>,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, in roff
    Man,
}

/// Levels of findings.
#[derive(Debug, clap::Args)]
pub struct Levels {
    /// Leave a finding out, by code or group
    #[arg(long, value_name = "CODE", action = ArgAction::Append)]
    pub allow: Vec<String>,
    /// Show a finding as a warning, by code or group
    #[arg(long, value_name = "CODE", action = ArgAction::Append)]
    pub warn: Vec<String>,
    /// Make a finding an error, by code or group; `warnings` stands for all warnings
    #[arg(long, value_name = "CODE", action = ArgAction::Append)]
    pub deny: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Check {
    #[command(flatten)]
    pub levels: Levels,
    /// The findings that are known [default: fingerpost-baseline.json in the project folder, where it is]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// What is published now: the folder, or its list of files; addresses and anchors that would vanish are findings
    #[arg(long, value_name = "PATH")]
    pub published: Option<PathBuf>,
    /// Only findings on files changed since a git revision and on pages that link to them, and what becomes of pages
    #[arg(long, value_name = "REVISION", conflicts_with = "write_baseline")]
    pub changed_since: Option<String>,
    /// With `--changed-since`: a document whose text has changed must have a new entry in its history
    #[arg(long, requires = "changed_since")]
    pub require_revisions: bool,
    /// Write today's findings as those that are known
    #[arg(long)]
    pub write_baseline: bool,
    /// Judge links to other sites, too: `visit` asks the sites for what the cache does not know, `cached` asks nobody
    #[arg(long, value_name = "HOW", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "visit")]
    pub external: Option<External>,
}

#[derive(Debug, clap::Args)]
pub struct Fix {
    /// Write the changes
    #[arg(long)]
    pub apply: bool,
    /// Also lead links on to where other sites have moved their pages for good, as the last visits found
    #[arg(long)]
    pub external: bool,
    /// Mend only findings of this code or group
    #[arg(long, value_name = "CODE", action = ArgAction::Append)]
    pub only: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct Mv {
    /// A page or a folder below the content folder
    pub old: PathBuf,
    /// Its new path; a folder that exists takes it in
    pub new: PathBuf,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub struct New {
    /// The kind, such as `sop`, `runbook` or `policy`: the name of a template
    pub kind: String,
    /// The title [default: the first line of the notes]
    pub title: Option<String>,
    /// Plain notes that become the procedure
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Where to write it, below the content folder [default: beside other pages of the kind]
    #[arg(long, value_name = "PATH")]
    pub to: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Print {
    /// A file of the content folder or an address [default: the whole site]
    pub page: Option<String>,
    /// The file to write, `.html` or `.pdf` [default: the title, as HTML]
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, clap::Args)]
pub struct Build {
    #[command(flatten)]
    pub levels: Levels,
    /// Say how long each stage took, by the clock and by the processors
    #[arg(long)]
    pub timings: bool,
    /// Ignore what earlier builds kept
    #[arg(long)]
    pub no_cache: bool,
    /// Publish the library as it applied on a day, such as 2026-06-01; needs `--output`
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<String>,
    /// Say what an output is made from: a file of the site, an address or a page's source
    #[arg(long, value_name = "PATH")]
    pub explain: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Serve {
    /// The port [default: 4000, or the next that is free]; 0 takes any
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// The address to listen on; any but 127.0.0.1 and ::1 shows the site to others
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// Take open pages along to the page that was just saved
    #[arg(long)]
    pub follow: bool,
    /// How a file is opened from a finding; `{path}`, `{line}` and `{column}` are filled in, empty for no link
    #[arg(long, value_name = "PATTERN", default_value = "vscode://file{path}:{line}:{column}")]
    pub editor: String,
    /// A further name under which the preview may be asked for
    #[arg(long, value_name = "NAME", action = ArgAction::Append)]
    pub allow_host: Vec<String>,
    /// Look through the folders now and then instead of being told of changes
    #[arg(long)]
    pub poll: bool,
}

#[derive(Debug, clap::Args)]
pub struct Review {
    /// How many days ahead a review counts as due
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub within: u16,
    /// Only pages of this owner
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// End with 1 where a review is overdue or its day cannot be read
    #[arg(long)]
    pub fail_overdue: bool,
}

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The published folder, or the address of the site on the web
    #[arg(value_name = "DIR|URL")]
    pub place: String,
    /// A list that was kept elsewhere [default: fingerpost-manifest.json in the folder]
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Hold the pages of this project against the list too
    #[arg(long)]
    pub sources: bool,
    /// Files that the list does not name are no fault
    #[arg(long)]
    pub allow_extra: bool,
}

#[derive(Debug, clap::Args)]
pub struct Search {
    /// What to look for
    #[arg(required = true)]
    pub query: Vec<String>,
    /// Only pages of this kind
    #[arg(long)]
    pub kind: Option<String>,
    /// Only pages with this tag
    #[arg(long)]
    pub tag: Option<String>,
    /// How many pages to show
    #[arg(long, default_value_t = 10)]
    pub limit: u16,
}

#[derive(Debug, clap::Args)]
pub struct Assess {
    #[command(flatten)]
    pub levels: Levels,
    /// The id of the assessment, where the site has several
    #[arg(long)]
    pub id: Option<String>,
    /// Files of answers
    #[arg(value_name = "FILE")]
    pub answers: Vec<PathBuf>,
}

/// Options that every command takes.
#[derive(Debug, clap::Args)]
pub struct Global {
    /// The project folder [default: the nearest folder above with fingerpost.toml or content/]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The folder of Markdown [default: content]
    #[arg(long, global = true, value_name = "DIR")]
    content: Option<PathBuf>,
    /// The folder that is published [default: public]
    #[arg(long, global = true, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Where the site will stand, with a path if it is not at the top
    #[arg(long, global = true, value_name = "URL")]
    base_url: Option<String>,
    /// Publish drafts too
    #[arg(long, global = true)]
    pub drafts: bool,
    /// How many threads to use [default: one for each processor]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// The day that counts as today, such as 2026-11-30; no page depends on it
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    pub now: Option<String>,
    /// How findings and lists are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Print findings at error level only
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more: every file that is written or removed, every reason of a rendering
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[value(alias = "text")]
    Human,
    /// One JSON object a line for findings, one value for lists
    Json,
    /// Findings as SARIF 2.1.0
    Sarif,
    /// Findings as annotations of GitHub Actions
    Github,
    /// Findings as a JUnit report
    Junit,
    /// Findings as a summary, and scores as a report, in Markdown
    Markdown,
    /// Scores as a drawing
    Svg,
    /// Scores as a page that needs no other file
    Html,
    /// The list of `review` as CSV
    Csv,
    /// The list of `review` as a calendar
    Ics,
}

/// How links to other sites are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum External {
    /// By visits, and by what earlier ones found lately
    Visit,
    /// By what earlier visits found, however long ago
    Cached,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

impl Global {
    /// The places that were named.
    pub fn places(&self) -> Asked {
        Asked { root: self.root.clone(), content: self.content.clone(), output: self.output.clone() }
    }

    /// The base URL that was named.
    pub fn base_url(&self) -> Result<Option<BaseUrl>, Error> {
        let Some(text) = &self.base_url else { return Ok(None) };
        let url = BaseUrl::parse(text).ok_or_else(|| {
            Error::new(format!("`{text}` is not an address"))
                .help("write it whole, as in `https://example.org/guidance/`")
        })?;
        Ok(Some(url))
    }
}

impl Args {
    /// How many threads were asked for.
    pub fn jobs(&self) -> Option<usize> {
        self.global.jobs.map(usize::from)
    }
}

impl Build {
    /// The day whose library is wanted. It never takes the place of today's without being asked for a place of its own.
    pub fn as_of(&self, global: &Global) -> Result<Option<Date>, Error> {
        let day = self.as_of.as_deref().and_then(parse_date);
        match (day, &global.output) {
            (Some(day), None) => Err(Error::new(format!("`--as-of {day}` would replace the library of today"))
                .help(format!("name another folder, as in `--output library-{day}`"))),
            (day, _) => Ok(day),
        }
    }
}

impl Levels {
    /// The levels that were asked for: allowed, then warned, then denied, so that the sternest wins.
    pub fn all(&self) -> Result<Vec<(String, CheckLevel)>, Error> {
        let given = [(&self.allow, CheckLevel::Allow), (&self.warn, CheckLevel::Warn), (&self.deny, CheckLevel::Deny)];
        let mut levels = Vec::new();
        for (names, level) in given {
            for name in names.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
                known_code(name).map_err(|near| {
                    let failure = Error::new(format!("no finding code or group `{name}`"));
                    match near {
                        Some(near) => failure.help(format!("did you mean `{near}`?")),
                        None => failure.help("run `fingerpost explain` for all of them"),
                    }
                })?;
                levels.push((name.to_owned(), level));
            }
        }
        // A group before its codes, so that the narrower setting holds; `warnings` last, because it raises what is left.
        levels.sort_by_key(|(name, _)| (name == "warnings", name.contains('/')));
        Ok(levels)
    }
}

fn day(text: &str) -> Result<String, String> {
    parse_date(text)
        .map(|date| date.to_string())
        .ok_or_else(|| "write year, month and day, such as 2026-11-30".to_owned())
}
