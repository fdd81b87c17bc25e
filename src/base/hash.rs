//! Two hashes: a fast one for caches on one machine, and a cryptographic one for published files.

use std::hash::{self, BuildHasherDefault};
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::{Xxh3, xxh3_64_with_seed, xxh3_128};

/// A 128-bit xxh3 hash, for caches; it does not withstand deliberate collisions.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hash(pub u128);

impl Hash {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(xxh3_128(bytes))
    }

    /// Hashes several parts so that `["ab", "c"]` and `["a", "bc"]` differ: each part is preceded by its length.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Hash {
        let mut state = Xxh3::new();
        for part in parts {
            state.update(&(part.len() as u64).to_le_bytes());
            state.update(part);
        }
        Hash(state.digest128())
    }

    /// Hashes a value by its fields. Good inside one process: lengths are hashed at the width of the machine.
    pub fn of_value(value: &impl std::hash::Hash) -> Hash {
        let mut state = Xxh3::new();
        value.hash(&mut state);
        Hash(state.digest128())
    }

    /// Thirty-two lower-case hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:032x}", self.0)
    }
}

/// Hashes bytes that come in parts, with the same results as `Hash::of`.
#[derive(Default)]
pub struct Hasher(Xxh3);

impl Hasher {
    /// Adds a part.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all parts.
    pub fn finish(&self) -> Hash {
        Hash(self.0.digest128())
    }
}

/// Computes the SHA-256 of bytes that come in parts.
#[derive(Default)]
pub struct Sha256Hasher(Sha256);

impl Sha256Hasher {
    /// Adds a part.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The SHA-256 of all parts.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).expect("a nibble is below 16"));
        }
    }
    text
}

/// Hashes the keys of a map that are words, or hashes already: in one step, without the state of a long text.
pub type ShortKeys = BuildHasherDefault<ShortKeyHasher>;

/// The hasher of `ShortKeys`.
#[derive(Debug, Clone, Default)]
pub struct ShortKeyHasher(u64);

impl hash::Hasher for ShortKeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.rotate_left(8) ^ u64::from(byte);
    }

    /// The number is a hash.
    fn write_u64(&mut self, number: u64) {
        self.0 ^= number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A value with its hash, which is computed once. Two of them are equal if their hashes are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hashed<T> {
    value: T,
    hash: Hash,
}

impl<T: std::hash::Hash> Hashed<T> {
    /// Hashes a value and keeps it from changing.
    pub fn new(value: T) -> Hashed<T> {
        let hash = Hash::of_value(&value);
        Hashed { value, hash }
    }
}

impl<T> Hashed<T> {
    /// The hash of the value.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

impl<T> Deref for Hashed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> PartialEq for Hashed<T> {
    fn eq(&self, other: &Hashed<T>) -> bool {
        self.hash == other.hash
    }
}

impl<T> Eq for Hashed<T> {}

/// The SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The SHA-256 of `bytes` as 64 lower-case hexadecimal digits, as `sha256sum` prints it.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_nothing_is_the_published_value() {
        assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn bytes_in_parts_have_the_hashes_of_the_whole() {
        let (mut fast, mut published) = (Hasher::default(), Sha256Hasher::default());
        for part in [b"ab".as_slice(), b"", b"c"] {
            fast.update(part);
            published.update(part);
        }
        assert_eq!((fast.finish(), published.finish()), (Hash::of(b"abc"), sha256(b"abc")));
    }

    #[test]
    fn hashed_values_are_equal_if_their_hashes_are() {
        let hashed = |text: &str| Hashed::new((text.to_owned(), Some(1)));
        assert_eq!(hashed("a"), hashed("a"));
        assert_ne!(hashed("a"), hashed("b"));
    }

    #[test]
    fn parts_do_not_run_together() {
        let split = |parts: &[&str]| Hash::of_parts(parts.iter().map(|part| part.as_bytes()));
        assert_ne!(split(&["ab", "c"]), split(&["a", "bc"]));
    }
}
