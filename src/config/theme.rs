//! The `[theme]` table: the theme, and the settings that need no custom templates.

use crate::base::codes::CONFIG_INVALID_VALUE;
use crate::base::colour::Colour;
use crate::base::node::{Node, Value};
use crate::base::span::Span;
use crate::config::reader::Reader;

/// The appearance of a site.
#[derive(Debug, Clone, Default)]
pub struct ThemeSettings {
    /// The folder below `themes/`; `None` is the shipped theme.
    pub name: Option<String>,
    /// Images of the site, in its header and in the tabs of browsers.
    pub logo: Option<SiteImage>,
    pub favicon: Option<SiteImage>,
    /// The image that other sites show with a link to a page.
    pub social_image: Option<SiteImage>,
    /// The colour of the band at the top.
    pub brand: Option<Colour>,
    /// The accent colour of links and highlights.
    pub accent: Option<Colour>,
    /// The places of these two settings.
    pub brand_at: Option<Span>,
    pub accent_at: Option<Span>,
    /// CSS font families for text and for code.
    pub font: Option<String>,
    pub code_font: Option<String>,
    /// The width of the text column as a CSS length.
    pub width: Option<String>,
    /// Stage of the service, such as `Beta`, and what that means.
    pub phase: Option<(String, String)>,
    pub header_links: Vec<MenuLink>,
    pub footer: Option<String>,
    pub footer_links: Vec<MenuLink>,
    /// The notice at the foot of each printed page.
    pub print_notice: Option<String>,
    /// URL patterns with `{path}`, `{url}` and `{title}`.
    pub edit_url: Option<String>,
    pub report_url: Option<String>,
}

/// An image that a setting names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteImage {
    /// The path from the root of the site, as written.
    pub path: String,
    pub span: Span,
}

/// A link of the header or footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuLink {
    pub title: String,
    pub url: String,
    /// The place of the URL in the settings.
    pub span: Span,
}

impl Reader {
    fn site_image(&mut self, table: &Node, key: &str) -> Option<SiteImage> {
        let path = self.text(table, key)?;
        Some(SiteImage { path, span: table.get(key).map_or(table.span, |node| node.span) })
    }

    /// Networks show only pixel images, and only by their whole URLs.
    fn social_image(&mut self, root: &Node, table: &Node) -> Option<SiteImage> {
        let image = self.site_image(table, "social_image")?;
        let name = image.path.to_ascii_lowercase();
        if ![".png", ".jpg", ".jpeg"].iter().any(|end| name.ends_with(end)) {
            let message = format!("`{}` is not a PNG or JPEG image", image.path);
            self.wrong(table, "social_image", message, "export it as PNG, 1200 pixels wide and 630 pixels high");
            return None;
        }
        if root.get("base_url").is_none() {
            let help = "set `base_url` to the URL of the published site";
            self.wrong(table, "social_image", "a social image needs the URL of the site".to_owned(), help);
        }
        Some(image)
    }

    /// Reads `theme = "name"` or the `[theme]` table.
    pub(super) fn theme(&mut self, root: &Node) -> ThemeSettings {
        let Some(node) = root.get("theme") else { return ThemeSettings::default() };
        if let Value::Text(_) = node.value {
            return ThemeSettings { name: self.theme_name(root, "theme"), ..ThemeSettings::default() };
        }
        let Some(table) = self.table(root, "theme") else { return ThemeSettings::default() };
        self.only(table, "theme");
        let phase = self.table(table, "phase").and_then(|phase| {
            self.only(phase, "theme.phase");
            Some((self.required(phase, "tag")?, self.text(phase, "text").unwrap_or_default()))
        });
        ThemeSettings {
            name: self.theme_name(table, "name"),
            logo: self.site_image(table, "logo"),
            favicon: self.site_image(table, "favicon"),
            social_image: self.social_image(root, table),
            brand: self.colour(table, "brand"),
            accent: self.colour(table, "accent"),
            brand_at: table.get("brand").map(|node| node.span),
            accent_at: table.get("accent").map(|node| node.span),
            font: self.css(table, "font", is_font, "names of font families, as in `Georgia, serif`"),
            code_font: self.css(table, "code_font", is_font, "names of font families, as in `Menlo, monospace`"),
            width: self.css(table, "width", is_length, "a length, as in `65ch` or `40rem`"),
            phase,
            header_links: self.menu_links(table, "header_links"),
            footer: self.text(table, "footer"),
            footer_links: self.menu_links(table, "footer_links"),
            print_notice: self.text(table, "print_notice"),
            edit_url: self.text(table, "edit_url"),
            report_url: self.text(table, "report_url"),
        }
    }

    fn theme_name(&mut self, table: &Node, key: &str) -> Option<String> {
        let name = self.text(table, key)?;
        if name.contains(['/', '\\']) || name.starts_with('.') {
            let help = "a theme is a folder name below `themes/`";
            self.wrong(table, key, format!("`{name}` is not the name of a theme"), help);
            return None;
        }
        Some(name)
    }

    fn colour(&mut self, table: &Node, key: &str) -> Option<Colour> {
        let text = self.text(table, key)?;
        let colour = Colour::parse(&text);
        if colour.is_none() {
            self.wrong(table, key, format!("`{text}` is not a colour"), "write it as `#0e6470`");
        }
        colour
    }

    /// A value that goes into the style sheet unchanged, so it must not contain anything that ends a declaration.
    fn css(&mut self, table: &Node, key: &str, is_valid: fn(&str) -> bool, wanted: &str) -> Option<String> {
        let text = self.text(table, key)?;
        if is_valid(&text) {
            return Some(text);
        }
        self.wrong(table, key, format!("`{text}` cannot be used for `{key}`"), &format!("write {wanted}"));
        None
    }

    fn menu_links(&mut self, table: &Node, key: &str) -> Vec<MenuLink> {
        let mut links = Vec::new();
        for link in self.tables(table, key) {
            self.only(link, &format!("theme.{key}"));
            if let (Some(title), Some(url)) = (self.required(link, "title"), self.required(link, "url")) {
                let is_safe = !url.starts_with("//")
                    && ["/", "https://", "http://", "mailto:", "tel:"].iter().any(|start| url.starts_with(start));
                if is_safe {
                    let span = link.get("url").map_or(link.span, |node| node.span);
                    links.push(MenuLink { title, url, span });
                } else {
                    let help = "use a path from the root of the site, or a full `https://` URL";
                    self.wrong(link, "url", format!("`{url}` is not a valid URL"), help);
                }
            }
        }
        links
    }

    fn wrong(&mut self, table: &Node, key: &str, message: String, help: &str) {
        let span = table.get(key).map_or(table.span, |node| node.span);
        self.report(&CONFIG_INVALID_VALUE, span, message, Some(help.to_owned()));
    }
}

fn is_font(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '-' | '_' | '"' | '\''))
        && text.matches('"').count().is_multiple_of(2)
        && text.matches('\'').count().is_multiple_of(2)
}

fn is_length(text: &str) -> bool {
    let number = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    matches!(&text[number.len()..], "ch" | "rem" | "em" | "px") && number.parse::<f64>().is_ok_and(|size| size > 0.0)
}
