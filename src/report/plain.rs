//! Text of authors in output for terminals and CI services.
//!
//! Page text, file names and messages of other programs are data. No line of an output may begin a command of a CI service, and
//! no character may control a terminal, except for the colours that this program sets.

use std::borrow::Cow;
use std::fmt::Write;

/// What surrounds the text, and with it how a character can be written so that readers get it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Text for people: a space breaks a command.
    Text,
    /// Text in which Fingerpost sets colours.
    ColouredText,
    /// JSON: escapes keep the value.
    Json,
    /// XML or HTML: character references keep the value.
    Markup,
    /// Workflow commands of GitHub, which begin lines. Their data is escaped already.
    Commands,
}

/// How commands begin that services look for anywhere in a line: Azure Pipelines, and GitHub in its first syntax; and at the
/// start of a line, TeamCity.
const ANYWHERE: &[&str] = &["##vso[", "##[", "##teamcity["];

/// The text without commands and control characters.
pub fn neutral(text: &str, syntax: Syntax) -> Cow<'_, str> {
    if !is_suspicious(text, syntax) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut is_line_start = true;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let behind = &rest[character.len_utf8()..];
        if ANYWHERE.iter().any(|command| starts_with(rest, command)) {
            out.push_str(match syntax {
                Syntax::Json => "\\u0023",
                Syntax::Markup => "&#35;",
                Syntax::Text | Syntax::ColouredText | Syntax::Commands => "# ",
            });
        } else if is_line_start && is_workflow_command(rest) && syntax != Syntax::Commands {
            out.push_str(if syntax == Syntax::Markup { "&#58;" } else { ": " });
        } else if let Some(length) = colour(rest).filter(|_| syntax == Syntax::ColouredText) {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        } else if is_control(character) && !(character == '\r' && behind.starts_with('\n')) {
            write_control(&mut out, character, syntax);
        } else {
            out.push(character);
        }
        is_line_start = character == '\n' || (is_line_start && (character.is_whitespace() || is_invisible(character)));
        rest = behind;
    }
    Cow::Owned(out)
}

/// Whether anything in the text may have to be replaced: almost all texts are printed as they are.
fn is_suspicious(text: &str, syntax: Syntax) -> bool {
    let has_colon = syntax != Syntax::Commands && text.contains("::");
    has_colon || text.contains("##") || text.chars().any(is_control)
}

/// Whether a line begins as a command of GitHub does. Three colons are a block of some kinds of Markdown.
fn is_workflow_command(line: &str) -> bool {
    line.strip_prefix("::").is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_alphabetic()))
}

fn starts_with(text: &str, command: &str) -> bool {
    text.as_bytes().get(..command.len()).is_some_and(|start| start.eq_ignore_ascii_case(command.as_bytes()))
}

/// Control characters except for line feed and tab, other ends of lines, and characters that change the order of the text
/// around them.
fn is_control(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that show nothing, and that some comparisons of text ignore.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// A visible sign for a control character.
fn write_control(out: &mut String, character: char, syntax: Syntax) {
    let code = u32::from(character);
    if syntax == Syntax::Json {
        // Writing to a string does not fail.
        let _ = write!(out, "\\u{code:04x}");
        return;
    }
    out.push(match code {
        0..=0x1f => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    });
}

/// The length of a sequence that sets a colour or a weight (ECMA-48, 8.3.117 SGR), as annotate-snippets writes them. Others,
/// such as concealed text, are not needed.
fn colour(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let length = parameters.find('m').filter(|length| *length <= 12)?;
    let numbers = &parameters[..length];
    let is_number = |text: &str| text.parse::<u8>().is_ok();
    let is_plain = |number: &str| {
        number.is_empty()
            || number.parse().is_ok_and(|number: u8| matches!(number, 0..=4 | 22 | 30..=37 | 39 | 90..=97))
    };
    let is_known = numbers.strip_prefix("38;5;").map_or_else(|| numbers.split(';').all(is_plain), is_number);
    is_known.then_some("\u{1b}[".len() + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_broken_in_every_syntax() {
        let text = "a ::b\n  ::add-mask::e\nx ##vso[task]y ##[error] ##VSO[z";
        let expected = "a ::b\n  : :add-mask::e\nx # #vso[task]y # #[error] # #VSO[z";
        assert_eq!(neutral(text, Syntax::Text), expected);
        assert_eq!(neutral(text, Syntax::ColouredText), expected);
        assert_eq!(neutral("\u{200f} \u{feff}::error::a", Syntax::Text), "\u{200f} \u{feff}: :error::a");
        assert_eq!(neutral("::error::a ##[b]", Syntax::Commands), "::error::a # #[b]");
        assert_eq!(neutral("<a>\n::b ##[c]</a>", Syntax::Markup), "<a>\n&#58;:b &#35;#[c]</a>");
        let json = serde_json::to_string("##vso[a]\u{9b}\u{202e}\u{7f}").expect("text becomes JSON");
        let printed = neutral(&json, Syntax::Json);
        assert!(!printed.contains("##") && printed.is_ascii(), "{printed}");
        let back: String = serde_json::from_str(&printed).expect("it is still JSON");
        assert_eq!(back, "##vso[a]\u{9b}\u{202e}\u{7f}");
        assert_eq!(neutral("## B\nstd::fmt\tä\r\n:::note\n", Syntax::Text), "## B\nstd::fmt\tä\r\n:::note\n");
    }

    #[test]
    fn no_character_controls_a_terminal() {
        assert_eq!(neutral("a\u{1b}[31mb\rc\u{9b}d\u{7f}\0", Syntax::Text), "a␛[31mb␍c\u{fffd}d␡␀");
        assert_eq!(neutral("\u{1b}[1;31ma\u{1b}[0m", Syntax::ColouredText), "\u{1b}[1;31ma\u{1b}[0m");
        // Ends of lines for a terminal or a reader of JSON, so that what follows would begin a line of its own.
        for end in ['\u{2028}', '\u{2029}', '\u{85}'] {
            let text = format!("a{end}::error::b");
            for syntax in [Syntax::Text, Syntax::ColouredText, Syntax::Commands, Syntax::Markup] {
                assert!(neutral(&text, syntax).starts_with("a\u{fffd}"), "{syntax:?}");
            }
            let json = serde_json::to_string(&text).expect("text becomes JSON");
            let printed = neutral(&json, Syntax::Json);
            assert!(printed.is_ascii(), "{printed}");
            assert_eq!(serde_json::from_str::<String>(&printed).expect("it is still JSON"), text);
        }
        for hidden in ["\u{1b}[8ma", "\u{1b}]0;title\u{7}", "\u{1b}[2J", "\u{1b}[1", "\u{202e}a"] {
            let expected = neutral(hidden, Syntax::ColouredText);
            assert!(!expected.contains(['\u{1b}', '\u{202e}']), "{expected}");
        }
    }
}
