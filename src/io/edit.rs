//! Writes changes into the author's files: all of them, or none (`edit_journal`).

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::base::hash::sha256_hex;
use crate::base::path::folders_above;
use crate::base::tree::{Entry, Tree};
use crate::io::disk;
use crate::io::edit_journal::{self, FileChange, Journal, Move};
use crate::io::error::Error;
use crate::io::hash_file::sha256_of;
use crate::io::project::Project;

/// The new content of a file. The journal has the old one.
struct NewFile<'a> {
    path: &'a str,
    before: Option<String>,
    after: &'a Entry,
}

/// What became of files that were to be created, by their paths.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Created {
    pub written: Vec<String>,
    /// Those that exist with this content.
    pub unchanged: Vec<String>,
    /// Those that exist with other content, which they keep.
    pub kept: Vec<String>,
}

/// Moves a file or folder, if one moves, and writes every file of `new` that `old` has with other content. Paths are those
/// after the move. If a file has changed on disk since it was read, nothing is changed.
pub fn write(project: &Project, moved: Option<Move>, old: &Tree, new: &Tree) -> Result<usize, Error> {
    let is_edited = |path: &str| old.entry(path).is_some_and(|entry| new.entry(path).is_some_and(|now| now != entry));
    let edited: Vec<&str> = old.iter().map(|(path, _)| path).filter(|path| is_edited(path)).collect();
    let mut texts = Vec::new();
    for path in edited {
        let before = old.get(path).and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
        let before = before.ok_or_else(|| changed(path))?;
        let after = new.entry(path).expect("it is edited, so both trees have it");
        texts.push(NewFile { path, before: Some(before), after });
    }
    apply(project, false, moved, &texts)?;
    Ok(texts.len())
}

/// Creates a file below the content folder, and the folders above it. Fails if the file exists.
pub fn create(project: &Project, path: &str, text: &str) -> Result<(), Error> {
    let place = project.content.join(path);
    if disk::exists(&place) {
        return Err(Error::new(format!("`{}` already exists", place.display()))
            .help("choose another title, or another file with `--to`"));
    }
    let path =
        if project.content_name.is_empty() { path.to_owned() } else { format!("{}/{path}", project.content_name) };
    let after = Entry::InMemory(Arc::new(text.as_bytes().to_vec()));
    apply(project, false, None, &[NewFile { path: &path, before: None, after: &after }])
}

/// Creates the files of a tree in a project that may be new, and its folder. Files that exist are left as they are.
pub fn create_all(project: &Project, tree: &Tree) -> Result<Created, Error> {
    let mut created = Created::default();
    let mut files = Vec::new();
    for (path, after) in tree.iter() {
        let place = project.file_inside(path)?;
        match disk::metadata(&place) {
            Err(_) => {
                created.written.push(path.to_owned());
                files.push(NewFile { path, before: None, after });
            }
            Ok(metadata) if metadata.is_file() && is_same(&place, &metadata, after)? => {
                created.unchanged.push(path.to_owned())
            }
            Ok(_) => created.kept.push(path.to_owned()),
        }
    }
    if files.is_empty() {
        return Ok(created);
    }
    let is_new = !disk::exists(&project.root);
    disk::make_folders(&project.root).map_err(|error| Error::io("make the folder", &project.root, &error))?;
    apply(project, is_new, None, &files).inspect_err(|_| {
        if is_new {
            let _ = disk::remove_folder(&project.root);
        }
    })?;
    Ok(created)
}

/// Whether a file has this content.
fn is_same(place: &Path, metadata: &Metadata, after: &Entry) -> Result<bool, Error> {
    if metadata.len() != after.length() {
        return Ok(false);
    }
    let now = sha256_of(place).map_err(|error| Error::io("read", place, &error))?;
    Ok(now == sha256_of_entry(after).map_err(|error| Error::io("read the source of", place, &error))?)
}

fn sha256_of_entry(entry: &Entry) -> io::Result<String> {
    match entry {
        Entry::InMemory(bytes) => Ok(sha256_hex(bytes)),
        Entry::OnDisk(file) => file.sha256(),
    }
}

/// Writes the content of a new file under a name that must be free.
fn write_entry(entry: &Entry, to: &Path) -> io::Result<()> {
    match entry {
        Entry::InMemory(bytes) => disk::write(to, bytes),
        Entry::OnDisk(file) => file.copy_to(to),
    }
}

fn apply(project: &Project, is_new_project: bool, moved: Option<Move>, files: &[NewFile<'_>]) -> Result<(), Error> {
    if let Some(Move { from, to }) = &moved {
        let (from, to) = (project.place(from), project.place(to));
        if disk::exists(&to) && !edit_journal::is_same_file(&from, &to) {
            return Err(Error::new(format!("`{}` already exists", to.display())));
        }
    }
    let new_place = moved.iter().map(|moved| (moved.to.as_str(), edit_journal::is_source(project, &moved.to)));
    let is_allowed = |file: &NewFile<'_>| match file.before {
        Some(_) => edit_journal::is_source(project, file.path),
        None => edit_journal::can_be_created(project, file.path),
    };
    let targets: Vec<(&str, bool)> = new_place.chain(files.iter().map(|file| (file.path, is_allowed(file)))).collect();
    if let Some((path, _)) = targets.iter().find(|(_, is_allowed)| !is_allowed) {
        return Err(Error::new(format!("`{path}` is hidden, or a symbolic link there points outside its folder"))
            .help("choose another place, or remove the link"));
    }
    let mut folders: Vec<String> = targets.iter().flat_map(|(path, _)| missing_folders(project, path)).collect();
    folders.sort();
    folders.dedup();
    let changes = files.iter().map(|file| change(project, file)).collect::<Result<Vec<_>, _>>()?;
    let mut journal = Journal::new(moved, folders, changes);
    journal.is_new_project = is_new_project;
    let open = journal.begin(project)?;
    let done = carry_out(project, &journal, files).and_then(|()| open.remove());
    if let Err(error) = done {
        return Err(match journal.undo(project).and_then(|()| open.remove()) {
            Ok(()) => {
                // One that comes back changes nothing.
                let _ = open.save_removal();
                error.help("nothing was changed")
            }
            Err(_) => error.help("only part of the change was made; the next command undoes it"),
        });
    }
    open.save_removal().map_err(|error| {
        error.help("everything was changed, but if the computer loses power now, the next command may undo it")
    })
}

/// Folders above a path after the move that do not exist, below the content folder.
fn missing_folders(project: &Project, path: &str) -> Vec<String> {
    folders_above(path).filter(|folder| !disk::exists(&project.place(folder))).map(str::to_owned).collect()
}

fn change(project: &Project, file: &NewFile<'_>) -> Result<FileChange, Error> {
    let place = edit_journal::real(&project.place(file.path))?;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let mut names = (0..).map(|number| match number {
        0 => format!(".{name}.fingerpost-edit"),
        _ => format!(".{name}.fingerpost-edit-{number}"),
    });
    let temporary = names.find(|name| !disk::exists(&place.with_file_name(name))).expect("some name is free");
    let after = sha256_of_entry(file.after).map_err(|error| Error::io("read the source of", &place, &error))?;
    Ok(FileChange { path: file.path.to_owned(), before: file.before.clone(), after, temporary })
}

fn carry_out(project: &Project, journal: &Journal, files: &[NewFile<'_>]) -> Result<(), Error> {
    for folder in &journal.folders {
        let place = project.place(folder);
        let made = disk::make_folder(&place).and_then(|()| place.parent().map_or(Ok(()), disk::sync_folder));
        made.map_err(|error| Error::io("make the folder", &place, &error))?;
    }
    if let Some(Move { from, to }) = &journal.moved {
        move_file(project, &project.place(from), &project.place(to))?;
    }
    for (file, change) in files.iter().zip(&journal.files) {
        let place = edit_journal::real(&project.place(file.path))?;
        let temporary = place.with_file_name(&change.temporary);
        let written = match &file.before {
            Some(before) => {
                let now = disk::read(&place).map_err(|error| Error::io("read", &place, &error))?;
                if now != before.as_bytes() {
                    return Err(changed(file.path));
                }
                let after = file.after.bytes().ok_or_else(|| changed(file.path))?;
                edit_journal::replace(&place, &temporary, &after)
            }
            // A link fails where somebody has made the file meanwhile.
            None => write_entry(file.after, &temporary)
                .and_then(|()| disk::sync_file(&temporary))
                .and_then(|()| disk::link(&temporary, &place))
                .and_then(|()| disk::remove_file(&temporary))
                .and_then(|()| place.parent().map_or(Ok(()), disk::sync_folder)),
        };
        written.map_err(|error| Error::io("write", &place, &error))?;
    }
    Ok(())
}

fn move_file(project: &Project, from: &Path, to: &Path) -> Result<(), Error> {
    let mut folders = [to.parent(), from.parent()].into_iter().flatten();
    let moved = disk::rename(from, to).and_then(|()| folders.try_for_each(disk::sync_folder));
    moved.map_err(|error| Error::io("rename", from, &error))?;
    let is_empty = |folder: &Path| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    let mut emptied = from.parent();
    while let Some(folder) = emptied.filter(|folder| *folder != project.content && is_empty(folder)) {
        disk::remove_folder(folder).map_err(|error| Error::io("remove the folder", folder, &error))?;
        emptied = folder.parent();
    }
    Ok(())
}

fn changed(path: &str) -> Error {
    Error::new(format!("`{path}` was changed in the meantime"))
}
