//! Rule: the language of the page, and of parts in another script (WCAG 3.1.1 and 3.1.2).

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::base::codes::text::{A11Y_LANGUAGE, A11Y_LANGUAGE_OF_PARTS};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::language::{Language as LikelyLanguage, advice, contradicts, invalid_tag, primary, script};
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::parse::parsed::{PageLanguage, ParsedPage};

/// A part with fewer letters of another script is a name or a word.
const MIN_LETTERS: usize = 20;
/// A block with fewer words or signs says nothing of the language of a page, and so do fewer blocks.
const FEWEST_WORDS: usize = 3;
const FEWEST_BLOCKS: usize = 5;
/// A sign that is written in Chinese and in Japanese.
const EAST_ASIAN: &str = "文";
/// The length of the sample whose language is recognised, in bytes.
const MAX_SAMPLE: usize = 4_000;

pub(super) struct Language<'a> {
    page: &'a ParsedPage<'a>,
    /// The first words of the page.
    sample: String,
    /// Whether an element states its language: then the author has thought of the parts.
    has_lang: bool,
    is_ascii: bool,
    /// Parts in another script.
    parts: Vec<ForeignBlock>,
    east_asian: EastAsianBlocks,
}

/// Blocks of words, and how many of them are in the script of Chinese or Japanese, though with names and commands in Latin
/// letters: these have several letters a word, so letters cannot be compared.
#[derive(Default)]
struct EastAsianBlocks {
    all: usize,
    own: usize,
    /// The signs of these scripts, and the words in Latin letters.
    signs: usize,
    words: usize,
    /// The same of the block that has not ended, without the blocks inside it.
    block: (usize, usize),
}

impl EastAsianBlocks {
    fn add(&mut self, text: &str) {
        self.block.0 += text.chars().filter(|letter| ('\u{3040}'..='\u{9fff}').contains(letter)).count();
        self.block.1 +=
            text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| word.len() > 1).count();
    }

    fn end_block(&mut self) {
        let (signs, words) = std::mem::take(&mut self.block);
        self.signs += signs;
        self.words += words;
        if signs + words >= FEWEST_WORDS {
            self.all += 1;
            self.own += usize::from(signs >= words);
        }
    }

    /// Whether they are the text of the page, and not a part of one in two languages.
    fn are_page(&self) -> bool {
        self.own >= FEWEST_BLOCKS && self.own * 5 >= self.all * 3 && self.signs > self.words
    }
}

/// Tags of languages that share a script.
fn examples(language: &LikelyLanguage) -> String {
    language.tags.iter().take(3).map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ")
}

/// A block in another script than that of the page's language.
struct ForeignBlock {
    range: Range<usize>,
    language: &'static LikelyLanguage,
}

impl<'a> Language<'a> {
    pub(super) fn new(page: &'a ParsedPage<'a>) -> Language<'a> {
        Language {
            page,
            sample: String::new(),
            has_lang: false,
            is_ascii: page.markdown.is_ascii(),
            parts: Vec::new(),
            east_asian: EastAsianBlocks::default(),
        }
    }

    /// Reports a tag that is no language; returns whether it did.
    fn report_invalid_tag(&self, report: &mut Report<'_>) -> bool {
        let PageLanguage { tag, span } = &self.page.language;
        let (Some(meant), Some(span)) = (invalid_tag(tag), *span) else { return false };
        let message = format!("`{tag}` is not a language tag");
        let location = Location::at(self.page.path, span);
        report.push(Diagnostic::new(&A11Y_LANGUAGE, location, message).help(advice(meant)));
        true
    }

    /// Reports a tag that contradicts the words of the page; returns whether it did.
    fn report_wrong_tag(&self, report: &mut Report<'_>) -> bool {
        let PageLanguage { tag, span } = &self.page.language;
        let east_asian = || script(EAST_ASIAN).filter(|language| !language.tags.contains(&primary(tag).as_str()));
        let found = contradicts(tag, &self.sample).or_else(|| east_asian().filter(|_| self.east_asian.are_page()));
        let Some(language) = found else { return false };
        let location = span.map_or_else(|| Location::file(self.page.path), |span| Location::at(self.page.path, span));
        let is_default = if span.is_some() { "set to" } else { "the default," };
        let message = format!("the language of this page is {is_default} `{tag}`, but its text is {}", language.name);
        let help = match language.is_one_language() {
            true => format!("set `lang: {}` in the front matter, or the tag of the actual language", language.tags[0]),
            false => {
                format!("set `lang` in the front matter to the tag of the language, such as {}", examples(language))
            }
        };
        report.push(Diagnostic::new(&A11Y_LANGUAGE, location, message).help(help));
        true
    }
}

impl<'a> Rule<'a> for Language<'a> {
    fn event(&mut self, context: &LintContext<'a>, _report: &mut Report<'a>) {
        match context.event() {
            _ if self.is_ascii => {}
            Event::Text(text) | Event::Code(text) => self.east_asian.add(text),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item) => self.east_asian.end_block(),
            _ => {}
        }
        match context.event() {
            Event::Text(text) if !context.nesting.is_in_code_block && self.sample.len() <= MAX_SAMPLE => {
                self.sample.push_str(text);
                self.sample.push(' ');
            }
            Event::Html(html) | Event::InlineHtml(html) => self.has_lang |= html.contains("lang="),
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) => self.parts.extend(foreign_part(context)),
            _ => {}
        }
    }

    fn finish(&mut self, report: &mut Report<'a>) {
        self.east_asian.end_block();
        if self.report_invalid_tag(report) || self.has_lang || self.report_wrong_tag(report) {
            return;
        }
        if self.sample.is_ascii() && self.sample.len() <= MAX_SAMPLE {
            return;
        }
        let tag = self.page.language.tag;
        // One cause, one diagnostic: a page with several parts in one language has the first of them reported.
        let mut first_parts: Vec<(&ForeignBlock, usize)> = Vec::new();
        for part in &self.parts {
            match first_parts.iter_mut().find(|(first, _)| first.language.name == part.language.name) {
                Some((_, count)) => *count += 1,
                None => first_parts.push((part, 1)),
            }
        }
        for (ForeignBlock { range, language }, count) in first_parts {
            let message = match count {
                1 => format!("this part is {} on a page in `{tag}`", language.name),
                count => format!("{count} parts are {} on a page in `{tag}`; this is the first", language.name),
            };
            let help = format!("mark its language, such as `<p lang=\"{}\">…</p>`", language.tags[0]);
            report.add(&A11Y_LANGUAGE_OF_PARTS, range, message, help);
        }
    }
}

/// The block that starts here, if it is in another script than the page's language.
fn foreign_part(context: &LintContext<'_>) -> Option<ForeignBlock> {
    // Entities can give letters that the source does not have.
    if context.source().is_ascii() && !context.source().contains('&') {
        return None;
    }
    let text = context.text();
    let language = script(text)?;
    let page = primary(context.page.language.tag);
    let letters = || text.chars().filter(|letter| letter.is_alphabetic()).count();
    if language.tags.contains(&page.as_str()) || letters() < MIN_LETTERS {
        return None;
    }
    let first = context.inside().iter().find(|(event, _)| matches!(event, Event::Text(_)));
    let range = first.map_or_else(|| context.range().clone(), |(_, range)| range.clone());
    Some(ForeignBlock { range, language })
}
