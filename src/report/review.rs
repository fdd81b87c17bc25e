//! The list of reviews for people, as JSON, as CSV, and as a calendar (RFC 5545).
//!
//! People see what has to be done, owner by owner. Programs get every page that needs reviews, with its review status. A calendar
//! has every past and future review date; its identifiers stay the same while a document keeps its ID or its file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::base::csv;
use crate::base::hash::Hash;
use crate::base::json::pretty_json;
use crate::report::tally::counted;
use crate::site::review::{Review, ReviewStatus};

/// The most bytes of a line of a calendar.
const LINE: usize = 75;

/// What has to be done, under each owner, and the sums.
pub fn text(reviews: &[Review], today: Date, within: u16) -> String {
    if reviews.is_empty() {
        return "No pages have a review date, and there are no controlled documents\n".to_owned();
    }
    let mut out = String::new();
    let mut by_owner: BTreeMap<(bool, &str), Vec<&Review>> = BTreeMap::new();
    for review in reviews.iter().filter(|review| is_pressing(review)) {
        let owner = review.owner.as_deref();
        by_owner.entry((owner.is_none(), owner.unwrap_or("No owner"))).or_default().push(review);
    }
    let pressing = || by_owner.values().flatten();
    let width = |of: fn(&Review) -> &str| pressing().map(|review| of(review).chars().count()).max().unwrap_or(0);
    let (words, numbers) =
        (width(|review| review.status.word()), width(|review| review.document_id.as_deref().unwrap_or("")));
    for ((_, owner), reviews) in &by_owner {
        let _ = writeln!(out, "{owner}");
        for review in reviews {
            let word = review.status.word();
            let day = review.review_by.map_or_else(|| " ".repeat(10), |day| day.to_string());
            let id = review.document_id.as_deref().unwrap_or("");
            let gap = if numbers == 0 { String::new() } else { format!("{id:numbers$}  ") };
            let _ = writeln!(out, "  {word:words$}  {day}  {gap}{}  {}", review.title, review.source);
        }
        out.push('\n');
    }
    let count = |status| reviews.iter().filter(|review| review.status == status).count();
    let mut sums = vec![
        format!("{} overdue", count(ReviewStatus::Overdue)),
        format!("{} due within {}", count(ReviewStatus::Due), counted(usize::from(within), "day")),
        format!("{} never reviewed", count(ReviewStatus::Never)),
    ];
    if count(ReviewStatus::Undated) > 0 {
        sums.push(format!("{} without a review date", count(ReviewStatus::Undated)));
    }
    if count(ReviewStatus::Unreadable) > 0 {
        sums.push(format!("{} with an invalid date", count(ReviewStatus::Unreadable)));
    }
    sums.push(format!("{} without an owner", reviews.iter().filter(|review| review.owner.is_none()).count()));
    let _ = writeln!(out, "On {today}, {} with reviews: {}", counted(reviews.len(), "page"), sums.join(", "));
    out
}

fn is_pressing(review: &Review) -> bool {
    review.status != ReviewStatus::Current || review.owner.is_none()
}

/// Every page that needs reviews, with the day from which it was looked at.
pub fn json(reviews: &[Review], today: Date, within: u16) -> String {
    let rows: Vec<Value> = reviews
        .iter()
        .map(|review| {
            json!({
                "status": review.status.word(),
                "review_by": review.review_by.map(|day| day.to_string()),
                "last_reviewed_on": review.last_reviewed.map(|day| day.to_string()),
                "document_id": review.document_id,
                "title": review.title,
                "version": review.version,
                "owner": review.owner,
                "owner_slack": review.owner_slack,
                "source": review.source,
                "url": review.url,
            })
        })
        .collect();
    let all = json!({ "today": today.to_string(), "within": within, "documents": rows });
    pretty_json(&all)
}

/// Every page that needs reviews, one a row.
pub fn csv(reviews: &[Review]) -> String {
    let mut out = csv::row([
        "status",
        "review_by",
        "last_reviewed_on",
        "document_id",
        "title",
        "version",
        "owner",
        "owner_slack",
        "source",
        "url",
    ]);
    for review in reviews {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let (due, last) = (day(review.review_by), day(review.last_reviewed));
        let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        let (id, version) = (text(&review.document_id), text(&review.version));
        let (owner, slack) = (text(&review.owner), text(&review.owner_slack));
        let word = review.status.word();
        out +=
            &csv::row([word, &due, &last, &id, &review.title, &version, &owner, &slack, &review.source, &review.url]);
    }
    out
}

/// One event of a whole day for each day of a review.
pub fn calendar(reviews: &[Review], site: &str) -> String {
    let mut out = String::new();
    let mut line = |text: &str| fold(text, &mut out);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Fingerpost//Reviews//EN");
    line("CALSCALE:GREGORIAN");
    line(&format!("X-WR-CALNAME:{}", escape(&format!("Reviews of {site}"))));
    let mut known = BTreeSet::new();
    let mut dated: Vec<(&Review, Date)> =
        reviews.iter().filter_map(|review| Some((review, review.review_by?))).collect();
    dated.sort_by(|a, b| (a.1, &a.0.source).cmp(&(b.1, &b.0.source)));
    for (review, day) in dated {
        // Duplicate document IDs are reported elsewhere; here the second document still needs its own identifier.
        let name = review.document_id.as_ref().filter(|id| known.insert((*id).clone())).unwrap_or(&review.source);
        let next = day.checked_add(1.day()).unwrap_or(day);
        let document_id = review.document_id.as_ref().map(|id| format!("{id} ")).unwrap_or_default();
        let stamp = review.last_reviewed.unwrap_or(day);
        let mut words = vec![format!("Owner: {}", review.owner.as_deref().unwrap_or("none"))];
        words.extend(review.last_reviewed.map(|day| format!("Last reviewed: {day}")));
        words.push(format!("Source: {}", review.source));
        line("BEGIN:VEVENT");
        line(&format!("UID:review-{}@fingerpost", Hash::of(name.as_bytes()).hex()));
        line(&format!("DTSTAMP:{}T000000Z", compact(stamp)));
        line(&format!("DTSTART;VALUE=DATE:{}", compact(day)));
        line(&format!("DTEND;VALUE=DATE:{}", compact(next)));
        line(&format!("SUMMARY:{}", escape(&format!("Review {document_id}{}", review.title))));
        line(&format!("DESCRIPTION:{}", escape(&words.join("\n"))));
        if review.url.starts_with("http") {
            line(&format!("URL:{}", review.url));
        }
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

fn compact(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// Escapes text (RFC 5545, 3.3.11); other control characters are dropped.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Writes a line in pieces of at most 75 bytes, never inside a letter (RFC 5545, 3.1).
fn fold(text: &str, out: &mut String) {
    let mut length = 0;
    for letter in text.chars() {
        if length + letter.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(letter);
        length += letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_lines_are_folded_between_characters() {
        let text = format!("SUMMARY:{}", "Prüfung € ".repeat(30));
        let mut folded = String::new();
        fold(&text, &mut folded);
        assert!(folded.split("\r\n").all(|line| line.len() <= LINE));
        assert_eq!(folded.replace("\r\n ", ""), text + "\r\n");
        assert_eq!(escape("a;b,c\\d\ne\u{7}"), "a\\;b\\,c\\\\d\\ne");
    }
}
