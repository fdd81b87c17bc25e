//! Parses and links a source tree.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::base::codes::{OUTPUT_NAME_TOO_LONG, SOURCE_NO_PAGES};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::{Hash, Hashed};
use crate::base::path::{LONGEST_PATH, STATIC_FOLDER, SourcePath, file_name_of, is_markdown};
use crate::base::tree::{Bytes, Entry, Tree};
use crate::check::{self, encodings, refused_files};
use crate::compile::budget;
use crate::compile::cascade::Cascades;
use crate::compile::documents;
use crate::compile::memo::Memo;
use crate::compile::options::{Observer, Options};
use crate::compile::relink;
use crate::compile::state::{LastCompile, Linked};
use crate::compile::template_ids::template_ids;
use crate::config;
use crate::config::read::read as read_config;
use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::parse::highlight::HighlightingWork;
use crate::parse::meta;
use crate::parse::settings::ParseSettings;
use crate::parse::source::SourceFile;
use crate::site::link::{Attachment, LinkInput, link as link_site};
use crate::site::model::Site;

/// Parses and links everything, and renders nothing: enough for `nav` and `list`.
pub fn link(tree: &Tree, options: &Options, memo: &Memo, observer: &dyn Observer) -> Linked {
    link_after(None, tree, options, memo, observer)
}

/// Parses and links everything; with the last compile, only what has changed since.
pub(super) fn link_after(
    last: Option<&LastCompile<'_>>,
    tree: &Tree,
    options: &Options,
    memo: &Memo,
    observer: &dyn Observer,
) -> Linked {
    observer.stage("parse");
    let (config, mut diagnostics) = settings(tree, options);
    diagnostics.extend(encodings::of_configuration(tree));
    if options.has_folders {
        diagnostics.extend(encodings::of_theme(tree));
    }
    let parser = PageParser::new(tree, options, Arc::new(config), memo);
    let parse = |path: &str, bytes: &Bytes| parser.parse(path, bytes, &parser.settings);
    let changed = last.and_then(|last| Some((last, relink::changed_documents(tree, options, last, parse)?)));
    if let Some((last, changed)) = &changed {
        observer.stage("link");
        if let Some(linked) = relink::relink(last.linked, changed, memo) {
            return linked;
        }
        observer.stage("parse");
    }
    let config = &parser.config;
    let content = tree
        .below(&options.content)
        .filter(|(path, _)| *path != config::FILE_NAME && !config.exclude.matches(below(options, path)));
    let (content, deep): (Vec<_>, Vec<_>) = content.partition(|(path, _)| path.len() <= LONGEST_PATH);
    diagnostics.extend(deep.into_iter().map(|(path, _)| too_deep(path)));
    let (markdown, files): (Vec<_>, Vec<_>) = content.into_iter().partition(|(path, _)| is_markdown(path));
    if markdown.is_empty() {
        diagnostics.push(no_pages(tree, options));
    }
    let documents = parser.parse_all(&markdown, observer);
    observer.stage("link");
    let attachment = |(path, entry): &(&str, &Entry)| Attachment {
        path: below(options, path).to_owned(),
        bytes: entry.length(),
        image_size: entry.image_size(),
        refusal: refused_files::check(path, below(options, path), entry, config.markdown.raw_html),
    };
    let attachments = files.par_iter().map(attachment).collect();
    let input = link_input(tree, options, config.clone(), &documents, attachments);
    let input_hash = (!memo.is_persistent).then(|| input.hash());
    let (site, link_diagnostics) = link_site(input);
    diagnostics.extend(link_diagnostics);
    let linked = linked(site, documents, diagnostics, memo, input_hash);
    if last.is_none() {
        observer.stage("check");
        linked.run_checks();
    }
    linked
}

/// The path of a file of the content folder below that folder.
fn below<'p>(options: &Options, path: &'p str) -> &'p str {
    if options.content.is_empty() { path } else { &path[options.content.len() + 1..] }
}

/// Parses pages with the settings of a project, or takes them from the cache.
struct PageParser<'a> {
    options: &'a Options,
    memo: &'a Memo,
    config: Arc<Config>,
    cascades: Cascades,
    settings: Hashed<ParseSettings>,
    /// The same for pages that get no colours, see `budget::HIGHLIGHTING_WORK`.
    without_colours: Hashed<ParseSettings>,
}

impl<'a> PageParser<'a> {
    fn new(tree: &Tree, options: &'a Options, config: Arc<Config>, memo: &'a Memo) -> PageParser<'a> {
        let pages = tree.below(&options.content).filter(|(path, _)| is_markdown(path));
        let cascades = Cascades::read(pages.map(|(path, entry)| (below(options, path), entry)));
        let settings = ParseSettings::new(&config);
        let without_colours = Hashed::new(ParseSettings { is_highlighting_spent: true, ..settings.clone() });
        PageParser { options, memo, config, cascades, settings: Hashed::new(settings), without_colours }
    }

    /// A page with its path below the content folder.
    fn parse(&self, path: &str, bytes: &Bytes, parse_settings: &Hashed<ParseSettings>) -> (String, Arc<Document>) {
        let content_path = below(self.options, path);
        let defaults = self.cascades.defaults_for(content_path, &self.config);
        let settings = Hash::of_value(&(parse_settings.hash(), &defaults, content_path));
        let document = self.memo.document(path, bytes, settings, || {
            let file = SourceFile { path: SourcePath::new(path), content_path, bytes, defaults };
            documents::document(&file, parse_settings, &self.memo.highlighter)
        });
        (content_path.to_owned(), document)
    }

    fn parse_all(&self, pages: &[(&str, &Entry)], observer: &dyn Observer) -> Vec<(String, Arc<Document>)> {
        let parse_and_release = |(path, entry): &(&str, &Entry), lasts: bool| {
            let settings = if lasts { &self.settings } else { &self.without_colours };
            let parsed = self.parse(path, &entry.bytes().unwrap_or_default(), settings);
            // A preview compares the next tree with this one.
            if self.memo.scratch.is_some() && !self.memo.is_persistent {
                entry.release();
            }
            observer.step(pages.len());
            parsed
        };
        let most = |(_, entry): &(&str, &Entry)| HighlightingWork::most(entry.length() as usize) as u64;
        let budget = budget::of_highlighting(pages.len());
        budget.run(pages, most, parse_and_release, |(_, document)| document.highlighting_work)
    }
}

/// The documents and files of a project, to be linked.
fn link_input(
    tree: &Tree,
    options: &Options,
    config: Arc<Config>,
    documents: &[(String, Arc<Document>)],
    files: Vec<Attachment>,
) -> LinkInput {
    let statics = statics(tree, options).map(|file| (file.path.to_owned(), file.entry.image_size())).collect();
    let template_ids = template_ids(tree, options);
    LinkInput {
        template_ids,
        drafts: options.drafts || config.drafts,
        config,
        content: options.content.clone(),
        documents: documents.to_vec(),
        files,
        statics,
        history: options.history.clone(),
        book: options.book.clone(),
    }
}

/// A file of so many folders that its URL would be too long. Every page near it would repeat that.
fn too_deep(path: &str) -> Diagnostic {
    let message = format!("the path of this file has {} bytes; the maximum is {LONGEST_PATH}", path.len());
    let at = Location::file(&SourcePath::new(path));
    Diagnostic::new(&OUTPUT_NAME_TOO_LONG, at, message).help("move it to a folder nearer to the top")
}

/// A site without pages is most likely the wrong folder.
fn no_pages(tree: &Tree, options: &Options) -> Diagnostic {
    let folder = if options.content.is_empty() { "." } else { &options.content };
    let at = Location::file(&SourcePath::new(folder));
    let template = tree.iter().map(|(path, _)| path).find(|path| path.ends_with(".md.erb") || path.ends_with(".mdx"));
    let help = match template {
        Some(path) => format!("`{}` is a page of another tool: convert such pages with `fingerpost import`, or choose another folder with `--content`", file_name_of(path)),
        None => "add a Markdown file, such as `index.md`, or choose another folder with `--content`; convert documents of other formats first, such as with `pandoc plan.docx -t gfm -o plan.md`".to_owned(),
    };
    Diagnostic::new(&SOURCE_NO_PAGES, at, format!("there is no Markdown file in `{folder}`")).help(help)
}

/// A linked site. Its checks are still to run.
fn linked(
    site: Site,
    documents: Vec<(String, Arc<Document>)>,
    of_linking: Vec<Diagnostic>,
    memo: &Memo,
    input: Option<Hash>,
) -> Linked {
    Linked {
        reported_links: Arc::new(reported_links(&site)),
        site: Arc::new(site),
        documents,
        of_linking,
        of_checks: OnceLock::new(),
        number: memo.next_number(),
        places: memo.next_number(),
        input,
        answers: Arc::default(),
    }
}

/// URLs of links that are reported as broken where they are written.
fn reported_links(site: &Site) -> HashSet<String> {
    let prefix = &site.config().base_url.prefix;
    let links = site.resolutions().iter().flatten().filter(|link| link.problem.is_some());
    links.map(|link| link.url.href(prefix)).chain(check::configured_links::broken(site)).collect()
}

/// A file that is copied to the root of the site unchanged.
pub(super) struct StaticFile<'a> {
    /// Its path in the site.
    pub path: &'a str,
    /// Its path in the tree.
    pub source: &'a str,
    pub entry: &'a Entry,
}

/// The files of the static folder.
pub(super) fn statics<'a>(tree: &'a Tree, options: &Options) -> impl Iterator<Item = StaticFile<'a>> {
    let has_folder = options.has_folders;
    let files = tree.below(STATIC_FOLDER).filter(move |_| has_folder);
    files.map(|(path, entry)| StaticFile { path: &path[STATIC_FOLDER.len() + 1..], source: path, entry })
}

/// The configuration with what the command line says in its place.
fn settings(tree: &Tree, options: &Options) -> (Config, Vec<Diagnostic>) {
    let text =
        tree.get(config::FILE_NAME).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let (mut config, mut diagnostics) = read_config(&text);
    for defaults in &config.defaults {
        let read = meta::read::read(&config::source_path(), &defaults.values, &config.aliases, config.date_order);
        diagnostics.extend(read.1);
    }
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.clone();
    }
    config.as_of = options.as_of;
    config.printed_on = options.printed_on;
    (config, diagnostics)
}
