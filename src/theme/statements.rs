//! The import and export statements of a module, and the rest of its text.
//!
//! Knows named imports, imports without names, and named exports. Other forms are errors with a remedy.

use std::ops::Range;

use crate::theme::javascript::{self, Kind, Token};
use crate::theme::scope::{self, Scope};

/// What a module takes from others, what it gives, and its text without `import` and `export`.
#[derive(Debug)]
pub(super) struct Statements<'a> {
    pub imports: Vec<Import<'a>>,
    pub exports: Vec<Export<'a>>,
    pub body: String,
    pub scope: Scope<'a>,
}

/// `import { name as local } from "from"`.
#[derive(Debug, Clone)]
pub(super) struct Import<'a> {
    pub from: &'a str,
    pub names: Vec<Imported<'a>>,
    /// Where `from` is written.
    pub place: Range<usize>,
}

#[derive(Debug, Clone)]
pub(super) struct Imported<'a> {
    pub name: &'a str,
    pub local: &'a str,
    pub place: Range<usize>,
}

#[derive(Debug)]
pub(super) struct Export<'a> {
    pub name: &'a str,
    pub local: &'a str,
    place: Range<usize>,
}

/// What cannot be understood, where, and what to write instead.
#[derive(Debug)]
pub(super) struct StatementError {
    pub place: Range<usize>,
    pub message: String,
    pub help: String,
}

/// Reads the import and export statements of a module.
pub(super) fn read(text: &str) -> Result<Statements<'_>, Vec<StatementError>> {
    let tokens = javascript::tokens(text).map_err(|unclosed| vec![StatementError::from(unclosed)])?;
    let tokens = tokens.into_iter().filter(|token| token.kind != Kind::Comment).collect();
    let mut reader =
        StatementReader { tokens, imports: Vec::new(), exports: Vec::new(), cuts: Vec::new(), errors: Vec::new() };
    reader.statements();
    reader.check_exports();
    if !reader.errors.is_empty() {
        return Err(reader.errors);
    }
    let mut body = String::with_capacity(text.len());
    let mut at = 0;
    let cuts = reader.cuts;
    for cut in &cuts {
        body.push_str(&text[at..cut.start]);
        at = cut.end;
    }
    body.push_str(&text[at..]);
    // What was cut out declares nothing that other modules could see.
    let is_left = |token: &&Token<'_>| !cuts.iter().any(|cut| cut.contains(&token.start));
    let left: Vec<Token<'_>> = reader.tokens.iter().filter(is_left).copied().collect();
    Ok(Statements { imports: reader.imports, exports: reader.exports, body, scope: scope::read(&left) })
}

struct StatementReader<'a> {
    tokens: Vec<Token<'a>>,
    imports: Vec<Import<'a>>,
    exports: Vec<Export<'a>>,
    /// What does not belong to the text of a classic script.
    cuts: Vec<Range<usize>>,
    errors: Vec<StatementError>,
}

const IMPORT_HELP: &str = "write `import { name } from \"./module.js\"`";
const EXPORT_HELP: &str = "write `export` before a `function`, `class` or `const` of one name, or `export { name }`";

impl<'a> StatementReader<'a> {
    fn statements(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            let token = self.tokens[at];
            let next = self.significant(at + 1);
            let is_name = self.before(at).is_some_and(|before| before.is("."))
                || next.is_some_and(|next| self.tokens[next].is(":"));
            at = match token.text {
                _ if token.kind != Kind::Word || is_name => at + 1,
                "import" if next.is_some_and(|next| self.tokens[next].is("(") || self.tokens[next].is(".")) => {
                    let message =
                        "modules cannot be loaded at run time, because Fingerpost joins them when it builds the site";
                    self.error(token, message, IMPORT_HELP);
                    at + 1
                }
                "import" if token.depth == 0 => {
                    self.statement(at, StatementReader::import, "this import is not supported", IMPORT_HELP)
                }
                "export" if token.depth == 0 => {
                    self.statement(at, StatementReader::export, "this export is not supported", EXPORT_HELP)
                }
                "await" if token.depth == 0 && !self.is_async(at) => {
                    self.error(
                        token,
                        "`await` is not supported at the top level of a module",
                        "move this into an `async` function and call it",
                    );
                    at + 1
                }
                _ => at + 1,
            };
        }
    }

    /// Reads a statement with `read`, which gives the place behind it, or nothing where it is of another form.
    fn statement(
        &mut self,
        at: usize,
        read: fn(&mut Self, usize) -> Option<usize>,
        message: &str,
        help: &str,
    ) -> usize {
        read(self, at).unwrap_or_else(|| {
            self.error(self.tokens[at], message, help);
            at + 1
        })
    }

    fn error(&mut self, token: Token<'_>, message: &str, help: &str) {
        self.errors.push(StatementError { place: token.range(), message: message.to_owned(), help: help.to_owned() });
    }

    /// Whether `async` is before a word in its statement: it begins a function without braces.
    fn is_async(&self, at: usize) -> bool {
        let statement = self.tokens[..at].iter().rev().take_while(|token| !(token.depth == 0 && token.is(";")));
        statement.into_iter().any(|token| token.is("async"))
    }

    /// The place of the first token at or after `at` that is no line break.
    fn significant(&self, at: usize) -> Option<usize> {
        (at..self.tokens.len()).find(|at| self.tokens[*at].kind != Kind::LineBreak)
    }

    fn before(&self, at: usize) -> Option<&Token<'a>> {
        self.tokens[..at].iter().rev().find(|token| token.kind != Kind::LineBreak)
    }

    /// `import { a, b as c } from "./x.js";` or `import "./x.js";`
    fn import(&mut self, start: usize) -> Option<usize> {
        let mut at = self.significant(start + 1)?;
        let mut names = Vec::new();
        if self.tokens[at].is("{") {
            (names, at) = self.names(at)?;
            at = self.significant(at).filter(|at| self.tokens[*at].is("from"))?;
            at = self.significant(at + 1)?;
        }
        let from = self.tokens[at];
        if from.kind != Kind::String || from.text.contains('\\') || !from.text[1..].starts_with('.') {
            return None;
        }
        let end = self.end_of_statement(at + 1)?;
        self.imports.push(Import { from: &from.text[1..from.text.len() - 1], names, place: from.range() });
        self.cut(start, end);
        Some(end)
    }

    fn export(&mut self, start: usize) -> Option<usize> {
        let first = self.significant(start + 1)?;
        if self.tokens[first].is("{") {
            let (names, at) = self.names(first)?;
            let end = self.end_of_statement(at)?;
            // In an export the own name comes first.
            let exports = names.into_iter().map(|one| Export { name: one.local, local: one.name, place: one.place });
            self.exports.extend(exports);
            self.cut(start, end);
            return Some(end);
        }
        let mut at = first;
        if self.tokens[at].is("async") {
            at = self.significant(at + 1)?;
        }
        let keyword = self.tokens[at];
        at = self.significant(at + 1)?;
        if keyword.is("function") && self.tokens[at].is("*") {
            at = self.significant(at + 1)?;
        }
        let name = self.tokens[at];
        let is_declaration = ["function", "class", "const"].iter().any(|word| keyword.is(word));
        if !is_declaration || name.kind != Kind::Word || keyword.is("const") && !self.is_single(at) {
            return None;
        }
        self.exports.push(Export { name: name.text, local: name.text, place: name.range() });
        self.cuts.push(self.tokens[start].start..self.tokens[first].start);
        Some(at)
    }

    /// Whether a `const` declares one name: no comma follows before its end.
    fn is_single(&self, name: usize) -> bool {
        let depth = self.tokens[name].depth;
        let mut open = 0_usize;
        let mut tokens = self.tokens[name + 1..].iter().peekable();
        while let Some(token) = tokens.next() {
            match (token.kind, token.text) {
                (Kind::Punctuator, "(" | "[") => open += 1,
                (Kind::Punctuator, ")" | "]") => open = open.saturating_sub(1),
                (Kind::Punctuator, ",") if open == 0 && token.depth == depth => return false,
                (Kind::Punctuator, ";") if open == 0 && token.depth == depth => return true,
                // A line that begins with a word begins a statement.
                (Kind::LineBreak, _)
                    if open == 0
                        && token.depth == depth
                        && tokens.peek().is_some_and(|next| next.kind == Kind::Word) =>
                {
                    return true;
                }
                _ => {}
            }
        }
        true
    }

    /// `{ a, b as c }`, and the place behind it.
    fn names(&self, open: usize) -> Option<(Vec<Imported<'a>>, usize)> {
        let mut names = Vec::new();
        let mut at = self.significant(open + 1)?;
        while !self.tokens[at].is("}") {
            let name = self.tokens[at];
            if name.kind != Kind::Word || name.is("default") {
                return None;
            }
            at = self.significant(at + 1)?;
            let mut local = name;
            if self.tokens[at].is("as") {
                at = self.significant(at + 1)?;
                local = self.tokens[at];
                if local.kind != Kind::Word || local.is("default") {
                    return None;
                }
                at = self.significant(at + 1)?;
            }
            names.push(Imported { name: name.text, local: local.text, place: name.range() });
            match self.tokens[at].text {
                "," => at = self.significant(at + 1)?,
                "}" => {}
                _ => return None,
            }
        }
        Some((names, at + 1))
    }

    /// The place behind the `;` or line break that ends a statement.
    fn end_of_statement(&self, at: usize) -> Option<usize> {
        match self.tokens.get(at) {
            None => Some(at),
            Some(token) if token.is(";") || token.kind == Kind::LineBreak => Some(at + 1),
            Some(_) => None,
        }
    }

    fn cut(&mut self, start: usize, end: usize) {
        self.cuts.push(self.tokens[start].start..self.tokens[end - 1].range().end);
    }

    /// Each name is exported once and is the name of something in the module.
    fn check_exports(&mut self) {
        for (at, export) in self.exports.iter().enumerate() {
            let is_written = self.tokens.iter().any(|token| {
                token.kind == Kind::Word
                    && token.text == export.local
                    && !self.exports.iter().any(|other| other.place == token.range() && self.is_listed(other))
            });
            let error = |message: String, help: &str| StatementError {
                place: export.place.clone(),
                message,
                help: help.to_owned(),
            };
            if !is_written {
                self.errors.push(error(
                    format!("this module has no `{}`", export.local),
                    "export a name that this module declares",
                ));
            } else if self.exports[..at].iter().any(|other| other.name == export.name) {
                self.errors.push(error(format!("`{}` is exported twice", export.name), "export each name once"));
            }
        }
    }

    /// Whether an export is in a list, away from the declaration of its name.
    fn is_listed(&self, export: &Export<'_>) -> bool {
        self.cuts.iter().any(|cut| cut.contains(&export.place.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn import_and_export_statements_are_removed() {
        let text = "// a\nimport {\n  a, b as c,\n} from \"./x.js\";\nimport './y.js'\nexport async function f() {}\nexport const g = h(1, 2);\nconst i = 1;\nexport { i as j };\n";
        let found = read(text).expect("all forms are known");
        let imports: Vec<_> = found.imports.iter().map(|import| (import.from, import.names.len())).collect();
        assert_eq!(imports, [("./x.js", 2), ("./y.js", 0)]);
        let exports: Vec<_> = found.exports.iter().map(|export| (export.name, export.local)).collect();
        assert_eq!(exports, [("f", "f"), ("g", "g"), ("j", "i")]);
        assert_eq!(found.body, "// a\n\nasync function f() {}\nconst g = h(1, 2);\nconst i = 1;\n\n");
    }

    #[test]
    fn unsupported_statements_are_errors() {
        for text in [
            "import a from \"./x.js\";",
            "import * as a from \"./x.js\";",
            "import { default as a } from \"./x.js\";",
            "import { a } from \"x\";",
            "import { a } from \"./x.js\" with { type: \"json\" };",
            "import(\"./x.js\");",
            "f(import.meta.url);",
            "export default 1;",
            "export * from \"./x.js\";",
            "export { a } from \"./x.js\";",
            "export let a = 1;",
            "export var a = 1;",
            "export const a = 1, b = 2;",
            "export const { a } = b;",
            "export { a };",
            "const a = 1;\nexport { a };\nexport { a };",
            "await f();",
            "export const a = 1;\nexport { b as a };\nlet b;",
        ] {
            let errors = read(text).map(|found| found.body).expect_err(text);
            assert_eq!(errors.len(), 1, "{text}: {errors:?}");
        }
    }

    #[test]
    fn keywords_as_property_names_are_no_statements() {
        let text = "a.import(1);\nb({ export: 1, await: 2 });\nasync function f() {\n  await a;\n}\nconst c = async () => g(await a);\n";
        assert_eq!(read(text).expect("nothing is imported").body, text);
    }
}
