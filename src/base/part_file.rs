//! A file of the cache with a few parts for each key, of which a compile reads those that it needs.
//!
//! The parts are in one file and its index in another. The index names the program that wrote it, and no other program reads
//! it: what is in the parts may change with each program. It also has the SHA-256 of each part, so that only the index needs a
//! seal, and parts that nobody reads cost nothing. New parts are appended; what is not kept again is only left out of the
//! index, until the owner of the file has it written again.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::hash::{Hash, sha256};
use crate::base::scratch::{Raw, Scratch, ScratchValue, push_number, take_number};

/// The length of the place of a part in the index: where it starts, its length, its SHA-256.
const PLACE: usize = 8 + 4 + 32;

/// What an earlier build left: an index, which nobody else has written, and the file with the parts.
#[derive(Debug, Clone)]
pub struct StoredParts {
    pub index: Vec<u8>,
    pub data: Arc<dyn Scratch>,
}

/// Parts of earlier builds, and those of this one for the next.
#[derive(Debug)]
pub struct PartFile<const PARTS: usize> {
    magic: &'static [u8],
    /// `None` where nothing is kept.
    program: Option<Hash>,
    stored: Option<Arc<Stored<PARTS>>>,
    kept: Mutex<BTreeMap<Hash, KeptRow<PARTS>>>,
    /// What an earlier compile of this process kept.
    before: Mutex<BTreeMap<Hash, KeptRow<PARTS>>>,
}

/// What is kept for a key.
#[derive(Debug, Clone)]
enum KeptRow<const PARTS: usize> {
    /// The number of its row in the index.
    Stored(usize),
    New([ScratchValue<Raw>; PARTS]),
}

/// Whether parts that are in the file already are written again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldParts {
    LeftInPlace,
    Copied,
}

/// What was found for a key.
pub struct Found<const PARTS: usize> {
    pub parts: [ScratchValue<Raw>; PARTS],
    kept: KeptRow<PARTS>,
}

impl<const PARTS: usize> Found<PARTS> {
    /// The value that `encode` made a part of; `None` if it cannot be read.
    pub fn read<T: DeserializeOwned>(&self, part: usize) -> Option<T> {
        postcard::from_bytes(&self.parts[part].to_bytes()).ok()
    }
}

/// A value as a part.
///
/// # Panics
///
/// If it cannot be serialized. The types that are kept can.
pub fn encode(value: &impl Serialize) -> ScratchValue<Raw> {
    ScratchValue::new(Raw(postcard::to_extend(value, Vec::new()).expect("all parts can be serialized")))
}

impl<const PARTS: usize> PartFile<PARTS> {
    /// A file whose format has this magic number, with what an earlier build left if a program with this hash wrote it.
    pub fn new(magic: &'static [u8], stored: Option<StoredParts>, program: Option<Hash>) -> PartFile<PARTS> {
        let stored = stored.zip(program).and_then(|(stored, program)| Stored::read(stored, magic, program));
        PartFile { magic, program, stored: stored.map(Arc::new), kept: Mutex::default(), before: Mutex::default() }
    }

    /// The parts of a key: of this compile, of the one before in this process, or of earlier builds.
    pub fn find(&self, key: Hash) -> Option<Found<PARTS>> {
        let in_memory = |map: &Mutex<BTreeMap<Hash, KeptRow<PARTS>>>| guard(map).get(&key).cloned();
        let kept = in_memory(&self.kept).or_else(|| in_memory(&self.before));
        let kept = kept.or_else(|| Some(KeptRow::Stored(self.stored.as_ref()?.row_of(key)?)))?;
        Some(Found { parts: self.parts_of(&kept), kept })
    }

    /// Keeps what was found for a key for the next build.
    pub fn keep_found(&self, key: Hash, found: &Found<PARTS>) {
        guard(&self.kept).insert(key, found.kept.clone());
    }

    /// Keeps new parts for the next build.
    pub fn keep(&self, key: Hash, parts: [ScratchValue<Raw>; PARTS]) {
        guard(&self.kept).insert(key, KeptRow::New(parts));
    }

    /// Begins another compile of this process: what is not kept again is dropped when the one after it begins.
    pub fn begin(&self) {
        *guard(&self.before) = std::mem::take(&mut *guard(&self.kept));
    }

    /// Whether anything that is kept came from the file.
    pub fn was_used(&self) -> bool {
        guard(&self.kept).values().any(|kept| matches!(kept, KeptRow::Stored(_)))
    }

    /// Whether a part of the file could not be read: then outputs may lack text, and must not be published.
    pub fn is_unreadable(&self) -> bool {
        self.stored.as_ref().is_some_and(|stored| stored.is_unreadable.load(Ordering::Relaxed))
    }

    /// Whether anything is to be written: not where the file has exactly what is kept, or nothing may be kept.
    pub fn has_changes(&self) -> bool {
        let kept = guard(&self.kept);
        let rows = self.stored.as_ref().map_or(0, |stored| stored.count());
        let is_same = kept.len() == rows && kept.values().all(|kept| matches!(kept, KeptRow::Stored(_)));
        self.program.is_some() && !is_same && !self.is_unreadable()
    }

    /// The bytes in the file that are still kept; `None` where there is no such file.
    pub fn bytes_in_place(&self) -> Option<u64> {
        let stored = self.stored.as_ref()?;
        let rows = guard(&self.kept);
        let rows = rows.values().filter_map(|kept| if let KeptRow::Stored(row) = kept { Some(*row) } else { None });
        Some(rows.flat_map(|row| stored.places(row)).map(|place| place.range.end - place.range.start).sum())
    }

    /// Adds parts to `data`, which begins with the old parts or takes them too, and returns the index of all that is kept: the
    /// magic number, the program, the number of keys, and a row for each in their order. `None` if they cannot be written.
    pub fn write(&self, data: &dyn Scratch, old: OldParts) -> Option<Vec<u8>> {
        let program = self.program?;
        let kept = std::mem::take(&mut *guard(&self.kept));
        let mut index = [self.magic, &program.0.to_le_bytes()].concat();
        index.reserve(4 + kept.len() * row_length::<PARTS>());
        push_number(kept.len(), &mut index);
        for (key, kept) in kept {
            index.extend(key.0.to_le_bytes());
            match (&kept, &self.stored) {
                (KeptRow::Stored(row), Some(stored)) if old == OldParts::LeftInPlace => index.extend(stored.row(*row)),
                _ => {
                    for part in self.parts_of(&kept) {
                        let bytes = part.to_bytes();
                        index.extend(data.store(&bytes)?.start.to_le_bytes());
                        push_number(bytes.len(), &mut index);
                        index.extend(sha256(&bytes));
                    }
                }
            }
        }
        // What could not be copied is noticed only now.
        (!self.is_unreadable()).then_some(index)
    }

    fn parts_of(&self, kept: &KeptRow<PARTS>) -> [ScratchValue<Raw>; PARTS] {
        match (kept, &self.stored) {
            (KeptRow::New(parts), _) => parts.clone(),
            (KeptRow::Stored(row), Some(stored)) => {
                let file: Arc<dyn Scratch> = Arc::new(ComparedRow { stored: stored.clone(), row: *row });
                stored.places(*row).map(|place| ScratchValue::InScratch(file.clone(), place.range))
            }
            (KeptRow::Stored(_), None) => unreachable!("a row is in a file"),
        }
    }
}

/// The index and the parts of an earlier build, which remember whether a part could not be read.
#[derive(Debug)]
struct Stored<const PARTS: usize> {
    parts: StoredParts,
    /// The start of the rows in the index.
    rows_at: usize,
    is_unreadable: AtomicBool,
}

/// Where a part is, and what it has to be.
struct PartPlace {
    range: Range<u64>,
    sha256: [u8; 32],
}

const fn row_length<const PARTS: usize>() -> usize {
    16 + PARTS * PLACE
}

impl<const PARTS: usize> Stored<PARTS> {
    fn read(parts: StoredParts, magic: &[u8], program: Hash) -> Option<Stored<PARTS>> {
        let mut rest = parts.index.strip_prefix(magic)?.strip_prefix(program.0.to_le_bytes().as_slice())?;
        let count = take_number(&mut rest)?;
        let is_whole = count.checked_mul(row_length::<PARTS>()) == Some(rest.len());
        let rows_at = parts.index.len() - rest.len();
        is_whole.then_some(Stored { parts, rows_at, is_unreadable: AtomicBool::new(false) })
    }

    fn count(&self) -> usize {
        (self.parts.index.len() - self.rows_at) / row_length::<PARTS>()
    }

    /// A row without its key.
    fn row(&self, row: usize) -> &[u8] {
        let start = self.rows_at + row * row_length::<PARTS>();
        &self.parts.index[start + 16..start + row_length::<PARTS>()]
    }

    fn key(&self, row: usize) -> Hash {
        let start = self.rows_at + row * row_length::<PARTS>();
        let key = self.parts.index[start..].first_chunk().expect("a row begins with a key");
        Hash(u128::from_le_bytes(*key))
    }

    /// The number of the row of a key. Rows are in the order of their keys.
    fn row_of(&self, key: Hash) -> Option<usize> {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = low.midpoint(high);
            if self.key(middle) < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < self.count() && self.key(low) == key).then_some(low)
    }

    fn places(&self, row: usize) -> [PartPlace; PARTS] {
        let bytes = self.row(row);
        std::array::from_fn(|part| {
            let (start, rest) = bytes[part * PLACE..].split_first_chunk().expect("a row has all its parts");
            let (length, rest) = rest.split_first_chunk().expect("a row has all its parts");
            let start = u64::from_le_bytes(*start);
            let range = start..start.saturating_add(u64::from(u32::from_le_bytes(*length)));
            PartPlace { range, sha256: *rest.first_chunk().expect("a row has all its parts") }
        })
    }
}

/// The parts of one key, compared with what they have to be when they are read.
#[derive(Debug)]
struct ComparedRow<const PARTS: usize> {
    stored: Arc<Stored<PARTS>>,
    row: usize,
}

impl<const PARTS: usize> Scratch for ComparedRow<PARTS> {
    fn store(&self, _: &[u8]) -> Option<Range<u64>> {
        None
    }

    fn load(&self, place: Range<u64>) -> Vec<u8> {
        let bytes = self.stored.parts.data.load(place.clone());
        let places = self.stored.places(self.row);
        if places.iter().any(|known| known.range == place && known.sha256 == sha256(&bytes)) {
            return bytes;
        }
        self.stored.is_unreadable.store(true, Ordering::Relaxed);
        Vec::new()
    }
}

fn guard<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    const MAGIC: &[u8] = b"magic";

    /// A file in memory.
    #[derive(Debug, Default)]
    pub struct InMemory(pub Mutex<Vec<u8>>);

    impl Scratch for InMemory {
        fn store(&self, bytes: &[u8]) -> Option<Range<u64>> {
            let mut file = guard(&self.0);
            let start = file.len() as u64;
            file.extend(bytes);
            Some(start..file.len() as u64)
        }

        fn load(&self, place: Range<u64>) -> Vec<u8> {
            guard(&self.0).get(place.start as usize..place.end as usize).unwrap_or_default().to_vec()
        }
    }

    /// What a file leaves for the next build.
    pub fn stored<const PARTS: usize>(file: &PartFile<PARTS>) -> StoredParts {
        let data = InMemory::default();
        let index = file.write(&data, OldParts::Copied).expect("it can be written");
        StoredParts { index, data: Arc::new(data) }
    }

    fn raw(text: &str) -> ScratchValue<Raw> {
        ScratchValue::new(Raw(text.as_bytes().to_vec()))
    }

    /// Two keys with two parts each.
    fn two() -> StoredParts {
        let new = PartFile::new(MAGIC, None, Some(Hash(1)));
        new.keep(Hash(7), [raw("one"), raw("")]);
        new.keep(Hash(u128::MAX), [raw("two"), raw("three")]);
        stored(&new)
    }

    fn file(stored: &StoredParts, program: u128) -> PartFile<2> {
        PartFile::new(MAGIC, Some(stored.clone()), Some(Hash(program)))
    }

    fn read(file: &PartFile<2>, key: Hash) -> Option<[Vec<u8>; 2]> {
        file.find(key).map(|found| found.parts.map(|part| part.to_bytes()))
    }

    fn keep(file: &PartFile<2>, key: Hash) {
        file.keep_found(key, &file.find(key).expect("it is stored"));
    }

    #[test]
    fn parts_come_back_and_what_is_not_kept_again_is_dropped() {
        let all = file(&two(), 1);
        assert_eq!(read(&all, Hash(7)), Some([b"one".to_vec(), Vec::new()]));
        assert_eq!(read(&all, Hash(u128::MAX)), Some([b"two".to_vec(), b"three".to_vec()]));
        assert!(read(&all, Hash(8)).is_none() && !all.was_used());
        keep(&all, Hash(7));
        let fewer = stored(&all);
        assert!(read(&file(&fewer, 1), Hash(7)).is_some() && read(&file(&fewer, 1), Hash(u128::MAX)).is_none());
        let same = file(&fewer, 1);
        assert!(same.has_changes(), "nothing is kept yet");
        keep(&same, Hash(7));
        assert!(same.was_used() && !same.has_changes(), "the file is the same");
    }

    #[test]
    fn new_parts_are_appended_and_old_ones_left_in_place() {
        let before = two();
        let next = file(&before, 1);
        keep(&next, Hash(u128::MAX));
        next.keep(Hash(9), [raw("four"), raw("five")]);
        assert_eq!((next.has_changes(), next.bytes_in_place()), (true, Some(8)));
        let index = next.write(before.data.as_ref(), OldParts::LeftInPlace).expect("it can be written");
        let after = file(&StoredParts { index, data: before.data.clone() }, 1);
        assert_eq!(read(&after, Hash(9)), Some([b"four".to_vec(), b"five".to_vec()]));
        assert_eq!(read(&after, Hash(u128::MAX)), Some([b"two".to_vec(), b"three".to_vec()]));
        assert!(read(&after, Hash(7)).is_none() && !after.is_unreadable());
        assert_eq!(before.data.load(0..u64::MAX).len(), 0, "a place behind the end");
        assert_eq!(before.data.load(0..19), b"onetwothreefourfive");
    }

    #[test]
    fn another_compile_of_a_process_finds_what_the_last_one_kept() {
        let file = file(&two(), 1);
        file.keep(Hash(8), [raw("a"), raw("b")]);
        file.begin();
        assert_eq!(read(&file, Hash(8)), Some([b"a".to_vec(), b"b".to_vec()]));
        file.begin();
        assert!(read(&file, Hash(8)).is_none() && read(&file, Hash(7)).is_some());
    }

    #[test]
    fn another_program_reads_nothing() {
        assert!(file(&two(), 2).find(Hash(7)).is_none());
        assert!(PartFile::<2>::new(b"tragic", Some(two()), Some(Hash(1))).find(Hash(7)).is_none());
        assert!(PartFile::<2>::new(MAGIC, Some(two()), None).find(Hash(7)).is_none());
        let StoredParts { mut index, data } = two();
        index.pop();
        assert!(file(&StoredParts { index, data }, 1).find(Hash(7)).is_none(), "a cut index");
    }

    #[test]
    fn a_part_that_cannot_be_read_is_noticed() {
        let whole = two();
        let bytes = whole.data.load(0..11);
        let damaged = |bytes: Vec<u8>| {
            file(&StoredParts { index: whole.index.clone(), data: Arc::new(InMemory(Mutex::new(bytes))) }, 1)
        };
        for at in 3..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            for file in [damaged(bytes[..at].to_vec()), damaged(flipped)] {
                let found = read(&file, Hash(u128::MAX)).expect("its key is known");
                assert!(found != [b"two".to_vec(), b"three".to_vec()] && file.is_unreadable(), "damaged at {at}");
                assert!(!file.has_changes(), "nothing is kept for the next build");
            }
        }
    }
}
