//! `check --changed-since`: which diagnostics a change since a commit may have to do with, and what it does to pages.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use crate::base::diagnostic::Diagnostic;
use crate::base::path::SourcePath;
use crate::base::tree::Tree;
use crate::check::site_diff::{DiffSide, SiteDiff, as_published, missing_revision_entries};
use crate::check::url_stability::removed_urls;
use crate::cli::load::LoadedProject;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::compile::memo::Memo;
use crate::compile::sink::Collector;
use crate::compile::{self, Compilation};
use crate::io::error::Error;
use crate::io::git::changes::changes;
use crate::io::git::repository::Repository;
use crate::io::git::tree::tree;
use crate::report::fingerprint::fingerprints;
use crate::report::sources::Sources;
use crate::site::routes;

/// Letters of a commit's hash that are shown.
const SHORT: usize = 10;

/// The comparison of the project with a commit.
pub struct ChangedSince {
    /// The abbreviated hash of the commit.
    pub commit: String,
    /// What becomes of pages.
    pub impact: SiteDiff,
    /// Diagnostics about the change itself: removed URLs, missing revisions.
    pub diagnostics: Vec<Diagnostic>,
    /// For each diagnostic of the compile, whether the change may have to do with it.
    pub is_relevant: Vec<bool>,
}

/// Whether a document whose text has changed needs a new entry in its revision history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevisionEntries {
    Required,
    Optional,
}

/// The project as it is now, to compare with an earlier one.
#[derive(Clone, Copy)]
pub struct Current<'a> {
    pub loaded: &'a LoadedProject,
    pub memo: &'a Arc<Memo>,
    pub compilation: &'a Compilation,
    /// All outputs of the compilation.
    pub output: &'a Tree,
}

/// Compiles the project as it was at a revision, and compares.
pub fn changed_since(
    revision: &str,
    entries: RevisionEntries,
    now: Current<'_>,
    terminal: &Terminal,
) -> Result<ChangedSince, Error> {
    let Current { loaded, memo, compilation, output } = now;
    let repository = Repository::open(&loaded.project).map_err(|error| error.to_error("compare files"))?;
    let commit = repository.revision(revision)?;
    let source = Arc::new(tree(&repository, &loaded.project, &commit)?.files);
    let changes = changes(&repository, &commit, &source, &loaded.tree)?;
    let collector = Collector::default();
    let earlier = compile::compile(&source, &loaded.options, memo, &Progress::new(terminal), &collector);
    let earlier_output = collector.into_tree();
    let before = DiffSide { source: &source, site: &earlier.site, output: &earlier_output };
    let now = DiffSide { source: &loaded.tree, site: &compilation.site, output };
    let impact = SiteDiff::of(before, now, &changes.moved);
    let moved = impact.moved.iter();
    let moved = moved.filter_map(|page| Some((page.before.clone()?, SourcePath::new(page.source.as_str())))).collect();
    let mut diagnostics = removed_urls(&compilation.site, output, &as_published(before), &moved);
    if entries == RevisionEntries::Required {
        diagnostics.extend(missing_revision_entries(before, now, &changes.moved));
    }
    let linking = sources_of(&impact.linking(), compilation);
    let is_touched = |path: &str| changes.changed.contains(path) || linking.contains(path);
    // A diagnostic that was not there before comes from the change, wherever it is.
    let known: HashSet<String> =
        fingerprints(&earlier.diagnostics, &Sources::of(&earlier.diagnostics, &source)).into_iter().collect();
    let names = fingerprints(&compilation.diagnostics, &Sources::of(&compilation.diagnostics, &loaded.tree));
    let is_relevant = |(diagnostic, name): (&Diagnostic, &String)| {
        let mut places = diagnostic.places();
        !known.contains(name) || diagnostic.is_fatal() || places.any(|place| is_touched(place.path.as_str()))
    };
    let is_relevant = compilation.diagnostics.iter().zip(&names).map(is_relevant).collect();
    let commit = commit[..SHORT.min(commit.len())].to_owned();
    Ok(ChangedSince { commit, impact, diagnostics, is_relevant })
}

/// The source paths of the pages with these URLs.
fn sources_of(urls: &BTreeSet<&str>, compilation: &Compilation) -> BTreeSet<String> {
    let site = &compilation.site;
    let pages = site.pages().iter().filter(|page| urls.contains(site.href(&page.url).as_str()));
    pages.filter_map(|page| routes::source_of(page).map(ToString::to_string)).collect()
}
