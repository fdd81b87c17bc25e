//! `[build] host`: the service or server that publishes the site and reads its settings from the published folder.

use crate::base::codes::CONFIG_INVALID_VALUE;
use crate::base::node::Node;
use crate::config::reader::Reader;

/// A host that reads settings from the published folder, or that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SiteHost {
    Apache,
    Azure,
    Cloudflare,
    Github,
    Gitlab,
    Netlify,
}

impl SiteHost {
    /// All of them, by name.
    pub const ALL: [(&str, SiteHost); 6] = [
        ("apache", SiteHost::Apache),
        ("azure", SiteHost::Azure),
        ("cloudflare", SiteHost::Cloudflare),
        ("github", SiteHost::Github),
        ("gitlab", SiteHost::Gitlab),
        ("netlify", SiteHost::Netlify),
    ];

    /// Whether the host cannot be told which headers to send, so that pages state the policy themselves.
    pub fn has_no_headers(self) -> bool {
        matches!(self, SiteHost::Github | SiteHost::Gitlab)
    }
}

impl Reader {
    pub(super) fn host(&mut self, build: &Node) -> Option<SiteHost> {
        let node = build.get("host")?;
        let name = node.text().unwrap_or_default();
        let found = SiteHost::ALL.iter().find(|(known, _)| *known == name);
        if found.is_none() {
            let names: Vec<String> = SiteHost::ALL.iter().map(|(name, _)| format!("`{name}`")).collect();
            let help = match name.as_str() {
                "nginx" | "caddy" => format!("print its configuration with `fingerpost host {name}`"),
                "cloudfront" => "print its configuration with `fingerpost host cloudfront-function`".to_owned(),
                _ => format!("use one of {}", names.join(", ")),
            };
            self.report(&CONFIG_INVALID_VALUE, node.span, format!("`host` cannot be `{name}`"), Some(help));
        }
        found.map(|(_, host)| *host)
    }
}
