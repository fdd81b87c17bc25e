//! The compiles of the live preview: update open pages first, then render and report on everything else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::base::diagnostic::Diagnostic;
use crate::base::path::is_markdown;
use crate::base::tree::Tree;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::compile::finish;
use crate::compile::memo::Memo;
use crate::compile::options::{Observer, Options};
use crate::compile::snapshot::Snapshot;
use crate::io::serve::Preview;
use crate::io::source_tree::SourceTree;
use crate::report::tally::{counted, with_tally};

/// Changed files that are named on a line; the rest is counted.
const MOST_NAMED: usize = 3;

/// What all compiles of one preview share.
pub struct LiveCompiler<'a> {
    pub memo: Arc<Memo>,
    pub options: Options,
    pub preview: Arc<Preview>,
    pub terminal: &'a Terminal,
    /// Whether open browser tabs switch to the page that was saved.
    pub follows: bool,
}

/// A compile, and what is still to do for it.
pub struct LiveCompile {
    tree: Arc<Tree>,
    snapshot: Option<Arc<Snapshot>>,
    /// Diagnostics of reading the files.
    of_source: Vec<Diagnostic>,
    /// Diagnostics at their final levels.
    diagnostics: Vec<Diagnostic>,
    changes: Vec<String>,
    began: Instant,
    took: Duration,
    /// Whether there are pages left to render and to report on.
    pub is_unfinished: bool,
}

impl LiveCompiler<'_> {
    /// Compiles what was read. Open pages are updated as soon as possible; the others are rendered after that.
    pub fn compile(&mut self, source: &SourceTree, last: Option<&LiveCompile>, stop: &AtomicBool) -> LiveCompile {
        let began = Instant::now();
        let changes = last.map_or_else(Vec::new, |last| source.changed_since(&last.tree));
        let tree = source.tree.clone();
        let made = guarded(|| {
            let progress = self.progress(last.is_none());
            let snapshot = Snapshot::new(&tree, &self.options, &self.memo, &progress);
            progress.finish();
            for timing in progress.timings() {
                self.terminal.debug(&format!("  {:>7.1} ms  {}", timing.wall.as_secs_f64() * 1000.0, timing.stage));
            }
            snapshot
        });
        let mut compiled = LiveCompile {
            tree,
            snapshot: None,
            of_source: source.diagnostics.clone(),
            diagnostics: Vec::new(),
            changes,
            began,
            took: Duration::ZERO,
            is_unfinished: false,
        };
        let Some(snapshot) = made else {
            self.report_internal_error();
            return compiled;
        };
        if snapshot.is_fatal() || compiled.of_source.iter().any(Diagnostic::is_fatal) {
            // The last good version stays, under the diagnostics.
            compiled.diagnostics = self.diagnostics(&compiled, &snapshot, Vec::new());
            self.preview.report(&compiled.diagnostics, &compiled.tree);
            compiled.took = began.elapsed();
            self.report(&compiled, None);
            return compiled;
        }
        let files: Vec<String> = compiled.changes.iter().filter(|name| !is_markdown(name)).cloned().collect();
        self.preview.publish(&snapshot, if files.is_empty() { files } else { snapshot.urls_of(&files) });
        compiled.snapshot = Some(snapshot);
        compiled.is_unfinished = true;
        compiled.took = began.elapsed();
        self.finish(compiled, stop)
    }

    /// Renders what is not rendered yet, and reports on it; ends early when there is something newer to do.
    pub fn finish(&mut self, mut compiled: LiveCompile, stop: &AtomicBool) -> LiveCompile {
        let Some(snapshot) = compiled.snapshot.clone() else { return compiled };
        stop.store(false, Ordering::Relaxed);
        let began = Instant::now();
        let swept = guarded(|| {
            let progress = self.progress(compiled.changes.is_empty());
            progress.stage("render");
            let of_rendering = snapshot.render_stale(stop, &progress)?;
            Some(self.diagnostics(&compiled, &snapshot, of_rendering))
        });
        compiled.took += began.elapsed();
        match swept {
            None => {
                self.report_internal_error();
                compiled.is_unfinished = false;
            }
            Some(None) => {}
            Some(Some(diagnostics)) => {
                compiled.is_unfinished = false;
                self.preview.report(&diagnostics, &compiled.tree);
                compiled.diagnostics = diagnostics;
                self.report(&compiled, Some(&snapshot));
            }
        }
        compiled
    }

    /// All diagnostics at their final levels.
    fn diagnostics(
        &self,
        compiled: &LiveCompile,
        snapshot: &Snapshot,
        of_rendering: Vec<Diagnostic>,
    ) -> Vec<Diagnostic> {
        let mut diagnostics = snapshot.diagnostics();
        diagnostics.extend(compiled.of_source.iter().cloned());
        diagnostics.extend(of_rendering);
        finish(diagnostics, snapshot.site(), &self.options)
    }

    /// Only the first compile takes long enough to show its progress.
    fn progress(&self, is_first: bool) -> Progress {
        if is_first { Progress::new(self.terminal) } else { Progress::silent() }
    }

    /// Reports one line in the terminal, fatal diagnostics in full, and an event for open pages.
    fn report(&self, compiled: &LiveCompile, snapshot: Option<&Snapshot>) {
        let changes = match compiled.changes.as_slice() {
            [] => "first build".to_owned(),
            names if names.len() <= MOST_NAMED => format!("changed {}", names.join(", ")),
            names => format!("changed {} and {} more files", names[0], names.len() - 1),
        };
        let rendered = snapshot.map(Snapshot::rendered).unwrap_or_default();
        let took = compiled.took.as_secs_f64() * 1000.0;
        let fatal: Vec<Diagnostic> =
            compiled.diagnostics.iter().filter(|diagnostic| diagnostic.is_fatal()).cloned().collect();
        self.terminal.render(&fatal, &compiled.tree);
        let line = match snapshot {
            Some(_) => format!("{changes}: {} rendered, {took:.0} ms", counted(rendered.len(), "output")),
            None => format!("{changes}: build failed, showing the last good version, {took:.0} ms"),
        };
        self.terminal.info(&with_tally(&line, &compiled.diagnostics));
        for rendering in &rendered {
            self.terminal.debug(&format!("  {}: {}", rendering.path, rendering.reason));
        }
        let follow = self.follow(compiled, snapshot);
        self.preview.built(changes, compiled.began.elapsed(), rendered, follow);
    }

    /// The URL of the page that was saved, if it was only one.
    fn follow(&self, compiled: &LiveCompile, snapshot: Option<&Snapshot>) -> Option<String> {
        let [name] = compiled.changes.as_slice() else { return None };
        let site = snapshot.filter(|_| self.follows && is_markdown(name))?.site();
        let is_it = |document: &crate::parse::document::Document| document.path.as_str() == name;
        let page = site.pages().iter().find(|page| page.document.as_deref().is_some_and(is_it))?;
        page.output.as_ref().map(|_| site.href(&page.url))
    }

    /// Reports an internal error, and drops everything that was cached.
    fn report_internal_error(&mut self) {
        let message =
            "Internal error in Fingerpost. The preview shows the last good version; see the terminal for details.";
        self.terminal.message("build failed: showing the last good version");
        self.preview.report_fault(message);
        self.memo = Arc::new(Memo::default().persistent());
    }
}

/// Runs a compile; `None` if it panics, which ends the compile and not the preview.
fn guarded<T>(compile: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(compile)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::serve::Settings;

    #[test]
    fn a_panic_ends_only_the_compile() {
        let pages: Vec<usize> = std::iter::repeat_n(1, 2).collect();
        assert_eq!(guarded(|| pages.len()), Some(2));
        assert_eq!(guarded(|| pages[pages.len()]), None);
        let on_a_thread = guarded(|| rayon::join(|| pages[pages.len() + 1], || 0));
        assert_eq!(on_a_thread, None);
        let preview = Preview::new(Settings::default(), 1);
        preview.report_fault("it failed");
        assert!(preview.state().report.json.contains("it failed"));
    }
}
