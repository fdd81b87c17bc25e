//! Components of Docusaurus, Starlight and VitePress with a counterpart in Markdown.

use crate::base::node::{Node, Value};
use crate::import::notes::Topic;
use crate::import::scripts::jsx::{Attribute, Tag, literal};
use crate::import::scripts::reader::read_literal;
use crate::import::source::text_at;

/// What becomes of a component.
#[derive(Debug, PartialEq, Eq)]
pub enum Becomes {
    /// This, for one without a text.
    Text(String),
    /// This before and behind its text.
    Around(String, String),
    /// This in the place of the component with its text.
    Whole(String),
    /// Only the text in it.
    Inner,
    /// It has no counterpart.
    Unknown,
}

/// A component with its surroundings.
pub struct Component<'a> {
    pub tag: &'a Tag,
    /// The text in it.
    pub inner: &'a str,
    /// The components around it, the outermost first.
    pub around: &'a [&'a Tag],
    /// Whether it is alone on its lines.
    pub is_block: bool,
}

/// What the page knows that components need.
pub trait Names {
    /// The new target of a link.
    fn link(&mut self, target: &str) -> String;
    /// The target of an expression such as `require('./a.png').default`.
    fn image(&mut self, code: &str) -> Option<String>;
    /// Adds a note about the component.
    fn note(&mut self, topic: Topic, text: String);
}

/// A text on one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The type of callout with this name.
pub fn callout_of(name: &str) -> &'static str {
    match name.to_lowercase().as_str() {
        "tip" | "success" => "tip",
        "info" | "information" => "info",
        "important" => "important",
        "warning" => "warning",
        "caution" => "caution",
        "danger" | "error" => "danger",
        _ => "note",
    }
}

fn titled(name: &str, title: Option<&str>) -> String {
    match title.map(one_line).filter(|title| !title.is_empty()) {
        Some(title) => format!(":::{name} {title}"),
        None => format!(":::{name}"),
    }
}

/// The Markdown for a component.
pub fn markdown(component: &Component<'_>, names: &mut dyn Names) -> Becomes {
    let Component { tag, inner, .. } = component;
    let around = |open: String, close: &str| Becomes::Around(open, close.to_owned());
    let title = tag.text(&["title", "label", "header", "summary", "heading"]);
    match tag.name.as_str() {
        "Tabs" | "CodeTabs" | "CodeGroup" | "PluginTabs" => around("::::tabs".to_owned(), "::::"),
        "TabItem" | "Tab" | "CodeTab" => around(titled("tab", Some(&tab_title(component))), ":::"),
        "Steps" => around(":::steps".to_owned(), ":::"),
        "CardGrid" | "CardGroup" | "Cards" | "LinkCards" => around("::::cards".to_owned(), "::::"),
        "Card" => match (inner.trim().is_empty(), tag.text(&["href", "to", "link"])) {
            (true, Some(_)) => link_card(component, names),
            _ => around(titled("card", title.as_deref()), ":::"),
        },
        "LinkCard" | "DocCard" => link_card(component, names),
        "Aside" | "Admonition" | "Callout" | "Note" | "Tip" | "Warning" | "Caution" | "Info" | "Danger" => {
            let kind = tag.text(&["type"]).unwrap_or_else(|| tag.name.clone());
            around(titled(callout_of(&kind), title.as_deref()), ":::")
        }
        "Details" | "Accordion" | "Collapsible" | "Expand" => {
            around(titled("details", Some(title.as_deref().unwrap_or("Details"))), ":::")
        }
        "FileTree" | "BrowserWindow" | "Translate" | "Fragment" | "BrowserOnly" | "div" | "ClientOnly" | "template"
        | "MDXLayout" | "React.Fragment" => Becomes::Inner,
        "Badge" | "Tag" if inner.trim().is_empty() => match tag.text(&["text", "label"]) {
            Some(text) => Becomes::Text(format!("**{}**", one_line(&text))),
            None => Becomes::Unknown,
        },
        "Badge" | "Highlight" => around("**".to_owned(), "**"),
        "Icon" | "Star" => {
            names.note(Topic::Icons, format!("icon `{}`", tag.text(&["name", "icon"]).unwrap_or_default()));
            Becomes::Text(String::new())
        }
        "Link" | "LinkButton" | "DocLink" | "Anchor" | "RouterLink" => match target(tag, names) {
            None if inner.trim().is_empty() && tag.text(&["id"]).is_some() => {
                Becomes::Text(format!("<a id=\"{}\"></a>", tag.text(&["id"]).unwrap_or_default()))
            }
            Some(target) if !inner.trim().is_empty() => around("[".to_owned(), &format!("]({target})")),
            Some(target) => Becomes::Text(format!("[{}]({target})", title.unwrap_or_else(|| target.clone()))),
            None => Becomes::Unknown,
        },
        "Image" | "Picture" | "ThemedImage" | "Figure" | "Screenshot" | "Img" => image(component, names),
        "CodeBlock" | "Code" => code(component),
        "DocCardList" | "TOCInline" | "TableOfContents" | "VPTeamMembers" => {
            names.note(Topic::Converted, format!("`<{}>` is removed; the menu and the page list the same", tag.name));
            Becomes::Text(String::new())
        }
        "Head" | "head" => {
            names.note(Topic::Layouts, format!("`<{}>` with tags for the head of the page", tag.name));
            Becomes::Whole(String::new())
        }
        "YouTube" | "LiteYouTubeEmbed" | "YouTubeEmbed" | "ReactPlayer" | "Youtube" | "Vimeo" => {
            video(component, names)
        }
        "br" | "Br" => Becomes::Text("<br>".to_owned()),
        _ => Becomes::Unknown,
    }
}

/// The title of a tab: its own, or that which the tabs list for its value.
fn tab_title(component: &Component<'_>) -> String {
    let own = component.tag.text(&["label", "title", "name"]);
    let value = component.tag.text(&["value"]);
    let listed = || {
        let tabs = component.around.iter().rev().find_map(|tag| tag.code("values"))?;
        let node = read_literal(tabs)?;
        let Value::List(items) = &node.value else { return None };
        let is_ours = |item: &&Node| text_at(item, "value") == value;
        items.iter().find(is_ours).and_then(|item| text_at(item, "label"))
    };
    own.or_else(listed).or(value).unwrap_or_else(|| "Tab".to_owned())
}

fn target(tag: &Tag, names: &mut dyn Names) -> Option<String> {
    let text = tag.text(&["href", "to", "link", "url"]);
    match text {
        Some(text) => Some(names.link(&text)),
        None => ["href", "to"].iter().find_map(|name| tag.code(name)).and_then(|code| names.image(code)),
    }
}

fn link_card(component: &Component<'_>, names: &mut dyn Names) -> Becomes {
    let tag = component.tag;
    let (Some(target), Some(title)) = (target(tag, names), tag.text(&["title", "label"])) else {
        return Becomes::Unknown;
    };
    let text = tag.text(&["description", "desc"]).map(|text| format!("\n\n{}", one_line(&text))).unwrap_or_default();
    let card = format!(":::card\n[{}]({target}){text}\n:::", one_line(&title));
    let is_in_grid = component.around.last().is_some_and(|tag| tag.name.starts_with("Card"));
    Becomes::Whole(if is_in_grid { card } else { format!("::::cards\n{card}\n::::") })
}

fn image(component: &Component<'_>, names: &mut dyn Names) -> Becomes {
    let tag = component.tag;
    let sources = tag.code("sources").and_then(read_literal);
    let themed = sources.as_ref().and_then(|node| text_at(node, "light"));
    let source = match (tag.text(&["src", "img", "url"]).or(themed), tag.code("src").or_else(|| tag.code("img"))) {
        (Some(text), _) => Some(names.link(&text)),
        (None, Some(code)) => names.image(code),
        (None, None) => tag.code("sources").and_then(|code| {
            let light = code.split_once("light:")?.1;
            names.image(light.split([',', '}']).next()?)
        }),
    };
    match source {
        Some(source) => {
            let alt = tag.text(&["alt", "title", "caption"]).unwrap_or_default();
            Becomes::Text(format!("![{}]({source})", one_line(&alt)))
        }
        None => Becomes::Unknown,
    }
}

fn code(component: &Component<'_>) -> Becomes {
    let tag = component.tag;
    let inner = component.inner.trim();
    let braces = inner.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
    let text = tag.code("code").and_then(literal).or_else(|| tag.text(&["code"]));
    let text = text
        .or_else(|| braces.and_then(literal))
        .or_else(|| (!inner.is_empty() && braces.is_none() && component.is_block).then(|| inner.to_owned()));
    let Some(text) = text else { return Becomes::Unknown };
    let language = tag.text(&["language", "lang"]).unwrap_or_else(|| "text".to_owned());
    let title = tag.text(&["title"]).map(|title| format!(" title=\"{}\"", title.replace('"', "'"))).unwrap_or_default();
    let fence = if text.contains("```") { "````" } else { "```" };
    Becomes::Whole(format!("{fence}{language}{title}\n{}\n{fence}", text.trim_matches('\n')))
}

fn video(component: &Component<'_>, names: &mut dyn Names) -> Becomes {
    let tag = component.tag;
    let Some(id) = tag.text(&["id", "videoId", "url", "videoid"]) else { return Becomes::Unknown };
    let url = match tag.name.as_str() {
        _ if id.contains("://") => id,
        "Vimeo" => format!("https://vimeo.com/{id}"),
        _ => format!("https://www.youtube.com/watch?v={id}"),
    };
    names.note(Topic::Converted, format!("`<{}>` is a link now", tag.name));
    let title = tag.text(&["title"]).unwrap_or_else(|| "Video".to_owned());
    Becomes::Text(format!("[{}]({url})", one_line(&title)))
}

/// Elements that have no end.
const VOID: &[&str] = &["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// An element of HTML with attributes as HTML has them; `None` if it is one already.
pub fn html(tag: &Tag, is_single: bool, names: &mut dyn Names) -> Option<String> {
    let mut is_changed = is_single && !VOID.contains(&tag.name.as_str());
    let mut out = format!("<{}", tag.name);
    for (name, value) in &tag.attributes {
        let html_name = match name.as_str() {
            "className" => "class",
            "htmlFor" => "for",
            "srcSet" => "srcset",
            "colSpan" => "colspan",
            "rowSpan" => "rowspan",
            name => name,
        };
        if html_name == "style" {
            names.note(Topic::ThemeFiles, format!("attribute `style` of `<{}>` is removed", tag.name));
            is_changed = true;
            continue;
        }
        let is_target = matches!(html_name, "src" | "href");
        let text = match value {
            Attribute::True => None,
            Attribute::Text(text) if is_target => Some(names.link(text)),
            Attribute::Text(text) => Some(text.clone()),
            Attribute::Code(code) => match literal(code).or_else(|| is_target.then(|| names.image(code)).flatten()) {
                Some(text) if is_target => Some(names.link(&text)),
                Some(text) => Some(text),
                None => {
                    names.note(
                        Topic::Components,
                        format!("attribute `{name}` of `<{}>` is code, and removed", tag.name),
                    );
                    is_changed = true;
                    continue;
                }
            },
        };
        // Instructions of Vue, and handlers.
        let is_code = html_name.starts_with([':', '@']) || html_name.starts_with("v-") || html_name.starts_with("on");
        if is_code || html_name == "key" {
            if html_name != "v-pre" {
                names.note(Topic::Components, format!("attribute `{name}` of `<{}>` is code, and removed", tag.name));
            }
            is_changed = true;
            continue;
        }
        is_changed |= html_name != name
            || matches!(value, Attribute::Code(_))
            || matches!((value, &text), (Attribute::Text(old), Some(new)) if old != new);
        out.push(' ');
        out.push_str(html_name);
        if let Some(text) = text {
            out.push_str(&format!("=\"{}\"", text.replace('"', "&quot;")));
        }
    }
    out.push('>');
    if is_single && !VOID.contains(&tag.name.as_str()) {
        out.push_str(&format!("</{}>", tag.name));
    }
    is_changed.then_some(out)
}
