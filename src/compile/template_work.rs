//! The work that the templates of a site may take together: instructions, and bytes that they write.
//!
//! A page takes some thousands of the first and tens of thousands of the second, so a large site may take more than a small
//! one. What comes after a spent budget is left out, with one finding.

use crate::base::codes::TEMPLATE_RENDER;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::SourcePath;
use crate::compile::budget::Budget;
use crate::render::plan::Job;
use crate::theme;

/// For a whole site.
const WORK: u64 = 2_000_000_000;
/// What each output adds.
pub(super) const WORK_FOR_ONE: u64 = 200_000;

/// What became of an output.
#[derive(Default)]
pub(super) struct Made {
    pub diagnostics: Vec<Diagnostic>,
    /// The work that its templates took.
    pub work: u64,
}

/// The budget for so many outputs.
pub(super) fn budget(outputs: usize) -> Budget {
    Budget { work: WORK + WORK_FOR_ONE * outputs as u64 }
}

/// Makes all outputs with `make`, as far as the budget lasts. Returns their diagnostics, and one at the template of the
/// first output that is left out.
pub(super) fn make_all(
    jobs: &[&Job],
    budget: Budget,
    make: impl Fn(&Job) -> Made + Sync,
    template_file: impl Fn(&Job) -> SourcePath,
) -> Vec<Diagnostic> {
    let most = |job: &&Job| if job.kind.uses_templates() { theme::MOST_WORK } else { 0 };
    let run = |job: &&Job, lasts: bool| (lasts || !job.kind.uses_templates()).then(|| make(job));
    let made = budget.run(jobs, most, run, |made| made.as_ref().map_or(0, |made| made.work));
    let left_out: Vec<&&Job> = jobs.iter().zip(&made).filter(|(_, made)| made.is_none()).map(|(job, _)| job).collect();
    let mut diagnostics: Vec<Diagnostic> = left_out
        .first()
        .map(|first| spent(budget, first, left_out.len() - 1, &template_file(first)))
        .into_iter()
        .collect();
    diagnostics.extend(made.into_iter().flatten().flat_map(|made| made.diagnostics));
    diagnostics
}

fn spent(budget: Budget, first: &Job, others: usize, template: &SourcePath) -> Diagnostic {
    let others = match others {
        0 => String::new(),
        1 => " and 1 other file".to_owned(),
        others => format!(" and {others} other files"),
    };
    let (most, output) = (budget.work / 1_000_000, &first.output);
    let message = format!(
        "the templates of this site take more than {most} million instructions and bytes: `{output}`{others} cannot be rendered"
    );
    Diagnostic::new(&TEMPLATE_RENDER, Location::file(template), message)
        .help("use fewer loops in the templates that all pages share")
}
