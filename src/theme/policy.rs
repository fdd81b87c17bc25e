//! The Content Security Policy of pages.

use std::fmt::Write;

use crate::config::policy::{DIRECTIVES, PolicySettings};

/// What a page may load and run: only files of the site itself, nothing written into the page (CSP Level 3).
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// The policy with the hosts that the settings add.
pub fn content_security_policy(settings: &PolicySettings) -> String {
    let mut parts: Vec<String> = CONTENT_SECURITY_POLICY.split("; ").map(str::to_owned).collect();
    for ((_, directive), hosts) in DIRECTIVES.iter().zip(&settings.hosts).filter(|(_, hosts)| !hosts.is_empty()) {
        let hosts = hosts.join(" ");
        let start = format!("{directive} ");
        match parts.iter_mut().find(|part| part.starts_with(&start)) {
            Some(part) if part.ends_with("'none'") => *part = format!("{directive} {hosts}"),
            Some(part) => _ = write!(part, " {hosts}"),
            None => parts.push(format!("{directive} {hosts}")),
        }
    }
    parts.join("; ")
}
