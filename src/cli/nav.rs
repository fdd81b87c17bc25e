//! `fingerpost nav`: prints the navigation tree, as text or JSON.

use serde_json::{Value, json};

use crate::base::json::pretty_json;
use crate::cli::load::{LinkedProject, link};
use crate::cli::options::GlobalOptions;
use crate::cli::outcome::Outcome;
use crate::cli::terminal::Terminal;
use crate::io::error::Error;
use crate::site::model::Site;
use crate::site::navigation::view::entry_url;
use crate::site::routes;

/// Runs the command.
pub fn run(global: &GlobalOptions, terminal: &Terminal) -> Result<Outcome, Error> {
    let LinkedProject { site, outcome } = link(global, terminal)?;
    if terminal.is_json() {
        let tree: Vec<Value> = site.navigation().roots.iter().map(|entry| as_json(&site, *entry)).collect();
        terminal.print(&pretty_json(&tree));
    } else {
        let mut text = String::new();
        for entry in &site.navigation().roots {
            as_text(&site, *entry, 0, &mut text);
        }
        terminal.print(&text);
    }
    Ok(outcome)
}

fn as_json(site: &Site, index: usize) -> Value {
    let entry = &site.navigation().entries[index];
    let children: Vec<Value> = entry.children.iter().map(|child| as_json(site, *child)).collect();
    json!({
        "key": entry.key,
        "title": entry.title,
        "url": entry_url(site, index),
        "order": entry.order,
        "pinned": entry.pinned,
        "excerpt": entry.excerpt,
        "source": routes::source_of(site.page(entry.page)).map(ToString::to_string),
        "children": children,
    })
}

fn as_text(site: &Site, index: usize, depth: usize, out: &mut String) {
    let entry = &site.navigation().entries[index];
    let url = entry_url(site, index).unwrap_or_default();
    out.push_str(&format!("{}{}  {url}\n", "  ".repeat(depth), entry.title));
    for child in &entry.children {
        as_text(site, *child, depth + 1, out);
    }
}
