//! Judgements about a finished page: what a template wrote, which no author's file shows.
//!
//! Every identifier stands once, and every reference leads to one; every address inside the site leads to an output.
//! Links of authors are judged where they are written, so what is wrong with those is left out here.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::codes::{OUTPUT_BROKEN_LINK, OUTPUT_BROKEN_REFERENCE, OUTPUT_DUPLICATE_ID};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::join;
use crate::base::url::decode;
use crate::base::url::scheme;
use crate::parse::lower::html::REFERENCES;

/// What a finished page is held against.
pub struct Page<'a> {
    pub html: &'a str,
    /// Where a template writes this text; else the template that wrote the page.
    pub place_of: &'a dyn Fn(&str) -> Location,
    /// The base path of the site.
    pub prefix: &'a str,
    /// The folder of its own address, without the base path, as in `/guide/a`.
    pub folder: &'a str,
    /// Identifiers that its author wrote or that come from headings.
    pub own_ids: &'a BTreeSet<String>,
    /// Identifiers that attributes of its author name, which are judged where they stand.
    pub own_references: &'a BTreeSet<String>,
    /// Whether an output stands at a path.
    pub has_output: &'a dyn Fn(&str) -> bool,
    /// Whether a page, by the path of its output, has an identifier; true where that is not known.
    pub has_anchor: &'a dyn Fn(&str, &str) -> bool,
    /// Whether an address stands in the text of an author, where it has been judged.
    pub is_authored: &'a dyn Fn(&str) -> bool,
}

/// Judges one page. A fault of a template comes once, however many pages show it.
pub fn check(page: &Page<'_>) -> Vec<Diagnostic> {
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    let mut references: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut targets: BTreeSet<&str> = BTreeSet::new();
    each_attribute(page.html, |tag, name, value| match name {
        "id" => *ids.entry(value).or_default() += 1,
        "name" if tag == "a" => {
            ids.entry(value).or_insert(1);
        }
        "href" | "src" | "poster" | "action" | "data" if tag != "base" && !value.is_empty() => {
            targets.insert(value);
        }
        "srcset" => targets.extend(value.split(',').filter_map(|one| one.split_ascii_whitespace().next())),
        _ if REFERENCES.contains(&name) => references.extend(value.split_ascii_whitespace().map(|one| (name, one))),
        _ => {}
    });
    let mut findings = Vec::new();
    for (id, _) in ids.iter().filter(|(id, count)| **count > 1 && !page.own_ids.contains(**id)) {
        findings.push(
            Diagnostic::new(
                &OUTPUT_DUPLICATE_ID,
                (page.place_of)(&format!("id=\"{id}\"")),
                format!("`id=\"{id}\"` stands twice on one page"),
            )
            .help("give each its own; the theme's own identifiers hold a colon, which those of headings cannot"),
        );
    }
    for (name, id) in references.iter().filter(|(_, id)| !ids.contains_key(id) && !page.own_references.contains(*id)) {
        findings.push(
            Diagnostic::new(
                &OUTPUT_BROKEN_REFERENCE,
                (page.place_of)(&format!("{name}=\"{id}\"")),
                format!("`{name}=\"{id}\"` names nothing on the page"),
            )
            .help("name the `id` of an element that is always there"),
        );
    }
    for target in targets {
        let wrong = match target.strip_prefix('#') {
            // The start of the page, in every browser (HTML Standard, 7.4.6.4).
            Some("" | "top") => false,
            Some(id) => !ids.contains_key(id) && !ids.contains_key(decode(id).as_str()),
            None => !leads_somewhere(page, target),
        };
        if wrong && !(page.is_authored)(target) {
            let exact = (page.place_of)(&format!("=\"{target}\""));
            let at = if exact.span.is_some() { exact } else { (page.place_of)(target) };
            // Besides addresses from the top of the site, only those are judged that a template writes as they stand:
            // others may be of an author's HTML, or made by a script.
            let page_of = target.split('#').next().unwrap_or(target);
            let is_from_top = target.starts_with('#') || target.starts_with('/') && !leads_somewhere(page, page_of);
            if !is_from_top && at.span.is_none() {
                continue;
            }
            findings.push(
                Diagnostic::new(&OUTPUT_BROKEN_LINK, at, format!("`{target}` leads nowhere in this site"))
                    .help("use `url()`, `asset()` and the addresses that `page` and `site` give"),
            );
        }
    }
    findings
}

/// Whether an address leads to an output and a place in it, or out of the site.
fn leads_somewhere(page: &Page<'_>, target: &str) -> bool {
    let (address, fragment) = target.split_once('#').unwrap_or((target, ""));
    let path = address.split('?').next().unwrap_or(address);
    if path.is_empty() || target.starts_with("//") || scheme(target).is_some() {
        return true;
    }
    let from_top = match path.starts_with('/') {
        true => path.strip_prefix(page.prefix).filter(|rest| rest.starts_with('/')).map(str::to_owned),
        false => join(page.folder.trim_matches('/'), path).map(|path| format!("/{path}")),
    };
    let Some(below) = from_top else { return false };
    let is_folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("..");
    let name = decode(below[1..].trim_end_matches('/'));
    let index = if name.is_empty() { "index.html".to_owned() } else { format!("{name}/index.html") };
    let found = [&index, &name].into_iter().find(|path| (!is_folder || **path == index) && (page.has_output)(path));
    // Identifiers of a theme hold a colon, and no page knows them.
    found
        .is_some_and(|path| fragment.is_empty() || fragment.contains(':') || (page.has_anchor)(path, &decode(fragment)))
}

/// Calls `take` with tag, name and value of every attribute in quotation marks. The text of scripts and styles has none.
pub(super) fn each_attribute<'a>(html: &'a str, mut take: impl FnMut(&'a str, &'a str, &'a str)) {
    let mut rest = html;
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[open + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        let tag = &rest[..length];
        if tag.is_empty() {
            continue;
        }
        rest = &rest[length..];
        loop {
            rest = rest.trim_start();
            let length =
                rest.bytes().take_while(|byte| !matches!(byte, b'=' | b'>' | b'/' | b' ' | b'\n' | b'\t')).count();
            let name = &rest[..length];
            rest = &rest[length..];
            if let Some(after) = rest.strip_prefix("=\"") {
                let Some(end) = memchr::memchr(b'"', after.as_bytes()) else { return };
                take(tag, name, &after[..end]);
                rest = &after[end + 1..];
            } else if let Some(after) = rest.strip_prefix('/') {
                rest = after;
            } else if rest.starts_with('>') || rest.is_empty() {
                break;
            } else if name.is_empty() {
                // A sign that begins no attribute.
                rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
            }
        }
        if tag == "script" || tag == "style" {
            rest = rest.find("</").map_or("", |end| &rest[end..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_wherever_they_stand() {
        let html = "<!-- <a id=\"no\"> --><a href=\"/x\"\n id=\"a\" hidden><br/><script id=\"s\">if (a<b) '<a id=\"no\">'</script><p id=\"p\">";
        let mut found = Vec::new();
        each_attribute(html, |tag, name, value| found.push(format!("{tag} {name}={value}")));
        assert_eq!(found, ["a href=/x", "a id=a", "script id=s", "p id=p"]);
    }
}
