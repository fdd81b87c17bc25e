//! Broken links, with the nearest real target.
//!
//! Uses the resolutions of `site::resolve`, so what is checked is exactly what is published.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::base::codes::{
    LINK_AMBIGUOUS, LINK_MISSING_ANCHOR, LINK_MISSING_FILE, LINK_MISSING_PAGE, LINK_NOT_EFFECTIVE,
};
use crate::base::diagnostic::{Diagnostic, Fix, Location};
use crate::base::nearest::{MOST_SUGGESTIONS, nearest};
use crate::base::path::{file_name_of, folder_of, is_markdown, join};
use crate::base::slug::fold;
use crate::base::url::anchor_part;
use crate::check::urls::{self, malformed};
use crate::parse::links::{Inside, Link, Role, Target};
use crate::site::model::Site;
use crate::site::page::{Page, PageId};
use crate::site::resolve::{self, LinkProblem, Resolution};

/// Checks every link of every page.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let faulty = |at: usize| -> Vec<(usize, usize)> {
        let Some(document) = &site.pages()[at].document else { return Vec::new() };
        let links = document.facts.links.iter().zip(&site.resolutions()[at]).enumerate();
        let is_faulty = |link: &Link, resolution: &Resolution| match &link.target {
            Target::Outside(url) => malformed(url).is_some(),
            Target::Document(_) => false,
            Target::Inside(_) => resolution.problem.is_some(),
        };
        links.filter(|(_, (link, resolution))| is_faulty(link, resolution)).map(|(link, _)| (at, link)).collect()
    };
    let broken: Vec<(usize, usize)> = (0..site.pages().len()).into_par_iter().flat_map_iter(faulty).collect();
    if broken.is_empty() {
        return Vec::new();
    }
    let known = KnownPaths::of(site);
    let found = broken.par_iter().enumerate().filter_map(|(number, (at, link))| {
        let diagnostic = check_link(site, PageId(*at), *link)?;
        Some(if number < MOST_SUGGESTIONS {
            with_suggestion(site, &known, PageId(*at), *link, diagnostic)
        } else {
            diagnostic
        })
    });
    found.collect()
}

/// A diagnostic about a broken link, with the nearest real target where there is one.
fn with_suggestion(
    site: &Site,
    known: &KnownPaths<'_>,
    from: PageId,
    link: usize,
    diagnostic: Diagnostic,
) -> Diagnostic {
    let resolution = &site.resolutions()[from.0][link];
    let Some(document) = &site.page(from).document else { return diagnostic };
    let link = &document.facts.links[link];
    if matches!(resolution.problem, Some(LinkProblem::MissingAnchor)) {
        let near = resolution.page.and_then(|page| near_anchor(site.page(page), link));
        return match near {
            Some(near) => diagnostic.help(format!("did you mean `#{near}`?")),
            None => diagnostic,
        };
    }
    if diagnostic.help.is_some() {
        return diagnostic;
    }
    let Some(found) = suggestion(site, known, from, link) else { return diagnostic };
    let fix = found.is_only.then(|| retargeted(link, &found.spelt)).flatten();
    Diagnostic { fix, help: Some(found.words()), ..diagnostic }
}

/// The paths that links can mean, with what they are compared by.
struct KnownPaths<'a> {
    pages: NamedPaths<'a>,
    files: NamedPaths<'a>,
}

/// Paths in their order, found by their own spelling and by the name of the file, both without letter case.
struct NamedPaths<'a> {
    paths: Vec<&'a str>,
    by_path: HashMap<String, Vec<&'a str>>,
    by_name: HashMap<String, Vec<&'a str>>,
}

impl<'a> KnownPaths<'a> {
    fn of(site: &'a Site) -> KnownPaths<'a> {
        let pages = site.pages().iter().filter(|page| page.document.is_some()).map(|page| page.content_path.as_str());
        let files = site.files().keys().map(String::as_str);
        KnownPaths { pages: NamedPaths::of(pages.collect()), files: NamedPaths::of(files.collect()) }
    }
}

impl<'a> NamedPaths<'a> {
    fn of(paths: Vec<&'a str>) -> NamedPaths<'a> {
        let (mut by_path, mut by_name) = (HashMap::new(), HashMap::new());
        for path in &paths {
            by_path.entry(fold(path)).or_insert_with(Vec::new).push(*path);
            by_name.entry(fold(file_name_of(path))).or_insert_with(Vec::new).push(*path);
        }
        NamedPaths { paths, by_path, by_name }
    }
}

/// What a link may have meant.
struct Suggestion {
    /// As the author would write it.
    spelt: String,
    /// Whether nothing else comes into question.
    is_only: bool,
    /// Whether the path is outside the content folder, and there is nothing to suggest.
    is_outside: bool,
}

impl Suggestion {
    fn words(&self) -> String {
        if self.is_outside {
            "the path is outside the content folder".to_owned()
        } else {
            format!("did you mean `{}`?", self.spelt)
        }
    }
}

/// The link with another path, its query and fragment kept. A wiki link has no path.
pub(super) fn retargeted(link: &Link, path: &str) -> Option<Fix> {
    let Target::Inside(inside) = &link.target else { return None };
    let rest = inside.written.find(['?', '#']).map_or("", |at| &inside.written[at..]);
    let is_path = matches!(link.role, Role::Follow | Role::Load);
    is_path.then(|| Fix::Text { old: inside.written.clone(), new: format!("{}{rest}", in_link(path)) })
}

/// A path as a Markdown link takes it, with or without angle brackets around it.
pub fn in_link(path: &str) -> String {
    let is_safe =
        |letter: char| !letter.is_whitespace() && !matches!(letter, '(' | ')' | '<' | '>' | '\\' | '%' | '?' | '#');
    let encode = |letter: char| letter.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    path.chars().map(|letter| if is_safe(letter) { letter.to_string() } else { encode(letter) }).collect()
}

/// The nearest real target of a link that has no target.
fn suggestion(site: &Site, known: &KnownPaths<'_>, from: PageId, link: &Link) -> Option<Suggestion> {
    let Target::Inside(inside) = &link.target else { return None };
    let folder = folder_of(&site.page(from).content_path);
    let path = inside.path.trim();
    let joined = path.strip_prefix('/').map_or_else(|| join(folder, path), |path| join("", path));
    let is_outside = joined.is_none();
    let joined = joined.unwrap_or_else(|| file_name_of(path).to_owned());
    let is_page = matches!(resolve::missing(path), LinkProblem::MissingPage);
    let found = suggest(path, folder, &joined, if is_page { &known.pages } else { &known.files });
    found.or(is_outside.then(|| Suggestion { spelt: String::new(), is_only: false, is_outside }))
}

fn check_link(site: &Site, from: PageId, at: usize) -> Option<Diagnostic> {
    let document = site.page(from).document.as_ref()?;
    let (link, resolution) = (&document.facts.links[at], &site.resolutions()[from.0][at]);
    let at = Location::at(&document.path, document.spans.links[at]);
    let inside = match &link.target {
        Target::Outside(url) => return urls::check(url, &at),
        Target::Document(_) => return None,
        Target::Inside(inside) => inside,
    };
    match resolution.problem.as_ref()? {
        LinkProblem::MissingPage | LinkProblem::MissingFile if is_refused(site, from, inside) => {
            let message = format!("this link has no target, because `{}` is not published", inside.path);
            let help = "move the file to `static/` if the site needs it, or remove the link";
            Some(Diagnostic::new(&LINK_MISSING_FILE, at, message).help(help))
        }
        LinkProblem::MissingPage => {
            let message = if inside.path.is_empty() {
                "this link has no target".to_owned()
            } else {
                format!("there is no page `{}`", inside.path)
            };
            Some(Diagnostic::new(&LINK_MISSING_PAGE, at, message).maybe_help(page_help(site, from, inside)))
        }
        LinkProblem::NotEffective => {
            let day = site.config().as_of.map(|day| day.to_string()).unwrap_or_default();
            let message = format!("`{}` was not effective on {day}", inside.path);
            Some(Diagnostic::new(&LINK_NOT_EFFECTIVE, at, message).help("the text is kept, and the link is removed"))
        }
        LinkProblem::MissingFile => Some(
            Diagnostic::new(&LINK_MISSING_FILE, at, format!("there is no file `{}`", inside.path))
                .maybe_help(looks_outside(&inside.path)),
        ),
        LinkProblem::MissingAnchor => {
            let page = resolution.page?;
            let anchor = anchor_part(inside.fragment.as_deref().unwrap_or_default());
            let help = first_anchors(site.page(page));
            let place = if page == from { "this page".to_owned() } else { format!("`{}`", shown(site.page(page))) };
            Some(
                Diagnostic::new(&LINK_MISSING_ANCHOR, at, format!("{place} has no anchor `#{anchor}`"))
                    .maybe_help(help),
            )
        }
        LinkProblem::Ambiguous(pages) => {
            let names: Vec<String> = pages.iter().map(|page| format!("`{}`", shown(site.page(*page)))).collect();
            Some(
                Diagnostic::new(&LINK_AMBIGUOUS, at, format!("more than one page is called `{}`", inside.path))
                    .help(format!("use a path: {}", names.join(", "))),
            )
        }
    }
}

/// Whether a link points to a file that may not be published.
fn is_refused(site: &Site, from: PageId, inside: &Inside) -> bool {
    let (folder, path) = (folder_of(&site.page(from).content_path), inside.path.trim());
    let joined = path.strip_prefix('/').map_or_else(|| join(folder, path), |path| join("", path));
    joined.is_some_and(|path| site.is_refused(&path))
}

fn shown(page: &Page) -> &str {
    if page.content_path.is_empty() { page.url.as_str() } else { &page.content_path }
}

/// What can be said of a missing page without looking at all the others.
fn page_help(site: &Site, from: PageId, inside: &Inside) -> Option<String> {
    let path = inside.path.trim();
    if path.is_empty() {
        return Some("add a target, or remove the brackets".to_owned());
    }
    let folder = folder_of(&site.page(from).content_path);
    let joined = path.strip_prefix('/').map_or_else(|| join(folder, path), |path| join("", path)).unwrap_or_default();
    if site.drafts().contains(&joined) || site.drafts().contains(&format!("{joined}.md")) {
        return Some("this page is a draft, which is not published".to_owned());
    }
    looks_outside(path)
}

/// A URL of another site that lost its scheme, in whole or in part.
fn looks_outside(path: &str) -> Option<String> {
    if path.contains("](") {
        return Some("there is a link inside the target of this link; remove one of them".to_owned());
    }
    if let Some((name, host)) = path.split_once('@')
        && !name.is_empty()
        && host.contains('.')
        && !path.contains(['/', ':', ' '])
    {
        return Some(format!("for an email address, use `mailto:{path}`"));
    }
    let first = path.split('/').next().unwrap_or(path).to_lowercase();
    if first.starts_with("www.")
        || (first.contains('.')
            && [".com", ".org", ".net", ".uk", ".eu", ".io", ".gov"].iter().any(|end| first.ends_with(end)))
    {
        return Some(format!("for another site, use `https://{path}`"));
    }
    if matches!(first.trim_end_matches(':'), "http" | "https" | "htp" | "htps" | "ttps" | "ttp") {
        let rest = path[first.len()..].trim_start_matches('/');
        return Some(format!("for another site, use `https://{rest}`"));
    }
    None
}

/// The nearest real path, written as the author would write it, and whether it is the only one that may be meant: the
/// same name in another case or elsewhere, else a near name in the folder, else anywhere.
fn suggest(written: &str, folder: &str, joined: &str, known: &NamedPaths<'_>) -> Option<Suggestion> {
    let wanted = if is_markdown(joined) || joined.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        joined.to_owned()
    } else {
        format!("{}.md", joined.trim_end_matches('/'))
    };
    let suggestion = |path: &str, is_only: bool| Suggestion {
        spelt: if written.starts_with('/') { format!("/{path}") } else { relative(folder, path) },
        is_only,
        is_outside: false,
    };
    if let Some(by_case) = known.by_path.get(&fold(&wanted)) {
        return Some(suggestion(by_case[0], by_case.len() == 1));
    }
    if let Some([only]) = known.by_name.get(&fold(file_name_of(&wanted))).map(Vec::as_slice)
        && !is_index(only)
    {
        return Some(suggestion(only, true));
    }
    // Endings and folders that all names share would make strangers look alike, so only the names are compared.
    let near = |paths: &[&str]| {
        let stems: Vec<(&str, &str)> = paths.iter().map(|path| (stem(path), *path)).collect();
        let name = nearest(stem(&wanted), stems.iter().map(|(stem, _)| *stem))?;
        let bearers: Vec<&str> = stems.iter().filter(|(stem, _)| *stem == name).map(|(_, path)| *path).collect();
        let others = stems.iter().map(|(stem, _)| *stem).filter(|stem| *stem != name);
        let is_only = bearers.len() == 1 && is_typo(stem(&wanted), name) && nearest(stem(&wanted), others).is_none();
        Some(suggestion(bearers[0], is_only))
    };
    let paths: Vec<&str> = known.paths.iter().copied().filter(|path| !is_index(path)).collect();
    let beside: Vec<&str> = paths.iter().copied().filter(|path| folder_of(path) == folder_of(&wanted)).collect();
    near(&beside).or_else(|| near(&paths))
}

/// Whether two names differ by one letter at most that is not a digit, so that one is likely a typo. Numbers distinguish
/// documents, and so do words that are only similar.
fn is_typo(one: &str, other: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    digits(&one) == digits(&other) && strsim::osa_distance(&one, &other) <= 1
}

fn stem(path: &str) -> &str {
    let name = file_name_of(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn is_index(path: &str) -> bool {
    matches!(file_name_of(path), "index.md" | "README.md" | "_index.md")
}

/// The path from a folder to a file, as a link is written.
pub fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count().min(to.len() - 1);
    let up = "../".repeat(from.len() - shared);
    format!("{up}{}", to[shared..].join("/"))
}

/// The anchor of a page that a link may have meant.
fn near_anchor<'a>(page: &'a Page, link: &Link) -> Option<&'a str> {
    let Target::Inside(inside) = &link.target else { return None };
    let anchors = page.document.as_ref()?.facts.anchors.iter().map(String::as_str);
    nearest(anchor_part(inside.fragment.as_deref()?), anchors)
}

/// What to link to on a page instead of an anchor that it does not have.
fn first_anchors(page: &Page) -> Option<String> {
    let document = page.document.as_ref()?;
    let named: Vec<String> =
        document.facts.headings.iter().take(5).map(|heading| format!("`#{}`", heading.id)).collect();
    Some(match named.is_empty() {
        true => "it has no headings; link to the page only".to_owned(),
        false => format!("its first anchors are {}", named.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_suggested_as_a_link_is_written() {
        assert_eq!(relative("a/b", "a/c.md"), "../c.md");
        assert_eq!(relative("", "a/c.md"), "a/c.md");
        assert_eq!(relative("a", "a/c.md"), "c.md");
    }
}
