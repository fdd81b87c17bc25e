//! The running text of a page: the ranges of inline text of each block, with the parts that are code, HTML or URLs.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The inline text of one block.
#[derive(Debug, Clone, Default)]
pub struct InlineRun {
    pub range: Range<usize>,
    /// What is not text, such as code and the URLs of links, in order.
    pub opaque: Vec<Range<usize>>,
}

/// The inline text of all blocks, in order.
pub fn inline_runs(text: &str, options: Options) -> Vec<InlineRun> {
    let mut runs = Vec::new();
    let mut open: Option<InlineRun> = None;
    let mut is_in_code = false;
    // The end of the text of the innermost link.
    let mut link_texts: Vec<usize> = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match &event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => is_in_code = true,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => is_in_code = false,
            _ => {}
        }
        if is_in_code || is_block(&event) {
            runs.extend(open.take());
            continue;
        }
        let run = open.get_or_insert_with(|| InlineRun { range: range.clone(), opaque: Vec::new() });
        match &event {
            Event::Code(_) | Event::InlineHtml(_) => run.opaque.push(range.clone()),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => link_texts.push(range.start),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                let end = link_texts.pop().map_or(range.start, |end| end.max(range.start));
                run.opaque.push(end..range.end);
            }
            _ => {}
        }
        if !matches!(event, Event::Start(_))
            && let Some(end) = link_texts.last_mut()
        {
            *end = (*end).max(range.end);
        }
        run.range.end = run.range.end.max(range.end);
    }
    runs.extend(open);
    runs
}

/// Whether an event begins or ends a block, or is one.
fn is_block(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => !matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        ),
        Event::End(end) => !matches!(
            end,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image
        ),
        Event::Rule | Event::Html(_) => true,
        _ => false,
    }
}
