//! The baseline of a project: the findings that a check and a build count as known.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use crate::base::code::Severity;
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::check::external::GROUP;
use crate::cli::load::LoadedProject;
use crate::cli::options::GlobalOptions;
use crate::cli::terminal::Terminal;
use crate::io::baseline::Baseline;
use crate::io::error::Error;
use crate::report::fingerprint::{BaselineMatch, fingerprints};
use crate::report::sources::Sources;
use crate::report::tally::counted;

/// With so few findings, a library is better fixed than given a baseline.
const FEW_FINDINGS: usize = 20;
/// The default name of the baseline, in the project folder.
const BASELINE: &str = "fingerpost-baseline.json";

/// Options about the baseline.
#[derive(Debug, clap::Args)]
pub struct BaselineOptions {
    /// Baseline of known findings [default: fingerpost-baseline.json in the project folder, if it exists]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the current findings to the baseline
    #[arg(long)]
    pub write_baseline: bool,
}

/// Whether a run checks external links; if not, the baseline's findings about them do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExternalLinks {
    Checked,
    NotChecked,
}

/// The baseline that the options name, or the default one.
pub struct BaselineFile {
    /// As it is shown.
    name: PathBuf,
    path: PathBuf,
    must_exist: bool,
    external: ExternalLinks,
}

impl BaselineFile {
    /// The baseline of a project.
    ///
    /// Fails if a link leads out of the project.
    pub fn new(
        options: &BaselineOptions,
        external: ExternalLinks,
        loaded: &LoadedProject,
    ) -> Result<BaselineFile, Error> {
        let project = &loaded.project;
        let name = options.baseline.clone().unwrap_or_else(|| PathBuf::from(BASELINE));
        let named = options.baseline.as_ref().map(|named| project.root.join(named));
        named.iter().try_for_each(|named| project.refuse_links(named))?;
        Ok(BaselineFile {
            path: named.map_or_else(|| project.file_inside(BASELINE), Ok)?,
            name,
            must_exist: options.baseline.is_some() && !options.write_baseline,
            external,
        })
    }

    /// Reads it; empty where there is none.
    pub fn read(&self) -> Result<Baseline, Error> {
        if self.must_exist && !self.path.exists() {
            return Err(Error::new(format!("there is no baseline `{}`", self.path.display()))
                .help("create it with `--write-baseline`, or leave out `--baseline`"));
        }
        let mut baseline = Baseline::read(&self.path)?;
        if self.external == ExternalLinks::NotChecked {
            baseline.remove_group(GROUP);
        }
        Ok(baseline)
    }

    /// Writes the current diagnostics into it. Fatal ones cannot be in a baseline.
    pub fn write(&self, diagnostics: &[Diagnostic], loaded: &LoadedProject, terminal: &Terminal) -> Result<(), Error> {
        let fingerprints = fingerprints(diagnostics, &Sources::of(diagnostics, &loaded.tree));
        let mut baseline = Baseline::of(diagnostics, &fingerprints);
        if self.external == ExternalLinks::NotChecked {
            baseline.keep_group(GROUP, Baseline::read(&self.path).unwrap_or_default());
        }
        baseline.write(&self.path, &loaded.project)?;
        let known = counted(baseline.diagnostics.len(), "finding");
        let name = Path::display(&self.name);
        terminal.info(&format!("wrote {known} to {name}. From now on, only new findings count"));
        Ok(())
    }
}

/// Which diagnostics of a run the baseline has.
pub struct KnownFindings {
    pub matches: Vec<BaselineMatch>,
    /// What the baseline has and the run did not find, in words.
    pub stale: Vec<String>,
}

impl KnownFindings {
    /// Compares the diagnostics of a run with a baseline.
    pub fn of(diagnostics: &[Diagnostic], baseline: &Baseline, loaded: &LoadedProject) -> KnownFindings {
        let fingerprints = fingerprints(diagnostics, &Sources::of(diagnostics, &loaded.tree));
        let is_known =
            |diagnostic: &Diagnostic, name: &String| !diagnostic.is_fatal() && baseline.diagnostics.contains_key(name);
        let pairs = diagnostics.iter().zip(fingerprints);
        let matches: Vec<BaselineMatch> = pairs
            .map(|(diagnostic, fingerprint)| BaselineMatch {
                in_baseline: is_known(diagnostic, &fingerprint),
                fingerprint,
            })
            .collect();
        let found: HashSet<&str> = matches.iter().map(|known| known.fingerprint.as_str()).collect();
        let is_stale = |(fingerprint, _): &(&String, &String)| !found.contains(fingerprint.as_str());
        let stale = baseline.diagnostics.iter().filter(is_stale).map(|(_, words)| words.clone()).collect();
        KnownFindings { matches, stale }
    }

    /// The diagnostics that are not in the baseline.
    pub fn new_ones(&self, diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
        let pairs = diagnostics.iter().zip(&self.matches);
        pairs.filter(|(_, known)| !known.in_baseline).map(|(diagnostic, _)| diagnostic.clone()).collect()
    }

    /// How to publish although there are errors. A project without a baseline can begin one; with a baseline, new errors are
    /// worth fixing, so only the levels of this run are named.
    pub fn how_to_publish(&self, new: &[Diagnostic], global: &GlobalOptions) -> String {
        let errors = new.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let (fatal, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
            errors.partition(|diagnostic| diagnostic.is_fatal());
        let first = match fatal.len() {
            0 => String::new(),
            1 => "fix 1 error first: its level cannot be changed".to_owned(),
            count => format!("fix {count} errors first: their levels cannot be changed"),
        };
        if others.is_empty() {
            return first;
        }
        let command = format!("fingerpost build{}", global.project_options());
        let groups: BTreeSet<&str> = others.iter().map(|diagnostic| diagnostic.code.group()).collect();
        let levels: String = groups.iter().map(|group| format!(" --warn {group}")).collect();
        let is_first_run = !self.has_any() && new.len() > FEW_FINDINGS;
        match (first.is_empty(), is_first_run) {
            (true, true) => {
                format!(
                    "to publish today, and to stop only for new errors from now on, run `{command} --write-baseline`"
                )
            }
            (false, true) => format!(
                "{first}. Then publish today, and stop only for new errors from now on, with `{command} --write-baseline`"
            ),
            (true, false) => format!("to publish anyway, run `{command}{levels}`"),
            (false, false) => format!("{first}. To publish with the others, add `{}`", levels.trim_start()),
        }
    }

    /// Whether the project has a baseline with findings in it.
    fn has_any(&self) -> bool {
        !self.stale.is_empty() || self.matches.iter().any(|known| known.in_baseline)
    }

    /// Reports baseline findings that no longer occur.
    pub fn report_stale(&self, terminal: &Terminal) {
        match self.stale.len() {
            0 => return,
            1 => {
                terminal
                    .info("1 baseline finding no longer occurs. To update the baseline, run with `--write-baseline`");
            }
            count => terminal.info(&format!(
                "{count} baseline findings no longer occur. To update the baseline, run with `--write-baseline`"
            )),
        }
        for description in &self.stale {
            terminal.debug(&format!("  no longer occurs: {description}"));
        }
    }
}

/// Whether a site with these diagnostics may be published.
pub fn is_publishable(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
}

/// A hash of the baseline, for the key of the last build.
pub fn hash_of(baseline: &Baseline) -> String {
    Hash::of_parts(baseline.diagnostics.keys().map(String::as_bytes)).hex()
}
