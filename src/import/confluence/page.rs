//! One exported page: its title, when it changed, its text, its attachments.

use std::collections::BTreeSet;

use crate::base::url::{decode, encode_path};
use crate::import::confluence::html::{Normalizer, Unsupported, finished};
use crate::import::confluence::index::words;
use crate::import::dialect::Context;
use crate::import::notes::Topic;
use crate::import::text::front_edit::FrontValue;
use crate::import::text::page_text::{PageText, Rewrites};
use crate::parse::dates;
use crate::render::markdown::of_html;
use crate::render::markdown::tree::{Element, HtmlNode, find, parse};

/// Rewrites a page.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    let nodes = parse(page.text);
    let with_id = |id: &str| find(&nodes, &|element| element.attribute("id") == id).into_iter().next();
    if let Some(title) = with_id("title-text") {
        out.front.set("title", FrontValue::Text(title_of(title, context)));
    }
    if let Some(day) =
        find(&nodes, &|element| element.has_class("page-metadata")).first().and_then(|facts| changed(facts))
    {
        out.front.set("updated", FrontValue::Text(day));
    }
    let Some(main) = with_id("main-content") else {
        out.note(page, 0, Topic::NotRead, "the page has no text");
        out.replace(page.body, page.text.len(), String::new());
        return;
    };
    let mut normalizer =
        Normalizer { context, out: String::new(), linked: BTreeSet::new(), notes: Vec::new(), is_cell: false };
    normalizer.nodes(&main.children);
    for (unsupported, what) in std::mem::take(&mut normalizer.notes) {
        let topic = match unsupported {
            Unsupported::Macro => Topic::Macros,
            Unsupported::Part => Topic::Components,
            Unsupported::Replaced => Topic::Converted,
            Unsupported::Anchor => Topic::Anchors,
        };
        out.notes.file(topic, page.path, what);
    }
    let mut text = finished(&of_html(&normalizer.out));
    let attachments = attachments(&nodes, &normalizer.linked, context);
    if !attachments.is_empty() {
        text = format!("{}\n\n## Attachments\n\n{}", text.trim_end(), attachments.concat());
    }
    out.replace(page.body, page.text.len(), format!("{}\n", text.trim_end()));
}

/// The title without the name of the space.
fn title_of(title: &Element<'_>, context: &Context<'_>) -> String {
    let title = words(&title.children);
    let space = context.site.title.as_deref().unwrap_or_default();
    let own = title.strip_prefix(space).and_then(|rest| rest.strip_prefix(" : "));
    own.or_else(|| title.split_once(" : ").map(|(_, own)| own)).unwrap_or(&title).to_owned()
}

/// The last date among the facts of a page: when it was created or changed.
fn changed(facts: &Element<'_>) -> Option<String> {
    let text = words(&facts.children);
    let last = text.rsplit(" on ").next()?.to_owned();
    let (_, day) = dates::find(&last, None)?;
    day.ok().map(|day| day.to_string())
}

/// Attachments that the text does not show or link to, as items of a list.
fn attachments(nodes: &[HtmlNode<'_>], linked: &BTreeSet<String>, context: &Context<'_>) -> Vec<String> {
    let boxes = find(nodes, &|element| element.has_class("greybox"));
    let links = boxes.into_iter().flat_map(|list| find(&list.children, &|element| element.name() == "a"));
    let mut items = Vec::new();
    for link in links {
        let path = decode(link.attribute("href"));
        if context.source.tree.has(&path) && !linked.contains(&path) {
            let name = words(&link.children).replace(['[', ']'], "");
            items.push(format!("- [{name}](/{})\n", encode_path(&path)));
        }
    }
    items
}
