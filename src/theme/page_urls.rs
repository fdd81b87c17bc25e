//! URLs for one page from patterns of the settings: to edit it, to report a problem, to confirm that it was read.

use minijinja::Value;

use crate::base::url::{encode_path, encode_query};
use crate::config::settings::Config;
use crate::parse::status::DocumentStatus;
use crate::site::page::{Page, SIGN_OFF_FOLDER};
use crate::site::register::is_registered;
use crate::site::routes::below;
use crate::site::text_copies::{TextFormat, copy_of};
use crate::theme::values::none;

/// A pattern filled for a page; none for pages that no author wrote. Every value but the path of the file is encoded as a
/// part of a query.
pub fn filled(config: &Config, page: &Page, pattern: Option<&str>) -> Value {
    let (Some(pattern), Some((document, meta))) = (pattern, page.document.as_ref().zip(page.meta())) else {
        return none();
    };
    let value = |name: &str| {
        Some(match name {
            "path" => encode_path(document.path.as_str()),
            "title" => encode_query(&page.title),
            "url" => encode_query(&config.base_url.absolute(&page.url)),
            "id" => encode_query(meta.document_id.as_deref().unwrap_or_default()),
            "version" => encode_query(meta.control.version.as_deref().unwrap_or_default()),
            "sha256" => document.sha256.clone(),
            _ => return None,
        })
    };
    // One walk over the pattern: what a value brings along is never taken for a name.
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}').and_then(|(name, tail)| Some((value(name)?, tail))) {
            Some((value, tail)) => {
                out.push_str(&value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    Value::from(out + rest)
}

/// Whether a page has a link to confirm that it was read: an effective controlled document, in the current library.
pub fn asks_for_attestation(config: &Config, page: &Page) -> bool {
    let is_open = page.meta().is_some_and(|meta| {
        !meta.visibility.draft && !matches!(meta.state, DocumentStatus::Draft | DocumentStatus::Review)
    });
    is_registered(page) && is_open && !page.is_retired() && config.as_of.is_none()
}

/// The URL at which readers confirm that they have read a page.
pub fn attestation(config: &Config, page: &Page) -> Value {
    match &config.attestation.url {
        Some(pattern) if asks_for_attestation(config, page) => {
            let prefix = if pattern.starts_with('/') { config.base_url.prefix.as_str() } else { "" };
            filled(config, page, Some(&format!("{prefix}{pattern}")))
        }
        _ => none(),
    }
}

/// The sheet of a document to sign, where the site has such sheets.
pub fn sign_off(config: &Config, page: &Page) -> Value {
    if config.attestation.sign_off_lines == 0 || !is_registered(page) || page.is_retired() {
        return none();
    }
    Value::from(config.base_url.href(&below(&page.url, SIGN_OFF_FOLDER).url()))
}

/// The copy of the page as text, where it has one.
pub fn text_copy(config: &Config, page: &Page, format: TextFormat) -> Value {
    let copy = copy_of(page, config, format);
    copy.map_or_else(none, |output| Value::from(config.base_url.href(&output.url())))
}
