//! Files beside the pages that are never published, or only where every author is trusted.
//!
//! A pull request may change what readers read, not what runs in their browsers or how a server answers.

use crate::base::codes::SOURCE_SERVER_FILE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::{SourcePath, file_name_of};
use crate::base::tree::Entry;
use crate::check::active_files;
use crate::config::settings::RawHtml;

/// Files at the top of a site that its host reads as settings, in lower case: headers, redirects, access, the domain.
/// Cloudflare Pages, Netlify, GitHub Pages, Vercel, `serve`.
const AT_THE_TOP: &[&str] =
    &["_headers", "_redirects", "_routes.json", "cname", "netlify.toml", "now.json", "serve.json", "vercel.json"];
/// The same in any folder: IIS, Azure Static Web Apps.
const ANYWHERE: &[&str] = &["web.config", "staticwebapp.config.json"];

/// Why a file may not be published. `content_path` is its path below the content folder.
pub fn check(source_path: &str, content_path: &str, file: &Entry, raw_html: RawHtml) -> Option<Diagnostic> {
    if is_for_server(content_path) {
        let name = file_name_of(source_path);
        let message = format!("this file is not published, because web servers read `{name}` as settings");
        let help = "move the file to `static/` if the site needs it, or add it to `exclude` under `[build]`";
        return Some(
            Diagnostic::new(&SOURCE_SERVER_FILE, Location::file(&SourcePath::new(source_path)), message).help(help),
        );
    }
    if raw_html == RawHtml::Allow { None } else { active_files::check(source_path, file) }
}

fn is_for_server(content_path: &str) -> bool {
    let path = content_path.trim_end_matches([' ', '.']).to_lowercase();
    AT_THE_TOP.contains(&path.as_str()) || ANYWHERE.contains(&file_name_of(&path))
}

#[cfg(test)]
mod tests {
    use super::is_for_server;

    #[test]
    fn settings_of_servers_are_known_by_name() {
        for path in ["_headers", "_Redirects", "CNAME", "Web.config", "a/b/web.config.", "a/staticwebapp.config.json"] {
            assert!(is_for_server(path), "{path}");
        }
        for path in ["a/_headers", "a/vercel.json", "headers", "web.config.txt", "cname.md", "_redirects.png"] {
            assert!(!is_for_server(path), "{path}");
        }
    }
}
