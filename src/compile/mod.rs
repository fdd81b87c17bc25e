//! The whole compile: a source tree in, outputs and diagnostics out. No I/O inside.
//!
//! All commands share it. It is a function of its arguments: no disk, clock, network or environment below this line. The
//! memo and the observer change how long it takes, never what it returns. Outputs go to a sink one by one, in no order.

mod budget;
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

use crate::base::codes::TEMPLATE_RENDER;
use crate::base::diagnostic::{self, Diagnostic, Location};
use crate::base::tree::{Bytes, Tree};
use crate::check;
use crate::compile::budget::Budget;
use crate::compile::memo::Memo;
use crate::compile::options::{Observer, Options};
use crate::compile::sink::Sink;
use crate::compile::snapshot::Snapshot;
use crate::render::plan::{Job, OutputKind};
use crate::site::model::Site;
use crate::theme;

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
    let run = |job: &&Job, lasts: bool| {
        let made = output(&snapshot, job, sink, lasts);
        observer.step(jobs.len());
        made
    };
    let most = |job: &&Job| if job.kind.uses_templates() { theme::MOST_WORK } else { 0 };
    let budget = Budget { work: TEMPLATE_WORK + TEMPLATE_WORK_FOR_ONE * jobs.len() as u64 };
    let made = budget.run(&jobs, most, run, |made| made.work);
    observer.stage("gather");
    diagnostics.extend(left_out(&snapshot, &jobs, &made, budget));
    diagnostics.extend(made.into_iter().flat_map(|made| made.diagnostics));
    let site = snapshot.site().clone();
    let diagnostics = finish(diagnostics, &site, options);
    let pages = site.pages().iter().filter(|page| page.document.is_some() && page.output.is_some()).count();
    Compilation { site, diagnostics, pages }
}

/// The work of templates for a whole site: instructions and bytes that they write. A page takes some thousands of the
/// first and tens of thousands of the second, so a large site may take more than a small one.
const TEMPLATE_WORK: u64 = 2_000_000_000;
const TEMPLATE_WORK_FOR_ONE: u64 = 200_000;

/// An output that went to the sink, or was left out because the templates of the site take too much work.
#[derive(Default)]
struct Made {
    diagnostics: Vec<Diagnostic>,
    /// The work that its templates took.
    work: u64,
    is_left_out: bool,
}

/// Makes an output, or takes it from the last build.
fn output(snapshot: &Snapshot, job: &Job, sink: &dyn Sink, lasts: bool) -> Made {
    if let OutputKind::Source(path) = &job.kind
        && let Some(file) = snapshot.tree().entry(path)
    {
        sink.copy(&job.output, file);
        return Made::default();
    }
    if !lasts && job.kind.uses_templates() {
        return Made { is_left_out: true, ..Made::default() };
    }
    if let Some(kept) = snapshot.kept(job, sink) {
        return Made { diagnostics: kept.diagnostics, work: kept.work, is_left_out: false };
    }
    let made = snapshot.run(job);
    let sha256 = sink.put(&job.output, made.bytes.as_ref().unwrap_or(&Bytes::default()));
    snapshot.record(job, &made, sha256);
    Made { diagnostics: made.diagnostics.clone(), work: made.work, is_left_out: false }
}

/// Reports outputs that were left out, at the template of the first one.
fn left_out(snapshot: &Snapshot, jobs: &[&Job], made: &[Made], budget: Budget) -> Option<Diagnostic> {
    let first = made.iter().position(|made| made.is_left_out)?;
    let others = match made.iter().filter(|made| made.is_left_out).count() - 1 {
        0 => String::new(),
        1 => " and 1 other file".to_owned(),
        others => format!(" and {others} other files"),
    };
    let (most, output) = (budget.work / 1_000_000, &jobs[first].output);
    let message = format!(
        "the templates of this site take more than {most} million instructions and bytes: `{output}`{others} cannot be rendered"
    );
    let at = Location::file(&snapshot.template_file(jobs[first]));
    Some(Diagnostic::new(&TEMPLATE_RENDER, at, message).help("use fewer loops in the templates that all pages share"))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::options::NoopObserver;
    use crate::compile::sink::Collector;

    #[test]
    fn outputs_beyond_the_work_of_a_site_are_left_out_with_one_finding() {
        let mut tree = Tree::default();
        for (path, text) in [("content/a.md", "# A\n"), ("content/b.md", "# B\n"), ("static/c.txt", "c")] {
            tree.insert(path, text.as_bytes().to_vec());
        }
        let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
        let snapshot = Snapshot::new(&Arc::new(tree), &options, &Arc::default(), &NoopObserver);
        let jobs: Vec<&Job> = snapshot.jobs().iter().collect();
        let sink = Collector::default();
        let made: Vec<Made> = jobs.iter().map(|job| output(&snapshot, job, &sink, false)).collect();
        let published = sink.into_tree();
        assert!(published.has("c.txt") && published.has("feed.xml") && !published.has("a/index.html"));
        let count = made.iter().filter(|made| made.is_left_out).count();
        let found = left_out(&snapshot, &jobs, &made, Budget { work: 7_000_000 }).expect("there is a finding");
        assert_eq!(found.at.path.as_str(), "themes/default/templates/404.html");
        let words = "take more than 7 million instructions and bytes: `404.html` and ";
        assert!(found.message.contains(words) && found.message.contains(&format!("{} other files", count - 1)));
        assert!(found.is_fatal());
        let made: Vec<Made> = jobs.iter().map(|job| output(&snapshot, job, &Collector::default(), true)).collect();
        let page = jobs.iter().position(|job| job.output.as_str() == "a/index.html").expect("a page");
        assert!(left_out(&snapshot, &jobs, &made, Budget { work: 1 }).is_none());
        println!("{} units of work for a page", made[page].work);
        assert!((1_000..TEMPLATE_WORK_FOR_ONE / 10).contains(&made[page].work), "{}", made[page].work);
    }
}
