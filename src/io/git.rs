//! Reads version control through `git`: commits of files, and file trees of revisions.
//!
//! Runs only where the configuration or the command line asks for it. Nothing in the project chooses what is run, and
//! file-system monitors that a repository may configure are turned off.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::base::codes::SOURCE_INCOMPLETE_HISTORY;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::history::{Commit, GitHistory};
use crate::base::tree::{Bytes, Tree};
use crate::compile::options::STATIC_FOLDER;
use crate::config;
use crate::io::error::Error;
use crate::io::project::Project;
use crate::io::read::is_ignored;

/// What differs between a revision and the files as they are now.
#[derive(Debug, Default)]
pub struct Changes {
    /// New and changed files, by path in the source tree.
    pub changed: BTreeSet<String>,
    /// Where a file of then is now, for files that were moved.
    pub moved: BTreeMap<String, String>,
    /// Untracked files.
    pub untracked: Vec<String>,
}

impl Changes {
    /// Pairs untracked files with deleted ones that have the same bytes: they were moved.
    pub fn follow(&mut self, before: &Tree, now: &Tree) {
        let is_gone = |path: &&str| now.get(path).is_none() && !self.moved.contains_key(*path);
        let gone: Vec<(&str, &Bytes)> = before.iter().filter(|(path, _)| is_gone(path)).collect();
        for new in &self.untracked {
            let same = gone.iter().find(|(_, bytes)| now.get(new).is_some_and(|own| own == *bytes));
            if let Some((path, _)) = same {
                self.moved.entry((*path).to_owned()).or_insert_with(|| new.clone());
            }
        }
    }
}

/// The commits of every file of the project's content; a diagnostic if they are unknown or would be wrong.
pub fn history(project: &Project) -> Result<GitHistory, Box<Diagnostic>> {
    let refuse = |message: &str, help: &str| {
        let diagnostic = Diagnostic::new(&SOURCE_INCOMPLETE_HISTORY, Location::file(&config::source_path()), message);
        Box::new(diagnostic.help(help))
    };
    let no_git = |error: GitError| match error {
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
            refuse(&format!("cannot read the history: {first}"), "fix the problem with Git, or remove `[git]`")
        }
    };
    let asked = |arguments: &[&str]| git(project, arguments).map_err(no_git);
    if asked(&["rev-parse", "--is-shallow-repository"])?.trim() != "false" {
        let help = "fetch the full history, with `git fetch --unshallow` or `fetch-depth: 0`";
        return Err(refuse("this clone is shallow, so dates and authors from its history would be wrong", help));
    }
    if asked(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() {
        return Ok(GitHistory::new());
    }
    let log = asked(&[
        "log",
        "-z",
        "-M",
        "--name-status",
        "--relative",
        "--format=%x1e%H%x1f%an%x1f%as%x1f%s%x1f",
        "--",
        ".",
    ])?;
    let mut history = parse_log(&log);
    for path in asked(&["diff", "--name-only", "--no-renames", "-z", "--relative", "HEAD", "--", "."])?.split('\0') {
        history.remove(path);
    }
    Ok(history)
}

/// Parses the log of all commits, the newest first, into the commits of each file by its name now.
fn parse_log(log: &str) -> GitHistory {
    let mut history = GitHistory::new();
    // The name that a file has now, by the name that it had in the commits that are still to come.
    let mut names: HashMap<String, String> = HashMap::new();
    for record in log.split('\u{1e}').skip(1) {
        let mut parts = record.splitn(5, '\u{1f}');
        let mut next = || parts.next().unwrap_or_default();
        let (id, author, date, subject, files) = (next(), next(), next(), next(), next());
        let Ok(date) = date.parse() else { continue };
        let commit = Arc::new(Commit { id: id.into(), author: author.into(), date, subject: subject.into() });
        for FileChange { status, before, after } in file_changes(files) {
            let now = names.get(after).cloned().unwrap_or_else(|| after.to_owned());
            history.entry(now.clone()).or_default().push(commit.clone());
            match status {
                // What an earlier file of this name went through is another file's history.
                'A' | 'R' => _ = names.insert(after.to_owned(), format!("\0{after}")),
                _ => {}
            }
            if status == 'R' {
                names.insert(before.to_owned(), now);
            }
        }
    }
    history.retain(|path, _| !path.starts_with('\0'));
    history
}

/// The full hash of a revision.
pub fn revision(project: &Project, name: &str) -> Result<String, Error> {
    let wanted = format!("{name}^{{commit}}");
    let id = git(project, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]).map_err(|error| {
        Error::new(format!("git knows no revision `{name}`{}", error.description()))
            .help("name a commit, a branch or a tag; in a shallow clone, fetch it first")
    })?;
    Ok(id.trim().to_owned())
}

/// What was changed since a commit, in the work tree as it is now.
pub fn changes(project: &Project, commit: &str) -> Result<Changes, Error> {
    let asked = |arguments: &[&str]| git(project, arguments).map_err(|error| error.to_error("compare files"));
    let mut changes = Changes::default();
    for FileChange { status, before, after } in
        file_changes(&asked(&["diff", "--name-status", "-M", "-z", "--relative", commit, "--", "."])?)
    {
        match status {
            'D' => {}
            'R' => {
                changes.moved.insert(before.to_owned(), after.to_owned());
                changes.changed.insert(after.to_owned());
            }
            _ => _ = changes.changed.insert(after.to_owned()),
        }
    }
    let new = asked(&["ls-files", "--others", "--exclude-standard", "-z", "--", "."])?;
    changes.untracked = new.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    changes.changed.extend(changes.untracked.iter().cloned());
    Ok(changes)
}

/// The project's files as a commit has them: what `read` would have read then.
pub fn tree(project: &Project, commit: &str) -> Result<Tree, Error> {
    if project.content_name.starts_with("..") {
        return Err(Error::new("the content folder is outside the project, so git has no history of it"));
    }
    let list = git(project, &["ls-tree", "-r", "-z", commit]).map_err(|error| error.to_error("list files"))?;
    let is_read = |path: &str| {
        let folders = ["templates", "themes", STATIC_FOLDER];
        let folder = path.split('/').next().unwrap_or_default();
        let is_content = project.content_name.is_empty()
            || path.strip_prefix(&project.content_name).is_some_and(|rest| rest.starts_with('/'));
        let is_hidden = path.split('/').any(|name| is_ignored(name, false, folder) || is_ignored(name, true, folder));
        path == config::FILE_NAME
            || (!is_hidden && (is_content || (project.has_folders() && folders.contains(&folder))))
    };
    let mut wanted: Vec<(&str, &str)> = Vec::new();
    for line in list.split('\0').filter(|line| !line.is_empty()) {
        let Some((facts, path)) = line.split_once('\t') else { continue };
        let mut facts = facts.split(' ');
        let (mode, id) = (facts.next().unwrap_or_default(), facts.nth(1).unwrap_or_default());
        // Only regular files: no links, no other repositories.
        if mode.starts_with("100") && is_read(path) {
            wanted.push((path, id));
        }
    }
    let mut tree = Tree::default();
    for ((path, _), bytes) in wanted.iter().zip(contents(project, wanted.iter().map(|(_, id)| *id))?) {
        tree.insert((*path).to_owned(), Bytes::new(bytes));
    }
    Ok(tree)
}

/// The bytes of files by their hashes, through one process.
fn contents<'a>(project: &Project, ids: impl Iterator<Item = &'a str>) -> Result<Vec<Vec<u8>>, Error> {
    let failed = |error: std::io::Error| Error::new(format!("cannot read files from git: {error}"));
    let mut process = command(project, &["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut input = process.stdin.take().expect("its input is a pipe");
    let asked: String = ids.map(|id| format!("{id}\n")).collect();
    let count = asked.lines().count();
    let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()));
    let mut output = BufReader::new(process.stdout.take().expect("its output is a pipe"));
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        let mut line = String::new();
        output.read_line(&mut line).map_err(failed)?;
        let Some(size) = line.trim().rsplit(' ').next().and_then(|size| size.parse().ok()) else {
            return Err(Error::new(format!("git does not have a file that it lists: {}", line.trim())));
        };
        let mut bytes = vec![0; size];
        output.read_exact(&mut bytes).map_err(failed)?;
        output.read_exact(&mut [0]).map_err(failed)?;
        all.push(bytes);
    }
    writer.join().expect("writing text to a pipe does not panic").map_err(failed)?;
    process.wait().map_err(failed)?;
    Ok(all)
}

/// A file that a commit changed.
struct FileChange<'a> {
    status: char,
    before: &'a str,
    after: &'a str,
}

/// Reads what `--name-status -z` prints: a letter, then one name, or two for a file that was moved or copied.
fn file_changes(text: &str) -> Vec<FileChange<'_>> {
    let mut parts = text.split('\0').map(|part| part.trim_start_matches('\n')).filter(|part| !part.is_empty());
    let mut all = Vec::new();
    while let (Some(status), Some(before)) = (parts.next(), parts.next()) {
        let status = status.chars().next().unwrap_or('M');
        let after = if matches!(status, 'R' | 'C') { parts.next().unwrap_or(before) } else { before };
        all.push(FileChange { status, before, after });
    }
    all
}

/// Why git failed.
enum GitError {
    /// It could not be run.
    NotRun(std::io::Error),
    /// It failed and wrote this to standard error.
    Failed(String),
}

impl GitError {
    fn description(&self) -> String {
        match self {
            GitError::NotRun(error) => format!(": git cannot be run: {error}"),
            GitError::Failed(words) if words.is_empty() => String::new(),
            GitError::Failed(words) => format!(": {words}"),
        }
    }

    fn to_error(&self, action: &str) -> Error {
        Error::new(format!("cannot {action} with git{}", self.description()))
    }
}

fn git(project: &Project, arguments: &[&str]) -> Result<String, GitError> {
    let output = command(project, arguments).stdin(Stdio::null()).output().map_err(GitError::NotRun)?;
    if !output.status.success() {
        return Err(GitError::Failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn command(project: &Project, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(&project.root)
        .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"])
        .args(arguments);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_moved_come_in_pairs() {
        let all = file_changes("\0\nM\0a b.md\0R087\0old.md\0new.md\0D\0gone.md\0");
        let told: Vec<_> = all.iter().map(|file| (file.status, file.before, file.after)).collect();
        assert_eq!(told, [('M', "a b.md", "a b.md"), ('R', "old.md", "new.md"), ('D', "gone.md", "gone.md")]);
    }
}
