//! Names of published files: what cannot be a name everywhere, and which names are one file to some file systems.

use crate::base::code::Code;
use crate::base::codes::{OUTPUT_INVALID_PATH, OUTPUT_RESERVED_NAME};
use crate::base::path::is_of_tools;

/// Why a name cannot be a file or folder everywhere.
pub(super) struct NameProblem {
    pub code: &'static Code,
    pub message: String,
    pub help: &'static str,
}

/// Names of devices on Windows, with any ending (Microsoft, Naming Files, Paths, and Namespaces).
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Files at the top of a site that its host reads as settings or programs, in lower case: headers, redirects, access, the
/// domain. Cloudflare Pages, Netlify, GitHub Pages, Vercel, Firebase, `serve`.
const AT_THE_TOP: &[&str] = &[
    "_headers",
    "_redirects",
    "_routes.json",
    "_worker.js",
    ".nojekyll",
    "cname",
    "firebase.json",
    "netlify.toml",
    "now.json",
    "serve.json",
    "vercel.json",
];
/// The same in any folder: Apache, IIS, PHP, Azure Static Web Apps.
const ANYWHERE: &[&str] = &[".htaccess", ".user.ini", "php.ini", "staticwebapp.config.json", "user.ini", "web.config"];

/// Whether a web server or host reads a file of this path as settings, or would stumble over a folder in its place.
pub fn is_setting_of_server(path: &str) -> bool {
    let path = path.to_lowercase();
    let last = path.matches('/').count();
    path.split('/').map(|name| name.trim_end_matches([' ', '.'])).enumerate().any(|(at, name)| {
        // A page about CNAME records is in a folder of this name, which no host reads.
        let is_at_the_top = at == 0 && AT_THE_TOP.contains(&name) && (at == last || name != "cname");
        is_at_the_top || ANYWHERE.contains(&name)
    })
}

/// Why a part of an output path is refused.
pub(super) fn name_problem(name: &str) -> Option<NameProblem> {
    let invalid = |message: &str| {
        let help = "use letters, digits, hyphens and dots in URLs and file names";
        Some(NameProblem { code: &OUTPUT_INVALID_PATH, message: message.to_owned(), help })
    };
    let reserved = |message: String| {
        let help = "rename the file, or give the page a `slug` or `permalink`";
        Some(NameProblem { code: &OUTPUT_RESERVED_NAME, message, help })
    };
    if matches!(name, "" | "." | "..") {
        return invalid("a part of the path is empty, `.` or `..`");
    }
    if is_of_tools(name) {
        let message = format!("`{name}` is a name of version control or of Fingerpost");
        return Some(NameProblem { code: &OUTPUT_INVALID_PATH, message, help: "choose another URL or name" });
    }
    if name.chars().any(|letter| letter.is_control() || letter == '\\') {
        return invalid("it contains a control character or a backslash");
    }
    if name.contains(['<', '>', ':', '"', '|', '?', '*']) {
        return invalid("it contains a character that Windows does not allow: one of `< > : \" | ? *`");
    }
    if name.contains(turns_text) {
        return invalid("it contains a character that changes the direction of the text around it");
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_port = port
        .is_some_and(|number| matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"));
    if is_port || DEVICES.contains(&stem.as_str()) {
        return reserved(format!("`{name}` is the name of a device on Windows"));
    }
    name.ends_with(['.', ' ']).then(|| reserved(format!("Windows drops the end of `{name}`"))).flatten()
}

/// Marks and embeddings of the Unicode Bidirectional Algorithm, with which a name can read as another.
fn turns_text(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_servers_are_known_by_name() {
        let settings = [
            "_headers",
            "_Redirects",
            "CNAME",
            "Web.config",
            "a/b/web.config.",
            "a/staticwebapp.config.json",
            ".htaccess/index.html",
            "a/.htaccess",
            "_worker.js/index.js",
        ];
        for path in settings {
            assert!(is_setting_of_server(path), "{path}");
        }
        let others = [
            "a/_headers",
            "a/vercel.json",
            "headers",
            "web.config.txt",
            "cname.md",
            "cname/index.html",
            "_redirects.png",
        ];
        for path in others {
            assert!(!is_setting_of_server(path), "{path}");
        }
    }

    #[test]
    fn names_that_cannot_exist_everywhere_are_refused() {
        let code = |name: &str| name_problem(name).map(|problem| problem.code.name);
        for name in [
            "",
            ".",
            "..",
            "a\u{0}b",
            "a\nb",
            "a\u{7f}",
            "a\u{85}",
            "a\\b",
            "a:b",
            "a*",
            "<a>",
            "a\"",
            "a|b",
            "a?b",
            "a\u{202e}b",
            ".git",
            ".GIT",
            ".g\u{200c}it",
            "git~1",
            ".git.",
            ".svn",
            ".fingerpost-staging",
        ] {
            assert_eq!(code(name), Some("output/invalid-path"), "{name:?}");
        }
        for name in
            ["con", "CON", "aux.txt", "nul.html", "Com1", "lpt9.a.b", "LPT\u{b9}", "con .x", "a.", "a ", "conin$"]
        {
            assert_eq!(code(name), Some("output/reserved-name"), "{name:?}");
        }
        for name in [
            "a",
            ".htaccess",
            "..a",
            "con-a",
            "com",
            "com10",
            "auxiliary",
            "a.b",
            "console",
            ".well-known",
            "git",
            ".gitea",
            ".nojekyll",
        ] {
            assert_eq!(code(name), None, "{name:?}");
        }
    }
}
