//! The configuration of nginx: a file for its `http` block.

use std::fmt::Write;

use crate::render::hosts::description::{HostedSite, IMMUTABLE, REVALIDATED, ServerPlace, TEXT_TYPES};

/// Writes the server of a site. With a base path, its `location` can be moved to another server.
pub fn configuration(site: &HostedSite, place: &ServerPlace) -> String {
    let prefix = site.decoded_prefix();
    let port = place.port.unwrap_or(80);
    let name = place.host.as_deref().unwrap_or("_");
    let root = if prefix.is_empty() { "root" } else { "alias" };
    let slash = if prefix.is_empty() { "" } else { "/" };
    let mut out = format!(
        "map $uri $fingerpost_cache {{
    default \"{REVALIDATED}\";
    \"~{}\" \"{IMMUTABLE}\";
}}

server {{
    listen {port};
    server_name {name};

    location \"{prefix}/\" {{
        {root} \"{}{slash}\";
        index index.html;
        error_page 404 \"{}\";
        absolute_redirect off;
        charset utf-8;
        gzip on;
        gzip_types {TEXT_TYPES};

",
        site.immutable_pattern(),
        place.folder.trim_end_matches('/'),
        site.not_found(),
    );
    for (header, value) in &site.headers {
        let _ = writeln!(out, "        add_header {header} \"{value}\" always;");
    }
    out.push_str("        add_header Cache-Control $fingerpost_cache always;\n");
    for moved in &site.moved {
        let _ = write!(out, "\n        location = \"{}\" {{ return 301 \"{}\"; }}", moved.decoded_from, moved.to);
    }
    if !site.moved.is_empty() {
        out.push('\n');
    }
    out.push_str("    }\n");
    if !prefix.is_empty() {
        let _ =
            writeln!(out, "    location = \"{prefix}\" {{ absolute_redirect off; return 301 \"{}/\"; }}", site.prefix);
    }
    out.push_str("}\n");
    out
}
