//! Lints of one document, such as vague link text, bold text used as a heading, and placeholder text. One file a rule.
//!
//! `check` walks the events of a page once; every rule sees each event. Each rule follows a published rule, which its code
//! names, and leaves doubtful cases alone. No rule knows another file.

mod accidental_code;
mod all_caps;
mod alt_text;
mod bare_urls;
mod bold_headings;
mod broken_emphasis;
mod broken_lists;
mod context;
mod diagram_alt;
mod emoji;
mod empty_headings;
mod fake_lists;
mod file_links;
mod foreign_syntax;
mod heading_levels;
mod heading_space;
mod html;
mod language;
mod line_breaks;
mod link_syntax;
mod link_text;
mod links;
mod lost_characters;
mod malformed_tables;
mod missing_alt;
mod multiple_h1;
mod note_position;
mod placeholder_text;
mod plain_headings;
mod quote_emphasis;
mod report;
mod rule;
mod same_link_text;
mod sensory_cues;
mod setext_headings;
mod tables;
mod template_tags;
mod unclosed_fences;
mod unclosed_html;

use std::collections::HashMap;

use pulldown_cmark::{Event, TagEnd};

use crate::base::diagnostic::Diagnostic;
use crate::base::path::file_name_of;
use crate::lint::context::{LintContext, Nesting};
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::parse::events::Spanned;
use crate::parse::parsed::ParsedPage;

/// Checks the text of one page.
pub fn check(page: &ParsedPage<'_>) -> Vec<Diagnostic> {
    let ends = first_ends(&page.events);
    let mut report = Report::new(page);
    let mut rules = rules(page);
    let mut nesting = Nesting::default();
    for (index, (event, _)) in page.events.iter().enumerate() {
        if let Event::End(end) = event {
            nesting.leave(*end);
        }
        let context = LintContext::new(page, index, nesting, &ends);
        for rule in &mut rules {
            rule.event(&context, &mut report);
        }
        if let Event::Start(tag) = event {
            nesting.enter(tag);
        }
    }
    for rule in &mut rules {
        rule.finish(&mut report);
    }
    report.diagnostics
}

/// For each event, the index of the first end of the construct's kind behind it; the number of events where there is none.
fn first_ends(events: &[Spanned<'_>]) -> Vec<usize> {
    let mut next: HashMap<TagEnd, usize> = HashMap::new();
    let mut ends = vec![events.len(); events.len()];
    for (index, (event, _)) in events.iter().enumerate().rev() {
        match event {
            Event::Start(tag) => ends[index] = next.get(&tag.to_end()).copied().unwrap_or(events.len()),
            Event::End(end) => {
                next.insert(*end, index);
            }
            _ => {}
        }
    }
    ends
}

/// The rules that apply to a page.
fn rules<'a>(page: &'a ParsedPage<'a>) -> Vec<Box<dyn Rule<'a> + 'a>> {
    let mut rules: Vec<Box<dyn Rule<'a> + 'a>> = vec![
        Box::new(heading_levels::SkippedLevels::new(page)),
        Box::new(heading_space::check),
        Box::new(missing_alt::check),
        Box::new(unclosed_html::check),
        Box::new(template_tags::TemplateTags::new(page)),
    ];
    // Licences have to be kept word for word, so nothing in them can be changed.
    if !is_licence(page.content_path) {
        rules.extend(text_rules(page));
    }
    rules
}

/// The rules about the words of a page.
fn text_rules<'a>(page: &'a ParsedPage<'a>) -> [Box<dyn Rule<'a> + 'a>; 27] {
    [
        Box::new(multiple_h1::MultipleH1::new(page)),
        Box::new(empty_headings::check),
        Box::new(all_caps::check),
        Box::new(bold_headings::BoldHeadings::default()),
        Box::new(plain_headings::PlainHeadings::new(page)),
        Box::new(links::Links::default()),
        Box::new(bare_urls::check),
        Box::new(link_syntax::LinkSyntax::default()),
        Box::new(alt_text::check),
        Box::new(tables::check),
        Box::new(malformed_tables::MalformedTables::default()),
        Box::new(fake_lists::check),
        Box::new(broken_lists::check),
        Box::new(broken_emphasis::BrokenEmphasis::default()),
        Box::new(lost_characters::LostCharacters::default()),
        Box::new(setext_headings::check),
        Box::new(accidental_code::check),
        Box::new(line_breaks::LineBreaks::default()),
        Box::new(quote_emphasis::check),
        Box::new(unclosed_fences::check),
        Box::new(foreign_syntax::ForeignSyntax::new(page)),
        Box::new(placeholder_text::PlaceholderText::new(page)),
        Box::new(sensory_cues::check),
        Box::new(emoji::Emoji::default()),
        Box::new(diagram_alt::check),
        Box::new(language::Language::new(page)),
        Box::new(html::Html::new(page)),
    ]
}

fn is_licence(content_path: &str) -> bool {
    let name = file_name_of(content_path).to_lowercase();
    ["license", "licence", "copying"].iter().any(|word| name.starts_with(word))
}
