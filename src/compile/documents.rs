//! One file compiled to a `Document`: read, parsed, checked, lowered. Knows no other file.

use crate::base::hash::Hashed;
use crate::lint;
use crate::parse::assemble::assemble;
use crate::parse::document::Document;
use crate::parse::highlight::Highlighter;
use crate::parse::lower::lower;
use crate::parse::parsed::ParsedPage;
use crate::parse::settings::ParseSettings;
use crate::parse::source::{PageSource, SourceFile};

/// Compiles one file.
pub fn document(file: &SourceFile<'_>, settings: &Hashed<ParseSettings>, highlighter: &Highlighter) -> Document {
    let source = PageSource::read(file, settings);
    let page = ParsedPage::new(&source, settings);
    let lints = lint::check(&page);
    let lowered = lower(page, settings, highlighter);
    assemble(source, lowered, lints)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes::MARKDOWN_LONG_CODE;
    use crate::base::path::SourcePath;
    use crate::config::read::read;

    #[test]
    fn code_has_no_colours_where_other_pages_used_up_the_work() {
        let bytes = b"# A\n\n```rust\nlet a = 1;\n```\n";
        let parse = |is_highlighting_spent: bool| {
            let settings = ParseSettings { is_highlighting_spent, ..ParseSettings::new(&read("").0) };
            let file = SourceFile { path: SourcePath::new("a.md"), content_path: "a.md", bytes, defaults: None };
            document(&file, &Hashed::new(settings), &Highlighter::default())
        };
        let (coloured, plain) = (parse(false), parse(true));
        assert!(coloured.diagnostics.is_empty() && coloured.highlighting_work == 43 * 43);
        assert!(plain.highlighting_work == 0 && plain.highlighted.is_empty());
        let [found] = &plain.diagnostics[..] else { panic!("{:?}", plain.diagnostics) };
        assert!(
            found.code == &MARKDOWN_LONG_CODE
                && found.at.span.is_some_and(|span| &bytes[span.start..span.end] == b"rust")
        );
        assert!(found.message.contains("the pages before this one"));
    }
}
