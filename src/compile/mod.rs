//! The whole compile: a source tree in, outputs and diagnostics out. No I/O inside.
//!
//! All commands share it. It is a function of its arguments: no disk, clock, network or environment below this line. The
//! memo and the observer change how long it takes, never what it returns. Outputs go to a sink one by one, in no order.

mod cascade;
pub mod document_store;
pub mod documents;
mod finished;
pub mod link;
pub mod memo;
pub mod options;
pub mod output_store;
pub mod sink;
pub mod snapshot;
pub mod state;

use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diagnostic::{self, Diagnostic};
use crate::base::tree::{Bytes, Tree};
use crate::check;
use crate::compile::memo::Memo;
use crate::compile::options::{Observer, Options};
use crate::compile::sink::Sink;
use crate::compile::snapshot::Snapshot;
use crate::render::plan::{Job, OutputKind};
use crate::site::model::Site;

/// The result of a compile.
pub struct Compilation {
    pub site: Arc<Site>,
    /// In order of path and offset, at their final levels.
    pub diagnostics: Vec<Diagnostic>,
    /// Authored pages that are published.
    pub pages: usize,
}

/// Compiles a source tree into a site. Its files go to the sink, none where the compile stops before rendering.
pub fn compile(
    tree: &Arc<Tree>,
    options: &Options,
    memo: &Arc<Memo>,
    observer: &dyn Observer,
    sink: &dyn Sink,
) -> Compilation {
    let snapshot = Snapshot::new(tree, options, memo, observer);
    let mut diagnostics = snapshot.diagnostics();
    let jobs: Vec<&Job> = snapshot.jobs().iter().filter(|job| job.kind != OutputKind::SearchHead).collect();
    if jobs.len() < snapshot.jobs().len() && sink.wants_search() {
        observer.stage("search");
        diagnostics.extend(snapshot.write_search(sink));
    }
    observer.stage("render");
    let nothing = Bytes::default();
    let all = jobs.len();
    let run = |job: &&Job| {
        if let OutputKind::Source(path) = &job.kind
            && let Some(file) = tree.entry(path)
        {
            sink.copy(&job.output, file);
            observer.step(all);
            return Vec::new();
        }
        if let Some(diagnostics) = snapshot.kept(job, sink) {
            observer.step(all);
            return diagnostics;
        }
        let made = snapshot.run(job);
        observer.step(all);
        let sha256 = sink.put(&job.output, made.bytes.as_ref().unwrap_or(&nothing));
        snapshot.record(job, &made, sha256);
        made.diagnostics.clone()
    };
    let of_outputs: Vec<Vec<Diagnostic>> = jobs.par_iter().map(run).collect();
    observer.stage("gather");
    diagnostics.extend(of_outputs.into_iter().flatten());
    let site = snapshot.site().clone();
    let diagnostics = finish(diagnostics, &site, options);
    let pages = site.pages().iter().filter(|page| page.document.is_some() && page.output.is_some()).count();
    Compilation { site, diagnostics, pages }
}

/// Diagnostics at their final levels, in order.
pub fn finish(diagnostics: Vec<Diagnostic>, site: &Site, options: &Options) -> Vec<Diagnostic> {
    let levels = check::severity::Levels::new(site, &options.levels);
    let mut diagnostics = levels.apply(diagnostics);
    diagnostic::sort(&mut diagnostics);
    check::repeats::join(diagnostics)
}

/// Diagnostics from outside the compile at their final levels.
pub fn apply_severity(diagnostics: Vec<Diagnostic>, site: &Site, options: &Options) -> Vec<Diagnostic> {
    check::severity::Levels::new(site, &options.levels).apply_to_external(diagnostics)
}
