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
        out.push_str(":root{");
        for ((name, light), (_, dark)) in light.into_iter().zip(colours(settings, DARK_PAPER, 0.35)) {
            let _ = write!(out, "--{name}:light-dark({light},{dark});");
        }
        out.push('}');
    }
    out
}

/// The colours of one scheme, by the names of their tokens; the band is darkened by a share.
fn colours(settings: &ThemeSettings, paper: Colour, darkened: f64) -> Vec<(&'static str, Colour)> {
    let mut out = Vec::new();
    if let Some(brand) = settings.brand {
        let band = brand.mixed(crate::base::colour::BLACK, darkened);
        let text = band.text_on();
        let band = band.readable_on(text, TEXT);
        out.extend([("brand", band), ("on-brand", text), ("brand-edge", band.mixed(text, 0.3))]);
    }
    if let Some(accent) = settings.accent.or(settings.brand) {
        let wash = accent.mixed(paper, 0.88);
        let mark = accent.readable_on(paper, MARK).readable_on(wash, MARK);
        out.extend([("accent", mark), ("accent-wash", wash), ("link", accent.readable_on(paper, TEXT))]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The colours of a token in the light and in the dark scheme.
    fn pair(rules: &str, name: &str) -> [Colour; 2] {
        let (_, rest) = rules.split_once(&format!("--{name}:light-dark(")).expect("the token is set");
        let (pair, _) = rest.split_once(')').expect("it has two values");
        let (light, dark) = pair.split_once(',').expect("it has two values");
        [light, dark].map(|value| Colour::parse(value).expect("a colour"))
    }

    #[test]
    fn a_colour_is_made_readable_in_both_schemes() {
        let settings = ThemeSettings { accent: Colour::parse("#ffcc00"), ..ThemeSettings::default() };
        let rules = rules(&settings);
        let [light, dark] = pair(&rules, "link");
        assert!(light.contrast(WHITE) >= TEXT && dark.contrast(DARK_PAPER) >= TEXT, "{rules}");
    }

    #[test]
    fn text_on_the_brand_colour_has_enough_contrast() {
        for brand in ["#1d70b8", "#777777", "#00ff00", "#ffcc00"] {
            let settings = ThemeSettings { brand: Colour::parse(brand), ..ThemeSettings::default() };
            let rules = rules(&settings);
            for (band, text) in pair(&rules, "brand").into_iter().zip(pair(&rules, "on-brand")) {
                assert!(band.contrast(text) >= TEXT, "{rules}");
            }
        }
    }

    #[test]
    fn the_grounds_are_those_of_the_style_sheet() {
        let style = include_str!("../../themes/default/assets/site.css/1-tokens.css");
        assert!(style.contains(&format!("--paper: light-dark(#fff, {DARK_PAPER})")), "{style}");
    }
}
