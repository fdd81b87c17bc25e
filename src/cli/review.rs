//! `fingerpost review`: what is to be reviewed, as seen from one day.

use jiff::civil::Date;

use crate::base::codes::{META_AMBIGUOUS_DATE, META_INVALID_DATE, META_INVALID_INTERVAL};
use crate::cli::args::{Format, Global, Review};
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, linked_and_told};
use crate::io::clock;
use crate::io::error::Error;
use crate::parse::dates::parse_date;
use crate::report::review as report;
use crate::site::review::{Standing, reviews};

/// Runs the command.
pub fn run(global: &Global, review: &Review, terminal: &Terminal) -> Result<Outcome, Error> {
    let (site, outcome) = linked_and_told(global, terminal, |finding| {
        [META_INVALID_DATE.name, META_AMBIGUOUS_DATE.name, META_INVALID_INTERVAL.name].contains(&finding.code.name)
    })?;
    let today: Date = global.now.as_deref().and_then(parse_date).unwrap_or_else(clock::today);
    let mut list = reviews(&site, today, review.within);
    if let Some(owner) = &review.owner {
        let is_theirs = |text: &String| text.to_lowercase().contains(&owner.to_lowercase());
        list.retain(|review| review.owner.as_ref().is_some_and(is_theirs));
    }
    terminal.print(&match global.format {
        Format::Json => report::json(&list, today, review.within),
        Format::Csv => report::csv(&list),
        Format::Ics => report::calendar(&list, site.title()),
        _ => report::text(&list, today, review.within),
    });
    let fails = list.iter().any(|review| matches!(review.standing, Standing::Overdue | Standing::Unreadable));
    Ok(if review.fail_overdue && fails { Outcome::Refused } else { outcome })
}
