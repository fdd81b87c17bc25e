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
mod relink;
pub mod sink;
pub mod snapshot;
pub mod state;
mod template_ids;
mod template_work;

use std::sync::Arc;

use crate::base::diagnostic::{self, Diagnostic};
use crate::base::tree::{Bytes, Tree};
use crate::check;
use crate::compile::memo::Memo;
use crate::compile::options::{Observer, Options};
use crate::compile::sink::Sink;
use crate::compile::snapshot::Snapshot;
use crate::compile::template_work::{Made, make_all};
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
    let make = |job: &Job| {
        let made = output(&snapshot, job, sink);
        observer.step(jobs.len());
        made
    };
    let budget = template_work::budget(jobs.len());
    diagnostics.extend(make_all(&jobs, budget, make, |job| snapshot.template_file(job)));
    observer.stage("gather");
    let site = snapshot.site().clone();
    let diagnostics = finish(diagnostics, &site, options);
    let pages = site.pages().iter().filter(|page| page.document.is_some() && page.output.is_some()).count();
    Compilation { site, diagnostics, pages }
}

/// Makes an output, or takes it from the last build.
fn output(snapshot: &Snapshot, job: &Job, sink: &dyn Sink) -> Made {
    if let OutputKind::Source(path) = &job.kind
        && let Some(file) = snapshot.tree().entry(path)
    {
        sink.copy(&job.output, file);
        return Made::default();
    }
    if let Some(kept) = snapshot.kept(job, sink) {
        return Made { diagnostics: kept.diagnostics, work: kept.work };
    }
    let made = snapshot.run(job);
    let sha256 = sink.put(&job.output, made.bytes.as_ref().unwrap_or(&Bytes::default()));
    snapshot.record(job, &made, sha256);
    Made { diagnostics: made.diagnostics.clone(), work: made.work }
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
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::compile::budget::Budget;
    use crate::compile::options::NoopObserver;
    use crate::compile::sink::Collector;

    /// A site of so many pages, and its outputs.
    fn snapshot(pages: usize) -> Arc<Snapshot> {
        let mut tree = Tree::default();
        for page in 0..pages {
            tree.insert(format!("content/{page:04}.md"), b"# A\n".to_vec());
        }
        tree.insert("static/zzz.txt", b"z".to_vec());
        let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
        Snapshot::new(&Arc::new(tree), &options, &Arc::default(), &NoopObserver)
    }

    #[test]
    fn outputs_beyond_the_work_of_a_site_are_left_out_with_one_finding() {
        let snapshot = snapshot(150);
        let jobs: Vec<&Job> = snapshot.jobs().iter().collect();
        let sink = Collector::default();
        let make = |job: &Job| output(&snapshot, job, &sink);
        let found = make_all(&jobs, Budget { work: 1 }, make, |job| snapshot.template_file(job));
        let published = sink.into_tree();
        // Without templates there is nothing to limit.
        assert!(published.has("0000/index.html") && published.has("zzz.txt") && published.has("sitemap.xml"));
        assert!(!published.has("0149/index.html"));
        let first = jobs.iter().find(|job| !published.has(job.output.as_str())).expect("one is left out");
        let others = jobs.iter().filter(|job| !published.has(job.output.as_str())).count() - 1;
        let found: Vec<_> = found.iter().filter(|found| found.message.contains("take more than")).collect();
        let [found] = found[..] else { panic!("there is one finding") };
        assert_eq!(found.at.path.as_str(), "themes/default/templates/page.html");
        let words = format!("0 million instructions and bytes: `{}` and {others} other files", first.output);
        assert!(found.message.contains(&words) && found.is_fatal(), "{}", found.message);
    }

    #[test]
    fn a_page_takes_less_than_it_adds_to_the_work_of_a_site() {
        let snapshot = snapshot(1);
        let page = snapshot.jobs().iter().find(|job| job.output.as_str() == "0000/index.html").expect("a page");
        let made = output(&snapshot, page, &Collector::default());
        assert!((1_000..template_work::WORK_FOR_ONE / 10).contains(&made.work), "{}", made.work);
    }

    #[test]
    fn a_preview_has_the_same_limit() {
        let snapshot = snapshot(150);
        let never = AtomicBool::new(false);
        let budget = Budget { work: 1 };
        let found = snapshot.render_within(budget, &never, &NoopObserver).expect("it is not stopped");
        assert_eq!(found.iter().filter(|found| found.message.contains("take more than 0 million")).count(), 1);
        let whole = snapshot.render_stale(&never, &NoopObserver).expect("it is not stopped");
        assert!(whole.iter().all(|found| !found.message.contains("take more than")));
    }
}
