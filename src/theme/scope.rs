//! The names of a module: those that it declares at its top level, and all words that may name something.
//!
//! Both sets may contain more than a parser would find, never less, so that decisions based on them are safe.

use std::collections::BTreeSet;

use crate::theme::javascript::{Kind, Token};

/// The names that would collide if several modules were in one function.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    /// Names declared at the top level; `None` if they cannot be distinguished from the tokens alone.
    pub declared: Option<BTreeSet<&'a str>>,
    /// Those of them that certainly are.
    pub named: BTreeSet<&'a str>,
    /// Words that are no properties, those in templates included.
    pub words: BTreeSet<&'a str>,
}

/// Collects the names of a module.
pub(super) fn read<'a>(tokens: &[Token<'a>]) -> Scope<'a> {
    let tokens: Vec<Token<'a>> = tokens.iter().filter(|token| token.kind != Kind::LineBreak).copied().collect();
    let mut words = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Word if !is_property(&tokens, at) => _ = words.insert(token.text),
            Kind::Template => {
                words.extend(token.text.split(|letter: char| !is_name(letter)).filter(|word| !word.is_empty()))
            }
            _ => {}
        }
    }
    // A `var` inside a block belongs to the whole module.
    let declared = (!words.contains("var")).then(|| declared(&tokens));
    Scope { declared, named: named(&tokens), words }
}

/// Names right behind the keyword that declares them.
fn named<'a>(tokens: &[Token<'a>]) -> BTreeSet<&'a str> {
    let (mut open, mut names) = (0_usize, BTreeSet::new());
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.depth == 0) {
        match (token.kind, token.text) {
            (Kind::Punctuator, "(") => open += 1,
            (Kind::Punctuator, ")") => open = open.saturating_sub(1),
            (Kind::Word, "function" | "const" | "let") if open == 0 => {
                let name = tokens[at + 1..].iter().find(|next| !next.is("*"));
                names.extend(name.filter(|name| name.kind == Kind::Word).map(|name| name.text));
            }
            _ => {}
        }
    }
    names
}

pub(super) fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Whether a word follows one `.`, not the three of a spread.
pub(super) fn is_property(tokens: &[Token<'_>], at: usize) -> bool {
    let is_dot = |back: usize| at.checked_sub(back).is_some_and(|at| tokens[at].is("."));
    is_dot(1) && !is_dot(2)
}

fn declared<'a>(tokens: &[Token<'a>]) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.depth == 0 && token.kind == Kind::Word) {
        let rest = &tokens[at + 1..];
        match token.text {
            "function" | "class" => names.extend(rest.iter().find(|next| !next.is("*")).map(|name| name.text)),
            "const" | "let" => names.extend(declarators(rest)),
            _ => {}
        }
    }
    names
}

/// The words that a declaration may declare: those of its patterns, and the first after each comma.
fn declarators<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let (mut open, mut in_value, mut names) = (0_usize, false, Vec::new());
    for token in tokens {
        match token.text {
            _ if !matches!(token.kind, Kind::Word | Kind::Punctuator) => {}
            ";" if open == 0 => break,
            "," if open == 0 => in_value = false,
            "=" if open == 0 => in_value = true,
            "(" | "[" | "{" => open += 1,
            // The end of the head of a loop.
            ")" if open == 0 => break,
            ")" | "]" | "}" => open = open.saturating_sub(1),
            _ if !in_value && token.kind == Kind::Word => names.push(token.text),
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::javascript::tokens;

    #[test]
    fn names_at_the_top_level_are_declared() {
        let text = "const a = 1, { b, c: d } = e;\nlet f;\nfor (const g of h) { let i; }\nasync function* j(k) { const l = 1; }\nclass M {}\n";
        let scope = read(&tokens(text).expect("every token has an end"));
        let names: Vec<&str> = scope.declared.expect("there is no var").into_iter().collect();
        assert_eq!(names, ["M", "a", "b", "c", "d", "f", "g", "h", "j", "of"]);
        assert_eq!(scope.named.into_iter().collect::<Vec<_>>(), ["a", "f", "j"]);
    }

    #[test]
    fn property_names_are_not_shortened() {
        let text = "a.b(...c, `${d.e}`);";
        let scope = read(&tokens(text).expect("every token has an end"));
        assert_eq!(scope.words.into_iter().collect::<Vec<_>>(), ["$", "a", "c", "d", "e"]);
        assert_eq!(read(&tokens("{ var a; }").expect("every token has an end")).declared, None);
    }
}
