//! What an import has to know of one tool.

use crate::base::node::Node;
use crate::base::path::is_markdown;
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::OldSite;
use crate::import::source::Source;
use crate::import::text::page_text::{PageText, Rewrites};

/// A tool whose sites can be imported.
pub struct Dialect {
    /// The name on the command line.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What shows that a folder is a site of this tool, such as the name of its settings file.
    pub evidence: fn(&Source<'_>) -> Option<String>,
    /// Reads the settings.
    pub read: fn(&Source<'_>, &mut Notes) -> OldSite,
    /// Rewrites the constructs of a page, and its front matter.
    pub convert: fn(&PageText<'_>, &Context<'_>, &mut Rewrites),
    /// The path below the new content folder for a page of the old one, by its path there. `None` for files that are no
    /// pages.
    pub page: fn(&OldSite, &str) -> Option<String>,
    /// The URL path that a page had, from its path below the content folder and its front matter. `None` if it was not
    /// published or if its URL is not known.
    pub url: fn(&OldSite, &str, &Node) -> Option<String>,
    /// For a file of the content folder that belongs to the tool and is not copied: the topic of its note.
    pub own_file: fn(&OldSite, &str) -> Option<Topic>,
}

/// The page of a tool whose pages are Markdown files that keep their paths.
pub fn markdown_page(_: &OldSite, path: &str) -> Option<String> {
    is_markdown(path).then(|| path.to_owned())
}

/// What the conversion of a page may look up.
pub struct Context<'a> {
    pub source: Source<'a>,
    pub site: &'a OldSite,
}
