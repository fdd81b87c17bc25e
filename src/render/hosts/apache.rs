//! The configuration of Apache: a virtual host, or `.htaccess` in the published folder.

use std::fmt::Write;

use crate::render::hosts::description::{HostedSite, IMMUTABLE, Moved, REVALIDATED, ServerPlace, TEXT_TYPES};

/// Writes a virtual host. With a base path, its lines can be moved to another one.
pub fn virtual_host(site: &HostedSite, place: &ServerPlace) -> String {
    let prefix = site.decoded_prefix();
    let folder = place.folder.trim_end_matches('/');
    let mut out = format!("<VirtualHost *:{}>\n", place.port.unwrap_or(80));
    if let Some(name) = &place.host {
        let _ = writeln!(out, "    ServerName {name}");
    }
    let _ = match prefix.as_str() {
        "" => writeln!(out, "    DocumentRoot \"{folder}\""),
        _ => writeln!(out, "    Alias \"{prefix}\" \"{folder}\""),
    };
    let _ = writeln!(out, "    <Directory \"{folder}\">\n        Require all granted\n        AllowOverride None");
    for line in of_folder(site).lines() {
        let _ = writeln!(out, "        {line}");
    }
    out.push_str("    </Directory>\n</VirtualHost>\n");
    out
}

/// Writes `.htaccess`. The host must allow it all of `FileInfo`, `Indexes` and `Options`.
pub fn htaccess(site: &HostedSite) -> String {
    of_folder(site)
}

/// What applies to the published folder. Compression and redirects do without their modules; headers do not, because
/// nobody would see that they are missing.
fn of_folder(site: &HostedSite) -> String {
    let mut out = format!(
        "Options -Indexes\nDirectoryIndex index.html\nErrorDocument 404 {}\nAddDefaultCharset utf-8\n\
         <IfModule mod_deflate.c>\n    AddOutputFilterByType DEFLATE text/html {TEXT_TYPES}\n</IfModule>\n",
        site.not_found(),
    );
    for (header, value) in &site.headers {
        let _ = writeln!(out, "Header always set {header} \"{value}\"");
    }
    let _ = writeln!(
        out,
        "SetEnvIf Request_URI \"{}\" fingerpost_immutable\nHeader always set Cache-Control \"{REVALIDATED}\"\n\
         Header always set Cache-Control \"{IMMUTABLE}\" env=fingerpost_immutable",
        site.immutable_pattern(),
    );
    if !site.moved.is_empty() {
        out.push_str("<IfModule mod_rewrite.c>\n    RewriteEngine On\n");
        for moved in &site.moved {
            let _ = writeln!(out, "    RewriteRule \"^{}$\" \"{}\" [R=301,NE,L]", pattern(site, moved), target(moved));
        }
        out.push_str("</IfModule>\n");
    }
    out
}

/// The old URL as Apache compares it: below the folder, without a slash at the start.
fn pattern(site: &HostedSite, moved: &Moved) -> String {
    let below = moved.decoded_from.strip_prefix(&site.decoded_prefix()).unwrap_or(&moved.decoded_from);
    regex::escape(below.trim_start_matches('/'))
}

/// The new URL, in which `%` would begin a reference to a condition.
fn target(moved: &Moved) -> String {
    moved.to.replace('%', "\\%")
}
