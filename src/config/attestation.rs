//! The `[attestation]` table: how readers confirm that they have read a document.

use crate::base::codes::CONFIG_INVALID_VALUE;
use crate::base::nearest::nearest;
use crate::base::node::Node;
use crate::config::reader::{Reader, is_link};

/// How readers confirm that they have read a document. The site stores nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attestation {
    /// A URL pattern with placeholders such as `{id}`.
    pub url: Option<String>,
    /// The link text.
    pub label: Option<String>,
    /// The number of lines on the sign-off sheet; zero for no sheet.
    pub sign_off_lines: u16,
}

/// The placeholders of a pattern.
const NAMES: &[&str] = &["id", "version", "sha256", "url", "title", "path"];
/// The maximum number of lines of a sheet.
const LONGEST: u16 = 500;

impl Reader {
    /// Reads the `[attestation]` table.
    pub(super) fn attestation(&mut self, root: &Node) -> Attestation {
        let Some(table) = self.table(root, "attestation") else { return Attestation::default() };
        self.only(table, "attestation");
        let sign_off_lines = self.count(table, "sign_off_lines", "lines", LONGEST).unwrap_or(0);
        let url = self.text(table, "url").filter(|url| self.is_pattern(table, url));
        Attestation { url, label: self.text(table, "label"), sign_off_lines }
    }

    fn is_pattern(&mut self, table: &Node, url: &str) -> bool {
        let span = table.get("url").map_or(table.span, |node| node.span);
        let is_safe = is_link(url) && !url.starts_with("tel:");
        if !is_safe {
            let help = "use a full `https://` URL, a `mailto:` address or a path from the root of the site";
            self.report(&CONFIG_INVALID_VALUE, span, format!("`{url}` is not a valid URL"), Some(help.to_owned()));
        }
        let names = url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        let unknown: Vec<&str> = names.filter(|name| !NAMES.contains(name)).collect();
        for name in &unknown {
            let help = nearest(name, NAMES.iter().copied()).map(|near| format!("did you mean `{{{near}}}`?"));
            self.report(&CONFIG_INVALID_VALUE, span, format!("unknown placeholder `{{{name}}}`"), help);
        }
        is_safe && unknown.is_empty()
    }
}
