//! Levels from headings: each level is a heading, and text with a role follows headings below it.
//!
//! The depth of levels is set, or found: the headings above those with a role, else a run of headings with numbers,
//! else the shallowest run of two to ten. All levels of a page are in one run, with nothing shallower between them.

use crate::base::codes::assessment::{
    ASSESSMENT_LEVEL_COUNT, ASSESSMENT_LEVEL_NUMBER, ASSESSMENT_MISSING_LEVELS, ASSESSMENT_UNKNOWN_ROLE,
};
use crate::base::slug::{UniqueIds, anchor};
use crate::base::span::Span;
use crate::config::assessment::{Assessment, LevelHeading};
use crate::parse::document::Document;
use crate::parse::outline::Heading;
use crate::site::assessment::forms::{self, BadNumber, Words, Written};
use crate::site::assessment::model::{Level, LevelSection, OTHER, SectionText};
use crate::site::assessment::source::{FEWEST_LEVELS, MOST_LEVELS, PageDiagnostics, PlacedLevel, role_of, shortened};

/// A heading that may be a level or a part of one.
struct Head {
    /// Index into the headings of the facts.
    index: usize,
    depth: u8,
    role: Option<String>,
    span: Span,
}

/// Reads the levels of a page; `None`, with a diagnostic, where it has none.
pub(super) fn levels(
    document: &Document,
    settings: &Assessment,
    page_diagnostics: &mut PageDiagnostics<'_>,
) -> Option<Vec<PlacedLevel>> {
    let parts = document.facts.structure.headings.iter().enumerate().filter(|(_, part)| !part.is_nested);
    let heads: Vec<Head> = parts
        .map(|(index, part)| Head {
            index,
            depth: part.depth,
            role: role_of(settings, &document.facts.headings[index].title).map(str::to_owned),
            span: document.spans.structure.headings[index],
        })
        .collect();
    let depth = if let LevelHeading::Depth(depth) = settings.level_heading { Some(depth) } else { None };
    let Some(run) = find(document, &heads, depth) else {
        let help = match depth {
            Some(depth) => format!("`level_heading` expects headings of level {depth}"),
            None => {
                "write each level as a heading; for a page that is not a question, set `assessment: false`".to_owned()
            }
        };
        page_diagnostics.report(&ASSESSMENT_MISSING_LEVELS, None, "this page has no maturity levels".into(), help);
        return None;
    };
    let written: Vec<Written> = run.iter().map(|at| written(document, &heads[*at])).collect();
    let spans: Vec<Span> = run.iter().map(|at| heads[*at].span).collect();
    let words = numbered(forms::read(&written), &written, &spans, page_diagnostics)?;
    let mut ids = UniqueIds::default();
    let texts = document.content.sections();
    let mut levels = Vec::new();
    for ((at, words), span) in run.iter().zip(words).zip(spans) {
        let Some(value) = words.value else {
            let message = format!("`{}` has no number, but the other levels have one", shortened(&words.name));
            let help = "give it the next number, or put it under a heading of its own";
            page_diagnostics.report(&ASSESSMENT_LEVEL_NUMBER, Some(span), message, help);
            continue;
        };
        let heading = heads[*at].index;
        let text = texts.iter().filter(|section| section.heading == Some(heading));
        let text = text.flat_map(|section| section.text.split_whitespace());
        let summary: Vec<&str> = words.summary.split_whitespace().chain(text).collect();
        let name = words.name;
        levels.push(PlacedLevel {
            level: Level {
                value,
                summary: summary.join(" "),
                anchor: level_anchor(&document.facts.headings[heading], &name, &mut ids),
                heading: Some(document.facts.headings[heading].id.clone()),
                name,
                sections: sections(document, &heads, *at, page_diagnostics),
            },
            place: Some(span),
        });
    }
    counted(levels, heads[run[0]].span, page_diagnostics)
}

/// Uses an ID that the author set on the heading, since it stays the same when the text changes; else derives one from
/// the name, which changes less often than the text after it.
fn level_anchor(heading: &Heading, name: &str, ids: &mut UniqueIds) -> String {
    let made = anchor(&heading.title);
    let is_made = heading.id.strip_prefix(&made).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    ids.unique(if is_made { anchor(name) } else { heading.id.clone() })
}

/// Words whose numbers are right; else a diagnostic at the first that is not.
pub(super) fn numbered(
    words: Result<Vec<Words>, BadNumber>,
    written: &[Written],
    spans: &[Span],
    page_diagnostics: &mut PageDiagnostics<'_>,
) -> Option<Vec<Words>> {
    let BadNumber { at, found, wanted } = match words {
        Ok(words) => return Some(words),
        Err(error) => error,
    };
    let message = format!("the level `{}` has the number {found}, not {wanted}", shortened(&written[at].text));
    let help = "levels begin with 0 or 1 and have no gaps; answers are kept by number";
    page_diagnostics.report(&ASSESSMENT_LEVEL_NUMBER, spans.get(at).copied(), message, help);
    None
}

/// Levels if there are two to ten; else a diagnostic at the first.
pub(super) fn counted(
    levels: Vec<PlacedLevel>,
    first: Span,
    page_diagnostics: &mut PageDiagnostics<'_>,
) -> Option<Vec<PlacedLevel>> {
    if (FEWEST_LEVELS..=MOST_LEVELS).contains(&levels.len()) {
        return Some(levels);
    }
    let count = levels.len();
    let message = match count {
        1 => "this question has one level".to_owned(),
        _ => format!("this question has {count} levels"),
    };
    let help = format!("a question has {FEWEST_LEVELS} to {MOST_LEVELS} levels to choose from");
    page_diagnostics.report(&ASSESSMENT_LEVEL_COUNT, Some(first), message, help);
    None
}

fn written(document: &Document, head: &Head) -> Written {
    let text = document.facts.headings[head.index].title.clone();
    Written { text, bold: document.facts.structure.headings[head.index].bold.clone() }
}

/// The headings that are levels, as places in `heads`.
fn find(document: &Document, heads: &[Head], depth: Option<u8>) -> Option<Vec<usize>> {
    let has_role = |run: &Vec<usize>| run.iter().any(|at| below(heads, *at).any(|part| heads[part].role.is_some()));
    let is_plain = |run: &Vec<usize>| run.iter().all(|at| heads[*at].role.is_none());
    if let Some(depth) = depth {
        let mut all = runs(heads, depth);
        let best = all.iter().position(has_role).or_else(|| all.iter().position(|run| run.len() >= FEWEST_LEVELS));
        let best = best.or((!all.is_empty()).then_some(0))?;
        return Some(all.swap_remove(best));
    }
    // The headings right above those with a role.
    let first = heads.iter().position(|head| head.role.is_some());
    let above = first.and_then(|first| heads[..first].iter().rposition(|head| head.depth < heads[first].depth));
    if let Some(above) = above {
        return runs(heads, heads[above].depth).into_iter().find(|run| run.contains(&above));
    }
    let all: Vec<Vec<usize>> = (1..=6).flat_map(|depth| runs(heads, depth)).filter(is_plain).collect();
    let is_numbered = |run: &&Vec<usize>| {
        forms::are_numbered(&run.iter().map(|at| written(document, &heads[*at])).collect::<Vec<_>>())
    };
    let is_enough = |run: &&Vec<usize>| (FEWEST_LEVELS..=MOST_LEVELS).contains(&run.len());
    all.iter().find(is_numbered).or_else(|| all.iter().find(is_enough)).cloned()
}

/// Runs of headings of one depth with none shallower between them.
fn runs(heads: &[Head], depth: u8) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = vec![Vec::new()];
    for (at, head) in heads.iter().enumerate() {
        if head.depth < depth {
            runs.push(Vec::new());
        } else if head.depth == depth {
            runs.last_mut().expect("there is a run from the start").push(at);
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The headings below one, however deep.
fn below(heads: &[Head], at: usize) -> impl Iterator<Item = usize> + '_ {
    let deeper = heads[at + 1..].iter().take_while(move |head| head.depth > heads[at].depth).count();
    at + 1..at + 1 + deeper
}

/// The text of a level, by the headings right below it.
fn sections(
    document: &Document,
    heads: &[Head],
    level: usize,
    page_diagnostics: &mut PageDiagnostics<'_>,
) -> Vec<LevelSection> {
    let Some(depth) = below(heads, level).map(|at| heads[at].depth).min() else { return Vec::new() };
    let own: Vec<usize> = below(heads, level).filter(|at| heads[*at].depth == depth).collect();
    let mut sections = Vec::new();
    for at in own {
        let head = &heads[at];
        let role = head.role.clone().unwrap_or_else(|| {
            let words = &document.facts.headings[head.index].title;
            let message = format!("the heading `{}` has no role", shortened(words));
            let help = "add it to `roles.check` or `roles.improve` of the assessment, or to a role of its own, such as \
                        `roles.keep`";
            page_diagnostics.report(&ASSESSMENT_UNKNOWN_ROLE, Some(head.span), message, help);
            OTHER.to_owned()
        });
        let until = heads[at + 1..].iter().find(|next| next.depth <= depth).map(|next| next.index);
        sections.push(LevelSection { role, content: SectionText::Below { heading: head.index, until } });
    }
    sections
}
