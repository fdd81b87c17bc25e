//! The project that the command line names, read and ready to compile or link.

use std::sync::Arc;

use jiff::civil::Date;

use crate::base::diagnostic::{self, Diagnostic};
use crate::base::history::GitHistory;
use crate::base::tree::Tree;
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::compile::memo::Memo;
use crate::compile::options::{Observer, Options};
use crate::compile::sink::Sink;
use crate::compile::{self, Compilation};
use crate::config::settings::CheckLevel;
use crate::io::cache::Cache;
use crate::io::error::Error;
use crate::io::git::history::history;
use crate::io::project::Project;
use crate::io::read;
use crate::io::recover;
use crate::site::model::Site;

/// What is said where a part of the cache could not be read.
pub const DAMAGED_CACHE: &str = "the cache in `.fingerpost/cache/` is damaged, so all pages are compiled again";

/// A project that was read, with everything that a compile of it depends on.
pub struct LoadedProject {
    pub project: Project,
    pub tree: Arc<Tree>,
    pub options: Options,
    /// Problems with reading files.
    pub diagnostics: Vec<Diagnostic>,
}

impl LoadedProject {
    /// Compiles the project into a sink. Problems with reading files are among the diagnostics.
    pub fn compile(&self, memo: &Arc<Memo>, observer: &dyn Observer, sink: &dyn Sink) -> Compilation {
        let mut compilation = compile::compile(&self.tree, &self.options, memo, observer, sink);
        let reading = compile::apply_severity(self.diagnostics.clone(), &compilation.site, &self.options);
        compilation.diagnostics.extend(reading);
        diagnostic::sort(&mut compilation.diagnostics);
        compilation
    }
}

/// Finds and reads the project that the command line names.
pub fn load(global: &GlobalOptions, levels: Vec<(String, CheckLevel)>) -> Result<LoadedProject, Error> {
    load_as_of(global, levels, None)
}

/// As `load`, for the site as it applied on a date.
pub fn load_as_of(
    global: &GlobalOptions,
    levels: Vec<(String, CheckLevel)>,
    as_of: Option<Date>,
) -> Result<LoadedProject, Error> {
    let project = recover::find(&global.project())?;
    let (tree, mut diagnostics) = read::read(&project);
    let options = options(global, &project, &tree, levels, as_of, &mut diagnostics)?;
    Ok(LoadedProject { project, tree: Arc::new(tree), options, diagnostics })
}

/// What a compile depends on besides the files.
pub fn options(
    global: &GlobalOptions,
    project: &Project,
    tree: &Tree,
    levels: Vec<(String, CheckLevel)>,
    as_of: Option<Date>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Options, Error> {
    let mut history = if project.git.is_wanted() { history(project, tree, diagnostics) } else { GitHistory::new() };
    for commits in history.values_mut() {
        commits.retain(|commit| as_of.is_none_or(|day| commit.date <= day));
        if !project.git.history {
            commits.truncate(1);
        }
    }
    Ok(Options {
        content: project.content_name.clone(),
        has_folders: project.has_folders(),
        base_url: global.base_url()?,
        book: None,
        drafts: global.drafts,
        as_of,
        printed_on: None,
        levels,
        history: Arc::new(history),
    })
}

/// A linked site, and the outcome of a command that only reads it.
pub struct LinkedProject {
    pub site: Arc<Site>,
    pub outcome: Outcome,
}

/// Reads and links the project, and reports only fatal diagnostics: other findings, such as broken links, do not change
/// what commands like `nav` and `list` print.
pub fn link(global: &GlobalOptions, terminal: &Terminal) -> Result<LinkedProject, Error> {
    link_and_report(global, terminal, |_| false)
}

/// As `link`, and reports diagnostics that matter to the command too.
pub fn link_and_report(
    global: &GlobalOptions,
    terminal: &Terminal,
    matters: fn(&Diagnostic) -> bool,
) -> Result<LinkedProject, Error> {
    let loaded = load(global, Vec::new())?;
    let memo = Cache::new(&loaded.project).memo();
    let linked = compile::link::link(&loaded.tree, &loaded.options, &memo, &Progress::new(terminal));
    let mut diagnostics: Vec<Diagnostic> = linked.diagnostics().cloned().collect();
    diagnostics.extend(linked.documents.iter().flat_map(|(_, document)| document.diagnostics.iter().cloned()));
    diagnostics.extend(loaded.diagnostics);
    let diagnostics = compile::finish(diagnostics, &linked.site, &loaded.options);
    let (fatal, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        diagnostics.iter().partition(|diagnostic| diagnostic.is_fatal());
    let outcome = Outcome::failed_if(!fatal.is_empty());
    terminal.render(fatal, &loaded.tree);
    terminal.render(others.into_iter().filter(|diagnostic| matters(diagnostic)), &loaded.tree);
    Ok(LinkedProject { site: linked.site, outcome })
}
