//! A file of the project as the source tree names it: a page, whose bytes are freed after parsing, or an attachment,
//! whose bytes are never in memory.
//!
//! A file that changes while the site is built is noticed: a page by its hash, an attachment by what the system says
//! of the file.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::hash::{Hash, sha256_hex};
use crate::base::image::{self, ImageSize};
use crate::base::tree::{Bytes, Entry, FileOnDisk};
use crate::io::disk;
use crate::io::hash_file::{hash_in, sha256_in};
use crate::io::open::open_regular;
use crate::io::stamp::Stamp;

/// The most bytes of a file that is read into memory and is no page: of the theme, of an image that is checked for code, and
/// of any file in the preview.
pub(super) const LARGEST_FILE: u64 = 1024 * 1024 * 1024;

/// A page of the project.
#[derive(Debug)]
struct PageFile {
    path: PathBuf,
    length: u64,
    content: Mutex<PageContent>,
}

#[derive(Debug)]
enum PageContent {
    InMemory(Bytes),
    Released(Hash),
}

/// A page with the bytes that were read.
pub fn page(path: PathBuf, bytes: Bytes) -> Entry {
    let length = bytes.len() as u64;
    Entry::OnDisk(Arc::new(PageFile { path, length, content: Mutex::new(PageContent::InMemory(bytes)) }))
}

impl PageFile {
    fn content(&self) -> MutexGuard<'_, PageContent> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FileOnDisk for PageFile {
    fn length(&self) -> u64 {
        self.length
    }

    fn image_size(&self) -> Option<ImageSize> {
        None
    }

    fn hash(&self) -> Option<Hash> {
        Some(match &*self.content() {
            PageContent::InMemory(bytes) => Hash::of(bytes),
            PageContent::Released(hash) => *hash,
        })
    }

    fn read(&self) -> Option<Bytes> {
        let hash = match &*self.content() {
            PageContent::InMemory(bytes) => return Some(bytes.clone()),
            PageContent::Released(hash) => *hash,
        };
        read_all(open_regular(&self.path).ok()?, self.length).filter(|bytes| Hash::of(bytes) == hash)
    }

    fn release(&self) {
        let mut content = self.content();
        if let PageContent::InMemory(bytes) = &*content {
            *content = PageContent::Released(Hash::of(bytes));
        }
    }

    fn sha256(&self) -> io::Result<String> {
        Ok(sha256_hex(&self.read().ok_or_else(changed)?))
    }

    fn copy_to(&self, target: &Path) -> io::Result<()> {
        disk::write(target, self.read().ok_or_else(changed)?.as_slice())
    }
}

/// The bytes of a file that had this length.
fn read_all(file: File, length: u64) -> Option<Bytes> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).ok()? + 1);
    // A file that has grown is read one byte too far, and is then seen to be another.
    file.take(length + 1).read_to_end(&mut bytes).ok()?;
    Some(Bytes::new(bytes))
}

fn changed() -> io::Error {
    io::Error::other("the file changed while the site was built")
}

/// A file that is published as it is.
#[derive(Debug)]
struct Attachment {
    path: PathBuf,
    stamp: Stamp,
    image_size: Option<ImageSize>,
}

/// An attachment, of which only the part with the size of an image is read.
pub fn attachment(path: PathBuf) -> io::Result<Entry> {
    let mut file = BufReader::new(open_regular(&path)?);
    let stamp = Stamp::of(&file.get_ref().metadata()?);
    let image_size = image::size_in(&mut file);
    Ok(Entry::OnDisk(Arc::new(Attachment { path, stamp, image_size })))
}

impl Attachment {
    /// The file, if it still is the one that was found.
    fn open(&self) -> io::Result<File> {
        let file = open_regular(&self.path)?;
        if Stamp::of(&file.metadata()?) == self.stamp { Ok(file) } else { Err(changed()) }
    }
}

impl FileOnDisk for Attachment {
    fn length(&self) -> u64 {
        self.stamp.length
    }

    fn image_size(&self) -> Option<ImageSize> {
        self.image_size
    }

    fn hash(&self) -> Option<Hash> {
        hash_in(&mut self.open().ok()?).ok()
    }

    fn read(&self) -> Option<Bytes> {
        let length = Some(self.stamp.length).filter(|length| *length <= LARGEST_FILE)?;
        read_all(self.open().ok()?, length)
    }

    fn release(&self) {}

    fn sha256(&self) -> io::Result<String> {
        sha256_in(&mut self.open()?)
    }

    fn copy_to(&self, target: &Path) -> io::Result<()> {
        disk::copy(&mut self.open()?, target)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_page_is_read_again_only_if_it_is_as_it_was() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.md");
        fs::write(&path, "# One").expect("it can be written");
        let entry = page(path.clone(), Bytes::new(b"# One".to_vec()));
        let hash = entry.hash();
        entry.release();
        assert_eq!(entry.bytes().as_deref().map(Vec::as_slice), Some(&b"# One"[..]));
        assert_eq!(entry.hash(), hash);
        fs::write(&path, "# Two").expect("it can be written");
        assert_eq!(entry.bytes(), None);
    }

    #[test]
    fn an_attachment_that_was_replaced_is_an_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (path, copy) = (folder.path().join("a.svg"), folder.path().join("copy"));
        fs::write(&path, "<svg width='4' height='3'>").expect("it can be written");
        let entry = attachment(path.clone()).expect("it can be read");
        assert_eq!((entry.length(), entry.image_size()), (26, Some(ImageSize { width: 4, height: 3 })));
        let Entry::OnDisk(file) = &entry else { panic!("it is on disk") };
        file.copy_to(&copy).expect("it can be copied");
        assert_eq!(fs::read(&copy).ok(), entry.bytes().map(|bytes| bytes.to_vec()));
        fs::write(folder.path().join("b"), "<svg width='5' height='5'>!").expect("it can be written");
        fs::rename(folder.path().join("b"), &path).expect("it can be renamed");
        assert!(file.copy_to(&copy).is_err() && file.sha256().is_err() && entry.bytes().is_none());
    }
}
