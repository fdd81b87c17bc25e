//! Copies of text files that are compressed already, for servers that send them as they are: `index.html.gz` and
//! `index.html.br` beside `index.html`.
//!
//! A copy is an output like any other: it is in the manifest, and is removed with its file. The same text always gives the
//! same copy. A file that does not get smaller has none.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::base::path::{OutputPath, extension_of};
use crate::base::tree::{Bytes, Entry, Tree};
use crate::compile::sink::Sink;
use crate::io::manifest::Manifest;

/// The name of the option in the manifest.
pub const OPTION: &str = "compress";

/// Files whose content is text. Images, fonts and archives are compressed already.
const EXTENSIONS: &[&str] =
    &["css", "csv", "htm", "html", "ics", "js", "json", "map", "md", "svg", "txt", "webmanifest", "xml"];
/// Brotli's level, of 11: the last two take ten times as long and save a twentieth.
const BROTLI_LEVEL: u32 = 9;
/// The base-two logarithm of the window of Brotli, in bytes: the largest that all browsers take.
const BROTLI_WINDOW: u32 = 22;

/// Makes a copy of bytes in one format.
type Pack = fn(&[u8]) -> Vec<u8>;

/// The formats of copies, by the ending that they add.
const FORMATS: [(&str, Pack); 2] = [(".br", brotli), (".gz", gzip)];

/// Whether an output is a copy of another output of this list.
pub fn is_copy(path: &str, manifest: &Manifest) -> bool {
    let original = FORMATS.iter().find_map(|(ending, _)| path.strip_suffix(ending));
    manifest.options.contains_key(OPTION) && original.is_some_and(|original| manifest.files.contains_key(original))
}

/// A sink that adds compressed copies to what another sink takes.
pub struct Compressing<'a> {
    inner: &'a dyn Sink,
    /// The list of the last build, if it had copies.
    old: Option<&'a Manifest>,
    /// The files of the project: their own copies are published as they are.
    tree: &'a Tree,
    content: &'a str,
}

impl<'a> Compressing<'a> {
    /// Adds copies to what `inner` takes. `old` is the list of the last build, and `content` the content folder.
    pub fn new(inner: &'a dyn Sink, old: Option<&'a Manifest>, tree: &'a Tree, content: &'a str) -> Compressing<'a> {
        let old = old.filter(|old| old.options.contains_key(OPTION));
        Compressing { inner, old, tree, content }
    }

    /// The paths of the copies that a file may have, each with what makes it.
    fn copies(&self, path: &str) -> impl Iterator<Item = (OutputPath, Pack)> {
        let is_text = extension_of(path).is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()));
        let formats = FORMATS.iter().filter(move |_| is_text);
        formats.map(move |(ending, pack)| (format!("{path}{ending}"), *pack)).filter_map(|(copy, pack)| {
            let own = [format!("static/{copy}"), format!("{}/{copy}", self.content)];
            let is_own = own.iter().any(|own| self.tree.has(own));
            (!is_own).then(|| (OutputPath::new(copy), pack))
        })
    }

    fn put_copies(&self, path: &str, bytes: &[u8]) {
        for (copy, pack) in self.copies(path) {
            let packed = pack(bytes);
            if packed.len() < bytes.len() {
                let _ = self.inner.put(&copy, &Bytes::new(packed));
            }
        }
    }
}

impl Sink for Compressing<'_> {
    fn put(&self, path: &OutputPath, bytes: &Bytes) -> Option<String> {
        self.put_copies(path.as_str(), bytes);
        self.inner.put(path, bytes)
    }

    /// A file that is in its place has its copies there too, if the last build made copies of the same file.
    fn keep(&self, path: &OutputPath, sha256: &str) -> bool {
        let copies: Vec<OutputPath> = self.copies(path.as_str()).map(|(copy, _)| copy).collect();
        let old = self.old.filter(|old| old.files.get(path.as_str()).is_some_and(|known| known == sha256));
        let has_copies = || {
            let Some(old) = old else { return false };
            let mut hashes = copies.iter().filter_map(|copy| Some((copy, old.files.get(copy.as_str())?)));
            hashes.all(|(copy, hash)| self.inner.keep(copy, hash))
        };
        (copies.is_empty() || has_copies()) && self.inner.keep(path, sha256)
    }

    fn copy(&self, path: &OutputPath, file: &Entry) {
        if self.copies(path.as_str()).next().is_some()
            && let Some(bytes) = file.bytes()
        {
            self.put_copies(path.as_str(), &bytes);
        }
        self.inner.copy(path, file);
    }

    fn wants_search(&self) -> bool {
        self.inner.wants_search()
    }
}

/// Without a name and a time in its header.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory can be written")
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, BROTLI_LEVEL, BROTLI_WINDOW);
        writer.write_all(bytes).expect("memory can be written");
    }
    packed
}
