//! JavaScript and MDX, read and never run.

pub mod components;
pub mod jsx;
pub mod mdx;
pub mod reader;
pub mod tokens;
pub mod values;
