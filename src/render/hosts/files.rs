//! Files of the published folder that hosts read as their settings.

use std::fmt::Write;

use crate::config::host::SiteHost;
use crate::render::hosts::description::{HostedSite, IMMUTABLE, IMMUTABLE_FOLDERS};
use crate::render::hosts::{apache, azure};

/// A file for a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HostFile {
    Headers,
    Redirects(SiteHost),
    Htaccess,
    Azure,
    NoJekyll,
}

impl HostFile {
    /// The files for a host. Without one, there is the file that two hosts read.
    pub fn of(host: Option<SiteHost>) -> &'static [HostFile] {
        match host {
            None => &[HostFile::Headers],
            Some(SiteHost::Apache) => &[HostFile::Htaccess],
            Some(SiteHost::Azure) => &[HostFile::Azure],
            Some(SiteHost::Cloudflare) => &[HostFile::Headers, HostFile::Redirects(SiteHost::Cloudflare)],
            Some(SiteHost::Netlify) => &[HostFile::Headers, HostFile::Redirects(SiteHost::Netlify)],
            Some(SiteHost::Github) => &[HostFile::NoJekyll],
            // A file at the old URL, which every redirect has, comes before its `_redirects`.
            Some(SiteHost::Gitlab) => &[],
        }
    }

    /// The name, at the top of the published folder.
    pub fn name(self) -> &'static str {
        match self {
            HostFile::Headers => "_headers",
            HostFile::Redirects(_) => "_redirects",
            HostFile::Htaccess => ".htaccess",
            HostFile::Azure => "staticwebapp.config.json",
            HostFile::NoJekyll => ".nojekyll",
        }
    }

    /// Writes the file.
    pub fn text(self, site: &HostedSite) -> String {
        match self {
            HostFile::Headers => headers(site),
            HostFile::Redirects(host) => redirects(site, host),
            HostFile::Htaccess => apache::htaccess(site),
            HostFile::Azure => azure::configuration(site),
            HostFile::NoJekyll => String::new(),
        }
    }
}

/// Whether a published file is only for the host, which does not send it to readers.
pub fn is_for_host(path: &str) -> bool {
    !path.contains('/') && (path.starts_with(['_', '.']) || path == HostFile::Azure.name())
}

/// Headers for Cloudflare Pages and Netlify. Both revalidate what has no lifetime here; a second value would be joined
/// to the first.
fn headers(site: &HostedSite) -> String {
    let prefix = &site.prefix;
    let mut out = format!("{prefix}/*\n");
    for (name, value) in &site.headers {
        let _ = writeln!(out, "  {name}: {value}");
    }
    for folder in IMMUTABLE_FOLDERS {
        let _ = write!(out, "{prefix}/{folder}/*\n  Cache-Control: {IMMUTABLE}\n");
    }
    out
}

/// Redirects for Cloudflare Pages and Netlify. Netlify prefers a file at the old URL, unless `!` says otherwise.
fn redirects(site: &HostedSite, host: SiteHost) -> String {
    let status = if host == SiteHost::Netlify { "301!" } else { "301" };
    site.moved.iter().map(|moved| format!("{} {} {status}\n", moved.from, moved.to)).collect()
}
