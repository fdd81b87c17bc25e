//! Pages in MDX, and pages with tags of components, turned into Markdown.
//!
//! Text inside components stays where it is, without the indentation that only the components needed.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::base::path::{folder_of, join};
use crate::import::dialect::Context;
use crate::import::notes::{Topic, quotation};
use crate::import::scripts::components::{Becomes, Component, Names, html, markdown};
use crate::import::scripts::jsx::{Piece, PieceKind, Syntax, Tag, TagKind, find, literal};
use crate::import::scripts::reader::read_literal;
use crate::import::scripts::tokens::{declaration, imported_from};
use crate::import::text::old_links::{self, new_target};
use crate::import::text::page_text::{Included, PageText, Rewrites, comment, placeholder};
use crate::import::text::{code_fences, dedent};

/// How deep pages may include pages.
const MOST_LEVELS: usize = 6;

/// Rewrites all of a page below its front matter.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, syntax: Syntax, out: &mut Rewrites) {
    let new = body(page, context, syntax, out, &mut Included::at_most(MOST_LEVELS));
    out.replace(page.body, page.text.len(), new);
}

/// The new text of a page below its front matter.
fn body(
    page: &PageText<'_>,
    context: &Context<'_>,
    syntax: Syntax,
    out: &mut Rewrites,
    included: &mut Included,
) -> String {
    let mut inner = Rewrites::default();
    let pieces = find(page.text, page.body, &page.code, syntax);
    let modules: String = pieces
        .iter()
        .filter(|piece| piece.kind == PieceKind::Module)
        .map(|piece| &page.text[piece.range.clone()])
        .collect();
    let mut markup = Markup { page, context, syntax, pieces: &pieces, modules, out: &mut inner, included, at: 0 };
    markup.run();
    code_fences::convert(page, &mut inner);
    old_links::convert(page, context, false, &mut inner);
    let text = inner.body(page);
    out.notes.extend(std::mem::take(&mut inner.notes));
    out.files.append(&mut inner.files);
    dedent::without_marks(&text)
}

struct Markup<'a, 'b> {
    page: &'a PageText<'a>,
    context: &'a Context<'a>,
    syntax: Syntax,
    pieces: &'a [Piece],
    /// All its modules.
    modules: String,
    out: &'b mut Rewrites,
    included: &'b mut Included,
    /// Where the piece begins that is looked at.
    at: usize,
}

impl Markup<'_, '_> {
    fn run(&mut self) {
        let pieces = self.pieces;
        let mut closings: BTreeMap<usize, String> = BTreeMap::new();
        let mut around: Vec<(&Tag, usize)> = Vec::new();
        let mut skipped_to = 0;
        for (index, piece) in pieces.iter().enumerate() {
            if piece.range.start < skipped_to {
                continue;
            }
            self.at = piece.range.start;
            around.retain(|(_, end)| *end > index);
            match &piece.kind {
                PieceKind::Module => self.module(piece),
                PieceKind::Expression(code) => self.expression(&piece.range, code),
                PieceKind::Tag(tag) => match tag.kind {
                    TagKind::Close(_) => match closings.get(&index) {
                        Some(new) => self.put(&piece.range, new),
                        None if tag.is_component() => self.out.replace(piece.range.start, piece.range.end, ""),
                        None => {}
                    },
                    TagKind::Open(end) => {
                        let close = pieces[end].range.clone();
                        let outer: Vec<&Tag> = around.iter().map(|(tag, _)| *tag).collect();
                        let inner = &self.page.text[piece.range.end..close.start];
                        match self.tag(tag, &piece.range, inner, &outer) {
                            Some(Becomes::Around(open, closing)) => {
                                self.put(&piece.range, &open);
                                closings.insert(end, closing);
                            }
                            Some(Becomes::Text(new) | Becomes::Whole(new)) => {
                                self.put(&(piece.range.start..close.end), &new);
                                skipped_to = close.end;
                            }
                            Some(Becomes::Inner | Becomes::Unknown) => {}
                            None => {}
                        }
                        around.push((tag, end));
                    }
                    TagKind::Single => {
                        let outer: Vec<&Tag> = around.iter().map(|(tag, _)| *tag).collect();
                        match self.tag(tag, &piece.range, "", &outer) {
                            Some(Becomes::Text(new) | Becomes::Whole(new)) => self.put(&piece.range, &new),
                            Some(Becomes::Around(open, close)) => self.put(&piece.range, &format!("{open}\n{close}")),
                            Some(Becomes::Inner | Becomes::Unknown) | None => {}
                        }
                    }
                },
            }
        }
    }

    /// What becomes of a tag; `None` if it stays as it is.
    fn tag(&mut self, tag: &Tag, range: &Range<usize>, inner: &str, around: &[&Tag]) -> Option<Becomes> {
        let is_own = matches!(tag.kind, TagKind::Open(_));
        if tag.name.is_empty() {
            return Some(Becomes::Around(String::new(), String::new()));
        }
        let is_head = tag.name == "head" || (tag.name == "template" && self.syntax == Syntax::Tags);
        let is_custom = self.syntax == Syntax::Tags && tag.name.contains('-');
        if !tag.is_component() && !is_head && !is_custom {
            return self.element(tag, is_own);
        }
        if let Some(text) = self.partial(tag) {
            return Some(Becomes::Whole(text));
        }
        let is_block = self.is_alone(range);
        let becomes = markdown(&Component { tag, inner, around, is_block }, self);
        Some(match becomes {
            Becomes::Inner => self.wrapper(is_block, String::new()),
            Becomes::Unknown => {
                let written = &self.page.text[range.clone()];
                self.note(Topic::Components, quotation(written));
                let new = placeholder(&self.page.text[..range.start], written);
                if is_own { self.wrapper(is_block, new) } else { Becomes::Text(new) }
            }
            other => other,
        })
    }

    /// A component of which only its text is left.
    fn wrapper(&self, is_block: bool, text: String) -> Becomes {
        match (is_block, self.syntax) {
            (true, Syntax::Mdx) => {
                let open = if text.is_empty() { dedent::OPEN.to_owned() } else { format!("{text}\n{}", dedent::OPEN) };
                Becomes::Around(open, dedent::CLOSE.to_owned())
            }
            _ => Becomes::Around(text, String::new()),
        }
    }

    /// An element of HTML.
    fn element(&mut self, tag: &Tag, is_open: bool) -> Option<Becomes> {
        if self.syntax == Syntax::Tags && matches!(tag.name.as_str(), "script" | "style") {
            let text = format!("`<{}>` of the page", tag.name);
            self.note(if tag.name == "script" { Topic::Components } else { Topic::ThemeFiles }, text);
            return Some(Becomes::Whole(String::new()));
        }
        let new = html(tag, !is_open, self)?;
        let close = if is_open { format!("</{}>", tag.name) } else { String::new() };
        Some(if is_open { Becomes::Around(new, close) } else { Becomes::Text(new) })
    }

    /// The text of a page that the tag includes.
    fn partial(&mut self, tag: &Tag) -> Option<String> {
        let (file, _) = imported_from(&self.modules, &tag.name)?;
        let path = self.file(&file).filter(|path| path.ends_with(".md") || path.ends_with(".mdx"))?;
        let text = self.context.source.text(&path)?;
        if !self.included.admits(&text) {
            self.note(Topic::Includes, format!("{} is nested too deep or too long", quotation(&file)));
            return None;
        }
        let page = PageText::new(&path, self.page.content_path, &text);
        let (context, syntax) = (self.context, self.syntax);
        let mut rewrites = Rewrites::default();
        let mut new = String::new();
        self.included.nested(|included| new = body(&page, context, syntax, &mut rewrites, included));
        self.out.notes.extend(rewrites.notes);
        self.out.files.append(&mut rewrites.files);
        Some(format!("\n{}\n", new.trim_matches('\n')))
    }

    /// The file of the source folder that a module names.
    fn file(&self, named: &str) -> Option<String> {
        let named = named.rsplit('!').next().unwrap_or(named);
        let named = named.split('?').next().unwrap_or(named);
        let aliases = &self.context.site.aliases;
        let alias = aliases.iter().find_map(|(sign, folder)| join(folder, named.strip_prefix(sign)?));
        alias.or_else(|| named.starts_with('.').then(|| join(folder_of(self.page.path), named)).flatten())
    }

    fn module(&mut self, piece: &Piece) {
        let text = &self.page.text[piece.range.clone()];
        for line in text.lines().filter(|line| line.starts_with("export ")) {
            let is_constant = line
                .split_once('=')
                .and_then(|(_, value)| read_literal(value))
                .is_some_and(|node| node.text().is_some());
            if !is_constant {
                self.note(Topic::Components, format!("code of the page: {}", quotation(line)));
            }
        }
        self.out.replace(piece.range.start, piece.range.end, "");
    }

    fn expression(&mut self, range: &Range<usize>, code: &str) {
        let bare = code.trim();
        let new = if let Some(inner) = bare.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")) {
            let inner = inner.trim();
            match inner.strip_prefix('#') {
                Some(id) if self.is_end_of_heading(range) => format!("{{#{id}}}"),
                _ if inner.is_empty() => String::new(),
                _ => format!("<!-- {} -->", inner.replace("--", "- -").replace('>', "&gt;")),
            }
        } else if bare.is_empty() {
            String::new()
        } else if bare.starts_with('#') && self.is_end_of_heading(range) {
            // The id of a heading.
            return;
        } else if let Some(text) = literal(bare).or_else(|| self.value(bare)) {
            text
        } else {
            self.note(Topic::TemplateTags, quotation(&self.page.text[range.clone()]));
            match bare.contains('<') {
                true => comment(&self.page.text[range.clone()]),
                false => placeholder(&self.page.text[..range.start], &self.page.text[range.clone()]),
            }
        };
        self.out.replace(range.start, range.end, new);
    }

    fn is_end_of_heading(&self, range: &Range<usize>) -> bool {
        let line = self.page.text[..range.start].rsplit('\n').next().unwrap_or_default();
        let after = self.page.text[range.end..].lines().next().unwrap_or_default();
        line.trim_start().starts_with('#') && after.trim().is_empty()
    }

    /// The value of a name: of the front matter, or of a constant of the page.
    fn value(&self, name: &str) -> Option<String> {
        let key = ["frontMatter.", "frontmatter.", "metadata."].iter().find_map(|owner| name.strip_prefix(owner));
        if let Some(key) = key {
            return self.page.front.get_path(key)?.text();
        }
        let at = declaration(&self.modules, name)?;
        read_literal(self.modules[at..].lines().next()?)?.text()
    }

    fn is_alone(&self, range: &Range<usize>) -> bool {
        let before = self.page.text[..range.start].rsplit('\n').next().unwrap_or_default();
        let after = self.page.text[range.end..].split('\n').next().unwrap_or_default();
        before.trim().is_empty() && after.trim().is_empty()
    }

    fn put(&mut self, range: &Range<usize>, new: &str) {
        let line = self.page.text[..range.start].rsplit('\n').next().unwrap_or_default();
        if line.starts_with('#') && new.starts_with("**") {
            // A badge is no word of the heading, which gives its id.
            let end = self.page.text[range.end..].find('\n').map_or(self.page.text.len(), |end| range.end + end);
            let words = line.trim_end().len();
            self.out.replace(range.start - (line.len() - words), range.end, "");
            self.out.replace(end, end, format!("\n\n{new}"));
            return;
        }
        let lines = self.page.own_lines(range, new);
        self.out.replace(range.start, range.end, lines);
    }
}

impl Names for Markup<'_, '_> {
    fn link(&mut self, target: &str) -> String {
        new_target(target, self.page, self.context, &mut self.out.files).unwrap_or_else(|| target.to_owned())
    }

    fn image(&mut self, code: &str) -> Option<String> {
        let code = code.trim();
        let call = ["require(", "useBaseUrl(", "withBase("].iter().find_map(|call| code.strip_prefix(call));
        if let Some(argument) = call {
            let text = read_literal(argument)?.text()?;
            return Some(self.link(&text));
        }
        let name = code.trim_end_matches(".src").trim_end_matches(".default");
        let (file, _) = imported_from(&self.modules, name)?;
        let bare = file.rsplit('!').next()?.to_owned();
        let target = self.link(&bare);
        (target != bare || bare.starts_with('.')).then_some(target)
    }

    fn note(&mut self, topic: Topic, text: String) {
        self.out.note(self.page, self.at, topic, text);
    }
}
