//! All output of the commands: diagnostics, results, errors, notes.
//!
//! Results go to standard output; what is for a person goes to standard error. Text of authors cannot be a command there:
//! everything passes through `report::plain`. What cannot be written is remembered by
//! `Streams` and decides the exit code at the end.

use std::io::{IsTerminal, stderr, stdout};
use std::sync::Arc;

use terminal_size::{Width, terminal_size_of};

use crate::base::code::Severity;
use crate::base::diagnostic::Diagnostic;
use crate::base::tree::Tree;
use crate::check::site_diff::SiteDiff;
use crate::cli::options::{Color, Format, GlobalOptions};
use crate::cli::streams::Streams;
use crate::io::error::Error;
use crate::io::project::Project;
use crate::report::fingerprint::BaselineMatch;
use crate::report::human::Drawer;
use crate::report::overview::{causes, list};
use crate::report::plain::{Syntax, neutral};
use crate::report::sources::Sources;
use crate::report::{self, github, json, junit, markdown, sarif};

/// Where output goes and how it looks.
pub struct Terminal {
    streams: Arc<Streams>,
    format: Format,
    quiet: bool,
    verbose: bool,
    coloured: bool,
    /// Whether results on standard output may be emphasised.
    emphasises: bool,
    width: usize,
}

/// The most diagnostics that are rendered for a person; the rest is counted.
const MOST_RENDERED: usize = 200;
/// With more diagnostics than this, a person sees their causes instead of each place.
const MOST_ONE_BY_ONE: usize = 20;
/// The number of causes that an overview shows with their first place.
const SHOWN_CAUSES: usize = 3;
/// The same for causes that stop every build.
const SHOWN_FATAL_CAUSES: usize = 10;

/// What a person sees of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Their causes.
    ByCause,
    /// Each place, or the causes if there are many.
    Automatic,
}

impl Terminal {
    /// A terminal with the format, verbosity and colours of the command line.
    pub fn new(global: &GlobalOptions) -> Terminal {
        let has_no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_styled = |is_terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !has_no_color,
        };
        let width = terminal_size_of(stderr()).map_or(120, |(Width(columns), _)| usize::from(columns));
        Terminal {
            streams: Arc::default(),
            format: global.format,
            quiet: global.quiet,
            verbose: global.verbose,
            coloured: is_styled(stderr().is_terminal()),
            emphasises: is_styled(stdout().is_terminal()),
            width: width.clamp(60, 160),
        }
    }

    /// Whether an overview of causes is shown in place of each of these diagnostics.
    pub fn shows_causes(&self, diagnostics: &[Diagnostic], detail: Detail) -> bool {
        let is_shown = |diagnostic: &&Diagnostic| diagnostic.severity >= self.least_severity();
        let is_long = || diagnostics.iter().filter(is_shown).count() > MOST_ONE_BY_ONE && !self.verbose;
        self.is_text() && (detail == Detail::ByCause || is_long())
    }

    /// Reports diagnostics, each with how it relates to the baseline: for people on standard error, those that are not in
    /// it, or in a format for other programs on standard output.
    pub fn report(
        &self,
        diagnostics: &[Diagnostic],
        matches: &[BaselineMatch],
        tree: &Tree,
        project: &Project,
        detail: Detail,
    ) {
        let sources = Sources::of(diagnostics, tree).in_folder(project.folder_in_repository());
        let out = match self.format {
            Format::Text | Format::Csv | Format::Ics => {
                let pairs = diagnostics.iter().zip(matches);
                let new: Vec<Diagnostic> =
                    pairs.filter(|(_, known)| !known.in_baseline).map(|(diagnostic, _)| diagnostic.clone()).collect();
                return match self.shows_causes(&new, detail) {
                    true => self.overview(&new, tree),
                    false => self.render(&new, tree),
                };
            }
            Format::Json => {
                let lines = diagnostics.iter().zip(matches);
                lines.map(|(diagnostic, known)| json::line(diagnostic, known, &sources) + "\n").collect()
            }
            Format::Sarif => sarif::log(diagnostics, matches, &sources),
            Format::Github => github::commands(diagnostics, matches, &sources),
            Format::Junit => junit::report(diagnostics, matches, &sources),
            // `svg` and `html` are formats of scores; their diagnostics are a summary, too.
            Format::Markdown | Format::Svg | Format::Html => markdown::summary(diagnostics, matches, &sources),
        };
        self.print(&out);
    }

    /// Prints the impact of a change on pages. Formats that contain only diagnostics omit it.
    pub fn impact(&self, impact: &SiteDiff, since: &str) {
        match self.format {
            Format::Text => self.info(report::site_diff::text(impact, since).trim_end()),
            Format::Json => self.print(&report::site_diff::json(impact, since)),
            Format::Markdown => self.print(&report::site_diff::markdown(impact, since)),
            Format::Sarif | Format::Github | Format::Junit | Format::Svg | Format::Html | Format::Csv | Format::Ics => {
            }
        }
    }

    fn least_severity(&self) -> Severity {
        if self.quiet { Severity::Error } else { Severity::Note }
    }

    /// Shows the causes of diagnostics: the most important with their first place, then all with their numbers.
    fn overview(&self, diagnostics: &[Diagnostic], tree: &Tree) {
        let shown = diagnostics.iter().filter(|diagnostic| diagnostic.severity >= self.least_severity());
        let causes = causes(shown);
        if causes.is_empty() {
            return;
        }
        let fatal = causes.iter().filter(|cause| cause.first().is_fatal()).count().min(SHOWN_FATAL_CAUSES);
        let important = &causes[..causes.len().min(SHOWN_CAUSES.max(fatal))];
        let places = important.iter().flat_map(|cause| cause.diagnostics.iter().take(2).copied());
        let sources = Sources::of(places, tree);
        let drawer = if self.coloured { Drawer::coloured(self.width) } else { Drawer::plain(self.width) };
        for cause in important {
            self.message(&drawer.draw(cause.first(), &sources));
            if let Some(elsewhere) = cause.elsewhere(&sources) {
                // Below the margin with the line number.
                let line = sources.position(&cause.first().at).map_or(1, |position| position.line);
                let margin = line.to_string().len() + 1;
                self.message(&format!("{:margin$}= {elsewhere}", ""));
            }
            self.message("");
        }
        self.message("All findings by cause:\n");
        self.message(&list(&causes, self.width));
        self.message(
            "To see each place, add `--verbose`. To see why a finding matters, run `fingerpost explain CODE`.\n",
        );
    }

    /// Renders diagnostics on standard error, for people, whatever the output format.
    pub fn render<'a>(&self, diagnostics: impl IntoIterator<Item = &'a Diagnostic>, tree: &'a Tree) {
        let least = self.least_severity();
        let mut shown: Vec<&Diagnostic> =
            diagnostics.into_iter().filter(|diagnostic| diagnostic.severity >= least).collect();
        let most = if self.verbose { usize::MAX } else { MOST_RENDERED };
        let rest = shown.len().saturating_sub(most);
        if rest > 0 {
            // Errors decide whether the site is published, so they are never among the rest.
            shown.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
            shown.truncate(most);
        }
        let drawer = if self.coloured { Drawer::coloured(self.width) } else { Drawer::plain(self.width) };
        let sources = Sources::of(shown.iter().copied(), tree);
        for diagnostic in shown {
            self.message(&format!("{}\n", drawer.draw(diagnostic, &sources)));
        }
        if rest > 0 {
            self.message(&format!("… and {rest} more. To list them all, use `--format json`\n"));
        }
    }

    /// Prints a result to standard output.
    pub fn print(&self, text: &str) {
        let syntax = match self.format {
            Format::Json | Format::Sarif => Syntax::Json,
            Format::Junit | Format::Svg | Format::Html => Syntax::Markup,
            Format::Github => Syntax::Commands,
            _ if self.emphasises => Syntax::ColouredText,
            Format::Text | Format::Csv | Format::Ics | Format::Markdown => Syntax::Text,
        };
        self.streams.print(&neutral(text, syntax));
    }

    /// Prints a message that `--quiet` leaves out.
    pub fn info(&self, text: &str) {
        if !self.quiet {
            self.message(text);
        }
    }

    /// Prints a message only with `--verbose`.
    pub fn debug(&self, text: &str) {
        if self.verbose {
            self.message(text);
        }
    }

    /// Prints a message, with `--quiet` too.
    pub fn message(&self, text: &str) {
        let syntax = if self.coloured { Syntax::ColouredText } else { Syntax::Text };
        self.streams.eprint(&neutral(&format!("{text}\n"), syntax));
    }

    /// Prints why a command could not run.
    pub fn error(&self, error: &Error) {
        let label = if self.coloured { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
        self.message(&format!("{label}: {error}"));
        if let Some(help) = &error.help {
            self.message(&format!("  = help: {help}"));
        }
    }

    /// Whether results are printed as JSON.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// A piece of a result, in bold where standard output shows it.
    pub fn bold(&self, text: &str) -> String {
        if self.emphasises { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn is_text(&self) -> bool {
        match self.format {
            Format::Text | Format::Csv | Format::Ics => true,
            Format::Json
            | Format::Sarif
            | Format::Github
            | Format::Junit
            | Format::Markdown
            | Format::Svg
            | Format::Html => false,
        }
    }

    /// The streams, if standard error can show a status line: a terminal that can erase a line, without `--quiet`.
    pub fn status_line(&self) -> Option<Arc<Streams>> {
        let is_dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
        (!self.quiet && !is_dumb && stderr().is_terminal()).then(|| self.streams.clone())
    }

    /// The first write error of either stream, unless its reader only went away.
    pub fn write_error(&self) -> Option<Error> {
        self.streams.write_error()
    }
}
