//! The pages of the old site that its settings name by their ids or URLs: found once, before any of them is converted.

use std::collections::BTreeMap;

/// A page of the old site.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OldPage {
    /// Its path below the new content folder.
    pub path: String,
    /// Its URL path, as the old site wrote it.
    pub url: String,
    /// The name by which a menu knows it.
    pub id: String,
    /// Its words in the menu, if it says so itself.
    pub label: Option<String>,
    /// Its place in an automatic menu.
    pub position: Option<f64>,
    /// Whether an automatic menu leaves it out.
    pub is_hidden: bool,
}

/// All pages of the old site that have a URL.
#[derive(Debug, Default)]
pub struct OldPages {
    /// By their paths below the old content folder.
    pages: BTreeMap<String, OldPage>,
    /// Those paths by URL, without a slash or `.html` at its end.
    by_url: BTreeMap<String, String>,
}

impl OldPages {
    /// Adds a page. The first one with a URL keeps it.
    pub fn insert(&mut self, content_path: &str, page: OldPage) {
        self.by_url.entry(bare(&page.url).to_owned()).or_insert_with(|| content_path.to_owned());
        self.pages.insert(content_path.to_owned(), page);
    }

    /// The page of a file.
    pub fn get(&self, content_path: &str) -> Option<&OldPage> {
        self.pages.get(content_path)
    }

    /// The page at a URL path, with or without a slash or `.html` at its end.
    pub fn at_url(&self, url: &str) -> Option<&OldPage> {
        self.pages.get(self.by_url.get(bare(url))?)
    }

    /// All pages with their paths, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &OldPage)> {
        self.pages.iter().map(|(path, page)| (path.as_str(), page))
    }
}

/// A URL path without what differs between servers, and without the ending of a file that a link may name.
fn bare(url: &str) -> &str {
    let url = url.strip_suffix(".html").or_else(|| url.strip_suffix(".md")).unwrap_or(url);
    let url = url.strip_suffix("/index").unwrap_or(url);
    url.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_by_every_form_of_their_url() {
        let mut pages = OldPages::default();
        pages.insert(
            "a/index.mdx",
            OldPage { path: "a/index.md".to_owned(), url: "/a/".to_owned(), ..OldPage::default() },
        );
        for url in ["/a", "/a/", "/a.html", "/a/index.html", "/a.md", "/a/index.md"] {
            assert_eq!(pages.at_url(url).map(|page| page.path.as_str()), Some("a/index.md"), "{url}");
        }
        assert!(pages.at_url("/b").is_none() && pages.get("a/index.mdx").is_some());
    }
}
