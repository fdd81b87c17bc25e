//! Creates a new page: fills a template with title, document ID and notes.
//!
//! Notes are plain text: a title line, lines that are on their own as labels, paragraphs. Labels become headings and
//! no text is lost. The result is Markdown for the author to complete.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, context};

use crate::base::template_limits::depth::too_deep;
use crate::base::yaml;
use crate::config::kinds::{Field, Kind};
use crate::parse::title::clean;

/// The longest line that counts as a label, in characters.
const LONGEST_LABEL: usize = 80;

/// The most words of a label with lines right below it.
const LONGEST_NAME: usize = 5;

/// Plain notes, read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Notes {
    pub title: Option<String>,
    /// Markdown with a heading for each label.
    pub text: String,
}

/// Reads plain notes. `level` is the level of the headings that labels become.
pub fn notes(text: &str, level: usize) -> Notes {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut blocks = blocks(&text);
    let title = title_of(&mut blocks);
    let heading = |line: &str| format!("{} {}", "#".repeat(level), escaped(&clean(unmarked(line))));
    let mut out = Vec::new();
    for block in &blocks {
        match block {
            TextBlock::Code(lines) => out.push(lines.join("\n")),
            TextBlock::Lines(lines) => {
                let labels = usize::from(is_label(lines));
                out.extend(lines[..labels].iter().map(|line| heading(line)));
                let text = lines[labels..].iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\n");
                out.extend(Some(text).filter(|text| !text.is_empty()));
            }
        }
    }
    Notes { title, text: out.join("\n\n") }
}

/// Lines without an empty one between them, or code with its fences, which stays as it is.
enum TextBlock<'t> {
    Lines(Vec<&'t str>),
    Code(Vec<&'t str>),
}

fn blocks(text: &str) -> Vec<TextBlock<'_>> {
    let mut blocks: Vec<TextBlock<'_>> = Vec::new();
    let mut is_open = false;
    for line in text.lines().map(str::trim_end) {
        let is_fence = line.trim_start().starts_with("```");
        match blocks.last_mut() {
            Some(TextBlock::Code(code)) if is_open => {
                code.push(line);
                is_open = !is_fence;
            }
            _ if is_fence => {
                blocks.push(TextBlock::Code(vec![line]));
                is_open = true;
            }
            _ if line.is_empty() => blocks.push(TextBlock::Lines(Vec::new())),
            Some(TextBlock::Lines(lines)) => lines.push(line),
            _ => blocks.push(TextBlock::Lines(vec![line])),
        }
    }
    if let Some(TextBlock::Code(code)) = blocks.last_mut().filter(|_| is_open) {
        code.push("```");
    }
    blocks.retain(|block| !matches!(block, TextBlock::Lines(lines) if lines.is_empty()));
    blocks
}

/// Takes the title: the first line, where it is on its own, is underlined, or has a label below it.
fn title_of(blocks: &mut Vec<TextBlock<'_>>) -> Option<String> {
    let count = blocks.len();
    let Some(TextBlock::Lines(lines)) = blocks.first_mut() else { return None };
    let is_underline =
        |line: &&str| line.len() > 1 && ["=", "-"].iter().any(|sign| line.trim().replace(sign, "").is_empty());
    let has_underline = lines.get(1).is_some_and(is_underline);
    let is_followed = lines.get(1).map_or(count > 1, |second| has_underline || second.ends_with(':'));
    if !is_followed || lines[0].chars().count() > LONGEST_LABEL {
        return None;
    }
    let title = clean(unmarked(lines[0]));
    lines.drain(..if has_underline { 2 } else { 1 });
    if lines.is_empty() {
        blocks.remove(0);
    }
    Some(title)
}

/// Whether a block begins with a label: a short line that is on its own and is no sentence, or one with a colon.
fn is_label(lines: &[&str]) -> bool {
    let line = lines[0].trim();
    let is_code = lines[0].starts_with("    ") || lines[0].starts_with('\t');
    let is_sentence =
        line.ends_with(['.', '!', '?', ';', ',']) || line.starts_with(['-', '*', '+']) || starts_with_number(line);
    let is_alone = lines.len() == 1 || line.ends_with(':') && line.split_whitespace().count() <= LONGEST_NAME;
    is_alone && !is_code && line.chars().count() <= LONGEST_LABEL && (!is_sentence || line.starts_with('#'))
}

/// A line without signs of a heading before it.
fn unmarked(line: &str) -> &str {
    line.trim().trim_start_matches('#').trim_start()
}

fn starts_with_number(line: &str) -> bool {
    let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    rest.len() < line.len() && rest.starts_with(['.', ')'])
}

/// A line of plain text as Markdown that reads the same: signs that would become markup are kept from it.
fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let body = line.trim_start();
    out.push_str(&line[..line.len() - body.len()].replace('\t', "    ").chars().take(3).collect::<String>());
    // A line of hyphens would be a rule, or make a heading of the line before it.
    let is_rule = body.starts_with('-') && body.chars().all(|letter| matches!(letter, '-' | ' '));
    let is_item = !is_rule && body.starts_with("- ") || body.starts_with("* ") || body.starts_with("+ ");
    for (at, letter) in body.char_indices() {
        let is_bullet = at == 0 && is_item;
        let begins = at == 0 && (matches!(letter, '#' | '>' | '=' | '|') || is_rule);
        if begins || !is_bullet && matches!(letter, '<' | '*' | '_' | '`' | '[' | '\\' | '&' | '~') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Fills a template. `taken` are the numbers that documents have already.
pub fn fill(template: &str, title: &str, procedure: Option<&str>, taken: &[String]) -> Result<String, String> {
    let mut environment = Environment::new();
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().expect("only white space rules are set");
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(200_000));
    let taken = taken.to_vec();
    environment.add_function("next_id", move |pattern: &str| next_id(pattern, &taken));
    environment.add_function("quoted", |text: &str| yaml::scalar(text));
    if too_deep(template, environment.syntax()).is_some() {
        return Err("the template has too many operators in a row".to_owned());
    }
    let filled = environment.render_str(template, context! { title, procedure });
    filled.map(|text| text.trim_end().to_owned() + "\n").map_err(|error| error.to_string())
}

/// A template for a kind that has none: its facts, its sections with nothing in them, and the first step.
pub fn of_kind(kind: &Kind) -> String {
    let mut out = format!("---\ntitle: {{{{ quoted(title) }}}}\nkind: {}\n", kind.name);
    for field in kind.fields.iter().filter(|field| !matches!(field.name.as_str(), "title" | "kind")) {
        let line = match field.name.as_str() {
            "id" => format!("id: {{{{ next_id(\"{}\") }}}}", first_number(kind, field)),
            "version" => "version: \"0.1\"".to_owned(),
            "status" => "status: draft".to_owned(),
            name if field.is_required => format!("{name}:"),
            _ => continue,
        };
        out.push_str(&line);
        out.push('\n');
    }
    out.push_str("---\n");
    let notes = "{% if procedure %}\n{{ procedure }}\n{% else %}\n";
    let mut has_notes = false;
    for section in kind.sections.iter().filter(|section| section.is_required || section.steps > 0) {
        out.push_str(&format!("\n## {}\n\n", section.name));
        if section.steps > 0 && !std::mem::replace(&mut has_notes, true) {
            out.push_str(notes);
            out.push_str(&(1..=section.steps).map(|step| format!("{step}. …\n")).collect::<String>());
            out.push_str("{% endif %}\n");
        } else {
            out.push_str("<!-- To be written. -->\n");
        }
    }
    if !has_notes {
        out.push_str("{% if procedure %}\n\n{{ procedure }}\n{% endif %}\n");
    }
    out
}

/// A shipped template with numbers of the form that a site gives its documents of this kind.
pub fn numbered(template: &str, kind: &Kind) -> String {
    let field = kind.fields.iter().find(|field| field.name == "id" && field.pattern.is_some());
    let (Some(field), Some((before, rest))) = (field, template.split_once("next_id(\"")) else {
        return template.to_owned();
    };
    let after = rest.split_once('"').map_or("", |(_, after)| after);
    format!("{before}next_id(\"{}\"{after}", first_number(kind, field))
}

/// A document ID that matches the pattern of a kind, with zeros: `QA-0000` for `QA-[0-9]{4}`.
fn first_number(kind: &Kind, field: &Field) -> String {
    let written = field.pattern.as_ref().map(|pattern| pattern.written.trim_matches(['^', '$'])).unwrap_or_default();
    let head: String =
        written.chars().take_while(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '/')).collect();
    let rest = &written[head.len()..];
    let width = match ["[0-9]", "\\d"].iter().find_map(|digits| rest.strip_prefix(digits)) {
        Some(count) => {
            count.strip_prefix('{').and_then(|count| count.split(['}', ',']).next()?.parse().ok()).unwrap_or(3)
        }
        None => 0,
    };
    if width > 0 && !head.is_empty() {
        return format!("{head}{}", "0".repeat(width));
    }
    let words = kind.name.split(['-', '_', ' ']).filter(|word| !word.is_empty());
    let initials: String = match words.clone().count() {
        0 | 1 => kind.name.chars().take(3).collect(),
        _ => words.filter_map(|word| word.chars().next()).collect(),
    };
    format!("{}-000", initials.to_uppercase())
}

/// The number after the highest that has this form: `SOP-015` for `SOP-000`, where `SOP-014` is taken.
fn next_id(pattern: &str, taken: &[String]) -> String {
    let head = pattern.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let width = pattern.len() - head.len();
    let number = |code: &String| {
        let digits = code.get(head.len()..).filter(|_| code.to_lowercase().starts_with(&head.to_lowercase()))?;
        Some((digits.parse::<u64>().ok()?, digits.len()))
    };
    // Where the documents there are have longer numbers, so has this.
    let (last, width) = taken.iter().filter_map(number).max().unwrap_or((0, width));
    let next = last.saturating_add(1);
    format!("{head}{next:0width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_without_empty_lines_have_a_title_and_labels_too() {
        let read = |text: &str| {
            let notes = notes(text, 3);
            (notes.title.unwrap_or_default(), notes.text)
        };
        let dense = read("Restoring\nWho helps:\nThe desk.\n\nTools:\n- a key\n\nStop the service, then do this:\nnow");
        assert_eq!(dense.0, "Restoring");
        assert_eq!(
            dense.1,
            "### Who helps\n\nThe desk.\n\n### Tools\n\n- a key\n\nStop the service, then do this:\nnow"
        );
        assert_eq!(read("Restoring\n=========\nText here."), ("Restoring".into(), "Text here.".into()));
        let code = "Restoring\n\n```\na\n\nb: #x\n```\n\n    indented";
        assert_eq!(read(code).1, "```\na\n\nb: #x\n```\n\n   indented");
    }

    #[test]
    fn notes_keep_every_line_and_labels_become_headings() {
        let text = "How do we restore?\n\nFirst things \n\nTell the owner of <it>.\nWrite *it* down.\n\n- a list\n- of two\n\nNext:\n\n1. Go\n";
        let read = notes(text, 3);
        assert_eq!(read.title.as_deref(), Some("How do we restore?"));
        assert_eq!(
            read.text,
            "### First things\n\nTell the owner of \\<it>.\nWrite \\*it\\* down.\n\n- a list\n- of two\n\n### Next\n\n1. Go"
        );
        assert_eq!(notes("One line only.", 3), Notes { title: None, text: "One line only.".into() });
    }

    #[test]
    fn the_next_number_keeps_the_width() {
        let taken = ["SOP-014", "SOP-9", "POL-200", "SOP-X"].map(str::to_owned);
        assert_eq!(next_id("SOP-000", &taken), "SOP-015");
        assert_eq!(next_id("RUN-000", &taken), "RUN-001");
    }
}
