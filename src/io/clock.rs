//! The current date, for reviews. No output of a build depends on it.

use jiff::Zoned;
use jiff::civil::Date;

/// The day in the time zone of this machine.
pub fn today() -> Date {
    Zoned::now().date()
}
