//! The facts of a controlled document as templates see them.

use jiff::civil::Date;
use minijinja::Value;

use crate::parse::control::Control;
use crate::site::{Page, Site};

/// The names of these facts.
pub const NAMES: &[&str] = &[
    "controlled",
    "version",
    "owner",
    "owner_slack",
    "approver",
    "approved_on",
    "effective",
    "last_reviewed",
    "review_by",
    "review_in",
    "ended_on",
    "ended_because",
];

/// One fact; none where the page does not state it, `None` where there is no such name.
pub fn value(site: &Site, page: &Page, name: &str) -> Option<Value> {
    let none = Control::default();
    let control = page.meta().map_or(&none, |meta| &meta.control);
    let text = |text: &Option<String>| text.as_deref().map_or_else(|| Value::from(()), Value::from);
    let day = |day: Option<Date>| day.map_or_else(|| Value::from(()), |day| Value::from(day.to_string()));
    Some(match name {
        "controlled" => Value::from(site.is_controlled(page)),
        "version" => text(&control.version),
        "owner" => text(&control.owner),
        "owner_slack" => text(&control.owner_slack),
        "approver" => text(&control.approver),
        "approved_on" => day(control.approved_on),
        "effective" => day(control.effective),
        "last_reviewed" => day(control.last_reviewed),
        "review_by" => day(control.review_by),
        "review_in" => text(&control.review_in),
        "ended_on" => day(control.ended_on),
        "ended_because" => text(&control.ended_because),
        _ => return None,
    })
}
