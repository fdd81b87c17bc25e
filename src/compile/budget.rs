//! Work that all pages of a site may take together. A stranger may write many pages, and each may be as slow as the limits
//! of one page allow.
//!
//! Work is counted, not timed, and items are done in parts whose bounds depend only on what is before them. So it is the
//! same items that find the budget spent, on any machine and with any cache.

use rayon::prelude::*;

/// Parts have at least this many items, so that threads do not wait for each other. The budget is exceeded by at most the
/// work of one such part.
const SMALLEST_PART: usize = 64;

/// The work for the code of a whole site, and what each page adds to it, see `parse/highlight.rs`: 20 pages with as much
/// code as one may have, and about 960 lines of 40 characters on all pages.
pub(super) const HIGHLIGHTING_WORK: u64 = 2_000_000_000;
const HIGHLIGHTING_WORK_FOR_ONE: u64 = 5_000_000;

/// The budget for the code of so many pages.
pub(super) fn of_highlighting(pages: usize) -> Budget {
    Budget { work: HIGHLIGHTING_WORK + HIGHLIGHTING_WORK_FOR_ONE * pages as u64 }
}

/// Work for all items, in units of the caller.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub work: u64,
}

impl Budget {
    /// Calls `run` with each item and with whether the budget lasts, on all threads. `most` is the most work that an item can
    /// take, and `spent` what a result took. Results are in the order of the items.
    pub fn run<T: Sync, R: Send>(
        self,
        items: &[T],
        most: impl Fn(&T) -> u64,
        run: impl Fn(&T, bool) -> R + Sync,
        spent: impl Fn(&R) -> u64,
    ) -> Vec<R> {
        let mut left = self.work;
        let mut results = Vec::with_capacity(items.len());
        while results.len() < items.len() {
            let waiting = &items[results.len()..];
            let lasts = left > 0;
            let length = if lasts { part(waiting, &most, left) } else { waiting.len() };
            let begun = results.len();
            results.par_extend(waiting[..length].par_iter().map(|item| run(item, lasts)));
            left = left.saturating_sub(results[begun..].iter().map(&spent).sum());
        }
        results
    }
}

/// How many of the first items take no more than is left, whatever they are.
fn part<T>(items: &[T], most: impl Fn(&T) -> u64, left: u64) -> usize {
    let mut sum: u64 = 0;
    let fitting = items.iter().take_while(|item| {
        sum = sum.saturating_add(most(item));
        sum <= left
    });
    fitting.count().max(SMALLEST_PART.min(items.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(work: u64, items: &[u64], most: u64) -> Vec<bool> {
        let spent = |result: &(u64, bool)| if result.1 { result.0 } else { 0 };
        let results = Budget { work }.run(items, |_| most, |item, lasts| (*item, lasts), spent);
        results.into_iter().map(|(_, lasts)| lasts).collect()
    }

    #[test]
    fn a_budget_that_lasts_stops_nothing() {
        assert!(done(1_000, &[1; 1_000], 1).iter().all(|lasts| *lasts));
        assert!(done(1, &[0; 1_000], 50).iter().all(|lasts| *lasts));
        assert!(done(1, &[], 1).is_empty());
    }

    #[test]
    fn a_spent_budget_stops_what_follows_and_is_exceeded_by_one_part_at_most() {
        for (work, item) in [(1, 10), (1_000, 10), (6_401, 10), (5_000, 3)] {
            let items = [item; 5_000];
            let done = done(work, &items, 10);
            let count = done.iter().filter(|lasts| **lasts).count();
            assert!(done[..count].iter().all(|lasts| *lasts), "the first ones are done");
            let spent = count as u64 * item;
            assert!(spent >= work && spent < work + SMALLEST_PART as u64 * 10, "{work}: {spent}");
        }
    }
}
