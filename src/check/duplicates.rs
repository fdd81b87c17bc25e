//! Long paragraphs that appear on two pages.
//!
//! Pages in two languages may share text that is not translated yet, pages of two versions, as in `docs/v3.1/`, text
//! that did not change, and a page that is retired may have what replaced it.

use std::collections::HashMap;

use crate::base::codes::TEXT_DUPLICATE_PARAGRAPH;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::Hash;
use crate::base::path::file_name_of;
use crate::parse::document::Document;
use crate::parse::paragraphs::{MIN_WORDS, Paragraph};
use crate::site::model::Site;
use crate::site::page::Page;

/// Names each long paragraph that an earlier page has too.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut first: HashMap<(Hash, Hash), (&Document, Paragraph)> = HashMap::new();
    let mut diagnostics = Vec::new();
    for page in site.pages().iter().filter(|page| page.output.is_some() && !page.is_retired()) {
        let Some(document) = page.document.as_deref() else { continue };
        let language = language(site, page);
        let variant = Hash::of(format!("{language} {}", version(&page.content_path)).as_bytes());
        for paragraph in &document.paragraphs {
            let key = (paragraph.words, variant);
            let Some((other, earlier)) = first.get(&key) else {
                first.insert(key, (document, *paragraph));
                continue;
            };
            if other.path == document.path {
                continue;
            }
            let message = format!("`{}` has the same paragraph", other.path);
            let at = Location::at(&document.path, paragraph.span);
            let help = "keep it on one page, and link to it or embed it on the other";
            let label = Location::at(&other.path, earlier.span);
            let diagnostic = Diagnostic::new(&TEXT_DUPLICATE_PARAGRAPH, at, message).help(help);
            diagnostics.push(diagnostic.label(label, format!("the same paragraph, with more than {MIN_WORDS} words")));
        }
    }
    diagnostics
}

/// The version that a folder of the page names, as in `docs/v3.1/`.
fn version(path: &str) -> &str {
    let is_version = |part: &&str| {
        let number = part.strip_prefix('v').unwrap_or(part);
        let is_number = number.starts_with(|letter: char| letter.is_ascii_digit())
            && number.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
        is_number && (number.len() < part.len() || number.contains('.'))
    };
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').find(is_version).unwrap_or_default()
}

/// The language of a page: as it says, else by a suffix as in `audit.de.md` or a folder as in `fr/`, else the site's.
fn language(site: &Site, page: &Page) -> String {
    let is_code = |part: &&str| part.len() == 2 && part.bytes().all(|letter| letter.is_ascii_lowercase());
    let stated = page.meta().and_then(|meta| meta.language.clone());
    let suffix = || file_name_of(&page.content_path).rsplit('.').nth(1).filter(is_code).map(str::to_owned);
    let folder = || page.content_path.split('/').find(is_code).map(str::to_owned);
    stated.or_else(suffix).or_else(folder).unwrap_or_else(|| site.config().language.clone())
}
