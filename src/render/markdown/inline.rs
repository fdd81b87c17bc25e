//! Text in a line as Markdown.

use crate::render::markdown::tree::{Element, HtmlNode, text_of};

/// Writes text in a line of one page.
pub(super) struct Inline<'a> {
    /// The body of the page.
    pub html: &'a str,
    /// `https://host`; empty where the settings have no base URL.
    pub origin: &'a str,
    /// The URL of the page.
    pub page: &'a str,
}

impl Inline<'_> {
    /// Nodes as text without white space at its ends.
    pub fn of<'n, 'h: 'n>(&self, nodes: impl IntoIterator<Item = &'n HtmlNode<'h>>) -> String {
        let text = nodes.into_iter().map(|node| self.node(node)).collect::<String>();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n").trim_end_matches('\\').to_owned()
    }

    fn node(&self, node: &HtmlNode<'_>) -> String {
        match node {
            HtmlNode::Text(text) => escape(text),
            HtmlNode::Element(element) => self.element(element),
        }
    }

    fn element(&self, element: &Element<'_>) -> String {
        let inside = || element.children.iter().map(|node| self.node(node)).collect::<String>();
        match element.name() {
            "a" if element.has_class("anchor") || element.has_class("footnote-back") => String::new(),
            "sup" if element.has_class("footnote") => format!("[^{}]", text_of(&element.children).trim()),
            "a" if element.tag.get("href").is_some() => self.link(&inside(), element),
            "strong" | "b" => marked("**", &inside()),
            "em" | "i" | "cite" | "var" => marked("*", &inside()),
            "del" | "s" => marked("~~", &inside()),
            "code" | "samp" => code(&text_of(&element.children)),
            "img" => self.image(element),
            "br" => "\\\n".to_owned(),
            "input" if element.attribute("type") == "checkbox" => {
                (if element.tag.get("checked").is_some() { "[x]" } else { "[ ]" }).to_owned()
            }
            "sub" | "sup" | "kbd" | "mark" | "q" => format!("<{0}>{1}</{0}>", element.name(), inside()),
            // Formulas have no other form.
            "math" => self.html[element.span.clone()].replace('\n', ""),
            "audio" | "video" | "iframe" | "object" | "embed" => self.media(element).unwrap_or_default(),
            _ => inside(),
        }
    }

    fn link(&self, text: &str, element: &Element<'_>) -> String {
        let url = self.url(element.attribute("href"));
        if text.trim().is_empty() { String::new() } else { format!("[{}]({url})", text.trim()) }
    }

    fn image(&self, image: &Element<'_>) -> String {
        format!("![{}]({})", escape(image.attribute("alt")).replace('\n', " "), self.url(image.attribute("src")))
    }

    /// A link to a film, a sound or a framed page.
    pub fn media(&self, element: &Element<'_>) -> Option<String> {
        let inner = || {
            element.children.iter().find_map(|node| match node {
                HtmlNode::Element(source) => source.tag.get("src"),
                HtmlNode::Text(_) => None,
            })
        };
        let url = element.tag.get("src").or_else(|| element.tag.get("data")).or_else(inner)?;
        let title = Some(element.attribute("title")).filter(|title| !title.is_empty()).unwrap_or(url);
        Some(format!("[{}]({})", escape(title), self.url(url)))
    }

    /// A URL that is correct wherever the text is read: whole where the URL of the site is known.
    fn url(&self, href: &str) -> String {
        let whole = match href {
            _ if href.starts_with('#') => format!("{}{href}", self.page),
            _ if href.starts_with('/') && !href.starts_with("//") => format!("{}{href}", self.origin),
            _ => href.to_owned(),
        };
        let is_plain = !whole.contains([' ', '(', ')', '<', '>', '\n']);
        if is_plain {
            whole
        } else {
            format!("<{}>", whole.replace('<', "%3C").replace('>', "%3E").replace('\n', "%0A"))
        }
    }
}

/// Text between two marks, with its outer spaces outside them.
fn marked(mark: &str, text: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let start = &text[..text.len() - text.trim_start().len()];
    let end = &text[text.trim_end().len()..];
    format!("{start}{mark}{inner}{mark}{end}")
}

/// Text as code in a line.
fn code(text: &str) -> String {
    let text = text.replace('\n', " ");
    let fence = fence(&text, 1);
    let needs_space = text.starts_with('`') || text.ends_with('`') || text.trim().is_empty();
    let space = if needs_space { " " } else { "" };
    if text.is_empty() { String::new() } else { format!("{fence}{space}{text}{space}{fence}") }
}

/// More backticks than there are in a row in a text, and at least as many as asked for.
pub(super) fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(least.max(longest + 1))
}

/// Text that Markdown shows as it is.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_inside_word =
            letter == '_' && before.is_alphanumeric() && letters.peek().is_some_and(|next| next.is_alphanumeric());
        let is_reference = letter == '&' && letters.peek().is_some_and(|next| next.is_alphanumeric() || *next == '#');
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' | '$' | '=' | '{') && !is_inside_word
            || is_reference
        {
            out.push('\\');
        }
        out.push(letter);
        before = letter;
    }
    out
}

/// A paragraph whose first characters begin no list, heading, quotation or rule.
pub(super) fn escape_start(text: &str) -> String {
    let line = |line: &str| {
        let digits = line.len() - line.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let rest = &line[digits..];
        if (1..10).contains(&digits) && rest.starts_with(['.', ')']) {
            return format!("{}\\{rest}", &line[..digits]);
        }
        let needs = line.starts_with(['#', '>', '-', '+', ':', '=', '|', '!']) && !line.starts_with("![");
        if needs { format!("\\{line}") } else { line.to_owned() }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
