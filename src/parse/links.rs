//! The target of a link, as written, sorted into what can be known without the rest of the site.

use serde::{Deserialize, Serialize};

use crate::base::url::{decode, scheme};
use crate::parse::kind::document_ids::DocumentMention;
use crate::parse::raw_html::policy::SCHEMES;

/// A link, image or embed of a page. `site` resolves it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    pub target: Target,
    pub role: Role,
}

/// What the link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// A reader follows it.
    Follow,
    /// The page loads it: an image, a video.
    Load,
    /// `[[…]]`.
    Wiki,
    /// `![[…]]`.
    Embed,
}

/// Where a link points.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    /// Another site, or a scheme that leaves the browser.
    Outside(String),
    /// A place in this site.
    Inside(Inside),
    /// A mention of a document ID, which becomes a link if there is such a document.
    Document(DocumentMention),
}

/// A target inside the site: all parts decoded but `written`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Inside {
    /// The whole target as the author wrote it.
    pub written: String,
    /// The path as the author wrote it, decoded once; empty for the page itself.
    pub path: String,
    /// `?…` as written, without the question mark.
    pub query: Option<String>,
    /// `#…`, decoded.
    pub fragment: Option<String>,
}

/// What a link destination turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Destination {
    Target(Target),
    /// A scheme that is not allowed in links.
    Unsafe(String),
}

/// Sorts a destination as the Markdown parser gives it (entities and escapes resolved, not percent-decoded).
pub fn classify(destination: &str) -> Destination {
    let trimmed = destination.trim();
    if trimmed.starts_with("//") {
        return Destination::Target(Target::Outside(trimmed.to_owned()));
    }
    if let Some(scheme) = scheme(trimmed) {
        if SCHEMES.contains(&scheme.as_str()) {
            return Destination::Target(Target::Outside(trimmed.to_owned()));
        }
        // A file may be called `2026: plan.md` or `a:b.md`; only what cannot be one is a scheme.
        let path = trimmed.split(['?', '#']).next().unwrap_or(trimmed);
        let names_file = crate::base::path::is_markdown(path) && !runs(&scheme);
        if !names_file {
            return Destination::Unsafe(scheme);
        }
    }
    Destination::Target(Target::Inside(inside(trimmed)))
}

/// Classifies the target of a wiki link, which is a name and never a URL of another site.
pub fn classify_name(name: &str) -> Destination {
    match scheme(name).filter(|scheme| runs(scheme)) {
        Some(scheme) => Destination::Unsafe(scheme),
        None => Destination::Target(Target::Inside(inside(name))),
    }
}

/// Schemes that run or embed, whatever follows them.
const RUNNING: &[&str] = &["javascript", "vbscript", "data", "blob", "file"];

/// Whether links with a scheme, which is in lower case, run code or read files. Markdown never needs them, so no setting
/// allows them.
pub fn runs(scheme: &str) -> bool {
    RUNNING.contains(&scheme)
}

/// Splits an inside target into path, query and fragment.
pub fn inside(text: &str) -> Inside {
    let (rest, fragment) = match text.split_once('#') {
        Some((rest, fragment)) => (rest, Some(decode(fragment))),
        None => (text, None),
    };
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (rest, None),
    };
    Inside { written: text.to_owned(), path: decode(path), query, fragment }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_classified() {
        assert_eq!(classify("javascript:alert(1)"), Destination::Unsafe("javascript".into()));
        assert_eq!(classify(" java\tscript:alert(1).md"), Destination::Unsafe("javascript".into()));
        assert_eq!(classify("https://a.org/x"), Destination::Target(Target::Outside("https://a.org/x".into())));
        let Destination::Target(Target::Inside(inside)) = classify("a%20b.md?x=1#Se%C3%A7") else { panic!("inside") };
        assert_eq!(
            (inside.path.as_str(), inside.query.as_deref(), inside.fragment.as_deref()),
            ("a b.md", Some("x=1"), Some("Seç"))
        );
        assert!(matches!(classify("notes: 2026.md"), Destination::Target(Target::Inside(_))));
    }
}
