//! Rule: constructs of other tools that Fingerpost does not have, and containers that nothing closes.
//!
//! Each construct is reported once for a page, with how often it occurs, at its first place.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Tag};
use regex::Regex;

use crate::base::codes::text::{TEXT_UNCLOSED_CONTAINER, TEXT_UNSUPPORTED_SYNTAX};
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::parse::extensions::callouts::head;
use crate::parse::parsed::ParsedPage;

/// A directive that is written as a block of code.
const FENCED_DIRECTIVE: &str = r"^[`~]{3,} *\{[A-Za-z][A-Za-z:_-]*\}";

/// A construct of another tool.
struct ForeignForm {
    shape: Regex,
    one: &'static str,
    many: &'static str,
    help: &'static str,
}

fn form(shape: &str, one: &'static str, many: &'static str, help: &'static str) -> ForeignForm {
    ForeignForm { shape: Regex::new(shape).expect("a pattern of this program is well formed"), one, many, help }
}

static FORMS: LazyLock<Vec<ForeignForm>> = LazyLock::new(|| {
    vec![
        form(
            r#"^(?:!!!|\?\?\?\+?) +[\w"]"#,
            "an MkDocs admonition without indented text",
            "MkDocs admonitions without indented text",
            "indent the text below it by four spaces, or use `> [!NOTE]` and `> ` before each line of the note",
        ),
        form(
            r#"^===[!+]? +".*"$"#,
            "an MkDocs tab without indented text",
            "MkDocs tabs without indented text",
            "indent the text below it by four spaces, or use `:::tabs` with `:::tab Title` inside",
        ),
        form(
            r"^:::+ *(?:[\p{L}{].*)?$",
            "a `:::` line that does not open or close a known container",
            "`:::` lines that do not open or close a known container",
            "use `:::note`, `:::details`, `:::tabs`, `:::steps`, `:::cards` or `:::group`, close each with `:::`, and remove the others",
        ),
        form(
            r"-+8<-+",
            "a PyMdown snippet",
            "PyMdown snippets",
            "copy the text of the file into the page, or link to it",
        ),
        form(
            r":(?:material|fontawesome|octicons|simple|fa|fas|fab|far)-[a-z0-9]+(?:-[a-z0-9]+)*:",
            "an MkDocs icon",
            "MkDocs icons",
            "remove it, or write a word in its place",
        ),
        form(
            r"\{/?(?:panel|info|note|warning|tip|code|noformat|toc|expand|quote|color|status|anchor|excerpt|include|children|section|column)(?::[^{}\n]*)?\}",
            "a Confluence macro",
            "Confluence macros",
            "use Markdown: a callout for `{info}` and `{panel}`, a code block for `{code}`; remove `{toc}`",
        ),
        form(
            r"\{\{[<%].*?[>%]\}\}",
            "a Hugo shortcode",
            "Hugo shortcodes",
            "use Markdown: a link to the `.md` file for `ref`, an image for `figure`, a callout for `note`",
        ),
        form(
            r"\{\{ *#[a-z_]+ [^{}\n]*\}\}",
            "an mdBook directive",
            "mdBook directives",
            "copy the text of the file into the page, or link to it",
        ),
        form(
            r"\{: *[.#\w][^{}\n]*\}",
            "an attribute list that applies to nothing",
            "attribute lists that apply to nothing",
            "put it right behind an image, a link or a heading, or on a line of its own below a block",
        ),
        form(
            r"(?:\{[a-z][a-z:+-]*\}|:[a-z][a-z:+-]*:)`[^`\n]+`",
            "a Sphinx role",
            "Sphinx roles",
            "use a link to the `.md` file, or code marks alone",
        ),
        form(
            r"^\([A-Za-z][\w.:/-]*\)=$",
            "a MyST label",
            "MyST labels",
            "write `{#label}` at the end of the heading below it, and link to `page.md#label`",
        ),
        form(
            r"^\[![A-Za-z][A-Za-z _-]*\]",
            "an alert of an unknown kind",
            "alerts of unknown kinds",
            "use `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`, with a title behind it",
        ),
        form(
            r"^\.\. [a-z][a-z-]*::",
            "a directive of reStructuredText",
            "directives of reStructuredText",
            "use Markdown: a callout such as `> [!NOTE]`, an image, or a code block",
        ),
        form(
            r"\^\^[^\s^][^^\n]*\^\^",
            "underlined text of MkDocs",
            "underlined texts of MkDocs",
            "use `**` for what is important, or `<ins>`",
        ),
        form(
            r"\{(?:>>.+?<<|--[^{}\n]+--|\+\+[^{}\n]+\+\+|==[^{}\n]+==|~~[^{}\n]+~~)\}",
            "a CriticMarkup change",
            "CriticMarkup changes",
            "accept or reject the change, and move comments into `<!-- … -->`",
        ),
        form(
            r"\^\[[^\[\]\n]+\]",
            "an inline footnote",
            "inline footnotes",
            "write `[^name]` here, and `[^name]: …` on a line of its own",
        ),
        form(
            r"^={2,6} +\p{L}[^=]*={0,6}$",
            "a heading of AsciiDoc or MediaWiki",
            "headings of AsciiDoc or MediaWiki",
            "write `## ` in place of `== `, with one `#` for each `=`",
        ),
        form(
            r"^\[source(?:,[^\]\n]*)?\]|^\[(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION|%[a-z]+|cols=[^\]\n]*)\]$|^\|={3,}$",
            "a block of AsciiDoc",
            "blocks of AsciiDoc",
            "use a code block between lines of three backticks, a note such as `> [!NOTE]`, or a table of Markdown",
        ),
        form(
            r"\b(?:link|xref):[^\s\[\]]+\[[^\]\n]*\]|^(?:image|include|video)::[^\s\[\]]+\[[^\]\n]*\]|\bimage:[^\s\[\]:]+\[[^\]\n]*\]",
            "a macro of AsciiDoc",
            "macros of AsciiDoc",
            "write `[words](page.md)` for a link, and `![description](picture.png)` for an image",
        ),
        form(
            r"^\*{2,5} +\p{L}[^*\n]*$",
            "an item of a list of AsciiDoc or MediaWiki",
            "items of lists of AsciiDoc or MediaWiki",
            "write `- ` or `1. ` before each item, and indent those of a list inside a list to the text of the item above",
        ),
        form(
            r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]_{1,2}[^_\s]*[^\x00-\x7F][^_\n]*_{1,2}|_{1,2}[^_\s]*[^\x00-\x7F][^_\n]*_{1,2}[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]",
            "emphasis with `_` beside the letters of a word",
            "emphases with `_` beside the letters of a word",
            "use `*` in place of `_`, and `**` in place of `__`",
        ),
        form(r"^/{3,} +[a-z][a-z-]*", "a PyMdown block", "PyMdown blocks", "use `:::note`, `:::details` or `:::tabs`"),
        form(
            r#"^import .+ from ["'][^"']+["'];?$|^import ["'][^"']+["'];?$|^export (?:const|default|function) |\{/\*.*?\*/\}"#,
            "an MDX statement",
            "MDX statements",
            "remove it; Markdown has no components",
        ),
        form(
            r"^\\(?:newpage|pagebreak|clearpage|tableofcontents|vspace|hspace|noindent)\b",
            "a LaTeX command",
            "LaTeX commands",
            "remove it",
        ),
        form(
            FENCED_DIRECTIVE,
            "a MyST directive",
            "MyST directives",
            "use `:::note`, `:::details` or `:::tabs` for text, an image, or a code block with the name of its language alone",
        ),
        form(r"%%[^%\n]+%%", "an Obsidian comment", "Obsidian comments", "use `<!-- … -->`, or remove it"),
        form(
            r"!?\[\[[^\[\]\s][^\[\]\n]*\]\]",
            "a wiki link",
            "wiki links",
            "set `wiki_links = true` under `[markdown]`, or use `[words](page.md)`",
        ),
    ]
});

/// Occurrences of one construct.
#[derive(Clone, Default)]
struct Occurrences {
    count: usize,
    first: Range<usize>,
}

impl Occurrences {
    fn add(&mut self, place: Range<usize>) {
        if self.count == 0 {
            self.first = place;
        }
        self.count += 1;
    }
}

/// Looks at each line of text once.
pub(super) struct ForeignSyntax {
    /// Up to here, lines have been looked at.
    checked: usize,
    /// The places of constructs in the last line that are still to come, the next one last, with their form.
    candidates: Vec<(Range<usize>, usize)>,
    found: Vec<Occurrences>,
    unclosed: Vec<Range<usize>>,
}

impl ForeignSyntax {
    pub(super) fn new(page: &ParsedPage<'_>) -> ForeignSyntax {
        let found = vec![Occurrences::default(); FORMS.len()];
        ForeignSyntax { checked: 0, candidates: Vec::new(), found, unclosed: page.unclosed_containers.clone() }
    }

    /// Finds the candidates of the line that a place is in.
    fn look_at_line(&mut self, text: &str, at: usize) {
        let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
        let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end);
        self.checked = end;
        self.candidates.clear();
        let line = text[start..end].trim_end();
        let has_sign = line.contains(['{', ':', '!', '?', '=', '<', '%', '[', '^', '/', '\\']);
        let body = start + (line.len() - line.trim_start_matches([' ', '\t', '>']).len());
        let words = &text[body..start + line.len()];
        let is_emphasis = line.contains('_') && !line.is_ascii();
        if !has_sign && !is_emphasis && !words.starts_with(['i', 'e']) && !words.starts_with("**") {
            return;
        }
        for (index, form) in FORMS.iter().enumerate() {
            let places = form.shape.find_iter(&text[body..start + line.len()]);
            // Alerts of known kinds are read.
            let places = places.filter(|place| head(&text[body + place.start()..start + line.len()]).is_none());
            self.candidates.extend(places.map(|place| (body + place.start()..body + place.end(), index)));
        }
        self.candidates.sort_unstable_by_key(|(place, index)| std::cmp::Reverse((place.start, *index)));
    }
}

impl ForeignSyntax {
    /// Looks at the first line of a block of code.
    fn fence(&mut self, context: &LintContext<'_>) {
        let line = context.source().lines().next().unwrap_or_default();
        for (form, found) in FORMS.iter().zip(&mut self.found) {
            if form.shape.as_str() == FENCED_DIRECTIVE && form.shape.is_match(line) {
                found.add(context.first_line());
            }
        }
    }
}

impl<'a> Rule<'a> for ForeignSyntax {
    fn event(&mut self, context: &LintContext<'a>, _: &mut Report<'a>) {
        let (range, nesting) = (context.range(), context.nesting);
        if matches!(context.event(), Event::Start(Tag::CodeBlock(_))) {
            self.fence(context);
        }
        // The text of a construct that was read is not that of its source.
        let is_written = matches!(context.event(), Event::Text(text) if **text == *context.source());
        if !is_written || nesting.is_in_code_block || nesting.links + nesting.images > 0 {
            return;
        }
        if range.start >= self.checked {
            self.look_at_line(context.page.markdown, range.start);
        }
        // Events come in the order of the text, so each candidate is looked at once.
        while let Some((place, index)) = self.candidates.pop_if(|(place, _)| place.start < range.end) {
            // What was skipped is in code or in a link.
            if place.start < range.start {
                continue;
            }
            self.found[index].add(place);
        }
    }

    fn finish(&mut self, report: &mut Report<'a>) {
        for (form, Occurrences { count, first }) in FORMS.iter().zip(&self.found).filter(|(_, found)| found.count > 0) {
            let message = match count {
                1 => format!("{} is shown as text", form.one),
                count => format!("{count} {} are shown as text", form.many),
            };
            report.add(&TEXT_UNSUPPORTED_SYNTAX, first, message, form.help);
        }
        for fence in &self.unclosed {
            let help = "add a line `:::` where it ends; until then it ends with the text around it";
            report.add(&TEXT_UNCLOSED_CONTAINER, fence, "this container is not closed", help);
        }
    }
}
