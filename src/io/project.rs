//! Finds the project folder, its content folder and its output folder.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::config;
use crate::config::settings::{Config, Git};
use crate::io::error::Error;

/// What the command line says about places.
#[derive(Debug, Clone, Default)]
pub struct ProjectArgs {
    pub root: Option<PathBuf>,
    pub content: Option<PathBuf>,
    pub output: Option<PathBuf>,
}

/// A project on disk. All paths are absolute.
#[derive(Debug, Clone)]
pub struct Project {
    pub root: PathBuf,
    pub content: PathBuf,
    pub output: PathBuf,
    /// The content folder as diagnostics name it: relative to the root, `/`-separated.
    pub content_name: String,
    /// What pages are to tell from version control.
    pub git: Git,
}

/// Finds the project and checks that output and source do not mix.
pub fn find(asked: &ProjectArgs) -> Result<Project, Error> {
    let current =
        std::env::current_dir().map_err(|error| Error::new(format!("cannot tell the current folder: {error}")))?;
    let root = match &asked.root {
        Some(root) => existing_folder(&current.join(root))?,
        None => match nearest_project(&current) {
            Some(root) => root,
            None if asked.content.is_some() => current.clone(),
            None => {
                return Err(Error::new(format!("no `{}` and no `content` folder in `{}` or above it", config::FILE_NAME, current.display()))
                    .help("run this inside a project, name one with `--root`, or name any folder of Markdown with `--content`"));
            }
        },
    };
    let config = peek_config(&root);
    let content = match (&asked.content, &config.content) {
        (Some(content), _) => current.join(content),
        (None, Some(content)) => root.join(content),
        (None, None) => root.join("content"),
    };
    let content = existing_folder(&content)?;
    let output = match (&asked.output, &config.output) {
        (Some(output), _) => current.join(output),
        (None, Some(output)) => root.join(output),
        (None, None) => root.join("public"),
    };
    let output = normal(&output);
    let content_name = relative(&root, &content);
    let project = Project { root, content, output, content_name, git: config.git };
    project.check_output()?;
    Ok(project)
}

impl Project {
    /// Whether themes, templates and static files are folders of the project rather than of the content.
    pub fn has_folders(&self) -> bool {
        !self.root.starts_with(&self.content)
    }

    /// Where a file of the source tree is.
    pub fn place(&self, path: &str) -> PathBuf {
        normal(&self.root.join(path))
    }

    /// The path below the content folder of a place that a person named: from the current folder, or from the content
    /// folder. It need not exist.
    pub fn content_path(&self, named: &Path) -> Result<String, Error> {
        let current = std::env::current_dir().unwrap_or_else(|_| self.root.clone());
        let from_here = normal(&current.join(named));
        let below = |path: &Path| path.strip_prefix(&self.content).ok().map(|path| relative(Path::new(""), path));
        let is_below = |path: &PathBuf| below(path).is_some();
        let place = Some(from_here).filter(is_below).unwrap_or_else(|| normal(&self.content.join(named)));
        below(&place).filter(|path| !path.is_empty()).ok_or_else(|| {
            Error::new(format!("`{}` is not below the content folder `{}`", named.display(), self.content.display()))
        })
    }

    /// The project folder from the root of the repository that it is in; empty at the root and where there is none.
    pub fn folder_in_repository(&self) -> String {
        let repository = self.root.ancestors().find(|folder| folder.join(".git").exists());
        repository.map(|repository| relative(repository, &self.root)).unwrap_or_default()
    }

    /// Where results are kept between builds; may be deleted at any time.
    pub fn cache(&self) -> PathBuf {
        self.root.join(".fingerpost").join("cache")
    }

    /// Refuses an output folder that is, holds or lies in what the site is made from.
    fn check_output(&self) -> Result<(), Error> {
        let output = canonical(&self.output);
        let help = "choose another folder with `--output`";
        let root = canonical(&self.root);
        if output == root || root.starts_with(&output) {
            return Err(
                Error::new(format!("the output folder `{}` is or holds the project", self.output.display())).help(help)
            );
        }
        let mut sources = vec![canonical(&self.content)];
        if self.has_folders() {
            sources.extend(["themes", "templates", "static"].map(|name| canonical(&self.root.join(name))));
        }
        for source in sources {
            if output == source || output.starts_with(&source) || source.starts_with(&output) {
                return Err(Error::new(format!(
                    "the output folder `{}` is, holds or lies in the source folder `{}`",
                    self.output.display(),
                    source.display()
                ))
                .help(help));
            }
        }
        Ok(())
    }
}

fn nearest_project(start: &Path) -> Option<PathBuf> {
    start
        .ancestors()
        .find(|folder| folder.join(config::FILE_NAME).is_file() || folder.join("content").is_dir())
        .map(Path::to_path_buf)
}

/// The settings that say where things are. What is wrong with the file is found by the compile, not here.
fn peek_config(root: &Path) -> Config {
    let text = fs::read(root.join(config::FILE_NAME)).unwrap_or_default();
    config::read::read(&String::from_utf8_lossy(&text)).0
}

fn existing_folder(path: &Path) -> Result<PathBuf, Error> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(normal(path)),
        Ok(_) => Err(Error::new(format!("`{}` is not a folder", path.display()))),
        Err(error) => Err(Error::io("open the folder", path, &error)),
    }
}

/// Resolves `.` and `..` by text alone, so that a link keeps the name it was given.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// The real path of what exists, joined with what does not exist yet.
fn canonical(path: &Path) -> PathBuf {
    let mut rest = Vec::new();
    let mut at = path;
    loop {
        if let Ok(real) = fs::canonicalize(at) {
            return rest.iter().rev().fold(real, |path, part| path.join(part));
        }
        match (at.parent(), at.file_name()) {
            (Some(parent), Some(name)) => {
                rest.push(name);
                at = parent;
            }
            _ => return path.to_path_buf(),
        }
    }
}

/// The way from one absolute folder to another, `/`-separated; empty when they are one.
fn relative(from: &Path, to: &Path) -> String {
    let from: Vec<_> = from.components().collect();
    let to: Vec<_> = to.components().collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
