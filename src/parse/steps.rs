//! The steps of a procedure, found in a page's Markdown events, and lists that count on behind a note or a picture.
//!
//! A step is an item of an ordered list in the section `Procedure` of a page that has steps, else in any section. Its
//! number is what a reader cites: `4`, below it `4.2`; where the section has parts with lists of their own, the part
//! comes first.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::parse::definitions::{children, end_of, first_line};
use crate::parse::kind::names::candidates;
use crate::parse::prose::cues::is_pictogram;
use crate::parse::title::plain_text;

/// Lists and quotations that stand deeper in each other are left alone.
const DEEPEST: usize = 50;
/// Words that begin a note.
const NOTES: &[&str] =
    &["note", "notes", "warning", "caution", "important", "danger", "tip", "hint", "attention", "info"];
/// Elements of HTML that stand between steps as a note does.
const NOTE_ELEMENTS: &[&str] = &["details", "aside", "figure", "div"];
/// Names of the section that holds them.
const SECTIONS: &[&str] = &[
    "how procedure",
    "instructions",
    "method",
    "mitigation",
    "procedure",
    "procedure steps",
    "procedures",
    "process description",
    "process overview",
    "process steps",
    "steps",
    "work instructions",
];

type Spanned<'a> = (Event<'a>, Range<usize>);

/// A step that can be cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// `4.2`.
    pub number: String,
    /// Its identifier on the page.
    pub id: String,
    /// Its first words, without markup.
    pub text: String,
}

/// Lists and steps by the place where they begin.
#[derive(Debug, Default)]
pub struct Plan {
    /// The first number of lists that count on.
    pub starts: BTreeMap<usize, u64>,
    /// The number of each step, and its words.
    pub steps: BTreeMap<usize, (String, String)>,
    /// The first step of each list that begins with a number which another step has, and its number.
    pub repeated: Vec<(usize, String)>,
    /// Identifiers of table rows.
    pub rows: BTreeMap<usize, String>,
}

/// Plans the lists of a page. `has_steps` says whether its ordered lists are steps.
pub fn plan(events: &[Spanned<'_>], text: &str, has_steps: bool) -> Plan {
    let mut plan = Plan::default();
    count_on(blocks(events), text, &mut plan.starts, 0);
    if has_steps {
        let (lists, has_numbers) = lists(events);
        let parts: BTreeSet<&Option<String>> = lists.iter().map(|(part, _)| part).collect();
        let is_alone = parts.len() == 1 && !has_numbers;
        let mut numbering = Numbering { plan: &mut plan, known: HashSet::new() };
        for (part, list) in &lists {
            let prefix = part.as_deref().filter(|_| !is_alone);
            numbering.list(list, Above { prefix, is_new: true, depth: 0 });
        }
    }
    plan
}

/// The blocks at the top of a page.
fn blocks<'e, 'a>(events: &'e [Spanned<'a>]) -> Vec<&'e [Spanned<'a>]> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < events.len() {
        let end = end_of(events, at);
        blocks.push(&events[at..end]);
        at = end;
    }
    blocks
}

/// Lets a list whose items are all written `1.` go on where the one before it ended, if only a note, a picture or code
/// stands between. Where the author counts, a list that begins with 1 is a new one.
fn count_on(blocks: Vec<&[Spanned<'_>]>, text: &str, starts: &mut BTreeMap<usize, u64>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    let mut next = None;
    // Elements of HTML that a block opened and another one closes.
    let mut open = 0_usize;
    for block in blocks {
        if let Event::Start(Tag::HtmlBlock) = &block[0].0 {
            let html =
                block.iter().filter_map(|(event, _)| if let Event::Html(html) = event { Some(&**html) } else { None });
            let html: String = html.collect();
            let count = |mark: &str| {
                NOTE_ELEMENTS.iter().map(|name| html.matches(&format!("{mark}{name}")).count()).sum::<usize>()
            };
            open = (open + count("<")).saturating_sub(count("</"));
        }
        match &block[0].0 {
            _ if open > 0 => {}
            Event::Start(Tag::List(Some(first))) => {
                let items: Vec<&[Spanned<'_>]> = children(block).collect();
                let is_uncounted = items
                    .iter()
                    .all(|item| text[item[0].1.start..].trim_start().starts_with(['1']) && marker(text, item) == "1");
                let start = match next {
                    Some(next) if is_uncounted => {
                        starts.insert(block[0].1.start, next);
                        next
                    }
                    _ => *first,
                };
                next = is_uncounted.then_some(start + items.len() as u64);
            }
            Event::Start(Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock) => {}
            Event::Start(Tag::Paragraph) if is_picture(block) || is_note(block) => {}
            _ => next = None,
        }
        if let Event::Start(Tag::List(_) | Tag::BlockQuote(_)) = &block[0].0 {
            for inner in children(block) {
                let below =
                    if matches!(inner[0].0, Event::Start(Tag::Item)) { children(inner).collect() } else { vec![inner] };
                count_on(below, text, starts, depth + 1);
            }
        }
    }
}

/// The digits before an item's full stop or bracket.
fn marker<'t>(text: &'t str, item: &[Spanned<'_>]) -> &'t str {
    let rest = text[item[0].1.start..].trim_start();
    &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()]
}

/// Whether a paragraph holds images, with a caption in italics or without, and nothing else.
fn is_picture(block: &[Spanned<'_>]) -> bool {
    let is_image = |(event, _): &Spanned<'_>| matches!(event, Event::Start(Tag::Image { .. }));
    let is_part = |child: &[Spanned<'_>]| match &child[0].0 {
        Event::Start(Tag::Image { .. } | Tag::Emphasis) | Event::SoftBreak | Event::HardBreak => true,
        Event::Start(Tag::Link { .. }) => child.iter().any(is_image),
        _ => false,
    };
    let words = block.iter().scan(0, |depth, (event, _)| {
        match event {
            Event::Start(Tag::Image { .. } | Tag::Emphasis | Tag::Link { .. }) => *depth += 1,
            Event::End(TagEnd::Image | TagEnd::Emphasis | TagEnd::Link) => *depth -= 1,
            _ => {}
        }
        Some((*depth, event))
    });
    let has_words = words
        .into_iter()
        .any(|(depth, event)| depth == 0 && matches!(event, Event::Text(text) if !text.trim().is_empty()));
    // A caption may be all that stands between two steps, below the image of the step before.
    (block.iter().any(is_image) || is_caption(block)) && children(block).all(is_part) && !has_words
}

fn is_caption(block: &[Spanned<'_>]) -> bool {
    let words = plain_text(block).trim().to_lowercase();
    ["figure ", "fig. ", "image ", "picture ", "photo "].iter().any(|start| words.starts_with(start))
}

/// Whether a paragraph is a note: it begins with a word such as `Note:`, or with a sign such as ⚠️.
fn is_note(block: &[Spanned<'_>]) -> bool {
    let words = plain_text(block).trim().to_lowercase();
    let named =
        |word: &&str| words.strip_prefix(*word).is_some_and(|rest| rest.trim_start().starts_with([':', '!', '–', '—']));
    NOTES.iter().any(named) || words.chars().next().is_some_and(is_pictogram)
}

/// A list of steps and the part of the section in which it stands.
type Part<'e, 'a> = (Option<String>, &'e [Spanned<'a>]);

/// The ordered lists that are steps, and whether headings number the parts in which they stand. A part that has no
/// number of its own is the third where it is the third that has a list, or follows part 2. A bullet with a list below
/// it is a part, too.
fn lists<'e, 'a>(events: &'e [Spanned<'a>]) -> (Vec<Part<'e, 'a>>, bool) {
    let blocks = blocks(events);
    let heading = |block: &[Spanned<'_>]| match &block[0].0 {
        Event::Start(Tag::Heading { level, .. }) => Some((*level as usize, plain_text(block))),
        _ => None,
    };
    let is_section = |title: &str| candidates(title, true).iter().any(|name| SECTIONS.contains(&name.as_str()));
    let is_told = blocks.iter().filter_map(|block| heading(block)).any(|(_, title)| is_section(&title));
    let mut open: Option<usize> = (!is_told).then_some(0);
    let (mut part, mut waiting, mut count) = (None, None, 0);
    let mut found = Vec::new();
    let mut has_numbers = false;
    for block in blocks {
        if let Some((level, title)) = heading(block) {
            if is_told && open.is_some_and(|open| level <= open) {
                open = None;
            }
            if is_told && open.is_none() && is_section(&title) {
                (open, part, waiting) = (Some(level), None, None);
            } else if open.is_some() {
                // A part counts by its own number, whether it has steps or not.
                has_numbers |= is_told && last_number(&title).is_some();
                count = last_number(&title).unwrap_or(count);
                waiting = Some(title);
            }
            continue;
        }
        match block[0].0 {
            Event::Start(Tag::List(Some(_))) if open.is_some() => {
                if let Some(title) = waiting.take() {
                    let own = own_number(&title);
                    has_numbers |= own.is_some();
                    count += u64::from(own.is_none());
                    part = Some(own.unwrap_or_else(|| count.to_string()));
                }
                found.push((part.clone(), block));
            }
            Event::Start(Tag::List(None)) if open.is_some() => {
                for item in children(block).filter(|item| inner_lists(item).next().is_some()) {
                    count += 1;
                    found.extend(inner_lists(item).map(|list| (Some(count.to_string()), list)));
                }
            }
            _ => {}
        }
    }
    (found, has_numbers)
}

/// The ordered lists that stand directly in an item.
fn inner_lists<'e, 'a>(item: &'e [Spanned<'a>]) -> impl Iterator<Item = &'e [Spanned<'a>]> {
    children(item).filter(|inner| matches!(inner[0].0, Event::Start(Tag::List(Some(_)))))
}

/// The last part of the number that a heading begins with.
fn last_number(title: &str) -> Option<u64> {
    own_number(title)?.rsplit('.').next()?.parse().ok()
}

/// The number that a heading begins with: `2.1` of `2.1 Restore`, `2` of `Step 2: Restore`.
pub fn own_number(title: &str) -> Option<String> {
    let title = title.trim();
    let word = ["Step ", "Phase ", "Part ", "Stage "].iter().find_map(|word| title.strip_prefix(word));
    let rest = word.unwrap_or(title);
    let number: String = rest.chars().take_while(|letter| letter.is_ascii_digit() || *letter == '.').collect();
    let ends = rest[number.len()..].chars().next().is_none_or(|letter| !letter.is_alphanumeric());
    let number = number.trim_matches('.');
    (ends && !number.is_empty() && (word.is_some() || rest.len() > number.len())).then(|| number.to_owned())
}

/// Steps as they get their numbers.
struct Numbering<'p> {
    plan: &'p mut Plan,
    known: HashSet<String>,
}

/// What a list of steps stands in.
#[derive(Clone, Copy)]
struct Above<'n> {
    /// The number of the part or the step.
    prefix: Option<&'n str>,
    /// Whether nothing before has that number.
    is_new: bool,
    depth: usize,
}

impl Numbering<'_> {
    /// Numbers the items of a list, and those of the lists below them, whether a bullet stands between or not.
    fn list(&mut self, list: &[Spanned<'_>], above: Above<'_>) {
        let Event::Start(Tag::List(Some(first))) = &list[0].0 else { return };
        let first = self.plan.starts.get(&list[0].1.start).copied().unwrap_or(*first);
        for (nth, item) in children(list).enumerate() {
            let at = first + nth as u64;
            let number = above.prefix.map_or_else(|| at.to_string(), |prefix| format!("{prefix}.{at}"));
            let words = plain_text(first_line(item)).split_whitespace().collect::<Vec<_>>().join(" ");
            let place = item[0].1.start;
            let is_new = self.known.insert(number.clone());
            if above.is_new && !is_new && nth == 0 {
                self.plan.repeated.push((place, number.clone()));
            }
            self.plan.steps.insert(place, (number.clone(), words));
            self.below(item, Above { prefix: Some(&number), is_new, depth: above.depth + 1 });
        }
    }

    fn below(&mut self, item: &[Spanned<'_>], above: Above<'_>) {
        if above.depth > DEEPEST {
            return;
        }
        for inner in children(item) {
            match inner[0].0 {
                Event::Start(Tag::List(Some(_))) => self.list(inner, above),
                Event::Start(Tag::List(None)) => {
                    let above = Above { depth: above.depth + 1, ..above };
                    children(inner).for_each(|bullet| self.below(bullet, above));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Markdown;
    use crate::parse::markdown_options;
    use pulldown_cmark::Parser;

    fn steps(text: &str) -> Vec<String> {
        let events: Vec<_> = Parser::new_ext(text, markdown_options(&Markdown::default())).into_offset_iter().collect();
        plan(&events, text, true).steps.into_values().map(|(number, words)| format!("{number} {words}")).collect()
    }

    #[test]
    fn steps_are_numbered_as_a_reader_cites_them() {
        assert_eq!(steps("1. a\n2. b\n   1. c\n   2. d\n3. e"), ["1 a", "2 b", "2.1 c", "2.2 d", "3 e"]);
        let parts = "# S\n\n1. no\n\n## Procedure:\n\n### Prepare\n\n1. a\n\n### Talk\n\nText\n\n### Do\n\n1. b\n2. c\n\n## Next\n\n1. no";
        assert_eq!(steps(parts), ["1.1 a", "2.1 b", "2.2 c"]);
        assert_eq!(steps("## Procedure\n\n### Step 3: Go\n\n1. a\n"), ["3.1 a"]);
        assert_eq!(steps("## 5. Procedure\n\n### Go\n\n1. a\n"), ["1 a"]);
        assert_eq!(steps("1. a\n   - b\n     1. c\n     2. d\n2. e"), ["1 a", "1.1 c", "1.2 d", "2 e"]);
        assert_eq!(steps("- Prepare\n  1. a\n  2. b\n- Rest\n- Do\n  1. c"), ["1.1 a", "1.2 b", "2.1 c"]);
        let own = "## Procedure\n\n### Step 1\n\nText\n\n### Step 2\n\nText\n\n### Step 10\n\nText\n\n### Do\n\n1. a";
        assert_eq!(steps(own), ["11.1 a"]);
    }

    #[test]
    fn repeated_ones_count_on_behind_notes_pictures_and_code() {
        let note = "1. a\n\n> note\n\n1. b\n1. c\n\n```\ncode\n```\n\n1. d\n\n![p](p.png)\n\n1. e";
        assert_eq!(steps(note), ["1 a", "2 b", "3 c", "4 d", "5 e"]);
        assert_eq!(steps("1. a\n\nThen:\n\n1. b"), ["1 a", "1 b"]);
        assert_eq!(steps("1. a\n2. b\n\n> note\n\n1. c"), ["1 a", "2 b", "1 c"]);
        assert_eq!(steps("1. a\n2. b\n\n> note\n\n3. c"), ["1 a", "2 b", "3 c"]);
    }
}
