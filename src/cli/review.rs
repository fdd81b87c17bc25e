//! `fingerpost review`: lists pages due for review on a date.

use jiff::civil::Date;

use crate::base::codes::{META_AMBIGUOUS_DATE, META_INVALID_DATE, META_INVALID_INTERVAL};
use crate::cli::load::{LinkedProject, link_and_report};
use crate::cli::options::{Format, GlobalOptions};
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::io::clock;
use crate::io::error::Error;
use crate::report::review as report;
use crate::site::review::{ReviewStatus, reviews};

/// Options of `fingerpost review`.
#[derive(Debug, clap::Args)]
pub struct ReviewArgs {
    /// Number of days ahead in which a review counts as due
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub within: u16,
    /// Only pages of this owner
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Exit with code 1 if any review is overdue or has an invalid date
    #[arg(long)]
    pub fail_overdue: bool,
}

/// Runs the command.
pub fn run(global: &GlobalOptions, args: &ReviewArgs, terminal: &Terminal) -> Result<Outcome, Error> {
    let LinkedProject { site, outcome } = link_and_report(global, terminal, |diagnostic| {
        [META_INVALID_DATE.name, META_AMBIGUOUS_DATE.name, META_INVALID_INTERVAL.name].contains(&diagnostic.code.name)
    })?;
    let today: Date = global.now.unwrap_or_else(clock::today);
    let mut list = reviews(&site, today, args.within);
    if let Some(owner) = &args.owner {
        let is_theirs = |text: &String| text.to_lowercase().contains(&owner.to_lowercase());
        list.retain(|review| review.owner.as_ref().is_some_and(is_theirs));
    }
    terminal.print(&match global.format {
        Format::Json => report::json(&list, today, args.within),
        Format::Csv => report::csv(&list),
        Format::Ics => report::calendar(&list, site.title()),
        _ => report::text(&list, today, args.within),
    });
    let fails = list.iter().any(|review| matches!(review.status, ReviewStatus::Overdue | ReviewStatus::Unreadable));
    Ok(if args.fail_overdue && fails { Outcome::Failed } else { outcome })
}
