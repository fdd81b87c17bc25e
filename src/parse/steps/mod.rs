//! The steps of a procedure, found in a page's Markdown events, and lists that count on behind a note or a picture.
//!
//! A step is an item of an ordered list in the section `Procedure` of a page that has steps, else in any section. Its
//! number is what a reader cites: `4`, below it `4.2`; where the section has parts with lists of their own, the part
//! comes first.

mod count;
pub mod parts;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use pulldown_cmark::{Event, Tag};
use serde::{Deserialize, Serialize};

use crate::config::kinds::Kinds;
use crate::parse::events::{Spanned, blocks, children, first_line};
use crate::parse::steps::count::{DEEPEST, count_on};
use crate::parse::steps::parts::{Part, inner_lists};
use crate::parse::title::plain_text;

/// A step that can be cited.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Step {
    /// `4.2`.
    pub number: String,
    /// Its identifier on the page.
    pub id: String,
    /// Whether it is a heading with steps of its own below it, which can be cited and is done step by step.
    pub is_part: bool,
}

/// Lists and steps by the place where they begin.
#[derive(Debug, Default)]
pub struct StepNumbering {
    /// The first number of lists that count on.
    pub starts: BTreeMap<usize, u64>,
    /// The number of each step, and its words.
    pub steps: BTreeMap<usize, (String, String)>,
    /// The same for headings, and whether they have steps of their own.
    pub headings: BTreeMap<usize, (String, String, bool)>,
    /// The first step of each list that begins with a number which another step has, and its number.
    pub repeated: Vec<(usize, String)>,
    /// Identifiers of table rows.
    pub rows: BTreeMap<usize, String>,
}

impl StepNumbering {
    /// The number of the first item of an ordered list.
    fn first_number(&self, list: &[Spanned<'_>]) -> u64 {
        let Event::Start(Tag::List(Some(first))) = &list[0].0 else { return 1 };
        self.starts.get(&list[0].1.start).copied().unwrap_or(*first)
    }
}

/// What the ordered lists of a page are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderedLists {
    AreSteps,
    AreLists,
}

/// Plans the lists of a page.
pub fn plan(events: &[Spanned<'_>], text: &str, lists: OrderedLists, kinds: &Kinds) -> StepNumbering {
    let mut plan = StepNumbering::default();
    count_on(blocks(events), text, &mut plan.starts, 0);
    if lists == OrderedLists::AreSteps {
        let parts = parts::find(events, kinds);
        let lists = parts.lists;
        plan.headings = parts.headings;
        let names: BTreeSet<&Option<String>> = lists.iter().map(|(part, _)| part).collect();
        let is_alone = !parts.are_numbered && (names.len() == 1 || numbers_continue(&lists, &plan));
        let mut numbering = Numbering { plan: &mut plan, known: HashSet::new() };
        for (part, list) in &lists {
            let prefix = part.as_deref().filter(|_| !is_alone);
            numbering.list(list, Above { prefix, is_new: true, depth: 0 });
        }
    }
    plan
}

/// Whether the numbers continue from part to part, so that each number is unique.
fn numbers_continue(lists: &[Part<'_, '_>], plan: &StepNumbering) -> bool {
    let ends = lists.iter().map(|(_, list)| {
        let first = plan.first_number(list);
        (first, first + children(list).count() as u64)
    });
    let ends: Vec<(u64, u64)> = ends.collect();
    ends.len() > 1 && ends.windows(2).all(|pair| pair[0].1 == pair[1].0)
}

/// Steps as they get their numbers.
struct Numbering<'p> {
    plan: &'p mut StepNumbering,
    known: HashSet<String>,
}

/// The context of a list of steps.
#[derive(Clone, Copy)]
struct Above<'n> {
    /// The number of the part or the step.
    prefix: Option<&'n str>,
    /// Whether nothing before has that number.
    is_new: bool,
    depth: usize,
}

impl Numbering<'_> {
    /// Numbers the items of a list, and those of the lists below them, whether a bullet is between or not.
    fn list(&mut self, list: &[Spanned<'_>], above: Above<'_>) {
        let first = self.plan.first_number(list);
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

    /// Where several bullets have steps, they are parts.
    fn bullets(&mut self, list: &[Spanned<'_>], above: Above<'_>) {
        let above = Above { depth: above.depth + 1, ..above };
        let has_several = children(list).filter(|bullet| inner_lists(bullet).next().is_some()).nth(1).is_some();
        let mut part = 0;
        for bullet in children(list) {
            part += usize::from(inner_lists(bullet).next().is_some());
            let number = format!("{}.{part}", above.prefix.unwrap_or_default());
            let prefix = if has_several { Some(number.as_str()) } else { above.prefix };
            self.below(bullet, Above { prefix, ..above });
        }
    }

    fn below(&mut self, item: &[Spanned<'_>], above: Above<'_>) {
        if above.depth > DEEPEST {
            return;
        }
        for inner in children(item) {
            match inner[0].0 {
                Event::Start(Tag::List(Some(_))) => self.list(inner, above),
                Event::Start(Tag::List(None)) => self.bullets(inner, above),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::kinds::read::shipped_kinds;
    use crate::config::settings::Markdown;
    use crate::parse::settings::markdown_options;
    use pulldown_cmark::Parser;

    fn steps(text: &str) -> Vec<String> {
        let events: Vec<_> = Parser::new_ext(text, markdown_options(&Markdown::default())).into_offset_iter().collect();
        plan(&events, text, OrderedLists::AreSteps, &shipped_kinds())
            .steps
            .into_values()
            .map(|(number, words)| format!("{number} {words}"))
            .collect()
    }

    #[test]
    fn steps_are_numbered_as_a_reader_cites_them() {
        assert_eq!(steps("1. a\n2. b\n   1. c\n   2. d\n3. e"), ["1 a", "2 b", "2.1 c", "2.2 d", "3 e"]);
        let parts = "# S\n\n1. no\n\n## Procedure:\n\n### Prepare\n\n1. a\n\n### Talk\n\nText\n\n### Do\n\n1. b\n2. c\n\n## Next\n\n1. no";
        assert_eq!(steps(parts), ["1.1 a", "2.1 b", "2.2 c"]);
        assert_eq!(steps("## Procedure\n\n### Step 3: Go\n\n1. a\n"), ["3.1 a"]);
        assert_eq!(steps("## 5. Procedure\n\n### Go\n\n1. a\n"), ["1 a"]);
        assert_eq!(steps("1. a\n   - b\n     1. c\n     2. d\n2. e"), ["1 a", "1.1 c", "1.2 d", "2 e"]);
        let bullets = "1. a\n   - b\n     1. c\n   - d\n   - e\n     1. f";
        assert_eq!(steps(bullets), ["1 a", "1.1.1 c", "1.2.1 f"]);
        let on = "## Procedure\n\n### A. Before\n\n1. a\n2. b\n\n### B. After\n\n3. c\n4. d";
        assert_eq!(steps(on), ["1 a", "2 b", "3 c", "4 d"]);
        assert_eq!(steps("- Prepare\n  1. a\n  2. b\n- Rest\n- Do\n  1. c"), ["1.1 a", "1.2 b", "2.1 c"]);
        let deep = "## Procedure\n\n### Daily\n\n#### One\n\n1. a\n\n#### Two\n\n1. b\n\n### Weekly\n\n1. c";
        assert_eq!(steps(deep), ["1.1.1 a", "1.2.1 b", "2.1 c"]);
        let between = "## Procedure\n\n### Step 1\n\n1. a\n\n### Checks\n\n1. b\n\n### Step 2\n\n1. c";
        assert_eq!(steps(between), ["1.1 a", "3.1 b", "2.1 c"]);
        let below = "## 5. Procedure\n\n### 5.1 Look\n\nText\n\n### 5.2 Work\n\n- a\n  1. b\n- c\n  1. d";
        assert_eq!(steps(below), ["5.2.1.1 b", "5.2.2.1 d"]);
        let nested = "## Procedure\n\n### Part 1\n\n#### Step 1\n\n1. a\n\n### Part 2\n\n#### Step 1\n\n1. b";
        assert_eq!(steps(nested), ["1.1.1 a", "2.1.1 b"]);
        let amounts = "## Procedure\n\n### 24/7 support\n\n1. a\n\n### 30-day review\n\n1. b";
        assert_eq!(steps(amounts), ["1.1 a", "2.1 b"]);
        let own = "## Procedure\n\n### Step 1\n\nText\n\n### Step 2\n\nText\n\n### Step 10\n\nText\n\n### Do\n\n1. a";
        assert_eq!(steps(own), ["11.1 a"]);
    }

    #[test]
    fn repeated_lists_continue_after_notes_images_and_code() {
        let note = "1. a\n\n> note\n\n1. b\n1. c\n\n```\ncode\n```\n\n1. d\n\n![p](p.png)\n\n1. e";
        assert_eq!(steps(note), ["1 a", "2 b", "3 c", "4 d", "5 e"]);
        assert_eq!(
            steps("1. a\n\n**Hinweis:** b\n\n1. c\n\n**NOTE** d\n\n| a | b |\n|---|---|\n| c | d |\n\n1. e").len(),
            3
        );
        assert_eq!(steps("1. a\n\nThen:\n\n1. b"), ["1 a", "1 b"]);
        assert_eq!(steps("1. a\n2. b\n\n> note\n\n1. c"), ["1 a", "2 b", "1 c"]);
        assert_eq!(steps("1. a\n2. b\n\n> note\n\n3. c"), ["1 a", "2 b", "3 c"]);
    }
}
