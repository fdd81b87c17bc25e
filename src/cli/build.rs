//! `fingerpost build`: reads, compiles, publishes.

use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::sha256_hex;
use crate::cli::baseline::{BaselineFile, BaselineOptions, ExternalLinks, KnownFindings, hash_of, is_publishable};
use crate::cli::load::{DAMAGED_CACHE, LoadedProject, load_as_of};
use crate::cli::options::{GlobalOptions, LevelOptions, date};
use crate::cli::outcome::Outcome;
use crate::cli::progress::{Progress, Timing};
use crate::cli::terminal::{Detail, Terminal};
use crate::compile::memo::Memo;
use crate::compile::options::Observer;
use crate::compile::sink::{Discard, Sink};
use crate::compile::snapshot::Snapshot;
use crate::config::FILE_NAME;
use crate::io::cache::{Cache, LastBuild, input_key};
use crate::io::commit::{self, Commit, Committed};
use crate::io::compressed::{self, Compressing};
use crate::io::error::Error;
use crate::io::git::repository::Repository;
use crate::io::manifest::{Manifest, Origin};
use crate::io::project::Project;
use crate::io::switch::KeptAside;
use crate::render::hosts::description::HostedSite;
use crate::render::plan::MANIFEST_FILE;
use crate::report::tally::{counted, tally, with_drafts, with_tally};
use crate::site::model::Site;
use crate::site::page::Page;

/// Options of `fingerpost build`.
#[derive(Debug, clap::Args)]
pub struct BuildArgs {
    #[command(flatten)]
    pub levels: LevelOptions,
    #[command(flatten)]
    pub baseline: BaselineOptions,
    /// Show how long each stage took, in wall-clock and CPU time, and the peak memory use
    #[arg(long)]
    pub timings: bool,
    /// Also write compressed copies of text files, such as index.html.gz and index.html.br
    #[arg(long)]
    pub compress: bool,
    /// Ignore the cache of earlier builds
    #[arg(long)]
    pub no_cache: bool,
    /// Publish the site as it applied on a date, such as 2026-06-01; needs `--output`
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// Show what an output was made from: an output file, a URL or a source path
    #[arg(long, value_name = "PATH")]
    pub explain: Option<String>,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &BuildArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let progress = Progress::new(terminal);
    progress.stage("read");
    let loaded = load_as_of(global, args.levels.levels()?, args.as_of(global)?)?;
    let cache = Cache::new(&loaded.project);
    let baseline = BaselineFile::new(&args.baseline, ExternalLinks::NotChecked, &loaded)?;
    let build =
        Build { global, args, terminal, progress: &progress, loaded: &loaded, cache: &cache, baseline: &baseline };
    let key = build.key()?;
    progress.stage("compare");
    let unchanged = key.as_deref().filter(|_| args.explain.is_none()).and_then(|key| unchanged(&loaded, &cache, key));
    match unchanged {
        Some(last) => build.report_unchanged(&last),
        None => build.compile_and_publish(key),
    }
}

/// One run of the command.
struct Build<'a> {
    global: &'a GlobalOptions,
    args: &'a BuildArgs,
    terminal: &'a Terminal,
    progress: &'a Progress,
    loaded: &'a LoadedProject,
    cache: &'a Cache,
    baseline: &'a BaselineFile,
}

impl Build<'_> {
    /// The key of this build in the cache; `None` where the result of an earlier build must not be used.
    fn key(&self) -> Result<Option<String>, Error> {
        if self.args.no_cache || self.args.baseline.write_baseline {
            return Ok(None);
        }
        let inputs = input_key(&self.loaded.tree, &self.loaded.options, &self.loaded.diagnostics);
        // What the baseline knows decides whether a site with errors is published.
        let known = hash_of(&self.baseline.read()?);
        let compressed = if self.args.compress { "-compressed" } else { "" };
        Ok(inputs.map(|key| format!("{key}-{known}{compressed}")))
    }

    fn report_unchanged(&self, last: &LastBuild) -> Result<Outcome, Error> {
        let known = KnownFindings::of(&last.diagnostics, &self.baseline.read()?, self.loaded);
        let LastBuild { diagnostics, pages, drafts, .. } = last;
        let report = BuildReport { diagnostics, known: &known, pages: *pages, drafts: *drafts };
        self.report(&report);
        self.terminal.info(&summary(&report, &Committed::default(), self.loaded));
        Ok(Outcome::Clean)
    }

    fn compile_and_publish(&self, key: Option<String>) -> Result<Outcome, Error> {
        refuse_to_overwrite_current_site(self.loaded)?;
        let memo = if self.args.no_cache { Memo::default() } else { self.cache.memo_with_outputs().recording() };
        if let Some(outcome) = self.compile_with(memo, key.clone())? {
            return Ok(outcome);
        }
        self.terminal.message(DAMAGED_CACHE);
        let outcome = self.compile_with(self.cache.memo_without_parts().recording(), key)?;
        Ok(outcome.expect("nothing was read from the cache"))
    }

    /// Compiles and publishes; `None` where a part of the cache could not be read, so that nothing was published.
    fn compile_with(&self, memo: Memo, key: Option<String>) -> Result<Option<Outcome>, Error> {
        let Build { args, terminal, loaded, cache, .. } = *self;
        let scratch = Arc::new(cache.scratch());
        let memo = Arc::new(memo.with_scratch(scratch.clone()));
        // A folder that cannot be written does not keep the diagnostics of a site with errors from being reported.
        let commit = Commit::begin(&loaded.project.output, || terminal.info("waiting for another build to finish"));
        let sink: &dyn Sink = commit.as_ref().map_or(&Discard, |commit| commit);
        let old = commit.as_ref().ok().map(Commit::old);
        let compressing = Compressing::new(sink, old, &loaded.tree, &loaded.project.content_name);
        let sink: &dyn Sink = if args.compress { &compressing } else { sink };
        // The process ends after this: freeing a whole site piece by piece first would only cost time.
        let compilation = ManuallyDrop::new(loaded.compile(&memo, self.progress, sink));
        if memo.is_store_unreadable() {
            drop(ManuallyDrop::into_inner(compilation));
            return Ok(None);
        }
        if args.baseline.write_baseline {
            self.baseline.write(&compilation.diagnostics, loaded, terminal)?;
        }
        let known = KnownFindings::of(&compilation.diagnostics, &self.baseline.read()?, loaded);
        let new = known.new_ones(&compilation.diagnostics);
        self.progress.stage("commit");
        if let Some(failure) = scratch.failure() {
            return Err(failure.help("the published folder is unchanged"));
        }
        let committed = if is_publishable(&new) {
            let mut origin = origin(loaded, &compilation.site, terminal);
            origin.options.extend(args.compress.then(|| (compressed::OPTION.to_owned(), "true".to_owned())));
            Some(commit?.finish(origin)?)
        } else {
            drop(commit);
            None
        };
        if !args.no_cache {
            cache.keep_all(&memo);
            if let (Some(key), Some(committed)) = (key, &committed) {
                cache.keep_last_build(key, committed.list.clone(), &compilation);
            }
        }
        let drafts = compilation.site.drafts().len();
        let diagnostics = &compilation.diagnostics;
        let report = BuildReport { diagnostics, known: &known, pages: compilation.pages, drafts };
        self.report(&report);
        match &committed {
            Some(committed) => self.report_commit(&report, committed),
            None => self.report_refusal(&new, &known),
        }
        if let Some(output) = &args.explain {
            terminal.print(&explanation(output, loaded, committed.as_ref())?);
        }
        Ok(Some(Outcome::failed_if(committed.is_none())))
    }

    fn report(&self, report: &BuildReport<'_>) {
        self.progress.finish();
        let matches = &report.known.matches;
        let LoadedProject { tree, project, .. } = self.loaded;
        self.terminal.report(report.diagnostics, matches, tree, project, Detail::Automatic);
        if self.args.timings {
            self.progress.timings().iter().for_each(|timing| self.terminal.message(&timing_line(timing)));
        }
    }

    fn report_commit(&self, report: &BuildReport<'_>, committed: &Committed) {
        committed.written.iter().for_each(|path| self.terminal.debug(&format!("  written {path}")));
        committed.removed.iter().for_each(|path| self.terminal.debug(&format!("  removed {path}")));
        kept_files(committed, self.loaded).iter().for_each(|note| self.terminal.message(note));
        self.terminal.info(&summary(report, committed, self.loaded));
    }

    fn report_refusal(&self, new: &[Diagnostic], known: &KnownFindings) {
        let output = shown_output(self.loaded);
        let help = known.how_to_publish(new, self.global);
        let words = format!("not published: {output} is unchanged ({})\n  = help: {help}", tally(new));
        self.terminal.message(&words);
    }
}

fn timing_line(timing: &Timing) -> String {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let wall = milliseconds(timing.wall);
    let cpu = timing.cpu.map(|cpu| format!(", CPU {:>9.1} ms", milliseconds(cpu))).unwrap_or_default();
    let peak = timing.peak_kib.map(|peak| format!(", peak {:>6.1} MiB", peak as f64 / 1024.0)).unwrap_or_default();
    format!("{wall:>9.1} ms{cpu}{peak}  {}", timing.stage)
}

/// What a build has to report.
struct BuildReport<'a> {
    diagnostics: &'a [Diagnostic],
    known: &'a KnownFindings,
    pages: usize,
    /// Drafts that were left out.
    drafts: usize,
}

impl BuildArgs {
    /// The date to publish as of. It needs an output folder of its own, so that it never overwrites the current site.
    fn as_of(&self, global: &GlobalOptions) -> Result<Option<Date>, Error> {
        match (self.as_of, &global.output) {
            (Some(date), None) => Err(Error::new(format!("`--as-of {date}` would overwrite the current site"))
                .help(format!("add another output folder, such as `--output as-of-{date}`"))),
            (date, _) => Ok(date),
        }
    }
}

/// Refuses to publish the site of another date over the current site.
fn refuse_to_overwrite_current_site(loaded: &LoadedProject) -> Result<(), Error> {
    let (Some(date), folder) = (loaded.options.as_of, &loaded.project.output) else { return Ok(()) };
    let published = Manifest::find(folder, MANIFEST_FILE)?;
    if published.whole().is_none_or(|published| published.options.contains_key("as_of")) {
        return Ok(());
    }
    Err(Error::new(format!("`{}` contains the current site", folder.display()))
        .help(format!("use another output folder, such as `--output as-of-{date}`")))
}

/// What the published files were made from, for the manifest: nothing of this machine, and no clock.
fn origin(loaded: &LoadedProject, site: &Site, terminal: &Terminal) -> Origin {
    let base_url = &site.config().base_url;
    let options = [
        ("base_url", Some(format!("{}{}/", base_url.origin, base_url.prefix)).filter(|url| url != "/")),
        ("drafts", (loaded.options.drafts || site.config().drafts).then(|| "true".to_owned())),
        ("as_of", site.config().as_of.map(|day| day.to_string())),
        // The last commit, if the settings use the history.
        ("commit", loaded.project.git.is_wanted().then(|| last_commit(&loaded.project, terminal)).flatten()),
    ];
    let settings = loaded.tree.get(FILE_NAME).map(|bytes| (FILE_NAME.to_owned(), sha256_hex(&bytes)));
    let pages = site.pages().iter().filter(|page| page.output.is_some()).filter_map(|page| page.document.as_ref());
    let pages = pages.map(|document| (document.path.to_string(), document.sha256.clone()));
    let hosted = HostedSite::new(site.config(), &site.moved_urls());
    Origin {
        options: options.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect(),
        sources: pages.chain(settings).collect(),
        redirects: hosted.moved.into_iter().map(|moved| (moved.output.to_string(), moved.to)).collect(),
    }
}

/// The commit that the work tree is at, for the manifest. Says so where Git cannot name it.
fn last_commit(project: &Project, terminal: &Terminal) -> Option<String> {
    let commit = Repository::open(project).and_then(|repository| repository.last_commit());
    commit.unwrap_or_else(|error| {
        let Error { message, .. } = error.to_error("name the commit in the manifest");
        terminal.message(&format!("{message}\n  = help: fix the problem with Git, and build again"));
        None
    })
}

/// What an output was made from, and whether this build wrote it.
fn explanation(wanted: &str, loaded: &LoadedProject, committed: Option<&Committed>) -> Result<String, Error> {
    let memo = Arc::new(Memo::default().persistent());
    let snapshot = Snapshot::new(&loaded.tree, &loaded.options, &memo, &Progress::silent());
    let path = output_path(wanted, &snapshot).ok_or_else(|| {
        Error::new(format!("there is no output or page `{wanted}`"))
            .help("`fingerpost list` lists all pages with their sources and URLs")
    })?;
    let output = snapshot.output(&path).expect("its path was found among the outputs");
    let state = match committed {
        None => "not published",
        Some(committed) if committed.written.contains(&path) => "written, because its content changed",
        Some(_) => "not written, because its content is the same as before",
    };
    let made_from = match output.dependencies.is_empty() {
        true => "copied without changes",
        false if path.ends_with(".html") => "made from the theme, and from",
        false => "made from",
    };
    let queries: String = snapshot.explain(&output).iter().map(|query| format!("  - {query}\n")).collect();
    Ok(format!("{path}: {state}\n  {made_from}\n{queries}"))
}

/// The output that a person named: by the source of its page, by its path or by its URL.
fn output_path(wanted: &str, snapshot: &Snapshot) -> Option<String> {
    let site = snapshot.site();
    let is_source = |page: &&Arc<Page>| page.document.as_ref().is_some_and(|document| document.path.as_str() == wanted);
    let by_source = site.pages().iter().find(is_source).and_then(|page| page.output.as_ref());
    let path = wanted.strip_prefix(&site.config().base_url.prefix).unwrap_or(wanted).trim_start_matches('/');
    let candidates = [path.to_owned(), format!("{path}index.html"), format!("{path}/index.html")];
    let by_path = candidates.into_iter().find(|path| snapshot.has(path));
    by_source.map(|output| output.as_str().to_owned()).or(by_path)
}

/// The last build, if this one would give the same bytes and its files are still published.
fn unchanged(loaded: &LoadedProject, cache: &Cache, key: &str) -> Option<LastBuild> {
    let last = cache.last_build(key)?;
    let output = &loaded.project.output;
    let manifest = Manifest::find(output, MANIFEST_FILE).ok()?.whole()?;
    let is_same = sha256_hex(manifest.to_text().as_bytes()) == last.manifest && commit::is_published(&manifest, output);
    is_same.then_some(last)
}

/// What a build did about files that do not match the manifest, and about a damaged manifest.
fn kept_files(committed: &Committed, loaded: &LoadedProject) -> Vec<String> {
    let output = shown_output(loaded);
    let mut notes = Vec::new();
    let mut note = |files: &[String], what: &str, rest: &str| {
        let first = files.first()?;
        let more = match files.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        notes.push(format!("{} in {output} {what} (`{first}`{more}): {rest}", counted(files.len(), "file")));
        Some(())
    };
    let KeptAside { moved, folder, left } = &committed.kept;
    let folder = folder.as_deref().map(|folder| folder.strip_prefix(&loaded.project.root).unwrap_or(folder).display());
    let folder = folder.map(|folder| folder.to_string()).unwrap_or_default();
    let rest = format!("moved to `{folder}/`\n  = help: copy what you need from there, and delete the folder");
    note(moved, "did not match the manifest", &rest);
    let rest = "not removed with the last site\n  = help: delete what you do not need";
    note(left, "did not match the manifest", rest);
    if let Some(others) = &committed.unknown {
        let rest = "kept\n  = help: delete what you do not need";
        note(others, "may belong to an earlier site", rest);
        notes.push(format!("`{output}{MANIFEST_FILE}` was damaged and has been rewritten"));
    }
    notes
}

fn summary(report: &BuildReport<'_>, committed: &Committed, loaded: &LoadedProject) -> String {
    let files = match (committed.written.len(), committed.removed.len()) {
        (0, 0) => "no files changed".to_owned(),
        (written, 0) => format!("{} written", counted(written, "file")),
        (written, removed) => format!("{} written, {removed} removed", counted(written, "file")),
    };
    let new = report.known.new_ones(report.diagnostics);
    let files = with_tally(&files, &new);
    let files = match report.diagnostics.len() - new.len() {
        0 => files,
        known => format!("{files}, {known} in the baseline"),
    };
    let files = with_drafts(&files, report.drafts);
    format!("published {} to {} ({files})", counted(report.pages, "page"), shown_output(loaded))
}

fn shown_output(loaded: &LoadedProject) -> String {
    let output = &loaded.project.output;
    let shown = output.strip_prefix(&loaded.project.root).unwrap_or(output);
    format!("{}/", shown.display())
}
