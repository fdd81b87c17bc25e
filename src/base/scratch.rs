//! Values that are needed again later and would fill the memory until then: in memory, or as bytes in a scratch file.
//!
//! Where a value is changes how much memory a compile takes, never its result.

use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

/// Takes bytes out of memory and gives them back.
pub trait Scratch: Debug + Send + Sync {
    /// Stores bytes and returns their place; `None` if they should stay in memory.
    fn store(&self, bytes: &[u8]) -> Option<Range<u64>>;

    /// The bytes at a place that `store` returned. Where they cannot be read, they are empty, and the scratch keeps the
    /// error for its owner: the compile goes on, but nothing is published.
    fn load(&self, place: Range<u64>) -> Vec<u8>;
}

/// A value that can be written as bytes.
pub trait Encoded: Sized {
    /// Appends the value to bytes.
    fn encode(&self, out: &mut Vec<u8>);

    /// Reads what `encode` wrote; `None` for anything else.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

/// A value in memory or in a scratch file.
#[derive(Debug)]
pub enum ScratchValue<T> {
    InMemory(Arc<T>),
    InScratch(Arc<dyn Scratch>, Range<u64>),
}

impl<T> Clone for ScratchValue<T> {
    fn clone(&self) -> ScratchValue<T> {
        match self {
            ScratchValue::InMemory(value) => ScratchValue::InMemory(value.clone()),
            ScratchValue::InScratch(scratch, place) => ScratchValue::InScratch(scratch.clone(), place.clone()),
        }
    }
}

impl<T: Default> Default for ScratchValue<T> {
    fn default() -> ScratchValue<T> {
        ScratchValue::InMemory(Arc::default())
    }
}

impl<T: Encoded + Default> ScratchValue<T> {
    /// Keeps a value in memory.
    pub fn new(value: T) -> ScratchValue<T> {
        ScratchValue::InMemory(Arc::new(value))
    }

    /// The same value in a scratch file, unless the scratch leaves it in memory.
    pub fn moved_to(self, scratch: &Arc<dyn Scratch>) -> ScratchValue<T> {
        let ScratchValue::InMemory(value) = self else { return self };
        match scratch.store(&bytes_of(value.as_ref())) {
            Some(place) => ScratchValue::InScratch(scratch.clone(), place),
            None => ScratchValue::InMemory(value),
        }
    }

    /// The same value in memory; `None` if it cannot be read.
    pub fn in_memory(&self) -> Option<ScratchValue<T>> {
        match self {
            ScratchValue::InMemory(_) => Some(self.clone()),
            ScratchValue::InScratch(scratch, place) => {
                Some(ScratchValue::new(T::decode(&scratch.load(place.clone()))?))
            }
        }
    }

    /// The value that `to_raw` of the same type gave; `None` if its bytes are in memory and are none.
    pub fn from_raw(raw: &ScratchValue<Raw>) -> Option<ScratchValue<T>> {
        Some(match raw {
            ScratchValue::InMemory(bytes) => ScratchValue::new(T::decode(&bytes.0)?),
            ScratchValue::InScratch(scratch, place) => ScratchValue::InScratch(scratch.clone(), place.clone()),
        })
    }

    /// The same value as bytes, in the same place.
    pub fn to_raw(&self) -> ScratchValue<Raw> {
        match self {
            ScratchValue::InMemory(value) => ScratchValue::new(Raw(bytes_of(value.as_ref()))),
            ScratchValue::InScratch(scratch, place) => ScratchValue::InScratch(scratch.clone(), place.clone()),
        }
    }

    /// The value as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            ScratchValue::InMemory(value) => bytes_of(value.as_ref()),
            ScratchValue::InScratch(scratch, place) => scratch.load(place.clone()),
        }
    }

    /// The length of the value as bytes.
    pub fn encoded_length(&self) -> usize {
        match self {
            ScratchValue::InMemory(value) => bytes_of(value.as_ref()).len(),
            ScratchValue::InScratch(_, place) => (place.end - place.start) as usize,
        }
    }

    /// The value. Reading it from a scratch file takes about as long as copying it.
    pub fn get(&self) -> Arc<T> {
        match self {
            ScratchValue::InMemory(value) => value.clone(),
            ScratchValue::InScratch(scratch, place) => {
                Arc::new(T::decode(&scratch.load(place.clone())).unwrap_or_default())
            }
        }
    }
}

/// Bytes of any meaning.
#[derive(Debug, Default)]
pub struct Raw(pub Vec<u8>);

impl Encoded for Raw {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend(&self.0);
    }

    fn decode(bytes: &[u8]) -> Option<Raw> {
        Some(Raw(bytes.to_vec()))
    }
}

fn bytes_of(value: &impl Encoded) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.encode(&mut bytes);
    bytes
}

/// Appends a number as four bytes.
///
/// # Panics
///
/// If it does not fit: no part of a page has four billion bytes.
pub fn push_number(number: usize, out: &mut Vec<u8>) {
    out.extend(u32::try_from(number).expect("no part of a page has four billion bytes").to_le_bytes());
}

/// Takes a number off the front of bytes.
pub fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*number) as usize)
}

/// Takes a text of so many bytes off the front of bytes.
pub fn take_text(bytes: &mut &[u8], length: usize) -> Option<String> {
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(std::str::from_utf8(text).ok()?.to_owned())
}
