//! Rule: link text that does not name the target: generic, missing, a URL, or too long.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::{A11Y_EMPTY_LINK, A11Y_LINK_TEXT, A11Y_LONG_LINK_TEXT};
use crate::base::language::primary;
use crate::base::path::file_name_of;
use crate::base::slug::anchor;
use crate::lint::bare_urls;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// The most characters of a link text.
const MAX_LENGTH: usize = 100;

/// Language and link texts, in lower case without signs around them. Those of English count everywhere.
#[rustfmt::skip]
const GENERIC: &[(&str, &[&str])] = &[
    ("en", &[
        "here", "click here", "click", "this", "this link", "link", "the link", "more", "read more", "learn more",
        "find out more", "see more", "more info", "more information", "details", "download", "this page", "see here",
        "read here", "over here", "this article", "this document", "visit", "page", "see this",
        "click this link", "follow this link", "this website", "this site", "website",
    ]),
    ("cy", &["yma", "cliciwch yma", "mwy", "darllen mwy", "darllenwch fwy", "rhagor o wybodaeth", "y ddolen hon", "y dudalen hon"]),
    ("de", &[
        "hier", "hier klicken", "klicken sie hier", "mehr", "mehr lesen", "weiterlesen", "mehr erfahren", "weitere informationen",
        "mehr informationen", "dieser link", "diesem link", "diese seite", "dieser seite",
    ]),
    ("es", &["aquí", "haga clic aquí", "haz clic aquí", "pulse aquí", "más", "leer más", "ver más", "más información", "este enlace", "enlace", "esta página"]),
    ("fr", &["ici", "cliquez ici", "cliquer ici", "plus", "lire la suite", "en savoir plus", "plus d'informations", "voir plus", "voir ici", "ce lien", "lien", "cette page"]),
    ("it", &["qui", "clicca qui", "leggi di più", "di più", "scopri di più", "maggiori informazioni", "questo link", "questa pagina"]),
    ("nl", &["hier", "klik hier", "meer", "lees meer", "meer informatie", "meer lezen", "deze link", "deze pagina"]),
    ("pl", &["tutaj", "kliknij tutaj", "więcej", "czytaj więcej", "więcej informacji", "ten link", "ta strona"]),
    ("pt", &["aqui", "clique aqui", "mais", "leia mais", "saiba mais", "ver mais", "mais informações", "este link", "esta página"]),
    ("sv", &["här", "klicka här", "mer", "läs mer", "mer information", "den här länken", "den här sidan"]),
];

/// What a link has inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Words,
    /// An image, perhaps with words. Its alternative text is a matter of other rules.
    Image,
}

/// Checks the text of the link that starts here; says whether it is worth more checks.
pub(super) fn check(context: &LintContext<'_>, inside: Inside, report: &mut Report<'_>) -> bool {
    let (text, range) = (context.text(), context.range());
    if text.is_empty() {
        if inside == Inside::Words {
            report_empty(report, range);
        }
    } else if is_generic(text, context.page.language.tag) && !names_target(context) {
        report_generic(report, range, text);
    } else if bare_urls::is_url(text) {
        bare_urls::report_url(report, range, text);
    } else if text.chars().count() > MAX_LENGTH && !is_list_entry(context) && !is_in_footnote(context) {
        let message = format!("this link text is {} characters long", text.chars().count());
        let help = "shorten the link text to the words that describe the page";
        report.add(&A11Y_LONG_LINK_TEXT, range, message, help);
    } else {
        return true;
    }
    false
}

/// Whether a link text says nothing about the target, in the language of a page or in English.
pub(super) fn is_generic(text: &str, language: &str) -> bool {
    let bare = text.trim().trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let of = |language: &str| GENERIC.iter().find(|(tag, _)| *tag == language).map_or(&[][..], |(_, texts)| texts);
    of(&primary(language)).iter().chain(of("en")).any(|text| *text == bare)
}

/// Whether a link text that is generic elsewhere is the name of its target: `Details` of a section with that heading, or
/// code.
fn names_target(context: &LintContext<'_>) -> bool {
    if matches!(context.inside(), [(Event::Code(_), _)]) {
        return true;
    }
    let Event::Start(Tag::Link { dest_url, .. }) = context.event() else { return false };
    let (path, fragment) = dest_url.split_once('#').unwrap_or((dest_url, ""));
    let name = file_name_of(path.trim_end_matches('/'));
    let stem = name.split('.').next().unwrap_or(name);
    let named = anchor(context.text());
    [fragment, stem].into_iter().any(|target| target.to_lowercase() == named)
}

/// Reports a generic link text.
pub(super) fn report_generic(report: &mut Report<'_>, range: &Range<usize>, text: &str) {
    let message = format!("`{}` does not describe the target of the link", text.trim());
    let help = "use the title of the page or what the reader can do there; screen reader users often hear links out of context";
    report.add(&A11Y_LINK_TEXT, range, message, help);
}

/// Reports a link without text.
pub(super) fn report_empty(report: &mut Report<'_>, range: &Range<usize>) {
    report.add(&A11Y_EMPTY_LINK, range, "this link has no text", "write link text between the square brackets");
}

/// Whether a link is in a footnote, where works are cited by their titles.
fn is_in_footnote(context: &LintContext<'_>) -> bool {
    let mut before = context.before().iter().rev().map(|(event, _)| event);
    let is_footnote = |event: &&Event<'_>| {
        matches!(event, Event::Start(Tag::FootnoteDefinition(_)) | Event::End(TagEnd::FootnoteDefinition))
    };
    matches!(before.find(is_footnote), Some(Event::Start(_)))
}

/// Whether a link is all that an entry of a list says: the title of a work is as long as its authors made it.
fn is_list_entry(context: &LintContext<'_>) -> bool {
    let mut before = context.before().iter().rev().map(|(event, _)| event);
    let previous = match before.next() {
        Some(Event::Start(Tag::Paragraph)) => before.next(),
        other => other,
    };
    matches!(previous, Some(Event::Start(Tag::Item)))
        && match context.after_construct().first().map(|(event, _)| event) {
            Some(Event::Text(text)) => text.trim().trim_matches(['.', ',', ';']).is_empty(),
            Some(Event::End(_) | Event::Start(Tag::List(_)) | Event::SoftBreak) => true,
            _ => false,
        }
}
