//! Frameworks: their phases in order, and the pages and folders that belong to each.
//!
//! A phase is a page, a section of the framework's page, or a row of its table. Its folder is that of its page, else the
//! one beside the framework with the phase's name.

pub mod view;

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::path::{file_name_of, folder_of, folders_above, join};
use crate::base::slug::slug;
use crate::parse::links::{Destination, Target, classify};
use crate::parse::phases::{KIND, Phase};
use crate::site::index::Index;
use crate::site::navigation::Navigation;
use crate::site::page::{Page, PageId};
use crate::site::resolve;

/// A framework.
#[derive(Debug, Clone)]
pub(super) struct Framework {
    pub page: PageId,
    pub phases: Vec<OwnPhase>,
}

/// A phase with its page, where it is a page.
#[derive(Debug, Clone)]
pub(super) struct OwnPhase {
    pub phase: Phase,
    pub page: Option<PageId>,
}

/// Where a page belongs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Membership {
    /// The place of the framework in `Frameworks::all`.
    pub framework: usize,
    /// The place of the phase; `None` for the page of the framework.
    pub phase: Option<usize>,
}

/// All frameworks of a site, and which of them a page belongs to.
#[derive(Debug, Default)]
pub struct Frameworks {
    pub(super) all: Vec<Framework>,
    pub(super) of_page: HashMap<PageId, Membership>,
    /// The folders of phases that are no pages.
    of_folder: HashMap<String, Membership>,
}

/// What frameworks are found in.
pub(super) struct FrameworkSource<'a> {
    pub pages: &'a [Arc<Page>],
    pub navigation: &'a Navigation,
    pub index: &'a Index,
}

impl Frameworks {
    /// Finds the frameworks of a site.
    pub(super) fn new(source: &FrameworkSource<'_>) -> Frameworks {
        let mut frameworks = Frameworks::default();
        for (at, page) in source.pages.iter().enumerate().filter(|(_, page)| is_framework(page)) {
            let id = PageId(at);
            let Some(document) = &page.document else { continue };
            let stated = document.facts.phases.iter();
            let mut phases: Vec<OwnPhase> =
                stated.map(|phase| OwnPhase { phase: phase.clone(), page: phase_page(source, id, phase) }).collect();
            if phases.is_empty() {
                phases = phases_below(source, id);
            }
            frameworks.add(source, id, phases);
        }
        frameworks
    }

    fn add(&mut self, source: &FrameworkSource<'_>, id: PageId, phases: Vec<OwnPhase>) {
        let framework = self.all.len();
        let is_listing = |page: PageId| source.pages[page.0].document.is_none();
        for (at, own) in phases.iter().enumerate() {
            let membership = Membership { framework, phase: Some(at) };
            if let Some(phase) = own.page {
                self.of_page.entry(phase).or_insert(membership);
            }
            // Pages of a folder without an index may be elsewhere in the navigation.
            if own.page.is_none_or(is_listing) {
                let folder = join(beside(&source.pages[id.0]), &bare(&own.phase.name)).unwrap_or_default();
                self.of_folder.entry(folder).or_insert(membership);
            }
        }
        self.of_page.insert(id, Membership { framework, phase: None });
        self.all.push(Framework { page: id, phases });
    }

    /// The pages of frameworks without phases.
    pub fn without_phases(&self) -> impl Iterator<Item = PageId> + '_ {
        self.all.iter().filter(|framework| framework.phases.is_empty()).map(|framework| framework.page)
    }

    /// The phase whose folder a page is in.
    pub(super) fn in_folder(&self, page: &Page) -> Option<Membership> {
        if self.of_folder.is_empty() || page.document.is_none() {
            return None;
        }
        folders_above(&page.content_path).find_map(|folder| {
            let bared = join(folder_of(folder), &bare(file_name_of(folder)))?;
            self.of_folder.get(&bared).copied()
        })
    }
}

fn is_framework(page: &Page) -> bool {
    page.output.is_some() && page.meta().is_some_and(|meta| meta.kind.as_deref() == Some(KIND)) && !page.is_retired()
}

/// The page that a phase names, else the index or the listing of the folder beside the framework with its name.
fn phase_page(source: &FrameworkSource<'_>, framework: PageId, phase: &Phase) -> Option<PageId> {
    let page = |id: PageId| &source.pages[id.0];
    let Some(target) = phase.target.as_deref() else {
        let folder = join(folder_of(&page(framework).content_path), &bare(&phase.name))?;
        return source.index.of_folder(&folder).filter(|id| page(*id).output.is_some());
    };
    let Destination::Target(Target::Inside(inside)) = classify(target) else { return None };
    let found = resolve::resolve(framework, &inside, source.pages, source.index);
    found.page.filter(|page| *page != framework)
}

/// The phases of a framework that states none: the pages below, in their order.
fn phases_below(source: &FrameworkSource<'_>, framework: PageId) -> Vec<OwnPhase> {
    let navigation = source.navigation;
    let Some(entry) = navigation.of_page.get(&framework) else { return Vec::new() };
    let entries = navigation.entries[*entry].children.iter().map(|child| &navigation.entries[*child]);
    let phase = |page: PageId, name: &str| Phase {
        name: name.to_owned(),
        text: description(&source.pages[page.0]),
        ..Phase::default()
    };
    entries.map(|entry| OwnPhase { phase: phase(entry.page, &entry.title), page: Some(entry.page) }).collect()
}

/// The folder in which the phases of a framework's page may have theirs.
pub(super) fn beside(framework: &Page) -> &str {
    framework.folder.as_deref().unwrap_or_else(|| folder_of(&framework.content_path))
}

/// The description of a page; empty where it states none.
pub(super) fn description(page: &Page) -> String {
    page.meta().and_then(|meta| meta.description.clone()).unwrap_or_default()
}

/// The name of a phase in the form of a folder's name, without the number before it.
pub(super) fn bare(name: &str) -> String {
    let rest = name.trim_start_matches(|letter: char| letter.is_ascii_digit() || " .)-_".contains(letter));
    slug(if rest.is_empty() { name } else { rest })
}
