//! The front matter keys with which other tools let only some people read a page. Fingerpost publishes a page for everybody
//! or not at all, so each of them is reported.

use crate::base::codes::META_RESTRICTED;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::Node;
use crate::base::path::SourcePath;
use crate::parse::visibility::{is_spelling, truth};

/// Keys whose value says who may read the page or how.
const SECRETS: &[&str] = &["password", "passphrase", "allowed_users", "allowed_groups", "allowed_roles"];
/// Keys that restrict a page if they are true.
const FLAGS: &[&str] = &[
    "protected",
    "password_protected",
    "restricted",
    "confidential",
    "internal",
    "internal_only",
    "staff_only",
    "members_only",
    "secret",
    "login",
    "login_required",
    "require_login",
    "requires_login",
    "auth_required",
    "require_auth",
    "requires_auth",
];
/// Keys that name who may read the page.
const AUDIENCES: &[&str] = &["access", "access_level", "visibility", "read_access"];
/// The readers that are not everybody.
const SOME_PEOPLE: &[&str] = &[
    "private",
    "internal",
    "restricted",
    "protected",
    "confidential",
    "secret",
    "password",
    "login",
    "authenticated",
    "registered",
    "members",
    "members only",
    "staff",
    "staff only",
    "team",
    "employees",
    "admin",
    "admins",
];

/// Reports the keys of a page that is published.
pub fn check(path: &SourcePath, front: &Node) -> Vec<Diagnostic> {
    let restricts = |(name, node): &&(String, Node)| {
        let is_one_of = |keys: &[&str]| keys.iter().any(|key| is_spelling(name, key));
        !node.inherited
            && !node.is_blank()
            && (is_one_of(SECRETS) && truth(node) != Some(false)
                || is_one_of(FLAGS) && (truth(node) == Some(true) || word(node).as_deref() == Some("required"))
                || is_one_of(AUDIENCES) && word(node).is_some_and(|word| SOME_PEOPLE.contains(&word.as_str())))
    };
    let report = |(name, node): &(String, Node)| {
        let message =
            format!("`{name}` does not restrict who can read this page: Fingerpost publishes it for everybody");
        let help = "to keep the page back, set `draft: true`; to restrict the site, use a password of the web server; if everybody may read the page, remove the key";
        Diagnostic::new(&META_RESTRICTED, Location::at(path, node.key_span), message).help(help)
    };
    front.entries().iter().filter(restricts).map(report).collect()
}

fn word(node: &Node) -> Option<String> {
    node.text().map(|text| text.trim().to_lowercase().replace(['_', '-'], " "))
}
