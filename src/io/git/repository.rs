//! Finds the repository that a project is in, and runs git on it.
//!
//! The files of a project are not trusted: a pull request can contain a whole repository as plain files, and attributes
//! that select filters. So git is started where `.git` is, which no commit can contain, looks nowhere else for a
//! repository, and is only given commands that read objects and the index. Configuration that names programs is left out or
//! overridden, in case a later version of git runs them in such commands too.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::io::error::Error;
use crate::io::program;
use crate::io::project::Project;

/// Settings of git that name programs or choose transports, and what is set in their place.
const OVERRIDES: &[&str] = &[
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.askPass=",
    "core.attributesFile=/dev/null",
    "credential.helper=",
    "diff.external=",
    "gpg.program=false",
    "protocol.allow=never",
    "log.showSignature=false",
    "core.quotePath=false",
];

/// Environment variables that git is given instead of those of the caller.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" }),
    ("GIT_ATTR_NOSYSTEM", "1"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    // Older versions fetch missing objects regardless, but no transport has this name.
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_LITERAL_PATHSPECS", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("LC_ALL", "C"),
];

/// The repository that a project is in.
pub struct Repository {
    program: PathBuf,
    /// The folder that has `.git`.
    top: PathBuf,
    /// The project folder from the top, with a final `/`; empty at the top.
    prefix: String,
    /// Values of `safe.directory` from the configuration of this machine.
    safe_directories: Vec<String>,
    /// Whether the clone lacks earlier commits.
    pub is_shallow: bool,
}

impl Repository {
    /// Finds the repository of a project. It is never one of plain files inside the work tree.
    pub fn open(project: &Project) -> Result<Repository, GitError> {
        let top = project.repository_top();
        let program = program::find("git", top).ok_or(GitError::NotRun("`git` is not installed".to_owned()))?;
        let top = top.ok_or_else(|| GitError::Failed("not a git repository".to_owned()))?.to_path_buf();
        let folder = project.folder_in_repository();
        let prefix = if folder.is_empty() { folder } else { format!("{folder}/") };
        let mut repository = Repository { program, top, prefix, safe_directories: Vec::new(), is_shallow: false };
        let asked = repository.run(&["rev-parse", "--is-shallow-repository"]);
        let asked = match asked {
            Err(GitError::Failed(words)) if words.contains("dubious ownership") => {
                repository.safe_directories = safe_directories(&repository.program);
                repository.run(&["rev-parse", "--is-shallow-repository"])?
            }
            asked => asked?,
        };
        repository.is_shallow = asked.trim() != "false";
        Ok(repository)
    }

    /// The URLs of the remotes, that of `origin` first.
    pub fn remotes(&self) -> Vec<String> {
        let printed = self.run(&["config", "--local", "--no-includes", "--get-regexp", r"^remote\..*\.url$"]);
        let printed = printed.unwrap_or_default();
        let mut remotes: Vec<(&str, &str)> = printed.lines().filter_map(|line| line.split_once(' ')).collect();
        remotes.sort_by_key(|(name, _)| *name != "remote.origin.url");
        remotes.into_iter().map(|(_, url)| url.to_owned()).collect()
    }

    /// The path in the source tree of a path from the top.
    pub(super) fn source_path<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(self.prefix.as_str())
    }

    /// Runs git and returns what it prints.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<String, GitError> {
        self.run_with_input(arguments, String::new())
    }

    /// Runs git with text on its standard input and returns what it prints.
    pub(super) fn run_with_input(&self, arguments: &[&str], input: String) -> Result<String, GitError> {
        let mut process = self.spawn(arguments)?;
        let mut pipe = process.stdin.take().expect("its input is a pipe");
        // Git may end before it has read everything; its exit code shows an error.
        let writer = std::thread::spawn(move || _ = pipe.write_all(input.as_bytes()));
        let output = process.wait_with_output().map_err(|error| GitError::NotRun(error.to_string()))?;
        writer.join().expect("writing text to a pipe does not panic");
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(match output.status.code() {
                // The one answer without words: there is no such thing.
                Some(1) => GitError::Failed(words),
                Some(code) if words.is_empty() => GitError::Failed(format!("git ended with exit code {code}")),
                Some(_) => GitError::Failed(words),
                None => GitError::Failed("git was ended by a signal".to_owned()),
            });
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Starts git with pipes for all its streams, limited to the files of the project where the command has paths.
    pub(super) fn spawn(&self, arguments: &[&str]) -> Result<Child, GitError> {
        let mut command = clean_command(&self.program, &self.top);
        command.envs(ENVIRONMENT.iter().copied());
        command.env("GIT_CEILING_DIRECTORIES", self.top.parent().unwrap_or(&self.top));
        command.arg("--no-pager");
        let safe = self.safe_directories.iter().map(|folder| format!("safe.directory={folder}"));
        for setting in OVERRIDES.iter().map(|setting| (*setting).to_owned()).chain(safe) {
            command.args(["-c", &setting]);
        }
        command.args(arguments);
        // A pathspec that ends in a slash is a folder. At the top there is no limit.
        if arguments.last() == Some(&"--") && !self.prefix.is_empty() {
            command.arg(&self.prefix);
        }
        command.spawn().map_err(|error| GitError::NotRun(error.to_string()))
    }

    /// The full hash of the last commit; `None` if there is none yet.
    pub fn last_commit(&self) -> Result<Option<String>, GitError> {
        match self.run(&["rev-parse", "--verify", "--quiet", "HEAD"]) {
            Ok(id) => Ok(Some(id.trim().to_owned())),
            Err(GitError::Failed(words)) if words.is_empty() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The full hash of a revision.
    pub fn revision(&self, name: &str) -> Result<String, Error> {
        let wanted = format!("{name}^{{commit}}");
        let id = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]).map_err(|error| {
            Error::new(format!("there is no Git revision `{name}`{}", error.description()))
                .help("use a commit, a branch or a tag. In a shallow clone, fetch it first")
        })?;
        Ok(id.trim().to_owned())
    }
}

/// Git in a folder, without variables that choose a repository, an index or programs.
fn clean_command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().to_uppercase().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    command
}

/// The folders of other owners that the configuration of this machine calls safe. Values from a repository do not count.
fn safe_directories(program: &Path) -> Vec<String> {
    let folder = std::env::temp_dir();
    let root = folder.ancestors().last().unwrap_or(&folder);
    let mut command = clean_command(program, root);
    for (name, value) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_CONFIG")) {
        command.env(name, value);
    }
    let output = command.args(["config", "--show-scope", "-z", "--get-all", "safe.directory"]).stdin(Stdio::null());
    let Ok(output) = output.output() else { return Vec::new() };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut parts = text.split('\0');
    let mut folders = Vec::new();
    while let (Some(scope), Some(folder)) = (parts.next(), parts.next()) {
        if matches!(scope, "system" | "global" | "command") {
            folders.push(folder.to_owned());
        }
    }
    folders
}

/// Why git failed.
pub enum GitError {
    /// It could not be run.
    NotRun(String),
    /// It failed and wrote this to standard error.
    Failed(String),
}

impl GitError {
    fn description(&self) -> String {
        match self {
            GitError::NotRun(reason) => format!(": git cannot be run: {reason}"),
            GitError::Failed(words) if words.is_empty() => String::new(),
            GitError::Failed(words) => format!(": {words}"),
        }
    }

    /// The error of a command that needs git.
    pub fn to_error(&self, action: &str) -> Error {
        match self {
            GitError::NotRun(_) => {
                Error::new(format!("cannot {action}: `git` cannot be run")).help("install Git, and run this again")
            }
            GitError::Failed(words) if words.contains("not a git repository") => {
                Error::new(format!("cannot {action}: the project is not in a Git repository"))
                    .help("run this in a clone of the repository, or leave out `--changed-since`")
            }
            GitError::Failed(_) => Error::new(format!("cannot {action} with Git{}", self.description())),
        }
    }
}
