//! Copies of pages as text, for programs that do not read HTML: which pages have them, and where.

use crate::base::path::OutputPath;
use crate::config::settings::Config;
use crate::site::page::Page;

/// The format of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextFormat {
    Plain,
    Markdown,
}

impl TextFormat {
    pub const ALL: [TextFormat; 2] = [TextFormat::Plain, TextFormat::Markdown];

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            TextFormat::Plain => "txt",
            TextFormat::Markdown => "md",
        }
    }

    /// The format of the texts that language models get, if the site publishes any.
    pub fn for_models(config: &Config) -> Option<TextFormat> {
        [TextFormat::Markdown, TextFormat::Plain].into_iter().find(|format| format.is_published(config))
    }

    fn is_published(self, config: &Config) -> bool {
        match self {
            TextFormat::Plain => config.plain_text,
            TextFormat::Markdown => config.markdown_copies,
        }
    }
}

/// The output of the copy of a page: beside it. The search finds every page that has plain text. Markdown is for language
/// models, so documents that must no longer be followed have none.
pub fn copy_of(page: &Page, config: &Config, format: TextFormat) -> Option<OutputPath> {
    let is_copied = match format {
        TextFormat::Plain => page.is_indexable(config),
        TextFormat::Markdown => is_for_models(page, config),
    };
    let is_copied = is_copied && format.is_published(config) && page.document.is_some();
    let stem = page.output.as_ref().filter(|_| is_copied)?.as_str().strip_suffix(".html")?;
    Some(OutputPath::new(format!("{stem}.{}", format.extension())))
}

/// Whether language models may get the text of a page. They may not notice that a document must no longer be followed.
pub fn is_for_models(page: &Page, config: &Config) -> bool {
    page.document.is_some() && !page.is_unlisted() && !page.is_retired() && page.is_in_sitemap(config)
}
