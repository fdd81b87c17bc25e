//! The project's files as a commit has them.

use std::io::{BufRead, BufReader, Read, Write};

use crate::base::hash::sha256_hex;
use crate::base::path::STATIC_FOLDER;
use crate::base::tree::{Bytes, Tree};
use crate::config;
use crate::io::error::Error;
use crate::io::git::repository::Repository;
use crate::io::project::Project;
use crate::io::project_file::LARGEST_FILE;
use crate::io::read::{EntryKind, is_ignored};

/// How Git LFS begins the files that it stores in place of others.
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";

/// The files of a project at a commit.
pub struct CommittedTree {
    pub files: Tree,
    /// Folders of the project that are repositories of their own.
    pub submodules: Vec<String>,
}

/// The project's files as a commit has them: what `read` would have read then.
pub fn tree(repository: &Repository, project: &Project, commit: &str) -> Result<CommittedTree, Error> {
    if project.content_name.starts_with("..") {
        return Err(Error::new("the content folder is outside the project, so git has no history of it"));
    }
    let list = repository.run(&["ls-tree", "-r", "-z", "--full-tree", commit, "--"]);
    let list = list.map_err(|error| error.to_error("list files"))?;
    let mut wanted: Vec<(&str, &str)> = Vec::new();
    let mut submodules = Vec::new();
    for line in list.split('\0') {
        let Some((facts, path)) = line.split_once('\t') else { continue };
        let Some(path) = repository.source_path(path).filter(|path| is_read(project, path)) else { continue };
        let mut facts = facts.split(' ');
        let (mode, id) = (facts.next().unwrap_or_default(), facts.nth(1).unwrap_or_default());
        // Only regular files: no links, no other repositories.
        match mode {
            "160000" => submodules.push(path.to_owned()),
            _ if mode.starts_with("100") => wanted.push((path, id)),
            _ => {}
        }
    }
    let mut files = Tree::default();
    for ((path, _), bytes) in wanted.iter().zip(contents(repository, wanted.iter().map(|(_, id)| *id))?) {
        files.insert(*path, Bytes::new(bytes));
    }
    Ok(CommittedTree { files, submodules })
}

/// Whether a compile of the project depends on the file at a path.
fn is_read(project: &Project, path: &str) -> bool {
    let folder = path.split('/').next().unwrap_or_default();
    let is_content = project.content_name.is_empty()
        || path.strip_prefix(&project.content_name).is_some_and(|rest| rest.starts_with('/'));
    let is_hidden = || {
        let names = || path.split('/');
        [""].into_iter()
            .chain(names())
            .zip(names())
            .any(|pair| is_ignored(pair, EntryKind::File, folder) || is_ignored(pair, EntryKind::Folder, folder))
    };
    let is_in_folder = || project.has_folders() && ["templates", "themes", STATIC_FOLDER].contains(&folder);
    path == config::FILE_NAME || ((is_content || is_in_folder()) && !is_hidden())
}

/// Whether a file in the work tree is what a commit has, after the conversions that a checkout makes: ends of lines, and
/// files that Git LFS stores elsewhere.
pub(super) fn is_checked_out(committed: &[u8], now: &[u8]) -> bool {
    if committed == now {
        return true;
    }
    if committed.starts_with(LFS_POINTER) {
        let lines = committed[LFS_POINTER.len()..].split(|byte| *byte == b'\n');
        let mut hashes = lines.filter_map(|line| line.strip_prefix(b"oid sha256:"));
        return hashes.next().is_some_and(|hash| hash == sha256_hex(now).as_bytes());
    }
    let unix = |text: &'_ [u8]| -> Vec<u8> {
        let pairs = text.iter().zip(text.iter().skip(1).map(Some).chain([None]));
        pairs.filter(|(byte, next)| **byte != b'\r' || *next != Some(&b'\n')).map(|(byte, _)| *byte).collect()
    };
    !committed.contains(&0) && unix(committed) == unix(now)
}

/// The bytes of files by their hashes, through one process.
fn contents<'a>(repository: &Repository, ids: impl Iterator<Item = &'a str>) -> Result<Vec<Vec<u8>>, Error> {
    let failed = |error: std::io::Error| Error::new(format!("cannot read files from git: {error}"));
    let mut process = repository.spawn(&["cat-file", "--batch"]).map_err(|error| error.to_error("read files"))?;
    let mut input = process.stdin.take().expect("its input is a pipe");
    let asked: String = ids.map(|id| format!("{id}\n")).collect();
    let count = asked.lines().count();
    let writer = std::thread::spawn(move || input.write_all(asked.as_bytes()));
    // What it says beside the files is not needed, and a full pipe would stop it.
    drop(process.stderr.take());
    let mut output = BufReader::new(process.stdout.take().expect("its output is a pipe"));
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        let mut line = String::new();
        output.read_line(&mut line).map_err(failed)?;
        let size = line.trim().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
        let Some(size) = size.filter(|size| *size <= LARGEST_FILE) else {
            let message = format!("Git has no content for a file that it lists: {}", line.trim());
            return Err(Error::new(message).help("in a partial clone, fetch all objects with `git fetch --refetch`"));
        };
        let mut bytes = Vec::new();
        output.by_ref().take(size).read_to_end(&mut bytes).map_err(failed)?;
        output.read_exact(&mut [0]).map_err(failed)?;
        all.push(bytes);
    }
    writer.join().expect("writing text to a pipe does not panic").map_err(failed)?;
    process.wait().map_err(failed)?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_may_convert_files() {
        assert!(is_checked_out(b"a\nb\n", b"a\r\nb\r\n"));
        assert!(!is_checked_out(b"a\nb\n", b"a\rb\n"));
        assert!(!is_checked_out(b"\0a\n", b"\0a\r\n"), "bytes are no text");
        let pointer = |hash: &str| format!("version https://git-lfs.github.com/spec/v1\noid sha256:{hash}\nsize 3\n");
        assert!(is_checked_out(pointer(&sha256_hex(b"png")).as_bytes(), b"png"));
        assert!(!is_checked_out(pointer(&sha256_hex(b"png")).as_bytes(), b"gif"));
    }
}
