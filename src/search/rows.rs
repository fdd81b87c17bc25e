//! The row of a page in the index: what a result shows of it, and its text.

use serde_json::json;

use crate::base::hash::Hash;
use crate::base::text::floor_char_boundary;
use crate::parse::meta::Meta;
use crate::parse::outline::CELL_END;
use crate::search::cuts::Sized;
use crate::search::entries::Entry;
use crate::site::model::Site;

/// The most text of a page for excerpts, in bytes; all of its text is indexed.
const MAX_EXCERPT_TEXT: usize = 48 * 1024;

/// A page as JSON: title, URL below the root, path, kind, status, document id, sections.
pub fn row(site: &Site, entry: &Entry) -> String {
    let summary = summary(site, entry);
    let open = summary.strip_suffix(']').expect("it is an array");
    format!("{open},{}]", sections(site, entry))
}

/// A row that is not made yet.
pub struct RowOutline {
    /// About its size, by the URL of the page.
    pub size: Sized,
    /// A hash of what it is made from.
    pub input: Hash,
}

/// What is known of the row of a page without reading its text.
pub fn outline(site: &Site, entry: &Entry) -> RowOutline {
    let page = site.page(entry.page);
    let document = page.document.as_ref().expect("only authored pages are searched");
    let summary = summary(site, entry);
    let bytes = summary.len() + document.content.text_bytes.min(MAX_EXCERPT_TEXT);
    RowOutline {
        size: Sized { hash: Hash::of(page.url.as_str().as_bytes()), bytes },
        input: Hash::of_parts([summary.as_bytes(), &document.hash.0.to_le_bytes()]),
    }
}

/// The state that a result shows.
pub fn state_of(meta: &Meta) -> Option<&str> {
    if meta.visibility.draft { Some("draft") } else { meta.state.word() }
}

/// The row without its sections.
fn summary(site: &Site, entry: &Entry) -> String {
    let page = site.page(entry.page);
    let meta = page.meta();
    let summary = json!([
        page.title,
        page.url.as_str().trim_start_matches('/'),
        entry.path,
        meta.and_then(|meta| meta.kind.as_deref()),
        meta.and_then(state_of),
        meta.and_then(|meta| meta.document_id.as_deref()),
    ]);
    summary.to_string()
}

/// The sections of a page as JSON: heading, anchor, text.
fn sections(site: &Site, entry: &Entry) -> String {
    let document = site.page(entry.page).document.as_ref().expect("only authored pages are searched");
    let mut room = MAX_EXCERPT_TEXT;
    let sections = document.content.sections();
    let sections = sections.iter().map(|section| {
        let heading = section.heading.map(|heading| &document.facts.headings[heading]);
        let mut text = String::with_capacity(section.text.len());
        for part in section.text.split(CELL_END) {
            let mut gap = if text.is_empty() { "" } else { " · " };
            for word in part.split_whitespace() {
                text.push_str(gap);
                text.push_str(word);
                gap = " ";
            }
        }
        if text.len() > room {
            text.truncate(floor_char_boundary(&text, room));
        }
        room -= text.len();
        (heading.map(|heading| &heading.title), heading.map(|heading| &heading.id), text)
    });
    serde_json::to_string(&sections.collect::<Vec<_>>()).expect("texts become JSON")
}
