//! The blank lines that make a paragraph of each fence of a container, such as `:::note`.

use pulldown_cmark::Options;

use crate::parse::fixups::lines::{Line, blank_line, is_inside, lines, opaque_blocks};
use crate::parse::fixups::normalized::Insertion;

/// What a fence begins with.
const SIGNS: &str = ":::";

/// The blank lines around the fences of containers.
pub fn separate(text: &str, options: Options) -> Vec<Insertion> {
    if !text.contains(SIGNS) {
        return Vec::new();
    }
    let opaque = opaque_blocks(text, options);
    let lines = lines(text);
    let is_fence = |line: &Line<'_>| line.body().starts_with(SIGNS) && !is_inside(&opaque, line.at);
    let pairs = lines
        .windows(2)
        .filter(|pair| (is_fence(&pair[0]) || is_fence(&pair[1])) && !pair[0].is_blank() && !pair[1].is_blank());
    pairs.map(|pair| blank_line(text, pair[1].at)).collect()
}
