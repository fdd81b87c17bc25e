//! Malformed URLs of other sites, mail addresses and telephone numbers, as far as that shows without a request.

use url::{ParseError, Url};

use crate::base::codes::LINK_INVALID_URL;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::url::decode;

/// The diagnostic about a malformed URL.
pub(super) fn check(url: &str, at: &Location) -> Option<Diagnostic> {
    let help = malformed(url)?;
    Some(Diagnostic::new(&LINK_INVALID_URL, at.clone(), format!("`{url}` is not a valid URL")).help(help))
}

/// What is wrong with a URL, as advice; `None` if it may be valid.
pub(super) fn malformed(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => web(url, scheme, rest),
        "mailto" => mail(rest),
        "tel" | "sms" | "callto" => telephone(scheme, rest),
        _ => None,
    }
}

/// The WHATWG URL standard repairs mistakes that an author cannot have meant; those are reported here.
fn web(url: &str, scheme: &str, rest: &str) -> Option<String> {
    let Some(host) = rest.strip_prefix("//") else {
        return Some(format!("write `{scheme}://{}`", rest.trim_start_matches('/')));
    };
    if host.is_empty() || host.starts_with(['/', '?', '#']) {
        return Some("it has no host".to_owned());
    }
    let lower = host.to_ascii_lowercase();
    if ["http:", "https:", "http//", "https//"].iter().any(|second| lower.starts_with(second)) {
        return Some("it has two schemes; remove one".to_owned());
    }
    if url.contains(char::is_whitespace) {
        return Some("write spaces as `%20`".to_owned());
    }
    let parsed = match Url::parse(url) {
        Ok(parsed) => parsed,
        Err(ParseError::InvalidPort) => return Some("its port must be a number up to 65535".to_owned()),
        Err(error) => return Some(error.to_string()),
    };
    let host = parsed.host_str()?;
    let odd = host.chars().find(|sign| !sign.is_ascii_alphanumeric() && !"-_.[]:".contains(*sign));
    match odd {
        Some(sign) => Some(format!("a host cannot contain `{sign}`")),
        None if host.starts_with('.') || host.contains("..") => Some("its host has an empty label".to_owned()),
        None => None,
    }
}

/// RFC 6068: addresses with commas between them, then fields.
fn mail(rest: &str) -> Option<String> {
    let (to, fields) = rest.split_once('?').unwrap_or((rest, ""));
    if let Some(address) = to.strip_prefix("//") {
        return Some(format!("write `mailto:{address}`"));
    }
    if to.trim().is_empty() {
        return fields.is_empty().then(|| "it has no email address".to_owned());
    }
    let is_address = |address: &str| {
        let address = decode(address);
        let (name, host) = address.trim().rsplit_once('@').unwrap_or_default();
        let is_quoted = name.starts_with('"') && name.ends_with('"');
        let is_name =
            !name.is_empty() && (is_quoted || !name.contains(|sign: char| sign == '@' || sign.is_whitespace()));
        let is_host = !host.contains(|sign: char| sign.is_whitespace() || "/\\()<>,;".contains(sign));
        is_name && is_host && host.split('.').all(|part| !part.is_empty())
    };
    let wrong = to.split(',').find(|address| !is_address(address))?;
    Some(match wrong.contains("@") {
        true if wrong.contains(';') => "use commas between email addresses".to_owned(),
        _ => format!("`{}` is not an email address", wrong.trim()),
    })
}

/// RFC 3966: digits with signs between them, then parameters. Spaces are forgiven, as every telephone does.
fn telephone(scheme: &str, rest: &str) -> Option<String> {
    if rest.starts_with("//") {
        return Some(format!("write `{scheme}:{}`", rest.trim_start_matches('/')));
    }
    let number = decode(rest.split([';', '?', ',']).next().unwrap_or(rest));
    let is_sign = |sign: char| sign.is_ascii_digit() || sign.is_whitespace() || "+-.()*#".contains(sign);
    match number.chars().find(|sign| !is_sign(*sign)) {
        Some(sign) => Some(format!("a telephone number cannot contain `{sign}`")),
        None => (!number.contains(|sign: char| sign.is_ascii_digit())).then(|| "it has no number".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::malformed;

    #[test]
    fn possibly_valid_urls_are_accepted() {
        for good in [
            "https://www.example.org/a",
            "https://intranet/a?b=c#d",
            "https://example.org:8443/",
            "https://[2001:db8::1]/",
            "https://müller.example/",
            "https://user:word@example.org/",
            "https://my_bucket.example.org/a,b",
            "mailto:a@example.org",
            "mailto:a@example.org,b@example.org?subject=One%20two",
            "mailto:?subject=A",
            "mailto:desk@localhost",
            "mailto:%22not%40me%22@example.org",
            "tel:+44-20-7946-0000",
            "tel:020 7946 0000",
            "tel:+442079460000;ext=12",
            "tel:*21#",
            "sms:+442079460000?body=Hello",
            "urn:isbn:0451450523",
        ] {
            assert_eq!(malformed(good), None, "{good}");
        }
    }

    #[test]
    fn malformed_urls_are_reported() {
        for bad in [
            "https:/www.example.org",
            "https://https://www.example.org",
            "http://http//example.org",
            "https://",
            "https:///a",
            "https://example.org:80a/",
            "https://example.org:99999/",
            "https://www..example.org/",
            "https://example.org,/a",
            "https://a b.example.org/",
            "mailto:",
            "mailto:desk",
            "mailto:desk at example.org",
            "mailto://desk@example.org",
            "mailto:a@example.org;b@example.org",
            "mailto:a@",
            "mailto:a@example..org",
            "tel:",
            "tel:call us",
            "tel://123",
        ] {
            assert!(malformed(bad).is_some(), "{bad}");
        }
    }
}
