//! One state of the project: read, linked and planned. Outputs are rendered when they are asked for, or all at once.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use rayon::prelude::*;

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::path::OutputPath;
use crate::base::tree::{Bytes, Tree};
use crate::check;
use crate::compile::memo::{Made, Memo};
use crate::compile::{Linked, Observer, Options, link, statics};
use crate::config;
use crate::render::plan::{self, Job, Jobs, Sources, Work};
use crate::render::{self, Rendered, Renderer};
use crate::search::files::{self, Files};
use crate::site::model::Site;
use crate::theme::{self, Places, Theme};

/// The file of the search index whose name does not depend on its content.
const SEARCH_HEAD: &str = "index.js";

/// A project at one moment.
pub struct Snapshot {
    pub tree: Arc<Tree>,
    pub options: Options,
    pub linked: Linked,
    theme: Arc<Theme>,
    theme_findings: Vec<Diagnostic>,
    jobs: Arc<Jobs>,
    plan_findings: Vec<Diagnostic>,
    renderer: Renderer,
    memo: Arc<Memo>,
    search: OnceLock<Arc<Files>>,
    rendered: Mutex<Vec<Rendering>>,
}

/// An output that was rendered, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendering {
    pub path: String,
    pub reason: String,
    /// Whether its bytes are others than before.
    pub is_changed: bool,
}

impl Snapshot {
    /// Reads, links and plans a source tree. What did not change since the last compile of the memo is taken from there.
    pub fn new(tree: &Arc<Tree>, options: &Options, memo: &Arc<Memo>, observer: &dyn Observer) -> Arc<Snapshot> {
        let last = memo.last().filter(|last| last.options == *options);
        let changes = last.as_ref().map(|last| tree.changes(&last.tree));
        let linked = link(tree, options, memo, last.as_deref().zip(changes.as_deref()), observer);
        let site = linked.site.clone();
        observer.stage("search");
        let search = OnceLock::new();
        if !memo.keeps_tables {
            let _ = search.set(Arc::new(files::write(&site, &memo.search)));
        }
        observer.stage("plan");
        let is_of_theme =
            |path: &str| path.starts_with("templates/") || path.starts_with("themes/") || path == config::FILE_NAME;
        let same_theme = last
            .as_ref()
            .filter(|_| changes.as_ref().is_some_and(|changes| !changes.iter().any(|(path, _)| is_of_theme(path))));
        let (theme, theme_findings) = match same_theme {
            Some(last) => (last.theme.clone(), last.theme_findings.clone()),
            None => {
                let places = Places {
                    settings: &site.config().theme,
                    prefix: &site.config().base_url.prefix,
                    has_folders: options.has_folders,
                };
                let (theme, findings) = theme::load(tree, &places);
                (Arc::new(theme), findings)
            }
        };
        // The same site, theme and set of files make the same plan.
        let same_plan = last.as_ref().zip(changes.as_ref()).filter(|(last, changes)| {
            last.linked.number == linked.number
                && same_theme.is_some()
                && changes.iter().all(|(_, is_in_both)| *is_in_both)
        });
        let (jobs, plan_findings) = match same_plan {
            Some((last, _)) => (last.jobs.clone(), last.plan_findings.clone()),
            None => {
                let (jobs, mut findings) = plan(tree, options, &site, &theme, search.get());
                findings.extend(render::unknown_layouts(&site, &theme));
                (Arc::new(Jobs::new(jobs)), findings)
            }
        };
        let files = search.get().cloned().unwrap_or_default();
        let renderer = Renderer::new(site, theme.clone(), tree.clone(), files, memo.keeps_tables);
        let snapshot = Arc::new(Snapshot {
            tree: tree.clone(),
            options: options.clone(),
            linked,
            theme,
            theme_findings,
            jobs,
            plan_findings,
            renderer,
            memo: memo.clone(),
            search,
            rendered: Mutex::default(),
        });
        memo.keep_last(&snapshot);
        snapshot
    }

    /// The linked site.
    pub fn site(&self) -> &Arc<Site> {
        &self.linked.site
    }

    /// What is known to be wrong before anything is rendered, not yet in order.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let documents = self.linked.documents.iter().flat_map(|(_, document)| &document.findings);
        let later = [&self.linked.findings, &self.theme_findings, &self.plan_findings].into_iter().flatten();
        documents.chain(later).cloned().collect()
    }

    /// Every output, in path order.
    pub fn jobs(&self) -> &[Job] {
        // A template that does not parse would be missed by every page that uses it; one finding is enough.
        if self.theme.is_whole { self.jobs.all() } else { &[] }
    }

    /// The addresses at which these files of the source tree are passed through.
    pub fn addresses_of(&self, sources: &[String]) -> Vec<String> {
        let is_one = |work: &Work| matches!(work, Work::Source(source) if sources.contains(source));
        let jobs = self.jobs().iter().filter(|job| is_one(&job.work));
        jobs.map(|job| self.site().href(&job.output.url())).collect()
    }

    /// Whether there is such an output.
    pub fn has(&self, path: &str) -> bool {
        self.search_file(path).is_some() || self.job(path).is_some()
    }

    fn job(&self, path: &str) -> Option<&Job> {
        self.jobs.get(path).filter(|_| self.theme.is_whole)
    }

    /// A file of the search index, which is made when the first of them is asked for.
    fn search_file(&self, path: &str) -> Option<&Bytes> {
        let name = path.strip_prefix(files::FOLDER)?.strip_prefix('/').filter(|_| self.memo.keeps_tables)?;
        self.search.get_or_init(|| Arc::new(files::write(self.site(), &self.memo.search))).get(name)
    }

    /// The bytes of one output; `None` where there is no such output.
    pub fn output(&self, path: &str) -> Option<Arc<Made>> {
        match self.search_file(path) {
            Some(bytes) => Some(plain(bytes.clone())),
            None => self.job(path).map(|job| self.run(job)),
        }
    }

    /// Renders every output that is not as it was, and returns what rendering finds. Ends early, with `None`, when
    /// `stop` is set.
    pub fn sweep(&self, stop: &AtomicBool) -> Option<Vec<Diagnostic>> {
        let findings: Vec<Vec<Diagnostic>> = self
            .jobs()
            .par_iter()
            .filter(|job| is_made(&job.work))
            .map(|job| if stop.load(Ordering::Relaxed) { Vec::new() } else { self.run(job).findings.clone() })
            .collect();
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let documents: std::collections::HashSet<&str> =
            self.linked.documents.iter().map(|(_, document)| document.path.as_str()).collect();
        let outputs: std::collections::HashSet<&str> = self.jobs.all().iter().map(|job| job.output.as_str()).collect();
        self.memo.retain(|path| documents.contains(path), |path| outputs.contains(path));
        Some(findings.into_iter().flatten().collect())
    }

    /// The outputs that this compile has rendered so far, by path.
    pub fn rendered(&self) -> Vec<Rendering> {
        let mut rendered = self.rendered.lock().expect("no holder of this lock panics").clone();
        rendered.sort_by(|a, b| a.path.cmp(&b.path));
        // Two threads that want an output at once both render it; it is one output.
        rendered.dedup_by(|later, first| {
            let is_same = later.path == first.path;
            first.is_changed |= is_same && later.is_changed;
            is_same
        });
        rendered
    }

    /// The output of a job: as it was, while its theme and the answers it got are the same, else rendered anew.
    pub fn run(&self, job: &Job) -> Arc<Made> {
        let path = job.output.as_str();
        if !is_made(&job.work) || !self.memo.keeps_tables {
            let mut rendered = self.renderer.run(&job.work);
            rendered.findings.extend(self.judge(job, &rendered));
            let bytes = rendered.bytes;
            let (theme, checked) = (self.theme.hash, AtomicU64::new(0));
            return Arc::new(Made {
                hash: bytes.as_ref().filter(|_| self.memo.keeps_tables).map_or(Hash(0), |bytes| Hash::of(bytes)),
                bytes,
                is_held: false,
                findings: rendered.findings,
                is_judged: self.is_judging(),
                reads: Vec::new(),
                subject: 0,
                theme,
                checked,
            });
        }
        let known = self.memo.output(path);
        let reason = match &known {
            None => "it is new".to_owned(),
            Some(made) => match self.reason(job, made) {
                None => return made.clone(),
                Some(reason) => reason,
            },
        };
        let mut rendered = self.renderer.run(&job.work);
        rendered.findings.extend(self.judge(job, &rendered));
        let is_held = rendered.bytes.is_none();
        let before = known.as_ref().and_then(|made| made.bytes.clone());
        let bytes = rendered.bytes.or_else(|| before.clone());
        let made = Arc::new(Made {
            hash: bytes.as_ref().map_or(Hash(0), |bytes| Hash::of(bytes)),
            is_held,
            findings: rendered.findings,
            is_judged: self.is_judging(),
            reads: rendered.reads,
            subject: self.subject(job),
            theme: self.theme.hash,
            checked: AtomicU64::new(self.linked.number),
            bytes,
        });
        self.memo.keep_output(path, &made);
        let is_changed = known.is_none_or(|known| known.hash != made.hash);
        let rendering = Rendering { path: path.to_owned(), reason, is_changed };
        self.rendered.lock().expect("no holder of this lock panics").push(rendering);
        made
    }

    /// Where two files want one address, one of them is missing, and that is told already.
    fn is_judging(&self) -> bool {
        !self.plan_findings.iter().any(Diagnostic::is_fatal)
    }

    /// What is wrong with a finished page besides the text of its author.
    fn judge(&self, job: &Job, rendered: &Rendered) -> Vec<Diagnostic> {
        let (Work::Page(id), Some(bytes)) = (&job.work, &rendered.bytes) else { return Vec::new() };
        if !self.is_judging() {
            return Vec::new();
        }
        let Ok(html) = std::str::from_utf8(bytes) else { return Vec::new() };
        let site = self.site();
        let none = BTreeSet::new();
        let document = site.page(*id).document.as_ref();
        check::output::check(&check::output::Page {
            html,
            place_of: &|text| self.renderer.place_of(text, *id),
            prefix: &site.config().base_url.prefix,
            folder: site.page(*id).url.as_str().rsplit_once('/').map_or("", |(folder, _)| folder),
            own_ids: document.map_or(&none, |document| &document.facts.anchors),
            own_references: document.map_or(&none, |document| &document.references),
            has_output: &|path| self.has(path),
            has_anchor: &|path, anchor| {
                let page = site.page_at(&OutputPath::new(path).url());
                let document = page.and_then(|id| site.page(id).document.as_ref());
                document.is_none_or(|document| {
                    let facts = &document.facts;
                    facts.anchors.contains(anchor) || facts.title_id.as_deref() == Some(anchor) || anchor == "top"
                })
            },
            is_authored: &|target| self.linked.broken.contains(target),
        })
    }

    fn subject(&self, job: &Job) -> u64 {
        if let Work::Page(id) = job.work { self.site().key(id) } else { 0 }
    }

    /// Why an output has to be rendered again; `None` where it holds.
    fn reason(&self, job: &Job, made: &Made) -> Option<String> {
        if made.subject != self.subject(job) {
            return Some("another page stands at this address".to_owned());
        }
        if made.is_judged != self.is_judging() {
            return Some("whether two files want one address changed".to_owned());
        }
        let is_templated = matches!(job.work, Work::Page(_) | Work::Redirect(_));
        if is_templated && made.theme != self.theme.hash {
            return Some("the theme has changed".to_owned());
        }
        // In one linked site only the texts of pages can differ.
        let is_same_site = made.checked.load(Ordering::Relaxed) == self.linked.number;
        let site = self.site();
        let changed = made.reads.iter().find(|read| (!is_same_site || read.asked.is_text()) && !site.holds(read));
        if changed.is_none() {
            made.checked.store(self.linked.number, Ordering::Relaxed);
        }
        changed.map(|read| format!("{} changed", site.in_words(&read.asked)))
    }
}

/// Whether an output is made by rendering, and not passed through.
fn is_made(work: &Work) -> bool {
    !matches!(work, Work::Source(_) | Work::Asset(_) | Work::Search(_))
}

fn plain(bytes: Bytes) -> Arc<Made> {
    let hash = Hash::of(&bytes);
    Arc::new(Made {
        bytes: Some(bytes),
        hash,
        is_held: false,
        findings: Vec::new(),
        is_judged: true,
        reads: Vec::new(),
        subject: 0,
        theme: Hash(0),
        checked: AtomicU64::new(0),
    })
}

fn plan(
    tree: &Tree,
    options: &Options,
    site: &Site,
    theme: &Theme,
    search: Option<&Arc<Files>>,
) -> (Vec<Job>, Vec<Diagnostic>) {
    let statics = statics(tree, options).map(|(path, source, _)| (path.to_owned(), source.to_owned())).collect();
    let search = search.map_or(vec![SEARCH_HEAD], |files| files.keys().map(String::as_str).collect());
    plan::plan(site, theme, &Sources { content: &options.content, statics, search })
}
