//! Gives the names that a joined script declares for itself shorter ones.
//!
//! Only names at the top level of modules, which no other module uses otherwise. A name keeps its length where a token might
//! be the key of an object instead, since such a key is seen from outside.

use std::collections::{BTreeMap, BTreeSet};

use crate::theme::javascript::{self, Kind, Token};
use crate::theme::scope;

/// The script with short names instead of `names`, each of which has only one meaning in the whole script.
pub(super) fn shortened(script: &str, names: &BTreeSet<&str>) -> String {
    let Ok(tokens) = javascript::tokens(script) else { return script.to_owned() };
    let tokens: Vec<Token<'_>> =
        tokens.into_iter().filter(|token| !matches!(token.kind, Kind::Comment | Kind::LineBreak)).collect();
    // The methods of a class look like calls. A `class` before a `:` is a key.
    if tokens.windows(2).any(|pair| pair[0].is("class") && !pair[1].is(":")) {
        return script.to_owned();
    }
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Word if !scope::is_property(&tokens, at) => {
                taken.insert(token.text);
                if may_be_key(&tokens, at) {
                    kept.insert(token.text);
                }
            }
            Kind::Template => kept.extend(token.text.split(|letter: char| !scope::is_name(letter))),
            _ => {}
        }
    }
    let mut free = short_names().filter(|name| !taken.contains(name.as_str()) && !kept.contains(name.as_str()));
    let names = names.iter().filter(|name| name.len() > 3 && !kept.contains(*name));
    let short: BTreeMap<&str, String> = names.map(|name| (*name, free.next().expect("there is no last one"))).collect();
    let mut out = String::with_capacity(script.len());
    let mut copied = 0;
    for (at, token) in tokens.iter().enumerate() {
        let Some(name) = short.get(token.text).filter(|_| token.kind == Kind::Word && !scope::is_property(&tokens, at))
        else {
            continue;
        };
        out.push_str(&script[copied..token.start]);
        out.push_str(name);
        copied = token.range().end;
    }
    out.push_str(&script[copied..]);
    out
}

/// Whether a word may be the key of an object: before a `:`, alone between `{` or `,` and `,` or `}`, or a method.
fn may_be_key(tokens: &[Token<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| tokens[before].text);
    let after = tokens.get(at + 1).map_or("", |after| after.text);
    match after {
        ":" => true,
        "," | "}" | "=" => matches!(before, "{" | ","),
        "(" => {
            matches!(before, "get" | "set" | "async" | "*") || matches!(before, "{" | ",") && is_method(tokens, at + 1)
        }
        _ => matches!(before, "get" | "set"),
    }
}

/// Whether a `{` follows the `)` of this `(`.
fn is_method(tokens: &[Token<'_>], open: usize) -> bool {
    let mut depth = 0_usize;
    let close = tokens[open..].iter().position(|token| {
        depth = match (token.kind, token.text) {
            (Kind::Punctuator, "(") => depth + 1,
            (Kind::Punctuator, ")") => depth - 1,
            _ => depth,
        };
        depth == 0
    });
    close.and_then(|close| tokens.get(open + close + 1)).is_some_and(|next| next.is("{"))
}

/// `a` to `z`, then `aa` to `zz` without words of the language, and so on with a digit.
fn short_names() -> impl Iterator<Item = String> {
    let one = ('a'..='z').map(String::from);
    let two = ('a'..='z').flat_map(|first| ('a'..='z').map(move |second| format!("{first}{second}")));
    let more = (0_usize..).map(|number| format!("a{number}"));
    one.chain(two.filter(|name| !["as", "do", "if", "in", "of"].contains(&name.as_str()))).chain(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_short() {
        let script =
            "const first = (a) => second(a, { class: first.second });\nfunction second() { first(...first); }\n";
        assert_eq!(
            shortened(script, &BTreeSet::from(["first", "second"])),
            "const b = (a) => c(a, { class: b.second });\nfunction c() { b(...b); }\n"
        );
    }

    #[test]
    fn possible_property_keys_keep_their_names() {
        for script in [
            "f({ first });",
            "f({ first: 1 });",
            "f({ first() {} });",
            "f({ get first() {} });",
            "f({ async first() {} });",
            "const { first = 1 } = a;",
            "f(`${first}`);",
            "f({ a, first });",
            "class A { first() {} }",
        ] {
            assert_eq!(shortened(script, &BTreeSet::from(["first"])), script);
        }
    }
}
