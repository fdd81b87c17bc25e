//! The settings of `[theme]` as style rules: custom properties that the shipped style sheet reads everywhere.
//!
//! Colours are computed from the one that was given until they can be read, in the light and in the dark scheme.

use std::fmt::Write;

use crate::base::colour::{Colour, WHITE};
use crate::config::theme::ThemeSettings;

/// The ground of the dark scheme: `--paper` in `site.css/1-tokens.css`.
const DARK_PAPER: Colour = Colour { red: 0x14, green: 0x1a, blue: 0x1b };
/// Contrast of links with the ground, and of words with the band (WCAG 2.2, 1.4.6).
const TEXT: f64 = 7.0;
/// Contrast of marks and borders that carry meaning is at least 3 (WCAG 2.2, 1.4.11); this is the one for small text.
const MARK: f64 = 4.5;

/// Style rules for what the settings change; empty where they change nothing.
pub fn rules(settings: &ThemeSettings) -> String {
    let mut out = String::new();
    let plain = [("sans", &settings.font), ("mono", &settings.code_font), ("measure", &settings.width)];
    let plain: String =
        plain.iter().filter_map(|(name, value)| Some(format!("--{name}:{};", value.as_ref()?))).collect();
    if !plain.is_empty() {
        let _ = write!(out, ":root{{{plain}}}");
    }
    let light = colours(settings, WHITE, 0.0);
    if !light.is_empty() {
        let dark = colours(settings, DARK_PAPER, 0.35);
        let _ = write!(out, ":root{{{light}}}");
        let _ = write!(
            out,
            "@media screen and (prefers-color-scheme:dark){{:root:not([data-scheme=\"light\"]){{{dark}}}}}"
        );
        let _ = write!(out, "@media screen{{:root[data-scheme=\"dark\"]{{{dark}}}}}");
    }
    out
}

/// The colours of one scheme; the band is darkened by a share.
fn colours(settings: &ThemeSettings, paper: Colour, darkened: f64) -> String {
    let mut out = String::new();
    if let Some(brand) = settings.brand {
        let band = brand.mixed(crate::base::colour::BLACK, darkened);
        let text = band.text_on();
        let band = band.readable_on(text, TEXT);
        let edge = band.mixed(text, 0.3);
        let _ = write!(out, "--brand:{band};--on-brand:{text};--brand-edge:{edge};");
    }
    if let Some(accent) = settings.accent.or(settings.brand) {
        let wash = accent.mixed(paper, 0.88);
        let mark = accent.readable_on(paper, MARK).readable_on(wash, MARK);
        let _ = write!(out, "--accent:{mark};--accent-wash:{wash};--link:{};", accent.readable_on(paper, TEXT));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_made_readable_in_both_schemes() {
        let settings = ThemeSettings { accent: Colour::parse("#ffcc00"), ..ThemeSettings::default() };
        let rules = rules(&settings);
        let links: Vec<Colour> =
            rules.split("--link:").skip(1).map(|rest| Colour::parse(&rest[..7]).expect("a colour")).collect();
        assert!(links[0].contrast(WHITE) >= TEXT && links[1].contrast(DARK_PAPER) >= TEXT, "{rules}");
    }

    #[test]
    fn words_on_the_band_can_be_read() {
        for brand in ["#1d70b8", "#777777", "#00ff00", "#ffcc00"] {
            let settings = ThemeSettings { brand: Colour::parse(brand), ..ThemeSettings::default() };
            let rules = rules(&settings);
            let value =
                |name: &str| rules.split(name).nth(1).and_then(|rest| Colour::parse(&rest[..7])).expect("a colour");
            assert!(value("--brand:").contrast(value("--on-brand:")) >= TEXT, "{rules}");
        }
    }

    #[test]
    fn the_ground_is_that_of_the_style_sheet() {
        let style = include_str!("../../themes/default/assets/site.css/1-tokens.css");
        assert!(style.contains(&format!("--paper: {DARK_PAPER}")) && style.contains("--paper: #fff"));
    }
}
