//! Where the words of a rendered template come from: places in rendered text lead back to the author's file.
//!
//! A template engine keeps no map of its output, so lines are compared. A line that stands in both texts leads to
//! itself, byte for byte. A line that was made from another keeps what both begin and end with, and the rest leads to
//! what was put in there. Only a line that resembles none leads to all lines it can come from.

use std::collections::HashMap;
use std::ops::Range;

use crate::base::span::Span;

/// Lines of a template that one line of the output is compared with.
const MOST_COMPARED: usize = 40;

/// The way back from the output of a template.
pub struct Origin {
    lines: Vec<Line>,
}

/// A line of the output and what it was made from. `head` and `tail` are the bytes that both begin and end with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    rendered: Range<usize>,
    template: Range<usize>,
    head: usize,
    tail: usize,
}

impl Origin {
    /// Compares a template with its output, in time that grows with the number of lines.
    pub fn of(template: &str, rendered: &str) -> Origin {
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
        Origin { lines: made }
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
        let into = (offset - self.rendered.start).min(self.rendered.len());
        match into {
            _ if into <= self.head => self.template.start + into,
            _ if into >= self.rendered.len() - self.tail => self.template.end - (self.rendered.len() - into),
            _ => self.template.start + self.head,
        }
    }

    fn end(&self, offset: usize) -> usize {
        let into = offset.saturating_sub(self.rendered.start).min(self.rendered.len());
        match into {
            _ if into <= self.head => self.template.start + into,
            _ if into >= self.rendered.len() - self.tail => self.template.end - (self.rendered.len() - into),
            _ => self.template.end - self.tail,
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
    Line { rendered: rendered.clone(), template: template.clone(), head: rendered.len(), tail: 0 }
}

/// The candidate with the most in common; where nothing is, all of them.
fn closest(template: &str, candidates: &[Range<usize>], rendered: &str, line: &Range<usize>) -> Line {
    let text = &rendered[line.clone()];
    let best = candidates
        .iter()
        .filter(|candidate| template[(*candidate).clone()].contains("{{"))
        .map(|candidate| (common(&template[candidate.clone()], text), candidate))
        .min_by_key(|((head, tail), _)| std::cmp::Reverse(head + tail));
    match best {
        Some(((head, tail), candidate)) if head + tail > 0 || candidates.len() == 1 => {
            Line { rendered: line.clone(), template: candidate.clone(), head, tail }
        }
        _ => {
            let written: Vec<_> =
                candidates.iter().filter(|line| !template[(*line).clone()].trim().is_empty()).collect();
            let template = match written[..] {
                [first, .., last] => first.start..last.end,
                [only] => only.clone(),
                [] => candidates.first().cloned().unwrap_or(0..0),
            };
            Line { rendered: line.clone(), template, head: 0, tail: 0 }
        }
    }
}

/// How many bytes two lines have in common at their beginning, and at their end beyond that.
fn common(a: &str, b: &str) -> (usize, usize) {
    let head: usize = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let ends = a[head..].chars().rev().zip(b[head..].chars().rev());
    (head, ends.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What of the template the first `word` of the output leads to.
    fn led(template: &str, rendered: &str, word: &str) -> String {
        let start = rendered.find(word).expect("the word is there");
        let span = Origin::of(template, rendered).span(Span::new(start, start + word.len()));
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
        assert_eq!(led(template, rendered, "[x](y.md)"), "{{ page.a }} and [b](c.md) by {{ page.d }}");
        assert_eq!(led(template, rendered, "See"), "See");
        assert_eq!(led(template, rendered, "now"), "now");
    }

    #[test]
    fn every_pass_of_a_loop_leads_into_it() {
        let template =
            "Before.\n\n{% for n in page.list %}\n- {{ n }} [gone](gone.md)\n- the same\n{% endfor %}\n\nAfter.\n";
        let rendered = "Before.\n\n\n- 1 [gone](gone.md)\n- the same\n\n- 2 [gone](gone.md)\n- the same\n\n\nAfter.\n";
        let origin = Origin::of(template, rendered);
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
