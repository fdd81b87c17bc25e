//! The whole compile: a source tree in, an output tree and findings out. No I/O inside.
//!
//! `build`, `nav` and `list` share it. It is a function of its arguments: no disk, clock, network or environment below
//! this line. What is kept and the observer change how long it takes, never what it returns.

use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diagnostic::{self, Diagnostic, Severity};
use crate::base::image;
use crate::base::path::{SourcePath, is_markdown};
use crate::base::tree::Tree;
use crate::check;
use crate::config::read::read as read_config;
use crate::config::{self, BaseUrl, CheckLevel, Config};
use crate::parse::highlight::Highlighter;
use crate::parse::meta;
use crate::parse::{Document, ParseOptions, parse};
use crate::render::plan::{self, Sources};
use crate::render::{self, Renderer};
use crate::search::files as search;
use crate::search::store::Store;
use crate::site::{self, Parts, Site};
use crate::theme::{self, Places, objects};

/// What a compile depends on besides the source tree.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The content folder, as the source tree names it.
    pub content: String,
    /// Whether `themes/`, `templates/` and `static/` of the tree are the project's, not part of the content.
    pub has_folders: bool,
    /// In place of the configuration's base URL.
    pub base_url: Option<BaseUrl>,
    pub drafts: bool,
    /// Levels from the command line, in order; they come after those of the configuration.
    pub levels: Vec<(String, CheckLevel)>,
}

/// What earlier compiles left. It changes how long a compile takes, never what it returns.
#[derive(Default)]
pub struct Kept {
    pub highlighter: Highlighter,
    pub search: Store,
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

/// Reads and joins everything, and renders nothing: enough for `nav` and `list`.
pub fn link(tree: &Tree, options: &Options, kept: &Kept, observer: &dyn Observer) -> (Arc<Site>, Vec<Diagnostic>) {
    observer.stage("parse");
    let (config, mut findings) = settings(tree, options);
    for defaults in &config.defaults {
        findings.extend(meta::read(&config::source_path(), &defaults.values).1);
    }
    let config = Arc::new(config);
    let (markdown, files): (Vec<_>, Vec<_>) = tree
        .below(&options.content)
        .filter(|(path, _)| *path != config::FILE_NAME)
        .partition(|(path, _)| is_markdown(path));
    let below = |path: &str| {
        if options.content.is_empty() { path.to_owned() } else { path[options.content.len() + 1..].to_owned() }
    };
    let site_settings = objects::settings(&config);
    let parse_options = ParseOptions {
        markdown: &config.markdown,
        aliases: &config.aliases,
        site: &site_settings,
        highlighter: &kept.highlighter,
    };
    let documents: Vec<(String, Arc<Document>)> = markdown
        .into_par_iter()
        .map(|(path, bytes)| {
            let content_path = below(path);
            let defaults = config.defaults_for(&content_path);
            let document = parse(&SourcePath::new(path), &content_path, bytes, defaults.as_ref(), &parse_options);
            (content_path, Arc::new(document))
        })
        .collect();
    for (_, document) in &documents {
        findings.extend(document.findings.iter().cloned());
    }
    observer.stage("link");
    let drafts = options.drafts || config.drafts;
    let files = files.into_par_iter().map(|(path, bytes)| (below(path), image::size(bytes))).collect();
    let (site, link_findings) = site::link(Parts { config, documents, files, drafts });
    findings.extend(link_findings);
    observer.stage("check");
    findings.extend(check::links::check(&site));
    (Arc::new(site), findings)
}

/// Compiles a source tree into a site.
pub fn compile(tree: &Tree, options: &Options, kept: &Kept, observer: &dyn Observer) -> Compilation {
    let (site, mut findings) = link(tree, options, kept, observer);
    observer.stage("search");
    let search = search::write(&site, &kept.search);
    observer.stage("plan");
    let places =
        Places { settings: &site.config.theme, prefix: &site.config.base_url.prefix, has_folders: options.has_folders };
    let (theme, theme_findings) = theme::load(tree, &places);
    findings.extend(theme_findings);
    findings.extend(render::unknown_layouts(&site, &theme));
    let statics = tree
        .below(STATIC_FOLDER)
        .filter(|_| options.has_folders)
        .map(|(path, _)| (path[STATIC_FOLDER.len() + 1..].to_owned(), path.to_owned()))
        .collect();
    let (jobs, plan_findings) =
        plan::plan(&site, &theme, &Sources { content: &options.content, statics, search: &search });
    findings.extend(plan_findings);
    observer.stage("render");
    let renderer = Renderer::new(site.clone(), &theme, tree, &search);
    // A template that does not parse would be missed by every page that uses it; one finding is enough.
    let jobs = if theme.is_whole { jobs } else { Vec::new() };
    let rendered: Vec<_> = jobs.par_iter().map(|job| renderer.run(job)).collect();
    observer.stage("gather");
    let mut output = Tree::default();
    for (job, result) in jobs.iter().zip(rendered) {
        findings.extend(result.findings);
        output.insert(job.output.as_str(), result.bytes);
    }
    let findings = finish(findings, &site.config, options);
    let pages = site.pages.iter().filter(|page| page.document.is_some() && page.output.is_some()).count();
    Compilation { tree: output, site, findings, pages }
}

/// Findings at their final levels, in order.
pub fn finish(findings: Vec<Diagnostic>, config: &Config, options: &Options) -> Vec<Diagnostic> {
    let levels: Vec<_> = config.checks.iter().chain(&options.levels).cloned().collect();
    let mut findings = check::levels::apply(findings, &levels);
    diagnostic::sort(&mut findings);
    findings
}

/// The configuration with what the command line says in its place.
fn settings(tree: &Tree, options: &Options) -> (Config, Vec<Diagnostic>) {
    let text = tree.get(config::FILE_NAME).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let (mut config, findings) = read_config(&text);
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.clone();
    }
    (config, findings)
}
