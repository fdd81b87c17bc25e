//! Formulas in LaTeX, drawn as MathML while the site is built, so that pages need no script.
//!
//! A formula that cannot be drawn is shown as code, with a finding.

use std::ops::Range;

use pulldown_cmark::Event;
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

use crate::base::codes::text::TEXT_INVALID_FORMULA;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::escape::{escape_html, escape_open};
use crate::base::html::token::Token;
use crate::base::html::tokenizer::tokens;
use crate::parse::lower::rewriter::Rewriter;

/// The longest formula, in bytes, its most commands, and how deep its braces may be nested: commands may nest, too.
const LONGEST: usize = 5_000;
const MAX_COMMANDS: usize = 400;
const MAX_DEPTH: usize = 50;
/// Commands that define others, which could repeat without end.
const DEFINING: &[&str] =
    &["def", "edef", "gdef", "xdef", "let", "newcommand", "renewcommand", "providecommand", "futurelet"];

impl<'a> Rewriter<'a, '_, '_> {
    /// Writes a formula, as the marker of its MathML.
    pub(super) fn formula(&mut self, formula: &str, mode: DisplayMode, range: &Range<usize>) {
        self.section_text().push_str(formula);
        match draw(formula, mode) {
            Ok(html) => {
                let marker = self.context.markers.formula(self.facts.formulas.len());
                self.facts.formulas.push(html);
                self.out.push(Event::InlineHtml(marker.into()));
            }
            Err(problem) => {
                let at = Location::at(self.context.path, self.span(range));
                let finding =
                    Diagnostic::new(&TEXT_INVALID_FORMULA, at, format!("this formula cannot be drawn: {problem}"));
                self.report(
                    finding.help("correct it, or put it in code marks; for a dollar sign in text, write `\\$`"),
                );
                self.out.push(Event::InlineHtml(format!("<code>{}</code>", escape_html(formula.trim())).into()));
            }
        }
    }
}

/// Draws a formula; the error says what is wrong with it.
fn draw(formula: &str, mode: DisplayMode) -> Result<String, String> {
    if formula.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    if depth(formula) > MAX_DEPTH {
        return Err(format!("it is nested more than {MAX_DEPTH} levels deep"));
    }
    if commands(formula).count() > MAX_COMMANDS {
        return Err(format!("it has more than {MAX_COMMANDS} commands"));
    }
    if let Some(name) = commands(formula).find(|name| DEFINING.contains(name)) {
        return Err(format!("`\\{name}` is not supported"));
    }
    let storage = Storage::new();
    let events: Result<Vec<_>, _> = Parser::new(formula, &storage).collect();
    let events = events.map_err(|error| first_line(&error.to_string()))?;
    let config = RenderConfig { display_mode: mode, annotation: None, ..RenderConfig::default() };
    let mut html = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut html, events, config).map_err(|error| first_line(&error.to_string()))?;
    clean(&html).ok_or_else(|| "it is not supported".to_owned())
}

fn first_line(text: &str) -> String {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it is not valid LaTeX").to_owned()
}

/// How deep braces are nested.
fn depth(formula: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in formula.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The names of commands.
fn commands(formula: &str) -> impl Iterator<Item = &str> {
    formula.split('\\').skip(1).map(|rest| &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())])
}

/// MathML without styles, which a strict policy forbids; `None` if anything but MathML is in it.
fn clean(html: &str) -> Option<String> {
    let mut out = String::with_capacity(html.len());
    let mut done = 0;
    for token in tokens(html) {
        match token {
            Token::Start(tag) => {
                if tag.name != "math" && !is_mathml(&tag.name) {
                    return None;
                }
                for attribute in &tag.attributes {
                    if !ATTRIBUTES.contains(&&*attribute.name) {
                        out.push_str(html[done..attribute.span.start].trim_end());
                        done = attribute.span.end;
                    }
                }
            }
            Token::End(tag) if tag.name == "math" || is_mathml(&tag.name) => {}
            Token::Text(text) => {
                out.push_str(&html[done..text.start]);
                out.push_str(&escape_open(&html[text.clone()]));
                done = text.end;
            }
            _ => return None,
        }
    }
    out.push_str(&html[done..]);
    Some(out)
}

/// Whether an element is one of MathML Core.
fn is_mathml(name: &str) -> bool {
    ELEMENTS.contains(&name)
}

const ELEMENTS: &[&str] = &[
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "none",
];

const ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "columnspan",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml_without_styles() {
        let html = draw("\\frac{a}{b} \\text{ if } x < 1", DisplayMode::Block).expect("it is valid");
        assert!(html.starts_with("<math") && html.contains("<mfrac>") && html.contains("&lt;"), "{html}");
        for formula in ["a \\, b", "\\begin{matrix} a & b \\\\ c & d \\end{matrix}", "\\color{red} x", "\\boxed{x}"] {
            assert!(!draw(formula, DisplayMode::Inline).unwrap_or_default().contains("style="), "{formula}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error() {
        let deep = "{".repeat(60) + &"}".repeat(60);
        let powers = "x^".repeat(60) + "x";
        let long = "x".repeat(6_000);
        for formula in ["\\frac{a", "\\nothing{x}", "\\def\\a{\\a\\a}\\a", &deep, &powers, &long] {
            assert!(draw(formula, DisplayMode::Inline).is_err(), "{formula}");
        }
    }

    #[test]
    fn text_in_formulas_is_no_markup() {
        for formula in [
            "\\text{<script>alert(1)</script>}",
            "<img src=x onerror=run()>",
            "\\href{javascript:run()}{x}",
            "\\mathrm{\"><b>}",
        ] {
            let html = draw(formula, DisplayMode::Inline).unwrap_or_default();
            assert!(
                !html.contains("<script") && !html.contains("<img") && !html.contains("<b>") && !html.contains("href"),
                "{html}"
            );
        }
    }
}
