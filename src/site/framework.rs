//! Frameworks: their phases in order, the page or place that each is, the files that belong to it.
//!
//! A phase is a page, a section of the framework's page, or a row of its table. Its files are those that its page links
//! to and those in its folder: the folder of the page, else the one beside the framework that bears the phase's name.

use std::collections::{BTreeMap, HashMap};

use crate::base::path::{OutputPath, extension_of, file_name_of, folder_of, join};
use crate::base::slug::slug;
use crate::base::url::encode_path;
use crate::parse::links::{Destination, Role, Target, classify};
use crate::parse::phases::{KIND, Phase};
use crate::site::model::Site;
use crate::site::page::{Page, PageId};
use crate::site::resolve::{self, Address};

/// Endings of pictures, which are shown and not handed out.
const PICTURES: &[&str] = &["avif", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp"];

/// A framework with the pages of its phases, where they are pages.
#[derive(Debug, Clone)]
pub struct Framework {
    pub page: PageId,
    phases: Vec<(Phase, Option<PageId>)>,
}

/// All frameworks of a site, and which of them a page belongs to.
#[derive(Debug, Default)]
pub struct Frameworks {
    all: Vec<Framework>,
    of_page: HashMap<PageId, (usize, Option<usize>)>,
    /// The folders of phases that are no pages.
    of_folder: HashMap<String, (usize, usize)>,
}

/// A framework as one of its pages shows it.
#[derive(Debug, Clone, Hash)]
pub struct FrameworkView {
    pub title: String,
    pub url: String,
    pub phases: Vec<PhaseLink>,
    /// The phase that the asking page belongs to.
    pub current: Option<usize>,
    pub is_loop: bool,
}

/// A phase as a list shows it.
#[derive(Debug, Clone, Hash)]
pub struct PhaseLink {
    pub name: String,
    pub text: String,
    /// Ready for `href`.
    pub url: Option<String>,
    pub files: Vec<FileLink>,
}

/// A file that readers take away.
#[derive(Debug, Clone, Hash)]
pub struct FileLink {
    pub name: String,
    pub url: String,
    /// `PDF`.
    pub kind: String,
    /// In bytes.
    pub size: u64,
}

impl Frameworks {
    /// Finds the frameworks of a site whose navigation stands.
    pub(super) fn new(site: &Site) -> Frameworks {
        let mut frameworks = Frameworks::default();
        for (id, page) in site.all().filter(|(_, page)| is_framework(page)) {
            let Some(document) = &page.document else { continue };
            let mut phases: Vec<(Phase, Option<PageId>)> =
                document.facts.phases.iter().map(|phase| (phase.clone(), site.phase_page(id, phase))).collect();
            if phases.is_empty() {
                phases = site.phases_below(id);
            }
            let number = frameworks.all.len();
            for (at, phase) in phases.iter().enumerate().filter_map(|(at, (_, page))| Some((at, (*page)?))) {
                frameworks.of_page.entry(phase).or_insert((number, Some(at)));
            }
            for (at, (phase, _)) in phases.iter().enumerate().filter(|(_, (_, page))| page.is_none()) {
                let folder = join(beside(page), &bare(&phase.name)).unwrap_or_default();
                frameworks.of_folder.entry(folder).or_insert((number, at));
            }
            frameworks.of_page.insert(id, (number, None));
            frameworks.all.push(Framework { page: id, phases });
        }
        frameworks
    }
}

impl Frameworks {
    /// The pages of frameworks whose phases nothing names.
    pub fn without_phases(&self) -> impl Iterator<Item = PageId> + '_ {
        self.all.iter().filter(|framework| framework.phases.is_empty()).map(|framework| framework.page)
    }

    /// The phase whose folder a page stands in.
    fn in_folder(&self, page: &Page) -> Option<(usize, Option<usize>)> {
        if self.of_folder.is_empty() || page.document.is_none() {
            return None;
        }
        let mut folder = folder_of(&page.content_path);
        while !folder.is_empty() {
            let bared = join(folder_of(folder), &bare(file_name_of(folder)));
            if let Some((number, phase)) = bared.and_then(|folder| self.of_folder.get(&folder)) {
                return Some((*number, Some(*phase)));
            }
            folder = folder_of(folder);
        }
        None
    }
}

/// The folder in which the phases of a framework's page may have theirs.
fn beside(framework: &Page) -> &str {
    framework.folder.as_deref().unwrap_or_else(|| folder_of(&framework.content_path))
}

fn is_framework(page: &Page) -> bool {
    page.output.is_some()
        && page.meta().is_some_and(|meta| meta.kind.as_deref() == Some(KIND) && !meta.state.is_retired())
}

impl Site {
    /// The framework that a page belongs to: as its page, as a phase, or below one.
    pub(super) fn framework(&self, page: PageId) -> Option<FrameworkView> {
        let known = |page: &PageId| self.frameworks.of_page.get(page).copied();
        let above = || {
            let trail = self.navigation.trail(*self.navigation.of_page.get(&page)?);
            let pages = trail.into_iter().rev().map(|entry| self.navigation.entries[entry].page);
            // What stands below the framework's own page and below no phase is no part of it.
            pages.into_iter().find_map(|page| known(&page)).filter(|(_, phase)| phase.is_some())
        };
        let (number, current) = known(&page).or_else(above).or_else(|| self.frameworks.in_folder(self.page(page)))?;
        let framework = &self.frameworks.all[number];
        let own = self.page(framework.page);
        let phases: Vec<PhaseLink> =
            framework.phases.iter().map(|(phase, page)| self.phase_link(framework.page, phase, *page)).collect();
        (!phases.is_empty()).then(|| FrameworkView {
            title: own.title.clone(),
            url: self.href(&own.url),
            phases,
            current,
            is_loop: own.meta().is_some_and(|meta| meta.is_loop),
        })
    }

    /// The page that a phase names, else the one of the folder beside the framework that bears its name.
    fn phase_page(&self, framework: PageId, phase: &Phase) -> Option<PageId> {
        let Some(target) = phase.target.as_deref() else {
            let folder = join(folder_of(&self.page(framework).content_path), &bare(&phase.name))?;
            return self.index.of_folder(&folder).filter(|id| self.page(*id).document.is_some());
        };
        let Destination::Target(Target::Inside(inside)) = classify(target) else { return None };
        let found = resolve::resolve(framework, &inside, &self.pages, &self.index);
        found.page.filter(|page| *page != framework)
    }

    /// Where nothing says what the phases are: the pages below, in their order.
    fn phases_below(&self, framework: PageId) -> Vec<(Phase, Option<PageId>)> {
        let Some(entry) = self.navigation.of_page.get(&framework) else { return Vec::new() };
        let entries = self.navigation.entries[*entry].children.iter().map(|child| &self.navigation.entries[*child]);
        let phase = |page: PageId, name: &str| Phase {
            name: name.to_owned(),
            text: self.description(page),
            ..Phase::default()
        };
        entries.map(|entry| (phase(entry.page, &entry.title), Some(entry.page))).collect()
    }

    fn description(&self, page: PageId) -> String {
        self.page(page).meta().and_then(|meta| meta.description.clone()).unwrap_or_default()
    }

    fn phase_link(&self, framework: PageId, phase: &Phase, page: Option<PageId>) -> PhaseLink {
        let own = self.page(framework);
        let url = match (page, &phase.anchor) {
            (Some(page), _) => self.page(page).output.is_some().then(|| self.href(&self.page(page).url)),
            (None, Some(anchor)) => Some(format!("{}#{}", self.href(&own.url), encode_path(anchor))),
            (None, None) => None,
        };
        let is_path = phase.target.as_ref() == Some(&phase.name);
        let name = page.filter(|_| is_path).map_or_else(|| phase.name.clone(), |page| self.page(page).title.clone());
        let text = match page {
            Some(page) if phase.text.is_empty() => self.description(page),
            _ => phase.text.clone(),
        };
        PhaseLink { files: self.phase_files(framework, phase, &name, page), name, text, url }
    }

    /// The files that a phase hands out: those of its folder, and those to which its page, its row or its section links.
    fn phase_files(&self, framework_page: PageId, phase: &Phase, name: &str, page: Option<PageId>) -> Vec<FileLink> {
        let framework = self.page(framework_page);
        let mut found: BTreeMap<&str, &OutputPath> = BTreeMap::new();
        let beside = beside(framework);
        let is_of_phase = |folder: &str| match page.and_then(|page| self.page(page).folder.as_deref()) {
            Some(own) => folder == own || folder.strip_prefix(own).is_some_and(|rest| rest.starts_with('/')),
            None => {
                let below = if beside.is_empty() {
                    Some(folder)
                } else {
                    folder.strip_prefix(beside).and_then(|rest| rest.strip_prefix('/'))
                };
                below
                    .and_then(|below| below.split('/').next())
                    .is_some_and(|first| !first.is_empty() && bare(first) == bare(name))
            }
        };
        found.extend(
            self.files
                .iter()
                .filter(|(path, _)| is_of_phase(folder_of(path)))
                .map(|(path, output)| (path.as_str(), output)),
        );
        let named = phase.links.iter().filter_map(|link| self.named_file(framework_page, link));
        for path in page.iter().flat_map(|page| self.linked_files(*page)).chain(named) {
            found.extend(self.files.get_key_value(path).map(|(path, output)| (path.as_str(), output)));
        }
        let is_picture = |path: &str| extension_of(path).is_some_and(|kind| PICTURES.contains(&kind.as_str()));
        let files = found.into_iter().filter(|(path, _)| !is_picture(path));
        let link = |(path, output): (&str, &OutputPath)| FileLink {
            name: file_name_of(path).to_owned(),
            url: self.href(&output.url()),
            kind: extension_of(path).unwrap_or_default().to_uppercase(),
            size: self.file_sizes.get(path).copied().unwrap_or(0),
        };
        files.map(link).collect()
    }

    /// The attachments that a page links to, by path below the content folder.
    fn linked_files(&self, page: PageId) -> Vec<&str> {
        let Some(document) = &self.page(page).document else { return Vec::new() };
        let links =
            document.facts.links.iter().zip(&self.resolutions[page.0]).filter(|(link, _)| link.role == Role::Follow);
        let addresses = links.filter_map(|(_, resolution)| match &resolution.address {
            Address::Site(url) if resolution.page.is_none() => Some(url.as_str()),
            _ => None,
        });
        addresses.filter_map(|url| self.file_at(url)).collect()
    }

    /// The attachment that a link on a page leads to, by path below the content folder.
    fn named_file(&self, page: PageId, written: &str) -> Option<&str> {
        let Destination::Target(Target::Inside(inside)) = classify(written) else { return None };
        let found = resolve::resolve(page, &inside, &self.pages, &self.index);
        match &found.address {
            Address::Site(url) if found.page.is_none() => self.file_at(url),
            _ => None,
        }
    }

    fn file_at(&self, url: &str) -> Option<&str> {
        let (path, _) = self.files.iter().find(|(_, output)| output.url().as_str() == url)?;
        Some(path.as_str())
    }
}

/// The name of a phase as a folder bears it, without the number before it.
fn bare(name: &str) -> String {
    let rest = name.trim_start_matches(|letter: char| letter.is_ascii_digit() || " .)-_".contains(letter));
    slug(if rest.is_empty() { name } else { rest })
}

/// A number of bytes as people read it.
pub fn size_in_words(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}
