//! The `[theme.policy]` table: other hosts that pages may use, for example to count visits or to send feedback.

use crate::base::codes::CONFIG_INVALID_VALUE;
use crate::base::node::Node;
use crate::config::reader::Reader;

/// The directives of the Content Security Policy that the settings can widen, by their keys.
pub const DIRECTIVES: [(&str, &str); 5] = [
    ("scripts", "script-src"),
    ("images", "img-src"),
    ("connections", "connect-src"),
    ("frames", "frame-src"),
    ("forms", "form-action"),
];

/// The hosts for each of `DIRECTIVES`, in the same order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicySettings {
    pub hosts: [Vec<String>; DIRECTIVES.len()],
}

impl Reader {
    /// Reads the hosts. Anything that is not a host is an error: no setting allows inline scripts.
    pub(super) fn policy(&mut self, theme: &Node) -> PolicySettings {
        let mut policy = PolicySettings::default();
        let Some(table) = self.table(theme, "policy") else { return policy };
        self.only(table, "theme.policy");
        for ((key, _), hosts) in DIRECTIVES.iter().zip(&mut policy.hosts) {
            for host in self.texts_at(table, key) {
                if is_host(&host) {
                    hosts.push(host);
                } else {
                    let span = table.get(key).map_or(table.span, |node| node.span);
                    let message = format!("`{host}` is not the URL of a host");
                    let help = "write it as `https://stats.example.org`".to_owned();
                    self.report(&CONFIG_INVALID_VALUE, span, message, Some(help));
                }
            }
        }
        policy
    }
}

/// Whether a text is `https://host`, perhaps with `*.` before the host or a port behind it. No other characters may be in
/// a policy, where `;` and spaces end a value.
fn is_host(text: &str) -> bool {
    let Some(host) = text.strip_prefix("https://") else { return false };
    let (host, port) = host.split_once(':').unwrap_or((host, "443"));
    let host = host.strip_prefix("*.").unwrap_or(host);
    let is_name =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    host.split('.').all(is_name) && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
}
