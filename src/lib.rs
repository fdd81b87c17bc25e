//! Fingerpost publishes guidance and standard operating procedures from a folder of Markdown.
pub mod base;
pub mod config;
pub mod parse;
pub mod site;
pub mod theme;
pub mod render;
pub mod check;
pub mod compile;
pub mod report;
pub mod io;
pub mod cli;
