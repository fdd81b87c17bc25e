//! The parts of a procedure: under headings, or under bullets with lists of their own.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag};

use crate::config::kinds::Kinds;
use crate::parse::events::{Spanned, blocks, children};
use crate::parse::kind::names::{Subtitles, candidates};
use crate::parse::title::plain_text;

/// Names of the section with the steps.
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

/// A bare number up to this counts parts; a higher one is an amount.
const MOST_PARTS: u64 = 20;
/// Words that are before the number of a part.
const WORDS: &[&str] = &["Step ", "Phase ", "Part ", "Stage "];

/// A list of steps and the part of the section in which it is.
pub(super) type Part<'e, 'a> = (Option<String>, &'e [Spanned<'a>]);

/// The content of the section with the steps.
#[derive(Default)]
pub(super) struct Parts<'e, 'a> {
    /// The ordered lists that are steps.
    pub(super) lists: Vec<Part<'e, 'a>>,
    /// Whether headings number the parts in which they are.
    pub(super) are_numbered: bool,
    /// The number that each part's heading gives it, by the place of the heading, with the heading's other words and
    /// whether lists are below it.
    pub(super) headings: BTreeMap<usize, (String, String, bool)>,
}

/// A heading of the section, with what is right below it.
struct Node<'e, 'a> {
    level: usize,
    /// Where the heading begins.
    at: usize,
    /// The number that it names itself, with its other words.
    own: Option<(String, String)>,
    lists: Vec<&'e [Spanned<'a>]>,
    children: Vec<Node<'e, 'a>>,
}

impl Node<'_, '_> {
    fn has_lists(&self) -> bool {
        !self.lists.is_empty() || self.children.iter().any(Node::has_lists)
    }
}

/// Finds the parts. Parts below a part are numbered below it. One that has no number of its own counts where lists are
/// below it, behind the highest number of its neighbours. A bullet with a list below it is a part, too.
pub(super) fn find<'e, 'a>(events: &'e [Spanned<'a>], kinds: &Kinds) -> Parts<'e, 'a> {
    let mut parts = Parts::default();
    for section in sections(events, kinds) {
        number(&section, None, &mut parts);
    }
    parts
}

/// The sections of steps, each with the headings below it; where nothing is called so, the whole page is one.
fn sections<'e, 'a>(events: &'e [Spanned<'a>], kinds: &Kinds) -> Vec<Node<'e, 'a>> {
    let blocks = blocks(events);
    let heading = |block: &[Spanned<'_>]| match &block[0].0 {
        Event::Start(Tag::Heading { level, .. }) => Some((*level as usize, plain_text(block))),
        _ => None,
    };
    let is_section = |title: &str| {
        let is_it = |name: &String| SECTIONS.contains(&name.as_str()) || kinds.is_section_name("Procedure", name);
        candidates(title, Subtitles::Allowed).iter().any(is_it)
    };
    let has_section = blocks.iter().filter_map(|block| heading(block)).any(|(_, title)| is_section(&title));
    let node = |level, at, own| Node { level, at, own, lists: Vec::new(), children: Vec::new() };
    let mut done = Vec::new();
    // The open headings, the section first; one that is closed becomes a child of the one above it.
    let mut open: Vec<Node<'e, 'a>> = if has_section { Vec::new() } else { vec![node(0, 0, None)] };
    let close = |open: &mut Vec<Node<'e, 'a>>, done: &mut Vec<Node<'e, 'a>>, level: usize| {
        while open.last().is_some_and(|last| last.level >= level) {
            let last = open.pop().expect("it was just seen");
            open.last_mut().map_or(&mut *done, |above| &mut above.children).push(last);
        }
    };
    for block in blocks {
        if let Some((level, title)) = heading(block) {
            close(&mut open, &mut done, level);
            let own = if has_section { numbered(&title) } else { announced(&title) };
            if !open.is_empty() {
                open.push(node(level, block[0].1.start, own));
            } else if has_section && is_section(&title) {
                open.push(node(level, block[0].1.start, None));
            }
        } else if let (Event::Start(Tag::List(_)), Some(last)) = (&block[0].0, open.last_mut()) {
            last.lists.push(block);
        }
    }
    close(&mut open, &mut done, 0);
    done
}

/// Gives the lists of a heading, and those of the headings below it, the number of their part.
fn number<'e, 'a>(node: &Node<'e, 'a>, prefix: Option<&str>, parts: &mut Parts<'e, 'a>) {
    let below = |number: u64| prefix.map_or_else(|| number.to_string(), |prefix| format!("{prefix}.{number}"));
    let own = |child: &Node<'_, '_>| child.own.as_ref().map(|(own, _)| spelt_out(own, prefix));
    let numbers: Vec<Option<String>> = node.children.iter().map(own).collect();
    let mut count = numbers.iter().flatten().filter_map(|number| last_of(number)).max().unwrap_or(0);
    // `5.1` and `5.2` have a neighbour `5.3`, whatever the section itself is called.
    let around = numbers.iter().flatten().next().and_then(|number| number.rsplit_once('.')).map(|(around, _)| around);
    let beside = |number: u64| around.map_or_else(|| below(number), |around| format!("{around}.{number}"));
    for list in &node.lists {
        if matches!(list[0].0, Event::Start(Tag::List(Some(_)))) {
            parts.lists.push((prefix.map(str::to_owned), *list));
            continue;
        }
        for item in children(list).filter(|item| inner_lists(item).next().is_some()) {
            count += 1;
            parts.lists.extend(inner_lists(item).map(|list| (Some(beside(count)), list)));
        }
    }
    for (child, number) in node.children.iter().zip(&numbers) {
        let has_lists = child.has_lists();
        if let (Some((_, words)), Some(number)) = (&child.own, number) {
            parts.are_numbered = true;
            parts.headings.insert(child.at, (number.clone(), words.clone(), has_lists));
        }
        count += u64::from(number.is_none() && has_lists);
        let number = number.clone().unwrap_or_else(|| beside(count));
        self::number(child, Some(&number), parts);
    }
}

/// `5.1` says where it is; `Step 1` below part 2 is step 2.1.
fn spelt_out(own: &str, prefix: Option<&str>) -> String {
    match prefix {
        Some(prefix) if !own.contains('.') => format!("{prefix}.{own}"),
        _ => own.to_owned(),
    }
}

/// The ordered lists that are directly in an item.
pub(super) fn inner_lists<'e, 'a>(item: &'e [Spanned<'a>]) -> impl Iterator<Item = &'e [Spanned<'a>]> {
    children(item).filter(|inner| matches!(inner[0].0, Event::Start(Tag::List(Some(_)))))
}

/// The last part of a number.
fn last_of(number: &str) -> Option<u64> {
    number.rsplit('.').next()?.trim_end_matches(char::is_alphabetic).parse().ok()
}

/// The number that a heading begins with, and its other words: `2.1` of `2.1 Restore`, `2` of `Step 2: Restore`. One
/// that is bare before a word may be an amount.
fn numbered(title: &str) -> Option<(String, String)> {
    announced(title).or_else(|| {
        let title = title.trim();
        let (number, words) = split(title)?;
        let behind = title[number.len()..].trim_start_matches('.');
        let is_marked = number.contains('.') || title[number.len()..].starts_with(['.', ')', ':']);
        let is_counted = behind.starts_with(' ') && number.parse::<u64>().is_ok_and(|number| number <= MOST_PARTS);
        (!words.is_empty() && (is_marked || is_counted)).then_some((number, words))
    })
}

/// The same where a word says that it is the number of a step: `Step 2: Restore`, `Step 2a`.
pub fn announced(title: &str) -> Option<(String, String)> {
    split(WORDS.iter().find_map(|word| title.trim().strip_prefix(word))?)
}

fn split(text: &str) -> Option<(String, String)> {
    let length = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let mut signs = text[length..].chars();
    // `2a`
    let has_letter = length > 0
        && signs.next().is_some_and(|letter| letter.is_ascii_lowercase())
        && !signs.next().is_some_and(char::is_alphanumeric);
    let (number, words) = text.split_at(length + usize::from(has_letter));
    let number = number.trim_matches('.');
    let ends = !words.starts_with(char::is_alphanumeric);
    let words = words.trim_matches(|letter: char| letter.is_whitespace() || ":.-–—)".contains(letter));
    (ends && !number.is_empty()).then(|| (number.to_owned(), words.to_owned()))
}
