//! One state of the project: read, linked and planned. Outputs are rendered when they are requested, or all at once.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::Hash;
use crate::base::path::{OutputPath, SourcePath};
use crate::base::tree::{Bytes, Tree};
use crate::compile::budget::Budget;
use crate::compile::finished;
use crate::compile::link::{link_after, statics};
use crate::compile::memo::{CachedOutput, Checked, Memo};
use crate::compile::options::{Observer, Options};
use crate::compile::output_store::{Inputs, StoredOutput};
use crate::compile::sink::Sink;
use crate::compile::state::{LastCompile, Linked, OutputPlan, ProjectState};
use crate::compile::template_work::{self, Made, make_all};
use crate::config;
use crate::config::theme::{SiteImage, ThemeSettings};
use crate::render::layouts;
use crate::render::plan::{self, CopiedFiles, Job, Jobs, OutputKind};
use crate::render::renderer::{Rendered, Renderer};
use crate::search::cache::Files;
use crate::search::files;
use crate::search::writer::{self, Receiver};
use crate::site::evaluate::{self, PlannedOutputs};
use crate::site::model::Site;
use crate::site::query::DependsOn;
use crate::site::tracked::{Dependency, QueryEngine, TrackedSite};
use crate::theme::files::ThemeFolders;
use crate::theme::{self, ASSETS_FOLDER, Theme};

/// A project at one moment.
pub struct Snapshot {
    state: Arc<ProjectState>,
    engine: Arc<QueryEngine>,
    renderer: Renderer,
    memo: Arc<Memo>,
    search: SearchIndex,
    rendered: Mutex<Vec<Rendering>>,
    /// Whether the site and its plan are made from what those of the last build were made from, texts aside.
    has_stored_inputs: bool,
}

/// An output that was rendered, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendering {
    pub path: String,
    pub reason: String,
    /// Whether its bytes differ from before.
    pub is_changed: bool,
}

/// The search index in memory, written when the first of its files is needed.
struct SearchIndex {
    site: Arc<Site>,
    memo: Arc<Memo>,
    files: OnceLock<Arc<Files>>,
}

/// Files that a later compile has under other names, because they are named by their content.
pub struct NamedByContent {
    theme: Arc<Theme>,
    search: Option<Arc<Files>>,
}

impl NamedByContent {
    /// The file at an output path.
    pub fn get(&self, path: &str) -> Option<&Bytes> {
        let of_theme = path.strip_prefix(ASSETS_FOLDER).and_then(|rest| rest.strip_prefix('/'));
        let asset = of_theme.and_then(|name| self.theme.assets.files.get(name));
        asset.or_else(|| of_search(self.search.as_ref()?, path))
    }
}

/// The file of the search index at an output path.
fn of_search<'a>(files: &'a Files, path: &str) -> Option<&'a Bytes> {
    files.get(path.strip_prefix(writer::FOLDER)?.strip_prefix('/')?)
}

/// The folder of search files in a sink.
struct SearchFolder<'a>(&'a dyn Sink);

impl Receiver for SearchFolder<'_> {
    fn put(&self, path: &str, bytes: &Bytes) -> Option<String> {
        self.0.put(&in_search(path), bytes)
    }

    fn keep(&self, path: &str, digest: &str) -> bool {
        self.0.keep(&in_search(path), digest)
    }
}

fn in_search(path: &str) -> OutputPath {
    OutputPath::new(format!("{}/{path}", writer::FOLDER))
}

impl SearchIndex {
    fn files(&self) -> &Arc<Files> {
        self.files.get_or_init(|| Arc::new(files::write_to_memory(&self.site, &self.memo.search)))
    }

    /// The file at an output path.
    fn at(&self, path: &str) -> Option<&Bytes> {
        path.strip_prefix(writer::FOLDER)?;
        of_search(self.files(), path)
    }
}

impl Snapshot {
    /// Reads, links and plans a source tree. What has not changed since the last compile is reused.
    pub fn new(tree: &Arc<Tree>, options: &Options, memo: &Arc<Memo>, observer: &dyn Observer) -> Arc<Snapshot> {
        let last = memo.last().filter(|last| last.options == *options);
        let changes = last.as_ref().map(|last| tree.changes(&last.tree));
        let last = last.as_deref().zip(changes.as_deref());
        let link_last = last.map(|(last, changes)| LastCompile { tree: &last.tree, linked: &last.linked, changes });
        let linked = link_after(link_last.as_ref(), tree, options, memo, observer);
        observer.stage("plan");
        let is_of_theme = |path: &str| is_of_theme(path, &linked.site.config().theme);
        let same_theme = last.filter(|(_, changes)| !changes.iter().any(|(path, _)| is_of_theme(path)));
        let (theme, theme_diagnostics) = match same_theme {
            Some((last, _)) => (last.theme.clone(), last.theme_diagnostics.clone()),
            None => load_theme(tree, options, &linked.site),
        };
        let same_plan = last.filter(|(last, changes)| has_same_plan(last, &linked, &theme, changes));
        let mut plan = match same_plan {
            Some((last, _)) => last.plan.clone(),
            None => plan_outputs(tree, options, &linked.site, &theme, memo),
        };
        // Pages name the same layouts while no fact has changed.
        let has_same_layouts = same_plan.and(same_theme).is_some_and(|(last, _)| last.linked.number == linked.number);
        if !has_same_layouts {
            plan.of_layouts = layouts::unknown(&linked.site, &theme);
            plan.of_layouts.extend(layouts::unused(&linked.site, &theme));
        }
        let state =
            ProjectState { tree: tree.clone(), options: options.clone(), linked, theme, theme_diagnostics, plan };
        let snapshot = Snapshot::of_state(Arc::new(state), memo);
        memo.keep_last(&snapshot.state);
        Arc::new(snapshot)
    }

    fn of_state(state: Arc<ProjectState>, memo: &Arc<Memo>) -> Snapshot {
        let site = state.linked.site.clone();
        let search = SearchIndex { site, memo: memo.clone(), files: OnceLock::new() };
        let sources = evaluate::QueryContext {
            site: state.linked.site.clone(),
            plan: state.plan.outputs.clone(),
            reported_links: state.linked.reported_links.clone(),
        };
        let engine = Arc::new(QueryEngine::new(sources, state.linked.answers.clone()));
        let renderer = Renderer::new(state.theme.clone(), state.tree.clone());
        let inputs = state.linked.input.map(|linked| Inputs { linked, planned: state.plan.input });
        let has_stored_inputs = inputs.is_some() && memo.outputs.inputs() == inputs;
        if let Some(inputs) = inputs.filter(|_| memo.is_recording) {
            memo.outputs.keep_inputs(inputs);
        }
        Snapshot { state, engine, renderer, memo: memo.clone(), search, rendered: Mutex::default(), has_stored_inputs }
    }

    /// The source tree.
    pub(super) fn tree(&self) -> &Tree {
        &self.state.tree
    }

    /// The template of an output that uses one.
    pub(super) fn template_file(&self, job: &Job) -> SourcePath {
        let OutputKind::Page(page) = job.kind else { return self.state.theme.source_of("redirect.html") };
        self.renderer.template_file(page, &TrackedSite::unrecorded(self.engine.clone()))
    }

    /// The linked site.
    pub fn site(&self) -> &Arc<Site> {
        &self.state.linked.site
    }

    /// Diagnostics from before anything is rendered, not yet in order.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.without_checks().chain(self.state.linked.diagnostics()).cloned().collect()
    }

    /// Whether one of them is a fatal error. This is known before the checks of an edit.
    pub fn is_fatal(&self) -> bool {
        let linked = &self.state.linked;
        linked.has_fatal_check() || self.without_checks().chain(&linked.of_linking).any(Diagnostic::is_fatal)
    }

    /// Diagnostics of documents, of the theme and of the plan.
    fn without_checks(&self) -> impl Iterator<Item = &Diagnostic> {
        let of_documents = self.state.linked.documents.iter().flat_map(|(_, document)| &document.diagnostics);
        of_documents
            .chain(&self.state.theme_diagnostics)
            .chain(&self.state.plan.diagnostics)
            .chain(&self.state.plan.of_layouts)
    }

    /// The files that pages of this compile may still ask for when there is a newer one.
    pub fn named_by_content(&self) -> NamedByContent {
        NamedByContent { theme: self.state.theme.clone(), search: self.search.files.get().cloned() }
    }

    /// Every output, in path order.
    pub fn jobs(&self) -> &[Job] {
        // A template that does not parse would be missed by every page that uses it; one diagnostic is enough.
        if self.state.theme.is_whole { self.state.plan.jobs.all() } else { &[] }
    }

    /// The URLs at which these files of the source tree are published unchanged.
    pub fn urls_of(&self, sources: &[String]) -> Vec<String> {
        let is_one = |kind: &OutputKind| matches!(kind, OutputKind::Source(source) if sources.contains(source));
        let jobs = self.jobs().iter().filter(|job| is_one(&job.kind));
        jobs.map(|job| self.site().href(&job.output.url())).collect()
    }

    /// Writes the search index into a sink: its files are not among the jobs, because their names follow from their content.
    pub(super) fn write_search(&self, sink: &dyn Sink) -> Vec<Diagnostic> {
        files::write(self.site(), &self.memo.search, &SearchFolder(sink))
    }

    /// Whether there is an output at a path.
    pub fn has(&self, path: &str) -> bool {
        self.search_file(path).is_some() || self.job(path).is_some()
    }

    fn job(&self, path: &str) -> Option<&Job> {
        self.state.plan.jobs.get(path).filter(|_| self.state.theme.is_whole)
    }

    /// A file of the search index.
    fn search_file(&self, path: &str) -> Option<&Bytes> {
        self.search.at(path).filter(|_| self.state.theme.is_whole)
    }

    /// One output; `None` where there is none at this path.
    pub fn output(&self, path: &str) -> Option<Arc<CachedOutput>> {
        if let Some(bytes) = self.search_file(path) {
            let rendered = Rendered { bytes: Some(bytes.clone()), ..Rendered::default() };
            return Some(Arc::new(self.finished(&OutputKind::SearchHead, rendered, Vec::new())));
        }
        self.job(path).map(|job| self.run_for(job, true))
    }

    /// Renders every output that is out of date, and returns the diagnostics of rendering. Ends early, with `None`,
    /// when `stop` is set.
    pub fn render_stale(&self, stop: &AtomicBool, observer: &dyn Observer) -> Option<Vec<Diagnostic>> {
        let outputs = self.jobs().iter().filter(|job| job.kind != OutputKind::SearchHead).count();
        self.render_within(template_work::budget(outputs), stop, observer)
    }

    /// The same with a budget for the work of templates.
    pub(super) fn render_within(
        &self,
        budget: Budget,
        stop: &AtomicBool,
        observer: &dyn Observer,
    ) -> Option<Vec<Diagnostic>> {
        let jobs: Vec<&Job> = self.jobs().iter().filter(|job| job.kind != OutputKind::SearchHead).collect();
        let make = |job: &Job| {
            observer.step(jobs.len());
            if stop.load(Ordering::Relaxed) || !is_rendered(&job.kind) {
                return Made::default();
            }
            let output = self.run(job);
            Made { diagnostics: output.diagnostics.clone(), work: output.work }
        };
        let diagnostics = make_all(&jobs, budget, make, |job| self.template_file(job));
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let documents: HashSet<&str> =
            self.state.linked.documents.iter().map(|(_, document)| document.path.as_str()).collect();
        let outputs: HashSet<&str> = self.state.plan.jobs.all().iter().map(|job| job.output.as_str()).collect();
        if !diagnostics.iter().any(Diagnostic::is_fatal) {
            self.memo.keep_good_theme(&self.state.theme);
        }
        self.memo.retain(|path| documents.contains(path), |path| outputs.contains(path));
        Some(diagnostics)
    }

    /// The outputs that this compile has rendered so far, by path.
    pub fn rendered(&self) -> Vec<Rendering> {
        let mut rendered = self.rendered.lock().unwrap_or_else(PoisonError::into_inner).clone();
        rendered.sort_by(|a, b| a.path.cmp(&b.path));
        // Two threads that want an output at once both render it; it is one output.
        rendered.dedup_by(|later, first| {
            let is_same = later.path == first.path;
            first.is_changed |= is_same && later.is_changed;
            is_same
        });
        rendered
    }

    /// The output of a job: the cached one while it is up to date, else rendered again. In a preview it may come without its
    /// bytes, see `CachedOutput::bytes`.
    pub(super) fn run(&self, job: &Job) -> Arc<CachedOutput> {
        self.run_for(job, false)
    }

    /// The same; `is_requested` is whether somebody looks at the output.
    fn run_for(&self, job: &Job, is_requested: bool) -> Arc<CachedOutput> {
        if is_rendered(&job.kind) && self.memo.is_persistent {
            return self.run_cached(job, is_requested);
        }
        let is_recording = is_rendered(&job.kind) && self.memo.is_recording;
        let site = if is_recording { TrackedSite::recording } else { TrackedSite::unrecorded };
        let site = Arc::new(site(self.engine.clone()));
        let rendered = self.render(job, &site);
        Arc::new(self.finished(&job.kind, rendered, site.take_dependencies()))
    }

    /// The same for a preview.
    fn run_cached(&self, job: &Job, is_requested: bool) -> Arc<CachedOutput> {
        let path = job.output.as_str();
        let cached = self.memo.output(path);
        let reason = match &cached {
            None => Some("it is new".to_owned()),
            Some(cached) => self.stale_because(job, cached),
        };
        if let Some(cached) =
            cached.as_ref().filter(|cached| reason.is_none() && (!is_requested || cached.bytes.is_some()))
        {
            return cached.clone();
        }
        let site = Arc::new(TrackedSite::recording(self.engine.clone()));
        let mut rendered = self.render(job, &site);
        let is_outdated = rendered.bytes.is_none();
        let before = cached.as_ref().and_then(|cached| cached.bytes.clone());
        let is_kept = is_requested || before.is_some();
        rendered.bytes = rendered.bytes.or(before);
        if rendered.bytes.is_none() && is_requested {
            rendered.bytes = self.with_good_theme(job);
        }
        let mut output = self.finished(&job.kind, rendered, site.take_dependencies());
        output.is_outdated = is_outdated;
        output.bytes.take_if(|_| !is_kept);
        let output = Arc::new(output);
        self.memo.keep_output(path, &output);
        let is_changed = cached.is_none_or(|cached| cached.hash != output.hash);
        match reason {
            Some(reason) => {
                let rendering = Rendering { path: path.to_owned(), reason, is_changed };
                self.rendered.lock().unwrap_or_else(PoisonError::into_inner).push(rendering);
            }
            None => debug_assert!(is_outdated || !is_changed, "{path} was taken to be up to date"),
        }
        output
    }

    /// An output as the last theme that rendered all pages would have it.
    fn with_good_theme(&self, job: &Job) -> Option<Bytes> {
        let renderer = Renderer::new(self.memo.good_theme()?, self.state.tree.clone());
        renderer.run(&job.kind, &Arc::new(TrackedSite::unrecorded(self.engine.clone()))).bytes
    }

    fn render(&self, job: &Job, site: &Arc<TrackedSite>) -> Rendered {
        let mut rendered = self.renderer.run(&job.kind, site);
        if let (OutputKind::Page(key), Some(bytes)) = (&job.kind, &rendered.bytes)
            && let Ok(html) = std::str::from_utf8(bytes)
        {
            rendered.diagnostics.extend(finished::check(html, *key, site, &self.renderer));
        }
        rendered
    }

    fn finished(&self, kind: &OutputKind, rendered: Rendered, dependencies: Vec<Dependency>) -> CachedOutput {
        // Nothing compares the outputs of a single build.
        let hashed = rendered.bytes.as_ref().filter(|_| self.memo.is_persistent);
        CachedOutput {
            hash: hashed.map_or(Hash(0), |bytes| Hash::of(bytes)),
            bytes: rendered.bytes,
            is_outdated: false,
            diagnostics: rendered.diagnostics,
            work: rendered.work,
            dependencies,
            kind: kind.clone(),
            theme: self.state.theme.hash,
            checked: Mutex::new(self.numbers()),
        }
    }

    fn numbers(&self) -> Checked {
        Checked { link: self.state.linked.number, plan: self.state.plan.number }
    }

    /// The findings in an output of the last build that is up to date, if the sink has it; else it has to be rendered.
    pub(super) fn kept(&self, job: &Job, sink: &dyn Sink) -> Option<StoredOutput> {
        let found = self.memo.outputs.find(job.output.as_str())?;
        let StoredOutput { kind, theme, sha256, of_texts, .. } = &found.output;
        let is_same = *kind == Hash::of_value(&job.kind)
            && (!job.kind.uses_templates() || *theme == self.state.theme.hash)
            && of_texts.iter().all(|dependency| self.engine.is_up_to_date(dependency))
            && (self.has_stored_inputs
                || found.other_dependencies()?.iter().all(|dependency| self.engine.is_up_to_date(dependency)));
        if !is_same || !sink.keep(&job.output, sha256) {
            return None;
        }
        if self.memo.is_recording {
            self.memo.outputs.keep_found(&found);
        }
        Some(found.output)
    }

    /// Keeps an output for the next build, if this one keeps any and the sink has it.
    pub(super) fn record(&self, job: &Job, made: &CachedOutput, sha256: Option<String>) {
        let scratch = self.memo.scratch.as_ref().filter(|_| self.memo.is_recording && is_rendered(&job.kind));
        let (Some(scratch), Some(_), Some(sha256)) = (scratch, &made.bytes, sha256) else { return };
        let output = StoredOutput {
            kind: Hash::of_value(&job.kind),
            theme: made.theme,
            sha256,
            diagnostics: made.diagnostics.clone(),
            work: made.work,
            of_texts: made.dependencies.clone(),
        };
        self.memo.outputs.keep(job.output.as_str(), output, scratch);
    }

    /// Why an output has to be rendered again; `None` where it is up to date.
    fn stale_because(&self, job: &Job, cached: &CachedOutput) -> Option<String> {
        if cached.kind != job.kind {
            return Some("another output has this URL".to_owned());
        }
        if job.kind.uses_templates() && cached.theme != self.state.theme.hash {
            return Some("the theme has changed".to_owned());
        }
        let mut checked = cached.checked.lock().unwrap_or_else(PoisonError::into_inner);
        let numbers = self.numbers();
        let can_change = |dependency: &&Dependency| match dependency.query.depends_on() {
            DependsOn::Facts => checked.link != numbers.link,
            DependsOn::Plan => checked.plan != numbers.plan,
            DependsOn::Body => true,
        };
        let mut candidates = cached.dependencies.iter().filter(can_change);
        let changed = candidates.find(|dependency| !self.engine.is_up_to_date(dependency));
        if changed.is_none() {
            *checked = numbers;
        }
        changed.map(|dependency| format!("{} changed", self.engine.in_words(&dependency.query)))
    }

    /// What one output depends on, in words, in order of queries.
    pub fn explain(&self, output: &CachedOutput) -> Vec<String> {
        let mut words: Vec<String> =
            output.dependencies.iter().map(|dependency| self.engine.in_words(&dependency.query)).collect();
        words.dedup();
        words
    }
}

/// Whether an output is rendered, and not passed through.
fn is_rendered(kind: &OutputKind) -> bool {
    !matches!(kind, OutputKind::Source(_) | OutputKind::Asset(_) | OutputKind::SearchHead)
}

fn is_theme_file(path: &str) -> bool {
    path.starts_with("templates/") || path.starts_with("themes/") || path == config::FILE_NAME
}

/// Whether the theme depends on a file. The colours of a logo are checked with those of the theme.
fn is_of_theme(path: &str, settings: &ThemeSettings) -> bool {
    let is_logo = |image: &SiteImage| path.ends_with(image.path.trim_start_matches('/'));
    is_theme_file(path) || [&settings.logo, &settings.logo_dark].into_iter().flatten().any(is_logo)
}

/// Whether the plan of the last compile holds: for pages at the same places, the same files and the same assets.
fn has_same_plan(last: &ProjectState, linked: &Linked, theme: &Theme, changes: &[(&str, bool)]) -> bool {
    let has_same_files = changes.iter().all(|(path, is_in_both)| *is_in_both || is_theme_file(path));
    let has_same_places = last.linked.places == linked.places && has_same_files && last.theme.has_same_assets(theme);
    // What planning found may have a place in front matter.
    let is_changed = |at: &Location| changes.iter().any(|(path, _)| *path == at.path.as_str());
    let is_moved = |diagnostic: &Diagnostic| diagnostic.places().any(is_changed);
    has_same_places && (last.linked.number == linked.number || !last.plan.diagnostics.iter().any(is_moved))
}

fn load_theme(tree: &Tree, options: &Options, site: &Site) -> (Arc<Theme>, Vec<Diagnostic>) {
    let (theme, diagnostics) =
        theme::load(tree, &ThemeFolders::of(site.config(), &options.content, options.has_folders));
    (Arc::new(theme), diagnostics)
}

fn plan_outputs(tree: &Tree, options: &Options, site: &Site, theme: &Theme, memo: &Memo) -> OutputPlan {
    let statics = statics(tree, options).map(|file| (file.path.to_owned(), file.source.to_owned())).collect();
    let (jobs, diagnostics) = plan::plan(site, theme, &CopiedFiles { content: &options.content, statics });
    let paths: HashSet<OutputPath> = jobs.iter().map(|job| job.output.clone()).collect();
    let has_collisions = diagnostics.iter().any(Diagnostic::is_fatal);
    let planned: Vec<Hash> = jobs.iter().map(|job| Hash::of(job.output.as_str().as_bytes())).collect();
    OutputPlan {
        input: Hash::of_value(&(planned, has_collisions)),
        jobs: Arc::new(Jobs::new(jobs)),
        outputs: Arc::new(PlannedOutputs { paths, has_collisions }),
        diagnostics,
        of_layouts: Vec::new(),
        number: memo.next_number(),
    }
}
