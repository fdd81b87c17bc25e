//! Dates in the names of pages: `2026-01-02-kiln.md`.

use crate::base::path::{file_name_of, folder_of};
use crate::import::text::front_edit::FrontValue;
use crate::import::text::page_text::{PageText, Rewrites};
use crate::parse::dates::parse_date;

/// Keeps the date of a file name, or of the folder of an index, as the date of a page that has no other.
pub fn keep_date(page: &PageText<'_>, out: &mut Rewrites) {
    let stem = page.content_path.rsplit_once('.').map_or(page.content_path, |(stem, _)| stem);
    let name = if file_name_of(stem) == "index" { file_name_of(folder_of(stem)) } else { file_name_of(stem) };
    let date = name.get(..10).filter(|date| date.as_bytes()[4] == b'-' && parse_date(date).is_some());
    let is_prefix = name.get(10..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']));
    if let Some(date) = date.filter(|_| is_prefix && page.front.get("date").is_none()) {
        out.front.set("date", FrontValue::Text(date.to_owned()));
    }
}
