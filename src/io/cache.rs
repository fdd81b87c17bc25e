//! Results kept between builds: documents, highlighted code, the words of search, and the diagnostics of the last build.
//!
//! Everything here may be deleted at any time and costs only time. What cannot be read or written counts as absent, and so
//! does what was not sealed with this user's key: a pull request can contain a cache folder.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::scratch::Scratch;
use crate::base::tree::Tree;
use crate::compile::Compilation;
use crate::compile::document_store::DocumentStore;
use crate::compile::memo::Memo;
use crate::compile::options::Options;
use crate::compile::output_store::OutputStore;
use crate::io::atomic_write::{atomic_write_parts, is_temporary};
use crate::io::cache_key::{CacheKey, LENGTH};
use crate::io::disk;
use crate::io::hash_file::hash_of;
use crate::io::open::open_regular;
use crate::io::project::Project;
use crate::io::scratch::{CachedFile, ScratchFile};
use crate::parse::highlight::{Highlighter, Unused};
use crate::search::analysis_cache::AnalysisCache;
use crate::search::cache::SearchCache;

const DOCUMENTS: &str = "documents.bin";
const OUTPUTS: &str = "outputs.bin";
const HIGHLIGHTING: &str = "highlight.bin";
const WORDS: &str = "words.bin";
const SEARCH: &str = "search.bin";
const LAST_BUILD: &str = "last-build.json";
const FILES: &[&str] = &[DOCUMENTS, OUTPUTS, HIGHLIGHTING, WORDS, SEARCH, LAST_BUILD];

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
    /// SHA-256 of the list that it published.
    pub manifest: String,
    pub pages: usize,
    /// Drafts that were left out.
    pub drafts: usize,
    pub diagnostics: Vec<Diagnostic>,
}

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
        let mut sealed = Vec::new();
        open_regular(&path).ok()?.read_to_end(&mut sealed).ok()?;
        self.key.as_ref()?.open(name, sealed)
    }

    /// A file that a build of this user wrote, opened behind its seal.
    fn open(&self, name: &str) -> Option<Arc<dyn Scratch>> {
        let mut file = open_regular(&fs::canonicalize(self.folder.join(name)).ok()?).ok()?;
        let is_own = self.key.as_ref()?.is_sealed(name, &mut file).ok()?;
        is_own.then(|| Arc::new(CachedFile::new(file, LENGTH as u64)) as Arc<dyn Scratch>)
    }

    /// A scratch file in the cache folder.
    pub fn scratch(&self) -> Arc<ScratchFile> {
        let elsewhere = self.has_link.then(std::env::temp_dir);
        Arc::new(ScratchFile::in_folder(elsewhere.as_deref().unwrap_or(&self.folder)))
    }

    /// What earlier builds left; empty where there is nothing.
    pub fn memo(&self) -> Memo {
        let read = |name: &str| self.read(name).unwrap_or_default();
        let words = AnalysisCache::new(self.open(WORDS));
        let documents = DocumentStore::new(self.open(DOCUMENTS), self.program());
        Memo::new(Highlighter::new(read(HIGHLIGHTING)), SearchCache::new(read(SEARCH), words), documents)
    }

    /// The same with the outputs of the last build.
    pub fn memo_with_outputs(&self) -> Memo {
        self.memo().with_outputs(OutputStore::new(self.open(OUTPUTS), self.program()))
    }

    /// Keeps what a build added.
    pub fn keep_all(&self, memo: &Memo) {
        let unused = if memo.stored.file().was_used() { Unused::Kept } else { Unused::Dropped };
        for (name, bytes) in [(HIGHLIGHTING, memo.highlighter.store(unused)), (SEARCH, memo.search.bytes())] {
            if let Some(bytes) = bytes {
                self.keep(name, [bytes].into_iter());
            }
        }
        self.keep(DOCUMENTS, memo.stored.file().parts());
        self.keep(OUTPUTS, memo.outputs.file().parts());
        self.keep(WORDS, memo.search.pages.parts());
    }

    /// The last build, where it is known.
    pub fn last_build(&self) -> Option<LastBuild> {
        serde_json::from_slice(&self.read(LAST_BUILD)?).ok()
    }

    /// Keeps what a build was made from and what it found.
    pub fn keep_last_build(&self, input: String, manifest: String, compilation: &Compilation) {
        let last = LastBuild {
            input,
            manifest,
            pages: compilation.pages,
            drafts: compilation.site.drafts().len(),
            diagnostics: compilation.diagnostics.clone(),
        };
        let text = serde_json::to_vec(&last).expect("text and numbers become JSON");
        self.keep(LAST_BUILD, [text].into_iter());
    }

    /// Writes a file of these parts, if there are any: beside its place, then renamed, so that a reader never sees half
    /// a file. A full disk is no error here.
    fn keep(&self, name: &str, parts: impl Iterator<Item = Vec<u8>>) {
        let Some(key) = &self.key else { return };
        let mut parts = parts.peekable();
        if parts.peek().is_none() {
            return;
        }
        // A cache that cannot be written makes the next build slower, nothing else.
        let file = self.folder.join(name);
        let _ = disk::make_folders(&self.folder).and_then(|()| {
            ignore_in_git(&self.folder);
            if disk::is_folder(&file) {
                disk::remove_all(&file)?;
            }
            atomic_write_parts(&file, parts, |digest| key.seal_of(name, digest))
        });
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

/// A hash of everything that a compile depends on: the files, the options, and the program, which holds the shipped theme.
///
/// The program is known by the file that runs: a build of it, or an update, makes another file or changes this one, and
/// neither can leave its size, both times, inode and device as they were. `None` if the file is gone.
pub fn input_key(tree: &Tree, options: &Options, reading: &[Diagnostic]) -> Option<String> {
    let program = program_identity()?;
    let settings = format!("{options:?} {reading:?}");
    let mut parts: Vec<Hash> = vec![Hash::of(program.as_bytes()), Hash::of(settings.as_bytes())];
    for (path, entry) in tree.iter() {
        parts.push(Hash::of(path.as_bytes()));
        parts.push(entry.hash()?);
    }
    let bytes: Vec<[u8; 16]> = parts.iter().map(|hash| hash.0.to_le_bytes()).collect();
    Some(Hash::of_parts(bytes.iter().map(<[u8; 16]>::as_slice)).hex())
}

/// The identity of the program file. The change time counts too: no tool sets it, while the modification time may come
/// from an archive.
#[cfg(unix)]
fn program_identity() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let path = std::env::current_exe().ok()?;
    let file = fs::metadata(&path).ok()?;
    let version = env!("CARGO_PKG_VERSION");
    let changed = (file.ctime(), file.ctime_nsec());
    let modified = (file.mtime(), file.mtime_nsec());
    Some(format!("{version} {path:?} {} {} {} {modified:?} {changed:?}", file.dev(), file.ino(), file.len()))
}

/// The bytes of the program file.
#[cfg(not(unix))]
fn program_identity() -> Option<String> {
    hash_of(&std::env::current_exe().ok()?).ok().map(|hash| hash.hex())
}
