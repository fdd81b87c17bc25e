//! One page of the old site while it is converted: its text, and the edits and notes that its constructs give.

use std::ops::Range;

use crate::base::html::token::Token;
use crate::base::html::tokenizer::tokens;
use crate::base::line_index::LineIndex;
use crate::base::node::Node;
use crate::base::span::Span;
use crate::base::text::ceil_char_boundary;
use crate::edit::patch::{Edit, apply};
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::Abbreviation;
use crate::import::text::code_ranges::CodeRanges;
use crate::import::text::front_edit::FrontEdit;
use crate::parse::front_matter;

/// A page of the old site.
pub struct PageText<'a> {
    /// Its path in the source folder.
    pub path: &'a str,
    /// Its path below the content folder.
    pub content_path: &'a str,
    pub text: &'a str,
    pub front: Node,
    /// Where the text below the front matter begins.
    pub body: usize,
    pub code: CodeRanges,
    /// The text before its first changes, and what they kept.
    old: Option<(&'a str, Vec<Kept>)>,
    lines: LineIndex,
}

/// A part of a text that changes kept: where it begins after and before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    new: usize,
    old: usize,
    length: usize,
}

impl<'a> PageText<'a> {
    /// Reads a page.
    pub fn new(path: &'a str, content_path: &'a str, text: &'a str) -> PageText<'a> {
        let split = front_matter::split(text);
        let code = CodeRanges::new(text, split.body);
        let lines = LineIndex::new(text);
        PageText { path, content_path, text, front: split.front, body: split.body, code, old: None, lines }
    }

    /// A page after its first changes, whose notes name the lines of the old text.
    pub fn changed(&self, text: &'a str, places: Vec<Kept>) -> PageText<'a> {
        let code = CodeRanges::new(text, self.body);
        let front = self.front.clone();
        let old = Some((self.text, places));
        PageText { text, front, code, old, lines: LineIndex::new(self.text), ..*self }
    }

    /// The line of an offset, from 1.
    pub fn line(&self, at: usize) -> usize {
        let Some((old, places)) = &self.old else { return self.lines.position(self.text, at).line };
        let next = places.partition_point(|kept| kept.new <= at);
        let place = next.checked_sub(1).map(|last| &places[last]);
        let at = place.map_or(at, |kept| kept.old + (at - kept.new).min(kept.length));
        self.lines.position(old, at.min(old.len())).line
    }

    /// A text in the place of a part of the page: a block begins on a line of its own, as far from the margin as the
    /// line that it is in.
    pub fn own_lines(&self, range: &Range<usize>, new: &str) -> String {
        let is_block = new.starts_with(":::")
            || new.starts_with("```")
            || new.starts_with("$$")
            || new.starts_with('\u{1}')
            || new.contains('\n');
        if !is_block {
            return new.to_owned();
        }
        // Looks no further than the spaces around it, so that a long line is not read again and again.
        let before = self.text[..range.start].trim_end_matches([' ', '\t']);
        let after = self.text[range.end..].trim_start_matches([' ', '\t']);
        let line = self.text[..range.start].rfind('\n').map_or(0, |end| end + 1);
        let line = &self.text[line..range.start];
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        let lead = if before.is_empty() || before.ends_with('\n') { String::new() } else { format!("\n{indent}") };
        let is_last = after.is_empty() || after.starts_with(['\n', '\r']);
        let tail = if is_last { String::new() } else { format!("\n{indent}") };
        let new: Vec<String> = new
            .split('\n')
            .enumerate()
            .map(|(at, part)| if at == 0 || part.is_empty() { part.to_owned() } else { format!("{indent}{part}") })
            .collect();
        format!("{lead}{}{tail}", new.join("\n"))
    }
}

/// How far before a construct the tag or comment that it may be in is looked for, in bytes.
const LONGEST_TAG: usize = 1_000;

/// What is put in the place of a construct without a counterpart: `#` in a URL, nothing where HTML cannot have a comment,
/// else a comment.
pub fn placeholder(before: &str, construct: &str) -> String {
    if before.ends_with(['"', '\'', '=']) || before.ends_with("](") {
        return "#".to_owned();
    }
    let near = &before[ceil_char_boundary(before, before.len().saturating_sub(LONGEST_TAG))..];
    let can_have_comment = match tokens(near).last() {
        Some(Token::Truncated(_) | Token::RawText(_)) => false,
        Some(Token::Comment(span)) => near[span].ends_with('>'),
        _ => true,
    };
    if can_have_comment { comment(construct) } else { String::new() }
}

/// A construct without a counterpart as an HTML comment on one line, which readers do not see.
pub fn comment(construct: &str) -> String {
    // Neither may end the comment.
    let words = construct.split_whitespace().collect::<Vec<_>>().join(" ").replace("--", "- -").replace('>', "&gt;");
    format!("{COMMENT}{words} -->")
}

/// How such a comment begins.
const COMMENT: &str = "<!-- not imported: ";

/// A callout of a type with a text.
pub fn callout(kind: &str, text: &str) -> String {
    let lines: Vec<String> =
        text.trim().lines().map(|line| format!("> {}", line.trim()).trim_end().to_owned()).collect();
    format!("> [!{kind}]\n{}\n", lines.join("\n"))
}

/// A block in the place of a construct: on lines of its own, with the indentation of its place.
pub fn indented_block(text: &str, open: usize, new: &str) -> String {
    let is_block = new.trim_end().contains('\n') || new.starts_with("> [!");
    if !is_block {
        return new.trim_end_matches('\n').to_owned();
    }
    let near = &text[ceil_char_boundary(text, open.saturating_sub(LONGEST_TAG))..open];
    let line = near.rsplit('\n').next().unwrap_or_default();
    if !line.trim().is_empty() {
        return format!("\n\n{new}\n");
    }
    let mut lines = new.trim_end().split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |all, next| if next.is_empty() { all + "\n" } else { format!("{all}\n{line}{next}") })
}

/// The most bytes that texts of other files add to one page.
const MOST_INCLUDED: usize = 1024 * 1024;

/// How much text of other files has been included in a page.
pub struct Included {
    most_levels: usize,
    levels: usize,
    bytes: usize,
}

impl Included {
    /// Nothing yet, in a page whose included texts may include others down to this level.
    pub fn at_most(most_levels: usize) -> Included {
        Included { most_levels, levels: 0, bytes: 0 }
    }

    /// Counts a text. False where it is nested too deep, or where the page has become too long.
    pub fn admits(&mut self, text: &str) -> bool {
        self.bytes = self.bytes.saturating_add(text.len());
        self.levels < self.most_levels && self.bytes <= MOST_INCLUDED
    }

    /// Converts an included text, one level deeper.
    pub fn nested(&mut self, convert: impl FnOnce(&mut Included)) {
        self.levels += 1;
        convert(self);
        self.levels -= 1;
    }
}

/// What becomes of a page.
#[derive(Debug, Default)]
pub struct Rewrites {
    edits: Vec<Edit>,
    pub front: FrontEdit,
    pub notes: Notes,
    /// Whether its URL came from a template that is not read.
    pub has_unknown_url: bool,
    /// Files outside the content folder that the page shows: their paths in the source folder, and below the new content
    /// folder.
    pub files: Vec<(String, String)>,
    /// Abbreviations that the page explained.
    pub abbreviations: Vec<Abbreviation>,
}

impl Rewrites {
    /// Puts a text in place of a part of the page.
    pub fn replace(&mut self, start: usize, end: usize, new: impl Into<String>) {
        self.edits.push(Edit { span: Span::new(start, end), new: new.into() });
    }

    /// Adds a note about a place of the page.
    pub fn note(&mut self, page: &PageText<'_>, at: usize, topic: Topic, text: impl Into<String>) {
        self.notes.at(topic, page.path, page.line(at), text);
    }

    /// The text below the front matter with the edits, for a file that is included in another.
    pub fn body(&self, page: &PageText<'_>) -> String {
        let text = apply(page.text, &self.edits);
        let body = front_matter::split(&text).body;
        text[body..].to_owned()
    }

    /// What the edits keep of the page, in order.
    pub fn kept(&self, page: &PageText<'_>) -> Vec<Kept> {
        let mut edits: Vec<&Edit> = self.edits.iter().collect();
        edits.sort();
        edits.dedup();
        let (mut found, mut new, mut old) = (Vec::new(), 0, 0);
        for edit in edits.into_iter().filter(|edit| edit.span.start <= edit.span.end) {
            if edit.span.start < old {
                continue;
            }
            let length = edit.span.start - old;
            found.push(Kept { new, old, length });
            new += length + edit.new.len();
            old = edit.span.end;
        }
        found.push(Kept { new, old, length: page.text.len() - old });
        found
    }

    /// The new text of the page.
    pub fn apply(&self, page: &PageText<'_>) -> String {
        self.front.apply(&with_comments_last(&apply(page.text, &self.edits)))
    }
}

/// A text whose lines end with the comments that they began with: Markdown reads a line that begins with a comment as HTML,
/// so readers would see the signs of its links and its emphasis.
fn with_comments_last(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (markers, mut rest) = line.split_at(length_of_markers(line));
        let mut comments = String::new();
        while rest.starts_with(COMMENT)
            && let Some(end) = rest.find("-->")
        {
            comments = format!("{comments} {}", &rest[..end + 3]);
            rest = rest[end + 3..].trim_start_matches([' ', '\t']);
        }
        let shown = rest.trim_end();
        match comments.is_empty() || shown.is_empty() {
            true => out.push_str(line),
            false => out.extend([markers, shown, &comments, &rest[shown.len()..]]),
        }
    }
    out
}

/// The length of the signs of lists and quotations that a line begins with, and of white space around them.
fn length_of_markers(line: &str) -> usize {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = rest[digits..].strip_prefix(['.', ')']).filter(|_| digits > 0);
        let item = number.or_else(|| rest.strip_prefix(['-', '*', '+'])).filter(|rest| rest.starts_with([' ', '\t']));
        match item.or_else(|| rest.strip_prefix('>')) {
            Some(behind) => rest = behind,
            None => return line.len() - rest.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_does_not_begin_with_a_comment_before_text() {
        let (one, two) = (comment("{% if x %}"), comment("{% endif %}"));
        let moved = |text: &str| with_comments_last(text);
        assert_eq!(moved(&format!("{one}**Hello** [A](a.md){two}\n")), format!("**Hello** [A](a.md){two} {one}\n"));
        assert_eq!(moved(&format!("> 1. {one} {two} *a*  \nb")), format!("> 1. *a* {one} {two}  \nb"));
        for kept in [format!("{one}\n"), format!("- {one}\n"), format!("a {one} b\n"), "<!-- mine --> a\n".to_owned()] {
            assert_eq!(moved(&kept), kept);
        }
    }

    #[test]
    fn a_comment_is_put_only_where_html_can_have_one() {
        let is_comment = |before: &str| placeholder(before, "{{ x }}").starts_with("<!--");
        for before in ["", "a ", "<p title='>'>", "<!-- a -->", "a < b ", "<script>x</script>", "</p>"] {
            assert!(is_comment(before), "{before}");
        }
        for before in ["<p ", "<p title='a > b' ", "<p title='a > ", "<!-- a > ", "<script>x ", "<style>a > "] {
            assert_eq!(placeholder(before, "{{ x }}"), "", "{before}");
        }
        assert_eq!(placeholder("<a href=\"", "{{ x }}"), "#");
    }
}
