//! `fingerpost mv`: a page or a folder under another name, with all that leads to it.

use std::collections::BTreeMap;

use crate::base::path::{file_name_of, is_markdown};
use crate::cli::args::{Global, Mv};
use crate::cli::fix::show;
use crate::cli::progress::Progress;
use crate::cli::terminal::Terminal;
use crate::cli::{Loaded, Outcome, load};
use crate::edit::relocate::{Relocated, relocate};
use crate::io::cache::Cache;
use crate::io::edit as files;
use crate::io::error::Error;
use crate::report::tally::counted;

/// Runs the command.
pub fn run(global: &Global, mv: &Mv, terminal: &Terminal) -> Result<Outcome, Error> {
    let loaded = load(global, Vec::new())?;
    let old = loaded.project.content_path(&mv.old)?;
    let mut new = loaded.project.content_path(&mv.new)?;
    if loaded.project.content.join(&new).is_dir() && !loaded.project.content.join(&old).is_dir() {
        new = format!("{new}/{}", file_name_of(&old));
    }
    let moves = moves(&loaded, &old, &new)?;
    let memo = Cache::new(loaded.project.cache()).memo();
    let relocated = relocate(&loaded.tree, &loaded.options, &memo, &Progress::silent(), &moves)
        .map_err(|words| Error::new(words).help("mend that first, then move it"))?;
    if !relocated.findings.is_empty() {
        terminal.drawn(&relocated.findings, &relocated.tree);
        terminal.say("nothing was moved: this would be wrong after it, and no rule mends it");
        return Ok(Outcome::Refused);
    }
    if mv.dry_run {
        show(&relocated.moved, &relocated.tree, terminal);
    } else {
        files::rename(&loaded.project, &old, &new)?;
        files::write(&loaded.project, &relocated.moved, &relocated.tree)?;
    }
    tell(&old, &new, &relocated, mv.dry_run, terminal);
    Ok(Outcome::Clean)
}

/// Each file that moves, old path → new path, below the content folder.
fn moves(loaded: &Loaded, old: &str, new: &str) -> Result<BTreeMap<String, String>, Error> {
    let content = &loaded.options.content;
    let name = |path: &str| if content.is_empty() { path.to_owned() } else { format!("{content}/{path}") };
    let is_file = loaded.tree.get(&name(old)).is_some();
    if is_file && is_markdown(old) != is_markdown(new) {
        return Err(Error::new(format!("`{new}` would not be a file of the same kind as `{old}`"))
            .help("name it with its ending, as in `guides/backups.md`"));
    }
    if new.strip_prefix(old).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        return Err(Error::new(format!("`{new}` is `{old}` itself, or lies in it")));
    }
    let start = name(old);
    let below = loaded.tree.below(&start).map(|(path, _)| path[start.len()..].to_owned());
    let moves: BTreeMap<String, String> = if is_file {
        BTreeMap::from([(old.to_owned(), new.to_owned())])
    } else {
        below.map(|rest| (format!("{old}{rest}"), format!("{new}{rest}"))).collect()
    };
    if moves.is_empty() {
        return Err(Error::new(format!("there is no page and no folder `{old}`"))
            .help("`fingerpost list` names all pages with their sources"));
    }
    match moves.values().find(|path| loaded.tree.get(&name(path)).is_some() && !moves.contains_key(*path)) {
        Some(taken) => Err(Error::new(format!("`{taken}` exists already"))),
        None => Ok(moves),
    }
}

fn tell(old: &str, new: &str, relocated: &Relocated, is_trial: bool, terminal: &Terminal) {
    let word = if is_trial { "would move" } else { "moved" };
    let links = counted(relocated.links, "link");
    terminal.note(&format!("{word} {old} to {new}; {links} written anew"));
    for (before, now) in &relocated.addresses {
        terminal.note(&format!("  {before} leads on to {now}"));
    }
    for path in &relocated.attachments {
        terminal.note(&format!("  {path}: nothing leads from its old address, because only pages can"));
    }
}
