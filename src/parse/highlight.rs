//! Code turned into HTML with a dozen short classes. The one module that knows syntect.
//!
//! syntect's own generator makes a span of every scope and grows code 24 times; this one maps scopes to classes,
//! joins neighbours and leaves plain text bare. Results are kept by content hash: a fence that was seen before costs
//! a look-up. The store is an accelerator only; the same code gives the same HTML with or without it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Mutex, OnceLock};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::base::escape::{escape_html, escape_html_into};
use crate::base::hash::Hash;
use crate::parse::small_grammars::{CodeToken, tokens};

/// Raise when the emitter or the grammars change, so that kept results are not used again.
const VERSION: &[u8] = b"1";
/// Longer code is shown plain: a grammar may need seconds for it and nobody reads it by colour.
const LONGEST: usize = 128 * 1024;
/// Longer lines are shown plain. The regular expressions of grammars look back and ahead, so the time for a line grows with
/// the square of its length: seconds for 8 KiB in some languages, and a seventieth of that for this.
const LONGEST_LINE: usize = 1024;
/// The work for one page: the sum of the squares of the lengths of its lines of code, each with `LINE` added for the work
/// that a line takes even if it is empty. It is a count and not a time, so that a page is the same wherever it is built.
const MOST_WORK: usize = 100_000_000;
const LINE: usize = 32;

/// Names of languages that the grammars know under another name.
const ALIASES: &[(&str, &str)] = &[
    ("bash", "sh"),
    ("shell", "sh"),
    ("zsh", "sh"),
    ("console", "sh"),
    ("shell-session", "sh"),
    ("terminal", "sh"),
    ("jsx", "tsx"),
    ("typescript", "ts"),
    ("javascript", "js"),
    ("node", "js"),
    ("mjs", "js"),
    ("c#", "cs"),
    ("csharp", "cs"),
    ("dotnet", "cs"),
    ("python3", "py"),
    ("golang", "go"),
    ("yml", "yaml"),
    ("docker", "dockerfile"),
    ("containerfile", "dockerfile"),
    ("hcl", "tf"),
    ("terraform", "tf"),
    ("kt", "kotlin"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("plsql", "sql"),
    ("tsql", "sql"),
    ("mysql", "sql"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("ndjson", "json"),
    ("patch", "diff"),
    ("html+jinja", "html"),
    ("jinja2", "jinja2"),
    ("nunjucks", "jinja2"),
    ("njk", "jinja2"),
    ("ps1", "powershell"),
    ("pwsh", "powershell"),
    ("cjs", "js"),
    ("cts", "ts"),
    ("mts", "ts"),
    ("regexp", "regex"),
    ("conf", "ini"),
    ("properties", "ini"),
    ("gherkin", "cucumber"),
];

/// Names that mean "no colours, on purpose".
const PLAIN: &[&str] = &[
    "",
    "text",
    "txt",
    "plain",
    "plaintext",
    "none",
    "output",
    "log",
    "ascii",
    "mermaid",
    "csv",
    "tsv",
    "cucumber",
    "email",
    "regex",
    "ignore",
    "gitignore",
];

/// Scopes and the class that each gets; the first that matches the innermost scope wins.
const CLASSES: &[(&str, u8)] = &[
    ("comment", b'c'),
    ("string.regexp", b's'),
    ("constant.character.escape", b'n'),
    ("string", b's'),
    ("constant", b'n'),
    ("markup.inserted", b'i'),
    ("markup.deleted", b'd'),
    ("markup.heading", b'h'),
    ("meta.diff", b'h'),
    ("entity.name.function", b'f'),
    ("support.function", b'f'),
    ("variable.function", b'f'),
    ("entity.name.tag", b'g'),
    ("entity.other.attribute-name", b'v'),
    ("entity.name", b't'),
    ("support.type.property-name", b'v'),
    ("support", b't'),
    ("storage", b'k'),
    ("keyword.operator", b'o'),
    ("keyword", b'k'),
    ("variable.parameter", b'v'),
    ("variable.other.member", b'v'),
    ("variable.language", b'k'),
    ("punctuation.definition.comment", b'c'),
    ("punctuation.definition.string", b's'),
    ("punctuation.definition.tag", b'g'),
];

/// Highlights code and remembers what it did.
pub struct Highlighter {
    grammars: OnceLock<Grammars>,
    /// What an earlier run left.
    /// The place of each in `kept`.
    index: HashMap<Hash, Range<usize>>,
    kept: Vec<u8>,
    fresh: Mutex<HashMap<Hash, String>>,
}

struct Grammars {
    set: SyntaxSet,
    classes: Vec<(Scope, u8)>,
}

/// Highlighted code, one HTML fragment a line; every span is closed on its line.
pub struct Highlighted {
    pub html: String,
    pub colouring: Colouring,
    /// What it is kept by; `None` where that would cost more than it saves.
    pub key: Option<Hash>,
}

/// Whether code has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colouring {
    /// It has those that its language has.
    Done,
    UnknownLanguage,
    /// The block, or the page with what is before it, is too long.
    TooLong,
}

/// What was done to highlight the code of a page, and what may still be done.
#[derive(Debug)]
pub struct HighlightingWork {
    left: usize,
    pub done: usize,
}

impl HighlightingWork {
    /// The work for a page; none where the site has used up that of all pages.
    pub fn new(is_spent: bool) -> HighlightingWork {
        HighlightingWork { left: if is_spent { 0 } else { MOST_WORK }, done: 0 }
    }

    /// The most work that the code of a page of this many bytes can take.
    pub fn most(bytes: usize) -> usize {
        let for_a_byte = (LONGEST_LINE + LINE).pow(2) / LONGEST_LINE + 1;
        bytes.saturating_mul(for_a_byte).min(MOST_WORK)
    }

    /// Takes the work for a block of code; says whether there was enough. Once there is not, later blocks get none either.
    fn take(&mut self, code: &str) -> bool {
        if code.len() > LONGEST {
            return false;
        }
        let lengths = code.split_inclusive('\n').map(str::len).filter(|length| *length <= LONGEST_LINE);
        let work = lengths.map(|length| (length + LINE).pow(2)).sum();
        let left = self.left.checked_sub(work);
        self.done += left.map_or(0, |_| work);
        self.left = left.unwrap_or_default();
        left.is_some()
    }
}

impl Default for Highlighter {
    fn default() -> Highlighter {
        Highlighter::new(Vec::new())
    }
}

impl Highlighter {
    /// A highlighter that begins with what `Highlighter::store` gave earlier. Bytes it cannot read count as nothing.
    pub fn new(kept: Vec<u8>) -> Highlighter {
        let index = read_index(&kept);
        Highlighter { grammars: OnceLock::new(), index, kept, fresh: Mutex::new(HashMap::new()) }
    }

    /// Highlights `code` with what is left of the work for its page; plain escaped text if the language is unknown or is
    /// plain text, or if the code is too long.
    pub fn highlight(&self, language: &str, code: &str, work: &mut HighlightingWork) -> Highlighted {
        let plain = |colouring| Highlighted { html: escape_html(code), colouring, key: None };
        let name = ALIASES.iter().find(|(alias, _)| *alias == language).map_or(language, |(_, name)| name);
        if PLAIN.contains(&name) {
            return plain(Colouring::Done);
        }
        // Code that is kept counts too: a page does not depend on what was built before.
        if !work.take(code) {
            return plain(Colouring::TooLong);
        }
        if let Some(tokens) = tokens(name, code) {
            return Highlighted { html: emit_tokens(&tokens, code), colouring: Colouring::Done, key: None };
        }
        let key = Hash::of_parts([VERSION, name.as_bytes(), code.as_bytes()]);
        if let Some(range) = self.index.get(&key) {
            let html = String::from_utf8_lossy(&self.kept[range.clone()]).into_owned();
            return Highlighted { html, colouring: Colouring::Done, key: Some(key) };
        }
        if let Some(html) = self.fresh.lock().expect("no holder of this lock panics").get(&key) {
            return Highlighted { html: html.clone(), colouring: Colouring::Done, key: Some(key) };
        }
        let grammars = self.grammars.get_or_init(Grammars::load);
        let Some(syntax) = grammars.find(name) else {
            return plain(Colouring::UnknownLanguage);
        };
        let html = grammars.emit(syntax, code);
        self.fresh.lock().expect("no holder of this lock panics").insert(key, html.clone());
        Highlighted { html, colouring: Colouring::Done, key: Some(key) }
    }

    /// What is used, for the next run; `None` if that is what an earlier run left.
    ///
    /// Format: magic, then for each entry 16 bytes of hash, 4 bytes of length (both little-endian) and the HTML.
    pub fn store(&self, used: &HashSet<Hash>) -> Option<Vec<u8>> {
        let fresh = self.fresh.lock().expect("no holder of this lock panics");
        let mut entries: Vec<(&Hash, &[u8])> = fresh.iter().map(|(hash, html)| (hash, html.as_bytes())).collect();
        entries.extend(self.index.iter().map(|(hash, range)| (hash, &self.kept[range.clone()])));
        entries.retain(|(hash, _)| used.contains(hash));
        if entries.len() == self.index.len() && entries.iter().all(|(hash, _)| self.index.contains_key(hash)) {
            return None;
        }
        entries.sort_unstable();
        let mut out = MAGIC.to_vec();
        for (hash, html) in entries {
            out.extend(hash.0.to_le_bytes());
            out.extend(u32::try_from(html.len()).expect("highlighted code is below 4 GiB").to_le_bytes());
            out.extend(html);
        }
        Some(out)
    }
}

const MAGIC: &[u8] = b"fingerpost-highlight-1\n";

fn read_index(kept: &[u8]) -> HashMap<Hash, Range<usize>> {
    let mut index = HashMap::new();
    let mut at = MAGIC.len();
    if !kept.starts_with(MAGIC) {
        return index;
    }
    while let Some(head) = kept.get(at..at + 20) {
        let hash = u128::from_le_bytes(head[..16].try_into().expect("16 bytes"));
        let length = u32::from_le_bytes(head[16..].try_into().expect("4 bytes")) as usize;
        let range = at + 20..at + 20 + length;
        if range.end > kept.len() {
            break;
        }
        at = range.end;
        index.insert(Hash(hash), range);
    }
    index
}

impl Grammars {
    fn load() -> Grammars {
        let classes = CLASSES
            .iter()
            .map(|(scope, class)| (Scope::new(scope).expect("the table holds valid scopes"), *class))
            .collect();
        Grammars { set: two_face::syntax::extra_newlines(), classes }
    }

    fn find(&self, name: &str) -> Option<&SyntaxReference> {
        self.set.find_syntax_by_token(name)
    }

    fn emit(&self, syntax: &SyntaxReference, code: &str) -> String {
        let mut out = String::with_capacity(code.len() * 2);
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        for line in code.split_inclusive('\n') {
            let operations = if line.len() > LONGEST_LINE { Ok(Vec::new()) } else { state.parse_line(line, &self.set) };
            let mut writer = LineWriter { out: &mut out, open: 0 };
            let mut done = 0;
            for (at, operation) in operations.unwrap_or_default() {
                if at > done {
                    writer.push(self.class(&stack), &line[done..at]);
                    done = at;
                }
                // A grammar that pops more than it pushed leaves the rest of the line plain.
                if stack.apply(&operation).is_err() {
                    break;
                }
            }
            writer.push(self.class(&stack), &line[done..]);
            writer.close();
        }
        out
    }

    /// The class of the innermost scope that has one; zero for none.
    fn class(&self, stack: &ScopeStack) -> u8 {
        for scope in stack.as_slice().iter().rev() {
            if let Some((_, class)) = self.classes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)) {
                return *class;
            }
        }
        0
    }
}

/// Writes pieces of code that are classed already. A piece may have several lines, and a span never has.
fn emit_tokens(tokens: &[CodeToken], code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    let mut writer = LineWriter { out: &mut out, open: 0 };
    for token in tokens {
        for line in code[token.range.clone()].split_inclusive('\n') {
            writer.push(token.class, line);
        }
    }
    writer.close();
    out
}

/// Writes one line, joining neighbours of one class.
struct LineWriter<'a> {
    out: &'a mut String,
    open: u8,
}

impl LineWriter<'_> {
    fn push(&mut self, class: u8, text: &str) {
        let content = text.trim_end_matches(['\n', '\r']);
        if !content.is_empty() {
            // White space looks the same in every class, so it does not end a span.
            let class = if content.trim().is_empty() { self.open } else { class };
            if class != self.open {
                self.close();
                if class != 0 {
                    self.out.push_str("<span class=\"");
                    self.out.push(class as char);
                    self.out.push_str("\">");
                }
                self.open = class;
            }
            escape_html_into(content, self.out);
        }
        if text.ends_with('\n') {
            self.close();
            self.out.push('\n');
        }
    }

    fn close(&mut self) {
        if self.open != 0 {
            self.out.push_str("</span>");
            self.open = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_get_short_classes_and_neighbours_are_joined() {
        let highlighter = Highlighter::new(Vec::new());
        let html = highlighter.highlight("rust", "let x = \"a<b\"; // why\n", &mut HighlightingWork::new(false)).html;
        assert!(html.contains("<span class=\"s\">&quot;a&lt;b&quot;</span>"), "{html}");
        assert!(html.contains("<span class=\"c\">// why</span>"), "{html}");
        assert_eq!(highlighter.highlight("text", "a<b", &mut HighlightingWork::new(false)).html, "a&lt;b");
        let unknown = highlighter.highlight("klingon", "a", &mut HighlightingWork::new(false));
        assert_eq!(unknown.colouring, Colouring::UnknownLanguage);
    }

    #[test]
    fn cached_highlighting_gives_the_same_html_while_it_is_used() {
        let first = Highlighter::new(Vec::new());
        let done = first.highlight("toml", "a = 1\n", &mut HighlightingWork::new(false));
        let used = HashSet::from([done.key.expect("it is kept")]);
        let second = Highlighter::new(first.store(&used).expect("one entry"));
        assert_eq!(second.highlight("toml", "a = 1\n", &mut HighlightingWork::new(false)).html, done.html);
        assert!(second.store(&used).is_none(), "nothing has changed");
        let other = second.highlight("toml", "b = 2\n", &mut HighlightingWork::new(false)).key.expect("it is kept");
        let third = Highlighter::new(second.store(&HashSet::from([other])).expect("one entry came, one went"));
        assert_eq!(third.index.keys().collect::<Vec<_>>(), [&other], "code that no page has any more is dropped");
        assert!(
            Highlighter::new(b"garbage".to_vec()).highlight("toml", "a = 1\n", &mut HighlightingWork::new(false)).html
                == done.html
        );
    }

    #[test]
    fn the_work_for_a_page_ends_with_the_same_block_with_and_without_a_cache() {
        let blocks: Vec<String> = (0..45).map(|block| format!("a{block} = 1\n").repeat(2_000)).collect();
        let outcomes = |highlighter: &Highlighter| {
            let mut work = HighlightingWork::new(false);
            let done: Vec<_> = blocks.iter().map(|block| highlighter.highlight("toml", block, &mut work)).collect();
            let keys: HashSet<Hash> = done.iter().filter_map(|block| block.key).collect();
            (done.into_iter().map(|block| block.colouring).collect::<Vec<_>>(), keys)
        };
        let first = Highlighter::default();
        let (found, keys) = outcomes(&first);
        let count = found.iter().take_while(|colouring| **colouring == Colouring::Done).count();
        assert!((20..40).contains(&count) && found[count..].iter().all(|one| *one == Colouring::TooLong), "{found:?}");
        assert_eq!(outcomes(&Highlighter::new(first.store(&keys).expect("new entries"))).0, found);
        let mut work = HighlightingWork::new(false);
        let long = first.highlight("toml", &"a = 1\n".repeat(30_000), &mut work);
        assert_eq!(long.colouring, Colouring::TooLong);
        assert_eq!(
            first.highlight("toml", "a = 1\n", &mut work).colouring,
            Colouring::Done,
            "one long block counts alone"
        );
    }
}
