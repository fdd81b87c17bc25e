//! sRGB colours and their contrast, by WCAG 2.2.

use std::fmt;

/// An sRGB colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

pub const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };
pub const BLACK: Colour = Colour { red: 0, green: 0, blue: 0 };

impl Colour {
    /// Reads `#0e6470` or `#068`; `None` for any other text.
    pub fn parse(text: &str) -> Option<Colour> {
        let digits = text.trim().strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let pair = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        let single = |at: usize| u8::from_str_radix(&digits[at..=at], 16).ok().map(|value| value * 17);
        match digits.len() {
            6 => Some(Colour { red: pair(0)?, green: pair(2)?, blue: pair(4)? }),
            3 => Some(Colour { red: single(0)?, green: single(1)?, blue: single(2)? }),
            _ => None,
        }
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Black or white, whichever is easier to read on this colour.
    pub fn text_on(self) -> Colour {
        if self.contrast(WHITE) >= self.contrast(BLACK) { WHITE } else { BLACK }
    }

    /// This colour, mixed with as little black or white as gives a contrast ratio with the background.
    pub fn readable_on(self, background: Colour, ratio: f64) -> Colour {
        let pole = background.text_on();
        (0..=100)
            .map(|percent| self.mixed(pole, f64::from(percent) / 100.0))
            .find(|colour| colour.contrast(background) >= ratio)
            .unwrap_or(pole)
    }

    /// This colour mixed with a share (0 to 1) of another.
    pub fn mixed(self, other: Colour, share: f64) -> Colour {
        let mix = |one: u8, two: u8| (f64::from(one) + (f64::from(two) - f64::from(one)) * share).round() as u8;
        Colour { red: mix(self.red, other.red), green: mix(self.green, other.green), blue: mix(self.blue, other.blue) }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_ratios_follow_wcag() {
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 1e-9);
        let grey = Colour::parse("#767676").expect("a colour");
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.01);
        assert_eq!(Colour::parse("#abc"), Colour::parse("#aabbcc"));
        assert_eq!(Colour::parse("blue"), None);
        assert_eq!(Colour::parse("#abcd"), None);
    }

    #[test]
    fn any_colour_becomes_readable_on_any_ground() {
        for step in 0..=255u8 {
            let colour = Colour { red: step, green: 255 - step, blue: step / 2 };
            for background in [WHITE, Colour { red: 20, green: 26, blue: 27 }] {
                assert!(colour.readable_on(background, 7.0).contrast(background) >= 7.0, "{colour} on {background}");
            }
        }
    }
}
