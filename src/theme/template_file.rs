//! The file of a template, what of it is compiled, and an error of the engine as a diagnostic in the file.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Error, ErrorKind};

use crate::base::codes::{TEMPLATE_RENDER, TEMPLATE_SYNTAX};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::base::template_limits::exceeded::Exceeded;
use crate::base::template_limits::rewrite::Limited;
use crate::theme::files::Layer;
use crate::theme::outline::Outline;

/// The most of the engine's words that a diagnostic shows; they can quote values.
const SHOWN: usize = 300;

/// The path and the text of a template.
#[derive(Debug, Clone)]
pub(super) struct TemplateText {
    pub path: SourcePath,
    pub layer: Layer,
    pub text: String,
}

/// A template as its author wrote it, and as it is compiled.
#[derive(Debug, Clone)]
pub(super) struct TemplateFile {
    pub path: SourcePath,
    pub layer: Layer,
    pub text: String,
    /// What it has and names, unless it does not parse.
    pub outline: Option<Outline>,
    /// With calls that count, unless the template is trusted.
    limited: Option<Limited>,
}

impl TemplateFile {
    /// A template that is compiled as it is, because no site has templates of its own.
    pub fn trusted(TemplateText { path, layer, text }: TemplateText) -> TemplateFile {
        TemplateFile { path, layer, text, outline: None, limited: None }
    }

    /// A template of which the memory and the work are limited.
    pub fn limited(TemplateText { path, layer, text }: TemplateText, syntax: &SyntaxConfig) -> TemplateFile {
        let limited = Some(Limited::of(&text, syntax));
        let outline = Outline::of(&text, syntax);
        TemplateFile { path, layer, text, outline, limited }
    }

    /// The text that is compiled.
    pub fn compiled(&self) -> &str {
        self.limited.as_ref().map_or(&self.text, |limited| &limited.text)
    }

    /// Another text of the same template, within the same limits.
    pub fn recompiled(&self, text: String, syntax: &SyntaxConfig) -> String {
        if self.limited.is_some() { Limited::of(&text, syntax).text } else { text }
    }

    /// An error of the engine at its place in the file.
    pub fn diagnostic(&self, error: &Error) -> Diagnostic {
        let at = match error.range() {
            Some(range) => {
                let range = self.limited.as_ref().map_or(range.clone(), |limited| limited.original(range));
                // The engine counts the end of the text as a letter.
                let end = self.text.len();
                Location::at(&self.path, Span::new(range.start.min(end), range.end.min(end)))
            }
            // No call that was inserted has a line of its own.
            None => match error.line().and_then(|line| line_of(&self.text, line)) {
                Some(span) => Location::at(&self.path, span),
                None => Location::file(&self.path),
            },
        };
        diagnostic(error, at)
    }
}

/// The text of a line, which is counted from 1.
fn line_of(text: &str, number: usize) -> Option<Span> {
    let start = text.split_inclusive('\n').take(number.checked_sub(1)?).map(str::len).sum();
    let line = text.get(start..)?.lines().next()?;
    let indentation = line.len() - line.trim_start().len();
    Some(Span::new(start + indentation, start + line.trim_end().len().max(indentation)))
}

/// An error of the engine as a diagnostic.
pub(super) fn diagnostic(error: &Error, at: Location) -> Diagnostic {
    let code = if error.kind() == ErrorKind::SyntaxError { &TEMPLATE_SYNTAX } else { &TEMPLATE_RENDER };
    if let Some(exceeded) = Exceeded::of(error) {
        return Diagnostic::new(code, at, exceeded.message.clone()).help(exceeded.help.clone());
    }
    let message = match error.detail() {
        Some(detail) if error.kind() != ErrorKind::SyntaxError => format!("{}: {detail}", error.kind()),
        Some(detail) => detail.to_owned(),
        None => error.kind().to_string(),
    };
    let message = match message.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message,
    };
    let help = match error.kind() {
        ErrorKind::OutOfFuel => Some("the template runs forever, or needs far more steps than a normal page"),
        ErrorKind::UndefinedError => {
            Some("to find the names in `page` and `site`, run `fingerpost explain template/render`")
        }
        _ => None,
    };
    Diagnostic::new(code, at, message).maybe_help(help.map(str::to_owned))
}
