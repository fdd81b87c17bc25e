//! Files beside the pages that are never published, or only where every author is trusted.
//!
//! A pull request may change what readers read, not what runs in their browsers or how a server answers.

use crate::base::codes::SOURCE_SERVER_FILE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::{SourcePath, file_name_of, served_extensions_of};
use crate::base::tree::Entry;
use crate::check::active_files;
use crate::config::settings::RawHtml;
use crate::render::output_names::is_setting_of_server;

/// Endings of programs that servers run where they are set up for it, often without another setting: PHP, ASP, JSP, CGI.
/// Apache looks at each ending of a name.
const PROGRAMS: &[&str] = &[
    "php", "php3", "php4", "php5", "php7", "php8", "phtml", "pht", "phar", "phps", "cgi", "fcgi", "asp", "aspx",
    "ashx", "asmx", "svc", "jsp", "jspx", "cfm", "cfml", "cshtml", "vbhtml", "stm", "shtm", "shtml",
];

/// Why a file may not be published. `content_path` is its path below the content folder.
pub fn check(source_path: &str, content_path: &str, file: &Entry, raw_html: RawHtml) -> Option<Diagnostic> {
    let reason = if is_setting_of_server(content_path) {
        Some(format!("web servers read `{}` as settings", file_name_of(source_path)))
    } else {
        served_extensions_of(content_path)
            .find(|ending| PROGRAMS.contains(&ending.as_str()))
            .map(|ending| format!("web servers can run `{ending}` files"))
    };
    if let Some(reason) = reason {
        let message = format!("this file is not published, because {reason}");
        let help = "move the file to `static/` if the site needs it, or add it to `exclude` under `[build]`";
        return Some(
            Diagnostic::new(&SOURCE_SERVER_FILE, Location::file(&SourcePath::new(source_path)), message).help(help),
        );
    }
    if raw_html == RawHtml::Allow { None } else { active_files::check(source_path, file) }
}
