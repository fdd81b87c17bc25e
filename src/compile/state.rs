//! A project that is read, linked and planned: what the next compile compares with.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::tree::Tree;
use crate::check;
use crate::compile::options::Options;
use crate::parse::document::Document;
use crate::render::plan::Jobs;
use crate::site::evaluate::PlannedOutputs;
use crate::site::model::Site;
use crate::site::tracked::AnswerCache;
use crate::theme::Theme;

/// Documents linked into a site.
#[derive(Clone)]
pub struct Linked {
    pub site: Arc<Site>,
    /// Every document by its path below the content folder, in path order.
    pub documents: Vec<(String, Arc<Document>)>,
    /// Diagnostics of settings and of linking; the documents have their own.
    pub(super) of_linking: Vec<Diagnostic>,
    /// Diagnostics of checks, which contain places in texts. Computed at the first use.
    pub(super) of_checks: OnceLock<Vec<Diagnostic>>,
    /// The same for two sites that differ only in the text of pages.
    pub number: u64,
    /// The same for two sites with the same pages at the same places, in the same lists.
    pub places: u64,
    /// `LinkInput::hash`, the same in all builds of one program. A preview does not need it.
    pub input: Option<Hash>,
    /// URLs that authors wrote and that are reported as broken there, as finished pages have them.
    pub reported_links: Arc<HashSet<String>>,
    /// Answers that depend on facts alone.
    pub answers: Arc<AnswerCache>,
}

impl Linked {
    /// Diagnostics of settings, of linking and of checks; the documents have their own.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.of_linking.iter().chain(self.run_checks())
    }

    /// Diagnostics of checks.
    pub(super) fn run_checks(&self) -> &[Diagnostic] {
        let of_checks = self.of_checks.get_or_init(|| check::of_site(&self.site));
        debug_assert_eq!(check::is_fatal(&self.site), of_checks.iter().any(Diagnostic::is_fatal));
        of_checks
    }

    /// Whether a check finds a fatal error. Does not run the other checks.
    pub(super) fn has_fatal_check(&self) -> bool {
        match self.of_checks.get() {
            Some(of_checks) => of_checks.iter().any(Diagnostic::is_fatal),
            None => check::is_fatal(&self.site),
        }
    }
}

/// Every output that will be written.
#[derive(Clone)]
pub(super) struct OutputPlan {
    pub jobs: Arc<Jobs>,
    pub outputs: Arc<PlannedOutputs>,
    pub diagnostics: Vec<Diagnostic>,
    /// Diagnostics about layouts that pages name.
    pub of_layouts: Vec<Diagnostic>,
    /// A hash of the paths of all outputs, the same in all builds.
    pub input: Hash,
    /// The same for two compiles with the same plan.
    pub number: u64,
}

/// A project at one moment.
pub(super) struct ProjectState {
    pub tree: Arc<Tree>,
    pub options: Options,
    pub linked: Linked,
    pub theme: Arc<Theme>,
    pub theme_diagnostics: Vec<Diagnostic>,
    pub plan: OutputPlan,
}

/// The last compile, and what has changed since.
pub(super) struct LastCompile<'a> {
    pub tree: &'a Tree,
    pub linked: &'a Linked,
    /// Changed paths, each with whether both trees have it.
    pub changes: &'a [(&'a str, bool)],
}
