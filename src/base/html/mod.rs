//! HTML as tokens with byte ranges: the only reader of HTML in this program.
//!
//! `html5gum` follows the tokenization of the HTML Living Standard (13.2.5); this folder adds places in the text and
//! the few facts about elements that a tokenizer needs from a tree builder. Which elements are open, and what may be
//! published, is decided elsewhere.

pub mod emitter;
pub mod token;
pub mod tokenizer;
pub mod urls;
