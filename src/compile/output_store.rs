//! The outputs of the last build: what each was made from, the SHA-256 of its bytes, and what was found in it. An output
//! that is up to date and still published is not rendered again.
//!
//! It is up to date by the rule of the preview: the same kind, the same theme, the same answers to its queries. Where
//! nothing that is linked differs from the last build but texts, only answers that depend on texts are compared.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::part_file::{Found, PartFile, StoredParts, encode};
use crate::base::scratch::{Scratch, ScratchValue};
use crate::site::query::DependsOn;
use crate::site::tracked::Dependency;

/// Increase the number if the format of the file changes.
const MAGIC: &[u8] = b"fingerpost-outputs-3\n";
/// What the last build was linked from has this key; no output has an empty path.
const LINKED_KEY: &str = "";

/// Outputs of earlier builds, and those of this one for the next: the output with its dependencies on texts, and the
/// other dependencies.
#[derive(Debug)]
pub struct OutputStore(PartFile<2>);

/// An output without its bytes.
#[derive(Debug, Serialize, Deserialize)]
pub struct StoredOutput {
    /// Of what the output is made from, see `OutputKind`.
    pub kind: Hash,
    pub theme: Hash,
    /// Of its bytes, as `sha256sum` prints it.
    pub sha256: String,
    pub diagnostics: Vec<Diagnostic>,
    /// The work of its templates.
    pub work: u64,
    /// The queries whose answers depend on texts.
    pub of_texts: Vec<Dependency>,
}

/// What a site and its plan were made from, texts aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    pub linked: Hash,
    pub planned: Hash,
}

/// An output in the file, with its other dependencies there.
pub struct FoundOutput {
    pub output: StoredOutput,
    key: Hash,
    found: Found<2>,
}

impl FoundOutput {
    /// The queries whose answers do not depend on texts.
    pub fn other_dependencies(&self) -> Option<Vec<Dependency>> {
        self.found.read(1)
    }
}

impl Default for OutputStore {
    fn default() -> OutputStore {
        OutputStore::new(None, None)
    }
}

impl OutputStore {
    /// A store with the file that an earlier build kept, if a program with this hash wrote it.
    pub fn new(stored: Option<StoredParts>, program: Option<Hash>) -> OutputStore {
        OutputStore(PartFile::new(MAGIC, stored, program))
    }

    /// What the last build was made from.
    pub fn inputs(&self) -> Option<Inputs> {
        self.0.find(key_of(LINKED_KEY))?.read(0)
    }

    /// Keeps what this build is made from.
    pub fn keep_inputs(&self, inputs: Inputs) {
        let key = key_of(LINKED_KEY);
        match self.0.find(key) {
            Some(found) if self.inputs() == Some(inputs) => self.0.keep_found(key, &found),
            _ => self.0.keep(key, [encode(&inputs), ScratchValue::default()]),
        }
    }

    /// The output that the last build published at a path.
    pub fn find(&self, path: &str) -> Option<FoundOutput> {
        let key = key_of(path);
        let found = self.0.find(key)?;
        Some(FoundOutput { output: found.read(0)?, key, found })
    }

    /// Keeps an output that is still as it was.
    pub fn keep_found(&self, output: &FoundOutput) {
        self.0.keep_found(output.key, &output.found);
    }

    /// Keeps a new output, with all its dependencies.
    pub fn keep(&self, path: &str, mut output: StoredOutput, scratch: &Arc<dyn Scratch>) {
        let is_of_text = |dependency: &Dependency| dependency.query.depends_on() == DependsOn::Body;
        let (of_texts, others): (Vec<_>, Vec<_>) = output.of_texts.drain(..).partition(is_of_text);
        output.of_texts = of_texts;
        self.0.keep(key_of(path), [encode(&output), encode(&others)].map(|part| part.moved_to(scratch)));
    }

    /// The file.
    pub fn file(&self) -> &PartFile<2> {
        &self.0
    }
}

fn key_of(path: &str) -> Hash {
    Hash::of(path.as_bytes())
}
