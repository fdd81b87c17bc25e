//! Two hashes: a fast one for caches on one machine, and a cryptographic one for published files.

use std::ops::Deref;

use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// A 128-bit xxh3 hash, for caches; it does not withstand deliberate collisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

/// A value with its hash, which is computed once. Two of them are equal if their hashes are.
#[derive(Debug, Clone)]
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
    let mut text = String::with_capacity(64);
    for byte in sha256(bytes) {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).expect("a nibble is below 16"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_nothing_is_the_published_value() {
        assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
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
