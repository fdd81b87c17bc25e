//! The documents of the last build by a hash of their input, so that only files that changed are parsed again.
//!
//! The file begins with a hash of the program that wrote it, and no other program reads it: what a document is, and what
//! parsing and the lints find, changes with the program. Texts stay in the file until they are rendered or indexed.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use xxhash_rust::xxh3::Xxh3Builder;

use crate::base::hash::Hash;
use crate::base::scratch::{Encoded, Held, Scratch, push_number, take_number};
use crate::parse::content::Content;
use crate::parse::document::Document;

/// Increase the number if the format of the file changes; what is in it may change with each program.
const MAGIC: &[u8] = b"fingerpost-documents-1\n";
/// The magic number, the hash of the program and the number of documents.
const HEAD: u64 = MAGIC.len() as u64 + 20;
/// The key of a document and the lengths of its three parts.
const ROW: u64 = 28;

/// Documents of earlier builds, and those of this one for the next.
#[derive(Debug, Default)]
pub struct DocumentStore {
    stored: Option<Arc<StoredFile>>,
    program: Option<Hash>,
    /// The parts of each stored document, found when the first document is looked up.
    places: OnceLock<HashMap<Hash, [Range<u64>; 3], Xxh3Builder>>,
    kept: Mutex<BTreeMap<Hash, Kept>>,
    /// Whether any document that is kept is not in the file.
    has_new: AtomicBool,
}

/// A document for the next build.
#[derive(Debug)]
struct Kept {
    /// All of it but the texts, as bytes.
    facts: Held<Facts>,
    content: Content,
}

/// A document without its texts, as bytes.
#[derive(Debug, Default)]
struct Facts(Vec<u8>);

impl Encoded for Facts {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend(&self.0);
    }

    fn decode(bytes: &[u8]) -> Option<Facts> {
        Some(Facts(bytes.to_vec()))
    }
}

/// A file that remembers whether a part of it could not be read.
#[derive(Debug)]
struct StoredFile {
    file: Arc<dyn Scratch>,
    is_unreadable: AtomicBool,
}

impl Scratch for StoredFile {
    fn store(&self, _: &[u8]) -> Option<Range<u64>> {
        None
    }

    fn load(&self, place: Range<u64>) -> Vec<u8> {
        let bytes = self.file.load(place.clone());
        if bytes.len() as u64 != place.end - place.start {
            self.is_unreadable.store(true, Ordering::Relaxed);
        }
        bytes
    }
}

impl DocumentStore {
    /// A store with the file that `parts` gave earlier, if a program with this hash wrote it.
    pub fn new(file: Option<Arc<dyn Scratch>>, program: Option<Hash>) -> DocumentStore {
        let stored = file.map(|file| Arc::new(StoredFile { file, is_unreadable: AtomicBool::new(false) }));
        DocumentStore { stored, program, ..DocumentStore::default() }
    }

    /// The document that was made from the input with this hash. Its texts stay in the file.
    pub fn find(&self, key: Hash) -> Option<Document> {
        let [facts, body, words] = self.places().get(&key)?.clone();
        let stored: Arc<dyn Scratch> = self.stored.clone()?;
        let mut document: Document = postcard::from_bytes(&stored.load(facts.clone())).ok()?;
        document.content.take_from(&stored, [body, words]);
        let kept = Kept { facts: Held::InScratch(stored, facts), content: document.content.clone() };
        self.kept().insert(key, kept);
        Some(document)
    }

    /// Keeps a new document for the next build, in the scratch file.
    ///
    /// # Panics
    ///
    /// If the document has a value that cannot be serialized. Its types have none.
    pub fn keep(&self, key: Hash, document: &Document, scratch: &Arc<dyn Scratch>) {
        let facts = postcard::to_extend(document, Vec::new()).expect("all parts of a document can be serialized");
        let kept = Kept { facts: Held::new(Facts(facts)).moved_to(scratch), content: document.content.clone() };
        self.kept().insert(key, kept);
        self.has_new.store(true, Ordering::Relaxed);
    }

    /// Whether any document came from the file.
    pub fn was_used(&self) -> bool {
        self.places.get().is_some_and(|places| self.kept().keys().any(|key| places.contains_key(key)))
    }

    /// Whether a part of the file could not be read: then outputs may lack text, and must not be published.
    pub fn is_unreadable(&self) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.is_unreadable.load(Ordering::Relaxed))
    }

    /// The bytes to store for the next build, in parts: the head, for each document its key and three lengths, then the
    /// three parts of each. Nothing if that is what is stored.
    pub fn parts(&self) -> impl Iterator<Item = Vec<u8>> {
        let mut kept = std::mem::take(&mut *self.kept());
        let is_same = !self.has_new.load(Ordering::Relaxed) && kept.len() == self.places().len();
        let program = self.program.filter(|_| !is_same && !self.is_unreadable());
        let head = program.map(|program| {
            let mut head = [MAGIC, &program.0.to_le_bytes()].concat();
            push_number(kept.len(), &mut head);
            for (key, Kept { facts, content }) in &kept {
                head.extend(key.0.to_le_bytes());
                let [body, words] = content.encoded_lengths();
                [facts.encoded_length(), body, words].into_iter().for_each(|length| push_number(length, &mut head));
            }
            head
        });
        if head.is_none() {
            kept.clear();
        }
        let documents = kept.into_values().flat_map(|Kept { facts, content }| {
            let [body, words] = content.to_bytes();
            [facts.to_bytes(), body, words]
        });
        head.into_iter().chain(documents)
    }

    fn places(&self) -> &HashMap<Hash, [Range<u64>; 3], Xxh3Builder> {
        self.places.get_or_init(|| {
            let file = self.stored.as_ref().zip(self.program);
            file.and_then(|(stored, program)| places(stored.file.as_ref(), program)).unwrap_or_default()
        })
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<Hash, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The places of all documents of a file, if a program with this hash wrote it.
fn places(file: &dyn Scratch, program: Hash) -> Option<HashMap<Hash, [Range<u64>; 3], Xxh3Builder>> {
    let head = file.load(0..HEAD);
    let mut rest = head.strip_prefix(MAGIC)?.strip_prefix(program.0.to_le_bytes().as_slice())?;
    let count = take_number(&mut rest)? as u64;
    let mut at = HEAD + count * ROW;
    let rows = file.load(HEAD..at);
    let mut rest = rows.as_slice();
    let mut places = HashMap::with_capacity_and_hasher(rows.len() / ROW as usize, Xxh3Builder::new());
    while let Some((key, after)) = rest.split_first_chunk::<16>() {
        rest = after;
        let mut part = || {
            let start = at;
            at += take_number(&mut rest)? as u64;
            Some(start..at)
        };
        places.insert(Hash(u128::from_le_bytes(*key)), [part()?, part()?, part()?]);
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::base::hash::Hashed;
    use crate::base::path::SourcePath;
    use crate::compile::documents::document;
    use crate::config::read::read;
    use crate::parse::highlight::Highlighter;
    use crate::parse::settings::ParseSettings;
    use crate::parse::source::SourceFile;

    const TEXT: &str = "---\ntitle: Café\norder: 1.50\ntags: [a]\nreview_date: 2026-02-30\n---\n# Café\n\n\
        1. Stop [here](b.md#c).\n\n| SLA | b |\n| - | - |\n| 1 | ![](x.png) |\n\n*[SLA]: agreement\n\n\
        <!-- fingerpost-ignore text/x -->\n\nclick [here](https://example.org)\n";

    /// A file in memory.
    #[derive(Debug)]
    struct File(Vec<u8>);

    impl Scratch for File {
        fn store(&self, _: &[u8]) -> Option<Range<u64>> {
            None
        }

        fn load(&self, place: Range<u64>) -> Vec<u8> {
            self.0.get(place.start as usize..place.end as usize).unwrap_or_default().to_vec()
        }
    }

    static PARSED: LazyLock<Document> = LazyLock::new(|| {
        let settings = Hashed::new(ParseSettings::new(&read("").0));
        let file =
            SourceFile { path: SourcePath::new("a.md"), content_path: "a.md", bytes: TEXT.as_bytes(), defaults: None };
        document(&file, &settings, &Highlighter::new(Vec::new()))
    });

    fn stored() -> Vec<u8> {
        let store = DocumentStore::new(None, Some(Hash(1)));
        let scratch: Arc<dyn Scratch> = Arc::new(File(Vec::new()));
        store.keep(Hash(7), &PARSED, &scratch);
        store.keep(Hash(u128::MAX), &PARSED, &scratch);
        store.parts().flatten().collect()
    }

    fn opened(bytes: &[u8], program: u128) -> DocumentStore {
        DocumentStore::new(Some(Arc::new(File(bytes.to_vec()))), Some(Hash(program)))
    }

    /// A document with its texts, as text.
    fn shown(document: &Document) -> String {
        let mut document = document.clone();
        assert!(document.content.move_to_memory());
        format!("{document:?}")
    }

    #[test]
    fn documents_come_back_with_their_facts_findings_and_texts() {
        let store = opened(&stored(), 1);
        for key in [Hash(7), Hash(u128::MAX)] {
            assert_eq!(store.find(key).map(|document| shown(&document)), Some(shown(&PARSED)));
        }
        assert!(PARSED.diagnostics.len() > 2 && store.find(Hash(8)).is_none());
        assert!(store.was_used() && store.parts().next().is_none(), "the file is the same");
    }

    #[test]
    fn documents_that_no_page_has_are_dropped() {
        let bytes = stored();
        let store = opened(&bytes, 1);
        store.find(Hash(7));
        let fewer: Vec<u8> = store.parts().flatten().collect();
        assert!(fewer.len() < bytes.len());
        assert!(opened(&fewer, 1).find(Hash(7)).is_some() && opened(&fewer, 1).find(Hash(u128::MAX)).is_none());
    }

    #[test]
    fn another_program_reads_nothing() {
        assert!(opened(&stored(), 2).find(Hash(7)).is_none());
        assert!(DocumentStore::new(Some(Arc::new(File(stored()))), None).find(Hash(7)).is_none());
    }

    #[test]
    fn a_text_that_cannot_be_read_is_noticed() {
        let bytes = stored();
        for end in 0..bytes.len() {
            let store = opened(&bytes[..end], 1);
            if let Some(found) = store.find(Hash(u128::MAX)) {
                let is_whole = found.content.clone().move_to_memory() && shown(&found) == shown(&PARSED);
                assert!(is_whole || store.is_unreadable(), "cut at {end}");
            }
        }
    }
}
