//! Containers, built from the paragraphs that are their fences.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::parse::events::{Spanned, end_of};
use crate::parse::extensions::callouts;
use crate::parse::extensions::fences::{self, Container, ContainerKind, Fence};
use crate::parse::extensions::generated::generated_block;
use crate::parse::title::plain_text;

/// The most containers inside each other on a page.
const MAX_DEPTH: usize = 32;

/// Events with containers.
pub struct Built<'a> {
    pub events: Vec<Spanned<'a>>,
    /// The fences of containers that nothing closes.
    pub unclosed: Vec<Range<usize>>,
}

/// A container that is not closed yet.
struct OpenContainer {
    /// How many constructs are around it.
    depth: usize,
    fence: Range<usize>,
    /// `None` if its name is not known, so that its fences stay text.
    container: Option<Container>,
}

/// Builds the containers of a page.
pub fn build<'a>(events: Vec<Spanned<'a>>, markdown: &str) -> Built<'a> {
    if !markdown.contains(":::") {
        return Built { events, unclosed: Vec::new() };
    }
    let mut built = Built { events: Vec::with_capacity(events.len()), unclosed: Vec::new() };
    let mut open: Vec<OpenContainer> = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < events.len() {
        let (event, range) = &events[at];
        if let Some(fence) = fence(&events, at, markdown) {
            let end = end_of(&events, at);
            let line = range.start..range.start + markdown[range.clone()].trim_end().len();
            let is_taken = match fence {
                Fence::Open(container) if open.len() < MAX_DEPTH => {
                    start(&container, &line, &mut built.events);
                    open.push(OpenContainer { depth, fence: line, container: Some(container) });
                    true
                }
                Fence::Open(_) | Fence::Unknown => {
                    open.push(OpenContainer { depth, fence: line, container: None });
                    false
                }
                Fence::Close => match open.pop_if(|open| open.depth == depth) {
                    Some(OpenContainer { container: Some(container), .. }) => {
                        finish(&container, &line, &mut built.events);
                        true
                    }
                    _ => false,
                },
            };
            if !is_taken {
                built.events.extend_from_slice(&events[at..end]);
            }
            at = end;
            continue;
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                while let Some(unclosed) = open.pop_if(|open| open.depth > depth) {
                    close(unclosed, range.end, &mut built);
                }
            }
            _ => {}
        }
        built.events.push(events[at].clone());
        at += 1;
    }
    while let Some(unclosed) = open.pop() {
        close(unclosed, markdown.len(), &mut built);
    }
    built
}

/// The fence that a paragraph is.
fn fence(events: &[Spanned<'_>], at: usize, markdown: &str) -> Option<Fence> {
    let (Event::Start(Tag::Paragraph), range) = &events[at] else { return None };
    let source = markdown[range.clone()].trim();
    // A fixup may have escaped the first colon.
    if !source.strip_prefix('\\').unwrap_or(source).starts_with(":::") || source.contains('\n') {
        return None;
    }
    fences::read(&plain_text(&events[at..end_of(events, at)]))
}

fn start<'a>(container: &Container, fence: &Range<usize>, events: &mut Vec<Spanned<'a>>) {
    let ContainerKind::Callout(kind, fold) = container.kind else {
        events.extend(generated_block(container.html().0, fence));
        return;
    };
    if !container.attributes.is_empty() {
        events.extend(generated_block(container.html().0, fence));
    }
    events.push((Event::Start(Tag::BlockQuote(None)), fence.clone()));
    events.push((Event::Start(Tag::Paragraph), fence.clone()));
    events.push((Event::Text(callouts::line(kind, fold, &container.title).into()), fence.clone()));
    events.push((Event::End(TagEnd::Paragraph), fence.clone()));
}

fn finish<'a>(container: &Container, fence: &Range<usize>, events: &mut Vec<Spanned<'a>>) {
    if let ContainerKind::Callout(..) = container.kind {
        events.push((Event::End(TagEnd::BlockQuote(None)), fence.clone()));
        if container.attributes.is_empty() {
            return;
        }
    }
    events.extend(generated_block(container.html().1.to_owned(), fence));
}

/// Closes a container at the end of the text around it, and notes that its author did not.
fn close(open: OpenContainer, end: usize, built: &mut Built<'_>) {
    if let Some(container) = open.container {
        finish(&container, &(end..end), &mut built.events);
        built.unclosed.push(open.fence);
    }
}
