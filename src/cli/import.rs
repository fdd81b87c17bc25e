//! `fingerpost import`: makes a project from the site of another tool.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;

use crate::base::tree::Tree;
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::compile::options::Observer;
use crate::import::dialects::{DIALECTS, Detected, detect, named};
use crate::import::documents;
use crate::import::documents::names::pandoc_format;
use crate::import::notes::{Notes, TOPICS, Topic};
use crate::import::report::{markdown, summary};
use crate::import::run::{Imported, import};
use crate::import::source::Source;
use crate::io::edit::{Created, create_all};
use crate::io::edit_journal::IMPORT_REPORT;
use crate::io::error::Error;
use crate::io::import_source;
use crate::io::pandoc::{self, ConvertedTree};
use crate::io::project;
use crate::io::recover::recover;

/// Options of `fingerpost import`.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// Folder of the old site: the one with its settings
    pub src: PathBuf,
    /// Folder of the new project
    pub dest: PathBuf,
    /// Tool of the old site [default: recognised by its files]
    #[arg(long, value_name = "TOOL", value_parser = tools())]
    pub from: Option<String>,
    /// Publish Word and OpenDocument files as downloads too, with a link on their pages
    #[arg(long)]
    pub keep_documents: bool,
    /// Show the report without writing anything
    #[arg(long)]
    pub dry_run: bool,
}

/// The names of the tools.
fn tools() -> PossibleValuesParser {
    PossibleValuesParser::new(DIALECTS.iter().map(|dialect| dialect.name))
}

/// Runs the command.
pub fn run(_: &GlobalOptions, args: &ImportArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let project = project::to_begin(&args.dest, None)?;
    refuse_overlap(&args.src, &project.root)?;
    let progress = Progress::new(terminal);
    progress.stage("read");
    let files = import_source::read(&args.src)?;
    let source = Source { tree: &files.tree };
    let Detected { dialect, evidence } = match &args.from {
        Some(name) => Detected {
            dialect: named(name).expect("the value parser knows the names"),
            evidence: format!("`--from {name}`"),
        },
        None => detect(&source).ok_or_else(|| {
            let names: Vec<String> = DIALECTS.iter().map(|dialect| dialect.label.to_owned()).collect();
            Error::new(format!("`{}` is not a site of a known tool", args.src.display())).help(format!(
                "name the folder with the settings of the site, or its tool with `--from`: {}",
                names.join(", ")
            ))
        })?,
    };
    terminal.info(&format!("{}, recognised by {evidence}", dialect.label));
    let mut notes = Notes::default();
    for (path, reason) in &files.skipped {
        notes.file(Topic::NotRead, path, *reason);
    }
    let (converted, downloads) = match dialect.name {
        documents::NAME => documents(&files.tree, args.keep_documents, &mut notes, &progress),
        _ => (files.tree, Tree::default()),
    };
    let Imported { mut tree, counts, notes } = import(&converted, &downloads, dialect, notes, &progress);
    progress.finish();
    if counts.pages == 0 {
        return Err(Error::new(format!("there are no pages of {} in `{}`", dialect.label, args.src.display()))
            .help("name the folder with the settings of the site, or its tool with `--from`"));
    }
    for line in summary(dialect.label, &counts, &notes) {
        terminal.info(&line);
    }
    for topic in TOPICS.iter().filter(|topic| !topic.is_information()) {
        let count = notes.iter().filter(|note| note.topic == *topic).count();
        if count > 0 {
            terminal.info(&format!("  {}: {count}", topic.title()));
        }
    }
    let report = markdown(dialect.label, &evidence, &counts, &notes);
    if args.dry_run {
        terminal.print(&report);
        return Ok(Outcome::Clean);
    }
    tree.insert(IMPORT_REPORT, report.into_bytes());
    recover(&project)?;
    let created = create_all(&project, &in_content(tree, &project.content_name))?;
    print_summary(&created, &args.dest, terminal);
    Ok(Outcome::Clean)
}

/// The files with Markdown in the place of documents, and the documents that stay as downloads.
fn documents(files: &Tree, keeps: bool, notes: &mut Notes, observer: &dyn Observer) -> (Tree, Tree) {
    observer.stage("convert documents");
    let ConvertedTree { mut tree, skipped } = pandoc::convert_all(files, observer);
    for (path, reason) in &skipped {
        notes.file(Topic::NotRead, path, reason);
    }
    let mut downloads = Tree::default();
    for (path, entry) in files.iter().filter(|(path, _)| keeps && pandoc_format(path).is_some()) {
        downloads.insert_entry(path, entry.clone());
        if let Some(text) = tree.get(path) {
            tree.insert(path, documents::with_download(&String::from_utf8_lossy(&text), path).into_bytes());
        }
    }
    (tree, downloads)
}

/// Refuses to write into the old site, or to read the new one.
fn refuse_overlap(src: &Path, dest: &Path) -> Result<(), Error> {
    let src = std::fs::canonicalize(src).map_err(|error| Error::io("open the folder", src, &error))?;
    let existing = dest.ancestors().find_map(|folder| Some((folder, std::fs::canonicalize(folder).ok()?)));
    let Some((folder, real)) = existing else { return Ok(()) };
    let dest = real.join(dest.strip_prefix(folder).unwrap_or(Path::new("")));
    if dest.starts_with(&src) || src.starts_with(&dest) {
        return Err(Error::new("the new project and the old site are in one folder")
            .help("write the project to a folder outside the old site, such as `../new-site`"));
    }
    Ok(())
}

/// The files with the content folder that a project already has.
fn in_content(tree: Tree, content: &str) -> Tree {
    let mut moved = Tree::default();
    for (path, entry) in tree.iter() {
        let path = match path.strip_prefix("content/") {
            Some(rest) => format!("{content}/{rest}"),
            None => path.to_owned(),
        };
        moved.insert_entry(path, entry.clone());
    }
    moved
}

fn print_summary(created: &Created, dest: &Path, terminal: &Terminal) {
    for path in &created.kept {
        terminal.info(&format!("kept {path}, which exists with other content"));
    }
    let dest = dest.display();
    terminal.info(&match created.written.len() {
        0 => format!("nothing to write: {dest} has all files"),
        count => format!("wrote {count} files; read {dest}/{IMPORT_REPORT}, then run: fingerpost check --root {dest}"),
    });
}
