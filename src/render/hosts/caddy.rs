//! The configuration of Caddy: a site of a Caddyfile.

use std::fmt::Write;

use crate::render::hosts::description::{HostedSite, IMMUTABLE, IMMUTABLE_FOLDERS, REVALIDATED, ServerPlace};

/// Writes the site. Caddy gets a certificate for the host by itself.
pub fn configuration(site: &HostedSite, place: &ServerPlace) -> String {
    let prefix = site.decoded_prefix();
    let mut out = format!("{} {{\n\tencode gzip\n", address(place));
    if !site.moved.is_empty() {
        out.push_str("\tmap {http.request.uri.path} {fingerpost_moved} {\n\t\tdefault \"\"\n");
        for moved in &site.moved {
            let _ = writeln!(out, "\t\t\"{}\" \"{}\"", moved.decoded_from, moved.to);
        }
        out.push_str("\t}\n\t@moved not vars {fingerpost_moved} \"\"\n\tredir @moved {fingerpost_moved} 301\n");
    }
    if !prefix.is_empty() {
        let _ = writeln!(out, "\tredir \"{prefix}\" \"{}/\" 301", site.prefix);
    }
    let folders: Vec<String> = IMMUTABLE_FOLDERS.iter().map(|folder| format!("\"{prefix}/{folder}/*\"")).collect();
    let folders = folders.join(" ");
    let _ = writeln!(out, "\t@site path \"{prefix}/*\"\n\theader @site {{");
    for (header, value) in &site.headers {
        let _ = writeln!(out, "\t\t{header} \"{value}\"");
    }
    let folder = place.folder.trim_end_matches('/');
    let _ = write!(
        out,
        "\t}}
\t@immutable path {folders}
\theader @immutable Cache-Control \"{IMMUTABLE}\"
\t@revalidated {{
\t\tpath \"{prefix}/*\"
\t\tnot path {folders}
\t}}
\theader @revalidated Cache-Control \"{REVALIDATED}\"
\thandle_path \"{prefix}/*\" {{
\t\troot * \"{folder}\"
\t\tfile_server
\t}}
\thandle_errors {{
\t\t@missing path \"{prefix}/*\"
\t\thandle @missing {{
\t\t\theader Cache-Control \"{REVALIDATED}\"
\t\t\trewrite * /404.html
\t\t\troot * \"{folder}\"
\t\t\tfile_server
\t\t}}
\t}}
}}
"
    );
    out
}

/// The address of the site: with `https`, or without a scheme, Caddy gets a certificate.
fn address(place: &ServerPlace) -> String {
    let host = place.host.as_deref().unwrap_or_default();
    let port = place.port.map(|port| format!(":{port}")).unwrap_or_default();
    match place.host {
        None => ":80".to_owned(),
        Some(_) if place.scheme == "https" => format!("{host}{port}"),
        Some(_) => format!("http://{host}{port}"),
    }
}
