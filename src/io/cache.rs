//! Results kept between builds: documents, highlighted code, the words of search, and the diagnostics of the last build.
//!
//! Everything here may be deleted at any time and costs only time. What cannot be read or written counts as absent, and so
//! does what was not sealed with this user's key: a pull request can contain a cache folder.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::{Hash, sha256};
use crate::base::part_file::{PartFile, StoredParts};
use crate::base::tree::Tree;
use crate::compile::Compilation;
use crate::compile::document_store::DocumentStore;
use crate::compile::memo::Memo;
use crate::compile::options::Options;
use crate::compile::output_store::OutputStore;
use crate::io::atomic_write::{atomic_write_unsynced, is_temporary};
use crate::io::cache_key::CacheKey;
use crate::io::disk;
use crate::io::hash_file::hash_of;
use crate::io::open::open_regular;
use crate::io::part_store;
use crate::io::project::Project;
use crate::io::scratch::ScratchFile;
use crate::parse::highlight::Highlighter;
use crate::search::cache::SearchCache;

/// Part files, see `part_store`.
const DOCUMENTS: &str = "documents";
const OUTPUTS: &str = "outputs";
const SEARCH: &str = "search";
const HIGHLIGHTING: &str = "highlight.bin";
const LAST_BUILD: &str = "last-build.json";
const FILES: &[&str] = &[
    "documents.bin",
    "documents.index",
    "outputs.bin",
    "outputs.index",
    "search.bin",
    "search.index",
    HIGHLIGHTING,
    LAST_BUILD,
];

/// The cache folder of a project.
pub struct Cache {
    folder: PathBuf,
    /// Whether the folder is a link, which could lead anywhere.
    has_link: bool,
    /// `None` where nothing is read or written.
    key: Option<CacheKey>,
    /// See `program`; found when it is needed, because it reads the whole program.
    program: OnceLock<Option<Hash>>,
}

/// What the last build that was published was made from, and what it found.
#[derive(Debug, Serialize, Deserialize)]
pub struct LastBuild {
    /// `input_key` of that build.
    pub input: String,
    /// The program that built it.
    program: Program,
    /// SHA-256 of the list that it published.
    pub manifest: String,
    pub pages: usize,
    /// Drafts that were left out.
    pub drafts: usize,
    pub diagnostics: Vec<Diagnostic>,
}

/// A program: by its file, which is found in no time, and by its bytes, which it has wherever it is installed.
#[derive(Debug, Serialize, Deserialize)]
struct Program {
    file: Option<String>,
    bytes: Hash,
}

/// The most bytes of a file of the cache that is read whole. A file of a repository can claim any size.
const LARGEST: u64 = 1024 * 1024 * 1024;

impl Cache {
    /// The cache of a project. It need not exist, and there is none where its folder is a link.
    pub fn new(project: &Project) -> Cache {
        let folder = project.cache();
        let has_link = has_link(&folder);
        let key = if has_link { None } else { CacheKey::of_user(project.repository_top().unwrap_or(&project.root)) };
        Cache { folder, has_link, key, program: OnceLock::new() }
    }

    /// A hash of the bytes of the program: a CI service restores the cache beside a program that it has just installed. `None`
    /// where nothing is read or written.
    fn program(&self) -> Option<Hash> {
        *self.program.get_or_init(|| self.key.as_ref().and_then(|_| hash_of(&std::env::current_exe().ok()?).ok()))
    }

    /// The bytes of a file that a build of this user wrote.
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let path = fs::canonicalize(self.folder.join(name)).ok()?;
        let file = open_regular(&path).ok()?;
        if file.metadata().ok()?.len() > LARGEST {
            return None;
        }
        let mut sealed = Vec::new();
        file.take(LARGEST).read_to_end(&mut sealed).ok()?;
        self.key.as_ref()?.open(name, sealed)
    }

    /// A part file that a build of this user wrote.
    fn parts(&self, name: &str) -> Option<StoredParts> {
        part_store::open(&self.folder, name, self.read(&part_store::index(name))?)
    }

    /// A scratch file in the cache folder.
    pub fn scratch(&self) -> ScratchFile {
        let elsewhere = self.has_link.then(std::env::temp_dir);
        ScratchFile::in_folder(elsewhere.as_deref().unwrap_or(&self.folder))
    }

    /// What earlier builds left; empty where there is nothing.
    pub fn memo(&self) -> Memo {
        let documents = DocumentStore::new(self.parts(DOCUMENTS), self.program());
        let search = SearchCache::new(self.parts(SEARCH), self.program());
        Memo::new(self.highlighter(), search, documents)
    }

    /// The same with the outputs of the last build.
    pub fn memo_with_outputs(&self) -> Memo {
        self.memo().with_outputs(OutputStore::new(self.parts(OUTPUTS), self.program()))
    }

    /// The same where the parts that the last build left cannot be read: a compile begins with none of them.
    pub fn memo_without_parts(&self) -> Memo {
        let documents = DocumentStore::new(None, self.program());
        let search = SearchCache::new(None, self.program());
        Memo::new(self.highlighter(), search, documents).with_outputs(OutputStore::new(None, self.program()))
    }

    fn highlighter(&self) -> Highlighter {
        Highlighter::new(self.read(HIGHLIGHTING).unwrap_or_default())
    }

    /// Keeps what a build added.
    pub fn keep_all(&self, memo: &Memo) {
        if let Some(bytes) = memo.highlighter.store(&memo.stored.highlighted()) {
            self.keep(HIGHLIGHTING, &bytes);
        }
        self.keep_parts(DOCUMENTS, memo.stored.file());
        self.keep_parts(OUTPUTS, memo.outputs.file());
        self.keep_parts(SEARCH, memo.search.file());
    }

    fn keep_parts<const PARTS: usize>(&self, name: &str, parts: &PartFile<PARTS>) {
        // A cache that cannot be written makes the next build slower, nothing else.
        if self.key.is_some()
            && self.make_folder().is_ok()
            && let Some(index) = part_store::write(&self.folder, name, parts)
        {
            self.keep(&part_store::index(name), &index);
        }
    }

    /// The last build with this key, if this program built it.
    pub fn last_build(&self, key: &str) -> Option<LastBuild> {
        let last: LastBuild = serde_json::from_slice(&self.read(LAST_BUILD)?).ok()?;
        let is_same_file = || last.program.file.is_some() && last.program.file == program_file();
        let is_same = last.input == key && (is_same_file() || self.program() == Some(last.program.bytes));
        is_same.then_some(last)
    }

    /// Keeps what a build was made from and what it found.
    pub fn keep_last_build(&self, input: String, manifest: String, compilation: &Compilation) {
        let Some(bytes) = self.program() else { return };
        let last = LastBuild {
            input,
            program: Program { file: program_file(), bytes },
            manifest,
            pages: compilation.pages,
            drafts: compilation.site.drafts().len(),
            diagnostics: compilation.diagnostics.clone(),
        };
        let text = serde_json::to_vec(&last).expect("text and numbers become JSON");
        self.keep(LAST_BUILD, &text);
    }

    /// Seals and writes a file: beside its place, then renamed, so that a reader never sees half a file. A full disk is no
    /// error here.
    fn keep(&self, name: &str, bytes: &[u8]) {
        let Some(key) = &self.key else { return };
        let file = self.folder.join(name);
        // A cache that cannot be written makes the next build slower, nothing else.
        let _ = self.make_folder().and_then(|()| {
            if disk::is_folder(&file) {
                disk::remove_all(&file)?;
            }
            atomic_write_unsynced(&file, &[&key.seal_of(name, sha256(bytes)), bytes])
        });
    }

    fn make_folder(&self) -> io::Result<()> {
        disk::make_folders(&self.folder)?;
        ignore_in_git(&self.folder);
        Ok(())
    }
}

/// Removes temporary files that a build left when it was killed. One that still runs would only lose its cache.
pub fn remove_leftovers(project: &Project) {
    let folder = project.cache();
    if has_link(&folder) || !disk::is_folder(&folder) {
        return;
    }
    for entry in disk::entries(&folder).unwrap_or_default() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_temporary(&name, FILES) {
            let _ = disk::remove_file(&entry.path());
        }
    }
}

/// Whether the folder is a link, which could lead anywhere.
fn has_link(folder: &Path) -> bool {
    let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    is_link(folder) || folder.parent().is_some_and(is_link)
}

fn ignore_in_git(folder: &Path) {
    if let Some(parent) = folder.parent() {
        let ignore = parent.join(".gitignore");
        if !disk::exists(&ignore) {
            let _ = disk::write(&ignore, b"*\n");
        }
    }
}

/// A hash of everything that a compile depends on besides the program: the files and the options.
pub fn input_key(tree: &Tree, options: &Options, reading: &[Diagnostic]) -> Option<String> {
    let settings = format!("{options:?} {reading:?}");
    let mut parts: Vec<Hash> = vec![Hash::of(settings.as_bytes())];
    for (path, entry) in tree.iter() {
        parts.push(Hash::of(path.as_bytes()));
        parts.push(entry.hash()?);
    }
    let bytes: Vec<[u8; 16]> = parts.iter().map(|hash| hash.0.to_le_bytes()).collect();
    Some(Hash::of_parts(bytes.iter().map(<[u8; 16]>::as_slice)).hex())
}

/// The file that runs: a build of it, or an update, makes another file or changes this one, and neither can leave its size,
/// both times, inode and device as they were. The change time counts too: no tool sets it, while the modification time may
/// come from an archive. `None` if the file is gone.
#[cfg(unix)]
fn program_file() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let path = std::env::current_exe().ok()?;
    let file = fs::metadata(&path).ok()?;
    let changed = (file.ctime(), file.ctime_nsec());
    let modified = (file.mtime(), file.mtime_nsec());
    Some(format!("{path:?} {} {} {} {modified:?} {changed:?}", file.dev(), file.ino(), file.len()))
}

/// The bytes of the program have to be compared.
#[cfg(not(unix))]
fn program_file() -> Option<String> {
    None
}
