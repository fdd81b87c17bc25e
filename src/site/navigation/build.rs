//! The navigation tree, built once: pages that declare a place as eleventy-navigation 1.0.5 reads it, all others by
//! folder.
//!
//! Where Eleventy would lose a page or not end, the page is kept at its folder and a warning says so. Linear in pages
//! but for sorting.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use crate::base::code::Code;
use crate::base::codes::{
    NAV_CYCLE, NAV_DUPLICATE_HOME, NAV_DUPLICATE_KEY, NAV_MISSING_PARENT, NAV_NON_PORTABLE_KEY, NAV_PARENT_KEY_MISMATCH,
};
use crate::base::diagnostic::{Diagnostic, Fix, Location};
use crate::base::natural::{self, NaturalKey};
use crate::base::nearest::{MOST_SUGGESTIONS, nearest};
use crate::base::path::{file_name_of, folder_of, is_markdown};
use crate::base::span::Span;
use crate::base::yaml;
use crate::parse::meta::{Entry, EntryUrl, Navigation as Declared, Parent};
use crate::site::navigation::empty_listings::empty_listings;
use crate::site::navigation::{NavEntry, Navigation};
use crate::site::page::{Names, Page, PageId, PageKind, Part, folder_above};
use crate::site::routes::folder_output;

/// Builds the tree over all pages that take part.
pub fn build(
    pages: &[Arc<Page>],
    home: PageId,
    home_key: Option<&str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Navigation {
    let mut builder = Builder::new(pages, home, diagnostics);
    builder.add_entries();
    builder.report_duplicate_keys();
    builder.report_non_portable_keys();
    builder.find_parents(home_key);
    builder.break_cycles();
    builder.into_tree()
}

struct Builder<'a> {
    pages: &'a [Arc<Page>],
    home: PageId,
    diagnostics: &'a mut Vec<Diagnostic>,
    entries: Vec<NavEntry>,
    of_page: HashMap<PageId, usize>,
    /// Key → entries, the home page first, then in page order.
    by_key: HashMap<String, Vec<usize>>,
    folder_owners: HashMap<String, PageId>,
    /// How many parents have been looked for among all keys.
    suggested: usize,
}

impl<'a> Builder<'a> {
    fn new(pages: &'a [Arc<Page>], home: PageId, diagnostics: &'a mut Vec<Diagnostic>) -> Builder<'a> {
        let mut folder_owners = HashMap::new();
        for (at, page) in pages.iter().enumerate() {
            folder_owners.entry(page.url.as_str().to_owned()).or_insert(PageId(at));
        }
        Builder {
            pages,
            home,
            diagnostics,
            entries: Vec::new(),
            of_page: HashMap::new(),
            by_key: HashMap::new(),
            folder_owners,
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
            let declared = self.declared(id).cloned().unwrap_or_default();
            let key = declared.key.clone().unwrap_or_else(|| page.title.clone());
            let label = meta.and_then(|meta| meta.label.clone());
            let title =
                declared.title.clone().or_else(|| declared.key.clone()).or(label).unwrap_or_else(|| page.title.clone());
            let entry = NavEntry {
                page: id,
                title,
                is_linked: match &declared.url {
                    EntryUrl::Unspecified => page.output.is_some(),
                    EntryUrl::None => false,
                    EntryUrl::Address(_) => true,
                },
                url: match declared.url {
                    EntryUrl::Address(url) => Some(url),
                    EntryUrl::Unspecified | EntryUrl::None => None,
                },
                order: declared.order.or_else(|| meta.and_then(|meta| meta.order)).map(|order| order.0),
                pinned: declared.pinned,
                excerpt: declared.excerpt.or_else(|| meta.and_then(|meta| meta.description.clone())),
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

    fn declared(&self, page: PageId) -> Option<&'a Entry> {
        match &self.pages[page.0].meta()?.navigation {
            Declared::Declared(entry) => Some(entry),
            Declared::Folder | Declared::Out => None,
        }
    }

    /// Reports duplicate keys and a second home page.
    fn report_duplicate_keys(&mut self) {
        let referred: std::collections::HashSet<&str> = (0..self.pages.len())
            .filter_map(|at| match &self.declared(PageId(at))?.parent {
                Parent::Key(key) => Some(key.as_str()),
                _ => None,
            })
            .collect();
        let mut reports = Vec::new();
        let home = self.of_page.get(&self.home).copied();
        for (key, same) in &self.by_key {
            for &index in &same[1..] {
                let first = same[0];
                let (page, first_page) = (self.entries[index].page, self.entries[first].page);
                let both_declared = self.declared(page).is_some() && self.declared(first_page).is_some();
                let code = if Some(first) == home && self.declared(page).is_some() {
                    &NAV_DUPLICATE_HOME
                } else {
                    &NAV_DUPLICATE_KEY
                };
                if both_declared || referred.contains(key.as_str()) || code == &NAV_DUPLICATE_HOME {
                    reports.push((code, page, first_page, key.clone()));
                }
            }
        }
        for (code, page, first, key) in reports {
            let (Some(at), first_at) = (self.place(page, "key"), self.place(first, "key")) else { continue };
            let message = if code == &NAV_DUPLICATE_HOME {
                format!("`{key}` is the key of the home page")
            } else {
                format!("another page has the key `{key}`")
            };
            let mut diagnostic = Diagnostic::new(code, at, message)
                .help("give this page a `key` of its own, and `title` to keep its label");
            if let Some(first_at) = first_at {
                diagnostic = diagnostic.label(first_at, "first used here");
            }
            self.diagnostics.push(diagnostic);
        }
    }

    /// Reports keys that other tools cannot handle.
    fn report_non_portable_keys(&mut self) {
        for index in 0..self.entries.len() {
            let page = self.entries[index].page;
            let Some(declared) = self.declared(page) else { continue };
            let Some(key) = &declared.key else { continue };
            let what = if declared.numeric_key {
                "is a number"
            } else if key.contains(',') {
                "contains a comma"
            } else {
                continue;
            };
            let help = if declared.numeric_key {
                "put it in quotation marks"
            } else {
                "use a key without a comma, and `title` for the label"
            };
            self.report(
                &NAV_NON_PORTABLE_KEY,
                page,
                "key",
                format!("the key `{key}` {what}, which other tools cannot handle"),
                help,
            );
        }
    }

    fn find_parents(&mut self, home_key: Option<&str>) {
        let folded = self.folded_names();
        for index in 0..self.entries.len() {
            let page = self.entries[index].page;
            if page == self.home {
                continue;
            }
            self.entries[index].parent = match self.declared(page).map(|declared| &declared.parent) {
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
                Some(Parent::Key(key)) => self.named_parent(index, key, &folded),
            };
        }
    }

    fn named_parent(&mut self, index: usize, key: &str, folded: &Names) -> Option<usize> {
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
                "name the key of another page, or remove `parent`",
            );
            return self.folder_parent(page);
        }
        let matches: Vec<usize> = folded
            .get(&key.trim().to_lowercase())
            .into_iter()
            .flatten()
            .map(|id| self.of_page[id])
            .filter(|found| *found != index)
            .collect();
        if let [parent] = matches[..] {
            let name = self.entries[parent].key.clone();
            let message = format!("no page has the exact key `{key}`; `{name}` is taken");
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

    /// Keys and file slugs without regard to letter case, each with the pages that have it.
    fn folded_names(&self) -> Names {
        let mut names: Names = HashMap::new();
        for entry in &self.entries {
            let page = &self.pages[entry.page.0];
            for name in [entry.key.trim().to_lowercase(), file_slug(page)] {
                let pages = names.entry(name).or_default();
                if pages.last() != Some(&entry.page) {
                    pages.push(entry.page);
                }
            }
        }
        names
    }

    /// The entry of the nearest ancestor folder in the navigation.
    fn folder_parent(&self, page: PageId) -> Option<usize> {
        let mut folder = folder_above(&self.pages[page.0])?;
        loop {
            let owner = self.folder_owners.get(folder_output(folder).url().as_str()).filter(|owner| **owner != page);
            if let Some(entry) = owner.and_then(|owner| self.of_page.get(owner)) {
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
            for cycle in self.cycles() {
                let mut names: Vec<String> =
                    cycle.iter().map(|index| format!("`{}`", self.entries[*index].key)).collect();
                names.reverse();
                let pages: Vec<PageId> = cycle.iter().map(|index| self.entries[*index].page).collect();
                let declared: Vec<bool> = pages.iter().map(|page| self.declared(*page).is_some()).collect();
                if by_folder {
                    let mut places = pages
                        .iter()
                        .zip(&declared)
                        .filter_map(|(page, is_declared)| self.place(*page, "parent").filter(|_| *is_declared));
                    if let Some(first) = places.next() {
                        let message = format!("{} name each other as parent", names.join(", "));
                        let diagnostic =
                            Diagnostic::new(&NAV_CYCLE, first, message).help("remove one of these `parent` keys");
                        self.diagnostics
                            .push(places.fold(diagnostic, |diagnostic, at| diagnostic.label(at, "and here")));
                    }
                }
                for ((&index, page), is_declared) in cycle.iter().zip(pages).zip(declared) {
                    if by_folder && is_declared {
                        self.entries[index].parent = self.folder_parent(page);
                    } else if !by_folder {
                        self.entries[index].parent = None;
                    }
                }
            }
        }
    }

    /// The cycles of parents, each once. Linear: visits every entry at most twice.
    fn cycles(&self) -> Vec<Vec<usize>> {
        let mut seen = vec![0_usize; self.entries.len()];
        let mut cycles = Vec::new();
        for start in 0..self.entries.len() {
            let round = start + 1;
            let mut at = start;
            while seen[at] == 0 {
                seen[at] = round;
                match self.entries[at].parent {
                    Some(parent) => at = parent,
                    None => break,
                }
            }
            if seen[at] != round || self.entries[at].parent.is_none() {
                continue;
            }
            let mut cycle = vec![at];
            let mut next = self.entries[at].parent.expect("entries of a cycle have parents");
            while next != at {
                cycle.push(next);
                next = self.entries[next].parent.expect("entries of a cycle have parents");
            }
            cycles.push(cycle);
        }
        cycles
    }

    fn into_tree(mut self) -> Navigation {
        let mut roots = Vec::new();
        let is_listing =
            |entry: &NavEntry| entry.page != self.home && self.pages[entry.page.0].kind == PageKind::Listing;
        let is_empty = empty_listings(&self.entries, is_listing);
        for index in (0..self.entries.len()).filter(|index| !is_empty[*index]) {
            match self.entries[index].parent {
                Some(parent) => self.entries[parent].children.push(index),
                None => roots.push(index),
            }
        }
        self.of_page.retain(|_, entry| !is_empty[*entry]);
        let names: Vec<NaturalKey> = self.entries.iter().map(|entry| self.name(entry)).collect();
        for index in 0..self.entries.len() {
            let mut children = std::mem::take(&mut self.entries[index].children);
            children.sort_by(|a, b| self.compare(*a, *b, &names));
            self.entries[index].children = children;
        }
        roots.sort_by(|a, b| self.compare(*a, *b, &names));
        let mut order = Vec::with_capacity(self.entries.len());
        let mut stack: Vec<usize> = roots.iter().rev().copied().collect();
        while let Some(index) = stack.pop() {
            order.push(index);
            stack.extend(self.entries[index].children.iter().rev());
        }
        let mut position = vec![0; self.entries.len()];
        for (place, index) in order.iter().enumerate() {
            position[*index] = place;
        }
        Navigation { entries: self.entries, roots, of_page: self.of_page, order, position }
    }

    /// What an entry is sorted by where nothing else says it: its source path without the file's ending.
    fn name(&self, entry: &NavEntry) -> NaturalKey {
        let path = &self.pages[entry.page.0].content_path;
        natural::key(path.rsplit_once('.').filter(|_| is_markdown(path)).map_or(path, |(stem, _)| stem))
    }

    /// The home page, then pinned, then by order, then without order; equals by name.
    fn compare(&self, at: usize, other: usize, names: &[NaturalKey]) -> Ordering {
        let (a, b) = (&self.entries[at], &self.entries[other]);
        let rank = |entry: &NavEntry| {
            if entry.page == self.home {
                0
            } else if entry.pinned {
                1
            } else {
                2
            }
        };
        let order = |entry: &NavEntry| match (entry.order, entry.pinned) {
            (Some(order), _) => order,
            (None, true) => 0.0,
            (None, false) => f64::INFINITY,
        };
        rank(a).cmp(&rank(b)).then_with(|| order(a).total_cmp(&order(b))).then_with(|| names[at].cmp(&names[other]))
    }

    /// The location of a navigation value; the whole file if the value is not in it.
    fn place(&self, page: PageId, field: &str) -> Option<Location> {
        let document = self.pages[page.0].document.as_ref()?;
        let span = |names: &[&str]| -> Option<Span> {
            let mut node = &document.front;
            for name in names {
                node = node.get(name)?;
            }
            (!node.inherited).then_some(node.span)
        };
        let span = span(&["eleventyNavigation", field]).or_else(|| span(&["title"]).filter(|_| field == "key"));
        Some(span.map_or_else(|| Location::file(&document.path), |span| Location::at(&document.path, span)))
    }

    fn report(&mut self, code: &'static Code, page: PageId, field: &str, message: String, help: &str) {
        if let Some(at) = self.place(page, field) {
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

/// The name by which Eleventy calls a file: without extension; an index goes by its folder.
fn file_slug(page: &Page) -> String {
    let named = page.folder.as_deref().unwrap_or(&page.content_path);
    let name = file_name_of(named);
    let stem = if page.folder.is_some() { name } else { name.rsplit_once('.').map_or(name, |(stem, _)| stem) };
    stem.to_lowercase()
}
