//! Files for machines: the Atom feed (RFC 4287), the sitemap (sitemaps.org 0.9), robots.txt (RFC 9309), pages.json.

use std::fmt::Write;

use serde_json::json;

use crate::base::escape::escape_xml;
use crate::base::slug::slug;
use crate::site::model::Site;
use crate::site::page::{Page, PageId, PageKind};
use crate::theme::objects::kind_of;
use crate::theme::{ASSETS_FOLDER, CONTENT_SECURITY_POLICY};

/// How many pages the feed holds.
const FEED_LENGTH: usize = 20;
/// The most addresses that one sitemap may hold (sitemaps.org).
const SITEMAP_LENGTH: usize = 50_000;

/// The Atom feed of the latest changes: a revision is an entry of its own, with what it changed. Dates come from the pages, never from the clock.
pub fn feed(site: &Site) -> String {
    let entries = site.changes(FEED_LENGTH);
    let day = |date: &str| format!("{date}T00:00:00Z");
    let updated = entries.first().and_then(|entry| entry.updated.clone()).unwrap_or_else(|| "1970-01-01".to_owned());
    let home = site.absolute(&site.page(site.home()).url);
    let feed = format!("{home}feed.xml");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n<id>{}</id>\n<link rel=\"self\" href=\"{}\"/>\n<link href=\"{}\"/>\n<updated>{}</updated>\n<author><name>{}</name></author>\n",
        escape_xml(&site.config().language),
        escape_xml(site.title()),
        escape_xml(&home),
        escape_xml(&feed),
        escape_xml(&home),
        day(&updated),
        escape_xml(site.title()),
    );
    for entry in entries {
        let url = site.absolute(&site.page(entry.page).url);
        let day_of = entry.updated.as_deref().unwrap_or(&updated);
        let (version, note) = entry.change.map_or((None, None), |change| (change.version, change.note));
        let (title, id) = match (version, &note) {
            (Some(version), _) => {
                (format!("{}, version {version}", entry.title), format!("{url}#version-{}", slug(&version)))
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
        if let Some(description) = note.as_ref().or(entry.description.as_ref()) {
            let _ = writeln!(out, "<summary>{}</summary>", escape_xml(description));
        }
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    out
}

/// The sitemap: every page that may be indexed, by address.
pub fn sitemap(site: &Site) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut pages: Vec<&Page> = site.all().map(|(_, page)| page).filter(|page| site.is_found(page)).collect();
    pages.sort_by(|a, b| a.url.cmp(&b.url));
    for page in pages.into_iter().take(SITEMAP_LENGTH) {
        let _ = write!(out, "<url><loc>{}</loc>", escape_xml(&site.absolute(&page.url)));
        if let Some(date) = page.changed() {
            let _ = write!(out, "<lastmod>{date}</lastmod>");
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// What search engines may read: everything; and where the sitemap is, when the site's address is known.
pub fn robots(site: &Site) -> String {
    let mut out = String::from("User-agent: *\nAllow: /\n");
    if !site.config().base_url.origin.is_empty() {
        let _ =
            writeln!(out, "Sitemap: {}{}/sitemap.xml", site.config().base_url.origin, site.config().base_url.prefix);
    }
    out
}

/// The pages of the site as JSON, by address, for other programs.
pub fn pages_json(site: &Site) -> String {
    let mut pages: Vec<(PageId, &Page)> = site
        .all()
        .filter(|(_, page)| page.kind == PageKind::Authored && page.output.is_some() && !page.is_unlisted())
        .collect();
    pages.sort_by(|a, b| a.1.url.cmp(&b.1.url));
    let rows: Vec<_> = pages
        .into_iter()
        .map(|(_, page)| {
            let meta = page.meta();
            json!({
                "title": page.title,
                "url": site.absolute(&page.url),
                "description": meta.and_then(|meta| meta.description.clone()),
                "kind": kind_of(page),
                "document_id": meta.and_then(|meta| meta.document_id.clone()),
                "version": meta.and_then(|meta| meta.control.version.clone()),
                "owner": meta.and_then(|meta| meta.control.owner.clone()),
                "review_by": meta.and_then(|meta| meta.control.review_by).map(|day| day.to_string()),
                "status": meta.and_then(|meta| meta.status.clone()),
                "tags": meta.map(|meta| meta.tags.clone()).unwrap_or_default(),
                "updated": page.changed().map(|date| date.to_string()),
            })
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&rows).expect("plain values become JSON");
    text.push('\n');
    text
}

/// The pages with the four facts that monitors of tech-docs sites read: a page that is over is due for no review.
pub fn api_pages(site: &Site) -> String {
    let mut pages: Vec<&Page> =
        site.all().map(|(_, page)| page).filter(|page| page.document.is_some() && page.output.is_some()).collect();
    pages.sort_by(|a, b| a.url.cmp(&b.url));
    let rows: Vec<_> = pages
        .into_iter()
        .filter_map(|page| {
            let meta = page.meta()?;
            let review_by = meta.control.review_by.filter(|_| !meta.state.is_retired());
            Some(json!({
                "title": page.title,
                "url": site.absolute(&page.url),
                "review_by": review_by.map(|date| date.to_string()),
                "owner_slack": meta.control.owner_slack,
            }))
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&rows).expect("plain values become JSON");
    text.push('\n');
    text
}

/// Headers for hosts that read a `_headers` file: the policy of every page, and how long files may be kept. Names with
/// a hash of their content are kept for ever; all else is asked for anew.
pub fn headers(site: &Site) -> String {
    let prefix = &site.config().base_url.prefix;
    let forever = "  Cache-Control: public, max-age=31536000, immutable\n";
    format!(
        "{prefix}/*\n  Content-Security-Policy: {CONTENT_SECURITY_POLICY}; frame-ancestors 'self'\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n  Cache-Control: public, max-age=0, must-revalidate\n{prefix}/{ASSETS_FOLDER}/*\n  ! Cache-Control\n{forever}{prefix}/search/kept/*\n  ! Cache-Control\n{forever}"
    )
}
