//! Rule: links with the same text and different targets.

use std::collections::HashMap;
use std::ops::Range;

use crate::base::codes::text::A11Y_SAME_LINK_TEXT;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::{folder_of, join};
use crate::base::url::decode;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// The targets of each link text so far.
#[derive(Default)]
pub(super) struct SameLinkText {
    links: HashMap<String, SameText>,
}

impl SameLinkText {
    /// Checks the link that starts here. Links to parts of one page are left alone.
    pub(super) fn check(&mut self, context: &LintContext<'_>, url: &str, report: &mut Report<'_>) {
        let (text, range) = (context.text(), context.range());
        let target = Target::new(url, context.page.content_path);
        let same = self.links.entry(text.to_lowercase()).or_default();
        if same.targets.may_contain(&target) {
            return;
        }
        if let Some(first) = &same.first {
            let message = format!("another link with the text `{text}` has a different target");
            let help = "make each link text specific; screen reader users often hear links out of context";
            report.push(
                Diagnostic::new(&A11Y_SAME_LINK_TEXT, report.location(range), message)
                    .help(help)
                    .label(report.location(first), "the other link"),
            );
        }
        same.targets.insert(&target);
        same.first.get_or_insert_with(|| range.clone());
    }
}

/// The links with one text.
#[derive(Default)]
struct SameText {
    first: Option<Range<usize>>,
    targets: Targets,
}

/// Targets as a tree of the parts of their paths, the last part first: a path that ends with another is below it.
#[derive(Default)]
struct Targets {
    /// By the number of the node above, and the part.
    nodes: HashMap<(usize, String), usize>,
    /// What there is at each node; the root, node 0, has no target.
    found: Vec<[Reached; 2]>,
}

/// Whether a path ends at a node, or goes on below it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Reached {
    #[default]
    No,
    Below,
    Here,
}

impl Targets {
    /// Whether one of them may be the same: a path from the root has the base path in front, which one file does not know.
    fn may_contain(&self, target: &Target) -> bool {
        let (same, other) = (usize::from(target.is_relative), usize::from(!target.is_relative));
        let mut node = 0;
        for part in target.path.rsplit('/') {
            if node != 0 && self.found[node][other] == Reached::Here {
                return true;
            }
            let Some(next) = self.nodes.get(&(node, part.to_owned())) else { return false };
            node = *next;
        }
        self.found[node][same] == Reached::Here || self.found[node][other] != Reached::No
    }

    fn insert(&mut self, target: &Target) {
        if self.found.is_empty() {
            self.found.push(Default::default());
        }
        let kind = usize::from(target.is_relative);
        let mut node = 0;
        for part in target.path.rsplit('/') {
            let new = self.found.len();
            node = *self.nodes.entry((node, part.to_owned())).or_insert(new);
            if node == new {
                self.found.push(Default::default());
            }
            if self.found[node][kind] == Reached::No {
                self.found[node][kind] = Reached::Below;
            }
        }
        self.found[node][kind] = Reached::Here;
    }
}

/// The target of a link, as far as one file shows.
struct Target {
    path: String,
    /// Whether it is relative to the page instead of the root of the site.
    is_relative: bool,
}

impl Target {
    fn new(url: &str, content_path: &str) -> Target {
        let is_relative = !url.starts_with('/') && !url.contains("://");
        Target { path: path_of(url, content_path), is_relative }
    }
}

/// A URL without the language that a query adds to its page: `?lang=en`.
fn without_language(url: &str) -> &str {
    let is_language = |query: &str| {
        let tag = ["lang=", "hl=", "locale=", "language="].iter().find_map(|key| query.strip_prefix(key));
        tag.is_some_and(|tag| {
            tag.len() <= 5 && tag.bytes().all(|byte| byte.is_ascii_alphabetic() || b"-_".contains(&byte))
        })
    };
    url.split_once('?').filter(|(_, query)| is_language(query)).map_or(url, |(page, _)| page)
}

/// The path of a URL, without scheme, fragment, extension and final slash.
fn path_of(url: &str, content_path: &str) -> String {
    let target = decode(url.split('#').next().unwrap_or_default());
    let target = without_language(&target);
    let whole = match target.split_once("://") {
        Some((_, rest)) => rest.strip_prefix("www.").unwrap_or(rest).to_owned(),
        None if target.is_empty() => content_path.to_owned(),
        None => {
            join(if target.starts_with('/') { "" } else { folder_of(content_path) }, target.trim_start_matches('/'))
                .unwrap_or_else(|| target.to_owned())
        }
    };
    let bare = whole.trim_end_matches('/');
    let bare = [".md", ".markdown", ".html"].iter().find_map(|ending| bare.strip_suffix(ending)).unwrap_or(bare);
    let last = bare.rsplit('/').next().unwrap_or(bare).to_lowercase();
    let bare = if matches!(last.as_str(), "index" | "_index" | "readme") { folder_of(bare) } else { bare };
    bare.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_a_page_makes_no_other_page() {
        assert_eq!(path_of("https://a.org/x.php?lang=en", ""), path_of("https://www.a.org/x.php", ""));
        assert_ne!(path_of("https://a.org/x.php?id=en", ""), path_of("https://a.org/x.php", ""));
    }

    #[test]
    fn a_path_from_the_root_may_have_more_in_front() {
        let target = |path: &str, is_relative| Target { path: path.to_owned(), is_relative };
        let knows = |known: (&str, bool), asked: (&str, bool)| {
            let mut targets = Targets::default();
            targets.insert(&target(known.0, known.1));
            targets.may_contain(&target(asked.0, asked.1))
        };
        assert!(!Targets::default().may_contain(&target("a", true)));
        assert!(knows(("b/a", true), ("b/a", true)) && knows(("", true), ("", true)));
        assert!(knows(("b/a", true), ("docs/b/a", false)) && knows(("docs/b/a", false), ("b/a", true)));
        assert!(!knows(("b/a", true), ("docs/b/a", true)), "both are relative to the same folder");
        assert!(!knows(("a", true), ("docs/ba", false)), "a part of a path is a whole name");
        assert!(!knows(("", true), ("a", false)) && !knows(("a", false), ("", true)));
    }
}
