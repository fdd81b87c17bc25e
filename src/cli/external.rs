//! `check --external`: external links, checked by requests or by what the cache knows.

use clap::ValueEnum;

use crate::base::diagnostic::Diagnostic;
use crate::check::external::{UrlsToVisit, check, urls_to_visit};
use crate::cli::load::LoadedProject;
use crate::cli::options::GlobalOptions;
use crate::cli::terminal::Terminal;
use crate::config::external::External;
use crate::io::error::Error;
use crate::io::external::cache::Cache;
use crate::io::external::report::{VisitReport, remembered};
use crate::report::tally::counted;
use crate::site::model::Site;

/// The usual file of earlier visits.
const CACHE: &str = ".fingerpost/cache/external.json";

/// How external links are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExternalMode {
    /// Request URLs without a recent result in the cache
    Visit,
    /// As `visit`, in private networks too
    #[value(name = "private")]
    VisitPrivate,
    /// Use only results in the cache, regardless of their age
    Cached,
}

/// What a check of external links found.
pub struct ExternalReport {
    pub diagnostics: Vec<Diagnostic>,
    /// One line: how many URLs were visited, skipped and so on.
    pub summary: String,
}

/// Checks all external links of a site.
pub fn check_links(
    site: &Site,
    loaded: &LoadedProject,
    mode: ExternalMode,
    global: &GlobalOptions,
    terminal: &Terminal,
) -> Result<ExternalReport, Error> {
    let settings = &site.config().external;
    let mut cache = match &settings.cache {
        Some(path) => Cache::read(loaded.project.file_inside(path)?)?,
        // A damaged file in the cache folder counts as absent.
        None => {
            let path = loaded.project.file_inside(CACHE)?;
            Cache::read(path.clone()).unwrap_or_else(|_| Cache::empty(path))
        }
    };
    let wanted = urls_to_visit(site);
    let found = match mode {
        ExternalMode::Cached => remembered(&wanted, settings, &cache),
        ExternalMode::Visit | ExternalMode::VisitPrivate => {
            let settings = External { allow_private: mode == ExternalMode::VisitPrivate, ..settings.clone() };
            visit(&wanted, &settings, &mut cache, global, terminal)?
        }
    };
    Ok(ExternalReport { diagnostics: check(site, &found.visits), summary: summary(wanted.len(), &found) })
}

fn summary(all: usize, found: &VisitReport) -> String {
    let counts = [
        (found.visited, "visited"),
        (found.from_cache, "from the cache"),
        (found.skipped, "skipped"),
        (found.left, "not visited yet"),
    ];
    let counts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, state)| format!("{count} {state}")).collect();
    let counts = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
    let unknown = if found.unknown > 0 { format!("; {} unknown", found.unknown) } else { String::new() };
    format!("checked {}{counts}{unknown}", counted(all, "external URL"))
}

#[cfg(feature = "external")]
fn visit(
    wanted: &UrlsToVisit,
    settings: &External,
    cache: &mut Cache,
    global: &GlobalOptions,
    terminal: &Terminal,
) -> Result<VisitReport, Error> {
    use jiff::tz::TimeZone;

    use crate::cli::progress::Progress;
    use crate::compile::options::Observer;
    use crate::io::clock;
    use crate::io::external::visitor::Visitor;

    // In UTC, because the cache may be shared between time zones.
    let today = global.now.unwrap_or_else(|| clock::now().to_zoned(TimeZone::UTC).date());
    let progress = Progress::new(terminal);
    progress.stage("external links");
    let show = |done: usize, all: usize| progress.count(done, all);
    Visitor::new(today).visit(wanted, settings, cache, &show)
}

#[cfg(not(feature = "external"))]
fn visit(_: &UrlsToVisit, _: &External, _: &mut Cache, _: &GlobalOptions, _: &Terminal) -> Result<VisitReport, Error> {
    Err(Error::new("this build of Fingerpost cannot request external URLs")
        .help("rebuild it with the Cargo feature `external`, or use `--external=cached`"))
}
