//! The size of an image, read from the first bytes of its file.

use std::io::{BufRead, Cursor, Read, Seek};

use crate::base::html::tokenizer::start_tags;

/// The size of an image, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImageSize {
    pub width: usize,
    pub height: usize,
}

/// The start tag of an SVG is searched for in this many bytes.
const SVG_HEAD: usize = 4096;

/// The size of an image; `None` for other files and for SVG files without a size.
pub fn size(bytes: &[u8]) -> Option<ImageSize> {
    size_in(&mut Cursor::new(bytes))
}

/// The size of an image that is read only as far as needed. What cannot be read has no size.
pub fn size_in(file: &mut (impl BufRead + Seek)) -> Option<ImageSize> {
    if let Ok(size) = imagesize::reader_size(&mut *file) {
        return Some(ImageSize { width: size.width, height: size.height });
    }
    file.rewind().ok()?;
    let mut head = Vec::new();
    file.take(SVG_HEAD as u64).read_to_end(&mut head).ok()?;
    svg_size(&head)
}

/// `width` and `height` of an SVG in pixels, else those of its `viewBox` (SVG 2, 8.2 and 8.6).
fn svg_size(head: &[u8]) -> Option<ImageSize> {
    let head = String::from_utf8_lossy(head);
    let tag = start_tags(&head).find(|tag| tag.name == "svg")?;
    let side = |name: &str| pixels(tag.get(name)?);
    let of_view_box = || {
        let written = tag.get("viewbox")?;
        let numbers: Vec<f64> = written
            .split(|letter: char| letter == ',' || letter.is_ascii_whitespace())
            .filter(|part| !part.is_empty())
            .map_while(|part| part.parse().ok())
            .collect();
        match numbers[..] {
            [_, _, width, height] if width >= 0.5 && height >= 0.5 => Some((width, height)),
            _ => None,
        }
    };
    let (width, height) = match (side("width"), side("height")) {
        (Some(width), Some(height)) => (width, height),
        (Some(width), None) => of_view_box().map(|(wide, high)| (width, width * high / wide))?,
        (None, Some(height)) => of_view_box().map(|(wide, high)| (height * wide / high, height))?,
        (None, None) => of_view_box()?,
    };
    Some(ImageSize { width: width.round() as usize, height: height.round() as usize })
}

/// A length in CSS pixels (CSS Values 4, 6); none for a share of the place that the image gets.
fn pixels(written: &str) -> Option<f64> {
    let written = written.trim();
    let unit_at = written.rfind(|letter: char| letter.is_ascii_digit() || letter == '.').map_or(0, |last| last + 1);
    let (number, unit) = written.split_at(unit_at);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "q" => 96.0 / 101.6,
        "in" => 96.0,
        "pt" => 96.0 / 72.0,
        "pc" | "em" | "rem" => 16.0,
        "ex" => 8.0,
        _ => return None,
    };
    let pixels = number.parse::<f64>().ok()? * factor;
    (0.5..1e6).contains(&pixels).then_some(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn svg_sizes_come_from_attributes_or_the_view_box() {
        let read = |text: &str| size(text.as_bytes()).map(|size| (size.width, size.height));
        assert_eq!(read("<?xml version='1.0'?>\n<svg width='40px' height=\"30.4\">"), Some((40, 30)));
        assert_eq!(read("<svg width=\"100%\" height=\"100%\" viewBox=\"0 0 24, 12\">"), Some((24, 12)));
        assert_eq!(read("<svg stroke-width=\"4\" xmlns=\"x\">"), None);
        assert_eq!(read("plain text"), None);
    }

    #[test]
    fn sizes_of_drawings_may_have_any_unit() {
        let read = |text: &str| size(text.as_bytes()).map(|size| (size.width, size.height));
        assert_eq!(read("<svg width='210mm' height='297mm'>"), Some((794, 1123)));
        assert_eq!(read("<svg width='2in' height='2.54cm'>"), Some((192, 96)));
        assert_eq!(read("<svg width='453pt' height='116pt'>"), Some((604, 155)));
        assert_eq!(read("<svg width='10em' height='2 pc'>"), Some((160, 32)));
        assert_eq!(read("<svg width='300' viewBox='0 0 600 400'>"), Some((300, 200)));
        assert_eq!(read("<svg width='100%' height='50' viewBox='0 0 20 10'>"), Some((100, 50)));
        assert_eq!(read("<svg width='300'>"), None);
        assert_eq!(read("<svg width='wide' height='1e9'>"), None);
    }
}
