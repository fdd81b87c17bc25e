//! A page that leaves its site: what it loads is put into it, and links into the site lead to where that is published.
//!
//! Where the site has no address of its own, such a link becomes plain words, because on another machine it leads
//! nowhere. Icons come from a file of the site and are left out.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::base::escape::escape_html;
use crate::base::tree::Bytes;
use crate::base::url::decode;
use crate::parse::raw_html::{self, Tag};

/// Makes a page stand alone. `read` gives the file at an address from the root of the site, without its base path.
pub fn alone(html: &str, origin: &str, prefix: &str, read: &dyn Fn(&str) -> Option<Bytes>) -> String {
    let mut changes: Vec<(Range<usize>, String)> =
        icons(html).into_iter().map(|range| (range, String::new())).collect();
    let file = |address: &str| {
        let path = address.strip_prefix(prefix)?.split(['?', '#']).next()?;
        read(&decode(path.trim_start_matches('/')))
    };
    for tag in raw_html::scan(html) {
        let value =
            |name: &str| attribute(&tag, name).map(|range| (range.clone(), raw_html::decode_entities(&html[range])));
        match tag.name.as_str() {
            "link" if value("rel").is_some_and(|(_, rel)| rel == "stylesheet") => {
                let style = value("href").and_then(|(_, address)| file(&address));
                let style = style
                    .map(|bytes| format!("<style>{}</style>", String::from_utf8_lossy(&bytes).replace("</", "<\\/")));
                changes.push((tag.span.clone(), style.unwrap_or_default()));
            }
            "img" => {
                let Some((range, address)) = value("src") else { continue };
                if let Some(bytes) = file(&address) {
                    let kind = mime_guess::from_path(&address).first_or_octet_stream();
                    changes.push((range, format!("data:{kind};base64,{}", STANDARD.encode(bytes.as_slice()))));
                }
            }
            "a" => {
                let Some((range, address)) = value("href") else { continue };
                if !address.starts_with('/') || address.starts_with("//") {
                    continue;
                }
                if origin.is_empty() {
                    let start = html[tag.span.start..range.start].rfind(" href=").map(|at| tag.span.start + at);
                    let quote = usize::from(html[range.end..].starts_with(['"', '\'']));
                    changes.extend(start.map(|start| (start..range.end + quote, String::new())));
                } else {
                    changes.push((range, escape_html(&format!("{origin}{address}"))));
                }
            }
            _ => {}
        }
    }
    changes.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(html.len());
    let mut done = 0;
    for (range, text) in changes.into_iter().filter(|(range, _)| range.start <= range.end) {
        if range.start >= done {
            out.push_str(&html[done..range.start]);
            out.push_str(&text);
            done = range.end;
        }
    }
    out.push_str(&html[done..]);
    out
}

/// The style by which the sheets of one part of a document bear a foot of their own; `foot` is HTML without tags.
pub fn foot(part: &str, foot: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '.' | ',' | '-' | '·');
    let in_style =
        |letter: char| if is_plain(letter) { letter.to_string() } else { format!("\\{:x} ", u32::from(letter)) };
    let words: String = raw_html::decode_entities(foot.trim()).chars().map(in_style).collect();
    format!("<style>@page {part} {{ @bottom-left {{ content: \"{words}\"; }} }} #{part} {{ page: {part}; }}</style>\n")
}

fn attribute(tag: &Tag, name: &str) -> Option<Range<usize>> {
    tag.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.clone())
}

/// The icons of the theme, which only decorate.
fn icons(html: &str) -> Vec<Range<usize>> {
    let starts = html.match_indices("<svg class=\"icon\"");
    starts.filter_map(|(at, _)| Some(at..at + html[at..].find("</svg>")? + "</svg>".len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_foot_is_a_text_of_a_style_whatever_it_says() {
        assert_eq!(
            foot("p2", "SOP-1 · &quot;A&quot; &lt;/style&gt;\n"),
            "<style>@page p2 { @bottom-left { content: \"SOP-1 · \\22 A\\22  \\3c \\2f style\\3e \"; } } #p2 { page: p2; }</style>\n"
        );
    }

    #[test]
    fn a_page_takes_along_what_it_loads() {
        let html = "<link rel=\"stylesheet\" href=\"/sub/a.css\"><img src=\"/sub/a.png\" alt=\"\"><a href=\"/sub/b/#c\">B</a> <a href=\"#d\">D</a><svg class=\"icon\"><use/></svg>";
        let read = |path: &str| matches!(path, "a.css" | "a.png").then(|| Arc::new(b"p{}".to_vec()));
        let made = alone(html, "https://example.org", "/sub", &read);
        assert_eq!(
            made,
            "<style>p{}</style><img src=\"data:image/png;base64,cHt9\" alt=\"\"><a href=\"https://example.org/sub/b/#c\">B</a> <a href=\"#d\">D</a>"
        );
        assert!(alone(html, "", "/sub", &read).contains("<a>B</a> <a href=\"#d\">D</a>"));
    }
}
