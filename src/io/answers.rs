//! Files of answers to an assessment, read whole but never without end.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::io::error::Error;

/// More than any file of answers may have, so that a larger one is seen to be too large.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Reads the beginning of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    opened.map(|_| bytes).map_err(|error| Error::io("read the answers", path, &error))
}
