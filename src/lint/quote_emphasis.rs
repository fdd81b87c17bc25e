//! Rule: block quotes used for notes or for emphasis.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::A11Y_QUOTE_EMPHASIS;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::parse::title::plain_text;

/// Words that name a type of callout.
const CALLOUT_WORDS: &[&str] = &["note", "notes", "warning", "important", "caution", "tip", "danger", "attention"];

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    if !matches!(context.event(), Event::Start(Tag::BlockQuote(None))) {
        return;
    }
    let [(Event::Start(Tag::Paragraph), _), (Event::Start(Tag::Strong), range), rest @ ..] = context.inside() else {
        return;
    };
    let length = rest.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong))).unwrap_or(rest.len());
    let text = plain_text(&rest[..length]);
    let name = text.trim_end_matches([':', '!', '.']).to_lowercase();
    let is_whole_quote = matches!(rest[length..], [_, (Event::End(TagEnd::Paragraph), _)]);
    if CALLOUT_WORDS.contains(&name.as_str()) {
        let help = "make it a callout: put `> [!NOTE]` on the first line, or TIP, IMPORTANT, WARNING, CAUTION";
        report.add(&A11Y_QUOTE_EMPHASIS, range, "this callout is written as a plain block quote", help);
    } else if is_whole_quote {
        let help = "use text or a callout, such as `> [!IMPORTANT]`; block quotes are for quotations";
        report.add(&A11Y_QUOTE_EMPHASIS, range, "this block quote is all bold", help);
    }
}
