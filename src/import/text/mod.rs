//! What several tools share in the text of pages: front matter, code, links, template tags.

pub mod code_fences;
pub mod code_ranges;
pub mod dedent;
pub mod file_dates;
pub mod front_edit;
pub mod hero;
pub mod liquid;
pub mod nunjucks;
pub mod old_links;
pub mod page_text;
