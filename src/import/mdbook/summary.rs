//! The list of chapters of an mdBook: `SUMMARY.md`.

use std::sync::LazyLock;

use regex::Regex;

use crate::base::path::join;
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::NavItem;

static CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([ \t]*)(?:([-*+])[ \t]+)?\[((?:[^\[\]\\]|\\.|\[[^\]]*\])*)\]\(([^()]*)\)[ \t]*$")
        .expect("a pattern of this program is well formed")
});

/// A chapter with its depth in the list.
struct ChapterLine {
    depth: usize,
    title: String,
    path: String,
}

/// Reads the menu: parts become sections, chapters with others below them sections with their own page first.
pub fn read_summary(text: &str, file: &str, notes: &mut Notes) -> Vec<NavItem> {
    let mut all = Vec::new();
    let mut part: Option<(String, Vec<ChapterLine>)> = None;
    let mut loose = Vec::new();
    let mut is_first_heading = true;
    for (at, line) in text.lines().enumerate() {
        if let Some(title) = line.strip_prefix("# ") {
            let is_title = std::mem::take(&mut is_first_heading) && loose.is_empty() && part.is_none();
            if is_title {
                continue;
            }
            close(&mut part, &mut loose, &mut all);
            part = Some((title.trim().to_owned(), Vec::new()));
            continue;
        }
        let Some(found) = CHAPTER.captures(line) else { continue };
        let depth = found[1].chars().map(|letter| if letter == '\t' { 4 } else { 1 }).sum::<usize>() + 1;
        let title = found[3].replace(['`', '\\'], "").trim().to_owned();
        if found[4].trim().is_empty() {
            notes.at(Topic::Navigation, file, at + 1, format!("`{title}` is a draft without a page"));
        }
        let path = found[4].trim().trim_start_matches("./").trim_matches(['<', '>']).replace("%20", " ");
        let path = join("", &path).unwrap_or_default();
        // Chapters without a bullet are before and after the others, in no part.
        if found.get(2).is_none() {
            close(&mut part, &mut loose, &mut all);
            loose.push(ChapterLine { depth: 0, title, path });
            continue;
        }
        match &mut part {
            Some((_, lines)) => lines.push(ChapterLine { depth, title, path }),
            None => loose.push(ChapterLine { depth, title, path }),
        }
    }
    close(&mut part, &mut loose, &mut all);
    all
}

fn close(part: &mut Option<(String, Vec<ChapterLine>)>, loose: &mut Vec<ChapterLine>, all: &mut Vec<NavItem>) {
    all.extend(nested(&std::mem::take(loose)));
    if let Some((title, lines)) = part.take() {
        let items = nested(&lines);
        if !items.is_empty() {
            all.push(NavItem::Section { title, page: None, url: None, items });
        }
    }
}

/// The items of lines, with those of greater depth inside those before them.
fn nested(lines: &[ChapterLine]) -> Vec<NavItem> {
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let below = lines[at + 1..].iter().take_while(|next| next.depth > line.depth).count();
        let inner = nested(&lines[at + 1..at + 1 + below]);
        at += 1 + below;
        let page = NavItem::Page { title: Some(line.title.clone()), path: line.path.clone() };
        match (line.path.is_empty(), inner.is_empty()) {
            (true, true) => {}
            (false, true) => items.push(page),
            (true, false) => {
                items.push(NavItem::Section { title: line.title.clone(), page: None, url: None, items: inner })
            }
            (false, false) => {
                let items_of_section = std::iter::once(page).chain(inner).collect();
                items.push(NavItem::Section {
                    title: line.title.clone(),
                    page: None,
                    url: None,
                    items: items_of_section,
                });
            }
        }
    }
    items
}

/// The paths of all chapters, in order.
pub fn chapters(items: &[NavItem]) -> Vec<String> {
    let of_item = |item: &NavItem| match item {
        NavItem::Page { path, .. } => vec![path.clone()],
        NavItem::Section { items, .. } => chapters(items),
        NavItem::Link { .. } => Vec::new(),
    };
    items.iter().flat_map(of_item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_are_nested_in_parts_and_in_each_other() {
        let text = "# Summary\n\n[Preface](README.md)\n\n# One\n\n- [A](a.md)\n    - [B `x`](./a/b.md)\n    - [Draft]()\n- [C](c.md)\n\n---\n\n[End](end.md)\n";
        let mut notes = Notes::default();
        let items = read_summary(text, "src/SUMMARY.md", &mut notes);
        assert_eq!(chapters(&items), ["README.md", "a.md", "a/b.md", "c.md", "end.md"]);
        let NavItem::Section { title, page: None, url: None, items } = &items[1] else { panic!("{items:?}") };
        assert_eq!((title.as_str(), items.len()), ("One", 2));
        assert_eq!(notes.sorted()[0].text, "`Draft` is a draft without a page");
    }
}
