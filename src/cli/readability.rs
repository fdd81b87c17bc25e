//! `fingerpost readability`: the readability report. It never fails.

use crate::check::readability::{self, Measured};
use crate::cli::load::load;
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::compile;
use crate::io::cache::Cache;
use crate::io::error::Error;
use crate::report::readability as report;

/// Options of `fingerpost readability`.
#[derive(Debug, clap::Args)]
pub struct ReadabilityArgs {
    /// Source path or URL of a page, to report on it in full
    pub page: Option<String>,
}

/// Runs the command: for all pages, or for one in full.
pub fn run(global: &GlobalOptions, args: &ReadabilityArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let loaded = load(global, Vec::new())?;
    let memo = Cache::new(&loaded.project).memo();
    let linked = compile::link::link(&loaded.tree, &loaded.options, &memo, &Progress::new(terminal));
    let measured = readability::of_site(&linked.site, &loaded.tree);
    terminal.print(&match args.page.as_deref() {
        None if terminal.is_json() => report::json(&measured, &loaded.tree),
        None => report::table(&measured),
        Some(name) => {
            let page = measured.pages.iter().find(|page| is_named(page, name)).ok_or_else(|| {
                Error::new(format!("there is no readability report for `{name}`"))
                    .help("use the source path or the URL of a page; pages that are not in English are skipped")
            })?;
            if terminal.is_json() {
                report::page_json(page, &loaded.tree)
            } else {
                report::page_text(page, &loaded.tree)
            }
        }
    });
    Ok(Outcome::Clean)
}

fn is_named(page: &Measured, name: &str) -> bool {
    page.path.as_str() == name || page.url.trim_matches('/') == name.trim_matches('/')
}
