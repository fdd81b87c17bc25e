//! All output of the commands: diagnostics, results, errors, notes.
//!
//! Results go to standard output; what is for a person goes to standard error. What cannot be written is remembered by
//! `Streams` and decides the exit code at the end.

use std::io::{IsTerminal, stderr};

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::tree::Tree;
use crate::check::impact::Impact;
use crate::cli::args::{Color, Format, Global};
use crate::cli::streams::Streams;
use crate::io::error::Error;
use crate::report::fingerprint::{BaselineMatch, fingerprints};
use crate::report::human::Drawer;
use crate::report::sources::Sources;
use crate::report::{self, github, json, junit, markdown, sarif};

/// Where words go and how they look.
pub struct Terminal {
    streams: Streams,
    format: Format,
    quiet: bool,
    verbose: bool,
    coloured: bool,
    width: usize,
}

/// The most findings that are drawn for a person; the rest is counted.
const MOST_DRAWN: usize = 200;

impl Terminal {
    /// A terminal as the options ask for it.
    pub fn new(global: &Global) -> Terminal {
        let coloured = match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let width = console::Term::stderr().size_checked().map_or(120, |(_, columns)| usize::from(columns));
        Terminal {
            streams: Streams::default(),
            format: global.format,
            quiet: global.quiet,
            verbose: global.verbose,
            coloured,
            width: width.clamp(60, 160),
        }
    }

    /// Prints findings: drawn on standard error, or in the form of another program on standard output.
    pub fn findings(&self, findings: &[Diagnostic], tree: &Tree) {
        self.judged(findings, &[], tree);
    }

    /// Prints findings with what is known of each; where nothing is given, all are new.
    pub fn judged(&self, findings: &[Diagnostic], known: &[BaselineMatch], tree: &Tree) {
        if matches!(self.format, Format::Human | Format::Csv | Format::Ics) {
            let is_new = |at: usize| known.get(at).is_none_or(|known| !known.in_baseline);
            let new: Vec<Diagnostic> =
                findings.iter().enumerate().filter(|(at, _)| is_new(*at)).map(|(_, finding)| finding.clone()).collect();
            return self.drawn(&new, tree);
        }
        let sources = Sources::of(findings, tree);
        let named;
        let known = if known.len() == findings.len() {
            known
        } else {
            let name = |fingerprint| BaselineMatch { fingerprint, in_baseline: false };
            named = fingerprints(findings, &sources).into_iter().map(name).collect::<Vec<_>>();
            &named
        };
        self.print(&match self.format {
            Format::Json => {
                findings.iter().zip(known).map(|(finding, known)| json::line(finding, known, &sources) + "\n").collect()
            }
            Format::Sarif => sarif::log(findings, known, &sources),
            Format::Github => github::commands(findings, known, &sources),
            Format::Junit => junit::report(findings, known, &sources),
            // The rest are forms of other results.
            _ => markdown::summary(findings, known, &sources),
        });
    }

    /// Prints what a change does to pages, where the form of results has room for it.
    pub fn impact(&self, impact: &Impact, since: &str) {
        match self.format {
            Format::Human => self.note(report::impact::text(impact, since).trim_end()),
            Format::Json => self.print(&report::impact::json(impact, since)),
            Format::Markdown => self.print(&report::impact::markdown(impact, since)),
            _ => {}
        }
    }

    /// Draws findings on standard error, for people, whatever the format of results.
    pub fn drawn(&self, findings: &[Diagnostic], tree: &Tree) {
        let drawer = Drawer::new(self.coloured, self.width);
        let least = if self.quiet { Severity::Error } else { Severity::Note };
        // Errors decide whether the site is published, so they are never the ones that are left out.
        let mut shown: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.severity >= least).collect();
        let all = shown.len();
        if all > MOST_DRAWN {
            shown.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
            shown.truncate(MOST_DRAWN);
        }
        let sources = Sources::of(shown.iter().copied(), tree);
        for finding in shown {
            self.say(&format!("{}\n", drawer.draw(finding, &sources)));
        }
        if all > MOST_DRAWN {
            self.say(&format!("… and {} more; `--format json` lists them all\n", all - MOST_DRAWN));
        }
    }

    /// Prints a result to standard output.
    pub fn print(&self, text: &str) {
        self.streams.print(text);
    }

    /// Says a closing or progress line, unless quiet was asked for.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// Says what only somebody who asked for more words wants to know.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.say(text);
        }
    }

    /// Says something that is never left out.
    pub fn say(&self, text: &str) {
        self.streams.eprint(&format!("{text}\n"));
    }

    /// Says why the program could not do its work.
    pub fn failure(&self, failure: &Error) {
        let error = if self.coloured { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
        self.say(&format!("{error}: {failure}"));
        if let Some(help) = &failure.help {
            self.say(&format!("  = help: {help}"));
        }
    }

    /// Whether lists are wanted as JSON.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether a moving line may be shown.
    pub fn is_lively(&self) -> bool {
        !self.quiet && stderr().is_terminal()
    }

    /// The first write error of either stream, unless its reader only went away.
    pub fn write_failure(&self) -> Option<Error> {
        self.streams.failure()
    }
}
