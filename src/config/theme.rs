//! The `[theme]` table: the theme, and the settings that need no custom templates.

use crate::base::codes::CONFIG_INVALID_VALUE;
use crate::base::colour::Colour;
use crate::base::node::{Node, Value};
use crate::base::span::Span;
use crate::config::policy::PolicySettings;
use crate::config::reader::{Reader, is_link};

/// The relations that links in the head can have.
const HEAD_RELATIONS: &[&str] = &["alternate", "apple-touch-icon", "author", "help", "license", "me", "search"];

/// The appearance of a site.
#[derive(Debug, Clone, Default)]
pub struct ThemeSettings {
    /// The folder below `themes/`; `None` is the shipped theme.
    pub name: Option<String>,
    /// Images of the site, in its header and in the tabs of browsers.
    pub logo: Option<SiteImage>,
    /// The logo in the dark scheme, where it is another one.
    pub logo_dark: Option<SiteImage>,
    pub favicon: Option<SiteImage>,
    /// The image that other sites show with a link to a page.
    pub social_image: Option<SiteImage>,
    /// The colour of the band at the top.
    pub brand: Option<Colour>,
    /// The accent colour of links and highlights.
    pub accent: Option<Colour>,
    /// Whether the band at the top has the colour of the page, with the brand colour as a line below it.
    pub light_header: bool,
    /// The contrast that computed colours have.
    pub contrast: Contrast,
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
    /// A notice on every page.
    pub announcement: Option<Announcement>,
    /// `<link>` elements of every page: relation and URL.
    pub head_links: Vec<MenuLink>,
    /// Other hosts that pages may use.
    pub policy: PolicySettings,
    pub header_links: Vec<MenuLink>,
    pub footer: Option<String>,
    pub footer_links: Vec<MenuLink>,
    /// The notice at the foot of each printed page.
    pub print_notice: Option<String>,
    /// URL patterns with `{path}`, `{url}` and `{title}`.
    pub edit_url: Option<String>,
    pub report_url: Option<String>,
}

/// The level of WCAG 2.2 for the contrast of text: 4.5:1 for AA (1.4.3), 7:1 for AAA (1.4.6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Contrast {
    Aa,
    #[default]
    Aaa,
}

/// A notice, with a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    pub text: String,
    pub link: Option<MenuLink>,
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
            logo_dark: self.site_image(table, "logo_dark"),
            favicon: self.site_image(table, "favicon"),
            social_image: self.social_image(root, table),
            brand: self.colour(table, "brand"),
            accent: self.colour(table, "accent"),
            light_header: self.choice(table, "header", &[("brand", false), ("light", true)]),
            contrast: self.choice(table, "contrast", &[("AAA", Contrast::Aaa), ("AA", Contrast::Aa)]),
            brand_at: table.get("brand").map(|node| node.span),
            accent_at: table.get("accent").map(|node| node.span),
            font: self.css(table, "font", is_font, "names of font families, as in `Georgia, serif`"),
            code_font: self.css(table, "code_font", is_font, "names of font families, as in `Menlo, monospace`"),
            width: self.css(table, "width", is_length, "a length, as in `65ch` or `40rem`"),
            phase,
            announcement: self.announcement(table),
            head_links: self.head_links(table),
            policy: self.policy(table),
            header_links: self.menu_links(table, "header_links"),
            footer: self.text(table, "footer"),
            footer_links: self.menu_links(table, "footer_links"),
            print_notice: self.text(table, "print_notice"),
            edit_url: self.page_link(table, "edit_url"),
            report_url: self.page_link(table, "report_url"),
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
            links.extend(self.menu_link(link, "title"));
        }
        links
    }

    /// A URL for each page, with placeholders.
    fn page_link(&mut self, table: &Node, key: &str) -> Option<String> {
        let url = self.text(table, key)?;
        if is_link(&url) {
            return Some(url);
        }
        let help = "use a full `https://` URL, a path from the root of the site, or `mailto:` with an address";
        self.wrong(table, key, format!("`{url}` is not a valid URL"), help);
        None
    }

    /// A link whose words are under `key`.
    fn menu_link(&mut self, link: &Node, key: &str) -> Option<MenuLink> {
        let (title, url) = (self.required(link, key), self.required(link, "url"));
        let (title, url) = (title?, url?);
        if !is_link(&url) {
            let help = "use a path from the root of the site, or a full `https://` URL";
            self.wrong(link, "url", format!("`{url}` is not a valid URL"), help);
            return None;
        }
        Some(MenuLink { title, url, span: link.get("url").map_or(link.span, |node| node.span) })
    }

    fn announcement(&mut self, theme: &Node) -> Option<Announcement> {
        let table = self.table(theme, "announcement")?;
        self.only(table, "theme.announcement");
        let text = self.required(table, "text");
        let has_link = table.get("title").is_some() || table.get("url").is_some();
        let link = has_link.then(|| self.menu_link(table, "title")).flatten();
        Some(Announcement { text: text?, link })
    }

    /// Links that name other pages and pictures. Style sheets and scripts belong to the theme, and are no links.
    fn head_links(&mut self, theme: &Node) -> Vec<MenuLink> {
        let mut links = Vec::new();
        for table in self.tables(theme, "head_links") {
            self.only(table, "theme.head_links");
            let Some(link) = self.menu_link(table, "rel") else { continue };
            if HEAD_RELATIONS.contains(&link.title.as_str()) {
                links.push(link);
            } else {
                let message = format!("`{}` is not a relation for `head_links`", link.title);
                self.wrong(table, "rel", message, &format!("use one of: {}", HEAD_RELATIONS.join(", ")));
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
