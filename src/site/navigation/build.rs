//! Builds the navigation tree: pages that declare a place as eleventy-navigation 1.0.5 reads it, all others by folder.
//!
//! Where Eleventy would lose a page or run forever, the page stays in its folder, with a warning. Linear in the number of
//! pages, except for sorting in `order`.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::code::Code;
use crate::base::codes::{NAV_CYCLE, NAV_MISSING_PARENT, NAV_PARENT_KEY_MISMATCH};
use crate::base::diagnostic::{Diagnostic, Fix};
use crate::base::nearest::{MOST_SUGGESTIONS, nearest};
use crate::base::path::{file_name_of, folder_of};
use crate::base::yaml;
use crate::parse::meta::{EleventyNavigation, EntryUrl, Navigation as Declared, Parent};
use crate::site::navigation::keys::{Keys, check_duplicates, check_portability, declared, place};
use crate::site::navigation::{NavEntry, Navigation, order};
use crate::site::page::{Page, PageId, PageKind, PagesByName, Part, folder_above};
use crate::site::routes::{folder_output, url_key};

/// Builds the tree over all pages that take part.
pub fn build(pages: &[Arc<Page>], home: PageId, home_key: Option<&str>) -> Navigation {
    let mut builder = Builder::new(pages, home);
    builder.add_entries();
    builder.diagnostics.extend(check_duplicates(pages, &builder.entries, &builder.by_key, home));
    builder.diagnostics.extend(check_portability(pages, &builder.entries));
    builder.find_parents(home_key);
    builder.break_cycles();
    Navigation { diagnostics: builder.diagnostics, ..order::sorted(builder.entries, pages, home) }
}

struct Builder<'a> {
    pages: &'a [Arc<Page>],
    home: PageId,
    diagnostics: Vec<Diagnostic>,
    entries: Vec<NavEntry>,
    of_page: HashMap<PageId, usize>,
    by_key: Keys,
    /// Pages by `url_key`.
    by_url: HashMap<String, PageId>,
    /// Folder → the page at its URL, for those that were looked for so far.
    folder_owners: HashMap<&'a str, Option<PageId>>,
    /// See `folded_names`; made when the first page names a parent that no page has as its key.
    folded: Option<PagesByName>,
    /// The number of missing parents with a suggestion so far.
    suggested: usize,
}

impl<'a> Builder<'a> {
    fn new(pages: &'a [Arc<Page>], home: PageId) -> Builder<'a> {
        let mut by_url = HashMap::with_capacity(pages.len());
        for (at, page) in pages.iter().enumerate() {
            by_url.entry(url_key(&page.url)).or_insert(PageId(at));
        }
        Builder {
            pages,
            home,
            diagnostics: Vec::new(),
            entries: Vec::with_capacity(pages.len()),
            of_page: HashMap::with_capacity(pages.len()),
            by_key: HashMap::with_capacity(pages.len()),
            by_url,
            folder_owners: HashMap::new(),
            folded: None,
            suggested: 0,
        }
    }

    fn add_entries(&mut self) {
        for (at, page) in self.pages.iter().enumerate() {
            let id = PageId(at);
            if !is_listed(page) {
                continue;
            }
            let meta = page.meta();
            let undeclared = EleventyNavigation::default();
            let declared = declared(page).unwrap_or(&undeclared);
            let key = declared.key.clone().unwrap_or_else(|| page.title.clone());
            let label = meta.and_then(|meta| meta.label.as_ref());
            let title = declared.title.as_ref().or(declared.key.as_ref()).or(label).unwrap_or(&page.title).clone();
            let entry = NavEntry {
                page: id,
                title,
                is_linked: match &declared.url {
                    EntryUrl::Unspecified => page.output.is_some(),
                    EntryUrl::None => false,
                    EntryUrl::Given(_) => true,
                },
                url: match &declared.url {
                    EntryUrl::Given(url) => Some(url.clone()),
                    EntryUrl::Unspecified | EntryUrl::None => None,
                },
                order: declared.order.or_else(|| meta.and_then(|meta| meta.order)).map(|order| order.0),
                pinned: declared.pinned,
                excerpt: declared.excerpt.clone().or_else(|| meta.and_then(|meta| meta.description.clone())),
                parent: None,
                children: Vec::new(),
                key,
            };
            let index = self.entries.len();
            self.of_page.insert(id, index);
            let same = self.by_key.entry(entry.key.clone()).or_default();
            if id == self.home {
                same.insert(0, index)
            } else {
                same.push(index)
            }
            self.entries.push(entry);
        }
    }

    fn find_parents(&mut self, home_key: Option<&str>) {
        for index in 0..self.entries.len() {
            let page = self.entries[index].page;
            if page == self.home {
                continue;
            }
            self.entries[index].parent = match declared(&self.pages[page.0]).map(|declared| &declared.parent) {
                None => self.folder_parent(page),
                Some(Parent::None) => None,
                Some(Parent::Unspecified) => match home_key {
                    Some(key) => self
                        .by_key
                        .get(key)
                        .map(|same| same[0])
                        .filter(|parent| *parent != index)
                        .or_else(|| self.of_page.get(&self.home).copied()),
                    None => None,
                },
                Some(Parent::Key(key)) => self.named_parent(index, key),
            };
        }
    }

    fn named_parent(&mut self, index: usize, key: &str) -> Option<usize> {
        let page = self.entries[index].page;
        if let Some(same) = self.by_key.get(key) {
            // Among pages with one key the page itself is the last choice.
            if let Some(parent) = same.iter().copied().find(|parent| *parent != index) {
                return Some(parent);
            }
            self.report(
                &NAV_CYCLE,
                page,
                "parent",
                format!("`{key}` is the page's own key"),
                "use the key of another page, or remove `parent`",
            );
            return self.folder_parent(page);
        }
        let folded = self.folded.get_or_insert_with(|| folded_names(&self.entries, self.pages));
        let matches: Vec<usize> = folded
            .get(&key.trim().to_lowercase())
            .into_iter()
            .flatten()
            .map(|id| self.of_page[id])
            .filter(|found| *found != index)
            .collect();
        if let [parent] = matches[..] {
            let name = self.entries[parent].key.clone();
            let message = format!("no page has the key `{key}`; using `{name}`");
            self.report(
                &NAV_PARENT_KEY_MISMATCH,
                page,
                "parent",
                message,
                &format!("write `parent: {}`", yaml::scalar(&name)),
            );
            self.add_fix(page, Fix::Value { old: key.to_owned(), new: name });
            return Some(parent);
        }
        self.suggested += 1;
        let near = (self.suggested <= MOST_SUGGESTIONS).then(|| {
            let mut keys: Vec<&str> = self.by_key.keys().map(String::as_str).collect();
            keys.sort_unstable();
            nearest(key, keys).map(|near| format!("did you mean `{near}`?"))
        });
        let near = near.flatten();
        let help = near.unwrap_or_else(|| "run `fingerpost nav` to see every key".to_owned());
        self.report(&NAV_MISSING_PARENT, page, "parent", format!("no page has the key `{key}`"), &help);
        self.folder_parent(page)
    }

    /// The entry of the nearest ancestor folder in the navigation.
    fn folder_parent(&mut self, page: PageId) -> Option<usize> {
        let pages: &'a [Arc<Page>] = self.pages;
        let mut folder = folder_above(&pages[page.0])?;
        loop {
            let owner_of = |folder: &str| self.by_url.get(&url_key(&folder_output(folder).url())).copied();
            let owner = *self.folder_owners.entry(folder).or_insert_with(|| owner_of(folder));
            if let Some(entry) = owner.filter(|owner| *owner != page).and_then(|owner| self.of_page.get(&owner)) {
                return Some(*entry);
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder_of(folder);
        }
    }

    /// Moves pages whose parents form a cycle to their folder, and to the top level if that is a cycle, too.
    fn break_cycles(&mut self) {
        for by_folder in [true, false] {
            for cycle in cycles(&self.entries) {
                let mut names: Vec<String> =
                    cycle.iter().map(|index| format!("`{}`", self.entries[*index].key)).collect();
                names.reverse();
                let pages: Vec<PageId> = cycle.iter().map(|index| self.entries[*index].page).collect();
                let are_declared: Vec<bool> =
                    pages.iter().map(|page| declared(&self.pages[page.0]).is_some()).collect();
                if by_folder {
                    let mut places = pages.iter().zip(&are_declared).filter_map(|(page, is_declared)| {
                        place(&self.pages[page.0], "parent").filter(|_| *is_declared)
                    });
                    if let Some(first) = places.next() {
                        let message = format!("{} name each other as parent", names.join(", "));
                        let diagnostic =
                            Diagnostic::new(&NAV_CYCLE, first, message).help("remove one of these `parent` keys");
                        self.diagnostics
                            .push(places.fold(diagnostic, |diagnostic, at| diagnostic.label(at, "and here")));
                    }
                }
                for ((&index, page), is_declared) in cycle.iter().zip(pages).zip(are_declared) {
                    if by_folder && is_declared {
                        self.entries[index].parent = self.folder_parent(page);
                    } else if !by_folder {
                        self.entries[index].parent = None;
                    }
                }
            }
        }
    }

    fn report(&mut self, code: &'static Code, page: PageId, field: &str, message: String, help: &str) {
        if let Some(at) = place(&self.pages[page.0], field) {
            self.diagnostics.push(Diagnostic::new(code, at, message).help(help));
        }
    }

    /// Adds a fix to the last diagnostic, if it is about the page's own file.
    fn add_fix(&mut self, page: PageId, fix: Fix) {
        if self.pages[page.0].document.is_some()
            && let Some(diagnostic) = self.diagnostics.last_mut()
        {
            diagnostic.fix = Some(fix);
        }
    }
}

/// Whether a page is listed in the navigation.
fn is_listed(page: &Page) -> bool {
    match page.kind {
        PageKind::Listing | PageKind::Assessment(_, Part::Start) => true,
        PageKind::Authored => {
            let is_not_found = page.output.as_ref().is_some_and(|output| output.as_str() == "404.html");
            // Retired pages are not listed; their URL stays.
            page.meta().is_some_and(|meta| {
                !meta.state.is_retired() && !meta.visibility.hidden && meta.navigation != Declared::Out
            }) && !page.is_excluded()
                && !is_not_found
        }
        PageKind::Tags
        | PageKind::Tag(_)
        | PageKind::Tree
        | PageKind::Changes
        | PageKind::Glossary
        | PageKind::Register
        | PageKind::Coverage
        | PageKind::PrintBundle(_)
        | PageKind::Assessment(..)
        | PageKind::SingleDocument(_)
        | PageKind::Record(_)
        | PageKind::SignOff(_)
        | PageKind::NotFound => false,
    }
}

/// Keys and file slugs without regard to letter case, each with the pages that have it.
fn folded_names(entries: &[NavEntry], pages: &[Arc<Page>]) -> PagesByName {
    let mut names: PagesByName = HashMap::new();
    for entry in entries {
        for name in [entry.key.trim().to_lowercase(), file_slug(&pages[entry.page.0])] {
            let pages = names.entry(name).or_default();
            if pages.last() != Some(&entry.page) {
                pages.push(entry.page);
            }
        }
    }
    names
}

/// The name by which Eleventy calls a file: without extension; an index goes by its folder.
fn file_slug(page: &Page) -> String {
    let named = page.folder.as_deref().unwrap_or(&page.content_path);
    let name = file_name_of(named);
    let stem = if page.folder.is_some() { name } else { name.rsplit_once('.').map_or(name, |(stem, _)| stem) };
    stem.to_lowercase()
}

/// The cycles of parents, each once. Linear: visits every entry at most twice.
fn cycles(entries: &[NavEntry]) -> Vec<Vec<usize>> {
    let mut seen = vec![0_usize; entries.len()];
    let mut cycles = Vec::new();
    for start in 0..entries.len() {
        let round = start + 1;
        let mut at = start;
        while seen[at] == 0 {
            seen[at] = round;
            match entries[at].parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        if seen[at] != round || entries[at].parent.is_none() {
            continue;
        }
        let mut cycle = vec![at];
        let mut next = entries[at].parent.expect("entries of a cycle have parents");
        while next != at {
            cycle.push(next);
            next = entries[next].parent.expect("entries of a cycle have parents");
        }
        cycles.push(cycle);
    }
    cycles
}
