//! The settings of `[theme]` as style rules: custom properties that the shipped style sheet reads everywhere.
//!
//! Colours are computed from the one that was given until they can be read, in the light and in the dark scheme.

use std::fmt::Write;

use crate::base::colour::{BLACK, Colour, WHITE};
use crate::config::theme::{Contrast, ThemeSettings};

/// The ground of the dark scheme: `--paper` in `site.css/1-tokens.css`.
const DARK_PAPER: Colour = Colour { red: 0x14, green: 0x1a, blue: 0x1b };
/// The grounds of text that are nearest to it: the darkest and the lightest wash of the two schemes.
const LIGHT_WASH: Colour = Colour { red: 0xfc, green: 0xec, blue: 0xea };
const DARK_WASH: Colour = Colour { red: 0x35, green: 0x2a, blue: 0x12 };
/// Contrast of marks and borders that carry meaning is at least 3 (WCAG 2.2, 1.4.11); this is the one for small text.
const MARK: f64 = 4.5;
const EDGE: f64 = 3.0;

/// A colour scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    /// The name of the scheme in messages.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        }
    }

    fn paper(self) -> Colour {
        match self {
            Scheme::Light => WHITE,
            Scheme::Dark => DARK_PAPER,
        }
    }
}

/// Style rules for what the settings change; empty where they change nothing.
pub fn rules(settings: &ThemeSettings) -> String {
    let mut out = String::new();
    let plain = [("sans", &settings.font), ("mono", &settings.code_font), ("measure", &settings.width)];
    let mut plain: String =
        plain.iter().filter_map(|(name, value)| Some(format!("--{name}:{};", value.as_ref()?))).collect();
    if settings.light_header {
        plain += "--brand:var(--paper);--on-brand:var(--ink);";
    }
    if !plain.is_empty() {
        let _ = write!(out, ":root{{{plain}}}");
    }
    let light = colours(settings, Scheme::Light);
    if !light.is_empty() {
        out.push_str(":root{");
        for ((name, light), (_, dark)) in light.into_iter().zip(colours(settings, Scheme::Dark)) {
            let _ = write!(out, "--{name}:light-dark({light},{dark});");
        }
        out.push('}');
    }
    out
}

/// The colours of one scheme, by the names of their tokens.
fn colours(settings: &ThemeSettings, scheme: Scheme) -> Vec<(&'static str, Colour)> {
    let mut out = Vec::new();
    if let Some(brand) = settings.brand {
        let band = band(settings, scheme);
        if settings.light_header {
            let edge = if scheme == Scheme::Light { brand } else { brand.readable_on(band, EDGE) };
            out.push(("brand-edge", edge));
        } else {
            let text = band.text_on();
            out.extend([("brand", band), ("on-brand", text), ("brand-edge", band.mixed(text, 0.3))]);
        }
    }
    if let Some(accent) = settings.accent.or(settings.brand) {
        let link = link(settings, accent, scheme);
        // In AA the link may have no contrast to spare, so the wash behind it gets nearer to the page.
        let washes = [0.88, 0.92, 0.96].map(|share| accent.mixed(scheme.paper(), share));
        let wash = washes.into_iter().find(|wash| link.contrast(*wash) >= MARK).unwrap_or(scheme.paper());
        let mark = accent.readable_on(scheme.paper(), MARK).readable_on(wash, MARK);
        out.extend([("accent", mark), ("accent-wash", wash), ("link", link)]);
    }
    out
}

/// The colour of the band at the top.
pub(super) fn band(settings: &ThemeSettings, scheme: Scheme) -> Colour {
    let shipped = match scheme {
        Scheme::Light => Colour { red: 0x10, green: 0x39, blue: 0x3f },
        Scheme::Dark => Colour { red: 0x0e, green: 0x2c, blue: 0x31 },
    };
    match settings.brand {
        _ if settings.light_header => scheme.paper(),
        None => shipped,
        Some(brand) => {
            let band = if scheme == Scheme::Light { brand } else { brand.mixed(BLACK, 0.35) };
            band.readable_on(band.text_on(), text_contrast(settings))
        }
    }
}

/// The colour of links: the accent where it has enough contrast on every ground of text.
pub(super) fn link(settings: &ThemeSettings, accent: Colour, scheme: Scheme) -> Colour {
    let wash = if scheme == Scheme::Light { LIGHT_WASH } else { DARK_WASH };
    let ground = if settings.contrast == Contrast::Aa { wash } else { scheme.paper() };
    accent.readable_on(ground, text_contrast(settings))
}

/// Contrast of links with the ground, and of words with the band.
pub(super) fn text_contrast(settings: &ThemeSettings) -> f64 {
    match settings.contrast {
        Contrast::Aa => 4.5,
        Contrast::Aaa => 7.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: f64 = 7.0;

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
    fn a_colour_that_passes_aa_is_kept() {
        let blue = Colour::parse("#1d70b8");
        let contrast = Contrast::Aa;
        let settings = ThemeSettings { brand: blue, contrast, light_header: true, ..ThemeSettings::default() };
        let rules = rules(&settings);
        assert_eq!(pair(&rules, "link")[0], blue.expect("a colour"), "{rules}");
        assert_eq!(pair(&rules, "brand-edge")[0], blue.expect("a colour"), "{rules}");
        assert!(rules.contains("--brand:var(--paper);--on-brand:var(--ink);"), "{rules}");
        let settings = ThemeSettings { light_header: false, ..settings };
        assert_eq!(pair(&self::rules(&settings), "brand")[0], blue.expect("a colour"));
    }

    #[test]
    fn the_grounds_are_those_of_the_style_sheet() {
        let style = include_str!("../../themes/default/assets/site.css/1-tokens.css");
        assert!(style.contains(&format!("--paper: light-dark(#fff, {DARK_PAPER})")), "{style}");
        let [light, dark] = [Scheme::Light, Scheme::Dark].map(|scheme| band(&ThemeSettings::default(), scheme));
        assert!(style.contains(&format!("--brand: light-dark({light}, {dark})")), "{style}");
        let washes = style.match_indices("wash: light-dark(").map(|(at, start)| &style[at + start.len()..]);
        for wash in washes {
            let (pair, _) = wash.split_once(')').expect("it ends");
            let (light, dark) = pair.split_once(", ").expect("it has two colours");
            let [light, dark] = [light, dark].map(|text| Colour::parse(text).expect("a colour"));
            assert!(light.contrast(BLACK) >= LIGHT_WASH.contrast(BLACK), "{light}");
            assert!(dark.contrast(WHITE) >= DARK_WASH.contrast(WHITE), "{dark}");
        }
    }
}
