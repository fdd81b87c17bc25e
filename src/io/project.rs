//! Finds the project folder, its content folder and its output folder.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::base::path::{self, is_markdown};
use crate::config;
use crate::config::settings::{Config, Git};
use crate::io::error::Error;
use crate::io::open::{canonical_inside, open_regular};

/// The folders that the command line names.
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
    /// How much of the version history pages show.
    pub git: Git,
}

/// Finds the project and checks that output and source do not mix.
pub fn find(asked: &ProjectArgs) -> Result<Project, Error> {
    let current =
        std::env::current_dir().map_err(|error| Error::new(format!("cannot find the current folder: {error}")))?;
    let root = match &asked.root {
        Some(root) => existing_folder(&current.join(root))?,
        None => match nearest_project(&current) {
            Some(root) => root,
            None if asked.content.is_some() => current.clone(),
            None => return Err(no_project(&current)),
        },
    };
    let config = peek_config(&root);
    let content = match (&asked.content, &config.content) {
        (Some(content), _) => current.join(content),
        (None, Some(content)) => root.join(content),
        (None, None) => root.join("content"),
    };
    let content = existing_folder(&content).map_err(|error| match &asked.content {
        // Paths of options begin at the working folder, as those of other commands do.
        Some(asked) if root.join(asked).is_dir() => error.help(format!(
            "`--content` is relative to the working folder; write `--content {}`",
            root.join(asked).display()
        )),
        _ => error,
    })?;
    if asked.content.is_none() {
        let help = "use a folder of the project, or name the folder with `--content` if you trust all authors";
        check_inside(&root, &content, config.content.as_deref(), "content", help)?;
    } else {
        check_links(&root, &content)?;
    }
    let output = match (&asked.output, &config.output) {
        (Some(output), _) => current.join(output),
        (None, Some(output)) => root.join(output),
        (None, None) => root.join("public"),
    };
    let output = normal(&output);
    if asked.output.is_none() {
        let help = "use a folder of the project, or name the folder with `--output`";
        check_inside(&root, &output, config.output.as_deref(), "output", help)?;
    } else {
        check_links(&root, &output)?;
    }
    let content_name = relative(&root, &content);
    let project = Project { root, content, output, content_name, git: config.git };
    project.check_output()?;
    Ok(project)
}

/// The project that a folder is or becomes. The folder need not exist; `content` is relative to it, unless the project says
/// where its pages are.
pub fn to_begin(root: &Path, content: Option<&Path>) -> Result<Project, Error> {
    let current =
        std::env::current_dir().map_err(|error| Error::new(format!("cannot find the current folder: {error}")))?;
    let root = normal(&current.join(root));
    if root.exists() && !root.is_dir() {
        return Err(Error::new(format!("`{}` is not a folder", root.display())));
    }
    let config = peek_config(&root);
    let content = content.map(Path::to_path_buf).or(config.content.map(PathBuf::from));
    let content = normal(&root.join(content.unwrap_or_else(|| PathBuf::from("content"))));
    if content == root || !content.starts_with(&root) {
        return Err(Error::new(format!("`{}` is not a folder below the project folder", content.display()))
            .help("keep the pages in a folder of their own, such as `content`"));
    }
    let content_name = relative(&root, &content);
    Ok(Project { output: root.join("public"), content_name, root, content, git: config.git })
}

/// Why there is no project: what could be one, and how to make it one.
fn no_project(folder: &Path) -> Error {
    let name = config::FILE_NAME;
    let found = markdown_below(folder);
    let Some(first) = found.first() else {
        return Error::new(format!("no `{name}` and no `content` folder in `{}` or above it", folder.display())).help(
            "run `fingerpost init` to create a project here, or name another folder with `--root` or `--content`",
        );
    };
    let tops: BTreeSet<&str> = found.iter().filter_map(|path| Some(path.split_once('/')?.0)).collect();
    let is_at_top = found.iter().any(|path| !path.contains('/') && !path.eq_ignore_ascii_case("readme.md"));
    let count = if found.len() == 1 { "1 Markdown file".to_owned() } else { format!("{} Markdown files", found.len()) };
    let problem = format!("there is no project in `{}` or above it, only {count}, such as `{first}`", folder.display());
    let only = tops.first().filter(|_| tops.len() == 1 && !is_at_top);
    Error::new(problem).help(match only {
        Some(pages) => format!(
            "add `--content {pages}` to use this folder as it is; to keep that, run `fingerpost init --content {pages}`"
        ),
        None => "move them into a folder `content`, which makes this a project; or publish them where they are with \
                 `--content . --output ../public`"
            .to_owned(),
    })
}

/// How many entries of a folder without a project are looked at.
const MOST_ENTRIES: usize = 20_000;

/// The Markdown files below a folder, without hidden folders, packages and links.
fn markdown_below(folder: &Path) -> Vec<String> {
    let is_wanted = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || name == "node_modules")
    };
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_wanted).take(MOST_ENTRIES);
    let files = entries.flatten().filter(|entry| entry.file_type().is_file());
    files.map(|entry| relative(folder, entry.path())).filter(|path| is_markdown(path)).collect()
}

/// Refuses a folder outside the project that only files of the project name, by a setting or a link: whoever may change
/// those does not decide what is read, published or overwritten on this machine.
fn check_inside(root: &Path, folder: &Path, setting: Option<&str>, role: &str, help: &str) -> Result<(), Error> {
    let (real, root) = (canonical(folder), canonical(root));
    let problem = match real.strip_prefix(&root) {
        Ok(below) if is_of_tools(below) => "points to a folder of version control or of Fingerpost",
        Ok(_) => return Ok(()),
        Err(_) => "points outside the project folder",
    };
    let named = match setting {
        Some(setting) => format!("`{role} = \"{setting}\"` under `[build]` in `{}`", config::FILE_NAME),
        None => format!("`{}` is a symbolic link that", folder.display()),
    };
    Err(Error::new(format!("{named} {problem}")).help(help))
}

/// Refuses a path that looks like one of the repository, and that a symbolic link leads elsewhere: the person who named it
/// did not see the link, which whoever may change the repository can put there. A path outside is taken as it is named.
fn check_links(root: &Path, named: &Path) -> Result<(), Error> {
    let top = repository_top(root).unwrap_or(root);
    let real_top = canonical(top);
    let shown = normal(named);
    let Some(below) = shown.strip_prefix(top).or_else(|_| shown.strip_prefix(&real_top)).ok() else { return Ok(()) };
    let real = canonical(named);
    let problem = match real.strip_prefix(&real_top) {
        Ok(below_real) if is_of_tools(below_real) && !is_of_tools(below) => {
            "a folder of version control or of Fingerpost"
        }
        Ok(_) => return Ok(()),
        Err(_) => "a place outside the repository",
    };
    Err(Error::new(format!("a symbolic link leads from `{}` to `{}`, {problem}", shown.display(), real.display()))
        .help("remove the link, or name the place that is meant"))
}

fn repository_top(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// Whether a path is in a folder of version control or in our own.
fn is_of_tools(below: &Path) -> bool {
    below.iter().any(|part| path::is_of_tools(&part.to_string_lossy()))
}

impl Project {
    /// Whether themes, templates and static files are folders of the project rather than of the content.
    pub fn has_folders(&self) -> bool {
        !self.root.starts_with(&self.content)
    }

    /// The path on disk of a file of the source tree.
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
                .help("name a page or a folder by its path, such as `guides/backups.md`")
        })
    }

    /// The folder above the project that has `.git`. No commit can contain an entry of that name, so it is the top of the
    /// work tree that the project is in.
    pub fn repository_top(&self) -> Option<&Path> {
        repository_top(&self.root)
    }

    /// Refuses a file or folder that the command line names, from the current folder, if a link of the repository leads
    /// elsewhere.
    pub fn refuse_links(&self, named: &Path) -> Result<(), Error> {
        let place = std::path::absolute(named).map_err(|error| Error::io("find", named, &error))?;
        check_links(&self.root, &place)
    }

    /// The project folder from the root of the repository that it is in; empty at the root and where there is none.
    pub fn folder_in_repository(&self) -> String {
        self.repository_top().map(|repository| relative(repository, &self.root)).unwrap_or_default()
    }

    /// The place of a file that a setting or a convention names, below the project folder. Refused where a link points outside.
    pub fn file_inside(&self, path: &str) -> Result<PathBuf, Error> {
        let place = self.root.join(path);
        let is_refused = |below: &Path| is_of_tools(below) && !below.starts_with(".fingerpost");
        match canonical(&place).strip_prefix(canonical(&self.root)) {
            Ok(below) if is_refused(below) => {
                Err(Error::new(format!("`{}` is in a folder of version control", place.display()))
                    .help("use another path"))
            }
            Ok(_) => Ok(place),
            Err(_) => {
                Err(Error::new(format!("`{}` points outside the project folder", place.display()))
                    .help("remove the link"))
            }
        }
    }

    /// The real path of a folder of themes, templates or static files. It can be a link, but not to the whole project or to
    /// what tools keep there.
    pub(super) fn folder_of_theme(&self, name: &str) -> Option<PathBuf> {
        let real = canonical_inside(&self.root, &self.root.join(name)).ok()?;
        let root = canonical(&self.root);
        let below = real.strip_prefix(&root).ok()?;
        (!below.as_os_str().is_empty() && !is_of_tools(below)).then_some(real)
    }

    /// The cache folder, which may be deleted at any time.
    pub fn cache(&self) -> PathBuf {
        self.root.join(".fingerpost").join("cache")
    }

    /// Refuses an output folder that overlaps with what the site is made from.
    fn check_output(&self) -> Result<(), Error> {
        let output = canonical(&self.output);
        let help = "choose an output folder of its own with `--output`, such as `--output public`";
        let refuse_with =
            |problem: String, help: String| Err(Error::new(format!("the output folder {problem}")).help(help));
        let refuse = |problem: String| refuse_with(problem, help.to_owned());
        let shown = self.output.display();
        let root = canonical(&self.root);
        if output == root {
            return refuse(format!("`{shown}` is the project folder"));
        }
        if root.starts_with(&output) {
            return refuse(format!("`{shown}` contains the project `{}`", root.display()));
        }
        let mut sources = vec![canonical(&self.content)];
        if self.has_folders() {
            sources.extend(["themes", "templates", "static"].map(|name| canonical(&self.root.join(name))));
        }
        for source in sources {
            let folder = source.display();
            if output == source {
                return refuse(format!("`{shown}` is a folder with sources of the site"));
            }
            if output.starts_with(&source) {
                let name = source.file_name().unwrap_or_default().to_string_lossy();
                let help =
                    format!("choose a folder outside of it with `--output`, such as `--output ../{name}-public`");
                return refuse_with(format!("`{shown}` is inside the source folder `{folder}`"), help);
            }
            if source.starts_with(&output) {
                return refuse(format!("`{shown}` contains the source folder `{folder}`"));
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

/// The maximum size of a configuration file in bytes.
const LARGEST_CONFIGURATION: u64 = 16 * 1024 * 1024;

/// The settings that name folders. The compile reports errors in the file.
fn peek_config(root: &Path) -> Config {
    let path = root.join(config::FILE_NAME);
    let file = canonical_inside(root, &path).and_then(|path| open_regular(&path));
    let mut text = Vec::new();
    let read = file.and_then(|file| file.take(LARGEST_CONFIGURATION).read_to_end(&mut text));
    if read.is_err() {
        text.clear();
    }
    config::read::read(&String::from_utf8_lossy(&text)).0
}

fn existing_folder(path: &Path) -> Result<PathBuf, Error> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(normal(path)),
        Ok(_) => Err(Error::new(format!("`{}` is not a folder", path.display()))),
        Err(error) => Err(Error::io("open the folder", path, &error)),
    }
}

/// Resolves `.` and `..` in the text alone, so that a symbolic link keeps its name.
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

/// The maximum number of symbolic links in one path, as on Linux.
const MOST_LINKS: usize = 40;

/// The canonical path of the part that exists, joined with the part that does not exist yet. Symbolic links to what does
/// not exist are followed too.
fn canonical(path: &Path) -> PathBuf {
    let mut rest = Vec::new();
    let mut at = path.to_path_buf();
    let mut links = 0;
    loop {
        if let Ok(real) = fs::canonicalize(&at) {
            return rest.iter().rev().fold(real, |path, part| path.join(part));
        }
        let Some(parent) = at.parent().map(Path::to_path_buf) else { return path.to_path_buf() };
        match fs::read_link(&at) {
            Ok(target) if links < MOST_LINKS => {
                links += 1;
                at = normal(&parent.join(target));
            }
            _ => {
                rest.extend(at.file_name().map(ToOwned::to_owned));
                at = parent;
            }
        }
    }
}

/// The relative path from one absolute folder to another, `/`-separated; empty if they are the same.
fn relative(from: &Path, to: &Path) -> String {
    let from: Vec<_> = from.components().collect();
    let to: Vec<_> = to.components().collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
