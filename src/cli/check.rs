//! `fingerpost check`: reports the diagnostics of a build, without a build.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::code::Severity;
use crate::base::diagnostic::{self, Diagnostic};
use crate::base::tree::Tree;
use crate::check::external::GROUP;
use crate::check::url_stability::removed_urls;
use crate::cli::changed_since::{ChangedSince, changed_since};
use crate::cli::external::{self, ExternalMode};
use crate::cli::load::{LoadedProject, load};
use crate::cli::options::{GlobalOptions, LevelOptions};
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::compile::options::Observer;
use crate::compile::sink::{Collector, Discard, Sink};
use crate::compile::{self, Compilation};
use crate::io::baseline::Baseline;
use crate::io::cache::Cache;
use crate::io::error::Error;
use crate::io::published;
use crate::report::fingerprint::{BaselineMatch, fingerprints};
use crate::report::sources::Sources;
use crate::report::tally::{counted, with_drafts, with_tally};

/// The default name of the baseline, in the project folder.
const BASELINE: &str = "fingerpost-baseline.json";

/// Options of `fingerpost check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub levels: LevelOptions,
    /// Baseline of known findings [default: fingerpost-baseline.json in the project folder, if it exists]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Also report URLs and anchors that would disappear from this published folder or manifest
    #[arg(long, value_name = "PATH")]
    pub published: Option<PathBuf>,
    /// Only report findings on files changed since a git revision and on pages that link to them, and list those pages
    #[arg(long, value_name = "REVISION", conflicts_with = "write_baseline")]
    pub changed_since: Option<String>,
    /// With `--changed-since`: require a new revision history entry for each document whose text has changed
    #[arg(long, requires = "changed_since")]
    pub require_revisions: bool,
    /// Write the current findings to the baseline
    #[arg(long)]
    pub write_baseline: bool,
    /// Also check external links: `visit` requests what is not in the cache, `private` also in private networks, `cached` makes no requests
    #[arg(long, value_name = "HOW", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "visit")]
    pub external: Option<ExternalMode>,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &CheckArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let progress = Progress::new(terminal);
    progress.stage("read");
    let loaded = load(global, args.levels.levels()?)?;
    let memo = Arc::new(Cache::new(&loaded.project).memo());
    // Only a comparison with another site needs the outputs.
    let collector = Collector::default();
    let is_compared = args.published.is_some() || args.changed_since.is_some();
    let sink: &dyn Sink = if is_compared { &collector } else { &Discard };
    let mut compilation = loaded.compile(&memo, &progress, sink);
    progress.finish();
    let output = collector.into_tree();
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
        let ChangedSince { commit, impact, diagnostics, is_relevant } =
            changed_since(revision, args.require_revisions, &loaded, &memo, &compilation, &output, terminal)?;
        let mut is_relevant = is_relevant.into_iter();
        compilation.diagnostics.retain(|_| is_relevant.next().unwrap_or(true));
        add(diagnostics, &mut compilation, &loaded);
        change = Some((commit, impact));
    }
    let baseline = BaselineFile::new(args, &loaded)?;
    let diagnostics = &compilation.diagnostics;
    let fingerprints = fingerprints(diagnostics, &Sources::of(diagnostics, &loaded.tree));
    if args.write_baseline {
        return write_baseline(&baseline, diagnostics, &fingerprints, &loaded.tree, terminal);
    }
    let baseline = baseline.read()?;
    let matches: Vec<BaselineMatch> = diagnostics
        .iter()
        .zip(fingerprints)
        .map(|(diagnostic, fingerprint)| BaselineMatch {
            in_baseline: !diagnostic.is_fatal() && baseline.diagnostics.contains_key(&fingerprint),
            fingerprint,
        })
        .collect();
    terminal.report_with_baseline(diagnostics, &matches, &loaded.tree, &loaded.project);
    if let Some((commit, impact)) = &change {
        terminal.impact(impact, commit);
    }
    external_summary.iter().for_each(|summary| terminal.info(summary));
    let is_new = |(_, known): &(&Diagnostic, &BaselineMatch)| !known.in_baseline;
    let new: Vec<Diagnostic> =
        diagnostics.iter().zip(&matches).filter(is_new).map(|(diagnostic, _)| diagnostic.clone()).collect();
    let checked = format!("checked {}", counted(compilation.pages, "page"));
    let checked = with_drafts(&checked, compilation.site.drafts().len());
    summarise(&new, diagnostics.len() - new.len(), &checked, terminal);
    // With `--changed-since`, a baseline diagnostic that is not reported may still be there.
    if change.is_none() {
        report_stale_baseline(&baseline, &matches, terminal);
    }
    Ok(Outcome::failed_if(new.iter().any(|diagnostic| diagnostic.severity == Severity::Error)))
}

/// Adds diagnostics that the compile does not make, at their levels.
fn add(diagnostics: Vec<Diagnostic>, compilation: &mut Compilation, loaded: &LoadedProject) {
    compilation.diagnostics.extend(compile::apply_severity(diagnostics, &compilation.site, &loaded.options));
    diagnostic::sort(&mut compilation.diagnostics);
}

/// The baseline that the arguments name, or the default one.
struct BaselineFile {
    /// As it is shown.
    name: PathBuf,
    path: PathBuf,
    must_exist: bool,
    /// Whether this run checks external links; else the baseline's findings about them do not count.
    is_with_external: bool,
}

impl BaselineFile {
    fn new(args: &CheckArgs, loaded: &LoadedProject) -> Result<BaselineFile, Error> {
        let name = args.baseline.clone().unwrap_or_else(|| PathBuf::from(BASELINE));
        Ok(BaselineFile {
            path: match &args.baseline {
                Some(named) => loaded.project.root.join(named),
                None => loaded.project.file_inside(BASELINE)?,
            },
            name,
            must_exist: args.baseline.is_some(),
            is_with_external: args.external.is_some(),
        })
    }

    fn read(&self) -> Result<Baseline, Error> {
        if self.must_exist && !self.path.exists() {
            return Err(Error::new(format!("there is no baseline `{}`", self.path.display()))
                .help("create it with `--write-baseline`, or leave out `--baseline`"));
        }
        let mut baseline = Baseline::read(&self.path)?;
        if !self.is_with_external {
            baseline.remove_group(GROUP);
        }
        Ok(baseline)
    }
}

/// Writes the baseline, and reports what it cannot have in it.
fn write_baseline(
    file: &BaselineFile,
    diagnostics: &[Diagnostic],
    fingerprints: &[String],
    tree: &Tree,
    terminal: &Terminal,
) -> Result<Outcome, Error> {
    let mut baseline = Baseline::of(diagnostics, fingerprints);
    if !file.is_with_external {
        baseline.keep_group(GROUP, Baseline::read(&file.path).unwrap_or_default());
    }
    baseline.write(&file.path)?;
    let known = counted(baseline.diagnostics.len(), "finding");
    let name = Path::display(&file.name);
    terminal.info(&format!("wrote {known} to {name}. From now on, only new findings fail the check"));
    let fatal: Vec<&Diagnostic> = diagnostics.iter().filter(|diagnostic| diagnostic.is_fatal()).collect();
    let outcome = Outcome::failed_if(!fatal.is_empty());
    terminal.render(fatal, tree);
    Ok(outcome)
}

/// Prints the count for each code, and the closing line.
fn summarise(new: &[Diagnostic], in_baseline: usize, checked: &str, terminal: &Terminal) {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    new.iter().for_each(|diagnostic| *by_code.entry(diagnostic.code.name).or_default() += 1);
    let width = by_code.values().max().map_or(1, |most| most.to_string().len());
    for (code, count) in &by_code {
        terminal.info(&format!("{count:>width$}  {code}"));
    }
    terminal.info(&match (new, in_baseline) {
        ([], 0) => format!("{checked}: no findings"),
        ([], known) => format!("{checked}: no new findings ({known} in the baseline)"),
        (new, 0) => with_tally(checked, new),
        (new, known) => format!("{} ({known} more in the baseline)", with_tally(checked, new)),
    });
}

/// Reports baseline findings that no longer occur.
fn report_stale_baseline(baseline: &Baseline, matches: &[BaselineMatch], terminal: &Terminal) {
    let found: HashSet<&str> = matches.iter().map(|known| known.fingerprint.as_str()).collect();
    let is_stale = |(fingerprint, _): &(&String, &String)| !found.contains(fingerprint.as_str());
    let stale: Vec<&String> =
        baseline.diagnostics.iter().filter(is_stale).map(|(_, description)| description).collect();
    match stale.len() {
        0 => return,
        1 => terminal.info("1 baseline finding no longer occurs. To update the baseline, run with `--write-baseline`"),
        count => terminal.info(&format!(
            "{count} baseline findings no longer occur. To update the baseline, run with `--write-baseline`"
        )),
    }
    for description in stale {
        terminal.debug(&format!("  no longer occurs: {description}"));
    }
}
