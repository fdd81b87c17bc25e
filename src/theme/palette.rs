//! The colours of a theme, checked for contrast.
//!
//! The tokens are read from the style sheet as a browser would: custom properties of the root, with `light-dark()` or
//! in rules for the dark scheme, later ones over earlier ones. A value that is not a plain colour is ignored, and so
//! are pairs that only the shipped theme sets, which a test checks.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::base::codes::text::{THEME_ADJUSTED_COLOUR, THEME_CONTRAST};
use crate::base::colour::{BLACK, Colour, WHITE};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config;
use crate::config::theme::{Contrast, ThemeSettings};
use crate::theme::styles::split;
use crate::theme::tokens::{self, Scheme};

/// Contrast of text with its ground (WCAG 2.2, 1.4.3), and of marks, edges and the focus (1.4.11).
const TEXT: f64 = 4.5;
const MARK: f64 = 3.0;

/// Tokens that meet in the shipped style sheet: what is on which ground, and the contrast that it needs.
const PAIRS: &[(&[&str], &[&str], f64)] = &[
    (
        &["ink", "link", "link-visited"],
        &["paper", "wash", "note-wash", "tip-wash", "important-wash", "warning-wash", "caution-wash"],
        TEXT,
    ),
    (&["ink-soft"], &["paper", "wash"], TEXT),
    (&["ink", "link"], &["accent-wash"], TEXT),
    (&["accent"], &["paper"], TEXT),
    (&["on-brand"], &["brand"], TEXT),
    (&["focus-ink"], &["focus-fill"], TEXT),
    (&["note"], &["note-wash"], TEXT),
    (&["tip"], &["tip-wash"], TEXT),
    (&["important"], &["important-wash"], TEXT),
    (&["warning"], &["warning-wash"], TEXT),
    (&["caution"], &["caution-wash"], TEXT),
    (
        &[
            "code-keyword",
            "code-string",
            "code-comment",
            "code-number",
            "code-function",
            "code-type",
            "code-variable",
            "code-inserted",
            "code-deleted",
        ],
        &["wash"],
        TEXT,
    ),
    (&["ink"], &["code-mark"], TEXT),
    (&["line-strong", "focus"], &["paper"], MARK),
];

/// Who wrote a part of the style sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StyleOrigin {
    Shipped,
    Own(SourcePath),
    /// The `[theme]` table.
    Settings,
}

/// A custom property: its value, and where it is.
struct PaletteToken<'a> {
    value: &'a str,
    origin: &'a StyleOrigin,
    place: Range<usize>,
    /// Rules outside all layers win over those inside, whatever scheme these are for.
    is_layered: bool,
}

type Tokens<'a> = BTreeMap<&'a str, PaletteToken<'a>>;

/// The tokens of the light scheme, and those that the dark one has in their place.
#[derive(Default)]
struct Palette<'a> {
    light: Tokens<'a>,
    dark: Tokens<'a>,
}

/// Checks the colours of a style sheet, given in the order of its parts.
pub fn check(parts: &[(StyleOrigin, String)], settings: &ThemeSettings) -> Vec<Diagnostic> {
    let masked: Vec<String> = parts.iter().map(|(_, text)| without_comments(text)).collect();
    let mut palette = Palette::default();
    for ((origin, _), text) in parts.iter().zip(&masked) {
        read(text, origin, &mut palette);
    }
    let mut diagnostics = changed_colours(settings);
    for scheme in [Scheme::Light, Scheme::Dark] {
        // One value may be too near to many others: the worst is reported, at the place of the value.
        let mut low: BTreeMap<Location, Vec<Low<'_>>> = BTreeMap::new();
        for (above, below, least) in PAIRS {
            for (above, below) in above.iter().flat_map(|above| below.iter().map(move |below| (above, below))) {
                if let Some((at, ratio)) = palette.too_low(above, below, *least, scheme, settings) {
                    low.entry(at).or_default().push(Low { above, below, ratio, least: *least });
                }
            }
        }
        diagnostics.extend(low.into_iter().map(|(at, low)| diagnostic(at, &low, scheme.name())));
    }
    diagnostics
}

/// A pair that is too low.
struct Low<'n> {
    above: &'n str,
    below: &'n str,
    ratio: f64,
    least: f64,
}

fn diagnostic(at: Location, low: &[Low<'_>], scheme: &str) -> Diagnostic {
    let worst = low.iter().min_by(|a, b| (a.ratio / a.least).total_cmp(&(b.ratio / b.least)));
    let Low { above, below, ratio, least } = worst.expect("a place is noted with its first pair");
    let more = match low.len() - 1 {
        0 => String::new(),
        1 => ", and one more pair is too low".to_owned(),
        more => format!(", and {more} more pairs are too low"),
    };
    let message =
        format!("`--{above}` on `--{below}` has a contrast of {} in the {scheme} scheme{more}", shown(*ratio));
    let help = format!("make one of them lighter or the other darker, until it is {} or more", shown(*least));
    Diagnostic::new(&THEME_CONTRAST, at, message).help(help)
}

/// What is shown in another colour than the settings say, because it could not be read.
fn changed_colours(settings: &ThemeSettings) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut add = |given: Colour, shown: Colour, ratio: f64, span: Option<Span>, what: [&str; 2]| {
        if let Some(span) = span.filter(|_| given != shown) {
            let [ground, users] = what;
            let message =
                format!("`{given}` has a contrast of {} with {ground}, so {users} `{shown}`", self::shown(ratio));
            let help = match (settings.contrast, ratio >= TEXT) {
                (Contrast::Aaa, true) => {
                    "no change is needed. To keep the colour, set `contrast = \"AA\"` in `[theme]`"
                }
                _ => "no change is needed. A colour with more contrast stays closer to the original",
            };
            let place = Location::at(&config::source_path(), span);
            found.push(Diagnostic::new(&THEME_ADJUSTED_COLOUR, place, message).help(help));
        }
    };
    if let Some(brand) = settings.brand.filter(|_| !settings.light_header) {
        let band = tokens::band(settings, Scheme::Light);
        let what = ["its text", "the header is shown in"];
        add(brand, band, brand.contrast(brand.text_on()), settings.brand_at, what);
    }
    if let Some(accent) = settings.accent.or(settings.brand) {
        let link = tokens::link(settings, accent, Scheme::Light);
        let at = settings.accent_at.or(settings.brand_at);
        add(accent, link, accent.contrast(WHITE), at, ["the page", "links are shown in"]);
    }
    found
}

/// A ratio as people write it, never rounded up to one that would be enough.
fn shown(ratio: f64) -> String {
    format!("{}:1", (ratio * 10.0).floor() / 10.0)
}

impl<'a> Palette<'a> {
    fn token(&self, name: &str, scheme: Scheme) -> Option<&PaletteToken<'a>> {
        let (light, dark) = (self.light.get(name), self.dark.get(name).filter(|_| scheme == Scheme::Dark));
        let is_overruled = dark.is_some_and(|dark| dark.is_layered) && light.is_some_and(|light| !light.is_layered);
        dark.filter(|_| !is_overruled).or(light)
    }

    /// Where a pair is set and its contrast, if that is too low. Pairs that only the shipped theme sets are checked by a test.
    fn too_low(
        &self,
        above: &str,
        below: &str,
        least: f64,
        scheme: Scheme,
        settings: &ThemeSettings,
    ) -> Option<(Location, f64)> {
        let tokens = [self.token(above, scheme)?, self.token(below, scheme)?];
        let of_site = tokens.into_iter().find(|token| *token.origin != StyleOrigin::Shipped)?;
        let ratio = self.colour(above, scheme)?.contrast(self.colour(below, scheme)?);
        let at = match of_site.origin {
            StyleOrigin::Own(path) => Location::at(path, Span::from(of_site.place.clone())),
            _ => match settings.accent_at.or(settings.brand_at) {
                Some(span) => Location::at(&config::source_path(), span),
                None => Location::file(&config::source_path()),
            },
        };
        (ratio < least).then_some((at, ratio))
    }

    fn colour(&self, name: &str, scheme: Scheme) -> Option<Colour> {
        self.value(self.token(name, scheme)?.value, scheme, 8)
    }

    /// A colour that is written out, another token, or a mix of two. `depth` ends tokens that name each other.
    fn value(&self, value: &str, scheme: Scheme, depth: usize) -> Option<Colour> {
        let value = value.trim();
        let further = depth.checked_sub(1)?;
        if let Some(inside) = value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')')) {
            let name = inside.split(',').next()?.trim().strip_prefix("--")?;
            return self.value(self.token(name, scheme)?.value, scheme, further);
        }
        if let Some(inside) = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')')) {
            let [light, dark] = split(inside, ',')[..] else { return None };
            return self.value(if scheme == Scheme::Dark { dark } else { light }, scheme, further);
        }
        if let Some(inside) = value.strip_prefix("color-mix(in srgb,").and_then(|rest| rest.strip_suffix(')')) {
            let [one, other] = split(inside, ',')[..] else { return None };
            let ((one, share), (other, rest)) = (with_share(one), with_share(other));
            let share = share.or(rest.map(|rest| 1.0 - rest)).unwrap_or(0.5);
            let (one, other) = (self.value(one, scheme, further)?, self.value(other, scheme, further)?);
            return Some(other.mixed(one, share));
        }
        match value {
            "white" => Some(WHITE),
            "black" => Some(BLACK),
            _ => Colour::parse(value),
        }
    }
}

/// A colour of a mix, and its share where that is written behind it.
fn with_share(text: &str) -> (&str, Option<f64>) {
    let share = text.rsplit_once(' ').and_then(|(colour, share)| {
        let percent: f64 = share.strip_suffix('%')?.parse().ok()?;
        Some((colour.trim(), percent / 100.0))
    });
    share.map_or((text, None), |(colour, share)| (colour, Some(share)))
}

/// A style sheet with spaces in place of its comments, so that places stay.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        let end = rest[start..].find("*/").map_or(rest.len(), |end| start + end + 2);
        out.push_str(&rest[..start]);
        out.extend(std::iter::repeat_n(' ', end - start));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Reads the custom properties of the root from a part of a style sheet.
fn read<'a>(text: &'a str, origin: &'a StyleOrigin, palette: &mut Palette<'a>) {
    let mut open: Vec<&str> = Vec::new();
    let (mut start, mut brackets, mut quote) = (0, 0_usize, None);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if quote == Some(letter) => quote = None,
            _ if quote.is_some() => continue,
            '"' | '\'' => quote = Some(letter),
            '(' => brackets += 1,
            ')' => brackets = brackets.saturating_sub(1),
            '{' if brackets == 0 => {
                open.push(text[start..at].trim());
                start = at + 1;
            }
            ';' | '}' if brackets == 0 => {
                declaration(text, start..at, origin, &open, palette);
                if letter == '}' {
                    open.pop();
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

fn declaration<'a>(
    text: &'a str,
    range: Range<usize>,
    origin: &'a StyleOrigin,
    open: &[&str],
    palette: &mut Palette<'a>,
) {
    let statement = &text[range.clone()];
    let Some((name, value)) = statement.trim().strip_prefix("--").and_then(|rest| rest.split_once(':')) else { return };
    let Some(scheme) = scheme_of(open) else { return };
    let start = range.start + (statement.len() - statement.trim_start().len());
    let is_layered = open.iter().any(|rule| rule.starts_with("@layer"));
    let token = PaletteToken { value: value.trim(), origin, place: start..start + statement.trim().len(), is_layered };
    let tokens = match scheme {
        Scheme::Light => &mut palette.light,
        Scheme::Dark => &mut palette.dark,
    };
    if !is_layered || tokens.get(name.trim()).is_none_or(|known| known.is_layered) {
        tokens.insert(name.trim(), token);
    }
}

/// The scheme for which rules inside these brackets set tokens; `None` if they set none of the whole page.
fn scheme_of(open: &[&str]) -> Option<Scheme> {
    let (selector, around) = open.split_last()?;
    if !selector.split(',').any(|part| part.trim().starts_with(":root") || part.trim() == "html") {
        return None;
    }
    let mut is_dark = selector.contains("[data-scheme=\"dark\"]");
    for rule in around.iter().filter_map(|rule| rule.strip_prefix("@media")) {
        let rule = rule.replace(' ', "");
        if rule.contains("prefers-color-scheme:dark") {
            is_dark = true;
        } else if rule != "screen" {
            return None;
        }
    }
    Some(if is_dark { Scheme::Dark } else { Scheme::Light })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../themes/default/assets/site.css/1-tokens.css");

    fn messages(own: &str, settings: &ThemeSettings) -> Vec<String> {
        let own_path = StyleOrigin::Own(SourcePath::new("themes/ours/assets/site.css/2-own.css"));
        let parts = [
            (StyleOrigin::Shipped, SHIPPED.to_owned()),
            (own_path, own.to_owned()),
            (StyleOrigin::Settings, tokens::rules(settings)),
        ];
        check(&parts, settings).into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn the_shipped_palette_can_be_read() {
        let as_own = [(StyleOrigin::Own(SourcePath::new("1-tokens.css")), SHIPPED.to_owned())];
        let diagnostics = check(&as_own, &ThemeSettings::default());
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        let mut palette = Palette::default();
        read(SHIPPED, &StyleOrigin::Shipped, &mut palette);
        for (above, below, _) in PAIRS {
            for name in above.iter().chain(*below) {
                assert!(
                    palette.colour(name, Scheme::Light).is_some() && palette.colour(name, Scheme::Dark).is_some(),
                    "--{name}"
                );
            }
        }
    }

    #[test]
    fn the_palette_of_the_second_theme_has_enough_contrast() {
        let folio = include_str!("../../themes/folio/assets/site.css/folio.css");
        assert_eq!(messages(folio, &ThemeSettings::default()), [] as [String; 0]);
        let brand = Colour::parse("#1d70b8");
        let settings = ThemeSettings { brand, contrast: Contrast::Aa, light_header: true, ..ThemeSettings::default() };
        assert_eq!(messages(folio, &ThemeSettings { brand_at: None, ..settings }), [] as [String; 0]);
    }

    #[test]
    fn any_brand_and_accent_gets_enough_contrast() {
        for colour in ["#ffcc00", "#00ff00", "#1d70b8", "#777777", "#ffffff", "#000000", "#ff00ff"] {
            let colour = Colour::parse(colour);
            let settings = ThemeSettings { brand: colour, accent: colour, ..ThemeSettings::default() };
            assert_eq!(messages("", &settings), [] as [String; 0], "{colour:?}");
        }
    }

    #[test]
    fn tokens_of_a_site_are_checked_in_both_schemes() {
        let none = ThemeSettings::default();
        let light = messages(":root { --link: #7fb5ff; }", &none);
        assert!(
            light.len() == 1 && light[0].contains(" in the light scheme, and 7 more pairs are too low"),
            "{light:#?}"
        );
        let dark = messages("@media (prefers-color-scheme: dark) { :root { --ink: #555; } }", &none);
        assert!(!dark.is_empty() && dark.iter().all(|words| words.contains(" in the dark scheme")), "{dark:#?}");
        assert_eq!(
            messages("@media print { :root { --ink: #fff; } } .x { --ink: #fff; } /* :root { --ink: #fff } */", &none),
            [] as [String; 0]
        );
        // A rule outside all layers applies to the dark scheme, too.
        let both = messages(":root { --ink: #15201f; }", &none);
        assert!(both.len() == 1 && both[0].contains(" in the dark scheme"), "{both:#?}");
        let mixed = messages(":root { --tip: color-mix(in srgb, var(--paper) 80%, black); }", &none);
        assert!(mixed.iter().any(|words| words.starts_with("`--tip` on `--tip-wash`")), "{mixed:#?}");
    }
}
