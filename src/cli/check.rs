//! `fingerpost check`: the findings of a build, without a build.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::diagnostic::{self, Diagnostic, Severity};
use crate::base::path::SourcePath;
use crate::base::tree::Tree;
use crate::check::external::GROUP;
use crate::check::impact::{Impact, State, as_published, without_note};
use crate::check::published::check as vanished;
use crate::cli::args::{Check, Global};
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::cli::{Loaded, Outcome, external, load};
use crate::compile::memo::Memo;
use crate::compile::{self, Compilation};
use crate::io::baseline::Baseline;
use crate::io::cache::Cache;
use crate::io::error::Error;
use crate::io::{git, published};
use crate::report::fingerprint::{BaselineMatch, fingerprints};
use crate::report::sources::Sources;
use crate::report::tally::{counted, with_tally};
use crate::site::routes;

/// The file of known findings, in the project folder.
const BASELINE: &str = "fingerpost-baseline.json";
/// Letters of a commit's name that are shown.
const SHORT: usize = 10;

/// Runs the command.
pub fn run(global: &Global, check: &Check, terminal: &Terminal) -> Result<Outcome, Error> {
    let loaded = load(global, check.levels.all()?)?;
    let memo = Arc::new(Cache::new(loaded.project.cache()).memo());
    let mut compilation = loaded.compile(&memo, &Progress::silent());
    if let Some(path) = &check.published {
        let gone = vanished(&compilation.site, &compilation.tree, &published::read(path)?, &BTreeMap::new());
        add(&mut compilation, gone, &loaded);
    }
    let mut visits = None;
    if let Some(how) = check.external {
        let (judged, summary) = external::judge(&compilation.site, &loaded, how, global, terminal)?;
        add(&mut compilation, judged, &loaded);
        visits = Some(summary);
    }
    let since = check.changed_since.as_deref();
    let impact =
        since.map(|name| compare(name, check.require_revisions, &loaded, &memo, &mut compilation)).transpose()?;
    let findings = &compilation.findings;

    let fingerprints = fingerprints(findings, &Sources::of(findings, &loaded.tree));
    let name = check.baseline.clone().unwrap_or_else(|| PathBuf::from(BASELINE));
    let path = loaded.project.root.join(&name);
    if check.write_baseline {
        let mut baseline = Baseline::of(findings, &fingerprints);
        if check.external.is_none() {
            baseline.keep_group(GROUP, Baseline::read(&path).unwrap_or_default());
        }
        return written(&baseline, &path, &name, findings, &loaded.tree, terminal);
    }
    if check.baseline.is_some() && !path.exists() {
        return Err(Error::new(format!("there is no baseline `{}`", path.display()))
            .help("write it with `--write-baseline`, or leave the option out"));
    }
    let mut baseline = Baseline::read(&path)?;
    if check.external.is_none() {
        baseline.leave_group_out(GROUP);
    }
    let is_known = |finding: &Diagnostic, name: &str| !finding.is_fatal() && baseline.findings.contains_key(name);
    let known: Vec<BaselineMatch> = findings
        .iter()
        .zip(fingerprints)
        .map(|(finding, fingerprint)| BaselineMatch { in_baseline: is_known(finding, &fingerprint), fingerprint })
        .collect();
    terminal.judged(findings, &known, &loaded.tree);
    if let Some((commit, impact)) = &impact {
        terminal.impact(impact, &commit[..SHORT.min(commit.len())]);
    }
    let new: Vec<Diagnostic> = findings
        .iter()
        .zip(&known)
        .filter(|(_, known)| !known.in_baseline)
        .map(|(finding, _)| finding.clone())
        .collect();
    if let Some(summary) = visits {
        terminal.note(&summary);
    }
    sum_up(&new, compilation.pages, terminal);
    // What a change does not touch is left out, so nothing can be told of it.
    if impact.is_none() {
        tell_gone(&baseline, &known, findings.len() - new.len(), terminal);
    }
    let fails = new.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if fails { Outcome::Refused } else { Outcome::Clean })
}

/// Adds findings from outside the compile, at their levels.
fn add(compilation: &mut Compilation, findings: Vec<Diagnostic>, loaded: &Loaded) {
    compilation.findings.extend(compile::levelled(findings, &compilation.site, &loaded.options));
    diagnostic::sort(&mut compilation.findings);
}

/// Compiles the project as a commit has it, leaves only findings that a change since then may have to do with, and adds
/// those about addresses that would vanish. Returns the commit and what becomes of pages.
fn compare(
    name: &str,
    requires_notes: bool,
    loaded: &Loaded,
    memo: &Arc<Memo>,
    compilation: &mut Compilation,
) -> Result<(String, Impact), Error> {
    let commit = git::revision(&loaded.project, name)?;
    let mut changes = git::changes(&loaded.project, &commit)?;
    let source = Arc::new(git::tree(&loaded.project, &commit)?);
    changes.follow(&source, &loaded.tree);
    let then = compile::compile(&source, &loaded.options, memo, &Progress::silent());
    let before = State { source: &source, site: &then.site, output: &then.tree };
    let now = State { source: &loaded.tree, site: &compilation.site, output: &compilation.tree };
    let impact = Impact::of(before, now, &changes.moved);
    let moved = impact.moved.iter();
    let moved = moved.filter_map(|page| Some((page.before.clone()?, SourcePath::new(page.source.as_str())))).collect();
    let mut later = vanished(&compilation.site, &compilation.tree, &as_published(before), &moved);
    if requires_notes {
        later.extend(without_note(before, now, &changes.moved));
    }
    let linking = impact.linking();
    let site = &compilation.site;
    let linking: BTreeSet<String> = site
        .pages()
        .iter()
        .filter(|page| linking.contains(site.href(&page.url).as_str()))
        .filter_map(|page| routes::source_of(page).map(ToString::to_string))
        .collect();
    let concerns = |path: &str| changes.changed.contains(path) || linking.contains(path);
    // What was not found before comes from the change, wherever it stands.
    let known: HashSet<String> =
        fingerprints(&then.findings, &Sources::of(&then.findings, &source)).into_iter().collect();
    let names = fingerprints(&compilation.findings, &Sources::of(&compilation.findings, &loaded.tree));
    let mut is_known = names.iter().map(|name| known.contains(name));
    compilation.findings.retain(|finding| {
        let mut places = finding.labels.iter().map(|label| &label.at).chain([&finding.at]);
        !is_known.next().unwrap_or(false) || finding.is_fatal() || places.any(|place| concerns(place.path.as_str()))
    });
    add(compilation, later, loaded);
    Ok((commit, impact))
}

/// Writes the baseline, and shows what cannot stand in it.
fn written(
    baseline: &Baseline,
    path: &Path,
    name: &Path,
    findings: &[Diagnostic],
    tree: &Tree,
    terminal: &Terminal,
) -> Result<Outcome, Error> {
    baseline.write(path)?;
    let known = counted(baseline.findings.len(), "finding");
    terminal.note(&format!("wrote {known} to {}; later runs fail only on new ones", name.display()));
    let fatal: Vec<Diagnostic> = findings.iter().filter(|finding| finding.is_fatal()).cloned().collect();
    terminal.drawn(&fatal, tree);
    Ok(if fatal.is_empty() { Outcome::Clean } else { Outcome::Refused })
}

/// The count by code, and the closing line.
fn sum_up(findings: &[Diagnostic], pages: usize, terminal: &Terminal) {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    findings.iter().for_each(|finding| *by_code.entry(finding.code.name).or_default() += 1);
    let width = by_code.values().max().map_or(1, |most| most.to_string().len());
    for (code, count) in &by_code {
        terminal.note(&format!("{count:>width$}  {code}"));
    }
    let checked = format!("checked {}", counted(pages, "page"));
    terminal.note(&match findings {
        [] => format!("{checked}: nothing was found"),
        findings => with_tally(&checked, findings),
    });
}

/// What the baseline knows: how much of it is still there, and what is gone.
fn tell_gone(baseline: &Baseline, known: &[BaselineMatch], still: usize, terminal: &Terminal) {
    if baseline.findings.is_empty() {
        return;
    }
    let found: HashSet<&str> = known.iter().map(|known| known.fingerprint.as_str()).collect();
    let gone: Vec<&String> =
        baseline.findings.iter().filter(|(name, _)| !found.contains(name.as_str())).map(|(_, words)| words).collect();
    terminal.note(&format!("the baseline knows {still} more"));
    if !gone.is_empty() {
        terminal.note(&format!("{} of it gone; write it anew with --write-baseline", counted(gone.len(), "finding")));
    }
    for words in gone {
        terminal.detail(&format!("  gone: {words}"));
    }
}
