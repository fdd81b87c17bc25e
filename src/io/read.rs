//! Reads the files of the project into a tree.
//!
//! Only regular files below the content, theme, template and static folders and the configuration are read. Links that
//! leave their folder are not followed; what cannot be read is a diagnostic, so that one run names them
//! all.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::base::code::Code;
use crate::base::codes::{
    SOURCE_NOT_PUBLISHED, SOURCE_SYMLINK_LOOP, SOURCE_SYMLINK_OUTSIDE, SOURCE_TOO_LARGE, SOURCE_UNREADABLE,
};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::{STATIC_FOLDER, SourcePath, file_name_of, is_markdown};
use crate::base::tree::{Bytes, Entry, Tree};
use crate::config;
use crate::io::open::{canonical_inside, open_regular};
use crate::io::project::Project;
use crate::io::project_file::{self, LARGEST_FILE};

/// The most bytes of a page.
const LARGEST_PAGE: u64 = 64 * 1024 * 1024;
/// How hidden files begin that are never for the host of a site.
const HIDDEN_OF_TOOLS: &[&str] = &[".git", ".hg", ".svn", "._", ".#", ".DS_Store", ".env", ".keep", ".idea", ".vscode"];

/// The folder in which Azure DevOps and other wikis keep images and downloads.
const ATTACHMENTS: &str = ".attachments";
/// The folder of GitBook, and the only one in it with files of pages.
const GITBOOK: &str = ".gitbook";
const GITBOOK_ASSETS: &str = "assets";

/// A file of the project: its path in the tree and on disk.
pub(super) struct FoundFile {
    pub name: String,
    pub path: PathBuf,
    /// The path without links, which was found to be inside the folder.
    pub real: PathBuf,
}

/// The files in a project's folders.
#[derive(Default)]
pub(super) struct Scan {
    pub files: Vec<FoundFile>,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether a file or folder is a link, so that one place on disk may have several names.
    pub has_links: bool,
}

/// Reads everything that a compile of the project may depend on.
pub fn read(project: &Project) -> (Tree, Vec<Diagnostic>) {
    let Scan { files, mut diagnostics, .. } = find(project);
    let read: Vec<Result<(String, Entry), Box<Diagnostic>>> =
        files.into_par_iter().map(|file| Ok((file.name.clone(), entry(file, project)?))).collect();
    let mut tree = Tree::default();
    for file in read {
        match file {
            Ok((name, entry)) => tree.insert_entry(name, entry),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    (tree, diagnostics)
}

/// Whether the content folder has a page.
pub fn has_pages(project: &Project) -> bool {
    let mut found = Scan::default();
    walk(&project.content, &project.content_name, &mut found);
    found.files.iter().any(|file| is_markdown(&file.name))
}

/// A file as the tree has it: the settings and the theme in memory, pages until they are parsed, others on disk.
fn entry(file: FoundFile, project: &Project) -> Result<Entry, Box<Diagnostic>> {
    let is_of_theme = |folder: &str| project.has_folders() && file.name.starts_with(folder);
    if file.name == config::FILE_NAME || ["templates/", "themes/"].into_iter().any(is_of_theme) {
        return read_file(&file).map(Entry::InMemory);
    }
    let is_static = project.has_folders() && file.name.starts_with(&format!("{STATIC_FOLDER}/"));
    if is_markdown(&file.name) && !is_static {
        return read_file(&file).map(|bytes| project_file::page(file.real, bytes));
    }
    project_file::attachment(file.real).map_err(|error| unreadable(&file.name, &error))
}

fn unreadable(name: &str, error: &std::io::Error) -> Box<Diagnostic> {
    let message = format!("this file cannot be read: {error}");
    Box::new(diagnostic(&SOURCE_UNREADABLE, name, message, "give it read permission, or remove it from the folder"))
}

/// Finds every file that a compile of the project may depend on.
pub(super) fn find(project: &Project) -> Scan {
    let mut found = Scan::default();
    walk(&project.content, &project.content_name, &mut found);
    if project.has_folders() {
        for folder in ["templates", "themes", STATIC_FOLDER] {
            let path = project.root.join(folder);
            if !path.is_dir() {
                continue;
            }
            match project.folder_of_theme(folder) {
                Some(_) => walk(&path, folder, &mut found),
                None => found.diagnostics.push(outside(folder)),
            }
        }
    }
    let configuration = project.root.join(config::FILE_NAME);
    if configuration.is_file() {
        match canonical_inside(&project.root, &configuration) {
            Ok(real) => {
                let name = config::FILE_NAME.to_owned();
                found.files.push(FoundFile { name, path: configuration, real });
            }
            Err(_) => found.diagnostics.push(outside(config::FILE_NAME)),
        }
    } else if fs::symlink_metadata(&configuration).is_ok() {
        let message = "this is not a file".to_owned();
        let help = "replace it with a file of settings, or remove it";
        found.diagnostics.push(diagnostic(&SOURCE_UNREADABLE, config::FILE_NAME, message, help));
    }
    found
}

pub(super) fn read_file(source: &FoundFile) -> Result<Bytes, Box<Diagnostic>> {
    let refuse = |error: std::io::Error| unreadable(&source.name, &error);
    let file = open_regular(&source.real).map_err(refuse)?;
    let size = file.metadata().map_err(refuse)?.len();
    let limit = if is_markdown(&source.name) { LARGEST_PAGE } else { LARGEST_FILE };
    if size > limit {
        let message = format!("this file has {} MiB; the maximum is {}", size / (1024 * 1024), limit / (1024 * 1024));
        let help = "split it, or publish it elsewhere and link to it";
        return Err(Box::new(diagnostic(&SOURCE_TOO_LARGE, &source.name, message, help)));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    // A file that grows while it is read is cut, and read again when it is watched.
    file.take(limit).read_to_end(&mut bytes).map_err(refuse)?;
    Ok(Bytes::new(bytes))
}

/// The diagnostic about an entry that the walk cannot read.
fn walk_diagnostic(error: &walkdir::Error, at: &str) -> Diagnostic {
    if error.loop_ancestor().is_some() {
        let message = "this link points to a folder above it";
        return diagnostic(&SOURCE_SYMLINK_LOOP, at, message.into(), "remove the link");
    }
    if error.path().is_some_and(is_dangling) {
        let message = "this link points to a file that does not exist".to_owned();
        // In a hidden name it is rather the trace of a tool than a part of the site.
        let code = if file_name_of(at).starts_with('.') { &SOURCE_NOT_PUBLISHED } else { &SOURCE_UNREADABLE };
        return diagnostic(code, at, message, "remove the link, or restore the file that it points to");
    }
    let reason = error.io_error().map_or_else(|| "unknown reason".to_owned(), ToString::to_string);
    let help = "give it read permission, or remove it from the folder";
    diagnostic(&SOURCE_UNREADABLE, at, format!("this cannot be read: {reason}"), help)
}

/// Whether a path is a symbolic link to nothing.
fn is_dangling(path: &Path) -> bool {
    path.is_symlink() && !path.exists()
}

fn walk(folder: &Path, name: &str, found: &mut Scan) {
    let real_folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    let mut has_links = false;
    let mut entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            // The lock file of an editor is a symbolic link to a file that does not exist.
            Err(error)
                if error.path().is_some_and(|path| path != folder && is_ignored_at(path, EntryKind::File, name)) =>
            {
                continue;
            }
            Err(error) => {
                let at = error.path().map_or_else(|| name.to_owned(), |path| tree_name(folder, name, path));
                found.diagnostics.push(walk_diagnostic(&error, &at));
                continue;
            }
        };
        let kind = if entry.file_type().is_dir() { EntryKind::Folder } else { EntryKind::File };
        if entry.depth() > 0 && is_ignored_at(entry.path(), kind, name) {
            if kind == EntryKind::Folder {
                entries.skip_current_dir();
            }
            continue;
        }
        let at = tree_name(folder, name, entry.path());
        has_links |= entry.depth() > 0 && entry.path_is_symlink();
        // Without links in the folder, a path below it is a real one.
        let real = match entry.path().strip_prefix(folder) {
            Ok(below) if !has_links => Ok(real_folder.join(below)),
            _ => canonical_inside(&real_folder, entry.path()),
        };
        let Ok(real) = real else {
            found.diagnostics.push(outside(&at));
            if kind == EntryKind::Folder {
                entries.skip_current_dir();
            }
            continue;
        };
        if let Some(problem) = problem_of_name(&entry) {
            let shown = at.replace(char::is_control, "\u{fffd}");
            found.diagnostics.push(diagnostic(&SOURCE_UNREADABLE, &shown, problem.to_owned(), "rename it"));
            if kind == EntryKind::Folder {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.file_type().is_file() {
            found.files.push(FoundFile { name: at, path: entry.into_path(), real });
        } else if kind == EntryKind::File {
            let message = "this is neither a file nor a folder".to_owned();
            found.diagnostics.push(diagnostic(&SOURCE_UNREADABLE, &at, message, "remove it from the folder"));
        }
    }
    found.has_links |= has_links;
}

/// Why a name cannot be that of a source: what diagnostics, lists and URLs show must be text of one line.
fn problem_of_name(entry: &DirEntry) -> Option<&'static str> {
    match entry.file_name().to_str() {
        _ if entry.depth() == 0 => None,
        None => Some("the name of this file or folder is not UTF-8"),
        Some(name) => {
            name.contains(char::is_control).then_some("the name of this file or folder has a control character")
        }
    }
}

fn outside(name: &str) -> Diagnostic {
    let message = "this link points outside its folder and is not followed".to_owned();
    diagnostic(&SOURCE_SYMLINK_OUTSIDE, name, message, "copy its target into the folder")
}

/// An entry of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    File,
    Folder,
}

fn is_ignored_at(path: &Path, kind: EntryKind, project_folder: &str) -> bool {
    let name = |path: Option<&Path>| path.and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    is_ignored((&name(path.parent()), &name(Some(path))), kind, project_folder)
}

/// Whether a file or folder is not content: hidden, a package folder, or a backup copy by an editor or version control.
/// Hidden static files such as `.htaccess` are for the host, except those of tools. The names are those of the folder
/// around it and its own.
pub fn is_ignored((around, name): (&str, &str), kind: EntryKind, project_folder: &str) -> bool {
    let is_hidden = match project_folder {
        STATIC_FOLDER => HIDDEN_OF_TOOLS.iter().any(|start| name.starts_with(start)),
        _ if around == GITBOOK => name != GITBOOK_ASSETS,
        // Wikis and GitBook keep their images there.
        _ => name.starts_with('.') && ![ATTACHMENTS, GITBOOK].contains(&name),
    };
    is_hidden || is_leftover(name, kind)
}

/// Files and folders that editors, version control, package managers and operating systems create.
fn is_leftover(name: &str, kind: EntryKind) -> bool {
    if kind == EntryKind::Folder {
        return matches!(name, "node_modules" | "CVS" | "_darcs" | "__pycache__" | "__MACOSX");
    }
    let folded = name.to_lowercase();
    let endings = ["~", ".swp", ".swo", ".swx", ".tmp", ".bak", ".orig", ".rej", ".pyc", ".crdownload", ".part"];
    endings.iter().any(|ending| folded.ends_with(ending))
        || name.starts_with("~$")
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        || matches!(folded.as_str(), "4913" | "thumbs.db" | "desktop.ini")
}

/// The name of a file in the tree.
fn tree_name(folder: &Path, name: &str, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts = below.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let named = Some(name.to_owned()).filter(|name| !name.is_empty());
    named.into_iter().chain(parts).collect::<Vec<_>>().join("/")
}

fn diagnostic(code: &'static Code, name: &str, message: String, help: &str) -> Diagnostic {
    Diagnostic::new(code, Location::file(&SourcePath::new(name)), message).help(help)
}
