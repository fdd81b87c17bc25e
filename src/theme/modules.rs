//! The modules of a script → one classic script, because browsers load no modules from `file:`.
//!
//! No name of a module is seen in another unless it is imported: a module whose names no other has is left unchanged, any
//! other one becomes a function that returns its exports. Modules run in the order of their imports, then of their
//! names. Only named imports and exports are understood; everything else is a diagnostic, never a script that behaves
//! otherwise than the modules do.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::base::codes::text::THEME_SCRIPT;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::theme::javascript::{self, Unclosed};
use crate::theme::shorten;
use crate::theme::statements::{self, Import, StatementError, Statements};

/// The text of a module and where it comes from.
pub struct Module<'a> {
    pub path: SourcePath,
    pub text: &'a str,
}

/// Joins the modules whose name begins with `folder`, and those that they import, into one script.
///
/// # Errors
///
/// Returns what keeps the modules from being joined, each at its place.
pub fn join(modules: &BTreeMap<String, Module<'_>>, folder: &str) -> Result<String, Vec<Diagnostic>> {
    let mut joiner = Joiner { modules, read: BTreeMap::new(), diagnostics: Vec::new() };
    let mut order = Vec::new();
    for name in modules.keys().filter(|name| name.starts_with(folder)) {
        joiner.visit(name, &mut Vec::new(), &mut order);
    }
    if joiner.diagnostics.is_empty() { Ok(joiner.script(&order)) } else { Err(joiner.diagnostics) }
}

struct Joiner<'a, 'm> {
    modules: &'m BTreeMap<String, Module<'a>>,
    /// The statements of each module that was visited; `None` where they could not be read.
    read: BTreeMap<&'m str, Option<Statements<'a>>>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a, 'm> Joiner<'a, 'm> {
    /// Adds a module after those that it imports. `above` is the chain of imports to this module.
    fn visit(&mut self, name: &'m str, above: &mut Vec<&'m str>, order: &mut Vec<&'m str>) {
        if self.read.contains_key(name) {
            return;
        }
        let module = &self.modules[name];
        let statements = match statements::read(module.text) {
            Ok(statements) => statements,
            Err(errors) => {
                self.diagnostics.extend(errors.into_iter().map(|error| diagnostic(&module.path, error)));
                self.read.insert(name, None);
                return;
            }
        };
        let imports = statements.imports.clone();
        self.read.insert(name, Some(statements));
        above.push(name);
        for import in &imports {
            let Some(target) = self.resolve(name, import) else { continue };
            if above.contains(&target) {
                let message = format!("`{}` imports this module, so the two import each other", import.from);
                let help = "move what both need into a third module";
                self.report(name, import.place.clone(), message, help.to_owned());
                continue;
            }
            self.visit(target, above, order);
            self.check_names(name, import, target);
        }
        above.pop();
        order.push(name);
    }

    /// The name of the module that an import names.
    fn resolve(&mut self, name: &str, import: &Import<'a>) -> Option<&'m str> {
        let resolved = resolved(name, import.from);
        let found = resolved.as_deref().and_then(|path| self.modules.get_key_value(path));
        if let Some((found, _)) = found {
            return Some(found);
        }
        let message = format!("there is no module `{}`", import.from);
        let names: BTreeSet<String> = self.modules.keys().map(|other| relative(name, other)).collect();
        let near = nearest(import.from, names.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let help =
            near.unwrap_or_else(|| "import a file of the same folder, `./name.js`, or of `../shared/`".to_owned());
        self.report(name, import.place.clone(), message, help);
        None
    }

    fn check_names(&mut self, name: &str, import: &Import<'a>, target: &str) {
        let Some(Some(statements)) = self.read.get(target) else { return };
        let exported: Vec<&str> = statements.exports.iter().map(|export| export.name).collect();
        for wanted in &import.names {
            if exported.contains(&wanted.name) {
                continue;
            }
            let message = format!("`{}` has no export `{}`", import.from, wanted.name);
            let near = nearest(wanted.name, exported.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write `export` before its declaration in `{}`", import.from),
            };
            self.report(name, wanted.place.clone(), message, help);
        }
    }

    fn report(&mut self, name: &str, place: Range<usize>, message: String, help: String) {
        let path = &self.modules[name].path;
        self.diagnostics.push(diagnostic(path, StatementError { place, message, help }));
    }

    /// The modules one after the other, in one function.
    fn script(&self, order: &[&'m str]) -> String {
        let prefix = self.unused_prefix();
        let number = |name: &str| order.iter().position(|other| *other == name).unwrap_or_default();
        let mut out = String::from("(() => {\n\"use strict\";\n");
        let (mut bare, mut names) = (BTreeSet::new(), BTreeSet::new());
        for name in order {
            let Some(Some(statements)) = self.read.get(name) else { continue };
            if self.can_be_bare(name, statements, &bare) {
                bare.insert(*name);
                names.extend(statements.scope.named.iter().copied());
                out.push_str(&statements.body);
                out.push('\n');
                continue;
            }
            if !statements.exports.is_empty() {
                out.push_str(&format!("const {prefix}{} = ", number(name)));
            }
            out.push_str("(() => {\n");
            for import in statements.imports.iter().filter(|import| !import.names.is_empty()) {
                let target = resolved(name, import.from).expect("imports were resolved when they were visited");
                if bare.contains(target.as_str()) {
                    for alias in import.names.iter().filter(|name| name.name != name.local) {
                        out.push_str(&format!("const {} = {};\n", alias.local, alias.name));
                    }
                    continue;
                }
                let names: Vec<String> = import.names.iter().map(|name| pair(name.name, name.local)).collect();
                out.push_str(&format!("const {{ {} }} = {prefix}{};\n", names.join(", "), number(&target)));
            }
            out.push_str(&statements.body);
            if !statements.exports.is_empty() {
                let names: Vec<String> =
                    statements.exports.iter().map(|export| pair(export.name, export.local)).collect();
                out.push_str(&format!("\nreturn {{ {} }};", names.join(", ")));
            }
            out.push_str("\n})();\n");
        }
        out.push_str("})();\n");
        javascript::minified(&shorten::shortened(&out, &names))
    }

    /// Whether a module means the same beside the others as in a function of its own: what it imports is there under
    /// its name, and no other module has a word that it declares, unless it imports it from here.
    fn can_be_bare(&self, name: &str, statements: &Statements<'a>, bare: &BTreeSet<&str>) -> bool {
        let Some(declared) = &statements.scope.declared else { return false };
        let imports_are_there = statements.imports.iter().all(|import| {
            let is_bare = resolved(name, import.from).is_some_and(|target| bare.contains(target.as_str()));
            import.names.is_empty() || is_bare && import.names.iter().all(|name| name.name == name.local)
        });
        let are_exports_plain = statements.exports.iter().all(|export| export.name == export.local);
        let others = self.read.iter().filter(|(other, _)| **other != name);
        let is_alone = others.filter_map(|(other, read)| Some((other, read.as_ref()?))).all(|(other, read)| {
            let from_here = read.imports.iter().filter(|import| resolved(other, import.from).as_deref() == Some(name));
            let imported: BTreeSet<&str> = from_here
                .flat_map(|import| &import.names)
                .filter(|one| one.name == one.local)
                .map(|one| one.name)
                .collect();
            declared.iter().all(|word| !read.scope.words.contains(word) || imported.contains(word))
        });
        imports_are_there && are_exports_plain && is_alone
    }

    /// A start of names that no module uses.
    fn unused_prefix(&self) -> String {
        let mut prefix = "$".to_owned();
        while self.modules.values().any(|module| module.text.contains(&prefix)) {
            prefix.push('_');
        }
        prefix
    }
}

/// `name` where both are the same, else `name: local`.
fn pair(name: &str, local: &str) -> String {
    if name == local { name.to_owned() } else { format!("{name}: {local}") }
}

/// The path of an asset that a module at `name` calls `from`.
fn resolved(name: &str, from: &str) -> Option<String> {
    let mut folders: Vec<&str> = name.split('/').collect();
    folders.pop();
    for step in from.split('/') {
        match step {
            "." => {}
            ".." => _ = folders.pop()?,
            _ => folders.push(step),
        }
    }
    Some(folders.join("/"))
}

/// How a module at `name` calls the one at `other`.
fn relative(name: &str, other: &str) -> String {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    match other.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
        Some(rest) => format!("./{rest}"),
        None => format!("../{other}"),
    }
}

fn diagnostic(path: &SourcePath, error: StatementError) -> Diagnostic {
    Diagnostic::new(&THEME_SCRIPT, Location::at(path, Span::from(error.place)), error.message).help(error.help)
}

impl From<Unclosed> for StatementError {
    fn from(Unclosed { what, place }: Unclosed) -> StatementError {
        StatementError { place, message: format!("this {what} is not closed"), help: format!("close the {what}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(files: &[(&str, &str)]) -> Result<String, Vec<String>> {
        let module = |text| Module { path: SourcePath::new("x.js"), text };
        let modules = files.iter().map(|(name, text)| ((*name).to_owned(), module(*text))).collect();
        join(&modules, "a.js/").map_err(|found| found.into_iter().map(|one| one.message).collect())
    }

    #[test]
    fn modules_run_after_those_that_they_import() {
        let files = [
            ("a.js/a.js", "import { one, two } from \"./b.js\";\nimport \"../shared/c.js\";\none(two);\n"),
            ("a.js/b.js", "export function one() {}\nconst two = 2;\nexport { two };\n"),
            ("shared/c.js", "run();\n"),
            ("shared/d.js", "unused();\n"),
        ];
        assert_eq!(
            joined(&files).expect("the modules can be joined"),
            "(()=>{\"use strict\";function one(){}\nconst two=2;run();one(two);})();\n"
        );
    }

    #[test]
    fn names_of_other_modules_are_not_seen() {
        let files = [
            ("a.js/a.js", "const $ = 1;\n"),
            ("a.js/b.js", "export const $ = 2;\n"),
            ("a.js/c.js", "import { $ as dollar } from \"./b.js\";\nlog(dollar);\n"),
        ];
        assert_eq!(
            joined(&files).expect("the modules can be joined"),
            "(()=>{\"use strict\";(()=>{const $=1;})();const $_1=(()=>{const $=2;return{$};})();(()=>{const{$:dollar}=$_1;log(dollar);})();})();\n"
        );
        // A name of the browser means the same as in the module alone.
        let global =
            [("a.js/a.js", "export const open = 1;\n"), ("a.js/b.js", "f(() => open(`${name}`));\nconst name = 2;\n")];
        let script = joined(&global).expect("the modules can be joined");
        assert!(
            script.starts_with(
                "(()=>{\"use strict\";const $_0=(()=>{const open=1;return{open};})();f(()=>open(`${name}`));"
            ),
            "{script}"
        );
    }

    #[test]
    fn unjoinable_modules_are_reported() {
        let with = |text| [("a.js/a.js", text), ("a.js/b.js", "export class Box {}\n")];
        for (text, message) in [
            ("import { Box } from \"./c.js\";", "there is no module `./c.js`"),
            ("import { Bax } from \"./b.js\";", "`./b.js` has no export `Bax`"),
            ("import { Box } from \"./a.js\";", "`./a.js` imports this module, so the two import each other"),
            ("const a = 'x;\n", "this string is not closed"),
        ] {
            assert_eq!(joined(&with(text)), Err(vec![message.to_owned()]), "{text}");
        }
        let circle = [("a.js/a.js", "import \"./b.js\";\n"), ("a.js/b.js", "import \"./a.js\";\n")];
        assert_eq!(joined(&circle), Err(vec!["`./a.js` imports this module, so the two import each other".to_owned()]));
    }
}
