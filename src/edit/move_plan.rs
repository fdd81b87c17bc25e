//! What a move changes: the new paths and URLs of pages, and the new text of every link to them.
//!
//! Decides which links change and how they are written; `relocate` finds the links and edits the files.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::base::diagnostic::Fix;
use crate::base::path::{folder_of, is_markdown};
use crate::base::span::Span;
use crate::base::url::decode;
use crate::check::links::{in_link, relative};
use crate::parse::links::{Inside, Link, Role, Target};
use crate::parse::relations::{Relation, named};
use crate::site::model::Site;
use crate::site::page::{Page, PageId, PageKind};
use crate::site::related;

/// The moves, and the new URLs and titles that links need.
pub struct MovePlan<'a> {
    pub moves: &'a BTreeMap<String, String>,
    /// New URL paths of pages by their old path.
    urls: HashMap<String, String>,
    /// Titles of pages that move, by their old path.
    titles: HashMap<String, String>,
    /// Attachments by their URL path.
    files: HashMap<String, &'a str>,
    /// Folders without a page of their own whose files all moved with them.
    folders: BTreeMap<String, String>,
}

/// The target of a link: a path below the content folder, and whether it is a page.
pub struct FileTarget {
    path: String,
    is_page: bool,
}

impl<'a> MovePlan<'a> {
    pub fn new(moves: &'a BTreeMap<String, String>, before: &'a Site, between: &Site) -> MovePlan<'a> {
        let mut urls: HashMap<String, String> =
            moves.iter().filter_map(|(old, new)| Some((old.clone(), url_path(between, new)?))).collect();
        let mut folders = BTreeMap::new();
        let is_gone = |page: &&Arc<Page>| page.kind == PageKind::Listing && between.page_at(&page.url).is_none();
        for folder in before.pages().iter().filter(is_gone).filter_map(|page| page.folder.as_ref()) {
            let inside = moves.iter().find(|(old, _)| old.starts_with(&format!("{folder}/")));
            let new = inside.and_then(|(old, new)| new.strip_suffix(&old[folder.len()..]));
            if let Some((new, page)) = new.and_then(|new| Some((new, between.index().of_folder(new)?))) {
                urls.insert(folder.clone(), between.page(page).url.as_str().to_owned());
                folders.insert(folder.clone(), new.to_owned());
            }
        }
        let files =
            before.files().iter().map(|(path, output)| (output.url().as_str().to_owned(), path.as_str())).collect();
        let moving = before.pages().iter().filter(|page| moves.contains_key(&page.content_path));
        let titles = moving.map(|page| (page.content_path.clone(), page.title.clone())).collect();
        MovePlan { moves, urls, titles, files, folders }
    }

    pub fn path<'b>(&'b self, path: &'b str) -> &'b str {
        self.moves.get(path).or_else(|| self.folders.get(path)).map_or(path, String::as_str)
    }

    /// Old and new URL paths of lists of pages.
    pub fn lists(&self, before: &Site) -> Vec<(String, String)> {
        let old = |folder: &str| before.index().of_folder(folder).map(|page| before.page(page).url.as_str().to_owned());
        self.folders.keys().filter_map(|folder| Some((old(folder)?, self.urls.get(folder)?.clone()))).collect()
    }

    pub fn target(&self, site: &Site, page: Option<PageId>, link: &Link, href: &str) -> Option<FileTarget> {
        let Target::Inside(_) = &link.target else { return None };
        if let Some(id) = page {
            let page = site.page(id);
            let folder = page.folder.clone().filter(|folder| self.folders.contains_key(folder));
            let is_authored = page.kind == PageKind::Authored;
            let path = if is_authored { Some(page.content_path.clone()) } else { folder };
            return path.map(|path| FileTarget { path, is_page: true });
        }
        let path = self.files.get(href.split(['?', '#']).next().unwrap_or(href))?;
        Some(FileTarget { path: (*path).to_owned(), is_page: false })
    }

    /// The fixes for relations in the front matter of a page, with their places.
    pub fn named(&self, site: &Site, id: PageId) -> Vec<(Span, Fix)> {
        let page = site.page(id);
        let front = page.document.iter().map(|document| &document.front);
        let named = front.flat_map(|front| Relation::ALL.into_iter().flat_map(|relation| named(front, relation)));
        let fixes = named.filter(|named| !named.node.inherited).filter_map(|named| {
            let aim = &site.page(related::named_page(site, id, &named.written)?).content_path;
            Some((named.node.span, self.restated(&named.written, &page.content_path, aim)?))
        });
        fixes.collect()
    }

    /// The fix for a URL or path in front matter or configuration; `None` if it stays valid.
    pub fn restated(&self, old: &str, owner: &str, aim: &str) -> Option<Fix> {
        let (own, to) = (self.path(owner), self.path(aim));
        if to == aim && own == owner {
            return None;
        }
        let new = match (is_markdown(old), old.starts_with('/')) {
            (true, true) => format!("/{to}"),
            (true, false) => relative(folder_of(own), to),
            (false, true) => decode(self.urls.get(aim)?),
            // A document ID, or words.
            (false, false) => return None,
        };
        (new != old).then(|| Fix::Value { old: old.to_owned(), new })
    }

    /// The fix for a link; `None` if it stays valid.
    pub fn rewritten(&self, page: &Page, own: &str, link: &Link, aim: &FileTarget) -> Option<Fix> {
        let Target::Inside(inside) = &link.target else { return None };
        let new = self.path(&aim.path);
        let stays = new == aim.path;
        if inside.path.is_empty() || (stays && own == page.content_path) {
            return None;
        }
        let path = match link.role {
            // The title of the page does not change.
            Role::Wiki | Role::Embed if self.titles.get(&aim.path).map(String::as_str) == Some(inside.path.trim()) => {
                return None;
            }
            Role::Wiki | Role::Embed => wiki(inside, &aim.path, new, own)?,
            Role::Follow | Role::Load => {
                let from_root = inside.path.starts_with('/');
                let is_url = aim.is_page && !is_markdown(&inside.path);
                match (from_root, is_url) {
                    (true, _) if stays => return None,
                    (true, true) => decode(self.urls.get(aim.path.as_str())?),
                    (true, false) => format!("/{new}"),
                    (false, _) if self.folders.contains_key(&aim.path) => format!("{}/", relative(folder_of(own), new)),
                    (false, _) => relative(folder_of(own), new),
                }
            }
        };
        let rest = inside.written.find(['?', '#']).map_or("", |at| &inside.written[at..]);
        let path = if matches!(link.role, Role::Wiki | Role::Embed) { path } else { in_link(&path) };
        let rewritten = format!("{path}{rest}");
        (rewritten != inside.written).then(|| Fix::Text { old: inside.written.clone(), new: rewritten })
    }
}

/// The new target of a wiki link, which is a path, or a name that changes only with the name of the file.
fn wiki(inside: &Inside, old: &str, new: &str, own: &str) -> Option<String> {
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.strip_suffix(".md").unwrap_or(name).to_owned()
    };
    let named = inside.path.trim();
    if named.contains('/') || is_markdown(named) {
        let path = relative(folder_of(own), new);
        return Some(if is_markdown(named) { path } else { path.strip_suffix(".md").unwrap_or(&path).to_owned() });
    }
    (named.eq_ignore_ascii_case(&stem(old)) && stem(old) != stem(new)).then(|| stem(new))
}

/// The URL path of a published page by its path below the content folder.
pub fn url_path(site: &Site, path: &str) -> Option<String> {
    let page = site.pages().iter().find(|page| page.kind == PageKind::Authored && page.content_path == path)?;
    page.output.as_ref().map(|_| page.url.as_str().to_owned())
}
