//! Every output that a build will write, decided before anything is rendered.
//!
//! Reports two sources with one URL, and names both. Files of authors replace generated files.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::base::code::Level;
use crate::base::codes::{CONFIG_INVALID_VALUE, OUTPUT_COLLISION, OUTPUT_INVALID_PATH, OUTPUT_NAME_TOO_LONG};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::path::{LONGEST_PATH, OutputPath, SourcePath, folders_above};
use crate::base::slug::name_key;
use crate::config;
use crate::render::assessment::AssessmentFile;
use crate::render::hosts::files::HostFile;
use crate::render::output_names::{NameProblem, is_setting_of_server, name_problem};
use crate::render::{llms, sitemap};
use crate::search::writer;
use crate::site::answer::PageSummary;
use crate::site::model::Site;
use crate::site::page::{AssessmentKey, COVERAGE_CSV, Page, PageKey, PageKind, REGISTER_FILES};
use crate::site::register::is_registered;
use crate::site::routes;
use crate::site::text_copies::{TextFormat, copy_of, is_for_models};
use crate::theme::{ASSETS_FOLDER, Theme};

/// One output and its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub output: OutputPath,
    pub kind: OutputKind,
}

/// What an output is made from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OutputKind {
    Page(PageKey),
    /// A redirect from this output.
    Redirect(OutputPath),
    /// A file of the source tree, copied unchanged.
    Source(String),
    /// An asset of the theme.
    Asset(String),
    /// The file of the search index that names the others.
    SearchHead,
    /// A file of an assessment.
    Assessment(AssessmentKey, AssessmentFile),
    /// A page as text.
    TextCopy(PageKey, TextFormat),
    /// The list of texts for language models.
    Llms(TextFormat),
    /// The texts of these pages in one file.
    LlmsFull(Arc<[PageKey]>, TextFormat),
    Feed,
    Sitemap,
    /// One of several sitemaps, by its number from 1.
    SitemapPart(usize),
    Robots,
    PagesJson,
    ApiPages,
    RegisterCsv,
    RegisterJson,
    CoverageCsv,
    Host(HostFile),
}

impl OutputKind {
    /// Whether the output is rendered with templates of the theme.
    pub fn uses_templates(&self) -> bool {
        match self {
            OutputKind::Page(_) | OutputKind::Redirect(_) => true,
            OutputKind::Source(_)
            | OutputKind::Asset(_)
            | OutputKind::SearchHead
            | OutputKind::Assessment(..)
            | OutputKind::TextCopy(..)
            | OutputKind::Llms(_)
            | OutputKind::LlmsFull(..)
            | OutputKind::Feed
            | OutputKind::Sitemap
            | OutputKind::SitemapPart(_)
            | OutputKind::Robots
            | OutputKind::PagesJson
            | OutputKind::ApiPages
            | OutputKind::RegisterCsv
            | OutputKind::RegisterJson
            | OutputKind::CoverageCsv
            | OutputKind::Host(_) => false,
        }
    }
}

/// Every output in path order, found by its path.
pub struct Jobs {
    list: Vec<Job>,
    places: HashMap<OutputPath, usize>,
}

impl Jobs {
    /// Takes jobs in path order.
    pub fn new(list: Vec<Job>) -> Jobs {
        let places = list.iter().enumerate().map(|(at, job)| (job.output.clone(), at)).collect();
        Jobs { list, places }
    }

    /// All of them.
    pub fn all(&self) -> &[Job] {
        &self.list
    }

    /// The one that writes to a path.
    pub fn get(&self, path: &str) -> Option<&Job> {
        self.places.get(path).map(|at| &self.list[*at])
    }
}

/// The manifest of published files, which every build writes into the output folder.
pub const MANIFEST_FILE: &str = "fingerpost-manifest.json";
/// The list of a build that has begun to move files and has not ended.
pub const NEXT_MANIFEST_FILE: &str = ".fingerpost-next.json";

/// The maximum length of a file name on common file systems, in bytes.
const LONGEST_NAME: usize = 255;

/// The files of the source folders that are published besides pages.
pub struct CopiedFiles<'a> {
    /// The content folder, as the source tree names it.
    pub content: &'a str,
    /// Paths in the static folder, below it, each with its path in the source tree.
    pub statics: Vec<(String, String)>,
}

/// Plans every output, in path order. Collisions and names that cannot be written are diagnostics.
pub fn plan(site: &Site, theme: &Theme, sources: &CopiedFiles<'_>) -> (Vec<Job>, Vec<Diagnostic>) {
    let mut planner = Planner { taken: HashMap::new(), jobs: BTreeMap::new(), diagnostics: Vec::new() };
    for name in [MANIFEST_FILE, NEXT_MANIFEST_FILE] {
        planner.taken.insert(name.to_owned(), (OutputPath::new(name), None));
    }
    for page in site.pages().iter().filter(|page| page.document.is_some()) {
        if let Some(output) = &page.output {
            let stated = page
                .document
                .as_ref()
                .map(|document| Location { path: document.path.clone(), span: routes::place_of_url(&document.front) });
            planner.add(output, OutputKind::Page(page.key), stated);
        }
    }
    for (path, output) in site.files().iter() {
        let source = if sources.content.is_empty() { path.clone() } else { format!("{}/{path}", sources.content) };
        planner.add(output, OutputKind::Source(source.clone()), Some(Location::file(&SourcePath::new(source))));
    }
    for (path, source) in &sources.statics {
        planner.add(
            &OutputPath::new(path),
            OutputKind::Source(source.clone()),
            Some(Location::file(&SourcePath::new(source))),
        );
    }
    for redirect in site.redirects_elsewhere() {
        let kind = OutputKind::Redirect(redirect.from.clone());
        planner.add(&redirect.from, kind, Some(redirect.stated_at.clone()));
    }
    for name in theme.assets.files.keys() {
        planner.add(&OutputPath::new(format!("{ASSETS_FOLDER}/{name}")), OutputKind::Asset(name.clone()), None);
    }
    planner.add(&OutputPath::new(format!("{}/{}", writer::FOLDER, writer::HEAD)), OutputKind::SearchHead, None);
    for (output, kind) in assessment_outputs(site) {
        planner.add(&output, kind, None);
    }
    for (output, kind) in generated_outputs(site) {
        match planner.taken.get(&name_key(output.as_str())) {
            None => planner.add(&output, kind, None),
            Some((first, _)) if *first == output => {}
            Some((first, source)) => {
                planner.diagnostics.push(one_to_some(site, &output, first, source.as_ref()));
                planner.jobs.insert(output.clone(), Job { output, kind });
            }
        }
    }
    planner.find_files_that_are_folders();
    planner.diagnostics.extend(missing_images(site, &planner.jobs));
    (planner.jobs.into_values().collect(), planner.diagnostics)
}

/// Outputs generated from the whole site, and copies of its pages as text. An author's own file at the same path
/// replaces them.
fn generated_outputs(site: &Site) -> Vec<(OutputPath, OutputKind)> {
    let is_generated = |page: &Page| page.document.is_none() && !matches!(page.kind, PageKind::Assessment(..));
    let pages = site.pages().iter().filter(|page| is_generated(page));
    let pages = pages.filter_map(|page| Some((page.output.clone()?, OutputKind::Page(page.key))));
    let generated = [
        ("feed.xml", OutputKind::Feed),
        (sitemap::SITEMAP, OutputKind::Sitemap),
        ("robots.txt", OutputKind::Robots),
        ("pages.json", OutputKind::PagesJson),
        ("api/pages.json", OutputKind::ApiPages),
    ];
    let for_host = HostFile::of(site.config().host).iter().map(|file| (file.name(), OutputKind::Host(*file)));
    let copies = TextFormat::ALL.into_iter().flat_map(|format| {
        let copy = move |page: &Arc<Page>| {
            Some((copy_of(page, site.config(), format)?, OutputKind::TextCopy(page.key, format)))
        };
        site.pages().iter().filter_map(copy)
    });
    let for_models = TextFormat::for_models(site.config()).into_iter().flat_map(|format| {
        let all = OutputKind::LlmsFull(for_models(site), format);
        [(llms::LIST, OutputKind::Llms(format)), (llms::ALL_TEXTS, all)]
    });
    let [csv, json] = REGISTER_FILES;
    let register = [(csv, OutputKind::RegisterCsv), (json, OutputKind::RegisterJson)];
    let has_register = site.pages().iter().any(|page| is_registered(page));
    // An Atom feed must say when it was last updated.
    let has_feed = site.changes_href().is_some();
    let generated = generated.into_iter().filter(|(_, kind)| has_feed || *kind != OutputKind::Feed);
    let generated = generated.chain(for_host).chain(register.into_iter().filter(|_| has_register));
    let coverage = site.coverage_href().map(|_| (COVERAGE_CSV, OutputKind::CoverageCsv));
    let generated = generated.chain(coverage).chain(for_models).map(|(file, kind)| (OutputPath::new(file), kind));
    pages.chain(generated).chain(copies).chain(sitemap_parts(site)).collect()
}

/// The pages whose texts are collected for language models, by URL.
fn for_models(site: &Site) -> Arc<[PageKey]> {
    let is_wanted = |page: &&Arc<Page>| is_for_models(page, site.config());
    let mut pages: Vec<&Arc<Page>> = site.pages().iter().filter(is_wanted).collect();
    pages.sort_by(|a, b| a.url.cmp(&b.url));
    pages.into_iter().map(|page| page.key).collect()
}

/// The sitemaps of a site that is too large for one.
fn sitemap_parts(site: &Site) -> impl Iterator<Item = (OutputPath, OutputKind)> {
    let origin = site.config().base_url.origin.len() + site.config().base_url.prefix.len();
    let is_one = sitemap::is_one(site.pages().iter().map(|page| origin + page.url.as_str().len()));
    let pages = site.pages().iter().filter(|_| !is_one).map(|page| PageSummary::new(page, site.config()));
    let count = sitemap::count(&pages.collect::<Vec<_>>());
    (1..=count).filter(move |_| count > 1).map(|number| (sitemap::output_of(number), OutputKind::SitemapPart(number)))
}

/// The generated pages and files of every assessment. An author's own file does not replace them, because readers would
/// find an unrelated page between the questions.
fn assessment_outputs(site: &Site) -> Vec<(OutputPath, OutputKind)> {
    let pages = site.pages().iter().filter(|page| matches!(page.kind, PageKind::Assessment(..)));
    let mut outputs: Vec<_> =
        pages.filter_map(|page| Some((page.output.clone()?, OutputKind::Page(page.key)))).collect();
    let assessments = site.assessments();
    for (model, placed) in
        assessments.models.iter().zip(&assessments.placed).filter(|(_, placed)| placed.others.is_some())
    {
        let key = AssessmentKey::new(&model.id);
        let files = AssessmentFile::all(model);
        outputs.extend(files.map(|(name, file)| (placed.file(&name), OutputKind::Assessment(key, file))));
    }
    outputs
}

/// Reports an image of the settings that is not a file of the site.
fn missing_images(site: &Site, jobs: &BTreeMap<OutputPath, Job>) -> impl Iterator<Item = Diagnostic> {
    let theme = &site.config().theme;
    [&theme.logo, &theme.logo_dark, &theme.favicon, &theme.social_image].into_iter().flatten().filter_map(|image| {
        let path = image.path.trim_start_matches('/');
        if jobs.contains_key(&OutputPath::new(path)) {
            return None;
        }
        let near = nearest(path, jobs.keys().map(OutputPath::as_str));
        let help = near.map_or_else(
            || "put it into `static/`, or beside the pages in the content folder".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let at = Location::at(&config::source_path(), image.span);
        let message = format!("the site has no file `{}`", image.path);
        Some(Diagnostic::new(&CONFIG_INVALID_VALUE, at, message).help(help))
    })
}

struct Planner {
    /// Folded output path → output and where it comes from.
    taken: HashMap<String, (OutputPath, Option<Location>)>,
    jobs: BTreeMap<OutputPath, Job>,
    diagnostics: Vec<Diagnostic>,
}

impl Planner {
    fn add(&mut self, output: &OutputPath, kind: OutputKind, source: Option<Location>) {
        let is_of_pages = matches!(kind, OutputKind::Page(_) | OutputKind::Redirect(_) | OutputKind::TextCopy(..));
        if is_of_pages && is_setting_of_server(output.as_str()) {
            let at = source.unwrap_or_else(|| Location::file(&config::source_path()));
            let message = format!("this would be written to `{output}`, where web servers expect settings");
            let help = "choose another URL; a file for a server belongs in `static/`";
            self.diagnostics.push(Diagnostic::new(&OUTPUT_INVALID_PATH, at, message).help(help));
            return;
        }
        if let Some(NameProblem { code, message, help }) = output.as_str().split('/').find_map(name_problem) {
            let at = source.clone().unwrap_or_else(|| Location::file(&config::source_path()));
            let message = format!("this would be written to `{}`: {message}", output.as_str().escape_debug());
            self.diagnostics.push(Diagnostic::new(code, at, message).help(help));
            if code.level == Level::Fatal {
                return;
            }
        }
        if let Some(name) = output.as_str().split('/').find(|name| name.len() > LONGEST_NAME) {
            let at = source.unwrap_or_else(|| Location::file(&config::source_path()));
            let shown: String = name.chars().take(40).collect();
            self.diagnostics.push(
                Diagnostic::new(
                    &OUTPUT_NAME_TOO_LONG,
                    at,
                    format!("the name `{shown}…` has {} bytes; the maximum is {LONGEST_NAME}", name.len()),
                )
                .help("give the file a shorter name, or the page a `slug`"),
            );
            return;
        }
        if output.as_str().len() > LONGEST_PATH {
            let at = source.unwrap_or_else(|| Location::file(&config::source_path()));
            let bytes = output.as_str().len();
            let message = format!("this would be written to a path of {bytes} bytes; the maximum is {LONGEST_PATH}");
            let diagnostic = Diagnostic::new(&OUTPUT_NAME_TOO_LONG, at, message);
            self.diagnostics
                .push(diagnostic.help("move it to a folder nearer to the top, or give the page a `permalink`"));
            return;
        }
        let folded = name_key(output.as_str());
        if is_of_search(&folded) {
            let at = source.unwrap_or_else(|| Location::file(&config::source_path()));
            let message = format!("this would be written to `{output}`, among the files of the search index");
            self.diagnostics.push(
                Diagnostic::new(&OUTPUT_COLLISION, at, message).help("give it another path, or the page a `permalink`"),
            );
            return;
        }
        if let Some((first, first_source)) = self.taken.get(&folded) {
            let diagnostic = collision(output, source.as_ref(), first, first_source.as_ref());
            self.diagnostics.push(diagnostic);
            return;
        }
        self.taken.insert(folded, (output.clone(), source));
        self.jobs.insert(output.clone(), Job { output: output.clone(), kind });
    }

    /// An output that would have to be a file and a folder at once.
    fn find_files_that_are_folders(&mut self) {
        let mut paths: Vec<&(OutputPath, Option<Location>)> = self.taken.values().collect();
        paths.sort();
        let mut found = BTreeMap::new();
        for (output, source) in paths {
            for folder in folders_above(output.as_str()) {
                if let Some((file, file_source)) = self.taken.get(&name_key(folder)) {
                    found
                        .entry(file.clone())
                        .or_insert_with(|| collision(output, source.as_ref(), file, file_source.as_ref()));
                }
            }
        }
        self.diagnostics.extend(found.into_values());
    }
}

/// Whether an output would be the folder of search files that are named by their content, or be in it. Their names are
/// not known before they are written.
fn is_of_search(folded: &str) -> bool {
    let inside =
        folded.strip_prefix(writer::FOLDER).and_then(|rest| rest.strip_prefix('/')?.strip_prefix(writer::KEPT_FOLDER));
    inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Reports that a generated page has the name of another output to some file systems, such as the lists of two folders. It points
/// at a page below each, because the lists themselves are no files.
fn one_to_some(site: &Site, output: &OutputPath, first: &OutputPath, source: Option<&Location>) -> Diagnostic {
    let below = |output: &OutputPath| {
        let folder = output.as_str().strip_suffix("index.html")?;
        let is_below = |page: &&Arc<Page>| page.output.as_ref().is_some_and(|page| page.as_str().starts_with(folder));
        site.pages().iter().filter(is_below).find_map(|page| Some(Location::file(&page.document.as_ref()?.path)))
    };
    let at = below(output).unwrap_or_else(|| Location::file(&config::source_path()));
    let message =
        format!("`{output}` and `{first}` would be one file, because some systems cannot tell their names apart");
    let diagnostic =
        Diagnostic::new(&OUTPUT_COLLISION, at, message).help("rename one of them, or give one a `permalink`");
    match source.cloned().or_else(|| below(first)) {
        Some(other) => diagnostic.label(other, "the other one"),
        None => diagnostic,
    }
}

fn collision(
    output: &OutputPath,
    source: Option<&Location>,
    first: &OutputPath,
    first_source: Option<&Location>,
) -> Diagnostic {
    let name = |source: Option<&Location>| {
        source.map_or_else(|| "a file that the build makes itself".to_owned(), |source| format!("`{}`", source.path))
    };
    // A diagnostic needs a file to point at; the later one where both have one.
    let (at, other, other_source) = match (source, first_source) {
        (Some(source), _) => (source, first_source, name(first_source)),
        (None, Some(first)) => (first, None, name(None)),
        (None, None) => {
            return Diagnostic::new(
                &OUTPUT_COLLISION,
                Location::file(&config::source_path()),
                format!("two generated files would be written to `{output}`"),
            );
        }
    };
    let what = if name_key(output.as_str()) == name_key(first.as_str()) {
        format!("this and {other_source} would both be written to `{output}`")
    } else {
        format!("`{first}` would have to be a file and a folder, because of {other_source}")
    };
    let mut diagnostic =
        Diagnostic::new(&OUTPUT_COLLISION, at.clone(), what).help("rename one of them, or give one a `permalink`");
    if let Some(other) = other.filter(|other| *other != at) {
        diagnostic = diagnostic.label(other.clone(), "the other one");
    }
    diagnostic
}
