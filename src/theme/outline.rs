//! What a template has and names: the template that it extends, others that it includes, blocks, and text outside blocks.

use std::ops::Range;

use minijinja::machinery::Span;
use minijinja::machinery::ast::{Expr, Stmt};
use minijinja::syntax::SyntaxConfig;

use crate::base::template_limits::depth::parse_shallow;

/// What the checks of templates need to know of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Outline {
    /// The template that it extends.
    pub parent: Option<String>,
    /// Other templates that it includes or imports.
    pub names: Vec<String>,
    /// Whether the name of a template is computed.
    pub is_computed: bool,
    pub blocks: Vec<Block>,
    /// The first output that is in no block and is not shown, because it follows `extends`.
    pub outside: Option<Range<usize>>,
}

/// A block.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub name: String,
    /// Its start tag.
    pub range: Range<usize>,
    /// Whether another block is around it.
    pub is_inner: bool,
}

impl Outline {
    /// Reads a template; `None` if it does not parse.
    pub fn of(text: &str, syntax: &SyntaxConfig) -> Option<Outline> {
        let parsed = parse_shallow(text, syntax)?;
        let mut outline = Outline::default();
        outline.statement(&parsed, text, false);
        Some(outline)
    }

    fn statements(&mut self, statements: &[Stmt<'_>], text: &str, is_in_block: bool) {
        statements.iter().for_each(|statement| self.statement(statement, text, is_in_block));
    }

    fn statement(&mut self, statement: &Stmt<'_>, text: &str, is_in_block: bool) {
        match statement {
            Stmt::Template(template) => self.statements(&template.children, text, is_in_block),
            Stmt::EmitExpr(emit) => self.output(range(emit.expr.span()), is_in_block),
            Stmt::EmitRaw(emit) if !emit.raw.trim().is_empty() => {
                let start = emit.raw.as_ptr() as usize - text.as_ptr() as usize;
                let start = start + emit.raw.len() - emit.raw.trim_start().len();
                let line = text[start..].lines().next().unwrap_or_default().trim_end();
                self.output(start..start + line.len(), is_in_block);
            }
            Stmt::EmitRaw(_) | Stmt::Set(_) | Stmt::Do(_) => {}
            Stmt::ForLoop(found) => {
                self.statements(&found.body, text, is_in_block);
                self.statements(&found.else_body, text, is_in_block);
            }
            Stmt::IfCond(found) => {
                // What follows a parent that only some pages have is shown on the others.
                let is_extended = self.parent.is_some();
                self.statements(&found.true_body, text, is_in_block);
                self.statements(&found.false_body, text, is_in_block);
                if !is_extended && let Some(parent) = self.parent.take() {
                    self.names.push(parent);
                    self.is_computed = true;
                }
            }
            Stmt::WithBlock(found) => self.statements(&found.body, text, is_in_block),
            Stmt::AutoEscape(found) => self.statements(&found.body, text, is_in_block),
            Stmt::FilterBlock(found) => self.statements(&found.body, text, is_in_block),
            Stmt::CallBlock(found) => {
                self.output(range(found.span()), is_in_block);
                self.statements(&found.macro_decl.body, text, true);
            }
            // Their text is shown where the value or the macro is used.
            Stmt::SetBlock(found) => self.statements(&found.body, text, true),
            Stmt::Macro(found) => self.statements(&found.body, text, true),
            Stmt::Block(found) => {
                let start = range(found.span()).start;
                let start = text[..start].rfind("{%").unwrap_or(start);
                let end = text[start..].find("%}").map_or(text.len(), |end| start + end + 2);
                let name = found.name.to_owned();
                self.blocks.push(Block { name, range: start..end, is_inner: is_in_block });
                self.statements(&found.body, text, true);
            }
            Stmt::Import(found) => self.name(&found.expr),
            Stmt::FromImport(found) => self.name(&found.expr),
            Stmt::Include(found) => {
                self.output(range(found.span()), is_in_block);
                self.name(&found.name);
            }
            Stmt::Extends(found) => match constant(&found.name) {
                Some(name) => self.parent = Some(name),
                None => self.is_computed = true,
            },
        }
    }

    fn output(&mut self, range: Range<usize>, is_in_block: bool) {
        if !is_in_block && self.parent.is_some() && self.outside.is_none() {
            self.outside = Some(range);
        }
    }

    /// The names of an include, which can be a list of alternatives.
    fn name(&mut self, expression: &Expr<'_>) {
        match expression {
            Expr::List(list) => list.items.iter().for_each(|item| self.name(item)),
            _ => match constant(expression) {
                Some(name) => self.names.push(name),
                None => self.is_computed = true,
            },
        }
    }
}

fn constant(expression: &Expr<'_>) -> Option<String> {
    match expression {
        Expr::Const(value) => value.value.as_str().map(str::to_owned),
        _ => None,
    }
}

fn range(span: Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Outline {
        Outline::of(text, &SyntaxConfig::default()).expect("it parses")
    }

    #[test]
    fn names_and_blocks_are_read() {
        let text = "{% extends 'base.html' %}{% from \"a.html\" import b %}{% block main %}{% block x %}{% include ['c', 'd'] %}{% endblock %}{% endblock %}";
        let found = outline(text);
        assert_eq!(found.parent.as_deref(), Some("base.html"));
        assert_eq!(found.names, ["a.html", "c", "d"]);
        assert_eq!(
            found.blocks.iter().map(|block| (&*block.name, block.is_inner)).collect::<Vec<_>>(),
            [("main", false), ("x", true)]
        );
        assert_eq!(&text[found.blocks[0].range.clone()], "{% block main %}");
        assert!(!found.is_computed && found.outside.is_none());
        assert!(outline("{% include page.kind ~ '.html' %}").is_computed);
    }

    #[test]
    fn output_outside_blocks_is_found() {
        let outside = |text: &str| outline(text).outside.map(|range| text[range].to_owned());
        assert_eq!(
            outside("{% extends 'b' %}{% block a %}x{% endblock %}\n\n  <p>lost\n</p>").as_deref(),
            Some("<p>lost")
        );
        assert_eq!(outside("{% extends 'b' %}{% if page.x %}{{ page.y }}{% endif %}").as_deref(), Some("page.y"));
        assert_eq!(outside("\u{feff}{% extends 'b' %}"), None);
        assert_eq!(outside("{% if page.x %}{% extends 'b' %}{% endif %}shown"), None);
        assert_eq!(
            outside("{% extends 'b' %}{% macro a() %}x{% endmacro %}{% set b %}y{% endset %}\n{# note #}"),
            None
        );
    }
}
