//! `fingerpost check --external`: links to other sites, visited or judged by what earlier visits found.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::diagnostic::Diagnostic;
use crate::check::external::{check, wanted};
use crate::cli::Loaded;
use crate::cli::args::{External, Global};
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::io::error::Error;
use crate::io::external::cache::Cache;
use crate::io::external::{Found, Visitor, remembered};
use crate::parse::dates::parse_date;
use crate::report::tally::counted;
use crate::site::model::Site;

/// The file of earlier visits, in the cache folder.
const CACHE: &str = "external.json";

/// The findings, and a line that says how they were come by.
pub fn judge(
    site: &Site,
    loaded: &Loaded,
    how: External,
    global: &Global,
    terminal: &Terminal,
) -> Result<(Vec<Diagnostic>, String), Error> {
    let settings = &site.config().external;
    let mut cache = match &settings.cache {
        Some(path) => Cache::read(loaded.project.root.join(path))?,
        // What is broken in the cache folder counts as absent.
        None => {
            let path = loaded.project.cache().join(CACHE);
            Cache::read(path.clone()).unwrap_or_else(|_| Cache::empty(path))
        }
    };
    let wanted = wanted(site);
    let found = match how {
        External::Cached => remembered(&wanted, settings, &cache),
        External::Visit => {
            let progress = Progress::new(terminal);
            let tell = |done: usize, all: usize| progress.count("visits", done, all);
            let found = Visitor::new(today(global)).visit(&wanted, settings, &mut cache, &tell);
            progress.finish();
            found?
        }
    };
    Ok((check(site, &found.visits), summary(wanted.len(), &found)))
}

fn summary(all: usize, found: &Found) -> String {
    let parts = [
        (found.visited, "visited"),
        (found.from_cache, "from the cache"),
        (found.skipped, "left out"),
        (found.left, "not visited yet"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    let unknown = if found.unknown > 0 { format!("; {} unknown", found.unknown) } else { String::new() };
    format!("links lead to {} of other sites{parts}{unknown}", counted(all, "page"))
}

/// The day that was stated, or the day in Greenwich.
fn today(global: &Global) -> Date {
    let stated = global.now.as_deref().and_then(parse_date);
    stated.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date())
}
