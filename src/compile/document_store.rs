//! The documents of the last build by a hash of their input, so that only files that changed are parsed again. Their
//! texts stay in the file until they are rendered or indexed.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::hash::Hash;
use crate::base::part_file::{PartFile, StoredParts, encode};
use crate::base::scratch::Scratch;
use crate::parse::document::Document;

/// Increase the number if the format of the file changes.
const MAGIC: &[u8] = b"fingerpost-documents-3\n";

/// Documents of earlier builds, and those of this one for the next: facts and findings, body, words.
#[derive(Debug)]
pub struct DocumentStore {
    parts: PartFile<3>,
    /// What the highlighted code of all of them is kept by.
    highlighted: Mutex<HashSet<Hash>>,
}

impl Default for DocumentStore {
    fn default() -> DocumentStore {
        DocumentStore::new(None, None)
    }
}

impl DocumentStore {
    /// A store with the file that an earlier build kept, if a program with this hash wrote it.
    pub fn new(stored: Option<StoredParts>, program: Option<Hash>) -> DocumentStore {
        DocumentStore { parts: PartFile::new(MAGIC, stored, program), highlighted: Mutex::default() }
    }

    /// The document that was made from the input with this hash. Its texts stay in the file.
    pub fn find(&self, key: Hash) -> Option<Document> {
        let found = self.parts.find(key)?;
        let mut document: Document = found.read(0)?;
        let [_, body, words] = &found.parts;
        let has_texts = document.content.take_from(body, words);
        self.parts.keep_found(key, &found);
        self.use_highlighted(&document);
        has_texts.then_some(document)
    }

    /// Keeps a new document for the next build, in the scratch file.
    pub fn keep(&self, key: Hash, document: &Document, scratch: &Arc<dyn Scratch>) {
        let [body, words] = document.content.to_raw();
        self.parts.keep(key, [encode(document).moved_to(scratch), body, words]);
        self.use_highlighted(document);
    }

    /// The file.
    pub fn file(&self) -> &PartFile<3> {
        &self.parts
    }

    /// What the highlighted code of all documents is kept by.
    pub fn highlighted(&self) -> HashSet<Hash> {
        self.highlighted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn use_highlighted(&self, document: &Document) {
        if !document.highlighted.is_empty() {
            let mut highlighted = self.highlighted.lock().unwrap_or_else(PoisonError::into_inner);
            highlighted.extend(&document.highlighted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hash::Hashed;
    use crate::base::part_file::tests::{InMemory, stored};
    use crate::base::path::SourcePath;
    use crate::compile::documents::document;
    use crate::config::read::read;
    use crate::parse::highlight::Highlighter;
    use crate::parse::settings::ParseSettings;
    use crate::parse::source::SourceFile;

    const TEXT: &str = "---\ntitle: Café\norder: 1.50\ntags: [a]\nreview_by: 2026-02-30\n---\n# Café\n\n\
        1. Stop [here](b.md#c).\n\n| SLA | b |\n| - | - |\n| 1 | ![](x.png) |\n\n*[SLA]: agreement\n\n\
        <!-- fingerpost-ignore text/x -->\n\nclick [here](https://example.org)\n";

    /// A document with its texts, as text.
    fn shown(document: &Document) -> String {
        let mut document = document.clone();
        assert!(document.content.move_to_memory());
        format!("{document:?}")
    }

    #[test]
    fn documents_come_back_with_their_facts_findings_and_texts() {
        let settings = Hashed::new(ParseSettings::new(&read("").0));
        let (path, bytes) = (SourcePath::new("a.md"), TEXT.as_bytes());
        let file = SourceFile { path, content_path: "a.md", bytes, defaults: None };
        let parsed = document(&file, &settings, &Highlighter::new(Vec::new()));
        let store = DocumentStore::new(None, Some(Hash(1)));
        store.keep(Hash(7), &parsed, &(Arc::new(InMemory::default()) as Arc<dyn Scratch>));
        let store = DocumentStore::new(Some(stored(store.file())), Some(Hash(1)));
        assert_eq!(store.find(Hash(7)).map(|document| shown(&document)), Some(shown(&parsed)));
        assert!(parsed.diagnostics.len() > 2 && store.find(Hash(8)).is_none());
    }
}
