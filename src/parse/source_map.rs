//! Maps spans of a rendered template to the template.
//!
//! The template engine keeps no map of its output, so lines are compared. A line that is in both texts maps to itself, byte
//! for byte. In a line that was rendered from another, text outside of tags maps to itself, and the rest to the tags that
//! produced it. A line that resembles none maps to all lines that it can come from.

use std::collections::HashMap;
use std::ops::Range;

use crate::base::span::Span;

/// The most lines of a template that one line of the output is compared with, and the most literals of each.
const MAX_COMPARED: usize = 40;
const MAX_LITERALS: usize = 100;

/// The delimiters of template tags.
const TAGS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];

/// A map from the output of a template to the template.
pub struct SourceMap {
    lines: Vec<RenderedLine>,
}

/// A line of the output and what it was rendered from: one line of the template, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RenderedLine {
    rendered: Range<usize>,
    template: Range<usize>,
    /// The text that both have in common, in order. Between the parts are values.
    parts: Vec<SharedPart>,
}

/// Text that the output and the template share.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SharedPart {
    rendered: Range<usize>,
    template: Range<usize>,
}

impl SourceMap {
    /// Compares a template with its output, in time that grows with the number of lines.
    pub fn new(template: &str, rendered: &str) -> SourceMap {
        let from = lines(template);
        let to = lines(rendered);
        let matched = matches(template, &from, rendered, &to);
        let mut mapped = Vec::with_capacity(to.len());
        let mut before = None;
        let mut at = 0;
        while at < to.len() {
            if let Some(line) = matched[at] {
                mapped.push(same(&to[at], &from[line]));
                before = Some(line);
                at += 1;
                continue;
            }
            let end = (at..to.len()).find(|&next| matched[next].is_some()).unwrap_or(to.len());
            let candidates = between(before, matched.get(end).copied().flatten(), from.len());
            mapped.extend(to[at..end].iter().map(|line| closest(template, &from[candidates.clone()], rendered, line)));
            at = end;
        }
        SourceMap { lines: mapped }
    }

    /// Maps a span of the output to the template.
    pub fn span(&self, span: Span) -> Span {
        let line_at = |offset: usize| {
            let index = self.lines.partition_point(|line| line.rendered.start <= offset).saturating_sub(1);
            self.lines.get(index)
        };
        let (Some(first), Some(last)) = (line_at(span.start), line_at(span.end.saturating_sub(1).max(span.start)))
        else {
            return span;
        };
        let (start, end) = (first.start(span.start), last.end(span.end));
        // In a loop the end may come before the start in the template.
        if end < start { first.template.clone().into() } else { Span::new(start, end) }
    }
}

impl RenderedLine {
    fn start(&self, offset: usize) -> usize {
        let at = self.parts.partition_point(|part| part.rendered.start <= offset);
        match at.checked_sub(1).map(|at| &self.parts[at]) {
            Some(SharedPart { rendered, template }) => template.start + (offset - rendered.start).min(rendered.len()),
            None => self.template.start,
        }
    }

    fn end(&self, offset: usize) -> usize {
        let at = self.parts.partition_point(|part| part.rendered.end < offset);
        match self.parts.get(at) {
            Some(SharedPart { rendered, template }) => template.end - (rendered.end - offset).min(rendered.len()),
            None => self.template.end,
        }
    }
}

/// The lines of a text without their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let at = start;
            start += line.len();
            at..at + line.trim_end_matches(['\n', '\r']).len()
        })
        .collect()
}

/// For each line of the output the line of the template that reads the same: the next one, or in a loop one before.
fn matches(template: &str, from: &[Range<usize>], rendered: &str, to: &[Range<usize>]) -> Vec<Option<usize>> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, line) in from.iter().enumerate() {
        places.entry(&template[line.clone()]).or_default().push(index);
    }
    let mut next = 0;
    let mut find = |line: &Range<usize>| {
        let text = &rendered[line.clone()];
        let found = places.get(text)?;
        let after = found.partition_point(|&index| index < next);
        let index = match found.get(after) {
            // An empty line could come from anywhere.
            Some(&index) if index == next || !text.trim().is_empty() => index,
            _ if text.trim().is_empty() => return None,
            _ => found[after.checked_sub(1)?],
        };
        next = index + 1;
        Some(index)
    };
    to.iter().map(&mut find).collect()
}

/// The lines of a template between two that were matched.
fn between(before: Option<usize>, after: Option<usize>, count: usize) -> Range<usize> {
    let start = before.map_or(0, |line| line + 1);
    let end = after.unwrap_or(count);
    if start < end {
        return start..end.min(start + MAX_COMPARED);
    }
    // A loop started again, or the text was inserted here.
    let reach = MAX_COMPARED / 4;
    end.saturating_sub(reach)..(start + reach).min(count)
}

fn same(rendered: &Range<usize>, template: &Range<usize>) -> RenderedLine {
    RenderedLine {
        rendered: rendered.clone(),
        template: template.clone(),
        parts: vec![SharedPart { rendered: rendered.clone(), template: template.clone() }],
    }
}

/// The candidate with the most in common; if there is none, all candidates that can have produced the line.
fn closest(template: &str, candidates: &[Range<usize>], rendered: &str, line: &Range<usize>) -> RenderedLine {
    let is_computed =
        |candidate: &&Range<usize>| TAGS.iter().any(|(open, _)| template[(*candidate).clone()].contains(open));
    let computed: Vec<&Range<usize>> = candidates.iter().filter(is_computed).collect();
    let shared_length = |parts: &[SharedPart]| parts.iter().map(|part| part.rendered.len()).sum::<usize>();
    let shared = computed.iter().map(|candidate| (common(template, candidate, rendered, line), *candidate));
    let best = shared.min_by_key(|(parts, _)| std::cmp::Reverse(shared_length(parts)));
    let (parts, whole) = match best {
        Some((parts, candidate)) if shared_length(&parts) > 0 || computed.len() == 1 => (parts, candidate.clone()),
        Some(_) => (Vec::new(), computed[0].start..computed[computed.len() - 1].end),
        None => match candidates {
            [first, .., last] => (Vec::new(), first.start..last.end),
            [only] => (Vec::new(), only.clone()),
            [] => (Vec::new(), 0..0),
        },
    };
    RenderedLine { rendered: line.clone(), template: whole, parts }
}

/// The literal text of a line of the template that a line of the output has, in order.
fn common(template: &str, from: &Range<usize>, rendered: &str, line: &Range<usize>) -> Vec<SharedPart> {
    let literals = literals(&template[from.clone()]);
    let mut parts = Vec::new();
    let mut at = line.start;
    for literal in literals {
        let literal = from.start + literal.start..from.start + literal.end;
        let text = &template[literal.clone()];
        let rest = &rendered[at..line.end];
        let found = match (literal.start == from.start, literal.end == from.end) {
            (true, _) => rest.starts_with(text).then_some(0),
            (_, true) => rest.ends_with(text).then(|| rest.len() - text.len()),
            _ => rest.find(text),
        };
        if let Some(found) = found {
            parts.push(SharedPart { rendered: at + found..at + found + text.len(), template: literal });
            at += found + text.len();
        }
    }
    parts
}

/// The delimiter that closes the tag which a text begins with.
fn closing(text: &str) -> Option<&'static str> {
    TAGS.iter().find(|(open, _)| text.starts_with(open)).map(|(_, close)| *close)
}

/// The parts of a line outside of tags; of a line with many, the first ones.
fn literals(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut braces = line.match_indices('{').map(|(open, _)| open);
    while let Some(open) = braces.find(|open| *open >= at && closing(&line[*open..]).is_some()) {
        let close = closing(&line[open..]).expect("it was there a moment ago");
        found.push(at..open);
        if found.len() > MAX_LITERALS {
            return found;
        }
        at = line[open..].find(close).map_or(line.len(), |length| open + length + close.len());
    }
    found.push(at..line.len());
    found.retain(|literal| !literal.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of the template that the first `word` of the output maps to.
    fn mapped(template: &str, rendered: &str, word: &str) -> String {
        let start = rendered.find(word).expect("the word is there");
        let span = SourceMap::new(template, rendered).span(Span::new(start, start + word.len()));
        template[span.start..span.end].to_owned()
    }

    #[test]
    fn unchanged_lines_map_to_themselves() {
        let template = "{% set a = 1 %}\n\nA [b](c.md).\n\nA [b](d.md).\n";
        assert_eq!(mapped(template, "\n\nA [b](c.md).\n\nA [b](d.md).\n", "[b](d.md)"), "[b](d.md)");
    }

    #[test]
    fn values_map_to_their_expression() {
        let template = "See {{ page.a }} and [b](c.md) by {{ page.d }} now.\n";
        let rendered = "See [x](y.md) and [b](c.md) by night now.\n";
        assert_eq!(mapped(template, rendered, "[x](y.md)"), "{{ page.a }}");
        assert_eq!(mapped(template, rendered, "[b](c.md)"), "[b](c.md)");
        assert_eq!(mapped(template, rendered, "See"), "See");
        assert_eq!(mapped(template, rendered, "now"), "now");
    }

    #[test]
    fn text_between_tags_maps_to_itself() {
        let template = "Hello {{ page.title }} [x](no1.md).\n\n{% if true %}[y](no2.md){% endif %} TODO {# why #}\n";
        let rendered = "Hello A [x](no1.md).\n\n[y](no2.md) TODO ";
        for word in ["[x](no1.md)", "[y](no2.md)", "TODO"] {
            assert_eq!(mapped(template, rendered, word), word);
        }
        let raw = "{% raw %}[x](no.md) {{ a }}{% endraw %}\n";
        assert_eq!(mapped(raw, "[x](no.md) {{ a }}", "[x](no.md)"), "[x](no.md)");
    }

    #[test]
    fn every_pass_of_a_loop_maps_into_it() {
        let template =
            "Before.\n\n{% for n in page.list %}\n- {{ n }} [gone](gone.md)\n- the same\n{% endfor %}\n\nAfter.\n";
        let rendered = "Before.\n\n\n- 1 [gone](gone.md)\n- the same\n\n- 2 [gone](gone.md)\n- the same\n\n\nAfter.\n";
        let map = SourceMap::new(template, rendered);
        for (start, _) in rendered.match_indices("[gone](gone.md)") {
            let span = map.span(Span::new(start, start + 15));
            assert_eq!(&template[span.start..span.end], "[gone](gone.md)");
        }
        assert_eq!(mapped(template, rendered, "After"), "After");
    }

    #[test]
    fn lines_of_one_value_map_to_it() {
        let template = "# A\n\n{{ page.text }}\n\nEnd.\n";
        assert_eq!(mapped(template, "# A\n\nOne.\n\nTwo [x](y.md).\n\nEnd.\n", "[x](y.md)"), "{{ page.text }}");
        assert_eq!(mapped("", "", ""), "");
    }
}
