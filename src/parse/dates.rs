//! Days and spans of time as people write them, turned into calendar dates. Day and month are never guessed.
//!
//! Front matter is read strictly: `2026-11-30`. Prose, such as a list of revisions, is searched for any form that can
//! mean only one day. `05/06/2023` means two, unless the page or the site says which part comes first.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use regex::{Captures, Regex};

use crate::base::code::Code;
use crate::base::codes::{META_AMBIGUOUS_DATE, META_INVALID_DATE};
use crate::base::diagnostic::{Diagnostic, Fix, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::config::settings::DateOrder;

/// `DD/MM/YYYY` or `MM/DD/YYYY`, as people say how they write dates.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:(dd?[/. -]mm?)|(mm?[/. -]dd?))[/. -]yy(?:yy)?\b")
        .expect("a pattern of this program is well formed")
});

/// `9/1/2021` and `17-12-2014`.
static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b\d{1,2}(?:/\d{1,2}/|-\d{1,2}-)\d{4}\b").expect("a pattern of this program is well formed")
});

/// The order of day and month that a page states, such as `Date (DD/MM/YYYY)`; `None` if it states both or neither.
pub fn stated_order(page: &str) -> Option<DateOrder> {
    let mut orders = outside_code(page, &ORDER).map(|found| match found.get(1) {
        Some(_) => DateOrder::DayMonth,
        None => DateOrder::MonthDay,
    });
    let first = orders.next()?;
    orders.all(|order| order == first).then_some(first)
}

/// The order of day and month that the dates in numbers of a page show.
pub fn order_on_page(page: &str) -> Option<DateOrder> {
    shown_order(outside_code(page, &NUMERIC).map(|found| found[0].to_owned()))
}

/// What a pattern finds in a page. Code on a line is an example and says nothing.
fn outside_code<'t>(page: &'t str, shape: &'static Regex) -> impl Iterator<Item = Captures<'t>> {
    let (mut at, mut is_code) = (0, false);
    shape.captures_iter(page).filter(move |found| {
        let start = found.get_match().start();
        for byte in &page.as_bytes()[at..start] {
            match byte {
                b'\n' => is_code = false,
                b'`' => is_code = !is_code,
                _ => {}
            }
        }
        at = start;
        !is_code
    })
}

/// The order of day and month that dates of one column or page show: with `12/17/2014` above it, `3/10/2022` is a day in March.
/// `None` if no date shows it, or two show different orders.
pub fn shown_order(column: impl IntoIterator<Item = String>) -> Option<DateOrder> {
    let is_day = |text: &str, order| matches!(find(text, Some(order)), Some((_, Ok(_))));
    let mut orders = column.into_iter().filter_map(|text| {
        match (is_day(&text, DateOrder::DayMonth), is_day(&text, DateOrder::MonthDay)) {
            (true, false) => Some(DateOrder::DayMonth),
            (false, true) => Some(DateOrder::MonthDay),
            _ => None,
        }
    });
    let first = orders.next()?;
    orders.all(|order| order == first).then_some(first)
}

/// Why a text cannot be used as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateError {
    Unreadable,
    /// The date is clear, but the format is not supported.
    Foreign(Date),
    /// It can mean two days: the first number as the day, and as the month.
    Ambiguous(Date, Date),
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The numbers from one to twelve.
const NUMBERS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// The largest number of days, weeks, months or years between two reviews.
const LONGEST: i64 = 1_000;

/// Reads `2026-11-30`, and the same with single digits or a time after it.
pub fn parse_date(text: &str) -> Option<Date> {
    let (day, rest) = text.trim().split_once(['T', 't', ' ']).unwrap_or((text.trim(), ""));
    if !is_time(rest.trim()) {
        return None;
    }
    let mut parts = day.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let date = Date::new(year, month, parts.next()?.parse().ok()?).ok()?;
    parts.next().is_none().then_some(date)
}

/// Whether a text may follow a date: a time, perhaps with a zone, or nothing.
fn is_time(text: &str) -> bool {
    let number = |text: &str, most: u8| text.len() <= 2 && text.parse::<u8>().is_ok_and(|number| number <= most);
    let time = text.split(['Z', 'z', '+', '-', ' ', '.']).next().unwrap_or_default();
    let mut parts = time.split(':');
    let hour = parts.next().unwrap_or_default();
    text.is_empty() || number(hour, 24) && parts.all(|part| number(part, 60))
}

/// Reads a day of front matter: as `parse_date`, and `30/11/2026` where the site says which part comes first.
pub fn read(text: &str, order: Option<DateOrder>) -> Result<Date, DateError> {
    if let Some(date) = parse_date(text) {
        return Ok(date);
    }
    let text = text.trim();
    match find(text, order) {
        Some((range, found)) if range == (0..text.len()) => {
            let is_ordered = order.is_some() && text.bytes().all(|byte| !byte.is_ascii_alphabetic());
            found.and_then(|date| if is_ordered { Ok(date) } else { Err(DateError::Foreign(date)) })
        }
        _ => Err(DateError::Unreadable),
    }
}

/// The code and message for a text that cannot be used as a date.
pub fn problem(shown: &str, error: DateError) -> (&'static Code, String) {
    match error {
        DateError::Ambiguous(..) => (&META_AMBIGUOUS_DATE, format!("ambiguous date {shown}: it can mean two days")),
        DateError::Foreign(_) => (&META_INVALID_DATE, format!("invalid date {shown}")),
        DateError::Unreadable => (&META_INVALID_DATE, format!("invalid date {shown}")),
    }
}

/// The finding about a value of front matter that cannot be used as a date, unless the value is inherited.
pub fn diagnostic(path: &SourcePath, node: &Node, error: DateError) -> Option<Diagnostic> {
    let shown = node.text().map_or_else(|| node.kind().to_owned(), |text| format!("`{text}`"));
    let (code, message) = problem(&shown, error);
    let finding = Diagnostic::new(code, Location::at(path, node.span), message).help(help(error));
    (!node.inherited).then(|| match (error, node.text()) {
        (DateError::Foreign(date), Some(old)) if node.span.end - node.span.start == old.len() => {
            finding.fix(Fix::Text { old, new: date.to_string() })
        }
        // In quotation marks.
        (DateError::Foreign(date), Some(old)) => finding.fix(Fix::Value { old, new: date.to_string() }),
        _ => finding,
    })
}

/// Finds the first day in a text, with its place.
pub fn find(text: &str, order: Option<DateOrder>) -> Option<(Range<usize>, Result<Date, DateError>)> {
    let words = words(text);
    for (at, (start, word)) in words.iter().enumerate() {
        let end = |word: &(usize, &str)| word.0 + word.1.len();
        if let Some(found) = in_numbers(word, order) {
            return Some((*start..start + word.len(), found));
        }
        if let [first, second, third, ..] = &words[at..]
            && let Some(date) = in_words(first.1, second.1, third.1)
        {
            return Some((*start..end(third), Ok(date)));
        }
    }
    None
}

/// The help text for a date that cannot be used.
pub fn help(error: DateError) -> String {
    match error {
        DateError::Unreadable => "use YYYY-MM-DD: `2026-11-30`".to_owned(),
        DateError::Foreign(date) => format!("use YYYY-MM-DD: `{date}`"),
        DateError::Ambiguous(a, b) => {
            format!("write `{a}` or `{b}`, or set `[dates] order` for the whole site")
        }
    }
}

/// Runs of letters, digits and the signs that are inside dates.
fn words(text: &str) -> Vec<(usize, &str)> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '/' | '-');
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_part(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word = &text[from..at];
                let lead = word.len() - word.trim_start_matches(['.', '/', '-']).len();
                words.push((from + lead, word[lead..].trim_end_matches(['.', '/', '-'])));
                start = None;
            }
            _ => {}
        }
    }
    // `9th of April 2024`
    words.retain(|(_, word)| !word.is_empty() && *word != "of");
    words
}

/// `2024.11.11`, `5/18/2023`, `2026-01-18T09`: a year of four digits at one end.
fn in_numbers(word: &str, order: Option<DateOrder>) -> Option<Result<Date, DateError>> {
    let separator = word.chars().find(|letter| !letter.is_ascii_digit())?;
    let day = word.split(['T', 't']).next()?;
    let parts: Vec<&str> = day.split(separator).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let number = |text: &str, most: usize| -> Option<i16> {
        let is_number = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_number)
    };
    let date = |year: i16, month: i16, day: i16| Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok();
    // 01-Feb-2026
    if second.starts_with(char::is_alphabetic) {
        return in_words(first, second, third).map(Ok);
    }
    let middle = number(second, 2)?;
    if first.len() == 4 {
        return date(number(first, 4)?, middle, number(third, 2)?).map(Ok);
    }
    let (first, year) = (number(first, 2)?, number(third, 4).filter(|_| third.len() == 4)?);
    let (day_first, month_first) = (date(year, middle, first), date(year, first, middle));
    match (order, day_first, month_first) {
        (Some(DateOrder::DayMonth), date, _) | (Some(DateOrder::MonthDay), _, date) => date.map(Ok),
        (None, Some(a), Some(b)) if a != b => Some(Err(DateError::Ambiguous(a, b))),
        (None, a, b) => a.or(b).map(Ok),
    }
}

/// `9 February 2026`, `9th Feb 2026`, `February 9 2026`.
fn in_words(first: &str, second: &str, third: &str) -> Option<Date> {
    let year = third.parse().ok().filter(|_| third.len() == 4)?;
    let (day, month) = month(second).map(|month| (first, month)).or_else(|| Some((second, month(first)?)))?;
    let digits = day.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let is_day = matches!(&day[digits.len()..], "" | "st" | "nd" | "rd" | "th");
    Date::new(year, month, digits.parse().ok().filter(|_| is_day)?).ok()
}

fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let is_month = |month: &&str| **month == word || word.len() >= 3 && word.len() <= 4 && month.starts_with(&word);
    MONTHS.iter().position(is_month).map(|at| at as i8 + 1)
}

/// The last day of a month or a quarter that a text names, such as `June 2026` or `Q1 2027`: what is due in a month is due
/// by its end.
pub fn month_end(text: &str) -> Option<Date> {
    let (name, year) = text.trim().split_once([' ', '-'])?;
    let (name, year) = if year.trim().starts_with(['Q', 'q']) { (year.trim(), name) } else { (name, year.trim()) };
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    let month = match name.to_uppercase().as_str() {
        "Q1" => 3,
        "Q2" => 6,
        "Q3" => 9,
        "Q4" => 12,
        _ => month(name.trim_end_matches(','))?,
    };
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}

/// Reads the time between two reviews: `6 months`, `every two years`, `annually`, ISO 8601's `P1Y`, or a map such as
/// `{month: 9}`. A remark after it is ignored: `Annually or after an incident`.
pub fn interval(node: &Node) -> Option<Span> {
    if let Value::Map(entries) = &node.value {
        let [(unit, number)] = entries.as_slice() else { return None };
        return span(&number.text()?, unit);
    }
    let text = node.text()?.trim().to_lowercase().replace("semi-", "semi").replace("half-", "half");
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words = match &words[..] {
        ["every" | "each" | "once", "a" | "an" | "every", rest @ ..] | ["every" | "each", rest @ ..] => rest,
        all => all,
    };
    match words {
        [only, rest @ ..] if is_remark(rest) && period(only).is_some() => period(only),
        [unit, rest @ ..] if is_remark(rest) && text.starts_with(['e', 'o']) => span("1", unit),
        [number, unit, rest @ ..] if is_remark(rest) => span(number, unit),
        _ => None,
    }
}

/// Whether words after a time between reviews change nothing about it. `annually from 2027`, or a second time, may.
fn is_remark(words: &[&str]) -> bool {
    match words {
        [] => true,
        [first, rest @ ..] => {
            *first == "next"
                || matches!(*first, "or" | "and" | "as" | "following" | "minimum" | "at" | "upon" | "after")
                    && rest
                        .iter()
                        .all(|word| period(word).is_none() && !word.starts_with(|letter: char| letter.is_ascii_digit()))
        }
    }
}

/// A time in one word: `annually`, or `p6m`. "Biannual" and "bimonthly" mean two things each.
fn period(word: &str) -> Option<Span> {
    Some(match word {
        "weekly" => 1.week(),
        "fortnightly" => 2.weeks(),
        "monthly" => 1.month(),
        "quarterly" => 3.months(),
        "semiannual" | "semiannually" | "halfyearly" => 6.months(),
        "annual" | "annually" | "yearly" => 1.year(),
        "biennial" | "biennially" => 2.years(),
        "triennial" | "triennially" => 3.years(),
        _ => {
            let number = word.strip_prefix('p')?;
            let unit = number.char_indices().last().filter(|(at, _)| *at > 0)?;
            let name = match unit.1 {
                'd' => "days",
                'w' => "weeks",
                'm' => "months",
                'y' => "years",
                _ => return None,
            };
            return span(&number[..unit.0], name);
        }
    })
}

fn span(number: &str, unit: &str) -> Option<Span> {
    let in_words = NUMBERS.iter().position(|word| *word == number).and_then(|at| i64::try_from(at + 1).ok());
    let number = in_words.or_else(|| number.parse().ok()).filter(|number| (1..=LONGEST).contains(number))?;
    Some(match unit.trim().to_lowercase().as_str() {
        "day" | "days" => number.days(),
        "week" | "weeks" => number.weeks(),
        "month" | "months" | "monthly" => number.months(),
        "year" | "years" | "yearly" => number.years(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_never_guessed() {
        assert_eq!(parse_date("2026-11-30").map(|date| date.to_string()).as_deref(), Some("2026-11-30"));
        assert_eq!(parse_date("2025-1-16 9:05:00").map(|date| date.to_string()).as_deref(), Some("2025-01-16"));
        let read = |text: &str| parse_date(text).is_some();
        assert!(read("2026-11-30T09:05:00.123+01:00") && read("2026-11-30 09:05 UTC") && read("2026-11-30T24:00Z"));
        assert!(!read("2026-11-30T25:00:00Z") && !read("2026-11-30 to be agreed"));
        assert_eq!(parse_date("05/17/2023"), None);
        assert_eq!(parse_date("2026-02-30"), None);
        assert_eq!(parse_date("9 February 2026"), None);
        assert_eq!(month_end("February 2028").map(|date| date.to_string()).as_deref(), Some("2028-02-29"));
        assert_eq!(month_end("early 2028"), None);
    }

    #[test]
    fn unambiguous_dates_are_found_in_sentences() {
        let found = |text: &str| match find(text, None) {
            Some((range, Ok(date))) => format!("{} {date}", &text[range]),
            Some((range, Err(error))) => format!("{} {error:?}", &text[range]),
            None => String::new(),
        };
        assert_eq!(found("5/18/2023 - \"Support\" created By"), "5/18/2023 2023-05-18");
        assert_eq!(found("(2024.11.11)"), "2024.11.11 2024-11-11");
        assert_eq!(found("Name 05/05/2023 Version 1.0: first"), "05/05/2023 2023-05-05");
        assert_eq!(found("on 9th February 2026."), "9th February 2026 2026-02-09");
        assert_eq!(found("the 9th of April 2024."), "9th of April 2024 2024-04-09");
        assert_eq!(found("since Sep 14, 2026"), "Sep 14, 2026 2026-09-14");
        assert_eq!(found("on 01-Feb-2026: New"), "01-Feb-2026 2026-02-01");
        assert!(found("Initial version (11/08/2023)").contains("Ambiguous"));
        assert_eq!(found("Version 1.2.3 of 10-12 pages, 9 February"), "");
    }

    #[test]
    fn times_between_reviews_are_read_as_people_write_them() {
        let read = |text: &str| {
            let node = Node::new(Value::Text(text.to_owned()), crate::base::span::Span::default());
            interval(&node).map(|span| format!("{span:#}"))
        };
        for (time, texts) in [
            (
                "1y",
                "annually|Annual|ANNUAL|yearly|every year|once a year|P1Y|1 year|Annually or as needed|Annual, at minimum|Annual (next review: 2027-01-01)",
            ),
            ("6mo", "Every 6 months|every six months|Semi-annually|6 months, or after an incident|6-monthly|p6m"),
            ("1mo", "MONTHLY|every month"),
            ("2y", "every two years|Biennial"),
        ] {
            for text in texts.split('|') {
                assert_eq!(read(text).as_deref(), Some(time), "{text}");
            }
        }
        for text in
            ["soon", "biannually", "bimonthly", "Monthly during the pilot, quarterly after it", "P", "PT1H", "one"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_page_states_its_date_order() {
        assert_eq!(stated_order("| Date (dd/mm/yyyy) | Change |"), Some(DateOrder::DayMonth));
        assert_eq!(stated_order("Effective Date (MM-DD-YY): 05-06-23"), Some(DateOrder::MonthDay));
        assert_eq!(stated_order("An open `\nDate: DD.MM.YYYY, as `MM/DD/YYYY`"), Some(DateOrder::DayMonth));
        for text in ["Write DD/MM/YYYY, not MM/DD/YYYY.", "YYYY-MM-DD", "ADD/MM/YYYYY", "05/06/2023", "as `DD/MM/YY`"] {
            assert_eq!(stated_order(text), None, "{text}");
        }
    }

    #[test]
    fn a_column_shows_its_date_order() {
        let shown = |column: &[&str]| shown_order(column.iter().map(|text| (*text).to_owned()));
        assert_eq!(shown(&["12/17/2014", "3/10/2022", "2 May 2020", ""]), Some(DateOrder::MonthDay));
        assert_eq!(shown(&["01.02.2014", "17.12.2022"]), Some(DateOrder::DayMonth));
        assert_eq!(shown(&["12/17/2014", "17/12/2014"]), None);
        assert_eq!(shown(&["3/10/2022", "2014-12-17"]), None);
    }

    #[test]
    fn the_date_order_setting_decides_between_day_and_month() {
        let day = |text, order| read(text, Some(order)).map(|date| date.to_string());
        assert_eq!(day("06/07/2023", DateOrder::DayMonth).as_deref(), Ok("2023-07-06"));
        assert_eq!(day("06/07/2023", DateOrder::MonthDay).as_deref(), Ok("2023-06-07"));
        assert_eq!(day("05/17/2023", DateOrder::DayMonth), Err(DateError::Unreadable));
        assert!(matches!(read("06/07/2023", None), Err(DateError::Ambiguous(..))));
        assert!(matches!(read("05/17/2023", None), Err(DateError::Foreign(_))));
    }
}
