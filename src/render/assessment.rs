//! The files of an assessment that scripts and other programs read: the model, its guidance, and the schema of answers.
//!
//! Data for scripts are scripts with one call, as those of search are, so that they load under the strict policy and from
//! a disk.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::base::escape::escape_html;
use crate::base::tree::Bytes;
use crate::base::url::relative;
use crate::config::assessment::Assessment;
use crate::render::fill;
use crate::site::assessment::answers::{HIGHEST, MOST_ANSWERS, MOST_NAME, MOST_NOTE, MOST_SHORT, SCHEMA, State};
use crate::site::assessment::place::{MODEL_FILE, SCHEMA_FILE};
use crate::site::assessment::{Content, Model, Question};
use crate::site::page::PageId;
use crate::site::query::Query;
use crate::site::tracked::TrackedSite;

/// The folder of the files with guidance.
const GUIDANCE: &str = "guidance";

/// A file of an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    Model,
    Schema,
    /// What the report and the review show of the category with this number.
    Guidance(usize),
}

impl File {
    /// Every file of a model with its name.
    pub fn all(model: &Model) -> impl Iterator<Item = (String, File)> {
        let guidance = model.categories.iter().enumerate();
        let guidance = guidance.map(|(at, category)| (format!("{GUIDANCE}/{}.js", category.id), File::Guidance(at)));
        [(MODEL_FILE.to_owned(), File::Model), (SCHEMA_FILE.to_owned(), File::Schema)].into_iter().chain(guidance)
    }
}

/// Writes one file.
pub fn write(site: &TrackedSite, at: usize, file: File) -> Bytes {
    site.ask(&Query::Assessment(at));
    let (settings, model) = (&site.config().assessments[at], &site.assessments().models[at]);
    let text = match file {
        File::Model => script("assessment", &as_json(site, at, settings, model)),
        File::Guidance(nth) => {
            let name = format!("assessment-guidance/{}", model.categories[nth].id);
            script(&name, &guidance(site, at, settings, nth))
        }
        File::Schema => {
            let text = serde_json::to_string_pretty(&schema(model)).expect("plain values become JSON");
            format!("{text}\n")
        }
    };
    Arc::new(text.into_bytes())
}

fn script(name: &str, payload: &Value) -> String {
    format!("fingerpostData({},{payload})\n", Value::from(name))
}

/// The model as scripts see it; addresses are ways from the folder of its first page.
fn as_json(site: &TrackedSite, at: usize, settings: &Assessment, model: &Model) -> Value {
    let root = site.assessments().placed[at].root.as_str();
    let url = |page: PageId| relative(root, site.page(page).url.as_str());
    let question = |question: &Question| {
        let levels = question.levels.iter().map(|level| {
            json!({
                "value": level.value, "name": level.name, "summary": level.summary, "anchor": level.anchor,
                "roles": level.roles(),
            })
        });
        json!({
            "id": question.id, "formerIds": question.former_ids, "former": question.title_hashes(),
            "title": question.title, "url": url(question.page), "weight": question.weight,
            "levels": levels.collect::<Vec<_>>(),
        })
    };
    let categories = model.categories.iter().zip(&site.assessments().placed[at].categories).map(|(category, page)| {
        json!({
            "id": category.id, "title": category.title, "url": url(*page),
            "questions": category.questions.iter().map(question).collect::<Vec<_>>(),
        })
    });
    json!({
        "schema": SCHEMA, "id": model.id, "title": model.title, "version": model.version, "hash": model.hash,
        "base": format!("{}/", site.config().base_url.prefix), "unknown": settings.unknown,
        "notApplicable": settings.not_applicable, "notes": settings.notes, "report": settings.report,
        "review": settings.review, "categories": categories.collect::<Vec<_>>(),
    })
}

/// Question → value of a level → role → HTML, for the roles that the report and the review show.
fn guidance(site: &TrackedSite, at: usize, settings: &Assessment, nth: usize) -> Value {
    let placed = &site.assessments().placed[at];
    let root = placed.others.map_or(placed.start, |[_, report, _]| report);
    let is_shown = |role: &String| settings.report.contains(role) || settings.review.contains(role);
    let mut number = 0;
    let mut questions = Map::new();
    for question in &site.assessments().models[at].categories[nth].questions {
        site.ask(&Query::Page(question.page));
        let mut levels = Map::new();
        for level in &question.levels {
            let mut roles: Map<String, Value> = Map::new();
            for section in level.sections.iter().filter(|section| is_shown(&section.role)) {
                number += 1;
                let html = html(site, root, question.page, &section.content, number);
                let before = roles.get(&section.role).and_then(Value::as_str).unwrap_or_default();
                roles.insert(section.role.clone(), Value::from(format!("{before}{html}")));
            }
            if !roles.is_empty() {
                levels.insert(level.value.to_string(), Value::Object(roles));
            }
        }
        questions.insert(question.id.clone(), Value::Object(levels));
    }
    Value::Object(questions)
}

fn html(site: &TrackedSite, root: PageId, page: PageId, content: &Content, number: usize) -> String {
    match content {
        Content::Below { heading, until } => {
            fill::excerpt(site, root, page, (*heading, *until), number).trim().to_owned()
        }
        Content::Paragraphs(texts) => texts.iter().map(|text| format!("<p>{}</p>\n", escape_html(text))).collect(),
        Content::Items(texts) => {
            let items: String = texts.iter().map(|text| format!("<li>{}</li>\n", escape_html(text))).collect();
            format!("<ul>\n{items}</ul>")
        }
    }
}

/// The JSON Schema (draft 2020-12) of a file of answers to this model. Levels and questions that the model does not have
/// are no faults, since they may come from another version; whoever reads the file says what became of them.
fn schema(model: &Model) -> Value {
    let text = |most: usize| json!({ "type": "string", "maxLength": most });
    let known: Map<String, Value> = model
        .questions()
        .map(|question| (question.id.clone(), json!({ "title": question.title, "$ref": "#/$defs/answer" })))
        .collect();
    let has_level = json!({ "required": ["level"] });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("Answers to {}", model.title),
        "type": "object",
        "required": ["schema", "assessment", "answers"],
        "properties": {
            "schema": { "const": SCHEMA },
            "assessment": { "const": model.id },
            "assessment_version": text(MOST_SHORT),
            "content_hash": text(MOST_SHORT),
            "title": text(MOST_NAME),
            "team": text(MOST_SHORT),
            "created": { "type": "string", "format": "date-time" },
            "modified": { "type": "string", "format": "date-time" },
            "answers": {
                "type": "object",
                "maxProperties": MOST_ANSWERS,
                "propertyNames": { "maxLength": MOST_NAME },
                "properties": known,
                "additionalProperties": { "$ref": "#/$defs/answer" },
            },
        },
        "additionalProperties": false,
        "$defs": { "answer": {
            "type": "object",
            "required": ["state"],
            "properties": {
                "state": { "enum": State::ALL.map(|(_, word)| word) },
                "level": { "type": "integer", "minimum": 0, "maximum": HIGHEST },
                "anchor": text(MOST_NAME),
                "improve": { "type": "boolean" },
                "note": text(MOST_NOTE),
            },
            "additionalProperties": false,
            "if": { "properties": { "state": { "const": "answered" } } },
            "then": has_level,
            "else": { "not": has_level },
        } },
    })
}
