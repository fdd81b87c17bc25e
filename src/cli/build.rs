//! `fingerpost build`: read, compile, commit.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::sync::Arc;

use crate::base::codes::Level;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::hash::sha256_hex;
use crate::cli::args::{Build, Global};
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::cli::{Loaded, Outcome, load};
use crate::compile::Observer;
use crate::compile::memo::Memo;
use crate::compile::snapshot::Snapshot;
use crate::config::FILE_NAME;
use crate::io::cache::{Cache, input_key};
use crate::io::commit::{self, Committed, commit};
use crate::io::error::Error;
use crate::io::git;
use crate::io::manifest::{Manifest, Origin};
use crate::render::plan::MANIFEST_FILE;
use crate::report::tally::{counted, tally, with_tally};
use crate::site::model::Site;
use crate::site::page::Page;

/// Runs the command.
pub fn run(global: &Global, build: &Build, terminal: &Terminal) -> Result<Outcome, Error> {
    let progress = Progress::new(terminal);
    progress.stage("read");
    let mut loaded = load(global, build.levels.all()?)?;
    loaded.options.as_of = build.as_of(global)?;
    let cache = Cache::new(loaded.project.cache());
    let key = input_key(&loaded.tree, &loaded.options, &loaded.findings).filter(|_| !build.no_cache);
    progress.stage("compare");
    let same = key.as_deref().filter(|_| build.explain.is_none());
    if let Some((findings, pages)) = same.and_then(|key| unchanged(&loaded, &cache, key)) {
        progress.finish();
        terminal.findings(&findings, &loaded.tree);
        timings(build, &progress, terminal);
        terminal.note(&summary(pages, &findings, &Committed::default(), &loaded));
        return Ok(Outcome::Clean);
    }
    let memo = Arc::new(if build.no_cache { Memo::default() } else { cache.memo() });
    // The program ends after this; taking a whole site apart piece by piece first would only cost time.
    let compilation = ManuallyDrop::new(loaded.compile(&memo, &progress));
    refuse_to_replace(&loaded, &compilation.site)?;
    let is_publishable = compilation.is_publishable();
    progress.stage("commit");
    let waiting = || terminal.note("waiting for another build to finish");
    let committed = if is_publishable {
        Some(commit(&compilation.tree, origin(&loaded, &compilation.site), &loaded.project.output, waiting)?)
    } else {
        None
    };
    if !build.no_cache {
        cache.keep_all(&memo);
        if let (Some(key), Some(committed)) = (key, &committed) {
            cache.keep_last_build(key, committed.list.clone(), compilation.pages, &compilation.findings);
        }
    }
    progress.finish();
    terminal.findings(&compilation.findings, &loaded.tree);
    timings(build, &progress, terminal);
    let Some(committed) = committed else {
        terminal.say(&refusal(&compilation.findings, &loaded));
        if let Some(wanted) = &build.explain {
            explain(wanted, &loaded, None, terminal)?;
        }
        return Ok(Outcome::Refused);
    };
    for path in &committed.written {
        terminal.detail(&format!("  written {path}"));
    }
    for path in &committed.removed {
        terminal.detail(&format!("  removed {path}"));
    }
    terminal.note(&summary(compilation.pages, &compilation.findings, &committed, &loaded));
    match &build.explain {
        Some(wanted) => explain(wanted, &loaded, Some(&committed), terminal),
        None => Ok(Outcome::Clean),
    }
}

/// Refuses to put the library of another day in the place of today's.
fn refuse_to_replace(loaded: &Loaded, site: &Site) -> Result<(), Error> {
    let (Some(day), folder) = (site.config().as_of, &loaded.project.output) else { return Ok(()) };
    let published = Manifest::read(folder, MANIFEST_FILE)?;
    if published.is_none_or(|published| published.options.contains_key("as_of")) {
        return Ok(());
    }
    Err(Error::new(format!("`{}` holds the library of today", folder.display()))
        .help(format!("name a folder of its own, as in `--output library-{day}`")))
}

/// What the published files depend on, for their list: nothing of this machine, and no clock.
fn origin(loaded: &Loaded, site: &Site) -> Origin {
    let base_url = &site.config().base_url;
    let options = [
        ("base_url", Some(format!("{}{}/", base_url.origin, base_url.prefix)).filter(|url| url != "/")),
        ("drafts", (loaded.options.drafts || site.config().drafts).then(|| "true".to_owned())),
        ("as_of", site.config().as_of.map(|day| day.to_string())),
        // What was committed last, where the settings ask for what git knows.
        ("commit", loaded.project.git.is_wanted().then(|| git::revision(&loaded.project, "HEAD").ok()).flatten()),
    ];
    let settings = loaded.tree.get(FILE_NAME).map(|bytes| (FILE_NAME.to_owned(), sha256_hex(bytes)));
    let pages = site.pages().iter().filter(|page| page.output.is_some()).filter_map(|page| page.document.as_ref());
    let pages = pages.map(|document| (document.path.to_string(), document.sha256.clone()));
    Origin {
        options: options.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect(),
        sources: pages.chain(settings).collect(),
    }
}

/// Prints what an output is made from, and whether this build wrote it.
fn explain(
    wanted: &str,
    loaded: &Loaded,
    committed: Option<&Committed>,
    terminal: &Terminal,
) -> Result<Outcome, Error> {
    let memo = Arc::new(Memo::default().for_many());
    let snapshot = Snapshot::new(&loaded.tree, &loaded.options, &memo, &Progress::silent());
    let site = snapshot.site();
    let is_source = |page: &&Arc<Page>| page.document.as_ref().is_some_and(|document| document.path.as_str() == wanted);
    let by_source = site.pages().iter().find(is_source).and_then(|page| page.output.as_ref());
    let path = wanted.strip_prefix(&site.config().base_url.prefix).unwrap_or(wanted).trim_start_matches('/');
    let candidates = [path.to_owned(), format!("{path}index.html"), format!("{path}/index.html")];
    let by_path = candidates.into_iter().find(|path| snapshot.has(path));
    let Some(path) = by_source.map(|output| output.as_str().to_owned()).or(by_path) else {
        return Err(Error::new(format!("no output and no page is named `{wanted}`"))
            .help("`fingerpost list` names all pages with their sources and addresses"));
    };
    let made = snapshot.output(&path).expect("its path was found among the outputs");
    let state = match committed {
        None => "not published",
        Some(committed) if committed.written.contains(&path) => {
            "written, because its bytes are not those that were there"
        }
        Some(_) => "rendered again, as a build does with every output, and not written: its bytes are the same",
    };
    let mut text = format!("{path}: {state}\n");
    if made.reads.is_empty() {
        text.push_str("  it is passed through as it is\n");
    } else {
        let is_page = path.ends_with(".html");
        text.push_str(if is_page { "  made from the theme and\n" } else { "  made from\n" });
    }
    let mut reads: Vec<String> = made.reads.iter().map(|read| site.in_words(&read.asked)).collect();
    reads.dedup();
    for words in reads {
        text.push_str(&format!("  - {words}\n"));
    }
    terminal.print(&text);
    Ok(Outcome::Clean)
}

/// What the last build found, when this one would be the same to the byte and its files are still there.
fn unchanged(loaded: &Loaded, cache: &Cache, key: &str) -> Option<(Vec<Diagnostic>, usize)> {
    let last = cache.last_build().filter(|last| last.input == key)?;
    let output = &loaded.project.output;
    let manifest = Manifest::read(output, MANIFEST_FILE).ok()??;
    let is_same = sha256_hex(manifest.to_text().as_bytes()) == last.manifest && commit::is_published(&manifest, output);
    let findings = last.findings()?;
    is_same.then_some((findings, last.pages))
}

fn timings(build: &Build, progress: &Progress, terminal: &Terminal) {
    if build.timings {
        for (stage, took, worked) in progress.timings() {
            let milliseconds = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
            let (took, worked) = (milliseconds(took), milliseconds(worked));
            terminal.say(&format!("{took:>9.1} ms, processors {worked:>9.1} ms  {stage}"));
        }
    }
}

fn summary(pages: usize, findings: &[Diagnostic], committed: &Committed, loaded: &Loaded) -> String {
    let written = committed.written.len();
    let removed = committed.removed.len();
    let files = match (written, removed) {
        (0, 0) => "no file changed".to_owned(),
        (written, 0) => format!("{} written", counted(written, "file")),
        (written, removed) => format!("{} written, {removed} removed", counted(written, "file")),
    };
    let output = shown_output(loaded);
    format!("published {} to {output} ({})", counted(pages, "page"), with_tally(&files, findings))
}

fn refusal(findings: &[Diagnostic], loaded: &Loaded) -> String {
    let errors: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    let fatal = errors.iter().filter(|finding| finding.code.level == Level::Fatal).count();
    let groups: BTreeSet<&str> = errors
        .iter()
        .filter(|finding| finding.code.level != Level::Fatal)
        .map(|finding| finding.code.group())
        .collect();
    let options: String = groups.iter().map(|group| format!(" --warn {group}")).collect();
    let way_out = match (fatal, groups.is_empty()) {
        (0, _) => format!("to publish all the same: fingerpost build{options}"),
        (fatal, true) => format!("{} must be mended first; no setting moves them", counted(fatal, "error")),
        (fatal, false) => {
            format!("{} must be mended first; the others can be published with{options}", counted(fatal, "error"))
        }
    };
    format!("not published: {} stays as it was ({})\n  = help: {way_out}", shown_output(loaded), tally(findings))
}

fn shown_output(loaded: &Loaded) -> String {
    let output = &loaded.project.output;
    let shown = output.strip_prefix(&loaded.project.root).unwrap_or(output);
    format!("{}/", shown.display())
}
