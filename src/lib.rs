//! Fingerpost publishes guidance and standard operating procedures from a folder of Markdown.
pub mod base;
pub mod check;
pub mod cli;
pub mod compile;
pub mod config;
pub mod io;
pub mod parse;
pub mod render;
pub mod report;
pub mod site;
pub mod theme;
