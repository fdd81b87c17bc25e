//! `fingerpost init`: begins a project with settings, sample pages, and files for the host of the repository and for
//! editors.

use std::ffi::OsStr;
use std::io::{IsTerminal, stderr, stdin};
use std::path::PathBuf;

use clap::ValueEnum;

use crate::base::language::{advice, invalid_tag};
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::edit::starter::{self, Answers, Host, STARTERS_BY_NAME};
use crate::io::clock::today;
use crate::io::edit::{Created, create_all};
use crate::io::error::Error;
use crate::io::git::repository::Repository;
use crate::io::project::{self, Project};
use crate::io::read;
use crate::io::recover::recover;
use crate::report::tally::counted;

/// The longest title that is taken, in characters.
const LONGEST_TITLE: usize = 200;

/// Options of `fingerpost init`.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// Folder of the project [default: the current folder]
    pub dir: Option<PathBuf>,
    /// What the site is for, which decides its sample pages [default: guidance, or none if there are pages]
    #[arg(long, value_name = "KIND", value_parser = STARTERS_BY_NAME)]
    pub from: Option<String>,
    /// Name of the site [default: the name of the folder]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Language of the pages, such as en-GB or cy [default: en]
    #[arg(long, value_name = "TAG", value_parser = language)]
    pub language: Option<String>,
    /// Host to write CI files for [default: the one that the Git remote names]
    #[arg(long, value_enum)]
    pub ci: Option<Ci>,
}

/// A host to write CI files for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    Github,
    Gitlab,
    Azure,
    None,
}

/// The host to write CI files for, or why there is none.
type ChosenHost = Result<Host, String>;

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &InitArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let named = global.project();
    let dir = args.dir.clone().or(named.root).unwrap_or_else(|| PathBuf::from("."));
    let project = project::to_begin(&dir, named.content.as_deref())?;
    recover(&project)?;
    let questions = Questions::new(terminal, global.quiet);
    let default_title = default_title(&project);
    let title = match &args.title {
        Some(title) => title.clone(),
        None => questions.ask("Name of the site", &default_title),
    };
    let title = title.trim();
    if title.is_empty() || title.chars().count() > LONGEST_TITLE || title.contains(char::is_control) {
        return Err(Error::new("the title is empty or too long").help("set a short one with `--title`"));
    }
    let starter = match &args.from {
        Some(name) => Some(name.clone()),
        None if read::has_pages(&project) => None,
        None => Some(questions.choose("What is it for", &STARTERS_BY_NAME)),
    };
    let base_url = global.base_url()?.map(|url| format!("{}{}/", url.origin, url.prefix));
    let host = host(args.ci, &project);
    let tree = starter::files(&Answers {
        starter: starter.as_deref(),
        title,
        language: args.language.as_deref().unwrap_or("en"),
        base_url: base_url.as_deref(),
        content: &project.content_name,
        today: &global.now.unwrap_or_else(today).to_string(),
        host: host.as_ref().ok().copied(),
    });
    let created = create_all(&project, &tree)?;
    report(&project, &created, &host, terminal);
    Ok(Outcome::Clean)
}

/// Reads a language tag, as a value parser of clap.
fn language(text: &str) -> Result<String, String> {
    invalid_tag(text).map_or_else(|| Ok(text.to_owned()), |meant| Err(advice(meant)))
}

/// The name of the folder in words.
fn default_title(project: &Project) -> String {
    let name = project.root.file_name().and_then(OsStr::to_str).unwrap_or("Guidance");
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn host(asked: Option<Ci>, project: &Project) -> ChosenHost {
    match asked {
        Some(Ci::Github) => return Ok(Host::GitHub),
        Some(Ci::Gitlab) => return Ok(Host::GitLab),
        Some(Ci::Azure) => return Ok(Host::AzureDevOps),
        Some(Ci::None) => return Err(String::new()),
        None => {}
    }
    let remotes = match Repository::open(project) {
        Ok(repository) => repository.remotes(),
        Err(_) => return Err("the folder is not in a Git repository".to_owned()),
    };
    if !project.folder_in_repository().is_empty() {
        return Err("the folder is not the root of its Git repository".to_owned());
    }
    let Some(first) = remotes.first() else { return Err("the Git repository has no remote".to_owned()) };
    let found = remotes.iter().find_map(|url| Host::of_remote(url));
    found.ok_or_else(|| format!("Fingerpost has none for the host of `{}`", without_user(first)))
}

/// The URL of a remote without a user name or password.
fn without_user(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => match rest.split_once('/') {
            Some((host, path)) => format!("{scheme}://{}/{path}", host.rsplit('@').next().unwrap_or(host)),
            None => format!("{scheme}://{}", rest.rsplit('@').next().unwrap_or(rest)),
        },
        None => url.to_owned(),
    }
}

/// Says which files are new and which were there, and what to do next.
fn report(project: &Project, created: &Created, host: &ChosenHost, terminal: &Terminal) {
    for path in &created.written {
        terminal.info(&format!("wrote {path}"));
    }
    for path in &created.kept {
        terminal.info(&format!("kept {path}, which exists with other content"));
    }
    if let Err(reason) = host
        && !reason.is_empty()
    {
        terminal.info(&format!("wrote no CI files: {reason}; choose some with `--ci github`, `gitlab` or `azure`"));
    }
    if let Ok(host) = host
        && created.written.iter().any(|path| path == host.file())
    {
        terminal.info(&format!("name the repository of Fingerpost in {}", host.file()));
    }
    let is_here = std::env::current_dir().is_ok_and(|current| current == project.root);
    let root = if is_here { String::new() } else { format!(" --root {}", project.root.display()) };
    terminal.info(&match created.written.len() {
        0 => "nothing to write: the project has all files".to_owned(),
        count => format!("{} written. To see the site: fingerpost serve --open{root}", counted(count, "file")),
    });
}

/// Questions to a person, if there is one.
struct Questions<'a> {
    terminal: &'a Terminal,
    is_person: bool,
}

impl<'a> Questions<'a> {
    fn new(terminal: &'a Terminal, is_quiet: bool) -> Questions<'a> {
        Questions { terminal, is_person: !is_quiet && stdin().is_terminal() && stderr().is_terminal() }
    }

    /// The answer to a question; the default without a person or an answer.
    fn ask(&self, question: &str, default: &str) -> String {
        if !self.is_person {
            return default.to_owned();
        }
        self.terminal.message(&format!("{question}? [{default}]"));
        let mut answer = String::new();
        let _ = stdin().read_line(&mut answer);
        let answer = answer.trim();
        if answer.is_empty() { default.to_owned() } else { answer.to_owned() }
    }

    /// One of several names; the first without a person or with an unknown answer.
    fn choose(&self, question: &str, names: &[&str]) -> String {
        let answer = self.ask(&format!("{question}: {}", names.join(", ")), names[0]);
        match names.iter().find(|name| answer.eq_ignore_ascii_case(name)) {
            Some(name) => (*name).to_owned(),
            None => {
                self.terminal.message(&format!("`{answer}` is not in the list; using `{}`", names[0]));
                names[0].to_owned()
            }
        }
    }
}
