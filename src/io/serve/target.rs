//! The path of a request turned into the output that it names, and the headers of every reply.
//!
//! Names come only from the outputs of the compile, so no path can reach another file.

use unicode_normalization::UnicodeNormalization;

use crate::base::tree::Bytes;
use crate::base::url::{encode_path, try_decode};
use crate::compile::snapshot::{NamedByContent, Snapshot};
use crate::theme::policy::CONTENT_SECURITY_POLICY;

/// What the path of a request names.
#[derive(Debug, PartialEq, Eq)]
pub enum RequestTarget {
    /// A path of an output.
    Output(String),
    /// The path to redirect to, from the root.
    Moved(String),
    Nothing,
}

/// Finds the output for a path as it was sent: below the base path, percent-decoded once.
pub fn find_target(snapshot: &Snapshot, path: &str) -> RequestTarget {
    let prefix = &snapshot.site().config().base_url.prefix;
    let Some(below) = path.strip_prefix(prefix.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/')) else {
        return if path == "/" { RequestTarget::Moved(format!("{prefix}/")) } else { RequestTarget::Nothing };
    };
    if below.is_empty() {
        return RequestTarget::Moved(format!("{prefix}/"));
    }
    let Some(name) = name(&below[1..]) else { return RequestTarget::Nothing };
    if name.is_empty() || name.ends_with('/') {
        let index = format!("{name}index.html");
        return if snapshot.has(&index) { RequestTarget::Output(index) } else { RequestTarget::Nothing };
    }
    if snapshot.has(&name) {
        return RequestTarget::Output(name);
    }
    let is_folder = snapshot.has(&format!("{name}/index.html"));
    if is_folder { RequestTarget::Moved(format!("{prefix}/{}/", encode_path(&name))) } else { RequestTarget::Nothing }
}

/// The output path that a path below the base path names.
fn name(below: &str) -> Option<String> {
    Some(try_decode(below)?.nfc().collect())
}

/// The file of the compile before this one that a path names. A page that was open before may still request it.
pub fn find_older(older: &NamedByContent, prefix: &str, path: &str) -> Option<(String, Bytes)> {
    let name = name(path.strip_prefix(prefix)?.strip_prefix('/')?)?;
    let bytes = older.get(&name)?.clone();
    Some((name, bytes))
}

/// Headers of every reply.
pub fn common_headers(media: &str) -> Vec<(&'static str, String)> {
    vec![
        ("Content-Type", media.to_owned()),
        ("Cache-Control", "no-cache".to_owned()),
        ("Content-Security-Policy", format!("{CONTENT_SECURITY_POLICY}; frame-ancestors 'self'")),
        ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
    ]
}
