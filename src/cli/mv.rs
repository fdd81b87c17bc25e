//! `fingerpost mv`: moves a page or a folder, and updates all links to it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::base::path::{file_name_of, is_markdown};
use crate::cli::diff::print_diff;
use crate::cli::load::{LoadedProject, load};
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::edit::relocate::{Relocated, relocate};
use crate::io::cache::Cache;
use crate::io::edit as files;
use crate::io::edit_journal::Move;
use crate::io::error::Error;
use crate::report::tally::counted;

/// Options of `fingerpost mv`.
#[derive(Debug, clap::Args)]
pub struct MvArgs {
    /// Page or folder in the content folder
    pub old: PathBuf,
    /// New path. If it is an existing folder, the page is moved into it
    pub new: PathBuf,
    /// Show the changes without writing them
    #[arg(long)]
    pub dry_run: bool,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &MvArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let loaded = load(global, Vec::new())?;
    let old = loaded.project.content_path(&args.old)?;
    let mut new = loaded.project.content_path(&args.new)?;
    if loaded.project.content.join(&new).is_dir() && !loaded.project.content.join(&old).is_dir() {
        new = format!("{new}/{}", file_name_of(&old));
    }
    let moves = moves(&loaded, &old, &new)?;
    let memo = Cache::new(&loaded.project).memo();
    let relocated = relocate(&loaded.tree, &loaded.options, &memo, &Progress::new(terminal), &moves)
        .map_err(|message| Error::new(message).help("fix that first, then move the page"))?;
    if !relocated.diagnostics.is_empty() {
        terminal.render(&relocated.diagnostics, &relocated.tree);
        terminal
            .message("nothing was moved: the move would cause these errors, and they cannot be fixed automatically");
        return Ok(Outcome::Failed);
    }
    if args.dry_run {
        print_diff(&relocated.moved, &relocated.tree, terminal);
    } else {
        let content = &loaded.options.content;
        let name = |path: &str| if content.is_empty() { path.to_owned() } else { format!("{content}/{path}") };
        let moved = Move { from: name(&old), to: name(&new) };
        files::write(&loaded.project, Some(moved), &relocated.moved, &relocated.tree)?;
    }
    summarise(&old, &new, &relocated, args.dry_run, terminal);
    Ok(Outcome::Clean)
}

/// Each file that moves, old path → new path, below the content folder.
fn moves(loaded: &LoadedProject, old: &str, new: &str) -> Result<BTreeMap<String, String>, Error> {
    let content = &loaded.options.content;
    let name = |path: &str| if content.is_empty() { path.to_owned() } else { format!("{content}/{path}") };
    let is_file = loaded.tree.has(&name(old));
    if is_file && is_markdown(old) != is_markdown(new) {
        return Err(Error::new(format!("`{new}` must have the same file type as `{old}`"))
            .help("add the file extension, such as `guides/backups.md`"));
    }
    if new == old {
        return Err(Error::new(format!("`{old}` has this path already")).help("give it a new path"));
    }
    if new.strip_prefix(old).is_some_and(|rest| rest.starts_with('/')) {
        return Err(Error::new(format!("cannot move `{old}` into itself, to `{new}`"))
            .help("choose a path that is not below the old one"));
    }
    let start = name(old);
    let below = loaded.tree.below(&start).map(|(path, _)| path[start.len()..].to_owned());
    let moves: BTreeMap<String, String> = if is_file {
        BTreeMap::from([(old.to_owned(), new.to_owned())])
    } else {
        below.map(|rest| (format!("{old}{rest}"), format!("{new}{rest}"))).collect()
    };
    if moves.is_empty() {
        return Err(Error::new(format!("there is no page or folder `{old}`"))
            .help("`fingerpost list --format json` lists all pages with their sources"));
    }
    match moves.values().find(|path| loaded.tree.has(&name(path)) && !moves.contains_key(*path)) {
        Some(taken) => Err(Error::new(format!("`{taken}` already exists"))
            .help("choose another path, or move or delete that file first")),
        None => Ok(moves),
    }
}

fn summarise(old: &str, new: &str, relocated: &Relocated, is_dry_run: bool, terminal: &Terminal) {
    let word = if is_dry_run { "would move" } else { "moved" };
    let links = counted(relocated.links, "link");
    terminal.info(&format!("{word} {old} to {new}; {links} updated"));
    for (before, now) in &relocated.urls {
        terminal.info(&format!("  {before} redirects to {now}"));
    }
    for path in &relocated.attachments {
        terminal.info(&format!("  {path}: its old URL does not redirect, because only pages can have aliases"));
    }
}
