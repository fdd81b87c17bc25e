//! Counts what the templates of one output process.

use minijinja::{Error, State};

use super::exceeded::Exceeded;

/// What the templates of one output may process, in bytes: texts that they make, print or compare, and 8 for each item of a list.
const MAX_WORK: usize = 256 << 20;

/// What the templates of one output have processed, in bytes.
#[derive(Default)]
struct ProcessedBytes(usize);

pub(super) fn spend(state: &mut State<'_, '_>, bytes: usize) -> Result<(), Error> {
    let work = state.get_or_insert_extension_with(ProcessedBytes::default);
    work.0 = work.0.saturating_add(bytes);
    if work.0 > MAX_WORK { Err(Exceeded::work(MAX_WORK).into()) } else { Ok(()) }
}
