//! `page.assessment` and `page.question_placements`: a model as the templates of its pages see it, and the places of a question.

use minijinja::value::Value;

use crate::base::url::{encode_path, relative};
use crate::config::settings::Config;
use crate::site::answer::{CategoryView, PageLink, PageLocation, QuestionPlacement};
use crate::site::assessment::model::{Category, Level, Question};
use crate::site::assessment::pages::{MODEL_FILE, token};
use crate::site::page::{Page, Part};
use crate::site::tracked::TrackedSite;
use crate::theme::values::{none, optional};

/// The part of an assessment that a page is; none for all other pages.
pub fn part(site: &TrackedSite, page: &Page, config: &Config) -> Value {
    let Some(own) = site.assessment_page(page.key) else { return none() };
    let Some(view) = site.assessment(own.assessment) else { return none() };
    let model = &view.model;
    let Some(settings) = config.assessments.iter().find(|settings| settings.id == model.id) else { return none() };
    let from_page = |name: &str| Value::from(relative(page.url.as_str(), &format!("{}{name}", view.root)));
    let href = |location: &PageLocation| Value::from(href(config, &location.url));
    let others = view.others.as_ref();
    let questions = model.counts().questions;
    let mut value = vec![
        ("part", Value::from(own.part.name())),
        ("id", Value::from(model.id.as_str())),
        ("title", Value::from(model.title.as_str())),
        ("version", Value::from(model.version.as_str())),
        ("questions", Value::from(questions)),
        ("minutes", Value::from((questions * usize::from(settings.minutes)).div_ceil(5) * 5)),
        ("notes", Value::from(settings.notes)),
        ("unknown", Value::from(settings.unknown.as_str())),
        ("not_applicable", Value::from(settings.not_applicable.as_str())),
        ("start_url", href(&view.start)),
        ("review_url", others.map_or_else(none, |others| href(&others.review))),
        ("report_url", others.map_or_else(none, |others| href(&others.report))),
        ("compare_url", others.map_or_else(none, |others| href(&others.compare))),
        ("schema_url", Value::from(self::href(config, &view.schema_url))),
        ("model", from_page(MODEL_FILE)),
        ("root", from_page("")),
    ];
    let places = model.categories.iter().zip(&view.categories);
    let categories: Vec<Value> = places.map(|(category, place)| category_value(config, category, place)).collect();
    let nth = if let Part::Category(nth) = own.part { Some(nth) } else { None };
    let one = |nth: Option<usize>| nth.and_then(|nth| categories.get(nth)).cloned().unwrap_or_else(none);
    value.push(("category", one(nth)));
    value.push(("previous", one(nth.and_then(|nth| nth.checked_sub(1)))));
    value.push(("next", one(nth.map(|nth| nth + 1))));
    value.push(("categories", Value::from(categories)));
    Value::from_pairs(value)
}

fn href(config: &Config, url: &str) -> String {
    format!("{}{url}", config.base_url.prefix)
}

fn category_value(config: &Config, category: &Category, place: &CategoryView) -> Value {
    let questions = category.questions.iter().zip(&place.questions);
    let questions: Vec<Value> = questions.map(|(one, place)| question(config, one, place)).collect();
    Value::from_pairs([
        ("id", Value::from(category.id.as_str())),
        ("title", Value::from(category.title.as_str())),
        ("description", optional(category.description.as_deref())),
        ("url", Value::from(href(config, &place.page.url))),
        ("questions", Value::from(questions)),
    ])
}

fn question(config: &Config, question: &Question, place: &PageLocation) -> Value {
    let url = href(config, &place.url);
    let level = |level: &Level| {
        let anchor = level.heading.as_ref();
        let level_url = anchor.map_or_else(|| url.clone(), |id| format!("{url}#{}", encode_path(id)));
        Value::from_pairs([
            ("value", Value::from(level.value)),
            ("name", Value::from(level.name.as_str())),
            ("summary", Value::from(level.summary.as_str())),
            ("anchor", Value::from(level.anchor.as_str())),
            ("url", Value::from(level_url)),
        ])
    };
    let has_guidance = question.levels.iter().any(|level| !level.sections.is_empty());
    Value::from_pairs([
        ("id", Value::from(question.id.as_str())),
        ("token", Value::from(token(&question.id))),
        ("title", Value::from(question.title.as_str())),
        ("has_guidance", Value::from(has_guidance)),
        ("levels", Value::from(question.levels.iter().map(level).collect::<Vec<_>>())),
        ("url", Value::from(url.as_str())),
    ])
}

/// The places of a question in the models that have it.
pub fn placements(placements: &[QuestionPlacement]) -> Value {
    let link = |link: &PageLink| {
        Value::from_pairs([("title", Value::from(link.title.as_str())), ("url", optional(link.url.as_deref()))])
    };
    let value = |place: &QuestionPlacement| {
        let answer_url = place.category.url.as_ref().map(|url| format!("{url}#{}", place.anchor));
        Value::from_pairs([
            ("assessment", link(&place.assessment)),
            ("category", link(&place.category)),
            ("number", Value::from(place.number)),
            ("total", Value::from(place.total)),
            ("levels", Value::from(place.levels)),
            ("answer_url", optional(answer_url.as_deref())),
        ])
    };
    Value::from(placements.iter().map(value).collect::<Vec<_>>())
}
