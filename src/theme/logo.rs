//! Whether a logo can be seen on the band at the top.
//!
//! Only the colours of SVG images are read. A picture of pixels is not decoded.

use crate::base::codes::text::THEME_CONTRAST;
use crate::base::colour::{BLACK, Colour, WHITE};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::html::tokenizer::start_tags;
use crate::base::tree::Tree;
use crate::config;
use crate::config::theme::{SiteImage, ThemeSettings};
use crate::theme::tokens::{Scheme, band};

/// Contrast of a picture that has a meaning with its ground (WCAG 2.2, 1.4.11).
const PICTURE: f64 = 3.0;

/// Reports logos of which no colour has enough contrast with the band. `content` is the content folder.
pub(super) fn check(tree: &Tree, content: &str, settings: &ThemeSettings) -> Vec<Diagnostic> {
    let Some(logo) = &settings.logo else { return Vec::new() };
    let images = [(logo, Scheme::Light), (settings.logo_dark.as_ref().unwrap_or(logo), Scheme::Dark)];
    let mut found: Vec<Diagnostic> = Vec::new();
    for (image, scheme) in images {
        let Some(ratio) = best_contrast(tree, content, image, band(settings, scheme)) else { continue };
        let is_new = !found.iter().any(|known| known.at == Location::at(&config::source_path(), image.span));
        if ratio < PICTURE && is_new {
            found.push(diagnostic(image, ratio, scheme));
        }
    }
    found
}

fn diagnostic(image: &SiteImage, ratio: f64, scheme: Scheme) -> Diagnostic {
    let ratio = (ratio * 10.0).floor() / 10.0;
    let message = format!(
        "`{}` can hardly be seen on the header in the {} scheme: its contrast is {ratio}:1",
        image.path,
        scheme.name()
    );
    let help = match scheme {
        Scheme::Light => "use a version of the logo for this background, or set `header = \"light\"`",
        Scheme::Dark => "set `logo_dark` to a version of the logo for dark backgrounds",
    };
    Diagnostic::new(&THEME_CONTRAST, Location::at(&config::source_path(), image.span), message).help(help)
}

/// The contrast of the colour that has the most; `None` for an image whose colours are not known.
fn best_contrast(tree: &Tree, content: &str, image: &SiteImage, band: Colour) -> Option<f64> {
    let path = image.path.trim_start_matches('/');
    if !path.ends_with(".svg") {
        return None;
    }
    let in_content = if content.is_empty() { path.to_owned() } else { format!("{content}/{path}") };
    let bytes = tree.get(&format!("static/{path}")).or_else(|| tree.get(&in_content))?;
    let colours = colours(&String::from_utf8_lossy(&bytes))?;
    colours.into_iter().map(|colour| colour.contrast(band)).max_by(f64::total_cmp)
}

/// The colours that an SVG image is drawn with; `None` if some are not known. Without any, it is black.
fn colours(svg: &str) -> Option<Vec<Colour>> {
    let mut found = Vec::new();
    for tag in start_tags(svg) {
        // A style sheet, a picture or a gradient can have any colour.
        if matches!(&*tag.name, "style" | "image" | "lineargradient" | "radialgradient" | "pattern" | "filter") {
            return None;
        }
        let style = tag.get("style").unwrap_or_default().split(';').filter_map(|part| part.split_once(':'));
        let attributes = ["fill", "stroke"].iter().filter_map(|name| Some((*name, tag.get(name)?)));
        for (name, value) in attributes.chain(style) {
            if matches!(name.trim(), "fill" | "stroke") && value.trim() != "none" {
                found.push(colour(value.trim())?);
            }
        }
    }
    Some(if found.is_empty() { vec![BLACK] } else { found })
}

fn colour(text: &str) -> Option<Colour> {
    match text {
        "black" | "currentColor" | "currentcolor" => Some(BLACK),
        "white" => Some(WHITE),
        _ => Colour::parse(text),
    }
}
