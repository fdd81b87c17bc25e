//! The URL of the published site.

use crate::base::path::UrlPath;
use crate::base::url::try_decode;

/// The URL of the published site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https://host`, without a final slash; empty when no base URL is set.
    pub origin: String,
    /// `/prefix` without a final slash; empty at the top of a host.
    pub prefix: String,
}

impl BaseUrl {
    /// A URL path of the site with the base path, ready for `href`.
    pub fn href(&self, url: &UrlPath) -> String {
        format!("{}{url}", self.prefix)
    }

    /// The whole URL where an origin is set, else the same as `href`.
    pub fn absolute(&self, url: &UrlPath) -> String {
        format!("{}{}{url}", self.origin, self.prefix)
    }

    /// Reads `https://host/prefix/` or `/prefix/`; `None` when it is neither.
    pub fn parse(text: &str) -> Option<BaseUrl> {
        let text = text.trim();
        if text.is_empty() {
            return Some(BaseUrl::default());
        }
        let decoded = try_decode(text)?;
        let is_wrong = |letter: char| letter.is_control() || "?#\\\"<>".contains(letter);
        if text.contains(char::is_whitespace) || decoded.contains(is_wrong) {
            return None;
        }
        if text.starts_with('/') && !text.starts_with("//") {
            return Some(BaseUrl { origin: String::new(), prefix: text.trim_end_matches('/').to_owned() });
        }
        let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
        let rest = &text[scheme.len()..];
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if !is_authority(host) {
            return None;
        }
        Some(BaseUrl { origin: format!("{scheme}{host}"), prefix: path.trim_end_matches('/').to_owned() })
    }
}

/// Whether a text is the name of a host, or its address, perhaps with a port.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (text, "0"),
    };
    let is_name = host.chars().any(char::is_alphanumeric)
        && host.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '.' | '_'));
    let is_address = host.starts_with('[')
        && host.ends_with(']')
        && host[1..host.len() - 1].chars().all(|letter| letter.is_ascii_hexdigit() || matches!(letter, ':' | '.'));
    (is_name || is_address) && port.parse::<u16>().is_ok()
}

/// What to write in place of a base URL that is not valid.
pub fn base_url_help(text: &str) -> String {
    let bare = text.trim().trim_start_matches('/');
    let own = format!("https://{bare}");
    let has_host = bare.split('/').next().is_some_and(|host| host.contains('.') && !host.contains(':'));
    if has_host && BaseUrl::parse(&own).is_some() {
        return format!("write it with its scheme: `{own}`");
    }
    "use the full URL of the site, such as `https://example.org/guidance/`, or only a path, such as `/guidance/`"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_split_into_origin_and_prefix() {
        let url = BaseUrl::parse("https://example.org/guides/").expect("a valid URL");
        assert_eq!((url.origin.as_str(), url.prefix.as_str()), ("https://example.org", "/guides"));
        assert_eq!(BaseUrl::parse("/guides").expect("a path").prefix, "/guides");
        assert_eq!(BaseUrl::parse("example.org"), None);
        assert_eq!(BaseUrl::parse("//example.org"), None);
        for valid in ["http://localhost:8000/", "https://[::1]:80/a", "https://b\u{fc}cher.example/a%20b/"] {
            assert!(BaseUrl::parse(valid).is_some(), "{valid}");
        }
        for wrong in ["https://e.org/%22%0aA/", "https://e.org;x/", "https://{x}/", "https://_/", "https://e.org:port/"]
        {
            assert_eq!(BaseUrl::parse(wrong), None, "{wrong}");
        }
        assert_eq!(base_url_help("example.org/a"), "write it with its scheme: `https://example.org/a`");
        assert!(base_url_help("ftp://example.org").starts_with("use the full URL"));
    }
}
