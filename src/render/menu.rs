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

/// Groups beside the branch are in the menu too, closed, while they have at most this many entries together: all of them
/// on each page would grow with the square of the number of pages.
const MOST_IN_CLOSED_GROUPS: usize = 60;

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
    frame: Frame,
}

/// What is around a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Frame {
    /// Nothing: the first level of a menu.
    Bare,
    /// A group that is open at first: it is on the way to the page.
    Open,
    Closed,
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
    entries: Vec<MenuEntry>,
}

struct MenuEntry {
    link: PageLink,
    child_count: usize,
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
    let mut writer = LevelWriter { site, theme, cache, closed_left: MOST_IN_CLOSED_GROUPS, out: String::new() };
    writer.level(parent, None, Frame::Bare, &path)?;
    Ok(writer.out)
}

struct LevelWriter<'a> {
    site: &'a TrackedSite,
    theme: &'a Theme,
    cache: &'a BranchCache,
    /// How many more entries closed groups may have.
    closed_left: usize,
    out: String,
}

impl LevelWriter<'_> {
    /// Writes a level and those below it: groups on the path to the page are open, others closed. `group` is the entry
    /// above, if it is in the menu.
    fn level(
        &mut self,
        parent: Option<PageKey>,
        group: Option<&PageLink>,
        frame: Frame,
        path: &[PageKey],
    ) -> Result<(), Box<Diagnostic>> {
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
        let rendered = self.cached(LevelKey { parent, shown, frame }, group, &level)?;
        for piece in &rendered.body.pieces {
            match piece {
                BodyPiece::Html(html) => self.out.push_str(html),
                BodyPiece::Link(at) if path.len() == 1 && rendered.entries[*at].link.key == path[0] => {
                    self.out.push_str(" aria-current=\"page\"")
                }
                BodyPiece::Embed(at) => self.below(&rendered.entries[*at], frame, path)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes the level below an entry: that on the path, and closed groups while there is room for them. A group without
    /// a page can only be opened here, so it is always written.
    fn below(&mut self, entry: &MenuEntry, frame: Frame, path: &[PageKey]) -> Result<(), Box<Diagnostic>> {
        let MenuEntry { link, child_count } = entry;
        if path.first() == Some(&link.key) {
            return self.level(Some(link.key), Some(link), Frame::Open, &path[1..]);
        }
        let is_only_here = link.url.is_none();
        let has_room = *child_count <= self.closed_left && (frame != Frame::Closed || is_only_here);
        if *child_count > 0 && (has_room || (is_only_here && frame != Frame::Closed)) {
            self.closed_left = self.closed_left.saturating_sub(*child_count);
            self.level(Some(link.key), Some(link), Frame::Closed, &[])?;
        }
        Ok(())
    }

    fn cached(
        &self,
        key: LevelKey,
        group: Option<&PageLink>,
        level: &NavLevel,
    ) -> Result<Arc<MenuLevel>, Box<Diagnostic>> {
        if let Some(level) = self.cache.levels.lock().expect("no holder of this lock panics").get(&key) {
            return Ok(level.clone());
        }
        let level = Arc::new(render_level(self.theme, key, group, level)?);
        self.cache.levels.lock().expect("no holder of this lock panics").insert(key, level.clone());
        Ok(level)
    }
}

/// Each level is rendered once, by whichever page needs it first, so it counts as work of none.
fn render_level(
    theme: &Theme,
    key: LevelKey,
    group: Option<&PageLink>,
    level: &NavLevel,
) -> Result<MenuLevel, Box<Diagnostic>> {
    let counted = level.entries.iter().cloned().zip(level.child_counts.iter().copied());
    let mut entries: Vec<MenuEntry> = counted.map(|(link, child_count)| MenuEntry { link, child_count }).collect();
    match key.shown {
        Shown::All => {}
        Shown::Only(ancestor) => entries.retain(|entry| entry.link.key == ancestor),
        Shown::Block(block) => {
            entries = entries.into_iter().skip(block * BLOCK).take(BLOCK).collect();
            entries.push(MenuEntry { link: link_to_all(level), child_count: 0 });
        }
    }
    let titles = entries.iter().map(|entry| &entry.link).chain(group).fold(String::new(), |mut text, link| {
        let _ = write!(text, "{}\n{:?}\n", link.title, link.url);
        text
    });
    let markers = Markers::for_text(&titles);
    let url = |link: &PageLink| link.url.as_deref().map_or_else(|| Value::from(()), Value::from);
    let item = |(at, MenuEntry { link, child_count }): (usize, &MenuEntry)| {
        Value::from_pairs([
            ("title", Value::from(link.title.as_str())),
            ("url", url(link)),
            ("mark", Value::from_safe_string(markers.link(at))),
            ("nested", Value::from_safe_string(markers.embed(at))),
            ("is_group", Value::from(*child_count > 0)),
        ])
    };
    let items: Vec<Value> = entries.iter().enumerate().map(item).collect();
    let framed = group.filter(|_| key.frame != Frame::Bare);
    let group = framed.map_or_else(
        || Value::from(()),
        |link| {
            Value::from_pairs([
                ("title", Value::from(link.title.as_str())),
                ("url", url(link)),
                ("is_open", Value::from(key.frame == Frame::Open)),
            ])
        },
    );
    let values = Value::from_pairs([("items", Value::from(items)), ("group", group)]);
    let html = theme.render("partials/nav.html", values, 0, &mut 0)?;
    Ok(MenuLevel { body: markers.split(&html, &[]), entries })
}

/// After the block of a long level: a link to the list of all of it.
fn link_to_all(level: &NavLevel) -> PageLink {
    PageLink {
        title: format!("All {} pages", level.entries.len()),
        url: Some(level.list_url.clone()),
        ..PageLink::default()
    }
}
