//! In-memory cache of parsed documents and rendered outputs. Affects speed only, never results.
//!
//! Documents are valid for the same bytes and settings; outputs for the same kind, the same theme and the same answers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::scratch::Scratch;
use crate::base::tree::Bytes;
use crate::compile::document_store::DocumentStore;
use crate::compile::output_store::OutputStore;
use crate::compile::state::ProjectState;
use crate::parse::document::Document;
use crate::parse::highlight::Highlighter;
use crate::render::plan::OutputKind;
use crate::search::cache::SearchCache;
use crate::site::tracked::Dependency;
use crate::theme::Theme;

/// Results of earlier compiles.
#[derive(Default)]
pub struct Memo {
    pub highlighter: Highlighter,
    pub search: SearchCache,
    /// Where the texts of documents are kept, if not in memory.
    pub scratch: Option<Arc<dyn Scratch>>,
    /// Documents of earlier builds.
    pub stored: DocumentStore,
    /// Outputs of earlier builds.
    pub outputs: OutputStore,
    /// Whether documents and outputs are kept in these. Only a build writes them.
    pub(super) is_recording: bool,
    /// Whether documents and outputs are kept for a next compile. A single build does not pay for it.
    pub(super) is_persistent: bool,
    documents: Mutex<HashMap<String, CachedDocument>>,
    rendered: Mutex<HashMap<String, Arc<CachedOutput>>>,
    last: Mutex<Option<Arc<ProjectState>>>,
    /// The last theme that rendered all pages.
    good_theme: Mutex<Option<Arc<Theme>>>,
    /// The last number given to a linked site or a plan.
    numbers: AtomicU64,
}

/// A document with what it was parsed from.
#[derive(Clone)]
struct CachedDocument {
    bytes: Bytes,
    options: Hash,
    document: Arc<Document>,
}

/// An output as it was last rendered.
#[derive(Debug)]
pub struct CachedOutput {
    /// `None` if a fatal error prevented it and there is no older output, and if nobody has looked at it: a preview renders
    /// all outputs of a site for what is found in them, and memory for all of them would be wasted.
    pub bytes: Option<Bytes>,
    /// A hash of the bytes, kept or not.
    pub hash: Hash,
    /// Whether the bytes are those from before a fatal error.
    pub is_outdated: bool,
    pub diagnostics: Vec<Diagnostic>,
    /// The work of its templates.
    pub work: u64,
    /// The queries of rendering and checking it, with their answers.
    pub dependencies: Vec<Dependency>,
    pub kind: OutputKind,
    pub theme: Hash,
    /// The numbers of the linked site and of the plan for which it was last found to be up to date.
    pub checked: Mutex<Checked>,
}

/// The numbers of a linked site and of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    pub link: u64,
    pub plan: u64,
}

impl Memo {
    /// The caches of a single compile: highlighted code, the words of search, and documents.
    pub fn new(highlighter: Highlighter, search: SearchCache, stored: DocumentStore) -> Memo {
        Memo { highlighter, search, stored, ..Memo::default() }
    }

    /// The same with the outputs of earlier builds.
    pub fn with_outputs(self, outputs: OutputStore) -> Memo {
        Memo { outputs, ..self }
    }

    /// Keeps documents and outputs for the next build.
    pub fn recording(self) -> Memo {
        Memo { is_recording: true, ..self }
    }

    /// Keeps the texts of documents, and of search, in a scratch file.
    pub fn with_scratch(self, scratch: Arc<dyn Scratch>) -> Memo {
        let search = self.search.with_scratch(scratch.clone());
        Memo { search, scratch: Some(scratch), ..self }
    }

    /// Keeps documents and outputs for many compiles of one project.
    pub fn persistent(self) -> Memo {
        Memo { is_persistent: true, ..self }
    }

    /// The document of a file, if it was parsed before from the same bytes with the same options; else `parse` makes
    /// it.
    pub fn document(
        &self,
        path: &str,
        bytes: &Bytes,
        options: Hash,
        parse: impl FnOnce() -> Document,
    ) -> Arc<Document> {
        if !self.is_persistent {
            return Arc::new(self.stored_document(path, bytes, options, parse));
        }
        let is_same = |known: &&CachedDocument| known.options == options && Arc::ptr_eq(&known.bytes, bytes);
        if let Some(known) = lock(&self.documents).get(path).filter(is_same) {
            return known.document.clone();
        }
        let document = Arc::new(self.stored_document(path, bytes, options, parse));
        let known = CachedDocument { bytes: bytes.clone(), options, document: document.clone() };
        lock(&self.documents).insert(path.to_owned(), known);
        document
    }

    /// Whether a file of earlier builds could not be read to its end: then outputs may lack text, and findings may be
    /// missing.
    pub fn is_store_unreadable(&self) -> bool {
        self.stored.file().is_unreadable() || self.outputs.file().is_unreadable() || self.search.file().is_unreadable()
    }

    /// The document of a file from the store, else parsed. Its texts are left on disk if this is a compile with a scratch
    /// file.
    fn stored_document(&self, path: &str, bytes: &Bytes, options: Hash, parse: impl FnOnce() -> Document) -> Document {
        let key = Hash::of_value(&(path, options, bytes));
        let stored = self.stored.find(key);
        let Some(scratch) = &self.scratch else {
            let whole = |mut document: Document| document.content.move_to_memory().then_some(document);
            return stored.and_then(whole).unwrap_or_else(parse);
        };
        stored.unwrap_or_else(|| {
            let mut document = parse();
            document.content.move_to(scratch);
            if self.is_recording {
                self.stored.keep(key, &document, scratch);
            }
            document
        })
    }

    /// Forgets documents and outputs that are not among these.
    pub fn retain(&self, is_document: impl Fn(&str) -> bool, is_output: impl Fn(&str) -> bool) {
        lock(&self.documents).retain(|path, _| is_document(path));
        lock(&self.rendered).retain(|path, _| is_output(path));
    }

    /// An output as it was last rendered.
    pub fn output(&self, path: &str) -> Option<Arc<CachedOutput>> {
        if self.is_persistent { lock(&self.rendered).get(path).cloned() } else { None }
    }

    /// Keeps an output.
    pub fn keep_output(&self, path: &str, output: &Arc<CachedOutput>) {
        if self.is_persistent {
            lock(&self.rendered).insert(path.to_owned(), output.clone());
        }
    }

    /// The last compile.
    pub(super) fn last(&self) -> Option<Arc<ProjectState>> {
        lock(&self.last).clone()
    }

    /// Keeps a compile as the last one.
    pub(super) fn keep_last(&self, state: &Arc<ProjectState>) {
        if self.is_persistent {
            *lock(&self.last) = Some(state.clone());
        }
    }

    /// The last theme that rendered all pages, for pages that the present one cannot render.
    pub(super) fn good_theme(&self) -> Option<Arc<Theme>> {
        lock(&self.good_theme).clone()
    }

    /// Keeps a theme that rendered all pages.
    pub(super) fn keep_good_theme(&self, theme: &Arc<Theme>) {
        if self.is_persistent {
            *lock(&self.good_theme) = Some(theme.clone());
        }
    }

    /// A number for a newly linked site or a new plan.
    pub(super) fn next_number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed) + 1
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
