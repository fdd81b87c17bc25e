//! Resolves links: to source files, attachments, folders, published URLs and redirects, and to an anchor there.
//!
//! The same function serves the placeholders of a page and the link check, so what is checked is what is published.

use std::sync::Arc;

use crate::base::path::{extension_of, file_name_of, folder_of, is_markdown, join};
use crate::base::slug::anchor;
use crate::base::url::{anchor_part, decode, encode_path, is_page_start};
use crate::parse::document::{Document, Facts};
use crate::parse::kind::document_ids::DocumentMention;
use crate::parse::links::{Inside, Link, Role, Target};
use crate::parse::outline::Heading;
use crate::parse::steps::parts::announced;
use crate::site::answer::{LinkStatus, LinkTarget, LinkUrl};
use crate::site::index::{Index, compose};
use crate::site::page::{Page, PageId, PageKind};
use crate::site::routes::folder_output;

/// The target of one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The URL: absolute on this site (without base path), of another site, or as written if there is no such target.
    pub url: LinkUrl,
    /// Its page, if the target is on this site.
    pub page: Option<PageId>,
    pub problem: Option<LinkProblem>,
}

/// What is wrong with a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkProblem {
    MissingPage,
    MissingFile,
    /// The page exists, but not the anchor.
    MissingAnchor,
    /// The page is left out, because it was not effective on the date of the build.
    NotEffective,
    /// A wiki link with a name that several pages have.
    Ambiguous(Vec<PageId>),
}

/// A resolution as outputs see it.
pub(super) fn target_of(resolution: &Resolution, pages: &[Arc<Page>]) -> LinkTarget {
    let status = match &resolution.problem {
        None => LinkStatus::Found,
        Some(LinkProblem::Ambiguous(_)) => LinkStatus::Ambiguous,
        Some(LinkProblem::NotEffective) => LinkStatus::NotEffective,
        Some(LinkProblem::MissingPage | LinkProblem::MissingFile | LinkProblem::MissingAnchor) => LinkStatus::Broken,
    };
    LinkTarget { url: resolution.url.clone(), page: resolution.page.map(|id| pages[id.0].key), status }
}

/// Resolves all links of a page.
pub fn links_of(from: PageId, page: &Page, pages: &[Arc<Page>], index: &Index) -> Vec<Resolution> {
    let Some(document) = &page.document else { return Vec::new() };
    document.facts.links.iter().map(|link| resolve_link(from, link, pages, index)).collect()
}

fn resolve_link(from: PageId, link: &Link, pages: &[Arc<Page>], index: &Index) -> Resolution {
    match &link.target {
        Target::Outside(url) => Resolution { url: LinkUrl::Verbatim(url.clone()), page: None, problem: None },
        Target::Document(mention) => resolve_mention(mention, pages, index),
        Target::Inside(inside) => match link.role {
            Role::Follow | Role::Load => resolve(from, inside, pages, index),
            Role::Wiki | Role::Embed => resolve_wiki(from, inside, pages, index),
        },
    }
}

/// Resolves a mention of a document ID. An unknown ID is not a problem here, because most such words are not document
/// IDs. An unknown step is one, if the document has steps.
fn resolve_mention(mention: &DocumentMention, pages: &[Arc<Page>], index: &Index) -> Resolution {
    let Some(id) = index.by_document_id(&mention.document_id) else {
        return Resolution { url: LinkUrl::Verbatim(String::new()), page: None, problem: None };
    };
    let page = &pages[id.0];
    let wanted = mention.step.as_deref().zip(page.document.as_deref());
    let anchor_of = |(step, document): (&str, &Document)| {
        let steps = document.facts.steps.iter().find(|known| known.number == step).map(|known| known.id.clone());
        // A page without steps may have headings such as `Step 2: Restore`.
        let is_it = |heading: &&Heading| announced(&heading.title).is_some_and(|(number, _)| number == step);
        let headings = document.facts.headings.iter();
        steps.or_else(|| headings.clone().find(is_it).map(|heading| heading.id.clone()))
    };
    let found = wanted.and_then(anchor_of);
    let has_steps = wanted.is_some_and(|(_, document)| document.facts.has_steps);
    let problem = (has_steps && found.is_none()).then_some(LinkProblem::MissingAnchor);
    let fragment = found.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    Resolution { url: LinkUrl::Site(format!("{}{fragment}", page.url)), page: Some(id), problem }
}

/// Resolves a target inside the site, as written on the page `from`.
pub fn resolve(from: PageId, inside: &Inside, pages: &[Arc<Page>], index: &Index) -> Resolution {
    if inside.written.trim().is_empty() {
        return Resolution {
            url: LinkUrl::Verbatim("#".to_owned()),
            page: None,
            problem: Some(LinkProblem::MissingPage),
        };
    }
    if inside.path.is_empty() {
        return to_page(from, from, inside, pages, index);
    }
    match find(from, &inside.path, pages, index) {
        Some(LinkMatch::Page(page)) => to_page(from, page, inside, pages, index),
        Some(LinkMatch::File(url)) => Resolution { url: LinkUrl::Site(url + &tail(inside)), page: None, problem: None },
        None => {
            let is_left_out = index.is_left_out(folder_of(&pages[from.0].content_path), &inside.path);
            let problem = if is_left_out { LinkProblem::NotEffective } else { missing(&inside.path) };
            Resolution { url: LinkUrl::Verbatim(as_written(inside)), page: None, problem: Some(problem) }
        }
    }
}

enum LinkMatch {
    Page(PageId),
    /// The URL of a file that is not a page.
    File(String),
}

fn find(from: PageId, path: &str, pages: &[Arc<Page>], index: &Index) -> Option<LinkMatch> {
    let page = &pages[from.0];
    if let Some(absolute) = path.strip_prefix('/') {
        let below_prefix = path
            .strip_prefix(&index.prefix)
            .and_then(|rest| rest.strip_prefix('/'))
            .filter(|_| !index.prefix.is_empty());
        return below_prefix
            .and_then(|path| find_at("", path, pages, index))
            .or_else(|| find_at("", absolute, pages, index));
    }
    let folder = if page.kind == PageKind::Authored { folder_of(&page.content_path) } else { &page.content_path };
    // Authors of other generators write links as the browser sees them, relative to the page's own URL.
    let by_url = || {
        let looks_like_url = !is_markdown(path);
        looks_like_url.then(|| find_url(folder_of(page.url.as_str()), path, index)).flatten()
    };
    // Some generators take images and downloads from the root of the site, wherever the page is.
    let from_root = || find_at("", path, pages, index).filter(|found| matches!(found, LinkMatch::File(_)));
    // On the host of the code, a path may leave the content folder and come back by its name.
    let by_name = || {
        let file = page.document.as_ref()?.path.as_str();
        let content = file.strip_suffix(&page.content_path).filter(|content| !content.is_empty())?;
        let whole = join(folder_of(file), path)?;
        find_at("", whole.strip_prefix(content)?, pages, index)
    };
    find_at(folder, path, pages, index).or_else(by_url).or_else(by_name).or_else(from_root)
}

fn find_at(folder: &str, path: &str, pages: &[Arc<Page>], index: &Index) -> Option<LinkMatch> {
    let joined = compose(&join(folder, path)?);
    let names_folder = path.ends_with('/') || matches!(path.rsplit('/').next(), Some("." | ".."));
    // A slash behind `.md` is a typo that no other reading fits.
    if (!names_folder || is_markdown(&joined))
        && let Some(page) = index.by_path.get(&joined)
    {
        return Some(LinkMatch::Page(*page));
    }
    if !names_folder && let Some(output) = index.files.get(&joined) {
        return Some(LinkMatch::File(output.url().as_str().to_owned()));
    }
    let stem = [".html", ".htm", ".md"].iter().find_map(|ending| joined.strip_suffix(ending));
    for base in [Some(joined.as_str()), stem].into_iter().flatten() {
        // The index of a folder that has none is the folder's listing.
        let base = if is_index_name(base) { folder_of(base) } else { base };
        for candidate in [format!("{base}.md"), format!("{base}.markdown")] {
            if let Some(page) = index.by_path.get(&candidate) {
                return Some(LinkMatch::Page(*page));
            }
        }
        let folder_url = folder_output(base);
        if let Some(page) = index.by_url.get(folder_url.url().as_str()).filter(|page| owns_folder(&pages[page.0], base))
        {
            return Some(LinkMatch::Page(*page));
        }
    }
    find_url("/", &format!("/{joined}{}", if names_folder && !joined.is_empty() { "/" } else { "" }), index)
}

fn is_index_name(path: &str) -> bool {
    matches!(file_name_of(path).to_lowercase().as_str(), "index" | "_index" | "readme")
}

/// Whether a page is the index of a content folder, or its listing.
fn owns_folder(page: &Page, folder: &str) -> bool {
    page.folder.as_deref().is_some_and(|owned| compose(owned) == folder)
}

/// Looks a URL up as a browser would resolve it on a page at `base`.
fn find_url(base: &str, path: &str, index: &Index) -> Option<LinkMatch> {
    let joined = if path.starts_with('/') { join("", path)? } else { join(base, path)? };
    let encoded = encode_path(&joined);
    let folder = if encoded.is_empty() { "/".to_owned() } else { format!("/{encoded}/") };
    let file = format!("/{encoded}");
    let hidden_index = file.strip_suffix("index.html").map(str::to_owned);
    for url in [Some(&folder), Some(&file), hidden_index.as_ref()].into_iter().flatten() {
        if let Some(page) = index.by_url.get(url) {
            return Some(LinkMatch::Page(*page));
        }
        if index.made.contains(url) {
            return Some(LinkMatch::File(url.clone()));
        }
    }
    None
}

fn to_page(from: PageId, to: PageId, inside: &Inside, pages: &[Arc<Page>], index: &Index) -> Resolution {
    let page = &pages[to.0];
    let respelt;
    let mut inside = inside;
    let mut has_anchor = true;
    if let (Some(fragment), Some(document)) = (&inside.fragment, &page.document)
        && !names_anchor(&document.facts, fragment)
        && !index.is_template_id(anchor_part(fragment))
    {
        let written = anchor_part(fragment);
        match index.anchors.find(to, &document.facts, written) {
            Some(anchor) => {
                let fragment = format!("{anchor}{}", &fragment[written.len()..]);
                respelt = Inside { fragment: Some(fragment), ..inside.clone() };
                inside = &respelt;
            }
            None => has_anchor = false,
        }
    }
    if let (Some(fragment), None) = (&inside.fragment, &page.document) {
        has_anchor = index.has_generated_anchor(to, anchor_part(fragment));
    }
    let problem = if page.output.is_none() {
        Some(LinkProblem::MissingPage)
    } else if has_anchor {
        None
    } else {
        Some(LinkProblem::MissingAnchor)
    };
    let url = if from == to && inside.path.is_empty() && inside.fragment.is_some() {
        LinkUrl::Verbatim(tail(inside))
    } else {
        LinkUrl::Site(format!("{}{}", page.url, tail(inside)))
    };
    Resolution { url, page: Some(to), problem }
}

/// Whether a page has the anchor of a fragment. `top` and text fragments need no anchor.
fn names_anchor(facts: &Facts, fragment: &str) -> bool {
    let anchor = anchor_part(fragment);
    is_page_start(anchor) || facts.anchors.contains(anchor)
}

fn resolve_wiki(from: PageId, inside: &Inside, pages: &[Arc<Page>], index: &Index) -> Resolution {
    let page = if inside.path.is_empty() { Some(from) } else { None };
    let by_path = || match find(from, &inside.path, pages, index).or_else(|| find_at("", &inside.path, pages, index)) {
        Some(LinkMatch::Page(page)) => Some(page),
        _ => None,
    };
    let named = index.names.get(&inside.path.trim().to_lowercase()).map_or(&[] as &[PageId], Vec::as_slice);
    let Some(target) = page.or_else(by_path).or_else(|| named.first().copied()) else {
        if let Some(LinkMatch::File(url)) = find(from, &inside.path, pages, index) {
            return Resolution { url: LinkUrl::Site(url), page: None, problem: None };
        }
        return Resolution {
            url: LinkUrl::Verbatim(as_written(inside)),
            page: None,
            problem: Some(missing(&inside.path)),
        };
    };
    let fragment = inside.fragment.as_ref().map(|words| match &pages[target.0].document {
        Some(document) => section_anchor(&document.facts, words),
        None => words.clone(),
    });
    let mut resolution = to_page(from, target, &Inside { fragment, ..inside.clone() }, pages, index);
    if resolution.problem.is_none() && named.len() > 1 && named.contains(&target) && by_path().is_none() {
        resolution.problem = Some(LinkProblem::Ambiguous(named.to_vec()));
    }
    resolution
}

/// The anchor of a section that a wiki link names: by its words as well as by the anchor itself.
pub fn section_anchor(facts: &Facts, words: &str) -> String {
    if names_anchor(facts, words) { words.to_owned() } else { anchor(words) }
}

/// What a broken path names: by its extension, a page or a file.
pub fn missing(path: &str) -> LinkProblem {
    match extension_of(path.trim_end_matches('/')).as_deref() {
        None | Some("md" | "markdown" | "html" | "htm") => LinkProblem::MissingPage,
        Some(extension) if path.ends_with('/') || extension.len() > 5 || extension.contains(' ') => {
            LinkProblem::MissingPage
        }
        Some(_) => LinkProblem::MissingFile,
    }
}

/// `?query#fragment`, for a URL. A fragment that the author encoded stays as it was written.
fn tail(inside: &Inside) -> String {
    let query = inside.query.as_ref().map_or(String::new(), |query| format!("?{query}"));
    let Some(fragment) = &inside.fragment else { return query };
    let written = inside.written.split_once('#').map_or("", |(_, written)| written);
    if is_plain(written) && decode(written) == *fragment {
        return format!("{query}#{written}");
    }
    format!("{query}#{}", encode_path(fragment))
}

/// Whether text needs no encoding in a URL.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| {
            byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'`' | b'\\' | b'^' | b'{' | b'}' | b'|')
        })
}

/// A broken target, never decoded: decoding could make a scheme or a host of it.
fn as_written(inside: &Inside) -> String {
    inside
        .written
        .chars()
        .map(|letter| if letter.is_whitespace() { "%20".to_owned() } else { letter.to_string() })
        .collect()
}
