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
    targets: HashMap<String, Vec<(Target, Range<usize>)>>,
}

impl SameLinkText {
    /// Checks the link that starts here. Links to parts of one page are left alone.
    pub(super) fn check(&mut self, context: &LintContext<'_>, url: &str, report: &mut Report<'_>) {
        let (text, range) = (context.text(), context.range());
        let target = Target::new(url, context.page.content_path);
        let known = self.targets.entry(text.to_lowercase()).or_default();
        if known.iter().any(|(other, _)| other.may_equal(&target)) {
            return;
        }
        if let Some((_, first)) = known.first() {
            let message = format!("another link with the text `{text}` has a different target");
            let help = "make each link text specific; screen reader users often hear links out of context";
            report.push(
                Diagnostic::new(&A11Y_SAME_LINK_TEXT, report.location(range), message)
                    .help(help)
                    .label(report.location(first), "the other link"),
            );
        }
        known.push((target, range.clone()));
    }
}

/// The target of a link, as far as one file shows.
#[derive(PartialEq, Eq)]
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

    /// Whether two may be the same: a path from the root has the base path in front, which one file does not know.
    fn may_equal(&self, other: &Target) -> bool {
        let ends = |long: &str, short: &str| {
            long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        self.path == other.path
            || self.is_relative != other.is_relative && (ends(&self.path, &other.path) || ends(&other.path, &self.path))
    }
}

/// The path of a URL, without scheme, fragment, extension and final slash.
fn path_of(url: &str, content_path: &str) -> String {
    let target = decode(url.split('#').next().unwrap_or_default());
    let target = target.as_str();
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
