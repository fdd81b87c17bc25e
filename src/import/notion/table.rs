//! Databases: a CSV file beside the folder with the pages of its rows.

use crate::base::csv;
use crate::base::path::{file_name_of, folder_of};
use crate::base::url::encode_path;
use crate::import::dialect::Context;
use crate::import::notion::paths::{ALL_COLUMNS, name_of};

/// The most rows that a page shows; longer tables are downloads only.
const MOST_ROWS: usize = 200;

/// The columns of the database that a page is a row of: of its view, and of all columns.
pub fn columns_of(page: &str, context: &Context<'_>) -> Vec<String> {
    let folder = folder_of(page);
    if folder.is_empty() {
        return Vec::new();
    }
    let wanted = name_of(folder);
    let is_table = |path: &&str| {
        let name = name_of(path);
        path.ends_with(".csv")
            && folder_of(path) == folder_of(folder)
            && name.strip_suffix(ALL_COLUMNS).unwrap_or(&name) == wanted
    };
    let tables = context.source.tree.iter().map(|(path, _)| path).filter(is_table);
    let texts = tables.filter_map(|path| context.source.text(path));
    texts.filter_map(|text| csv::read(&text).into_iter().next()).flatten().collect()
}

/// A database as a table whose first column links to the pages of its rows. `None` if it is empty or too long.
pub fn table(path: &str, context: &Context<'_>) -> Option<String> {
    let rows = csv::read(&context.source.text(path)?);
    let (head, body) = rows.split_first()?;
    if body.is_empty() || body.len() > MOST_ROWS || head.len() < 2 {
        return None;
    }
    let folder = folder_of(path);
    let pages: Vec<(&str, &String)> = context
        .site
        .new_paths
        .iter()
        .filter(|(old, _)| old.ends_with(".md"))
        .map(|(old, new)| (old.as_str(), new))
        .collect();
    let page_of = |title: &str| {
        let is_row = |old: &str| {
            let of_row = folder_of(old);
            folder_of(of_row) == folder
                && name_of(of_row) == name_of(path)
                && name_of(file_name_of(old)) == title.trim()
        };
        pages.iter().find(|(old, _)| is_row(old)).map(|(_, new)| format!("/{}", encode_path(new)))
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
