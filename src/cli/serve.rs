//! `fingerpost serve`: the live preview. Reads what changed, compiles and shows it, until it is stopped.

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::ArgAction;

use crate::base::diagnostic::Diagnostic;
use crate::base::path::is_markdown;
use crate::base::tree::Tree;
use crate::cli::load::options;
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::compile::finish;
use crate::compile::memo::Memo;
use crate::compile::options::Options;
use crate::compile::snapshot::Snapshot;
use crate::io::cache::Cache;
use crate::io::error::Error;
use crate::io::project;
use crate::io::serve::{Preview, Settings, http, listen, respond};
use crate::io::source_tree::SourceTree;
use crate::io::watch::Watch;
use crate::report::tally::{counted, with_tally};

/// The port, where none is asked for.
const PORT: u16 = 4000;
/// Changed files that are named on a line; the rest is counted.
const MOST_NAMED: usize = 3;

/// Options of `fingerpost serve`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// Port [default: 4000, or the next free one]; 0 uses any free port
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// IP address to listen on; with any other than 127.0.0.1 and ::1, other people can open the preview
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// Switch open browser tabs to the page you just saved
    #[arg(long)]
    pub follow: bool,
    /// URL that opens a file in your editor, with `{path}`, `{line}` and `{column}`; empty for no link
    #[arg(long, value_name = "PATTERN", default_value = "vscode://file{path}:{line}:{column}")]
    pub editor: String,
    /// Additional host name to accept requests for
    #[arg(long, value_name = "NAME", action = ArgAction::Append)]
    pub allow_host: Vec<String>,
    /// Poll for changes instead of using file-system events
    #[arg(long)]
    pub poll: bool,
}

/// Runs the command; it ends only when it cannot begin.
pub fn run(global: &GlobalOptions, args: &ServeArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let project = project::find(&global.project())?;
    // What git cannot tell is told by `build`; here it would stand at every page.
    let options = Options { drafts: true, ..options(global, &project, Vec::new(), &mut Vec::new())? };
    let settings = Settings {
        allowed_hosts: args.allow_host.clone(),
        editor: args.editor.clone(),
        root: project.root.to_string_lossy().into_owned(),
    };
    let listener = listen(args.host, args.port.unwrap_or(PORT), args.port.is_some())?;
    let port = listener.local_addr().map_or(PORT, |address| address.port());
    let mut watch = Watch::new(&project, args.poll)?;
    let preview = Arc::new(Preview::new(settings));
    let answering = preview.clone();
    std::thread::spawn(move || http::serve(&listener, move |request| respond::respond(&answering, request)));
    banner(args, port, &watch, terminal);

    let mut work = Work {
        memo: Arc::new(Cache::new(project.cache()).memo().persistent()),
        options,
        preview,
        terminal,
        follows: args.follow,
    };
    let mut source = SourceTree::new(&project);
    let mut state = work.compile(&source, None, &watch.is_waiting);
    if args.open {
        // Without a browser the address on the screen is enough.
        let _ = open::that_detached(address(args.host, port));
    }
    loop {
        if state.is_unfinished && !watch.has_pending() {
            state = work.finish(state, &watch.is_waiting);
            continue;
        }
        let polled = watch.polls_because.is_some();
        let batch = watch.next_batch();
        if let Some(reason) = watch.polls_because.as_ref().filter(|_| !polled) {
            terminal.message(&format!("polling for changes twice a second from now on, because {reason}"));
        }
        if source.refresh(&batch) {
            state = work.compile(&source, Some(&state), &watch.is_waiting);
        }
    }
}

fn address(host: IpAddr, port: u16) -> String {
    let host = if host.is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { host };
    let host = if host.is_ipv6() { format!("[{host}]") } else { host.to_string() };
    format!("http://{host}:{port}/")
}

fn banner(args: &ServeArgs, port: u16, watch: &Watch, terminal: &Terminal) {
    terminal.message(&format!("preview at {}", address(args.host, port)));
    if args.port.is_none() && port != PORT {
        terminal.message(&format!("  port {PORT} is in use, so this is the next free one"));
    }
    if !args.host.is_loopback() {
        terminal.message("  anyone on your network can open this preview, including drafts");
    }
    if let Some(reason) = &watch.polls_because {
        terminal.message(&format!("  polling for changes twice a second, because {reason}"));
    }
    terminal.message("  stop with Ctrl-C");
}

/// What all compiles of one preview share.
struct Work<'a> {
    memo: Arc<Memo>,
    options: Options,
    preview: Arc<Preview>,
    terminal: &'a Terminal,
    follows: bool,
}

/// A compile and what is still to be done for it.
struct Compiled {
    tree: Arc<Tree>,
    snapshot: Option<Arc<Snapshot>>,
    /// What was found before anything was rendered, as it was found and at its final levels.
    found: Vec<Diagnostic>,
    findings: Vec<Diagnostic>,
    changes: Vec<String>,
    began: Instant,
    took: Duration,
    /// Whether pages are still to be rendered and their findings to be told.
    is_unfinished: bool,
}

impl Work<'_> {
    /// Compiles what was read. Open pages are told as soon as they can be right; the others are rendered after that.
    fn compile(&mut self, source: &SourceTree, last: Option<&Compiled>, stop: &AtomicBool) -> Compiled {
        let began = Instant::now();
        let changes = last.map_or_else(Vec::new, |last| source.changed_since(&last.tree));
        let tree = source.tree.clone();
        let made = guarded(|| {
            let progress = Progress::silent();
            let snapshot = Snapshot::new(&tree, &self.options, &self.memo, &progress);
            let mut findings = snapshot.findings();
            findings.extend(source.findings.iter().cloned());
            progress.finish();
            for timing in progress.timings() {
                self.terminal.debug(&format!("  {:>7.1} ms  {}", timing.wall.as_secs_f64() * 1000.0, timing.stage));
            }
            (snapshot, findings)
        });
        let mut compiled = Compiled {
            tree,
            snapshot: None,
            found: Vec::new(),
            findings: Vec::new(),
            changes,
            began,
            took: Duration::ZERO,
            is_unfinished: false,
        };
        let Some((snapshot, findings)) = made else {
            self.fault();
            return compiled;
        };
        compiled.found = findings;
        compiled.findings = finish(compiled.found.clone(), snapshot.site(), &self.options);
        if compiled.findings.iter().any(Diagnostic::is_fatal) {
            // The last good pages stay, under what is wrong.
            self.preview.report(&compiled.findings, &compiled.tree);
            compiled.took = began.elapsed();
            self.say(&compiled, None);
            return compiled;
        }
        let files: Vec<String> = compiled.changes.iter().filter(|name| !is_markdown(name)).cloned().collect();
        self.preview.publish(&snapshot, if files.is_empty() { files } else { snapshot.urls_of(&files) });
        compiled.snapshot = Some(snapshot);
        compiled.is_unfinished = true;
        compiled.took = began.elapsed();
        self.finish(compiled, stop)
    }

    /// Renders what is not rendered yet, and tells what that finds; ends early when there is something newer to do.
    fn finish(&mut self, mut compiled: Compiled, stop: &AtomicBool) -> Compiled {
        let Some(snapshot) = compiled.snapshot.clone() else { return compiled };
        stop.store(false, Ordering::Relaxed);
        let began = Instant::now();
        let swept = guarded(|| snapshot.render_stale(stop));
        compiled.took += began.elapsed();
        match swept {
            None => {
                self.fault();
                compiled.is_unfinished = false;
            }
            Some(None) => {}
            Some(Some(more)) => {
                compiled.is_unfinished = false;
                let mut findings = compiled.found.clone();
                findings.extend(more);
                let findings = finish(findings, snapshot.site(), &self.options);
                self.preview.report(&findings, &compiled.tree);
                compiled.findings = findings;
                self.say(&compiled, Some(&snapshot));
            }
        }
        compiled
    }

    /// One line for the terminal, an event for open pages, and what forbids pages in full.
    fn say(&self, compiled: &Compiled, snapshot: Option<&Snapshot>) {
        let changes = match compiled.changes.as_slice() {
            [] => "first build".to_owned(),
            names if names.len() <= MOST_NAMED => format!("changed {}", names.join(", ")),
            names => format!("changed {} and {} more files", names[0], names.len() - 1),
        };
        let rendered = snapshot.map(Snapshot::rendered).unwrap_or_default();
        let took = compiled.took.as_secs_f64() * 1000.0;
        let fatal: Vec<Diagnostic> = compiled.findings.iter().filter(|finding| finding.is_fatal()).cloned().collect();
        self.terminal.render(&fatal, &compiled.tree);
        let line = match snapshot {
            Some(_) => format!("{changes}: {} rendered, {took:.0} ms", counted(rendered.len(), "output")),
            None => format!("{changes}: build failed, showing the last good version, {took:.0} ms"),
        };
        self.terminal.info(&with_tally(&line, &compiled.findings));
        for rendering in &rendered {
            self.terminal.debug(&format!("  {}: {}", rendering.path, rendering.reason));
        }
        let follow = self.follow(compiled, snapshot);
        self.preview.built(changes, compiled.began.elapsed(), rendered, follow);
    }

    /// The address of the page that was saved, where one page was.
    fn follow(&self, compiled: &Compiled, snapshot: Option<&Snapshot>) -> Option<String> {
        let [name] = compiled.changes.as_slice() else { return None };
        let site = snapshot.filter(|_| self.follows && is_markdown(name))?.site();
        let is_it = |document: &crate::parse::document::Document| document.path.as_str() == name;
        let page = site.pages().iter().find(|page| page.document.as_deref().is_some_and(is_it))?;
        page.output.as_ref().map(|_| site.href(&page.url))
    }

    /// The program's own mistake: it is told, and everything that was kept is thrown away.
    fn fault(&mut self) {
        let message =
            "Internal error in Fingerpost. The preview shows the last good version; see the terminal for details.";
        self.terminal.message("build failed: showing the last good version");
        self.preview.report_fault(message);
        self.memo = Arc::new(Memo::default().persistent());
    }
}

/// Runs a compile; `None` where it fails of itself, which ends the compile and not the preview.
fn guarded<T>(compile: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(compile)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_the_compile_and_nothing_else() {
        let pages: Vec<usize> = std::iter::repeat_n(1, 2).collect();
        assert_eq!(guarded(|| pages.len()), Some(2));
        assert_eq!(guarded(|| pages[pages.len()]), None);
        let on_a_thread = guarded(|| rayon::join(|| pages[pages.len() + 1], || 0));
        assert_eq!(on_a_thread, None);
        let preview = Preview::new(Settings::default());
        preview.report_fault("it failed");
        assert!(preview.state().report.json.contains("it failed"));
    }
}
