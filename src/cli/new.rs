//! `fingerpost new`: pages to begin with. What has to be filled in is marked so that a check finds what was left.

use crate::cli::Outcome;
use crate::cli::args::{Global, New, Scaffold};
use crate::cli::terminal::Terminal;
use crate::io::{Failure, project, scaffold};

const ACCESSIBILITY_STATEMENT: &str = include_str!("../../scaffolds/accessibility-statement.md");

/// Runs the command.
pub fn run(global: &Global, new: &New, terminal: &Terminal) -> Result<Outcome, Failure> {
    let project = project::find(&global.places())?;
    let (path, text) = match &new.what {
        Scaffold::AccessibilityStatement => ("accessibility-statement.md", ACCESSIBILITY_STATEMENT),
    };
    let path = new.path.as_deref().unwrap_or(path);
    let written = scaffold::write(&project, path, text)?;
    terminal
        .note(&format!("wrote {written}; fill in what stands in square brackets, `fingerpost check` finds the rest"));
    Ok(Outcome::Clean)
}
