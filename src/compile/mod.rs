//! The whole compile: a source tree in, an output tree and findings out. No I/O inside.
//!
//! All commands share it. It is a function of its arguments: no disk, clock, network or environment below
//! this line. What is kept and the observer change how long it takes, never what it returns.

pub mod documents;
pub mod memo;
pub mod snapshot;

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::base::diagnostic::{self, Diagnostic, Severity};
use crate::base::hash::{Hash, Hashed};
use crate::base::history::History;
use crate::base::image;
use crate::base::path::{SourcePath, is_markdown};
use crate::base::tree::{Bytes, Tree};
use crate::check;
use crate::compile::memo::Memo;
use crate::compile::snapshot::Snapshot;
use crate::config;
use crate::config::base_url::BaseUrl;
use crate::config::read::read as read_config;
use crate::config::settings::{CheckLevel, Config};
use crate::parse::document::Document;
use crate::parse::meta;
use crate::parse::settings::ParseSettings;
use crate::parse::source::SourceFile;
use crate::site::link::{LinkInput, link as join};
use crate::site::model::Site;

/// What a compile depends on besides the source tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The content folder, as the source tree names it.
    pub content: String,
    /// Whether `themes/`, `templates/` and `static/` of the tree are the project's, not part of the content.
    pub has_folders: bool,
    /// In place of the configuration's base URL.
    pub base_url: Option<BaseUrl>,
    pub drafts: bool,
    /// The day whose library is shown, in place of the present one.
    pub as_of: Option<Date>,
    /// The day on which pages are put on paper, where they are.
    pub printed_on: Option<Date>,
    /// The address of the page that is wanted as one document, with all below it; nothing else is then of interest.
    pub book: Option<String>,
    /// Levels from the command line, in order; they come after those of the configuration.
    pub levels: Vec<(String, CheckLevel)>,
    /// What version control knows of the files, where the site asks for it.
    pub history: Arc<History>,
}

/// The folder whose files are passed through to the root of the output.
pub const STATIC_FOLDER: &str = "static";

/// What a compile gave.
pub struct Compilation {
    /// Every file of the site; empty where the compile stopped before rendering.
    pub tree: Tree,
    pub site: Arc<Site>,
    /// In order of path and offset, at their final levels.
    pub findings: Vec<Diagnostic>,
    /// Authored pages that are published.
    pub pages: usize,
}

impl Compilation {
    /// Whether nothing forbids publishing.
    pub fn is_publishable(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }
}

/// Is told when a stage begins, for `--timings`.
pub trait Observer: Sync {
    /// A stage begins; the one before it has ended.
    fn stage(&self, name: &'static str);
}

/// Is told and forgets.
pub struct Unobserved;

impl Observer for Unobserved {
    fn stage(&self, _: &'static str) {}
}

/// Documents joined into a site.
#[derive(Clone)]
pub struct Linked {
    pub site: Arc<Site>,
    /// Every document by its path below the content folder, in path order.
    pub documents: Vec<(String, Arc<Document>)>,
    /// What joining and checking found; the documents hold their own.
    pub findings: Vec<Diagnostic>,
    /// The same for two sites that differ only in the text of pages.
    pub number: u64,
    /// Addresses that authors wrote and that lead nowhere, as they stand in finished pages.
    pub broken: Arc<HashSet<String>>,
    /// Of `findings`, so many come from settings and from joining; the rest from checks, which know places in texts.
    joined: usize,
}

/// Reads and joins everything, and renders nothing: enough for `nav` and `list`.
pub fn link(
    tree: &Tree,
    options: &Options,
    memo: &Memo,
    last: Option<(&Snapshot, &[(&str, bool)])>,
    observer: &dyn Observer,
) -> Linked {
    observer.stage("parse");
    let (config, mut findings) = settings(tree, options);
    for defaults in &config.defaults {
        let read = meta::read(&config::source_path(), &defaults.values, &config.aliases, config.date_order);
        findings.extend(read.1);
    }
    let config = Arc::new(config);
    let below = |path: &str| {
        if options.content.is_empty() { path.to_owned() } else { path[options.content.len() + 1..].to_owned() }
    };
    let parse_settings = Hashed::new(ParseSettings::new(&config));
    let parse_one = |path: &str, bytes: &Bytes| {
        let content_path = below(path);
        let defaults = config.defaults_for(&content_path);
        let settings = Hash::of_value(&(parse_settings.hash(), &defaults));
        let document = memo.document(path, bytes, settings, || {
            let file = SourceFile { path: SourcePath::new(path), content_path: &content_path, bytes, defaults };
            documents::document(&file, &parse_settings, &memo.highlighter)
        });
        (content_path, document)
    };
    if let Some((last, changes)) = last
        && let Some(linked) = with_texts(tree, options, last, changes, parse_one)
    {
        observer.stage("link");
        return linked;
    }
    let (markdown, files): (Vec<_>, Vec<_>) = tree
        .below(&options.content)
        .filter(|(path, _)| *path != config::FILE_NAME)
        .partition(|(path, _)| is_markdown(path));
    let documents: Vec<(String, Arc<Document>)> =
        markdown.into_par_iter().map(|(path, bytes)| parse_one(path, bytes)).collect();
    observer.stage("link");
    let drafts = options.drafts || config.drafts;
    let files =
        files.into_par_iter().map(|(path, bytes)| (below(path), bytes.len() as u64, image::size(bytes))).collect();
    let statics = statics(tree, options).map(|(path, _, bytes)| (path.to_owned(), image::size(bytes))).collect();
    let (site, link_findings) = join(LinkInput {
        config,
        documents: documents.clone(),
        files,
        statics,
        drafts,
        history: options.history.clone(),
        book: options.book.clone(),
    });
    findings.extend(link_findings);
    observer.stage("check");
    let joined = findings.len();
    findings.extend(check::of_site(&site));
    let broken = Arc::new(broken(&site));
    Linked { site: Arc::new(site), documents, findings, number: memo.next_link(), broken, joined }
}

/// Addresses of links that have a problem, which is told where they are written.
fn broken(site: &Site) -> HashSet<String> {
    let prefix = &site.config().base_url.prefix;
    let links = site.resolutions().iter().flatten().filter(|link| link.problem.is_some());
    links.map(|link| link.href(prefix)).chain(check::configured_links::broken(site)).collect()
}

/// The files that are passed through to the root of the site: path there, path in the tree, bytes.
fn statics<'a>(tree: &'a Tree, options: &Options) -> impl Iterator<Item = (&'a str, &'a str, &'a Bytes)> {
    let has_folder = options.has_folders;
    let files = tree.below(STATIC_FOLDER).filter(move |_| has_folder);
    files.map(|(path, bytes)| (&path[STATIC_FOLDER.len() + 1..], path, bytes))
}

/// The last site with other texts, where no change touches a fact that other pages may use.
fn with_texts(
    tree: &Tree,
    options: &Options,
    last: &Snapshot,
    changes: &[(&str, bool)],
    parse_one: impl Fn(&str, &Bytes) -> (String, Arc<Document>),
) -> Option<Linked> {
    let prefix = if options.content.is_empty() { String::new() } else { format!("{}/", options.content) };
    let is_content = |path: &str| path.starts_with(&prefix) && (options.has_folders || path != config::FILE_NAME);
    let is_passed_through = |path: &str| {
        let folder = path.split('/').next().unwrap_or_default();
        options.has_folders && matches!(folder, STATIC_FOLDER | "templates" | "themes") && !is_content(path)
    };
    let mut linked = last.linked.clone();
    let mut changed = Vec::new();
    for (path, is_in_both) in changes {
        let is_linked = path.starts_with(STATIC_FOLDER)
            && (!is_in_both
                || [tree, last.tree.as_ref()]
                    .iter()
                    .any(|tree| tree.get(path).is_some_and(|bytes| image::size(bytes).is_some())));
        if is_passed_through(path) && !is_linked {
            continue;
        }
        if !is_in_both || !is_content(path) || !is_markdown(path) {
            return None;
        }
        let (content_path, document) = parse_one(path, tree.get(path)?);
        let at = linked.documents.binary_search_by(|(known, _)| known.as_str().cmp(&content_path)).ok()?;
        // What joining found may have a place in front matter.
        let last = &linked.documents[at].1;
        if last.facts != document.facts || last.front != document.front {
            return None;
        }
        linked.documents[at].1 = document.clone();
        changed.push((content_path, document));
    }
    linked.site = Arc::new(linked.site.with_texts(&changed));
    linked.findings.truncate(linked.joined);
    linked.findings.extend(check::of_site(&linked.site));
    Some(linked)
}

/// Compiles a source tree into a site.
pub fn compile(tree: &Arc<Tree>, options: &Options, memo: &Arc<Memo>, observer: &dyn Observer) -> Compilation {
    let snapshot = Snapshot::new(tree, options, memo, observer);
    observer.stage("render");
    let jobs = snapshot.jobs();
    let made: Vec<_> = jobs.par_iter().map(|job| snapshot.run(job)).collect();
    observer.stage("gather");
    let mut findings = snapshot.findings();
    let mut output = Tree::default();
    for (job, made) in jobs.iter().zip(made) {
        findings.extend(made.findings.iter().cloned());
        output.insert(job.output.as_str(), made.bytes.clone().unwrap_or_default());
    }
    let site = snapshot.site().clone();
    let findings = finish(findings, &site, options);
    let pages = site.pages().iter().filter(|page| page.document.is_some() && page.output.is_some()).count();
    Compilation { tree: output, site, findings, pages }
}

/// Findings at their final levels, in order.
pub fn finish(findings: Vec<Diagnostic>, site: &Site, options: &Options) -> Vec<Diagnostic> {
    let levels = check::severity::Levels::new(site, &options.levels);
    let mut findings = levels.apply(findings);
    diagnostic::sort(&mut findings);
    findings
}

/// Findings from outside the compile at their final levels.
pub fn apply_severity(findings: Vec<Diagnostic>, site: &Site, options: &Options) -> Vec<Diagnostic> {
    check::severity::Levels::new(site, &options.levels).apply_to_external(findings)
}

/// The configuration with what the command line says in its place.
fn settings(tree: &Tree, options: &Options) -> (Config, Vec<Diagnostic>) {
    let text = tree.get(config::FILE_NAME).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let (mut config, findings) = read_config(&text);
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.clone();
    }
    config.as_of = options.as_of;
    config.printed_on = options.printed_on;
    (config, findings)
}
