//! `fingerpost print`: exports a page, a section or the whole site as one HTML or PDF file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::code::{Level, Severity};
use crate::base::diagnostic::Diagnostic;
use crate::base::nearest::nearest;
use crate::base::slug::slug;
use crate::cli::load::{LoadedProject, load};
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::compile;
use crate::compile::options::Options;
use crate::compile::snapshot::Snapshot;
use crate::io::cache::Cache;
use crate::io::error::Error;
use crate::io::project::Project;
use crate::io::{clock, named_file, pdf};
use crate::render::standalone::inline_resources;
use crate::site::model::Site;
use crate::site::page::{Page, SINGLE_DOCUMENT_OUTPUT};
use crate::site::routes::output_of_url;

/// Options of `fingerpost print`.
#[derive(Debug, clap::Args)]
pub struct PrintArgs {
    /// Source path or URL of a page [default: the whole site]
    pub page: Option<String>,
    /// File to write, `.html` or `.pdf` [default: the title, as HTML]
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long)]
    pub force: bool,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &PrintArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let chosen = args.to.as_deref().map(|path| Ok((path, PrintFormat::of(path)?))).transpose()?;
    let loaded = load(global, Vec::new())?;
    let memo = Arc::new(Cache::new(&loaded.project).memo());
    let site = compile::link::link(&loaded.tree, &loaded.options, &memo, &Progress::new(terminal)).site;
    let page = page(&site, args.page.as_deref(), &loaded)?;
    let today = global.now.unwrap_or_else(clock::today);
    let book = Some(page.url.as_str().to_owned());
    let options = Options { book, printed_on: Some(today), ..loaded.options.clone() };
    let snapshot = Snapshot::new(&loaded.tree, &options, &memo, &Progress::new(terminal));
    let made = snapshot.output(SINGLE_DOCUMENT_OUTPUT);
    let mut diagnostics = snapshot.diagnostics();
    diagnostics.extend(made.iter().flat_map(|made| made.diagnostics.iter().cloned()));
    // Other diagnostics, such as broken links, do not change the text.
    let fatal: Vec<Diagnostic> = compile::finish(diagnostics, snapshot.site(), &options)
        .into_iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error && diagnostic.code.level == Level::Fatal)
        .collect();
    terminal.render(&fatal, &loaded.tree);
    let Some(bytes) = made.and_then(|made| made.bytes.clone()).filter(|_| fatal.is_empty()) else {
        return Ok(Outcome::Failed);
    };
    let url = &snapshot.site().config().base_url;
    let read = |path: &str| snapshot.output(path).and_then(|made| made.bytes.clone());
    let html = inline_resources(&String::from_utf8_lossy(&bytes), &url.origin, &url.prefix, &read);
    let default = PathBuf::from(format!("{}.html", slug(&page.title)));
    let (path, format) = chosen.unwrap_or((&default, PrintFormat::Html));
    write(&loaded.project, path, format, &html, args.force)?;
    terminal.info(&format!("wrote {}", path.display()));
    Ok(Outcome::Clean)
}

/// The page with this source path, from the content or the project folder, or with this URL; the home page by default.
fn page<'s>(site: &'s Site, name: Option<&str>, loaded: &LoadedProject) -> Result<&'s Page, Error> {
    let Some(name) = name else { return Ok(site.page(site.home())) };
    let content = format!("{}/", loaded.project.content_name);
    let file = name.strip_prefix("./").unwrap_or(name);
    let file = file.strip_prefix(content.as_str()).unwrap_or(file);
    // A URL as it is typed, or as a browser copies it.
    let own = format!("{}{}", site.config().base_url.origin, site.config().base_url.prefix);
    let typed = name.strip_prefix(&own).filter(|_| !own.is_empty()).unwrap_or(name);
    let output = output_of_url(typed.split(['?', '#']).next().unwrap_or_default());
    let is_meant =
        |page: &&Page| page.document.is_some() && page.content_path == file || page.output.as_ref() == Some(&output);
    let mut pages = site.pages().iter().map(|page| page.as_ref()).filter(|page| page.output.is_some());
    pages.find(is_meant).ok_or_else(|| {
        let near = nearest(name, site.pages().iter().map(|page| page.content_path.as_str()));
        let failure = Error::new(format!("there is no page `{name}`"));
        match near {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("use a source path or a URL; `fingerpost list` lists the pages"),
        }
    })
}

/// The format of the file.
#[derive(Debug, Clone, Copy)]
enum PrintFormat {
    Html,
    Pdf,
}

impl PrintFormat {
    /// The format that the extension of a file names.
    fn of(path: &Path) -> Result<PrintFormat, Error> {
        let shown = path.display();
        if path.as_os_str() == "-" {
            return Err(Error::new("`print` cannot write to standard output")
                .help("name a file that ends in `.html` or `.pdf`, such as `--to manual.pdf`"));
        }
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("html" | "htm") => Ok(PrintFormat::Html),
            Some("pdf") => Ok(PrintFormat::Pdf),
            _ => Err(Error::new(format!("`print` cannot tell from `{shown}` which format to write"))
                .help("end the file name in `.html` or `.pdf`")),
        }
    }
}

/// Writes the file.
fn write(project: &Project, path: &Path, format: PrintFormat, html: &str, force: bool) -> Result<(), Error> {
    project.refuse_links(path)?;
    if path.exists() && !force {
        return Err(Error::new(format!("`{}` already exists", path.display()))
            .help("choose another file with `--to`, or overwrite it with `--force`"));
    }
    match format {
        PrintFormat::Pdf => named_file::replace(project, path, &pdf::print(html)?),
        PrintFormat::Html => named_file::replace(project, path, html.as_bytes()),
    }
}
