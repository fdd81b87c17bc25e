//! The commits of the files of a project.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::codes::SOURCE_INCOMPLETE_HISTORY;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::history::{Commit, GitHistory};
use crate::base::path::SourcePath;
use crate::base::tree::Tree;
use crate::config;
use crate::io::error::Error;
use crate::io::git::changes::{FileChange, next_change};
use crate::io::git::repository::{GitError, Repository};
use crate::io::git::tree::{CommittedTree, is_checked_out, tree};
use crate::io::project::Project;

/// The commits of every file of the project's content, given the files as they are now. What is unknown or would be wrong
/// is left out, with a diagnostic.
pub fn history(project: &Project, now: &Tree, diagnostics: &mut Vec<Diagnostic>) -> GitHistory {
    read(project, now, diagnostics).unwrap_or_else(|diagnostic| {
        diagnostics.push(*diagnostic);
        GitHistory::new()
    })
}

fn read(project: &Project, now: &Tree, diagnostics: &mut Vec<Diagnostic>) -> Result<GitHistory, Box<Diagnostic>> {
    let repository = Repository::open(project).map_err(no_git)?;
    if repository.is_shallow {
        let help = "fetch the full history, with `git fetch --unshallow` or `fetch-depth: 0`";
        return Err(refuse("this clone is shallow, so dates and authors from its history would be wrong", help));
    }
    if repository.last_commit().map_err(no_git)?.is_none() {
        return Ok(GitHistory::new());
    }
    let commits = repository.run(&["rev-list", "HEAD", "--"]).map_err(no_git)?;
    let list = ["diff-tree", "--stdin", "--root", "-r", "-M", "--name-status", "-z", "--encoding=UTF-8", FORMAT, "--"];
    let log = repository.run_with_input(&list, commits).map_err(no_git)?;
    let mut history = parse_log(&repository, &log);
    let unread = |error: Error| {
        let help = error.help.as_deref().unwrap_or("fix the problem with Git, or remove `[git]`");
        refuse(&format!("cannot read the history: {error}"), help)
    };
    let CommittedTree { files, submodules } = tree(&repository, project, "HEAD").map_err(unread)?;
    for folder in submodules {
        let message = "this folder is a submodule, so its files have no dates and authors from Git";
        let diagnostic =
            Diagnostic::new(&SOURCE_INCOMPLETE_HISTORY, Location::file(&SourcePath::new(&folder)), message);
        diagnostics
            .push(diagnostic.help("give its pages dates in their front matter, or move them into this repository"));
    }
    let is_committed = |path: &str| match (files.get(path), now.get(path)) {
        (Some(committed), Some(now)) => is_checked_out(&committed, &now),
        _ => false,
    };
    history.retain(|path, _| is_committed(path));
    Ok(history)
}

fn refuse(message: &str, help: &str) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::new(&SOURCE_INCOMPLETE_HISTORY, Location::file(&config::source_path()), message);
    Box::new(diagnostic.help(help))
}

fn no_git(error: GitError) -> Box<Diagnostic> {
    match error {
        GitError::NotRun(_) => refuse(
            "cannot read the history: `git` cannot be run",
            "install git where the site is built, or remove `[git]`",
        ),
        GitError::Failed(words) if words.is_empty() || words.contains("not a git repository") => refuse(
            "cannot read the history: the project is not in a Git repository",
            "remove `[git]`, or build from a clone",
        ),
        GitError::Failed(words) => {
            let first = words.lines().next().unwrap_or_default();
            let help = match () {
                () if words.contains("dubious ownership") => {
                    "run as the owner of the repository, or add it to `safe.directory` of your own Git configuration"
                }
                () if words.contains("promisor") || words.contains("lazy fetching") => {
                    "in a partial clone, fetch all objects with `git fetch --refetch`"
                }
                () => "fix the problem with Git, or remove `[git]`",
            };
            refuse(&format!("cannot read the history: {first}"), help)
        }
    }
}

/// Values that end in a zero byte, which none of them can contain.
const FORMAT: &str = "--format=%H%x00%an%x00%as%x00%s";
/// Letters of the shortest hash. The status of a file is shorter.
const SHORTEST_HASH: usize = 40;

/// Parses the log of all commits, the newest first, into the commits of each file by its name now.
fn parse_log(repository: &Repository, log: &str) -> GitHistory {
    let mut history = GitHistory::new();
    // The name that a file has now, by the name that it had in the commits that are still to come.
    let mut names: HashMap<String, String> = HashMap::new();
    let mut commit: Option<Arc<Commit>> = None;
    let mut parts = log.split('\0').peekable();
    while let Some(part) = parts.peek() {
        if part.len() >= SHORTEST_HASH {
            let mut next = || parts.next().unwrap_or_default();
            let (id, author, date, subject) = (next(), next(), next(), next());
            commit = date
                .parse()
                .ok()
                .map(|date| Arc::new(Commit { id: id.into(), author: author.into(), date, subject: subject.into() }));
            continue;
        }
        let mut change = parts.by_ref().enumerate().map(|(at, part)| if at == 0 { part.trim_start() } else { part });
        let Some(FileChange { status, before, after }) = next_change(&mut change) else { break };
        let (Some(before), Some(after)) = (repository.source_path(before), repository.source_path(after)) else {
            continue;
        };
        let Some(commit) = &commit else { continue };
        let now = names.get(after).cloned().unwrap_or_else(|| after.to_owned());
        history.entry(now.clone()).or_default().push(commit.clone());
        // What an earlier file of this name went through is another file's history.
        if matches!(status, 'A' | 'R') {
            names.insert(after.to_owned(), format!("\0{after}"));
        }
        if status == 'R' {
            names.insert(before.to_owned(), now);
        }
    }
    history.retain(|path, _| !path.starts_with('\0'));
    history
}
