//! What a host has to know of a site, and where a server finds it.
//!
//! Everything in it is safe between double quotes in the configuration of every server: URLs are percent-encoded, and
//! what a server compares with a decoded URL has no character with a meaning of its own. What does not fit is left out.

use crate::base::path::OutputPath;
use crate::base::url::{encode_url, try_decode};
use crate::config::settings::Config;
use crate::site::page::MovedUrl;
use crate::theme::ASSETS_FOLDER;
use crate::theme::policy::content_security_policy;

/// Folders of files whose names contain a hash of their content.
pub const IMMUTABLE_FOLDERS: [&str; 2] = [ASSETS_FOLDER, "search/kept"];
/// The header `Cache-Control` of files in these folders.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// The header `Cache-Control` of all other files.
pub const REVALIDATED: &str = "public, max-age=0, must-revalidate";

/// Media types of text, which servers compress.
pub const TEXT_TYPES: &str =
    "text/css text/plain text/csv text/markdown application/javascript application/json application/xml image/svg+xml";

/// What a host has to know of a site.
#[derive(Debug)]
pub struct HostedSite {
    /// The base path, percent-encoded, without a final slash.
    pub prefix: String,
    /// The headers of all responses.
    pub headers: [(&'static str, String); 3],
    /// Redirects that every server can take, by old URL.
    pub moved: Vec<Moved>,
}

/// A redirect.
#[derive(Debug)]
pub struct Moved {
    /// The page that redirects.
    pub output: OutputPath,
    /// The path of the old URL with the base path, percent-encoded.
    pub from: String,
    /// The same, decoded.
    pub decoded_from: String,
    /// The new URL, percent-encoded.
    pub to: String,
}

impl HostedSite {
    /// Describes a site. Redirects whose old URL has characters with a meaning for a server are left out.
    pub fn new(config: &Config, moved: &[MovedUrl]) -> HostedSite {
        let policy = content_security_policy(&config.theme.policy);
        HostedSite {
            prefix: encode_url(&config.base_url.prefix),
            headers: [
                ("Content-Security-Policy", format!("{policy}; frame-ancestors 'self'")),
                ("X-Content-Type-Options", "nosniff".to_owned()),
                ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
            ],
            moved: moved.iter().filter_map(Moved::new).collect(),
        }
    }

    /// The URL path of the page for unknown URLs.
    pub fn not_found(&self) -> String {
        format!("{}/404.html", self.prefix)
    }

    /// A regular expression for the URL paths of files that never change.
    pub fn immutable_pattern(&self) -> String {
        format!("^{}/({})/", regex::escape(&self.decoded_prefix()), IMMUTABLE_FOLDERS.join("|"))
    }

    /// The base path, decoded.
    pub fn decoded_prefix(&self) -> String {
        try_decode(&self.prefix).unwrap_or_else(|| self.prefix.clone())
    }

    /// The redirects whose texts together have at most so many bytes, each with the characters around it.
    pub fn moved_within(&self, bytes: usize, around: usize) -> &[Moved] {
        let mut left = bytes;
        let fitting = self.moved.iter().take_while(|moved| {
            let size = moved.from.len() + moved.to.len() + around;
            let fits = size <= left;
            left = left.saturating_sub(size);
            fits
        });
        &self.moved[..fitting.count()]
    }
}

impl Moved {
    fn new(moved: &MovedUrl) -> Option<Moved> {
        let decoded_from = try_decode(&moved.from).filter(|path| path.chars().all(is_literal))?;
        Some(Moved {
            output: moved.output.clone(),
            from: encode_url(&moved.from),
            decoded_from,
            to: encode_url(&moved.to),
        })
    }
}

/// Whether a character of a decoded path means only itself between double quotes, to every server.
pub fn is_literal(letter: char) -> bool {
    letter.is_alphanumeric() || "-._~/ !(),@+&'=".contains(letter)
}

/// Where a server finds the site.
#[derive(Debug)]
pub struct ServerPlace {
    /// `https` or `http`.
    pub scheme: String,
    /// The host name; `None` for every name.
    pub host: Option<String>,
    /// The port in the URL of the site.
    pub port: Option<u16>,
    /// The published folder, in the server's file system.
    pub folder: String,
}

impl ServerPlace {
    /// Reads the origin of the base URL. `None` if the host or the folder has characters with a meaning for a server.
    pub fn new(origin: &str, folder: &str) -> Option<ServerPlace> {
        if folder.is_empty() || !folder.chars().all(|letter| is_literal(letter) || letter == ':') {
            return None;
        }
        let folder = folder.to_owned();
        let Some((scheme, authority)) = origin.split_once("://") else {
            return Some(ServerPlace { scheme: "http".to_owned(), host: None, port: None, folder });
        };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (authority, None),
        };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        let is_host = !host.is_empty() && host.bytes().all(is_name);
        is_host.then(|| ServerPlace { scheme: scheme.to_owned(), host: Some(host.to_owned()), port, folder })
    }
}

/// Whether the name of an output changes with its content.
pub fn is_immutable(path: &str) -> bool {
    IMMUTABLE_FOLDERS.iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

/// How long browsers may keep an output: the value of the header `Cache-Control`.
pub fn cache_control(path: &str) -> &'static str {
    if is_immutable(path) { IMMUTABLE } else { REVALIDATED }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(from: &str, to: &str) -> Option<Moved> {
        Moved::new(&MovedUrl { output: OutputPath::new("a"), from: from.to_owned(), to: to.to_owned() })
    }

    #[test]
    fn urls_have_no_character_with_a_meaning_in_configurations() {
        let to =
            moved("/a/", "https://example.org/a\"b'c$d{e}f;g\\h\ni j<k>`l^m|n*o?p=q&r#\u{e9}").expect("a redirect").to;
        assert!(
            !to.contains(['"', '\'', '$', '{', '}', ';', '\\', '\n', ' ', '<', '>', '`', '^', '|', '*', '\u{e9}']),
            "{to}"
        );
        assert!(to.starts_with("https://example.org/a%22b") && to.ends_with("?p=q&r#%C3%A9"), "{to}");
        for from in
            ["/a%22/", "/a%24b/", "/a%7Bb%7D/", "/a%0Ab/", "/a%5C/", "/a%3B/", "/a%25/", "/a*/", "/a:b/", "/a%23/"]
        {
            assert!(moved(from, "/b/").is_none(), "{from}");
        }
        assert_eq!(moved("/Old%20page/%C3%A9/", "/b/").expect("a redirect").decoded_from, "/Old page/\u{e9}/");
    }

    #[test]
    fn a_server_is_refused_if_its_name_or_folder_could_be_configuration() {
        for (origin, folder) in [
            ("https://a;b", "/srv"),
            ("https://a{", "/srv"),
            ("https://a", "/srv\"x"),
            ("https://a:x", "/srv"),
            ("https://a", "/srv/$x"),
        ] {
            assert!(ServerPlace::new(origin, folder).is_none(), "{origin} {folder}");
        }
        let place = ServerPlace::new("http://example.org:8080", "/srv/site").expect("a place");
        assert_eq!((place.host.as_deref(), place.port), (Some("example.org"), Some(8080)));
    }
}
