//! Raw HTML in Markdown: the elements and attributes that may be published, and the way back to the author's text.
//!
//! The tokenizer only *finds* (ids, links, what will be removed); `ammonia` *sanitizes* the whole page by the same
//! table. So a diagnostic may be missed where a page is read in pieces, but nothing unsafe is published.

pub mod open_elements;
pub mod pieces;
pub mod policy;

#[cfg(test)]
mod tests {
    use super::policy::{clean, unsafe_parts};
    use crate::base::html::tokenizer::start_tags;

    #[test]
    fn executable_html_is_removed() {
        for html in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"java\nscript:alert(1)\">x</a>",
            "<a href=\"&#106;avascript:alert(1)\">x</a>",
            "<svg><script>alert(1)</script></svg>",
            "<svg><use href=\"data:image/svg+xml,x\"></use></svg>",
            "<iframe src=\"https://example.org\"></iframe>",
            "<p style=\"background:url(//x)\">x</p>",
            "<svg><a xlink:href=\"javascript:alert(1)\">x</a></svg>",
        ] {
            let cleaned = clean(html).to_lowercase();
            for bad in ["script", "onerror", "iframe", "style", "data:image"] {
                assert!(!cleaned.contains(bad), "{html} gave {cleaned}");
            }
            assert!(start_tags(html).any(|tag| !unsafe_parts(&tag).is_empty()), "{html}");
        }
    }

    #[test]
    fn harmless_html_stays() {
        let html = "<details open=\"\" id=\"more\"><summary>More</summary><svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"></path></svg></details>";
        assert_eq!(clean(html), html);
        assert!(start_tags(html).all(|tag| unsafe_parts(&tag).is_empty()));
        assert_eq!(clean("<a name=\"old\"></a>"), "<a name=\"old\"></a>");
    }
}
