//! The source files of `src` turned into the paths that their code names: `use` trees and paths in the text alike.
//!
//! Works on tokens, so comments and strings do not count, and paths inside macros do. Knows nothing of the rules that
//! `architecture.rs` checks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::str::FromStr;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A source file.
pub struct Source {
    /// The path below `src`, for example `parse/walk/mod.rs`.
    pub name: String,
    pub text: String,
    pub paths: Vec<NamedPath>,
}

/// A path that the code of a file names.
pub struct NamedPath {
    /// The segments as written: `crate::config::read` is `["crate", "config", "read"]`; a glob ends in `*`.
    pub segments: Vec<String>,
    pub line: usize,
    /// The inline modules around it, the outermost first.
    pub inline: Vec<String>,
    /// Whether it is a branch of a `use` item.
    pub is_use: bool,
    /// Whether that item is public, so that it re-exports.
    pub is_public: bool,
}

impl NamedPath {
    /// Whether the path is named in the unit tests of its file.
    pub fn is_in_tests(&self) -> bool {
        self.inline.iter().any(|module| module == "tests")
    }
}

/// Reads all Rust files below `src`, sorted by name.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources: Vec<Source> = walkdir::WalkDir::new(&root)
        .into_iter()
        .map(|entry| entry.expect("src can be read"))
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .map(|entry| {
            let name = entry.path().strip_prefix(&root).expect("below src").to_string_lossy().into_owned();
            let text = fs::read_to_string(entry.path()).expect("source is text");
            let paths = paths(&text);
            Source { name, text, paths }
        })
        .collect();
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

/// Finds which files import which: from a file's name to the names that it imports outside its unit tests.
pub fn graph(sources: &[Source]) -> BTreeMap<&str, BTreeSet<&str>> {
    let modules: BTreeMap<Vec<String>, &str> = sources.iter().map(|file| (module(&file.name), &*file.name)).collect();
    let imports = |file: &Source| {
        let paths = file.paths.iter().filter(|path| !path.is_in_tests());
        paths.filter_map(|path| resolve(path, &module(&file.name), &modules)).collect::<BTreeSet<&str>>()
    };
    sources
        .iter()
        .map(|file| {
            let mut imported = imports(file);
            imported.remove(file.name.as_str());
            (file.name.as_str(), imported)
        })
        .collect()
}

/// The module that a file is: `parse/walk/mod.rs` is `["parse", "walk"]`, `lib.rs` the root.
fn module(name: &str) -> Vec<String> {
    let path = name.trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(path, "lib" | "main") { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// The file of what a path names, if it is in this crate.
fn resolve<'a>(path: &NamedPath, own: &[String], modules: &BTreeMap<Vec<String>, &'a str>) -> Option<&'a str> {
    let here: Vec<String> = own.iter().chain(&path.inline).cloned().collect();
    let mut segments = path.segments.as_slice();
    let mut full = match segments.first()?.as_str() {
        "crate" | "fingerpost" => Vec::new(),
        "self" | "super" => here.clone(),
        first => {
            let mut child = own.to_vec();
            child.push(first.to_owned());
            if !modules.contains_key(&child) || own.is_empty() {
                return None;
            }
            own.to_vec()
        }
    };
    while let Some(first) =
        segments.first().filter(|first| matches!(first.as_str(), "crate" | "fingerpost" | "self" | "super"))
    {
        if first == "super" {
            full.pop();
        }
        segments = &segments[1..];
    }
    full.extend(segments.iter().cloned());
    while !modules.contains_key(&full) {
        full.pop()?;
    }
    modules.get(&full).copied().filter(|name| !matches!(*name, "lib.rs" | "main.rs"))
}

/// All paths of two or more segments in a file, and all branches of its `use` items.
pub fn paths(text: &str) -> Vec<NamedPath> {
    let tokens = TokenStream::from_str(text).expect("source is Rust");
    let mut paths = Vec::new();
    collect(&flat(tokens), &mut Vec::new(), &mut paths);
    paths
}

fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

fn collect(tokens: &[TokenTree], inline: &mut Vec<String>, paths: &mut Vec<NamedPath>) {
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if word == "use" => {
                let end = tokens[at..].iter().position(is_semicolon).map_or(tokens.len(), |length| at + length);
                let is_public = at > 0 && is_visibility(tokens, at - 1);
                branches(&tokens[at + 1..end], &[], &mut |segments, line| {
                    paths.push(NamedPath { segments, line, inline: inline.clone(), is_use: true, is_public });
                });
                at = end;
            }
            TokenTree::Ident(word) if word == "mod" => {
                if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
                    (tokens.get(at + 1), tokens.get(at + 2))
                {
                    inline.push(name.to_string());
                    collect(&flat(body.stream()), inline, paths);
                    inline.pop();
                    at += 2;
                }
                at += 1;
            }
            TokenTree::Ident(word) => {
                let mut segments = vec![word.to_string()];
                let mut end = at + 1;
                while let (true, Some(TokenTree::Ident(next))) = (is_separator(tokens, end), tokens.get(end + 2)) {
                    segments.push(next.to_string());
                    end += 3;
                }
                let follows = at >= 2 && is_separator(tokens, at - 2);
                if segments.len() > 1 && !follows {
                    let line = word.span().start().line;
                    paths.push(NamedPath { segments, line, inline: inline.clone(), is_use: false, is_public: false });
                }
                at = end;
            }
            TokenTree::Group(group) => {
                collect(&flat(group.stream()), inline, paths);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

/// Follows a `use` tree and gives each of its branches with the line of its last segment.
fn branches(tokens: &[TokenTree], prefix: &[String], give: &mut impl FnMut(Vec<String>, usize)) {
    for branch in tokens.split(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',')) {
        let mut segments = prefix.to_vec();
        let mut line = 0;
        let mut is_given = branch.is_empty();
        let mut rest = branch.iter();
        while let Some(token) = rest.next() {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    rest.next();
                }
                TokenTree::Ident(word) => {
                    line = word.span().start().line;
                    if word != "self" || segments.is_empty() {
                        segments.push(word.to_string());
                    }
                }
                TokenTree::Punct(sign) if sign.as_char() == '*' => segments.push("*".to_owned()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    branches(&flat(group.stream()), &segments, give);
                    is_given = true;
                }
                _ => {}
            }
        }
        if !is_given {
            give(segments, line);
        }
    }
}

/// The names of the types that a file defines, those inside functions and unit tests too, but no associated types.
pub fn type_names(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect_types(&flat(TokenStream::from_str(text).expect("source is Rust")), false, &mut names);
    names
}

fn collect_types(tokens: &[TokenTree], is_body_of_items: bool, names: &mut BTreeSet<String>) {
    let mut is_before_body = false;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                let begins_type = matches!(word.as_str(), "struct" | "enum" | "union" | "trait")
                    || (word == "type" && !is_body_of_items);
                if let (true, Some(TokenTree::Ident(name))) = (begins_type, tokens.get(at + 1)) {
                    names.insert(name.to_string());
                }
                is_before_body |= matches!(word.as_str(), "impl" | "trait");
            }
            TokenTree::Group(group) => {
                let is_body = is_before_body && group.delimiter() == Delimiter::Brace;
                collect_types(&flat(group.stream()), is_body, names);
                is_before_body &= !is_body;
            }
            _ => {}
        }
    }
}

fn is_semicolon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(sign) if sign.as_char() == ';')
}

/// Whether `::` begins at a token.
fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(sign)) if sign.as_char() == ':');
    let is_joint = matches!(tokens.get(at), Some(TokenTree::Punct(sign)) if sign.spacing() == Spacing::Joint);
    is_colon(at) && is_joint && is_colon(at + 1)
}

/// Whether a visibility ends at a token: `pub` or `pub(crate)`.
fn is_visibility(tokens: &[TokenTree], at: usize) -> bool {
    let is_pub = |at: usize| matches!(tokens.get(at), Some(TokenTree::Ident(word)) if word == "pub");
    is_pub(at) || (matches!(tokens.get(at), Some(TokenTree::Group(_))) && at > 0 && is_pub(at - 1))
}

#[test]
fn paths_are_found_in_use_trees_in_text_and_in_macros() {
    let text = "
        use crate::{base::{span::Span, tree}, config::{self, read as other}};
        pub(crate) use super::links::*;
        fn f() { let a = \"crate::string::no\"; vec![crate::site::Site::new(), x::<u8>::y]; } // crate::comment::no
        mod tests { use super::super::g; }
    ";
    let found: Vec<String> = paths(text)
        .iter()
        .map(|path| {
            let signs = format!("{}{}", if path.is_public { "pub " } else { "" }, path.inline.join("/"));
            format!("{}:{signs} {}", path.line, path.segments.join("::"))
        })
        .collect();
    let expected = [
        "2: crate::base::span::Span",
        "2: crate::base::tree",
        "2: crate::config",
        "2: crate::config::read",
        "3:pub  super::links::*",
        "4: crate::site::Site::new",
        "5:tests super::super::g",
    ];
    assert_eq!(found, expected);
}

#[test]
fn types_are_found_but_no_associated_types() {
    let text = "
        struct A; pub(crate) enum B<T> { C(T) } trait D { type E; fn f(); } type F = A; union G { a: u8 }
        impl<T> D for B<T> { type E = A; fn f() { struct H; } }
        mod tests { type I = A; } // struct J
    ";
    assert_eq!(type_names(text).into_iter().collect::<String>(), "ABDFGHI");
}

#[test]
fn imports_are_resolved_to_files() {
    let source = |name: &str, text: &str| Source { name: name.to_owned(), text: String::new(), paths: paths(text) };
    let sources = [
        source("a/b.rs", "use super::c::Thing; fn f() { crate::d::e::g(); } mod inner { use super::super::c; }"),
        source("a/c.rs", "mod tests { use crate::d; }"),
        source("a/mod.rs", "mod b; mod c; fn f() { b::f(); std::fs::read(); }"),
        source("d.rs", "use crate::a::{Top, b::f};"),
    ];
    let graph = graph(&sources);
    let of = |name: &str| graph[name].iter().copied().collect::<Vec<_>>();
    assert_eq!(of("a/b.rs"), ["a/c.rs", "d.rs"]);
    assert_eq!(of("a/c.rs"), [""; 0]);
    assert_eq!(of("a/mod.rs"), ["a/b.rs"]);
    assert_eq!(of("d.rs"), ["a/b.rs", "a/mod.rs"]);
}
