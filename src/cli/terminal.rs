//! Words to the person: findings, failures, progress. Everything that is printed goes through here.
//!
//! A reader that closes the pipe ends the printing, not the program with a fault.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use rustix::time::{ClockId, clock_gettime};

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::tree::Tree;
use crate::check::impact::Impact;
use crate::cli::args::{Color, Format, Global};
use crate::compile::Observer;
use crate::io::Failure;
use crate::report::fingerprint::fingerprints;
use crate::report::human::Drawer;
use crate::report::{self, Known, Sources, github, json, junit, markdown, sarif};

/// Where words go and how they look.
pub struct Terminal {
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
    pub fn judged(&self, findings: &[Diagnostic], known: &[Known], tree: &Tree) {
        let sources = Sources::new(tree);
        if matches!(self.format, Format::Human | Format::Csv | Format::Ics) {
            let is_new = |at: usize| known.get(at).is_none_or(|known| !known.in_baseline);
            let new: Vec<Diagnostic> =
                findings.iter().enumerate().filter(|(at, _)| is_new(*at)).map(|(_, finding)| finding.clone()).collect();
            return self.drawn(&new, tree);
        }
        let named;
        let known = if known.len() == findings.len() {
            known
        } else {
            let name = |fingerprint| Known { fingerprint, in_baseline: false };
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
        let sources = Sources::new(tree);
        let drawer = Drawer::new(self.coloured, self.width);
        let least = if self.quiet { Severity::Error } else { Severity::Note };
        // Errors decide whether the site is published, so they are never the ones that are left out.
        let mut shown: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.severity >= least).collect();
        let all = shown.len();
        if all > MOST_DRAWN {
            shown.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
            shown.truncate(MOST_DRAWN);
        }
        for finding in shown {
            self.say(&format!("{}\n", drawer.draw(finding, &sources)));
        }
        if all > MOST_DRAWN {
            self.say(&format!("… and {} more; `--format json` lists them all\n", all - MOST_DRAWN));
        }
    }

    /// Prints a result to standard output.
    pub fn print(&self, text: &str) {
        write_or_end(&mut stdout().lock(), text);
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
        write_or_end(&mut stderr().lock(), &format!("{text}\n"));
    }

    /// Says why the program could not do its work.
    pub fn failure(&self, failure: &Failure) {
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
}

/// Writes; a closed pipe ends the program quietly, as it does for every well-behaved filter.
fn write_or_end(out: &mut impl Write, text: &str) {
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Shows and times the stages of a compile.
pub struct Progress {
    bar: Option<ProgressBar>,
    /// Each stage with the wall clock and the processor time at its start.
    stages: Mutex<Vec<(&'static str, Instant, Duration)>>,
}

impl Progress {
    /// Shows nothing.
    pub fn silent() -> Progress {
        Progress { bar: None, stages: Mutex::new(Vec::new()) }
    }

    /// Shows the current stage on a terminal, once a build takes long enough to wonder.
    pub fn new(terminal: &Terminal) -> Progress {
        let bar = terminal.is_lively().then(|| {
            let bar = ProgressBar::new_spinner();
            bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("the pattern is valid"));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Progress { bar, stages: Mutex::new(Vec::new()) }
    }

    /// Shows how far a long stage is.
    pub fn count(&self, stage: &str, done: usize, all: usize) {
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{stage} {done} of {all}"));
        }
    }

    /// Ends the last stage and clears the line.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.stages.lock().expect("no holder of this lock panics").push(("", Instant::now(), processor_time()));
    }

    /// How long each stage took by the clock and by the processors, in order.
    pub fn timings(&self) -> Vec<(&'static str, Duration, Duration)> {
        let stages = self.stages.lock().expect("no holder of this lock panics");
        stages.windows(2).map(|pair| (pair[0].0, pair[1].1 - pair[0].1, pair[1].2 - pair[0].2)).collect()
    }
}

/// The time that all processors have spent on this program.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

impl Observer for Progress {
    fn stage(&self, name: &'static str) {
        if let Some(bar) = &self.bar {
            bar.set_message(name);
        }
        self.stages.lock().expect("no holder of this lock panics").push((name, Instant::now(), processor_time()));
    }
}
