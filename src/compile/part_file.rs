//! A file of the cache with a few parts for each key, of which a compile reads those that it needs.
//!
//! The file begins with a hash of the program that wrote it, and no other program reads it: what is in the parts may
//! change with each program. What is not kept again is dropped, so the file has the size of one build.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use xxhash_rust::xxh3::Xxh3Builder;

use crate::base::hash::Hash;
use crate::base::scratch::{Held, Raw, Scratch, push_number, take_number};

/// Parts of earlier builds, and those of this one for the next.
#[derive(Debug)]
pub struct PartFile<const PARTS: usize> {
    magic: &'static [u8],
    /// `None` where nothing is read or kept.
    program: Option<Hash>,
    stored: Option<Arc<StoredFile>>,
    /// The places of the parts of each key, found when the first key is looked up.
    places: OnceLock<Places<PARTS>>,
    kept: Mutex<BTreeMap<Hash, [Held<Raw>; PARTS]>>,
    /// Whether anything that is kept is not in the file.
    has_new: AtomicBool,
}

type Places<const PARTS: usize> = HashMap<Hash, [Range<u64>; PARTS], Xxh3Builder>;

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

/// What was found for a key: the file, and the places of the parts in it.
pub struct Found<const PARTS: usize> {
    pub file: Arc<dyn Scratch>,
    pub places: [Range<u64>; PARTS],
}

impl<const PARTS: usize> Found<PARTS> {
    /// The value that `encode` made a part of; `None` if it cannot be read.
    pub fn read<T: DeserializeOwned>(&self, part: usize) -> Option<T> {
        postcard::from_bytes(&self.file.load(self.places[part].clone())).ok()
    }
}

/// A value as a part.
///
/// # Panics
///
/// If it cannot be serialized. The types of documents and outputs can.
pub fn encode(value: &impl Serialize) -> Held<Raw> {
    Held::new(Raw(postcard::to_extend(value, Vec::new()).expect("all parts can be serialized")))
}

impl<const PARTS: usize> PartFile<PARTS> {
    /// A file whose format has this magic number, with what `parts` gave earlier if a program with this hash wrote it.
    pub fn new(magic: &'static [u8], file: Option<Arc<dyn Scratch>>, program: Option<Hash>) -> PartFile<PARTS> {
        let stored = file.map(|file| Arc::new(StoredFile { file, is_unreadable: AtomicBool::new(false) }));
        PartFile {
            magic,
            program,
            stored,
            places: OnceLock::new(),
            kept: Mutex::default(),
            has_new: AtomicBool::new(false),
        }
    }

    /// The parts of a key in the file of earlier builds.
    pub fn find(&self, key: Hash) -> Option<Found<PARTS>> {
        let places = self.places().get(&key)?.clone();
        Some(Found { file: self.stored.clone()?, places })
    }

    /// Keeps what was found for a key for the next build.
    pub fn keep_found(&self, key: Hash, found: &Found<PARTS>) {
        let parts = found.places.clone().map(|place| Held::InScratch(found.file.clone(), place));
        self.kept().insert(key, parts);
    }

    /// Keeps new parts for the next build.
    pub fn keep(&self, key: Hash, parts: [Held<Raw>; PARTS]) {
        self.kept().insert(key, parts);
        self.has_new.store(true, Ordering::Relaxed);
    }

    /// Whether anything that is kept came from the file.
    pub fn was_used(&self) -> bool {
        self.places.get().is_some_and(|places| self.kept().keys().any(|key| places.contains_key(key)))
    }

    /// Whether a part of the file could not be read: then outputs may lack text, and must not be published.
    pub fn is_unreadable(&self) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.is_unreadable.load(Ordering::Relaxed))
    }

    /// The bytes to store for the next build, piece by piece: the magic number, the program, the number of keys, each key
    /// with the lengths of its parts, then the parts in the same order. Nothing if that is what is stored.
    pub fn parts(&self) -> impl Iterator<Item = Vec<u8>> {
        let mut kept = std::mem::take(&mut *self.kept());
        let is_same = !self.has_new.load(Ordering::Relaxed) && kept.len() == self.places().len();
        let program = self.program.filter(|_| !is_same && !self.is_unreadable());
        let head = program.map(|program| {
            let mut head = [self.magic, &program.0.to_le_bytes()].concat();
            push_number(kept.len(), &mut head);
            for (key, parts) in &kept {
                head.extend(key.0.to_le_bytes());
                parts.iter().for_each(|part| push_number(part.encoded_length(), &mut head));
            }
            head
        });
        if head.is_none() {
            kept.clear();
        }
        head.into_iter().chain(kept.into_values().flatten().map(|part| part.to_bytes()))
    }

    fn places(&self) -> &Places<PARTS> {
        self.places.get_or_init(|| self.read_places().unwrap_or_default())
    }

    fn read_places(&self) -> Option<Places<PARTS>> {
        let (file, program) = (&self.stored.as_ref()?.file, self.program?);
        let rows_at = self.magic.len() as u64 + 20;
        let head = file.load(0..rows_at);
        let mut rest = head.strip_prefix(self.magic)?.strip_prefix(program.0.to_le_bytes().as_slice())?;
        let count = take_number(&mut rest)? as u64;
        let mut at = rows_at + count * (16 + 4 * PARTS as u64);
        let rows = file.load(rows_at..at);
        let mut rest = rows.as_slice();
        let mut places = Places::default();
        while let Some((key, after)) = rest.split_first_chunk::<16>() {
            rest = after;
            let mut parts = std::array::from_fn(|_| 0..0);
            for part in &mut parts {
                let end = at + take_number(&mut rest)? as u64;
                *part = at..end;
                at = end;
            }
            places.insert(Hash(u128::from_le_bytes(*key)), parts);
        }
        Some(places)
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<Hash, [Held<Raw>; PARTS]>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    const MAGIC: &[u8] = b"magic";

    /// A file in memory.
    #[derive(Debug)]
    pub struct InMemory(pub Vec<u8>);

    impl Scratch for InMemory {
        fn store(&self, _: &[u8]) -> Option<Range<u64>> {
            None
        }

        fn load(&self, place: Range<u64>) -> Vec<u8> {
            self.0.get(place.start as usize..place.end as usize).unwrap_or_default().to_vec()
        }
    }

    fn file(bytes: &[u8], program: u128) -> PartFile<2> {
        PartFile::new(MAGIC, Some(Arc::new(InMemory(bytes.to_vec()))), Some(Hash(program)))
    }

    fn stored() -> Vec<u8> {
        let new = PartFile::new(MAGIC, None, Some(Hash(1)));
        let raw = |text: &str| Held::new(Raw(text.as_bytes().to_vec()));
        new.keep(Hash(7), [raw("one"), raw("")]);
        new.keep(Hash(u128::MAX), [raw("two"), raw("three")]);
        new.parts().flatten().collect()
    }

    fn read(file: &PartFile<2>, key: Hash) -> Option<[Vec<u8>; 2]> {
        file.find(key).map(|found| found.places.map(|place| found.file.load(place)))
    }

    #[test]
    fn parts_come_back_and_what_is_not_kept_again_is_dropped() {
        let all = file(&stored(), 1);
        assert_eq!(read(&all, Hash(7)), Some([b"one".to_vec(), Vec::new()]));
        assert_eq!(read(&all, Hash(u128::MAX)), Some([b"two".to_vec(), b"three".to_vec()]));
        assert!(read(&all, Hash(8)).is_none() && !all.was_used());
        all.keep_found(Hash(7), &all.find(Hash(7)).expect("it is stored"));
        let fewer: Vec<u8> = all.parts().flatten().collect();
        assert!(read(&file(&fewer, 1), Hash(7)).is_some() && read(&file(&fewer, 1), Hash(u128::MAX)).is_none());
        let same = file(&fewer, 1);
        same.keep_found(Hash(7), &same.find(Hash(7)).expect("it is stored"));
        assert!(same.was_used() && same.parts().next().is_none(), "the file is the same");
    }

    #[test]
    fn another_program_reads_nothing() {
        assert!(file(&stored(), 2).find(Hash(7)).is_none());
        assert!(
            PartFile::<2>::new(b"tragic", Some(Arc::new(InMemory(stored()))), Some(Hash(1))).find(Hash(7)).is_none()
        );
        assert!(PartFile::<2>::new(MAGIC, Some(Arc::new(InMemory(stored()))), None).find(Hash(7)).is_none());
    }

    #[test]
    fn a_part_that_cannot_be_read_is_noticed() {
        let bytes = stored();
        for end in 0..bytes.len() {
            let cut = file(&bytes[..end], 1);
            let found = read(&cut, Hash(u128::MAX));
            let is_whole = found.is_none_or(|found| found == [b"two".to_vec(), b"three".to_vec()]);
            assert!(is_whole || cut.is_unreadable(), "cut at {end}");
        }
    }
}
