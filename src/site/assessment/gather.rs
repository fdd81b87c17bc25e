//! Reads the models of the settings from pages and navigation. A page that cannot be read as a question is left out,
//! and a diagnostic says so at its place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::base::codes::assessment::{
    ASSESSMENT_DUPLICATE_ID, ASSESSMENT_LEVEL_SECTIONS, ASSESSMENT_MISSING_QUESTIONS,
};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::sha256_hex;
use crate::config;
use crate::config::assessment::{Assessment, IMPROVE, LevelForm};
use crate::parse::document::Document;
use crate::site::assessment::model::{Category, Level, Model, Question};
use crate::site::assessment::source::{PageDiagnostics, PlacedQuestion, Source, shortened};
use crate::site::assessment::{front, headings, select, table};
use crate::site::page::PageKey;

/// Reads every model of the settings, in their order.
pub(in crate::site) fn gather(source: Source<'_>) -> (Vec<Model>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let settings = &source.config.assessments;
    let models = settings.iter().map(|settings| model(source, settings, &mut diagnostics)).collect();
    (models, diagnostics)
}

fn model(source: Source<'_>, settings: &Assessment, diagnostics: &mut Vec<Diagnostic>) -> Model {
    let found_before = diagnostics.len();
    let candidates = select::candidates(source, settings, diagnostics);
    let mut questions = Vec::new();
    for page in candidates {
        let document = source.pages[page.0].document.as_deref().expect("only authored pages are questions");
        let mut page_diagnostics = PageDiagnostics { document, found: Vec::new() };
        let levels = match settings.levels {
            LevelForm::Headings => headings::levels(document, settings, &mut page_diagnostics),
            LevelForm::Table => table::levels(document, settings, &mut page_diagnostics),
            LevelForm::FrontMatter => front::levels(document, settings, &mut page_diagnostics),
        };
        // A page above others that has no levels is their front page and was not meant as a question.
        if levels.is_none() && select::is_above_others(source, page) {
            continue;
        }
        if levels.is_none() {
            let other = form_of(document, settings)
                .map(|form| format!("its levels are in another form: set `levels = \"{form}\"`"));
            page_diagnostics.found.iter_mut().for_each(|found| found.help = other.clone().or(found.help.take()));
        }
        let question = levels.map(|levels| select::question(source, page, levels, &mut page_diagnostics));
        diagnostics.append(&mut page_diagnostics.found);
        questions.extend(question);
    }
    // Where something was found, it is why.
    if questions.is_empty() && diagnostics.len() == found_before {
        let at = Location::at(&config::source_path(), settings.questions_span);
        let message = format!("the assessment `{}` has no questions", settings.id);
        diagnostics.push(
            Diagnostic::new(&ASSESSMENT_MISSING_QUESTIONS, at, message)
                .help("`fingerpost list` lists the pages; each question needs two to ten levels"),
        );
    }
    let questions = without_duplicates(source, questions, diagnostics);
    report_missing_sections(source, settings, &questions, diagnostics);
    let questions = questions.into_iter().map(|placed| placed.question).collect();
    let categories = select::categories(source, settings, questions, diagnostics);
    let mut model = Model {
        id: settings.id.clone(),
        title: settings.title.clone(),
        version: settings.version.clone(),
        categories,
        hash: String::new(),
    };
    model.hash = content_hash(&model);
    model
}

/// Questions without those whose id another one before has: both would share their answers.
fn without_duplicates(
    source: Source<'_>,
    questions: Vec<PlacedQuestion>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<PlacedQuestion> {
    let mut first: BTreeMap<String, PageKey> = BTreeMap::new();
    let mut kept = Vec::new();
    for placed in questions {
        let question = &placed.question;
        let Some(other) = first.get(&question.id) else {
            first.insert(question.id.clone(), question.page);
            kept.push(placed);
            continue;
        };
        let message = format!("another question has the id `{}`", question.id);
        diagnostics.push(
            Diagnostic::new(&ASSESSMENT_DUPLICATE_ID, id_place(source, question.page), message)
                .help("give each question an `assessment_id` of its own")
                .label(id_place(source, *other), "the other one"),
        );
    }
    kept
}

/// The form, other than that of the settings, in which a page has levels.
fn form_of(document: &Document, settings: &Assessment) -> Option<&'static str> {
    let others = [
        (LevelForm::Table, "table", table::speaks_of_levels(document)),
        (LevelForm::FrontMatter, "front-matter", document.front.get("levels").is_some()),
    ];
    others.into_iter().find(|(form, _, has_levels)| *form != settings.levels && *has_levels).map(|(_, name, _)| name)
}

fn id_place(source: Source<'_>, page: PageKey) -> Location {
    let document = source.pages[source.id(page).0].document.as_deref().expect("only authored pages are questions");
    let node = document.front.get("assessment_id").filter(|node| !node.inherited);
    node.map_or_else(|| Location::file(&document.path), |node| Location::at(&document.path, node.span))
}

/// A level lacks text of a role that the review or the report shows, and that levels of this model do have.
fn report_missing_sections(
    source: Source<'_>,
    settings: &Assessment,
    questions: &[PlacedQuestion],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let used: BTreeSet<&str> = questions.iter().flat_map(|one| &one.question.levels).flat_map(Level::roles).collect();
    let mut wanted: Vec<&str> = Vec::new();
    for role in settings.review.iter().chain(&settings.report) {
        if used.contains(role.as_str()) && !wanted.contains(&role.as_str()) {
            wanted.push(role);
        }
    }
    for PlacedQuestion { question, places } in questions {
        let Some(document) = source.pages[source.id(question.page).0].document.as_deref() else { continue };
        for (at, (level, place)) in question.levels.iter().zip(places).enumerate() {
            let is_optional =
                |role: &str| role == IMPROVE && at + 1 == question.levels.len() && !settings.last_level_improve;
            let roles = level.roles();
            let missing: Vec<String> = wanted
                .iter()
                .filter(|role| !roles.contains(*role) && !is_optional(role))
                .map(|role| format!("`{role}`"))
                .collect();
            if missing.is_empty() {
                continue;
            }
            let place = place.map_or_else(|| Location::file(&document.path), |span| Location::at(&document.path, span));
            let what = if level.sections.is_empty() { "has no sections" } else { "lacks a section" };
            let message = format!("the level `{}` {what}", shortened(&level.name));
            let help = format!("add text with the role {}; the report has nothing to show here", missing.join(" and "));
            diagnostics.push(Diagnostic::new(&ASSESSMENT_LEVEL_SECTIONS, place, message).help(help));
        }
    }
}

/// A hash of everything that an answer depends on, without URLs.
fn content_hash(model: &Model) -> String {
    let level = |level: &Level| json!([level.value, level.name, level.summary, level.anchor, level.roles()]);
    let question = |question: &Question| {
        let levels: Vec<Value> = question.levels.iter().map(level).collect();
        json!([question.id, question.title, question.weight, levels])
    };
    let category = |category: &Category| {
        json!([category.id, category.title, category.questions.iter().map(question).collect::<Vec<_>>()])
    };
    let categories: Vec<Value> = model.categories.iter().map(category).collect();
    sha256_hex(json!([model.id, model.title, model.version, categories]).to_string().as_bytes())
}
