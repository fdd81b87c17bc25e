//! The size of an image, read from the first bytes of its file.

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
    match imagesize::blob_size(bytes) {
        Ok(size) => Some(ImageSize { width: size.width, height: size.height }),
        Err(_) => svg_size(bytes),
    }
}

/// `width` and `height` of an SVG in pixels, else those of its `viewBox` (SVG 2, 8.2 and 8.6).
fn svg_size(bytes: &[u8]) -> Option<ImageSize> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(SVG_HEAD)]);
    let tag = start_tags(&head).find(|tag| tag.name == "svg")?;
    let pixels = |name: &str| {
        let written = tag.get(name)?;
        let number: f64 = written.trim().trim_end_matches("px").parse().ok()?;
        (0.5..1e6).contains(&number).then_some(number)
    };
    let (width, height) = pixels("width").zip(pixels("height")).or_else(|| {
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
    })?;
    Some(ImageSize { width: width.round() as usize, height: height.round() as usize })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_have_the_size_that_they_give_or_that_of_their_view_box() {
        let read = |text: &str| size(text.as_bytes()).map(|size| (size.width, size.height));
        assert_eq!(read("<?xml version='1.0'?>\n<svg width='40px' height=\"30.4\">"), Some((40, 30)));
        assert_eq!(read("<svg width=\"100%\" height=\"100%\" viewBox=\"0 0 24, 12\">"), Some((24, 12)));
        assert_eq!(read("<svg stroke-width=\"4\" xmlns=\"x\">"), None);
        assert_eq!(read("plain text"), None);
    }
}
