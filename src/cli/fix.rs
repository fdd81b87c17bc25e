//! `fingerpost fix`: applies automatic fixes, or prints them as a diff.

use clap::ArgAction;

use crate::base::diagnostic::Diagnostic;
use crate::cli::diff::print_diff;
use crate::cli::external::{self, ExternalMode};
use crate::cli::load::load;
use crate::cli::options::{GlobalOptions, check_code};
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::edit;
use crate::io::cache::Cache;
use crate::io::edit as files;
use crate::io::error::Error;
use crate::report::tally::counted;
use crate::site::model::Site;

/// Options of `fingerpost fix`.
#[derive(Debug, clap::Args)]
pub struct FixArgs {
    /// Write the changes
    #[arg(long)]
    pub apply: bool,
    /// Also update external links that have moved permanently, according to the cache
    #[arg(long)]
    pub external: bool,
    /// Fix only findings with this code or group
    #[arg(long, value_name = "CODE", action = ArgAction::Append)]
    pub only: Vec<String>,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &FixArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    args.only.iter().try_for_each(|name| check_code(name))?;
    let loaded = load(global, Vec::new())?;
    let memo = Cache::new(&loaded.project).memo();
    let is_selected = |diagnostic: &Diagnostic| {
        let code = diagnostic.code;
        args.only.is_empty() || args.only.iter().any(|name| code.name == name || code.group() == name)
    };
    // From the cache alone: a fix never waits for another site.
    let moved = |site: &Site| match args.external {
        true => external::check_links(site, &loaded, ExternalMode::Cached, global, terminal)
            .map(|report| report.diagnostics),
        false => Ok(Vec::new()),
    };
    let fixed = edit::fix::fix(&loaded.tree, &loaded.options, &memo, moved, is_selected)?;
    print_diff(&loaded.tree, &fixed.tree, terminal);
    for diagnostic in &fixed.diagnostics {
        terminal.debug(&format!("  {} {}: {}", diagnostic.code.name, diagnostic.at.path, diagnostic.message));
    }
    let problems = counted(fixed.diagnostics.len(), "problem");
    terminal.info(&if fixed.diagnostics.is_empty() {
        "no problems can be fixed automatically".to_owned()
    } else if args.apply {
        let written = files::write(&loaded.project, None, &loaded.tree, &fixed.tree)?;
        format!("fixed {problems} in {}", counted(written, "file"))
    } else {
        format!("{problems} can be fixed automatically. To apply the changes, run `fingerpost fix --apply`")
    });
    Ok(Outcome::Clean)
}
