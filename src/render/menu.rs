//! The navigation beside a page: the branch of the page, never the whole tree.
//!
//! Each level is rendered once by the theme, with marks where "current page" and the level below go; pages splice the
//! two in. So a section of a hundred pages costs one rendering, not a hundred.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use minijinja::Value;

use crate::base::diagnostic::Diagnostic;
use crate::parse::body::{Body, BodyPiece, Markers};
use crate::site::answer::{NavLevel, PageLink};
use crate::site::page::PageKey;
use crate::site::tracked::TrackedSite;
use crate::theme::Theme;

/// A level above the page's own is shown whole up to this many entries, else only the ancestor is.
const MOST_BESIDE_ANCESTORS: usize = 20;

/// A page shows the nearest levels of the navigation, so that pages deep in a hierarchy do not show all of it.
const MOST_MENU_LEVELS: usize = 25;

/// A level with more entries than this is shown in blocks, with a link to all of it: a whole one on each of its pages
/// would grow with the square of their number.
const MOST_BESIDE_EACH_OTHER: usize = 200;
/// The entries of a block.
const BLOCK: usize = 100;

/// Levels that were rendered.
#[derive(Default)]
pub struct BranchCache {
    levels: Mutex<HashMap<LevelKey, Arc<MenuLevel>>>,
}

/// The page that a level is below, and which of its entries are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct LevelKey {
    parent: Option<PageKey>,
    shown: Shown,
}

/// The entries of a level that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shown {
    All,
    /// One entry: an ancestor of the page.
    Only(PageKey),
    /// The entries of the block with this number.
    Block(usize),
}

/// A rendered level: text with marks. Link and embed placeholders are indexes into `entries`.
struct MenuLevel {
    body: Body,
    entries: Vec<PageKey>,
}

/// Renders the branch around a page; empty for a page outside navigation with nothing to show.
pub fn render(
    site: &TrackedSite,
    theme: &Theme,
    cache: &BranchCache,
    page: PageKey,
) -> Result<String, Box<Diagnostic>> {
    let mut path = site.ancestors(page);
    path.push(page);
    // Where the home page is the only root, its own level would have only itself.
    let roots = site.nav_level(None);
    let home = site.settings().home;
    let mut parent = None;
    if let [root] = &roots.entries[..]
        && root.key == home
    {
        parent = Some(home);
        path.remove(0);
    }
    if let Some(far) = path.len().checked_sub(MOST_MENU_LEVELS + 1) {
        parent = Some(path[far]);
        path.drain(..=far);
    }
    let mut out = String::new();
    let writer = LevelWriter { site, theme, cache };
    writer.level(parent, &path, &mut out)?;
    Ok(out)
}

struct LevelWriter<'a> {
    site: &'a TrackedSite,
    theme: &'a Theme,
    cache: &'a BranchCache,
}

impl LevelWriter<'_> {
    /// Writes a level, and those below it on the path to the page.
    fn level(&self, parent: Option<PageKey>, path: &[PageKey], out: &mut String) -> Result<(), Box<Diagnostic>> {
        let level = self.site.nav_level(parent);
        let entries = &level.entries;
        if entries.is_empty() {
            return Ok(());
        }
        let shown = match path.first() {
            Some(ancestor) if path.len() > 1 && entries.len() > MOST_BESIDE_ANCESTORS => Shown::Only(*ancestor),
            current if entries.len() > MOST_BESIDE_EACH_OTHER => {
                let at = current.and_then(|key| entries.iter().position(|entry| entry.key == *key)).unwrap_or(0);
                Shown::Block(at / BLOCK)
            }
            _ => Shown::All,
        };
        let rendered = self.cached(LevelKey { parent, shown }, &level)?;
        for piece in &rendered.body.pieces {
            match piece {
                BodyPiece::Html(html) => out.push_str(html),
                BodyPiece::Link(at) if path.len() == 1 && rendered.entries[*at] == path[0] => {
                    out.push_str(" aria-current=\"page\"")
                }
                BodyPiece::Embed(at) if path.first() == Some(&rendered.entries[*at]) => {
                    self.level(Some(path[0]), &path[1..], out)?
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn cached(&self, key: LevelKey, level: &NavLevel) -> Result<Arc<MenuLevel>, Box<Diagnostic>> {
        if let Some(level) = self.cache.levels.lock().expect("no holder of this lock panics").get(&key) {
            return Ok(level.clone());
        }
        let level = Arc::new(render_level(self.theme, key.shown, level)?);
        self.cache.levels.lock().expect("no holder of this lock panics").insert(key, level.clone());
        Ok(level)
    }
}

/// Each level is rendered once, by whichever page needs it first, so it counts as work of none.
fn render_level(theme: &Theme, shown: Shown, level: &NavLevel) -> Result<MenuLevel, Box<Diagnostic>> {
    let mut links = level.entries.clone();
    match shown {
        Shown::All => {}
        Shown::Only(ancestor) => links.retain(|link| link.key == ancestor),
        Shown::Block(block) => links = in_block(level, block),
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
    let html = theme.render("partials/nav.html", Value::from_pairs([("items", Value::from(items))]), 0, &mut 0)?;
    Ok(MenuLevel { body: markers.split(&html, &[]), entries: links.iter().map(|link| link.key).collect() })
}

/// The links of one block of a long level, and one to the list of all of it.
fn in_block(level: &NavLevel, block: usize) -> Vec<PageLink> {
    let all = PageLink {
        title: format!("All {} pages", level.entries.len()),
        url: Some(level.list_url.clone()),
        ..PageLink::default()
    };
    level.entries.iter().skip(block * BLOCK).take(BLOCK).cloned().chain(std::iter::once(all)).collect()
}
