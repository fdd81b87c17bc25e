//! Applies the levels that settings, pages and options give to codes and groups, and the suppression comments.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::base::code::{Level, Severity};
use crate::base::codes::CHECK_UNUSED_SUPPRESSION;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::span::Span;
use crate::check::external;
use crate::config::settings::CheckLevel;
use crate::parse::document::Document;
use crate::site::model::Site;

/// The levels of the site, of a page and of the command line; later ones win.
pub struct Levels<'a> {
    site: &'a [(String, CheckLevel)],
    command: &'a [(String, CheckLevel)],
    pages: HashMap<&'a str, PageLevels<'a>>,
}

/// The levels and suppression comments of one page.
struct PageLevels<'a> {
    document: &'a Document,
    covered: HashMap<&'a str, Covered>,
}

/// Where comments suppress a code: from each offset on, the first comment that does, by its index.
type Covered = Vec<(usize, Option<usize>)>;

impl<'a> Levels<'a> {
    /// The levels of a site and of a command.
    pub fn new(site: &'a Site, command: &'a [(String, CheckLevel)]) -> Levels<'a> {
        let documents = site.pages().iter().filter_map(|page| page.document.as_deref());
        let moderated =
            documents.filter(|page| !page.suppressions.levels.is_empty() || !page.suppressions.comments.is_empty());
        let pages = moderated.map(|page| (page.path.as_str(), PageLevels::new(page))).collect();
        Levels { site: &site.config().checks, command, pages }
    }

    /// Sets the severity of each diagnostic, and removes those that are allowed or suppressed; fatal ones stay. A
    /// comment that suppresses nothing is a diagnostic itself.
    pub fn apply(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut used: HashSet<(&str, usize)> = HashSet::new();
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
        for diagnostic in diagnostics {
            match self.ignored_by(&diagnostic) {
                Some(place) => drop(used.insert(place)),
                None => kept.push(diagnostic),
            }
        }
        for (path, page) in &self.pages {
            for (at, ignore) in page.document.suppressions.comments.iter().enumerate() {
                // A compile makes no requests, so a comment about external links may not suppress anything yet.
                let is_for_visits = ignore.codes.iter().any(|code| code.split('/').next() == Some(external::GROUP));
                if !is_for_visits && !used.contains(&(*path, at)) {
                    let place = Location::at(&page.document.path, ignore.span);
                    let message = format!(
                        "this comment suppresses nothing: there is no `{}` finding after it",
                        ignore.codes.join(", ")
                    );
                    let help = "remove the comment";
                    kept.push(Diagnostic::new(&CHECK_UNUSED_SUPPRESSION, place, message).help(help));
                }
            }
        }
        self.with_levels(kept)
    }

    /// Applies levels and suppressions to diagnostics that the compile does not make. Unused comments are not reported
    /// again.
    pub fn apply_to_external(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        self.with_levels(diagnostics.into_iter().filter(|diagnostic| self.ignored_by(diagnostic).is_none()).collect())
    }

    fn with_levels(&self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics.into_iter().filter_map(|diagnostic| self.at_level(diagnostic)).collect()
    }

    /// The comment that suppresses a diagnostic: its page, and its index among the comments of the page.
    fn ignored_by(&self, diagnostic: &Diagnostic) -> Option<(&'a str, usize)> {
        let span = diagnostic.at.span.filter(|_| diagnostic.code.level != Level::Fatal)?;
        let (path, page) = self.pages.get_key_value(diagnostic.at.path.as_str())?;
        let names = [diagnostic.code.name, diagnostic.code.group()];
        let comments = names.iter().filter_map(|name| page.comment(name, span.start));
        Some((*path, comments.min()?))
    }

    fn at_level(&self, diagnostic: Diagnostic) -> Option<Diagnostic> {
        let page =
            self.pages.get(diagnostic.at.path.as_str()).map_or(&[] as &[_], |page| &page.document.suppressions.levels);
        with_level(diagnostic, self.site.iter().chain(page).chain(self.command))
    }
}

impl<'a> PageLevels<'a> {
    fn new(document: &'a Document) -> PageLevels<'a> {
        let mut spans: HashMap<&str, Vec<(usize, Span)>> = HashMap::new();
        for (at, comment) in document.suppressions.comments.iter().enumerate() {
            for code in &comment.codes {
                spans.entry(code).or_default().push((at, comment.covers));
            }
        }
        PageLevels { document, covered: spans.into_iter().map(|(code, spans)| (code, covered(&spans))).collect() }
    }

    /// The first comment that suppresses a code or group at an offset.
    fn comment(&self, name: &str, offset: usize) -> Option<usize> {
        let covered = self.covered.get(name)?;
        let after = covered.partition_point(|(start, _)| *start <= offset);
        covered[..after].last()?.1
    }
}

/// The first of the spans at each offset. Each span comes with the index of its comment.
fn covered(spans: &[(usize, Span)]) -> Covered {
    let is_start = true;
    let spans = spans.iter().filter(|(_, span)| span.start < span.end);
    let mut edges: Vec<(usize, bool, usize)> =
        spans.flat_map(|(at, span)| [(span.start, is_start, *at), (span.end, !is_start, *at)]).collect();
    edges.sort_unstable();
    let mut open = BTreeSet::new();
    let mut covered: Covered = Vec::new();
    for (offset, is_start, at) in edges {
        if is_start {
            open.insert(at);
        } else {
            open.remove(&at);
        }
        covered.push((offset, open.first().copied()));
    }
    covered
}

/// Applies levels to one diagnostic. The name `warnings` means everything that is a warning so far.
fn with_level<'a>(
    mut diagnostic: Diagnostic,
    levels: impl Iterator<Item = &'a (String, CheckLevel)>,
) -> Option<Diagnostic> {
    if diagnostic.code.level == Level::Fatal {
        return Some(diagnostic);
    }
    let mut allowed = diagnostic.code.level == Level::Off;
    for (name, level) in levels {
        let names_it = name == diagnostic.code.name
            || name == diagnostic.code.group()
            || (name == "warnings" && !allowed && diagnostic.severity == Severity::Warning);
        if !names_it {
            continue;
        }
        allowed = *level == CheckLevel::Allow;
        match level {
            CheckLevel::Allow => {}
            CheckLevel::Warn => diagnostic.severity = Severity::Warning,
            CheckLevel::Deny => diagnostic.severity = Severity::Error,
        }
    }
    (!allowed).then_some(diagnostic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes::{LINK_MISSING_PAGE, META_SYNTAX, NAV_CYCLE};
    use crate::base::diagnostic::Location;
    use crate::base::path::SourcePath;

    fn after(code: &'static crate::base::code::Code, levels: &[(&str, CheckLevel)]) -> Option<Severity> {
        let levels: Vec<_> = levels.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect();
        let diagnostic = Diagnostic::new(code, Location::file(&SourcePath::new("a.md")), "x");
        with_level(diagnostic, levels.iter()).map(|diagnostic| diagnostic.severity)
    }

    #[test]
    fn narrower_and_later_levels_win_except_for_fatal_codes() {
        use CheckLevel::{Allow, Deny, Warn};
        assert_eq!(after(&LINK_MISSING_PAGE, &[]), Some(Severity::Error));
        assert_eq!(after(&LINK_MISSING_PAGE, &[("link", Warn)]), Some(Severity::Warning));
        assert_eq!(after(&LINK_MISSING_PAGE, &[("link", Allow), ("link/missing-page", Deny)]), Some(Severity::Error));
        assert_eq!(after(&NAV_CYCLE, &[("warnings", Deny)]), Some(Severity::Error));
        assert_eq!(after(&NAV_CYCLE, &[("nav", Allow), ("warnings", Deny)]), None);
        assert_eq!(after(&META_SYNTAX, &[("meta", Allow)]), Some(Severity::Error));
    }
}
