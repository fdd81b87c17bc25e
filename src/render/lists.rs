//! Files for machines: the Atom feed (RFC 4287), robots.txt (RFC 9309), pages.json.

use std::fmt::Write;

use serde_json::json;

use crate::base::escape::escape_xml;
use crate::base::json::pretty_json_list;
use crate::base::path::UrlPath;
use crate::base::slug::slug;
use crate::site::answer::{PageSummary, by_url};
use crate::site::tracked::TrackedSite;

/// The maximum number of pages in the feed.
const FEED_LENGTH: usize = 20;

/// The Atom feed of the latest changes, of which there is at least one: each revision is an entry. Dates come from the pages, never from the clock.
pub fn feed(site: &TrackedSite) -> String {
    let (settings, changes) = (site.settings(), site.changes());
    let (config, entries) = (&settings.config, &changes[..changes.len().min(FEED_LENGTH)]);
    let day = |date: &str| format!("{date}T00:00:00Z");
    let updated = entries.first().and_then(|entry| entry.updated.clone()).unwrap_or_default();
    let home = config.base_url.absolute(&UrlPath::new("/"));
    let feed = format!("{home}feed.xml");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n<id>{}</id>\n<link rel=\"self\" href=\"{}\"/>\n<link href=\"{}\"/>\n<updated>{}</updated>\n<author><name>{}</name></author>\n",
        escape_xml(&config.language),
        escape_xml(&settings.title),
        escape_xml(&home),
        escape_xml(&feed),
        escape_xml(&home),
        day(&updated),
        escape_xml(&settings.title),
    );
    for entry in entries {
        let url = format!("{}{}", config.base_url.origin, entry.url.as_deref().unwrap_or_default());
        let day_of = entry.updated.as_deref().unwrap_or(&updated);
        let (version, note) =
            entry.change.as_ref().map_or((None, None), |change| (change.version.as_ref(), change.note.as_ref()));
        let (title, id) = match (version, note) {
            (Some(version), _) => {
                (format!("{}, version {version}", entry.title), format!("{url}#version-{}", slug(version)))
            }
            (None, Some(_)) => (entry.title.clone(), format!("{url}#change-{day_of}")),
            (None, None) => (entry.title.clone(), url.clone()),
        };
        let _ = write!(
            out,
            "<entry>\n<title>{}</title>\n<id>{}</id>\n<link href=\"{}\"/>\n",
            escape_xml(&title),
            escape_xml(&id),
            escape_xml(&url)
        );
        let _ = writeln!(out, "<updated>{}</updated>", day(day_of));
        if let Some(description) = note.or(entry.description.as_ref()) {
            let _ = writeln!(out, "<summary>{}</summary>", escape_xml(description));
        }
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    out
}

/// What search engines may read: everything; and where the sitemap is, when the site's URL is known.
pub fn robots(site: &TrackedSite) -> String {
    let settings = site.settings();
    let base_url = &settings.config.base_url;
    let mut out = String::from("User-agent: *\nAllow: /\n");
    if !base_url.origin.is_empty() {
        let _ = writeln!(out, "Sitemap: {}{}/sitemap.xml", base_url.origin, base_url.prefix);
    }
    out
}

/// The pages of the site as JSON, by URL, for other programs.
pub fn pages_json(site: &TrackedSite) -> String {
    let pages = site.summaries();
    let listed = by_url(&pages, |page| page.is_authored && page.is_published && !page.is_unlisted);
    let row = |page: &PageSummary| {
        json!({
            "title": page.title,
            "url": page.url,
            "description": page.description,
            "kind": page.kind,
            "document_id": page.document_id,
            "version": page.version,
            "owner": page.owner,
            "review_by": page.review_by.map(|day| day.to_string()),
            "status": page.status,
            "tags": page.tags,
            "updated": page.updated.map(|day| day.to_string()),
        })
    };
    pretty_json_list(listed.into_iter().map(row))
}

/// The pages with the four facts that monitors of tech-docs sites read: a retired page is not due for review.
pub fn api_pages(site: &TrackedSite) -> String {
    let pages = site.summaries();
    let row = |page: &PageSummary| {
        let review_by = page.review_by.filter(|_| !page.is_retired);
        json!({
            "title": page.title,
            "url": page.url,
            "review_by": review_by.map(|day| day.to_string()),
            "owner_slack": page.owner_slack,
        })
    };
    let listed = by_url(&pages, |page| page.is_authored && page.is_published && !page.is_unlisted);
    pretty_json_list(listed.into_iter().map(row))
}
