//! `fingerpost print`: a page, a section or the whole site as one file to print, keep or hand out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::codes::Level;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::nearest::nearest;
use crate::base::slug::slug;
use crate::cli::args::{Global, Print};
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::cli::{Loaded, Outcome, load};
use crate::compile::snapshot::Snapshot;
use crate::compile::{self, Options};
use crate::io::cache::Cache;
use crate::io::error::Error;
use crate::io::{clock, create, pdf};
use crate::parse::dates::parse_date;
use crate::render::alone::alone;
use crate::site::model::Site;
use crate::site::page::{BOOK_OUTPUT, Page};
use crate::site::routes::address_output;

/// Runs the command.
pub fn run(global: &Global, print: &Print, terminal: &Terminal) -> Result<Outcome, Error> {
    let loaded = load(global, Vec::new())?;
    let memo = Arc::new(Cache::new(loaded.project.cache()).memo());
    let site = compile::link(&loaded.tree, &loaded.options, &memo, None, &Progress::silent()).site;
    let page = page(&site, print.page.as_deref(), &loaded)?;
    let today = global.now.as_deref().and_then(parse_date).unwrap_or_else(clock::today);
    let book = Some(page.url.as_str().to_owned());
    let options = Options { book, printed_on: Some(today), ..loaded.options.clone() };
    let snapshot = Snapshot::new(&loaded.tree, &options, &memo, &Progress::silent());
    let made = snapshot.output(BOOK_OUTPUT);
    let mut findings = snapshot.findings();
    findings.extend(made.iter().flat_map(|made| made.findings.iter().cloned()));
    // Broken links are the business of `build`; what forbids a right text is told here.
    let fatal: Vec<Diagnostic> = compile::finish(findings, snapshot.site(), &options)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error && finding.code.level == Level::Fatal)
        .collect();
    terminal.drawn(&fatal, &loaded.tree);
    let Some(bytes) = made.and_then(|made| made.bytes.clone()).filter(|_| fatal.is_empty()) else {
        return Ok(Outcome::Refused);
    };
    let url = &snapshot.site().config().base_url;
    let read = |path: &str| snapshot.output(path).and_then(|made| made.bytes.clone());
    let html = alone(&String::from_utf8_lossy(&bytes), &url.origin, &url.prefix, &read);
    let path = match &print.to {
        Some(path) => path.clone(),
        None => PathBuf::from(format!("{}.html", slug(&page.title))),
    };
    write(&path, &html, print.force)?;
    terminal.note(&format!("wrote {}", path.display()));
    Ok(Outcome::Clean)
}

/// The page that is meant: by its file, below the content folder or the project, or by its address; else the first one.
fn page<'s>(site: &'s Site, name: Option<&str>, loaded: &Loaded) -> Result<&'s Page, Error> {
    let Some(name) = name else { return Ok(site.page(site.home())) };
    let content = format!("{}/", loaded.project.content_name);
    let file = name.strip_prefix("./").unwrap_or(name);
    let file = file.strip_prefix(content.as_str()).unwrap_or(file);
    // The address as it is typed, or as a browser shows and copies it.
    let own = format!("{}{}", site.config().base_url.origin, site.config().base_url.prefix);
    let typed = name.strip_prefix(&own).filter(|_| !own.is_empty()).unwrap_or(name);
    let address = address_output(typed.split(['?', '#']).next().unwrap_or_default());
    let is_meant =
        |page: &&Page| page.document.is_some() && page.content_path == file || page.output.as_ref() == Some(&address);
    let mut pages = site.pages().iter().map(|page| page.as_ref()).filter(|page| page.output.is_some());
    pages.find(is_meant).ok_or_else(|| {
        let near = nearest(name, site.pages().iter().map(|page| page.content_path.as_str()));
        let failure = Error::new(format!("no page `{name}`"));
        match near {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("name a file of the content folder or an address; `fingerpost list` shows them"),
        }
    })
}

/// Writes the file, as a PDF where its name says so.
fn write(path: &Path, html: &str, force: bool) -> Result<(), Error> {
    if path.exists() && !force {
        return Err(Error::new(format!("`{}` is there already", path.display()))
            .help("name another file with `--to`, or write over it with `--force`"));
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf")) {
        pdf::write(html, path)
    } else {
        create::replace(path, html)
    }
}
