//! How deep the syntax tree of a template may be.
//!
//! The engine limits nested parentheses and blocks, but not operators in a row. Each of them is a level of the tree too,
//! and the engine calls itself for each level, so that some thousand would end the program.

use std::ops::Range;

use minijinja::machinery::ast::Stmt;
use minijinja::machinery::{Token, parse, tokenize};
use minijinja::syntax::SyntaxConfig;

/// The most operators of an expression with those around it, and the most `elif` of a template.
pub(super) const MOST: usize = 500;

/// The syntax tree of a template; `None` if it does not parse or is too deep.
pub fn parse_shallow<'s>(text: &'s str, syntax: &SyntaxConfig) -> Option<Stmt<'s>> {
    if too_deep(text, syntax).is_some() { None } else { parse(text, "template", syntax.clone()).ok() }
}

/// Where a template becomes too deep. What cannot be read is left to the engine.
pub fn too_deep(text: &str, syntax: &SyntaxConfig) -> Option<Range<usize>> {
    let mut branches = 0;
    let mut levels = Levels::default();
    for token in tokenize(text, false, syntax.clone()) {
        let (token, span) = token.ok()?;
        match token {
            Token::VariableStart | Token::BlockStart => levels = Levels::default(),
            Token::ParenOpen | Token::BracketOpen | Token::BraceOpen => levels.open(),
            Token::ParenClose | Token::BracketClose | Token::BraceClose => levels.close(),
            Token::Comma => levels.next_operand(),
            Token::Ident("elif") => branches += 1,
            token if is_operator(&token) => levels.add(),
            _ => {}
        }
        if levels.sum.max(branches) > MOST {
            return Some(span.start_offset as usize..span.end_offset as usize);
        }
    }
    None
}

/// The operators before a place, in its expression and in those around it.
#[derive(Default)]
struct Levels {
    sum: usize,
    here: usize,
    around: Vec<usize>,
}

impl Levels {
    fn add(&mut self) {
        self.sum += 1;
        self.here += 1;
    }

    fn open(&mut self) {
        self.add();
        self.around.push(std::mem::take(&mut self.here));
    }

    fn close(&mut self) {
        self.sum -= self.here;
        self.here = self.around.pop().unwrap_or(0);
    }

    /// What a comma separates is not inside each other.
    fn next_operand(&mut self) {
        self.sum -= std::mem::take(&mut self.here);
    }
}

fn is_operator(token: &Token<'_>) -> bool {
    match token {
        Token::Ident(name) => matches!(*name, "not" | "and" | "or" | "is" | "in" | "if" | "else"),
        Token::Plus
        | Token::Minus
        | Token::Mul
        | Token::Div
        | Token::FloorDiv
        | Token::Pow
        | Token::Mod
        | Token::Dot
        | Token::Tilde
        | Token::Pipe
        | Token::Eq
        | Token::Ne
        | Token::Gt
        | Token::Gte
        | Token::Lt
        | Token::Lte => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_counted_with_those_around_them() {
        let is_deep = |text: &str| too_deep(text, &SyntaxConfig::default()).is_some();
        for (start, operator, end) in [
            ("1", "+1", ""),
            ("", "-", "1"),
            ("", "not ", "1"),
            ("a", ".b", ""),
            ("a", "|upper", ""),
            ("1", " and 1", ""),
            ("1", " is defined", ""),
            ("f", "()", ""),
            ("f(1, [", "a ~ ", "1])"),
        ] {
            let text = |count| format!("x {{{{ {start}{}{end} }}}}", operator.repeat(count));
            assert!(!is_deep(&text(MOST - 3)) && is_deep(&text(MOST + 1)), "{operator}");
            assert!(!is_deep(&text(MOST / 2).repeat(3)), "{operator} in other expressions");
        }
        assert!(is_deep(&format!("{{% if 0 %}}{}{{% endif %}}", "{% elif 0 %}".repeat(MOST + 1))));
        assert!(!is_deep(&format!("{{{{ [{}] }}}}", "1 + 2, (a.b)|x, ".repeat(MOST))), "items of a list");
        assert!(!is_deep(&format!("{{% raw %}}{}{{% endraw %}}{{{{", "{{ - }}".repeat(MOST + 1))), "raw text");
        assert!(!is_deep("{{ ))) }} {{ ( }}"), "what does not parse");
    }
}
