//! `fingerpost new`: creates a page from the template of its kind.
//!
//! A template is a file `new/KIND.md` of the project's `templates/`, else of the shipped theme; another kind needs
//! only such a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::nearest::nearest;
use crate::base::path::{folder_of, is_markdown, join};
use crate::base::slug::slug;
use crate::cli::load::{LoadedProject, load};
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::cli::theme::theme_files;
use crate::compile;
use crate::config::kinds::Kind;
use crate::config::kinds::read::shipped_kinds;
use crate::io::cache::Cache;
use crate::io::edit as files;
use crate::io::error::Error;
use crate::io::named_file;
use crate::parse::adoption::{self, ExistingDocument};
use crate::parse::scaffold;
use crate::site::model::Site;
use crate::theme::files::{Layer, ThemeFile};

/// The level of the headings that labels of notes become: below a section.
const LABEL_LEVEL: usize = 3;

/// Options of `fingerpost new`.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// Kind of document, such as `sop`, `runbook` or `policy`: the name of a template
    pub kind: String,
    /// Title [default: the first line of the notes]
    pub title: Option<String>,
    /// Plain notes that become the procedure, or a Markdown document that gets the sections it lacks
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Where to write the page, in the content folder [default: next to other pages of the kind]
    #[arg(long, value_name = "PATH")]
    pub to: Option<String>,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &NewArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let source = args.from.as_deref().map(named_file::text_of).transpose()?;
    let existing = match (&args.from, &source) {
        (Some(path), Some(text)) => existing(path, text)?,
        _ => None,
    };
    let notes = source.as_deref().filter(|_| existing.is_none()).map(|text| scaffold::notes(text, LABEL_LEVEL));
    let loaded = load(global, Vec::new())?;
    let site = linked(&loaded);
    let own = site.config().kinds.find(&args.kind);
    let name = own.map_or(args.kind.as_str(), |kind| kind.name.as_str());
    let template = template(&theme_files(&loaded, &site), name, own)?;
    let own_title = existing.as_ref().and_then(|document| document.title.clone());
    let own_title = own_title.or_else(|| notes.as_ref().and_then(|notes| notes.title.clone()));
    let title = args.title.clone().or_else(|| own_title.clone()).or_else(|| stated_title(&template));
    let Some(title) = title.filter(|title| !title.trim().is_empty()) else {
        return Err(Error::new("the page needs a title")
            .help(format!("add one, such as `fingerpost new {} \"How to restore a service\"`", args.kind)));
    };
    let taken: Vec<String> = site.pages().iter().filter_map(|page| page.meta()?.document_id.clone()).collect();
    // A title line that gives way to another one is still part of the notes.
    let left_over = own_title.filter(|own| *own != title);
    let procedure = match &existing {
        Some(document) => document.procedure(&template, title.trim(), own),
        None => notes.map(|notes| left_over.into_iter().chain([notes.text]).collect::<Vec<_>>().join("\n\n")),
    };
    let filled = scaffold::fill(&template, title.trim(), procedure.as_deref(), &taken)
        .map_err(|error| Error::new(format!("the template of `{}` has an error: {error}", args.kind)))?;
    let text = existing.map_or_else(|| filled.clone(), |document| document.joined(&filled, title.trim(), own));
    let path = match &args.to {
        Some(path) if path.is_empty() || path.ends_with('/') => {
            format!("{}{}.md", path.trim_start_matches('/'), slug(&title))
        }
        Some(path) => path.trim_start_matches('/').to_owned(),
        // A page that is the only one of its kind needs no folder.
        None if slug(&title) == slug(&args.kind) => format!("{}.md", slug(&title)),
        None => format!("{}{}.md", folder(&site, name), slug(&title)),
    };
    let path = if path.ends_with(".md") { path } else { format!("{path}.md") };
    let inside = join("", &path).ok_or_else(|| Error::new(format!("`{path}` is outside the content folder")))?;
    files::create(&loaded.project, &inside, &text)?;
    let open = open_sections(&text);
    let more = if open.is_empty() { String::new() } else { format!("; sections to complete: {}", open.join(", ")) };
    terminal.info(&format!("wrote {}/{inside}{more}", loaded.project.content_name));
    Ok(Outcome::Clean)
}

/// The document in a file, if it is Markdown and not plain notes.
fn existing<'t>(path: &Path, text: &'t str) -> Result<Option<ExistingDocument<'t>>, Error> {
    if !is_markdown(&path.to_string_lossy()) && !adoption::is_document(text) {
        return Ok(None);
    }
    adoption::read(text).map(Some).map_err(|problem| {
        Error::new(format!("the front matter of `{}` is not valid: {problem}", path.display()))
            .help("fix it, or remove it, and run the command again")
    })
}

/// The site with its drafts, because they have document IDs too.
fn linked(loaded: &LoadedProject) -> Arc<Site> {
    let memo = Cache::new(&loaded.project).memo();
    let options = compile::options::Options { drafts: true, ..loaded.options.clone() };
    compile::link::link(&loaded.tree, &options, &memo, &Progress::silent()).site
}

/// The text to begin with: the project's own, else one made of what the site says of the kind, else the shipped one.
fn template(files: &BTreeMap<String, ThemeFile>, kind: &str, own: Option<&Kind>) -> Result<String, Error> {
    let name = format!("new/{kind}.md");
    let text = |file: &ThemeFile| String::from_utf8_lossy(&file.bytes).into_owned();
    let file = files.get(&name);
    if let Some(file) = file.filter(|file| file.layer != Layer::Shipped) {
        return Ok(text(file));
    }
    let says = |kind: &Kind| {
        let fields: Vec<_> = kind.fields.iter().map(|field| (&field.name, field.is_required)).collect();
        format!("{fields:?} {:?}", kind.sections)
    };
    let is_as_shipped = |own: &Kind| shipped_kinds().find(&own.name).is_some_and(|kind| says(kind) == says(own));
    match (file.map(text), own) {
        (Some(text), own) if own.is_none_or(is_as_shipped) => {
            return Ok(own.map_or_else(|| text.clone(), |own| scaffold::numbered(&text, own)));
        }
        (_, Some(own)) if !own.sections.is_empty() || !own.fields.is_empty() => return Ok(scaffold::of_kind(own)),
        (Some(text), _) => return Ok(text),
        _ => {}
    }
    let names: Vec<&str> = files.keys().filter_map(|name| name.strip_prefix("new/")?.strip_suffix(".md")).collect();
    let near = nearest(kind, names.iter().copied()).map(|near| format!("did you mean `{near}`? "));
    let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Err(Error::new(format!("there is no template `{kind}`"))
        .help(format!("{}the templates are {list}; to add one, create `templates/{name}`", near.unwrap_or_default())))
}

/// The title that a template gives each of its pages.
fn stated_title(template: &str) -> Option<String> {
    let title = template.lines().find_map(|line| line.strip_prefix("title: "))?;
    (!title.contains("{{")).then(|| title.trim().to_owned())
}

/// The folder with most pages of a kind, else one with the kind's name: `sop/`.
fn folder(site: &Site, kind: &str) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for page in site.pages().iter().filter(|page| page.document.is_some() && page.folder.is_none()) {
        if page.meta().is_some_and(|meta| meta.kind.as_deref() == Some(kind)) {
            *counts.entry(folder_of(&page.content_path)).or_default() += 1;
        }
    }
    let most =
        counts.iter().max_by_key(|(folder, count)| (**count, std::cmp::Reverse(**folder))).map(|(folder, _)| *folder);
    match most {
        Some("") => String::new(),
        Some(folder) => format!("{folder}/"),
        None => format!("{}/", slug(kind)),
    }
}

/// Sections that have only a prompt.
fn open_sections(text: &str) -> Vec<&str> {
    let mut open: Vec<(&str, bool)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("## "), open.last_mut()) {
            (Some(title), _) => open.push((title, false)),
            (None, Some((_, is_written))) => {
                let is_prompt = line.trim().is_empty() || line.starts_with("<!--") || line.contains('…');
                *is_written |= !is_prompt;
            }
            (None, None) => {}
        }
    }
    open.into_iter().filter(|(_, is_written)| !is_written).map(|(title, _)| title).collect()
}
