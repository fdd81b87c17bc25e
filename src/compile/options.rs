//! What a compile depends on besides the source tree, and who observes it.

use std::sync::Arc;

use jiff::civil::Date;

use crate::base::history::GitHistory;
use crate::config::base_url::BaseUrl;
use crate::config::settings::CheckLevel;

/// What a compile depends on besides the source tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The content folder, as the source tree names it.
    pub content: String,
    /// Whether `themes/`, `templates/` and `static/` of the tree are the project's, not part of the content.
    pub has_folders: bool,
    /// Overrides the configuration's base URL.
    pub base_url: Option<BaseUrl>,
    pub drafts: bool,
    /// The date as of which the site is built.
    pub as_of: Option<Date>,
    /// The date of printing, for printed pages.
    pub printed_on: Option<Date>,
    /// The URL of the page to export with its subpages as one file. Nothing else is then rendered.
    pub book: Option<String>,
    /// Levels from the command line, in order; they come after those of the configuration.
    pub levels: Vec<(String, CheckLevel)>,
    /// The version history of the files, if the settings use it.
    pub history: Arc<GitHistory>,
}

/// Observes the stages of a compile, for `--timings` and to show progress.
pub trait Observer: Sync {
    /// A stage begins; the one before it has ended.
    fn stage(&self, name: &'static str);

    /// One of `all` steps of the current stage is done. It is called on several threads, in no fixed order.
    fn step(&self, all: usize) {
        let _ = all;
    }
}

/// An observer that does nothing.
pub struct NoopObserver;

impl Observer for NoopObserver {
    fn stage(&self, _: &'static str) {}
}
