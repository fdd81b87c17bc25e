//! Where the words of a rendered template come from: places in rendered text lead back to the author's file.
//!
//! A template engine keeps no map of its output, so lines are compared. A line that stands in both texts leads to
//! itself, byte for byte. In a line that was made from another, what stands outside of tags leads to itself, and the rest
//! to the tags that put it in. Only a line that resembles none leads to all lines it can come from.

use std::collections::HashMap;
use std::ops::Range;

use crate::base::span::Span;

/// Lines of a template that one line of the output is compared with, and literals of each.
const MOST_COMPARED: usize = 40;
const MOST_LITERALS: usize = 100;

/// The signs around what a template computes.
const TAGS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];

/// The way back from the output of a template.
pub struct SourceMap {
    lines: Vec<Line>,
}

/// A line of the output and what it was made from: one line of the template, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    rendered: Range<usize>,
    template: Range<usize>,
    /// What both have in common, in order: from the output to the template. Between these stand values.
    parts: Vec<(Range<usize>, Range<usize>)>,
}

impl SourceMap {
    /// Compares a template with its output, in time that grows with the number of lines.
    pub fn new(template: &str, rendered: &str) -> SourceMap {
        let from = lines(template);
        let to = lines(rendered);
        let matched = matches(template, &from, rendered, &to);
        let mut made = Vec::with_capacity(to.len());
        let mut before = None;
        let mut at = 0;
        while at < to.len() {
            if let Some(line) = matched[at] {
                made.push(same(&to[at], &from[line]));
                before = Some(line);
                at += 1;
                continue;
            }
            let end = (at..to.len()).find(|&next| matched[next].is_some()).unwrap_or(to.len());
            let candidates = between(before, matched.get(end).copied().flatten(), from.len());
            made.extend(to[at..end].iter().map(|line| closest(template, &from[candidates.clone()], rendered, line)));
            at = end;
        }
        SourceMap { lines: made }
    }

    /// The place in the template of a place in the output.
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
        // In a loop the end may have been written before the start.
        if end < start { first.template.clone().into() } else { Span::new(start, end) }
    }
}

impl Line {
    fn start(&self, offset: usize) -> usize {
        let at = self.parts.partition_point(|(rendered, _)| rendered.start <= offset);
        match at.checked_sub(1).map(|at| &self.parts[at]) {
            Some((rendered, template)) => template.start + (offset - rendered.start).min(rendered.len()),
            None => self.template.start,
        }
    }

    fn end(&self, offset: usize) -> usize {
        let at = self.parts.partition_point(|(rendered, _)| rendered.end < offset);
        match self.parts.get(at) {
            Some((rendered, template)) => template.end - (rendered.end - offset).min(rendered.len()),
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
            // An empty line says nothing of where it comes from.
            Some(&index) if index == next || !text.trim().is_empty() => index,
            _ if text.trim().is_empty() => return None,
            _ => found[after.checked_sub(1)?],
        };
        next = index + 1;
        Some(index)
    };
    to.iter().map(&mut find).collect()
}

/// The lines of a template that stand between two that are known.
fn between(before: Option<usize>, after: Option<usize>, count: usize) -> Range<usize> {
    let start = before.map_or(0, |line| line + 1);
    let end = after.unwrap_or(count);
    if start < end {
        return start..end.min(start + MOST_COMPARED);
    }
    // A loop began again, or what follows was put in here.
    let reach = MOST_COMPARED / 4;
    end.saturating_sub(reach)..(start + reach).min(count)
}

fn same(rendered: &Range<usize>, template: &Range<usize>) -> Line {
    Line { rendered: rendered.clone(), template: template.clone(), parts: vec![(rendered.clone(), template.clone())] }
}

/// The candidate with the most in common; where nothing is, all that can have put something in.
fn closest(template: &str, candidates: &[Range<usize>], rendered: &str, line: &Range<usize>) -> Line {
    let is_computed =
        |candidate: &&Range<usize>| TAGS.iter().any(|(open, _)| template[(*candidate).clone()].contains(open));
    let computed: Vec<&Range<usize>> = candidates.iter().filter(is_computed).collect();
    let weigh = |parts: &[(Range<usize>, Range<usize>)]| parts.iter().map(|(part, _)| part.len()).sum::<usize>();
    let shared = computed.iter().map(|candidate| (common(template, candidate, rendered, line), *candidate));
    let best = shared.min_by_key(|(parts, _)| std::cmp::Reverse(weigh(parts)));
    let (parts, whole) = match best {
        Some((parts, candidate)) if weigh(&parts) > 0 || computed.len() == 1 => (parts, candidate.clone()),
        Some(_) => (Vec::new(), computed[0].start..computed[computed.len() - 1].end),
        None => match candidates {
            [first, .., last] => (Vec::new(), first.start..last.end),
            [only] => (Vec::new(), only.clone()),
            [] => (Vec::new(), 0..0),
        },
    };
    Line { rendered: line.clone(), template: whole, parts }
}

/// What a line of the template writes as it stands and a line of the output has, in order.
fn common(
    template: &str,
    from: &Range<usize>,
    rendered: &str,
    line: &Range<usize>,
) -> Vec<(Range<usize>, Range<usize>)> {
    let literals = literals(&template[from.clone()]);
    let mut parts = Vec::new();
    let mut at = line.start;
    for literal in literals.into_iter().take(MOST_LITERALS) {
        let literal = from.start + literal.start..from.start + literal.end;
        let text = &template[literal.clone()];
        let rest = &rendered[at..line.end];
        let found = match (literal.start == from.start, literal.end == from.end) {
            (true, _) => rest.starts_with(text).then_some(0),
            (_, true) => rest.ends_with(text).then(|| rest.len() - text.len()),
            _ => rest.find(text),
        };
        if let Some(found) = found {
            parts.push((at + found..at + found + text.len(), literal));
            at += found + text.len();
        }
    }
    parts
}

/// What of a line stands outside of tags.
fn literals(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let opens = TAGS.iter().filter_map(|(open, close)| Some((at + line[at..].find(open)?, *close)));
        let Some((open, close)) = opens.min_by_key(|(open, _)| *open) else {
            found.push(at..line.len());
            break;
        };
        found.push(at..open);
        at = line[open..].find(close).map_or(line.len(), |length| open + length + close.len());
    }
    found.retain(|literal| !literal.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What of the template the first `word` of the output leads to.
    fn led(template: &str, rendered: &str, word: &str) -> String {
        let start = rendered.find(word).expect("the word is there");
        let span = SourceMap::new(template, rendered).span(Span::new(start, start + word.len()));
        template[span.start..span.end].to_owned()
    }

    #[test]
    fn unchanged_lines_lead_to_themselves() {
        let template = "{% set a = 1 %}\n\nA [b](c.md).\n\nA [b](d.md).\n";
        assert_eq!(led(template, "\n\nA [b](c.md).\n\nA [b](d.md).\n", "[b](d.md)"), "[b](d.md)");
    }

    #[test]
    fn what_was_put_in_leads_to_its_expression() {
        let template = "See {{ page.a }} and [b](c.md) by {{ page.d }} now.\n";
        let rendered = "See [x](y.md) and [b](c.md) by night now.\n";
        assert_eq!(led(template, rendered, "[x](y.md)"), "{{ page.a }}");
        assert_eq!(led(template, rendered, "[b](c.md)"), "[b](c.md)");
        assert_eq!(led(template, rendered, "See"), "See");
        assert_eq!(led(template, rendered, "now"), "now");
    }

    #[test]
    fn words_between_tags_lead_to_themselves() {
        let template = "Hello {{ page.title }} [x](no1.md).\n\n{% if true %}[y](no2.md){% endif %} TODO {# why #}\n";
        let rendered = "Hello A [x](no1.md).\n\n[y](no2.md) TODO ";
        for word in ["[x](no1.md)", "[y](no2.md)", "TODO"] {
            assert_eq!(led(template, rendered, word), word);
        }
        let raw = "{% raw %}[x](no.md) {{ a }}{% endraw %}\n";
        assert_eq!(led(raw, "[x](no.md) {{ a }}", "[x](no.md)"), "[x](no.md)");
    }

    #[test]
    fn every_pass_of_a_loop_leads_into_it() {
        let template =
            "Before.\n\n{% for n in page.list %}\n- {{ n }} [gone](gone.md)\n- the same\n{% endfor %}\n\nAfter.\n";
        let rendered = "Before.\n\n\n- 1 [gone](gone.md)\n- the same\n\n- 2 [gone](gone.md)\n- the same\n\n\nAfter.\n";
        let origin = SourceMap::new(template, rendered);
        for (start, _) in rendered.match_indices("[gone](gone.md)") {
            let span = origin.span(Span::new(start, start + 15));
            assert_eq!(&template[span.start..span.end], "[gone](gone.md)");
        }
        assert_eq!(led(template, rendered, "After"), "After");
    }

    #[test]
    fn lines_out_of_one_value_lead_to_it() {
        let template = "# A\n\n{{ page.text }}\n\nEnd.\n";
        assert_eq!(led(template, "# A\n\nOne.\n\nTwo [x](y.md).\n\nEnd.\n", "[x](y.md)"), "{{ page.text }}");
        assert_eq!(led("", "", ""), "");
    }
}
