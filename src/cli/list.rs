//! `fingerpost list`: lists every published page that an author wrote, with its metadata.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::base::json::pretty_json;
use crate::base::natural;
use crate::base::url::decode;
use crate::cli::load::{LinkedProject, link};
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::io::error::Error;
use crate::site::model::Site;
use crate::site::page::{Page, PageId};
use crate::site::routes;

/// Runs the command.
pub fn run(global: &GlobalOptions, terminal: &Terminal) -> Result<Outcome, Error> {
    let LinkedProject { site, outcome } = link(global, terminal)?;
    let is_published = |page: &Page| page.document.is_some() && page.output.is_some();
    let mut pages: Vec<(PageId, &Page)> = site.all().filter(|(_, page)| is_published(page)).collect();
    pages.sort_by_cached_key(|(_, page)| natural::key(&decode(page.url.as_str())));
    if terminal.is_json() {
        let rows: Vec<Value> = pages.iter().map(|(id, page)| as_json(&site, *id, page)).collect();
        terminal.print(&pretty_json(&rows));
        return Ok(outcome);
    }
    let width = pages.iter().map(|(_, page)| page.url.as_str().width()).max().unwrap_or(0).min(60);
    let mut text = String::new();
    for (_, page) in &pages {
        let url = page.url.as_str();
        let gap = " ".repeat(width.saturating_sub(url.width()));
        text.push_str(&format!("{url}{gap}  {}\n", page.title));
    }
    terminal.print(&text);
    Ok(outcome)
}

fn as_json(site: &Site, id: PageId, page: &Page) -> Value {
    let meta = page.meta();
    let entry = site.navigation().of_page.get(&id).copied();
    let key = |index: usize| site.navigation().entries[index].key.clone();
    let navigation = entry.map(|entry| {
        json!({
            "key": key(entry),
            "parent": site.navigation().entries[entry].parent.map(key),
            "trail": site.navigation().trail(entry).into_iter().map(key).collect::<Vec<_>>(),
        })
    });
    let headings = page.document.as_ref().map(|document| {
        let heading = |heading: &crate::parse::outline::Heading| json!({ "id": heading.id, "level": heading.level, "title": heading.title });
        document.facts.headings.iter().map(heading).collect::<Vec<_>>()
    });
    json!({
        "source": routes::source_of(page).map(ToString::to_string),
        "url": page.output.as_ref().map(|_| site.href(&page.url)),
        "output": page.output.as_ref().map(ToString::to_string),
        "title": page.title,
        "description": meta.and_then(|meta| meta.description.clone()),
        "kind": page.kind_name(),
        "tags": meta.map(|meta| meta.tags.clone()).unwrap_or_default(),
        "status": meta.and_then(|meta| meta.status.clone()),
        "draft": meta.is_some_and(|meta| meta.visibility.draft),
        "date": meta.and_then(|meta| meta.date).map(|date| date.to_string()),
        "updated": page.last_change().map(|date| date.to_string()),
        "nav": navigation,
        "headings": headings,
    })
}
