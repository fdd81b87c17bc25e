//! Terms that a page explains, found in its Markdown events.
//!
//! They are on a page of `kind: glossary`, or below a heading such as "Definitions", as paragraphs and list items
//! `Term: text`, as tables, definition lists, or headings with a paragraph. `*[SLA]: text` names an abbreviation of its
//! page. Which names are used where, this file does not know.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag};
use serde::{Deserialize, Serialize};

use crate::base::slug::fold;
use crate::config::kinds::Kinds;
use crate::parse::definition_lines::{explains, is_name, names, split, squeeze};
use crate::parse::definition_words::{LISTS, MEANINGS, NAMES, OTHER_NAMES, OTHER_SECTIONS, SHORT_FORMS, TITLES};
use crate::parse::events::{Spanned, children, end_of, first_line};
use crate::parse::kind::names::{Subtitles, candidates};
use crate::parse::title::{clean, plain_text};

/// A term and what it means. It has no place, so that inserting a line changes no fact.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Term {
    /// As written. More names may follow in brackets or after a slash.
    pub names: Vec<String>,
    /// Without markup; empty where the author left it open.
    pub definition: String,
    /// Where the page explains it.
    pub anchor: String,
    /// The section it is explained in: index into the document's sections.
    pub section: usize,
    /// Whether it was written `*[SLA]: …`, as a short form of what it means.
    pub is_abbreviation: bool,
    /// Whether it applies only to its own page.
    pub is_local: bool,
}

/// A term as the events of a page show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTerm {
    pub names: Vec<String>,
    pub definition: String,
    /// Where the block begins that explains it, in the text that was parsed.
    pub block: usize,
    /// Where its name is written.
    pub name: Range<usize>,
    pub is_abbreviation: bool,
    /// The number of headings before it; none for a term that is a heading itself.
    heading: Option<usize>,
}

/// Whether a heading begins a section that explains terms.
pub fn is_title(text: &str, kinds: &Kinds) -> bool {
    let is_it = |name: &String| TITLES.contains(&name.as_str()) || kinds.is_section_name("Definitions", name);
    candidates(text, Subtitles::Allowed).iter().any(is_it)
}

/// Where a page explains terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Explained {
    /// The whole page explains terms.
    OnThePage,
    /// Only sections whose headings say so.
    InSections,
}

/// Finds the terms of a page, and removes the lines of abbreviations from its events. `explained` says where
/// terms are explained.
pub fn extract(events: &mut [Spanned<'_>], text: &str, explained: Explained, kinds: &Kinds) -> Vec<FoundTerm> {
    let mut finder = Finder { text, kinds, explained, open: None, closed: None, headings: 0, found: Vec::new() };
    let mut removed: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < events.len() {
        let end = end_of(events, at);
        let block = &events[at..end];
        match &block[0].0 {
            Event::Start(Tag::Paragraph) if finder.abbreviations(&block[0].1) => removed.push(at..end),
            Event::Start(Tag::Heading { .. }) if finder.heading(block, &events[end..]) => {
                // The paragraph below is what the term means.
                at = end_of(events, end);
                continue;
            }
            Event::Start(_) if finder.is_explaining() => finder.block(block),
            _ => {}
        }
        at = end;
    }
    let found = without_labels(finder.found);
    // Emptied and not removed: the title is known by its place among the events.
    for range in removed {
        events[range].iter_mut().for_each(|(event, _)| *event = Event::Html("".into()));
    }
    found
}

/// Without names that several sections explain: `Calculation: …` below each of many headings is a label and no term.
fn without_labels(found: Vec<FoundTerm>) -> Vec<FoundTerm> {
    let mut headings: HashMap<String, Option<usize>> = HashMap::new();
    let mut labels: HashSet<String> = HashSet::new();
    for term in found.iter().filter(|term| term.heading.is_some()) {
        let name = fold(&term.names[0]);
        if *headings.entry(name.clone()).or_insert(term.heading) != term.heading {
            labels.insert(name);
        }
    }
    found.into_iter().filter(|term| term.heading.is_none() || !labels.contains(&fold(&term.names[0]))).collect()
}

/// The block that a line is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineContext {
    Paragraph,
    ListItem,
}

struct Finder<'t> {
    text: &'t str,
    kinds: &'t Kinds,
    explained: Explained,
    /// The level of the heading whose section explains terms.
    open: Option<usize>,
    /// The level of the heading whose section, on a page of terms, does not.
    closed: Option<usize>,
    /// The number of headings so far.
    headings: usize,
    found: Vec<FoundTerm>,
}

impl Finder<'_> {
    fn is_explaining(&self) -> bool {
        self.closed.is_none() && (self.explained == Explained::OnThePage || self.open.is_some())
    }

    /// Whether a heading on a page of terms introduces something else.
    fn is_other(&self, title: &str) -> bool {
        let is_it = |name: &String| {
            OTHER_SECTIONS.contains(&name.as_str())
                || OTHER_NAMES.iter().any(|other| self.kinds.is_section_name(other, name))
        };
        candidates(title, Subtitles::Allowed).iter().any(is_it)
    }

    /// Takes a heading; says whether it is a term that the next paragraph explains.
    fn heading(&mut self, block: &[Spanned<'_>], after: &[Spanned<'_>]) -> bool {
        let Event::Start(Tag::Heading { level, .. }) = &block[0].0 else { return false };
        let level = *level as usize;
        self.headings += 1;
        let title = clean(&plain_text(block));
        if self.open.is_some_and(|open| level <= open) {
            self.open = None;
        }
        if self.closed.is_some_and(|closed| level <= closed) {
            self.closed = None;
        }
        if self.explained == Explained::OnThePage
            && self.open.is_none()
            && self.closed.is_none()
            && self.is_other(&title)
        {
            self.closed = Some(level);
        }
        if is_title(&title, self.kinds) {
            self.open = self.open.or(Some(level));
            return false;
        }
        let is_term = self.is_explaining() && title.chars().count() > 1 && is_name(&title);
        let is_explained = matches!(after.first(), Some((Event::Start(Tag::Paragraph), _)));
        if !is_term || !is_explained || introduces_terms(after) {
            return false;
        }
        let definition = squeeze(&plain_text(&after[..end_of(after, 0)]));
        let range = &block[0].1;
        let name = self.text[range.clone()]
            .find(title.as_str())
            .map_or(range.clone(), |at| range.start + at..range.start + at + title.len());
        self.add(&title, definition, range.start, name);
        if let Some(found) = self.found.last_mut() {
            found.heading = None;
        }
        true
    }

    fn block(&mut self, block: &[Spanned<'_>]) {
        match &block[0].0 {
            Event::Start(Tag::Paragraph) => self.paragraph(&block[1..block.len() - 1], block[0].1.start),
            Event::Start(Tag::List(_)) => {
                for item in children(block) {
                    let line = first_line(item);
                    let (first, whole) = (plain_text(line), plain_text(item));
                    // `- Term:` may have its definition in a list or a paragraph below it.
                    let below = whole.trim_start().strip_prefix(first.trim_start()).unwrap_or_default();
                    self.line(line, item[0].1.start, LineContext::ListItem, below);
                }
            }
            Event::Start(Tag::DefinitionList) => self.definition_list(block),
            Event::Start(Tag::Table(_)) => self.table(block),
            _ => {}
        }
    }

    /// A paragraph explains one term, or several where each of its lines begins with one.
    fn paragraph(&mut self, inline: &[Spanned<'_>], block: usize) {
        let is_break = |(event, _): &Spanned<'_>| matches!(event, Event::SoftBreak | Event::HardBreak);
        let lines: Vec<&[Spanned<'_>]> = inline.split(is_break).collect();
        if lines.len() < 2 || !lines.iter().all(|line| explains(line)) {
            return self.line(inline, block, LineContext::Paragraph, "");
        }
        let breaks = inline.iter().filter(|event| is_break(event)).map(|(_, range)| range.start);
        for (line, block) in lines.into_iter().zip(std::iter::once(block).chain(breaks)) {
            self.line(line, block, LineContext::Paragraph, "");
        }
    }

    /// `Term: text`, `**Term** – text` and the like. In a list, a term may lack its definition.
    fn line(&mut self, inline: &[Spanned<'_>], block: usize, kind: LineContext, below: &str) {
        let Some(((name, mut definition), (first, range))) = split(inline).zip(inline.first()) else { return };
        if definition.is_empty() {
            definition = below.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        if !is_name(&name) || definition.is_empty() && kind == LineContext::Paragraph {
            return;
        }
        let length = if matches!(first, Event::Text(_)) { name.len() } else { range.len() };
        let end = range.start + length;
        let place =
            if self.text.is_char_boundary(end) && end <= self.text.len() { range.start..end } else { range.clone() };
        self.add(&name, definition, block, place);
    }

    fn definition_list(&mut self, block: &[Spanned<'_>]) {
        let parts: Vec<&[Spanned<'_>]> = children(block).collect();
        for (at, part) in parts.iter().enumerate() {
            let Event::Start(Tag::DefinitionListTitle) = &part[0].0 else { continue };
            let is_title = |part: &&&[Spanned<'_>]| matches!(part[0].0, Event::Start(Tag::DefinitionListTitle));
            // Several terms may share a definition, and one term may have several.
            let meanings = parts[at + 1..].iter().skip_while(is_title).take_while(|part| !is_title(part));
            let meanings: Vec<String> = meanings.map(|part| squeeze(&plain_text(*part))).collect();
            let meaning = meanings.join(" ");
            let block = part[0].1.start;
            for line in part[1..part.len() - 1].split(|(event, _)| matches!(event, Event::SoftBreak)) {
                let name = clean(&plain_text(line));
                let Some((first, last)) = line.first().zip(line.last()).filter(|_| is_name(&name)) else { continue };
                self.add(&name, meaning.clone(), block, first.1.start..last.1.end);
            }
        }
    }

    fn table(&mut self, block: &[Spanned<'_>]) {
        let rows = || children(block).filter(|row| matches!(row[0].0, Event::Start(Tag::TableRow)));
        let is_counted = rows().all(|row| children(row).next().is_some_and(is_number));
        let heads: Vec<String> =
            children(block).next().into_iter().flat_map(children).map(|head| fold(&clean(&plain_text(head)))).collect();
        let headed = |names: &[&str]| heads.iter().position(|head| names.contains(&head.as_str()));
        let first = usize::from(is_counted);
        let names_head = heads.get(first).map_or("", String::as_str);
        let has_no_heads = heads.iter().all(String::is_empty);
        let is_of_terms = NAMES.contains(&names_head) || headed(MEANINGS).is_some() || headed(SHORT_FORMS).is_some();
        if LISTS.contains(&names_head) || !is_of_terms && !has_no_heads {
            return;
        }
        let second = headed(MEANINGS).filter(|at| *at > first).unwrap_or(first + 1);
        let short = headed(SHORT_FORMS).filter(|at| *at > first && *at != second);
        for row in rows() {
            let cells: Vec<&[Spanned<'_>]> = children(row).collect();
            let (Some(name), Some(meaning)) = (cells.get(first), cells.get(second)) else { continue };
            let short = short.and_then(|at| cells.get(at)).map(|cell| clean(&plain_text(*cell)));
            let text = clean(&plain_text(*name));
            if is_name(&text) {
                let place =
                    name.get(1).filter(|_| name.len() > 2).map_or(name[0].1.clone(), |(_, range)| range.clone());
                self.add(&text, squeeze(&plain_text(*meaning)), row[0].1.start, place);
                if let (Some(found), Some(short)) = (self.found.last_mut(), short.filter(|short| is_name(short))) {
                    found.names.push(short);
                }
            }
        }
    }

    /// Takes a paragraph of lines `*[SLA]: service level agreement`; says whether it is one.
    fn abbreviations(&mut self, range: &Range<usize>) -> bool {
        let mut found = Vec::new();
        let mut at = range.start;
        for line in self.text[range.clone()].split_inclusive('\n') {
            let parts = line.trim().strip_prefix("*[").and_then(|rest| rest.split_once("]:"));
            let Some((name, definition)) = parts.filter(|(name, _)| !name.trim().is_empty()) else { return false };
            let start = at + line.find("*[").map_or(0, |open| open + 2);
            found.push(FoundTerm {
                names: vec![name.trim().to_owned()],
                definition: squeeze(definition),
                block: at,
                name: start..start + name.len(),
                is_abbreviation: true,
                heading: None,
            });
            at += line.len();
        }
        let is_any = !found.is_empty();
        self.found.extend(found);
        is_any
    }

    fn add(&mut self, name: &str, definition: String, block: usize, place: Range<usize>) {
        let names = names(name);
        // A name of brackets alone names nothing, and `8 hours` is an amount.
        if !names.is_empty() && !is_amount(&definition) {
            let heading = Some(self.headings);
            self.found.push(FoundTerm { names, definition, block, name: place, is_abbreviation: false, heading });
        }
    }
}

/// Whether a text is an amount: a number and its unit.
fn is_amount(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_number = |word: &str| {
        word.starts_with(|letter: char| letter.is_ascii_digit() || "<>≤≥~".contains(letter))
            && word.chars().all(|letter| letter.is_ascii_digit() || ".,:-–<>≤≥~%".contains(letter))
    };
    words.next().is_some_and(is_number) && words.count() <= 2
}

/// Whether a cell only counts its row: `1`, `2.` or nothing but signs.
fn is_number(cell: &[Spanned<'_>]) -> bool {
    !plain_text(cell).contains(char::is_alphabetic)
}

/// Whether the text after a heading defines several terms, or one in bold, so that the heading itself is not a term.
fn introduces_terms(after: &[Spanned<'_>]) -> bool {
    let mut at = 0;
    let mut lines = 0;
    while matches!(after.get(at), Some((Event::Start(Tag::Paragraph), _))) {
        let end = end_of(after, at);
        let inline = &after[at + 1..end - 1];
        let is_set_off = matches!(inline.first(), Some((Event::Start(Tag::Strong | Tag::Emphasis), _)));
        let parts = inline.split(|(event, _)| matches!(event, Event::SoftBreak | Event::HardBreak));
        let explaining = parts.filter(|line| explains(line)).count();
        if is_set_off && explaining > 0 {
            return true;
        }
        lines += explaining;
        at = end;
    }
    lines > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::kinds::read::shipped_kinds;
    use crate::config::settings::Markdown;
    use crate::parse::settings::markdown_options;
    use pulldown_cmark::Parser;

    fn terms(text: &str) -> Vec<(String, String)> {
        let mut events: Vec<_> =
            Parser::new_ext(text, markdown_options(&Markdown::default())).into_offset_iter().collect();
        let found = extract(&mut events, text, Explained::InSections, &shipped_kinds());
        found.into_iter().map(|term| (term.names.join(" | "), term.definition)).collect()
    }

    #[test]
    fn headings_of_definitions_are_known_by_number_colon_and_case() {
        for title in ["Definitions", "DEFINITIONS:", "11. Definitions", "Section 4 Definitions", "Terms & definitions"]
        {
            assert!(is_title(title, &shipped_kinds()), "{title}");
        }
        for title in ["Definition of done", "Definitions file", "Terms of use", "3. Scope"] {
            assert!(!is_title(title, &shipped_kinds()), "{title}");
        }
    }

    #[test]
    fn every_form_gives_names_and_definitions() {
        let paragraphs =
            "# Definitions:\nBackup: a *copy* of data\n\nThe following apply: none\n\n**SLA** – an agreement";
        assert_eq!(
            terms(paragraphs),
            [("Backup".into(), "a copy of data".into()), ("SLA".into(), "an agreement".into())]
        );
        let list = "## Definitions\n\n- **Backup**: a copy\n- Service level agreement (SLA): text\n- Open:\n\n## Next\n\n- No: term";
        let expected = [("Backup", "a copy"), ("Service level agreement | SLA", "text"), ("Open", "")];
        assert_eq!(terms(list), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
        let table = "## Glossary\n\n| Term | Meaning |\n|---|---|\n| Backup | a copy |\n| Open | |\n";
        assert_eq!(terms(table), [("Backup".into(), "a copy".into()), ("Open".into(), String::new())]);
        assert_eq!(terms("## Glossary\n\nBackup\n: a copy\n"), [("Backup".into(), "a copy".into())]);
        assert_eq!(terms("## Glossary\n\n### B\n\n### Backup\n\nA copy.\n"), [("Backup".into(), "A copy.".into())]);
        let over = "## Glossary\n\n### Terms\n\nBackup: a copy\n\nOwner: a person\n\n### Rest\n\n**Point**: a day\n";
        assert_eq!(terms(over).into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["Backup", "Owner", "Point"]);
        let set_off =
            "## Glossary\n\n**Change board** (CAB): who decides\n\n- **Backup.** A copy.\n- Source: ISO 9000\n";
        assert_eq!(
            terms(set_off),
            [("Change board | CAB".into(), "who decides".into()), ("Backup".into(), "A copy.".into())]
        );
        let counted = "## Glossary\n\n| No. | Term | Meaning |\n|---|---|---|\n| 1 | Backup | a copy |\n";
        assert_eq!(terms(counted), [("Backup".into(), "a copy".into())]);
        let columns = "## Glossary\n\n| Term | Abbreviation | Definition |\n|---|---|---|\n| Corrective action | CA | what mends |\n";
        assert_eq!(terms(columns), [("Corrective action | CA".into(), "what mends".into())]);
        assert_eq!(terms("## Glossary\n\nCaution: read.\n\n**Important:** these hold\n"), []);
        assert_eq!(terms("*[SLA]: an agreement\n*[RPO]: a point\n").len(), 2);
        assert_eq!(terms("Text *[SLA]: an agreement\n"), []);
    }
}
