//! `fingerpost fix`: what can be mended by rule, as a diff or written.

use crate::base::diagnostic::Diagnostic;
use crate::base::tree::Tree;
use crate::cli::args::{External, Fix, Global};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, external, load};
use crate::config::read::known_code;
use crate::edit;
use crate::io::cache::Cache;
use crate::io::edit as files;
use crate::io::error::Error;
use crate::report::diff;
use crate::report::tally::counted;
use crate::site::model::Site;

/// Runs the command.
pub fn run(global: &Global, fix: &Fix, terminal: &Terminal) -> Result<Outcome, Error> {
    for name in &fix.only {
        known_code(name).map_err(|near| {
            let failure = Error::new(format!("no finding code or group `{name}`"));
            match near {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure,
            }
        })?;
    }
    let loaded = load(global, Vec::new())?;
    let memo = Cache::new(loaded.project.cache()).memo();
    let is_wanted = |finding: &Diagnostic| {
        fix.only.is_empty() || fix.only.iter().any(|name| finding.code.name == name || finding.code.group() == name)
    };
    // What visits have found is asked of their cache alone: mending waits for no other site.
    let moved = |site: &Site| match fix.external {
        true => external::judge(site, &loaded, External::Cached, global, terminal).map(|(findings, _)| findings),
        false => Ok(Vec::new()),
    };
    let fixed = edit::fix::fix(&loaded.tree, &loaded.options, &memo, moved, is_wanted)?;
    show(&loaded.tree, &fixed.tree, terminal);
    for finding in &fixed.mended {
        terminal.detail(&format!("  {} {}: {}", finding.code.name, finding.at.path, finding.message));
    }
    let mended = counted(fixed.mended.len(), "finding");
    terminal.note(&if fixed.mended.is_empty() {
        "nothing can be mended by rule".to_owned()
    } else if fix.apply {
        let written = files::write(&loaded.project, &loaded.tree, &fixed.tree)?;
        format!("mended {mended} in {}", counted(written, "file"))
    } else {
        format!("{mended} can be mended; write this with `fingerpost fix --apply`")
    });
    Ok(Outcome::Clean)
}

/// Prints what differs between the files of two trees, where both have them.
pub(super) fn show(old: &Tree, new: &Tree, terminal: &Terminal) {
    for (path, bytes) in old.iter() {
        if let Some(now) = new.get(path).filter(|now| *now != bytes) {
            terminal.print(&diff::unified(path, &String::from_utf8_lossy(bytes), &String::from_utf8_lossy(now)));
        }
    }
}
