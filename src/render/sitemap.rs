//! The sitemap (sitemaps.org 0.9): one file, or, where a site is too large for that, several and an index of them.

use std::fmt::Write;

use crate::base::escape::escape_xml;
use crate::base::path::OutputPath;
use crate::site::answer::{PageSummary, by_url};
use crate::site::tracked::TrackedSite;

/// The sitemap, or the index of sitemaps.
pub const SITEMAP: &str = "sitemap.xml";
/// The maximum number of URLs in one sitemap (sitemaps.org).
const MOST_URLS: usize = 50_000;
/// The maximum size of one sitemap in bytes, less what is around the URLs (sitemaps.org).
const MOST_BYTES: usize = 50 * 1024 * 1024 - 1024;
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Whether pages with URLs of these lengths certainly fit into one sitemap, however much escaping adds.
pub fn is_one(lengths: impl ExactSizeIterator<Item = usize>) -> bool {
    lengths.len() <= MOST_URLS && lengths.map(|length| 6 * length + 100).sum::<usize>() <= MOST_BYTES
}

/// The number of sitemaps that these pages need.
pub fn count(pages: &[PageSummary]) -> usize {
    parts(pages).len()
}

/// The output of a sitemap by its number, from 1, where there are several.
pub fn output_of(number: usize) -> OutputPath {
    OutputPath::new(format!("sitemap-{number}.xml"))
}

/// The sitemap: every page that may be indexed, by URL; the index, where there are several.
pub fn sitemap(site: &TrackedSite) -> String {
    let parts = parts(&site.summaries());
    match parts.as_slice() {
        [] => urlset(""),
        [only] => urlset(only),
        several => {
            let settings = site.settings();
            let mut out = format!("{XML}<sitemapindex xmlns=\"{NAMESPACE}\">\n");
            for number in 1..=several.len() {
                let url = settings.config.base_url.absolute(&output_of(number).url());
                let _ = writeln!(out, "<sitemap><loc>{}</loc></sitemap>", escape_xml(&url));
            }
            out + "</sitemapindex>\n"
        }
    }
}

/// One of several sitemaps, by its number from 1.
pub fn part(number: usize, site: &TrackedSite) -> String {
    urlset(parts(&site.summaries()).get(number - 1).map_or("", String::as_str))
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

fn urlset(urls: &str) -> String {
    format!("{XML}<urlset xmlns=\"{NAMESPACE}\">\n{urls}</urlset>\n")
}

/// The entries of each sitemap.
fn parts(pages: &[PageSummary]) -> Vec<String> {
    split(by_url(pages, |page| page.is_in_sitemap).into_iter().map(entry), MOST_URLS, MOST_BYTES)
}

fn entry(page: &PageSummary) -> String {
    let mut out = format!("<url><loc>{}</loc>", escape_xml(&page.url));
    if let Some(date) = page.updated {
        let _ = write!(out, "<lastmod>{date}</lastmod>");
    }
    out + "</url>\n"
}

/// Joins entries to texts of at most so many entries and bytes.
fn split(entries: impl Iterator<Item = String>, most: usize, most_bytes: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut count = 0;
    for entry in entries {
        match parts.last_mut().filter(|part| count < most && part.len() + entry.len() <= most_bytes) {
            Some(part) => part.push_str(&entry),
            None => {
                parts.push(entry);
                count = 0;
            }
        }
        count += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(entries: &[&str], most: usize, most_bytes: usize) -> Vec<usize> {
        split(entries.iter().map(|entry| (*entry).to_owned()), most, most_bytes).iter().map(String::len).collect()
    }

    #[test]
    fn a_sitemap_has_neither_too_many_urls_nor_too_many_bytes() {
        assert_eq!(lengths(&["aa", "bb", "cc"], 2, 100), [4, 2]);
        assert_eq!(lengths(&["aa", "bb", "cc"], 100, 5), [4, 2]);
        assert_eq!(lengths(&["aa", "bb"], 2, 4), [4]);
        assert!(lengths(&[], 2, 4).is_empty());
    }
}
