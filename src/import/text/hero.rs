//! The large heading, links and cards of a home page, which VitePress and Starlight keep in front matter, as Markdown.

use crate::base::node::Node;
use crate::import::notes::Topic;
use crate::import::scripts::components::one_line;
use crate::import::source::{items, text_at};
use crate::import::text::front_edit::FrontValue;
use crate::import::text::page_text::{PageText, Rewrites};

/// Writes `hero` and `features` of the front matter at the beginning of the page.
pub fn convert(page: &PageText<'_>, link: &mut dyn FnMut(&str) -> String, out: &mut Rewrites) -> String {
    let front = &page.front;
    let hero = front.get("hero");
    let features = front.get("features").map(items).unwrap_or_default();
    if hero.is_none() && features.is_empty() {
        return String::new();
    }
    let text = |key: &str| hero.and_then(|hero| text_at(hero, key)).map(|text| one_line(&text));
    let mut parts = Vec::new();
    let name = text("name").or_else(|| text("title")).or_else(|| text("text"));
    let title = text_at(front, "title");
    match (&title, &name) {
        (None, Some(name)) => out.front.set("title", FrontValue::Text(name.clone())),
        (Some(title), Some(name)) if title != name => parts.push(name.clone()),
        _ => {}
    }
    parts.extend(text("text").filter(|text| Some(text) != name.as_ref()));
    parts.extend(text("tagline"));
    let actions = hero.and_then(|hero| hero.get("actions")).map(items).unwrap_or_default();
    let action = |node: &Node, link: &mut dyn FnMut(&str) -> String| {
        let (text, target) = (text_at(node, "text")?, text_at(node, "link")?);
        Some(format!("- [{}]({})", one_line(&text), link(&target)))
    };
    let actions: Vec<String> = actions.iter().filter_map(|node| action(node, link)).collect();
    if !actions.is_empty() {
        parts.push(actions.join("\n"));
    }
    let cards: Vec<String> = features.iter().filter_map(|node| feature(node, link)).collect();
    if !cards.is_empty() {
        parts.push(format!("::::cards\n{}\n::::", cards.join("\n")));
    }
    for key in ["hero", "features"] {
        if let Some(node) = front.get(key) {
            out.front.remove(key);
            out.note(page, node.key_span.start, Topic::Converted, format!("`{key}` is text of the page now"));
        }
    }
    if hero.is_some_and(|hero| hero.get("image").is_some()) {
        out.note(page, page.body, Topic::Layouts, "the image beside the heading of the home page");
    }
    if parts.is_empty() { String::new() } else { format!("\n{}\n", parts.join("\n\n")) }
}

fn feature(node: &Node, link: &mut dyn FnMut(&str) -> String) -> Option<String> {
    let title = one_line(&text_at(node, "title")?);
    let details = text_at(node, "details").map(|text| format!("{}\n", one_line(&text))).unwrap_or_default();
    Some(match text_at(node, "link") {
        Some(target) => format!(":::card\n[{title}]({})\n\n{details}:::", link(&target)),
        None => format!(":::card {title}\n{details}:::"),
    })
}
