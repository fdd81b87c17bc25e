//! The constructs of a page: properties of a row, callouts, links, databases.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::base::path::{folder_of, join};
use crate::base::url::{decode, encode_path};
use crate::import::dialect::Context;
use crate::import::notes::Topic;
use crate::import::notion::table::{columns_of, table};
use crate::import::text::front_edit::FrontValue;
use crate::import::text::page_text::{PageText, Rewrites, callout};
use crate::parse::dates;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

static ASIDE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)<aside>\s*(.*?)\s*</aside>"));
static ICON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"^(?:<img src="[^"]*"[^<>]*>|([\p{Emoji_Presentation}\p{Extended_Pictographic}]\u{fe0f}?))\s*"#)
});
static LINK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(!?)\[((?:\\.|[^\[\]\\\n])*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)"));
static ID_IN_URL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^https://(?:www\.)?(?:notion\.so|[\w-]+\.notion\.site)/(?:[^?#]*?)([0-9a-f]{32})(?:[?#].*)?$")
});

/// Rewrites a page.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    properties(page, context, out);
    callouts(page, context, out);
    let inside: Vec<_> = ASIDE.find_iter(page.text).map(|found| found.range()).collect();
    let is_inside = |at: usize| {
        let next = inside.partition_point(|range| range.end <= at);
        inside.get(next).is_some_and(|range| range.contains(&at))
    };
    for found in LINK.captures_iter(page.text) {
        let whole = found.get(0).expect("group 0 is the match");
        let is_done = page.code.contains(whole.start()) || is_inside(whole.start());
        if let Some(new) = link(&found, page, context).filter(|_| !is_done) {
            let alone = page.text[..whole.start()].ends_with('\n') && page.text[whole.end()..].starts_with('\n');
            let shown = database(&found, page, context).filter(|_| alone);
            if shown.is_some() {
                out.note(page, whole.start(), Topic::Converted, "a database is a table, and a download below it");
            }
            out.replace(whole.start(), whole.end(), shown.map_or(new.clone(), |table| format!("{table}\n{new}")));
        }
    }
}

/// The lines below the title of a row: known facts become front matter, and the others a list.
fn properties(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    let columns = columns_of(page.path, context);
    let Some(start) = page.text[page.body..].find("\n\n").map(|at| page.body + at + 2) else { return };
    if columns.is_empty() || !page.text[page.body..].starts_with("# ") {
        return;
    }
    let mut list = String::new();
    let mut end = start;
    for line in page.text[start..].split_inclusive('\n') {
        let property = line.trim_end().split_once(": ").filter(|(key, _)| columns.iter().any(|column| column == key));
        let Some((key, value)) = property else { break };
        if !set_fact(key, value.trim(), out) {
            list += &format!("- **{key}:** {}\n", with_links(value.trim(), page, context));
        }
        end += line.len();
    }
    if end > start {
        out.replace(start, end, list);
    }
}

/// Sets a fact in the front matter. False for what Fingerpost has no key for.
fn set_fact(key: &str, value: &str, out: &mut Rewrites) -> bool {
    let day = || dates::find(value, None).and_then(|(_, day)| day.ok()).map(|day| day.to_string());
    let dated = match key.to_lowercase().as_str() {
        "tags" | "tag" | "labels" | "topics" => {
            let tags = value.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty());
            out.front.set("tags", FrontValue::Texts(tags.collect()));
            return true;
        }
        "owner" | "document owner" | "page owner" => {
            out.front.set("owner", FrontValue::Text(value.to_owned()));
            return true;
        }
        "description" | "summary" => {
            out.front.set("description", FrontValue::Text(value.to_owned()));
            return true;
        }
        "last edited time" | "last updated" | "updated" => "updated",
        "last reviewed" => "last_reviewed_on",
        "review by" | "review date" | "next review" => "review_by",
        _ => return false,
    };
    let day = day();
    out.front.set_some(dated, day.clone().map(FrontValue::Text));
    day.is_some()
}

/// The kind of callout that an icon stands for. The icon of any other kind stays.
fn kind_of(icon: &str) -> Option<&'static str> {
    Some(match icon.trim_end_matches('\u{fe0f}') {
        "💡" | "✅" => "TIP",
        "⚠" | "🚧" => "WARNING",
        "🚨" | "🛑" | "🔥" | "⛔" | "❌" => "CAUTION",
        "❗" | "‼" | "📌" | "🔑" => "IMPORTANT",
        "ℹ" | "📝" | "🗒" => "NOTE",
        _ => return None,
    })
}

fn callouts(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    for found in ASIDE.captures_iter(page.text) {
        let whole = found.get(0).expect("group 0 is the match");
        if page.code.contains(whole.start()) {
            continue;
        }
        let text = &found[1];
        let icon = ICON.captures(text);
        let emoji = icon.as_ref().and_then(|icon| icon.get(1)).map(|emoji| emoji.as_str());
        let kind = emoji.and_then(kind_of);
        let is_meaning = kind.is_some() || emoji.is_none();
        let rest = icon.as_ref().filter(|_| is_meaning).map_or(text, |icon| &text[icon[0].len()..]);
        if let (Some(emoji), true) = (emoji, is_meaning) {
            out.note(page, whole.start(), Topic::Icons, format!("the icon {emoji} of a callout"));
        }
        let new = callout(kind.unwrap_or("NOTE"), &with_links(rest, page, context));
        out.replace(whole.start(), whole.end(), new.trim_end());
    }
}

/// A text with new links.
fn with_links(text: &str, page: &PageText<'_>, context: &Context<'_>) -> String {
    let new = |found: &Captures<'_>| link(found, page, context).unwrap_or_else(|| found[0].to_owned());
    LINK.replace_all(text, new).into_owned()
}

/// The file of the export that a link names.
fn file_of(target: &str, page: &PageText<'_>, context: &Context<'_>) -> Option<String> {
    if let Some(found) = ID_IN_URL.captures(target) {
        return context.site.page_names.get(&found[1]).cloned().flatten();
    }
    let path = join(folder_of(page.path), &decode(target))?;
    context.site.new_paths.contains_key(&path).then_some(path)
}

fn link(found: &Captures<'_>, page: &PageText<'_>, context: &Context<'_>) -> Option<String> {
    let (target, anchor) = found[3].split_once('#').map_or((&found[3], ""), |(target, anchor)| (target, anchor));
    let file = file_of(target, page, context)?;
    let new = context.site.new_paths.get(&file)?;
    // Anchors of Notion are ids of blocks, which the export does not have.
    let anchor = if anchor.is_empty() || target.contains("://") { String::new() } else { format!("#{anchor}") };
    Some(format!("{}[{}](/{}{anchor})", &found[1], &found[2], encode_path(new)))
}

/// The table of a database that a link names.
fn database(found: &Captures<'_>, page: &PageText<'_>, context: &Context<'_>) -> Option<String> {
    let file = file_of(&found[3], page, context).filter(|file| file.ends_with(".csv") && found[1].is_empty())?;
    table(&file, context)
}
