//! The files of an assessment that scripts and other programs read: the model, its guidance, and the schema of answers.
//!
//! Data for scripts are scripts with one call, as those of search are, so that they load under the strict policy and from
//! a disk.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::base::escape::escape_html;
use crate::base::json::pretty_json;
use crate::base::tree::Bytes;
use crate::base::url::relative;
use crate::config::assessment::Assessment;
use crate::config::settings::Config;
use crate::render::body::{self, Excerpt};
use crate::site::answer::{AssessmentView, PageLocation};
use crate::site::assessment::model::{Model, Question, SectionText};
use crate::site::assessment::pages::{MODEL_FILE, SCHEMA_FILE};
use crate::site::assessment::session::{AnswerState, HIGHEST, MOST_ANSWERS, MOST_NAME, MOST_NOTE, MOST_SHORT, SCHEMA};
use crate::site::page::{AssessmentKey, Page};
use crate::site::tracked::TrackedSite;

/// The folder of the files with guidance.
const GUIDANCE: &str = "guidance";

/// A file of an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AssessmentFile {
    Model,
    Schema,
    /// What the report and the review show of the category with this id.
    Guidance(String),
}

impl AssessmentFile {
    /// Every file of a model with its name.
    pub fn all(model: &Model) -> impl Iterator<Item = (String, AssessmentFile)> {
        let guidance = model.categories.iter();
        let guidance = guidance
            .map(|category| (format!("{GUIDANCE}/{}.js", category.id), AssessmentFile::Guidance(category.id.clone())));
        [(MODEL_FILE.to_owned(), AssessmentFile::Model), (SCHEMA_FILE.to_owned(), AssessmentFile::Schema)]
            .into_iter()
            .chain(guidance)
    }
}

/// Writes one file; empty for an assessment that does not exist.
pub fn write(site: &TrackedSite, assessment: AssessmentKey, file: &AssessmentFile) -> Bytes {
    Arc::new(text(site, assessment, file).unwrap_or_default().into_bytes())
}

fn text(site: &TrackedSite, assessment: AssessmentKey, file: &AssessmentFile) -> Option<String> {
    let view = site.assessment(assessment)?;
    if *file == AssessmentFile::Schema {
        return Some(pretty_json(&schema(&view.model)));
    }
    let values = site.settings();
    let settings = values.config.assessments.iter().find(|settings| settings.id == view.model.id)?;
    Some(match file {
        AssessmentFile::Guidance(id) => {
            let payload = guidance(site, &view, settings, id)?;
            script(&format!("assessment-guidance/{id}"), &payload)
        }
        _ => script("assessment", &as_json(&view, settings, &values.config)),
    })
}

fn script(name: &str, payload: &Value) -> String {
    format!("fingerpostData({},{payload})\n", Value::from(name))
}

/// The model as scripts see it; URLs are relative to the folder of its first page.
fn as_json(view: &AssessmentView, settings: &Assessment, config: &Config) -> Value {
    let url = |location: &PageLocation| relative(&view.root, &location.url);
    let model = &view.model;
    let question = |(question, location): (&Question, &PageLocation)| {
        let levels = question.levels.iter().map(|level| {
            json!({
                "value": level.value, "name": level.name, "summary": level.summary, "anchor": level.anchor,
                "roles": level.roles(),
            })
        });
        json!({
            "id": question.id, "formerIds": question.former_ids, "former": question.title_hashes(),
            "title": question.title, "url": url(location), "weight": question.weight,
            "levels": levels.collect::<Vec<_>>(),
        })
    };
    let categories = model.categories.iter().zip(&view.categories).map(|(category, place)| {
        json!({
            "id": category.id, "title": category.title, "url": url(&place.page),
            "questions": category.questions.iter().zip(&place.questions).map(question).collect::<Vec<_>>(),
        })
    });
    json!({
        "schema": SCHEMA, "id": model.id, "title": model.title, "version": model.version, "hash": model.hash,
        "base": format!("{}/", config.base_url.prefix), "unknown": settings.unknown,
        "notApplicable": settings.not_applicable, "notes": settings.notes, "report": settings.report,
        "review": settings.review, "categories": categories.collect::<Vec<_>>(),
    })
}

/// Question → value of a level → role → HTML, for the roles that the report and the review show.
fn guidance(site: &TrackedSite, view: &AssessmentView, settings: &Assessment, category: &str) -> Option<Value> {
    let root = view.others.as_ref().map_or(&view.start, |others| &others.report);
    let root = site.page(root.key)?;
    let is_shown = |role: &String| settings.report.contains(role) || settings.review.contains(role);
    let nth = view.model.categories.iter().position(|one| one.id == category)?;
    let mut number = 0;
    let mut questions = Map::new();
    for (question, location) in view.model.categories[nth].questions.iter().zip(&view.categories[nth].questions) {
        let page = site.page(location.key)?;
        let mut levels = Map::new();
        for level in &question.levels {
            let mut roles: Map<String, Value> = Map::new();
            for section in level.sections.iter().filter(|section| is_shown(&section.role)) {
                number += 1;
                let html = html(site, &root, &page, &section.content, number);
                let before = roles.get(&section.role).and_then(Value::as_str).unwrap_or_default();
                roles.insert(section.role.clone(), Value::from(format!("{before}{html}")));
            }
            if !roles.is_empty() {
                levels.insert(level.value.to_string(), Value::Object(roles));
            }
        }
        questions.insert(question.id.clone(), Value::Object(levels));
    }
    Some(Value::Object(questions))
}

fn html(site: &TrackedSite, root: &Page, page: &Page, content: &SectionText, number: usize) -> String {
    match content {
        SectionText::Below { heading, until } => {
            let part = Excerpt { heading: *heading, until: *until, number };
            body::excerpt(site, root, page, part).trim().to_owned()
        }
        SectionText::Paragraphs(texts) => texts.iter().map(|text| format!("<p>{}</p>\n", escape_html(text))).collect(),
        SectionText::Items(texts) => {
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
                "state": { "enum": AnswerState::ALL.map(|(_, word)| word) },
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
