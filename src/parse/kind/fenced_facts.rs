//! Facts of front matter that is in a code block, as programs write it that hand over a page inside a fence.
//!
//! Only a code block that begins the page and has the fences of front matter itself counts: a page that explains front
//! matter has words before its example. The block stays in the text.

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use crate::config::kinds::Field;
use crate::parse::control::words;
use crate::parse::events::Spanned;
use crate::parse::front_matter;
use crate::parse::kind::fact_rows::{Row, RowForm, row_of};
use crate::parse::kind::fields::name_facts;

/// The fewest facts of a block that is front matter.
const FEWEST: usize = 2;

/// The facts of a code block at the start of a page.
pub(super) fn find(events: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Vec<Row> {
    let [(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))), around), inside @ ..] = events else {
        return Vec::new();
    };
    if !matches!(&**language, "" | "yaml" | "yml") {
        return Vec::new();
    }
    let lines = inside.iter().map_while(|(event, _)| match event {
        Event::Text(text) => Some(&**text),
        _ => None,
    });
    let text: String = lines.collect();
    if !text.starts_with("---") {
        return Vec::new();
    }
    let mut front = front_matter::split(&text).front;
    name_facts(&mut front, fields);
    let facts = fields.iter().filter_map(|(field, _)| {
        let value = words(front.get(&field.name).filter(|node| !node.is_blank())?)?;
        let at = || around.start..around.start;
        Some(row_of((field.name.clone(), at()), (value, at()), at(), RowForm::Kept))
    });
    let rows: Vec<Row> = facts.collect();
    if rows.len() < FEWEST { Vec::new() } else { rows }
}
