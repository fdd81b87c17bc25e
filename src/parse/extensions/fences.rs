//! The fences of containers: `:::name Title {attributes}` opens one, and `:::` closes it.
//!
//! The spellings of Docusaurus (`:::note[Title]`), Pandoc (`::: {.note}`), Quarto (`::: {.callout-note title="…"}`) and MyST
//! (`:::{note}`) are read, too.

use crate::base::escape::escape_html;
use crate::parse::extensions::attributes::{self, Attributes};
use crate::parse::extensions::callouts::{self, CalloutKind, Fold};

/// What opens a group of tabs.
pub const OPEN_TABS: &str = "<div class=\"tabs\">\n";

/// A fence.
#[derive(Debug, PartialEq, Eq)]
pub enum Fence {
    Open(Container),
    /// Opens something that is not known.
    Unknown,
    Close,
}

/// A container as its first fence describes it.
#[derive(Debug, PartialEq, Eq)]
pub struct Container {
    pub kind: ContainerKind,
    pub title: String,
    pub attributes: Attributes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerKind {
    Callout(CalloutKind, Fold),
    Details,
    Tabs,
    Tab,
    Steps,
    Cards,
    Card,
    /// A group with a class or an id, and no meaning of its own.
    Group,
}

const NAMES: &[(&str, ContainerKind)] = &[
    ("details", ContainerKind::Details),
    ("dropdown", ContainerKind::Details),
    ("spoiler", ContainerKind::Details),
    ("collapse", ContainerKind::Details),
    ("tabs", ContainerKind::Tabs),
    ("tab-set", ContainerKind::Tabs),
    ("panel-tabset", ContainerKind::Tabs),
    ("code-group", ContainerKind::Group),
    ("tab", ContainerKind::Tab),
    ("tab-item", ContainerKind::Tab),
    ("steps", ContainerKind::Steps),
    ("cards", ContainerKind::Cards),
    ("grid", ContainerKind::Cards),
    ("card", ContainerKind::Card),
    ("grid-item-card", ContainerKind::Card),
    ("group", ContainerKind::Group),
    ("div", ContainerKind::Group),
    ("columns", ContainerKind::Group),
    ("column", ContainerKind::Group),
];

/// Reads a fence; `None` if the line is none.
pub fn read(line: &str) -> Option<Fence> {
    let info = line.trim_end().strip_prefix(":::")?.trim_start_matches(':').trim();
    if info.is_empty() {
        return Some(Fence::Close);
    }
    if !info.starts_with(|letter: char| letter.is_alphabetic() || letter == '{') {
        return None;
    }
    Some(open(info).map_or(Fence::Unknown, Fence::Open))
}

fn open(info: &str) -> Option<Container> {
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    let mut rest = info.trim_end_matches(':').trim_end();
    let mut name = &rest[..rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())];
    rest = rest[name.len()..].trim_start();
    let mut attributes = Attributes::default();
    let mut bracketed = "";
    if name.is_empty() {
        // MyST names it in braces, Pandoc by a class.
        let inner = rest.strip_prefix('{')?;
        let end = inner.find('}')?;
        if inner[..end].trim().chars().all(is_name) {
            name = inner[..end].trim();
            rest = inner[end + 1..].trim_start();
        }
    }
    loop {
        if let Some((inner, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            (bracketed, rest) = (inner, after.trim_start());
        } else if let Some((list, length)) = attributes::read(rest) {
            attributes.merge(list);
            rest = rest[length..].trim_start();
        } else {
            break;
        }
    }
    let mut title = rest;
    if let Some(at) = rest.rfind('{').filter(|_| rest.ends_with('}'))
        && let Some((list, _)) = attributes::read(&rest[at..])
    {
        attributes.merge(list);
        title = rest[..at].trim_end();
    }
    let title = if title.is_empty() { bracketed } else { title }.trim_matches(['"', '“', '”']).to_owned();
    let title = attributes.take("title").filter(|_| title.is_empty()).unwrap_or(title);
    let kind = match kind_of(name, &mut attributes) {
        Some(ContainerKind::Callout(kind, fold)) => {
            let fold = match attributes.take("collapse").as_deref() {
                Some("true") => Fold::Closed,
                Some("false") => Fold::Open,
                _ => fold,
            };
            ContainerKind::Callout(kind, fold)
        }
        kind => kind?,
    };
    Some(Container { kind, title, attributes })
}

/// The kind of container with this name, or with this class.
fn kind_of(name: &str, attributes: &mut Attributes) -> Option<ContainerKind> {
    let named = |name: &str| {
        let name = name.strip_prefix("callout-").unwrap_or(name).to_lowercase();
        let callout = callouts::find(&name).map(|kind| ContainerKind::Callout(kind, Fold::Never));
        callout.or_else(|| NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind))
    };
    if !name.is_empty() {
        return named(name);
    }
    let by_class = attributes.classes.iter().position(|class| named(class).is_some());
    match by_class {
        Some(at) => named(&attributes.classes.remove(at)),
        None => Some(ContainerKind::Group),
    }
}

/// The start of a tab.
pub fn open_tab(title: &str) -> String {
    open_section("tab", title, &Attributes::default())
}

fn open_section(class: &str, title: &str, attributes: &Attributes) -> String {
    let title = match title {
        "" => String::new(),
        title => format!("<p class=\"{class}-title\">{}</p>\n", escape_html(title)),
    };
    format!("<section{}>\n{title}", attributes.with_class(class).html("section"))
}

impl Container {
    /// The HTML before and after the content; callouts have their own.
    pub fn html(&self) -> (String, &'static str) {
        let group = |class: &str| (format!("<div{}>\n", self.attributes.with_class(class).html("div")), "</div>\n");
        match self.kind {
            ContainerKind::Details => {
                let title = if self.title.is_empty() { "Details" } else { &self.title };
                let attributes = self.attributes.html("details");
                (format!("<details{attributes}>\n<summary>{}</summary>\n", escape_html(title)), "</details>\n")
            }
            ContainerKind::Tabs => group("tabs"),
            ContainerKind::Tab => (open_section("tab", &self.title, &self.attributes), "</section>\n"),
            ContainerKind::Card => (open_section("card", &self.title, &self.attributes), "</section>\n"),
            ContainerKind::Steps => group("steps"),
            ContainerKind::Cards => group("card-group"),
            ContainerKind::Callout(..) | ContainerKind::Group => {
                (format!("<div{}>\n", self.attributes.html("div")), "</div>\n")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn opens(line: &str, kind: ContainerKind, title: &str, attributes: &str) {
        let container = match read(line) {
            Some(Fence::Open(container)) => container,
            other => panic!("{line}: {other:?}"),
        };
        assert_eq!((container.kind, container.title.as_str()), (kind, title), "{line}");
        assert_eq!(container.attributes.html("div"), attributes, "{line}");
    }

    #[test]
    fn every_spelling_of_a_fence_is_read() {
        let note = ContainerKind::Callout(callouts::find("note").expect("it is in the table"), Fold::Never);
        for line in [
            ":::note Keys",
            "::: note Keys",
            ":::note[Keys]",
            "::: {.note title=\"Keys\"}",
            "::::{note} Keys",
            "::: {.callout-note title=\"Keys\"}",
            ":::Note \"Keys\"",
        ] {
            opens(line, note, "Keys", "");
        }
        let attributes = " id=\"more\" class=\"wide\"";
        opens(":::details Steps to take {#more .wide}", ContainerKind::Details, "Steps to take", attributes);
        opens("::: {.lead}", ContainerKind::Group, "", " class=\"lead\"");
        assert_eq!(read(":::"), Some(Fence::Close));
        assert_eq!(read(":::moniker range"), Some(Fence::Unknown));
        assert_eq!(read(":::30"), None);
    }
}
