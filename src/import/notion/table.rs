//! Databases: a CSV file beside the folder with the pages of its rows.

use std::collections::BTreeMap;

use crate::base::csv;
use crate::base::path::folder_of;
use crate::base::url::encode_path;
use crate::import::dialect::Context;
use crate::import::notion::paths::place_of;
use crate::import::source::Source;

/// The most rows that a page shows; longer tables are downloads only.
const MOST_ROWS: usize = 200;

/// The columns of all databases, by their places: those that readers saw, and the others.
pub fn databases(source: &Source<'_>) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, _) in source.tree.iter().filter(|(path, _)| path.ends_with(".csv")) {
        let columns = source.text(path).and_then(|text| csv::read(&text).into_iter().next());
        found.entry(place_of(path)).or_default().extend(columns.into_iter().flatten());
    }
    found
}

/// The columns of the database that a page is a row of.
pub fn columns_of<'a>(page: &str, context: &Context<'a>) -> &'a [String] {
    context.site.databases.get(&place_of(folder_of(page))).map_or(&[], Vec::as_slice)
}

/// A database as a table whose first column links to the pages of its rows. `None` if it is empty or too long.
pub fn table(path: &str, context: &Context<'_>) -> Option<String> {
    let rows = csv::read(&context.source.text(path)?);
    let (head, body) = rows.split_first()?;
    if body.is_empty() || body.len() > MOST_ROWS || head.len() < 2 {
        return None;
    }
    let place = place_of(path);
    let page_of = |title: &str| {
        let page = context.site.page_names.get(&format!("{place}/{}", title.trim()))?.as_ref()?;
        Some(format!("/{}", encode_path(context.site.new_paths.get(page)?)))
    };
    let cell = |text: &str| text.trim().replace('|', "\\|").replace('<', "\\<").replace(['\r', '\n'], " ");
    let row = |cells: &[String]| {
        let shown = cells.iter().enumerate().map(|(at, text)| match page_of(text).filter(|_| at == 0) {
            Some(url) => format!(" [{}]({url}) |", cell(text)),
            None => format!(" {} |", cell(text)),
        });
        format!("|{}\n", shown.collect::<String>())
    };
    let headings: String = head.iter().map(|name| format!(" {} |", cell(name))).collect();
    let rule = " --- |".repeat(head.len());
    Some(format!("|{headings}\n|{rule}\n{}", body.iter().map(|cells| row(cells)).collect::<String>()))
}
