//! `page.assessment` and `page.standings`: a model as the templates of its pages see it, and where a question stands.

use minijinja::value::Value;

use crate::base::url::{encode_path, relative};
use crate::site::assessment::place::{MODEL_FILE, SCHEMA_FILE, token};
use crate::site::assessment::{Category, Level, Question};
use crate::site::page::{PageId, Part};
use crate::site::query::{Answer, PageLink, Query, Standing};
use crate::site::tracked::TrackedSite;

/// Minutes that a group takes over one question, for the first page.
const MINUTES: usize = 3;

/// The part of an assessment that a page is; none for all other pages.
pub fn part(site: &TrackedSite, id: PageId) -> Value {
    let Some(&(at, part)) = site.assessments().parts.get(&id) else { return Value::from(()) };
    site.ask(&Query::Assessment(at));
    let (settings, model) = (&site.config().assessments[at], &site.assessments().models[at]);
    let placed = &site.assessments().placed[at];
    let root = placed.root.as_str();
    let way = |name: &str| Value::from(relative(site.page(id).url.as_str(), &format!("{root}{name}")));
    let href = |page: PageId| Value::from(site.href(&site.page(page).url));
    let categories: Vec<Value> =
        model.categories.iter().zip(&placed.categories).map(|(one, page)| category(site, one, *page)).collect();
    let counts = model.counts();
    let others = placed.others.map(|pages| pages.map(href));
    let other = |nth: usize| others.as_ref().map_or(Value::from(()), |others| others[nth].clone());
    let mut value = vec![
        ("part", Value::from(part.name())),
        ("id", Value::from(model.id.as_str())),
        ("title", Value::from(model.title.as_str())),
        ("version", Value::from(model.version.as_str())),
        ("questions", Value::from(counts.questions)),
        ("minutes", Value::from((counts.questions * MINUTES).div_ceil(5) * 5)),
        ("notes", Value::from(settings.notes)),
        ("unknown", Value::from(settings.unknown.as_str())),
        ("not_applicable", Value::from(settings.not_applicable.as_str())),
        ("start_url", href(placed.start)),
        ("review_url", other(0)),
        ("report_url", other(1)),
        ("compare_url", other(2)),
        ("schema_url", Value::from(site.href(&placed.file(SCHEMA_FILE).url()))),
        ("model", way(MODEL_FILE)),
        ("root", way("")),
    ];
    let nth = if let Part::Category(nth) = part { Some(nth) } else { None };
    let one = |nth: Option<usize>| nth.and_then(|nth| categories.get(nth)).cloned().unwrap_or(Value::from(()));
    value.push(("category", one(nth)));
    value.push(("previous", one(nth.and_then(|nth| nth.checked_sub(1)))));
    value.push(("next", one(nth.map(|nth| nth + 1))));
    value.push(("categories", Value::from(categories)));
    Value::from_pairs(value)
}

fn category(site: &TrackedSite, category: &Category, page: PageId) -> Value {
    let questions: Vec<Value> = category.questions.iter().map(|one| question(site, one)).collect();
    Value::from_pairs([
        ("id", Value::from(category.id.as_str())),
        ("title", Value::from(category.title.as_str())),
        ("description", category.description.as_deref().map_or_else(|| Value::from(()), Value::from)),
        ("url", Value::from(site.href(&site.page(page).url))),
        ("questions", Value::from(questions)),
    ])
}

fn question(site: &TrackedSite, question: &Question) -> Value {
    let url = site.href(&site.page(question.page).url);
    let level = |level: &Level| {
        let address = level.heading.as_ref().map_or_else(|| url.clone(), |id| format!("{url}#{}", encode_path(id)));
        Value::from_pairs([
            ("value", Value::from(level.value)),
            ("name", Value::from(level.name.as_str())),
            ("summary", Value::from(level.summary.as_str())),
            ("anchor", Value::from(level.anchor.as_str())),
            ("url", Value::from(address)),
        ])
    };
    let has_guidance = question.levels.iter().any(|level| !level.sections.is_empty());
    Value::from_pairs([
        ("id", Value::from(question.id.as_str())),
        ("token", Value::from(token(&question.id))),
        ("title", Value::from(question.title.as_str())),
        ("has_guidance", Value::from(has_guidance)),
        ("levels", Value::from(question.levels.iter().map(level).collect::<Vec<_>>())),
        ("url", Value::from(url)),
    ])
}

/// Where a question stands in the models that have it; an empty list for all other pages.
pub fn standings(site: &TrackedSite, id: PageId) -> Value {
    let Answer::Standings(standings) = site.ask(&Query::Standing(id)) else { return Value::from(()) };
    let link = |link: &PageLink| {
        let url = link.url.as_deref().map_or_else(|| Value::from(()), Value::from);
        Value::from_pairs([("title", Value::from(link.title.as_str())), ("url", url)])
    };
    let value = |standing: &Standing| {
        let answer_url = standing.category.url.as_ref().map(|url| format!("{url}#{}", standing.anchor));
        Value::from_pairs([
            ("assessment", link(&standing.assessment)),
            ("category", link(&standing.category)),
            ("number", Value::from(standing.number)),
            ("total", Value::from(standing.total)),
            ("levels", Value::from(standing.levels)),
            ("answer_url", answer_url.map_or_else(|| Value::from(()), Value::from)),
        ])
    };
    Value::from(standings.iter().map(value).collect::<Vec<_>>())
}
