//! The current time and date, for reviews and requests. No output of a build depends on it.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The current time by the clock of this machine.
pub fn now() -> Timestamp {
    nearest(SystemTime::now())
}

/// The day in the time zone of this machine.
pub fn today() -> Date {
    now().to_zoned(TimeZone::system()).date()
}

/// A clock may be wrong by any number of years; a date has at most four digits for them.
fn nearest(time: SystemTime) -> Timestamp {
    let limit = if time < SystemTime::UNIX_EPOCH { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::try_from(time).unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_that_is_wrong_has_a_date() {
        let away = Duration::from_secs(99_999_999_999_999);
        let year = |time| nearest(time).to_zoned(TimeZone::UTC).date().year();
        assert_eq!(year(SystemTime::UNIX_EPOCH), 1970);
        assert_eq!(year(SystemTime::UNIX_EPOCH + away), 9999);
        assert_eq!(year(SystemTime::UNIX_EPOCH - away), -9999);
    }
}
