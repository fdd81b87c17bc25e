//! Values of front matter by type: text, lists, flags, numbers and dates.
//!
//! A value of the wrong type is a diagnostic at its place and is not used.

use jiff::civil::Date;

use crate::base::code::Code;
use crate::base::codes::META_INVALID_TYPE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::base::text::one_line;
use crate::config::settings::DateOrder;
use crate::parse::dates::{self, DateError};
use crate::parse::meta::find;
use crate::parse::visibility;

/// Reads values from front matter, and collects diagnostics about them.
pub(super) struct Reader<'a> {
    pub(super) path: &'a SourcePath,
    pub(super) front: &'a Node,
    pub(super) order: Option<DateOrder>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&'a Node> {
        find(self.front, name)
    }

    pub(super) fn report(&mut self, code: &'static Code, node: &Node, message: String, help: Option<&str>) {
        if !node.inherited {
            // A type is wrong for a key; everything else is wrong with a value.
            let span = if code == &META_INVALID_TYPE { node.key_span } else { node.span };
            let diagnostic = Diagnostic::new(code, Location::at(self.path, span), message);
            self.diagnostics.push(diagnostic.maybe_help(help.map(str::to_owned)));
        }
    }

    pub(super) fn wrong_type(&mut self, name: &str, node: &Node, wanted: &str) {
        self.report(&META_INVALID_TYPE, node, format!("`{name}` is {}, not {wanted}", node.kind()), None);
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let node = self.get(name)?;
        if node.is_blank() {
            return None;
        }
        let text = node.text();
        if text.is_none() {
            self.wrong_type(name, node, "text");
        }
        text.map(|text| one_line(&text))
    }

    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(node) = self.get(name) else { return Vec::new() };
        self.text_list(name, node)
    }

    fn text_list(&mut self, name: &str, node: &Node) -> Vec<String> {
        match &node.value {
            Value::List(items) => items.iter().flat_map(|item| self.text_list(name, item)).collect(),
            Value::Map(_) => {
                self.wrong_type(name, node, "text or a list of text");
                Vec::new()
            }
            _ if node.is_blank() => Vec::new(),
            _ => node.text().into_iter().map(|text| one_line(&text)).collect(),
        }
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        let Some(node) = self.get(name) else { return false };
        self.truth(name, node).unwrap_or(false)
    }

    pub(super) fn truth(&mut self, name: &str, node: &Node) -> Option<bool> {
        let truth = visibility::truth(node);
        if truth.is_none() {
            self.diagnostics.extend(visibility::not_a_truth(self.path, name, node));
        }
        truth
    }

    pub(super) fn number(&mut self, name: &str) -> Option<f64> {
        let node = self.get(name)?;
        self.as_number(name, node)
    }

    pub(super) fn as_number(&mut self, name: &str, node: &Node) -> Option<f64> {
        let number = match &node.value {
            Value::Null => return Some(0.0),
            Value::Int(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number: &f64| number.is_finite());
        if number.is_none() {
            self.report(&META_INVALID_TYPE, node, format!("`{name}` is {}, not a number", shown(node)), None);
        }
        number
    }

    pub(super) fn date(&mut self, name: &str) -> Option<Date> {
        let node = self.get(name).filter(|node| !node.is_blank())?;
        let read = node.text().map_or(Err(DateError::Unreadable), |text| dates::read(&text, self.order));
        read.map_err(|error| self.diagnostics.extend(dates::diagnostic(self.path, node, error))).ok()
    }
}

fn shown(node: &Node) -> String {
    node.text().map_or_else(|| node.kind().to_owned(), |text| format!("`{text}`"))
}
