//! The headings of a page: their text, and the levels at which they are published.

use pulldown_cmark::{CowStr, Event};

use crate::parse::events::Spanned;
use crate::parse::title::plain_text;

/// Assigns published levels: the shallowest heading is an h2, and none is more than one level below its parent.
#[derive(Debug, Default)]
pub struct HeadingLevels {
    /// Added to each written level, so that the shallowest is 2.
    shift: i8,
    /// The shifted levels of the headings that the current text is below.
    ancestors: Vec<u8>,
}

/// The levels of one heading, 2 to 6.
#[derive(Debug, Clone, Copy)]
pub struct AssignedLevel {
    /// As the author meant it.
    pub shifted: u8,
    /// Without gaps.
    pub published: u8,
}

impl HeadingLevels {
    /// Levels for a page whose shallowest heading has this written level.
    pub fn new(shallowest: Option<u8>) -> HeadingLevels {
        HeadingLevels { shift: shallowest.map_or(0, |level| 2 - level as i8), ancestors: Vec::new() }
    }

    /// The levels of the next heading. One in a quote or list counts like the others, so none leaves a gap behind.
    pub fn next(&mut self, written: u8) -> AssignedLevel {
        let shifted = (written as i8 + self.shift).clamp(2, 6) as u8;
        self.ancestors.retain(|above| *above < shifted);
        self.ancestors.push(shifted);
        AssignedLevel { shifted, published: (1 + self.ancestors.len()).min(6) as u8 }
    }
}

/// The text of a heading.
#[derive(Debug)]
pub struct HeadingText {
    pub text: String,
    /// The `{…}` at its end that is text and no attributes, with the space before it.
    pub braces: Option<String>,
}

/// Reads the text of a heading. `{name}` at its end is the author's text, not an attribute, unless it has the form of one.
pub fn heading_text(
    inside: &[Spanned<'_>],
    source: &str,
    unknown_attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
) -> HeadingText {
    let mut text = plain_text(inside);
    let braces = if unknown_attributes.is_empty() { None } else { braces(source) };
    if let Some(braces) = &braces {
        text.push_str(braces);
    }
    HeadingText { text, braces }
}

/// A heading of more characters is a label with a sentence, if it has a colon.
const LONG: usize = 80;
/// The most characters of such a label.
const LONGEST_LABEL: usize = 60;

/// The label at the front of a long heading, without its colon: `Basic use: some services are used, such as …`.
pub fn label_of(title: &str) -> Option<&str> {
    if title.chars().count() <= LONG {
        return None;
    }
    let ends = title.match_indices([':', '：']).map(|(at, colon)| (at, &title[at + colon.len()..]));
    let (at, _) = ends.into_iter().find(|(_, rest)| rest.starts_with(char::is_whitespace))?;
    let label = title[..at].trim();
    (!label.is_empty() && label.chars().count() <= LONGEST_LABEL).then_some(label)
}

/// Where the sentence behind the label of a long heading begins: the index of its first event, and the byte in the text of
/// that event.
pub fn sentence_of(inside: &[Spanned<'_>]) -> Option<(usize, usize)> {
    let label = label_of(&plain_text(inside))?.len();
    let (mut depth, mut seen, mut is_past) = (0_usize, 0, false);
    for (at, (event, _)) in inside.iter().enumerate() {
        match event {
            Event::Start(_) if is_past && depth == 0 => return Some((at, 0)),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(_) if is_past && depth == 0 => return Some((at, 0)),
            // The colon ends the text inside emphasis, or is in the middle of a text that is in none.
            Event::Text(text) if !is_past && seen + text.len() > label => {
                let colon = text[label.saturating_sub(seen)..].find([':', '：'])? + label.saturating_sub(seen);
                let after = colon + text[colon..].chars().next().map_or(0, char::len_utf8);
                match (after == text.trim_end().len(), depth) {
                    (true, _) => is_past = true,
                    (false, 0) => return Some((at, after)),
                    (false, _) => return None,
                }
            }
            Event::Text(text) | Event::Code(text) => seen += text.len(),
            _ => {}
        }
    }
    None
}

fn braces(source: &str) -> Option<String> {
    let line = source.lines().next()?.trim_end().trim_end_matches('#').trim_end();
    let open = line.rfind('{')?;
    let open = if line[..open].ends_with('{') { open - 1 } else { open };
    Some(line[line[..open].trim_end().len()..].to_owned())
}
