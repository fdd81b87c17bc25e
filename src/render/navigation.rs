//! The navigation beside a page: the branch that the page stands in, never the whole tree.
//!
//! Each level is rendered once by the theme, with marks where "current page" and the level below go; pages splice the
//! two in. So a section of a hundred pages costs one rendering, not a hundred.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use minijinja::Value;

use crate::base::diagnostic::Diagnostic;
use crate::parse::body::{Body, Markers, Piece};
use crate::site::model::Site;
use crate::site::page::PageId;
use crate::site::query::{Answer, PageLink, Query};
use crate::site::tracked::{Read, TrackedSite};
use crate::theme::Theme;

/// A level above the page's own is shown whole up to this many entries, else only the ancestor is.
const MOST_BESIDE_ANCESTORS: usize = 20;

/// A level with more entries than this is shown in blocks, with a link to all of it: a whole one on each of its pages
/// would grow with the square of their number.
const MOST_BESIDE_EACH_OTHER: usize = 200;
/// The entries of a block.
const BLOCK: usize = 100;

/// Levels that were rendered.
#[derive(Default)]
pub struct BranchCache {
    levels: Mutex<HashMap<LevelKey, Arc<Level>>>,
}

/// The entry that a level hangs below, and what of the level is shown.
type LevelKey = (Option<usize>, Part);

/// What of a level is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    All,
    /// One entry: an ancestor of the page.
    Only(usize),
    /// The entries of the block with this number.
    Block(usize),
}

/// A rendered level: text with marks. Link and embed holes count into `entries`.
struct Level {
    body: Body,
    entries: Vec<Option<usize>>,
    read: Option<Read>,
}

/// Renders the branch around a page; empty for a page outside navigation with nothing to show.
pub fn render(site: &TrackedSite, theme: &Theme, cache: &BranchCache, page: PageId) -> Result<String, Box<Diagnostic>> {
    // Which entries are marked, and which levels are shown, is read from these two.
    site.ask(&Query::Trail(page));
    site.ask(&Query::Branch(None));
    let navigation = site.navigation();
    let home = navigation.of_page.get(&site.home()).copied();
    let mut path = match navigation.of_page.get(&page) {
        Some(entry) => {
            let mut path = navigation.trail(*entry);
            path.push(*entry);
            path
        }
        // It stands below the last of these, in a place that no entry has.
        None => match site.way_to(page) {
            way if way.is_empty() => way,
            way => way.into_iter().chain([usize::MAX]).collect(),
        },
    };
    // Where the home page is the one root, its own level would hold nothing but itself.
    let mut parent = None;
    if navigation.roots.len() == 1 && home == Some(navigation.roots[0]) {
        parent = home;
        if !path.is_empty() {
            path.remove(0);
        }
    }
    let mut out = String::new();
    level(site, theme, cache, parent, &path, &mut out)?;
    Ok(out)
}

fn level(
    site: &TrackedSite,
    theme: &Theme,
    cache: &BranchCache,
    parent: Option<usize>,
    path: &[usize],
    out: &mut String,
) -> Result<(), Box<Diagnostic>> {
    let entries = match parent {
        Some(parent) => &site.navigation().entries[parent].children,
        None => &site.navigation().roots,
    };
    if entries.is_empty() {
        site.ask(&Query::Branch(parent));
        return Ok(());
    }
    let part = match path.first() {
        Some(ancestor) if path.len() > 1 && entries.len() > MOST_BESIDE_ANCESTORS => Part::Only(*ancestor),
        current if entries.len() > MOST_BESIDE_EACH_OTHER => {
            let at = current.and_then(|current| entries.iter().position(|entry| entry == current)).unwrap_or(0);
            Part::Block(at / BLOCK)
        }
        _ => Part::All,
    };
    let rendered = cached(site, theme, cache, (parent, part))?;
    for piece in &rendered.body.pieces {
        match piece {
            Piece::Html(html) => out.push_str(html),
            Piece::Link(at) if path.len() == 1 && rendered.entries[*at] == Some(path[0]) => {
                out.push_str(" aria-current=\"page\"")
            }
            Piece::Embed(at) if !path.is_empty() && rendered.entries[*at] == Some(path[0]) => {
                level(site, theme, cache, Some(path[0]), &path[1..], out)?
            }
            _ => {}
        }
    }
    Ok(())
}

fn cached(
    site: &TrackedSite,
    theme: &Theme,
    cache: &BranchCache,
    key: LevelKey,
) -> Result<Arc<Level>, Box<Diagnostic>> {
    if let Some(level) = cache.levels.lock().expect("no holder of this lock panics").get(&key) {
        site.note(level.read);
        return Ok(level.clone());
    }
    let level = Arc::new(render_level(site, theme, key)?);
    cache.levels.lock().expect("no holder of this lock panics").insert(key, level.clone());
    Ok(level)
}

fn render_level(site: &TrackedSite, theme: &Theme, (parent, part): LevelKey) -> Result<Level, Box<Diagnostic>> {
    let (Answer::Pages(mut links), read) = site.ask_once(&Query::Branch(parent)) else {
        unreachable!("a branch is answered with pages")
    };
    match part {
        Part::All => {}
        Part::Only(ancestor) => links.retain(|link| link.entry == Some(ancestor)),
        Part::Block(block) => links = in_block(site, parent, links, block),
    }
    let titles = links.iter().fold(String::new(), |mut text, link| {
        let _ = write!(text, "{}\n{:?}\n", link.title, link.url);
        text
    });
    let markers = Markers::for_text(&titles);
    let item = |(at, link): (usize, &PageLink)| {
        Value::from_pairs([
            ("title", Value::from(link.title.as_str())),
            ("url", link.url.as_deref().map_or_else(|| Value::from(()), Value::from)),
            ("mark", Value::from_safe_string(markers.link(at))),
            ("nested", Value::from_safe_string(markers.embed(at))),
        ])
    };
    let items: Vec<Value> = links.iter().enumerate().map(item).collect();
    let html = theme.render("partials/nav.html", Value::from_pairs([("items", Value::from(items))]), 0)?;
    let entries = links.iter().map(|link| link.entry).collect();
    Ok(Level { body: markers.split(&html), entries, read })
}

/// The links of one block of a long level, and one that leads to all of it.
fn in_block(site: &Site, parent: Option<usize>, links: Vec<PageLink>, block: usize) -> Vec<PageLink> {
    let whole = PageLink {
        title: format!("All {} pages", links.len()),
        url: parent.and_then(|parent| site.entry_url(parent)).or_else(|| Some(site.tree_href())),
        page: site.home(),
        ..PageLink::default()
    };
    links.into_iter().skip(block * BLOCK).take(BLOCK).chain(std::iter::once(whole)).collect()
}
