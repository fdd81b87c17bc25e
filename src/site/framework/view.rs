//! A framework as one of its pages shows it: its phases with their files.

use std::collections::BTreeMap;

use crate::base::path::{OutputPath, extension_of, file_name_of, folder_of};
use crate::base::url::encode_path;
use crate::parse::links::{Destination, Role, Target, classify};
use crate::parse::phases::Phase;
use crate::site::answer::LinkUrl;
use crate::site::framework::{bare, beside, description};
use crate::site::model::Site;
use crate::site::page::PageId;
use crate::site::resolve;

/// Extensions of pictures, which are shown and not offered as downloads.
const PICTURES: &[&str] = &["avif", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp"];

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

/// A file to download.
#[derive(Debug, Clone, Hash)]
pub struct FileLink {
    pub name: String,
    pub url: String,
    /// `PDF`.
    pub kind: String,
    /// In bytes.
    pub size: u64,
}

/// The framework that a page belongs to: as its page, as a phase, or below one.
pub(in crate::site) fn framework_of(site: &Site, page: PageId) -> Option<FrameworkView> {
    let known = |page: &PageId| site.frameworks.of_page.get(page).copied();
    let above = || {
        let trail = site.navigation.trail(*site.navigation.of_page.get(&page)?);
        let pages = trail.into_iter().rev().map(|entry| site.navigation.entries[entry].page);
        // A page below the framework's own page and below no phase does not belong to it.
        pages.into_iter().find_map(|page| known(&page)).filter(|own| own.phase.is_some())
    };
    let own = known(&page).or_else(above).or_else(|| site.frameworks.in_folder(site.page(page)))?;
    let current = own.phase;
    let framework = &site.frameworks.all[own.framework];
    let own = site.page(framework.page);
    let phases: Vec<PhaseLink> =
        framework.phases.iter().map(|own| phase_link(site, framework.page, &own.phase, own.page)).collect();
    (!phases.is_empty()).then(|| FrameworkView {
        title: own.title.clone(),
        url: site.href(&own.url),
        phases,
        current,
        is_loop: own.meta().is_some_and(|meta| meta.is_loop),
    })
}

fn phase_link(site: &Site, framework: PageId, phase: &Phase, page: Option<PageId>) -> PhaseLink {
    let own = site.page(framework);
    let url = match (page, &phase.anchor) {
        (Some(page), _) => site.page(page).output.is_some().then(|| site.href(&site.page(page).url)),
        (None, Some(anchor)) => Some(format!("{}#{}", site.href(&own.url), encode_path(anchor))),
        (None, None) => None,
    };
    let is_path = phase.target.as_ref() == Some(&phase.name);
    let name = page.filter(|_| is_path).map_or_else(|| phase.name.clone(), |page| site.page(page).title.clone());
    let text = match page {
        Some(page) if phase.text.is_empty() => description(site.page(page)),
        _ => phase.text.clone(),
    };
    PhaseLink { files: phase_files(site, framework, phase, &name, page), name, text, url }
}

/// The downloads of a phase: the files of its folder, and those to which its page, its row or its section links.
fn phase_files(site: &Site, framework_page: PageId, phase: &Phase, name: &str, page: Option<PageId>) -> Vec<FileLink> {
    let framework = site.page(framework_page);
    let mut found: BTreeMap<&str, &OutputPath> = BTreeMap::new();
    let beside = beside(framework);
    let is_of_phase = |folder: &str| match page.and_then(|page| site.page(page).folder.as_deref()) {
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
        site.files
            .iter()
            .filter(|(path, _)| is_of_phase(folder_of(path)))
            .map(|(path, output)| (path.as_str(), output)),
    );
    let named = phase.links.iter().filter_map(|link| named_file(site, framework_page, link));
    for path in page.iter().flat_map(|page| linked_files(site, *page)).chain(named) {
        found.extend(site.files.get_key_value(path).map(|(path, output)| (path.as_str(), output)));
    }
    let is_picture = |path: &str| extension_of(path).is_some_and(|kind| PICTURES.contains(&kind.as_str()));
    let files = found.into_iter().filter(|(path, _)| !is_picture(path));
    let link = |(path, output): (&str, &OutputPath)| FileLink {
        name: file_name_of(path).to_owned(),
        url: site.href(&output.url()),
        kind: extension_of(path).unwrap_or_default().to_uppercase(),
        size: site.file_sizes.get(path).copied().unwrap_or(0),
    };
    files.map(link).collect()
}

/// The attachments that a page links to, by path below the content folder.
fn linked_files(site: &Site, page: PageId) -> Vec<&str> {
    let Some(document) = &site.page(page).document else { return Vec::new() };
    let links =
        document.facts.links.iter().zip(&site.resolutions[page.0]).filter(|(link, _)| link.role == Role::Follow);
    let urls = links.filter_map(|(_, resolution)| match &resolution.url {
        LinkUrl::Site(url) if resolution.page.is_none() => Some(url.as_str()),
        _ => None,
    });
    urls.filter_map(|url| file_at(site, url)).collect()
}

/// The attachment that a link on a page names, by path below the content folder.
fn named_file<'a>(site: &'a Site, page: PageId, written: &str) -> Option<&'a str> {
    let Destination::Target(Target::Inside(inside)) = classify(written) else { return None };
    let found = resolve::resolve(page, &inside, &site.pages, &site.index);
    match &found.url {
        LinkUrl::Site(url) if found.page.is_none() => file_at(site, url),
        _ => None,
    }
}

fn file_at<'a>(site: &'a Site, url: &str) -> Option<&'a str> {
    let (path, _) = site.files.iter().find(|(_, output)| output.url().as_str() == url)?;
    Some(path.as_str())
}

/// A number of bytes as people read it.
pub fn size_in_words(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1_000_000.0),
    }
}
