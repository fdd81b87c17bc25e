//! `fingerpost check`: reports the diagnostics of a build, without a build.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::diagnostic::{self, Diagnostic};
use crate::base::tree::Tree;
use crate::check::site_diff::SiteDiff;
use crate::check::url_stability::removed_urls;
use crate::cli::baseline::{BaselineFile, BaselineOptions, ExternalLinks, KnownFindings, is_publishable};
use crate::cli::changed_since::{ChangedSince, Current, RevisionEntries, changed_since};
use crate::cli::external::{self, ExternalMode};
use crate::cli::load::{DAMAGED_CACHE, LoadedProject, load};
use crate::cli::options::{GlobalOptions, LevelOptions};
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::{Detail, Terminal};
use crate::compile::memo::Memo;
use crate::compile::options::Observer;
use crate::compile::sink::{Collector, Discard, Sink};
use crate::compile::{self, Compilation};
use crate::io::cache::Cache;
use crate::io::error::Error;
use crate::io::published;
use crate::report::tally::{counted, with_drafts, with_tally};

/// Options of `fingerpost check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub levels: LevelOptions,
    #[command(flatten)]
    pub baseline: BaselineOptions,
    /// Show the causes of findings with their numbers, in place of each finding
    #[arg(long)]
    pub summary: bool,
    /// Also report URLs and anchors that would disappear from this published folder or manifest
    #[arg(long, value_name = "PATH")]
    pub published: Option<PathBuf>,
    /// Only report findings on files changed since a git revision and on pages that link to them, and list those pages
    #[arg(long, value_name = "REVISION", conflicts_with = "write_baseline")]
    pub changed_since: Option<String>,
    /// With `--changed-since`: require a new revision history entry for each document whose text has changed
    #[arg(long, requires = "changed_since")]
    pub require_revisions: bool,
    /// Also check external links: `visit` requests what is not in the cache, `private` also in private networks, `cached` makes no requests
    #[arg(long, value_name = "HOW", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "visit")]
    pub external: Option<ExternalMode>,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &CheckArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let progress = Progress::new(terminal);
    progress.stage("read");
    let loaded = load(global, args.levels.levels()?)?;
    let cache = Cache::new(&loaded.project);
    let scratch = Arc::new(cache.scratch());
    // Only a comparison with another site needs the outputs.
    let is_compared = args.published.is_some() || args.changed_since.is_some();
    let compile = |memo: Memo| {
        let memo = Arc::new(memo.with_scratch(scratch.clone()));
        let collector = Collector::default();
        let sink: &dyn Sink = if is_compared { &collector } else { &Discard };
        let compilation = loaded.compile(&memo, &progress, sink);
        Compiled { memo, compilation, output: collector.into_tree() }
    };
    let mut compiled = compile(cache.memo_with_outputs());
    if compiled.memo.is_store_unreadable() {
        terminal.message(DAMAGED_CACHE);
        compiled = compile(cache.memo_without_parts());
    }
    let Compiled { memo, mut compilation, output } = compiled;
    progress.finish();
    if let Some(failure) = scratch.failure() {
        return Err(failure);
    }
    if let Some(path) = &args.published {
        let removed = removed_urls(&compilation.site, &output, &published::read(path)?, &BTreeMap::new());
        add(removed, &mut compilation, &loaded);
    }
    let mut external_summary = None;
    if let Some(mode) = args.external {
        let report = external::check_links(&compilation.site, &loaded, mode, global, terminal)?;
        add(report.diagnostics, &mut compilation, &loaded);
        external_summary = Some(report.summary);
    }
    let mut change = None;
    if let Some(revision) = &args.changed_since {
        let now = Current { loaded: &loaded, memo: &memo, compilation: &compilation, output: &output };
        let ChangedSince { commit, impact, diagnostics, is_relevant } =
            changed_since(revision, args.revisions(), now, terminal)?;
        let mut is_relevant = is_relevant.into_iter();
        compilation.diagnostics.retain(|_| is_relevant.next().unwrap_or(true));
        add(diagnostics, &mut compilation, &loaded);
        change = Some(PagesSince { commit, impact });
    }
    let external = if args.external.is_some() { ExternalLinks::Checked } else { ExternalLinks::NotChecked };
    let file = BaselineFile::new(&args.baseline, external, &loaded)?;
    if args.baseline.write_baseline {
        return write_baseline(&file, &compilation.diagnostics, &loaded, terminal);
    }
    let known = KnownFindings::of(&compilation.diagnostics, &file.read()?, &loaded);
    let report = CheckReport { compilation: &compilation, known: &known, change, external_summary };
    Ok(report.print(global, args, &loaded, terminal))
}

/// A compile with what it was made with.
struct Compiled {
    memo: Arc<Memo>,
    compilation: Compilation,
    /// Empty where nobody compares it.
    output: Tree,
}

impl CheckArgs {
    fn revisions(&self) -> RevisionEntries {
        if self.require_revisions { RevisionEntries::Required } else { RevisionEntries::Optional }
    }
}

fn write_baseline(
    file: &BaselineFile,
    diagnostics: &[Diagnostic],
    loaded: &LoadedProject,
    terminal: &Terminal,
) -> Result<Outcome, Error> {
    file.write(diagnostics, loaded, terminal)?;
    let fatal: Vec<&Diagnostic> = diagnostics.iter().filter(|diagnostic| diagnostic.is_fatal()).collect();
    let outcome = Outcome::failed_if(!fatal.is_empty());
    terminal.render(fatal, &loaded.tree);
    Ok(outcome)
}

/// What has become of pages since a commit.
struct PagesSince {
    commit: String,
    impact: SiteDiff,
}

/// What a check has to report.
struct CheckReport<'a> {
    compilation: &'a Compilation,
    known: &'a KnownFindings,
    change: Option<PagesSince>,
    external_summary: Option<String>,
}

impl CheckReport<'_> {
    fn print(&self, global: &GlobalOptions, args: &CheckArgs, loaded: &LoadedProject, terminal: &Terminal) -> Outcome {
        let diagnostics = &self.compilation.diagnostics;
        let detail = if args.summary { Detail::ByCause } else { Detail::Automatic };
        terminal.report(diagnostics, &self.known.matches, &loaded.tree, &loaded.project, detail);
        if let Some(PagesSince { commit, impact }) = &self.change {
            terminal.impact(impact, commit);
        }
        self.external_summary.iter().for_each(|summary| terminal.info(summary));
        let new = self.known.new_ones(diagnostics);
        let has_overview = terminal.shows_causes(&new, detail);
        if !has_overview {
            count_by_code(&new, terminal);
        }
        let checked = format!("checked {}", counted(self.compilation.pages, "page"));
        let checked = with_drafts(&checked, self.compilation.site.drafts().len());
        terminal.info(&closing_line(&new, diagnostics.len() - new.len(), &checked));
        if has_overview && !is_publishable(&new) {
            terminal.info(&format!("  = help: {}", self.known.how_to_publish(&new, global)));
        }
        // With `--changed-since`, a baseline diagnostic that is not reported may still be there.
        if self.change.is_none() {
            self.known.report_stale(terminal);
        }
        Outcome::failed_if(!is_publishable(&new))
    }
}

/// Adds diagnostics that the compile does not make, at their levels.
fn add(diagnostics: Vec<Diagnostic>, compilation: &mut Compilation, loaded: &LoadedProject) {
    compilation.diagnostics.extend(compile::apply_severity(diagnostics, &compilation.site, &loaded.options));
    diagnostic::sort(&mut compilation.diagnostics);
}

/// Prints the count for each code.
fn count_by_code(new: &[Diagnostic], terminal: &Terminal) {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    new.iter().for_each(|diagnostic| *by_code.entry(diagnostic.code.name).or_default() += 1);
    let width = by_code.values().max().map_or(1, |most| most.to_string().len());
    for (code, count) in &by_code {
        terminal.info(&format!("{count:>width$}  {code}"));
    }
}

fn closing_line(new: &[Diagnostic], in_baseline: usize, checked: &str) -> String {
    match (new, in_baseline) {
        ([], 0) => format!("{checked}: no findings"),
        ([], known) => format!("{checked}: no new findings ({known} in the baseline)"),
        (new, 0) => with_tally(checked, new),
        (new, known) => format!("{} ({known} more in the baseline)", with_tally(checked, new)),
    }
}
