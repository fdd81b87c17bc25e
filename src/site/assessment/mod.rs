//! Maturity models: pages that are the questions of a self-assessment, their levels, and the categories they stand in.
//!
//! A pure fold over the pages and the navigation, made anew each time. What is read comes from documents, never from
//! HTML. A page that cannot be read as a question is left out, and a finding says so at its place.

pub mod answers;
mod former;
pub mod forms;
mod front;
mod headings;
pub mod place;
pub mod score;
mod select;
mod table;
pub(in crate::site) mod view;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::base::codes::assessment::{
    ASSESSMENT_DUPLICATE_ID, ASSESSMENT_LEVEL_SECTIONS, ASSESSMENT_MISSING_QUESTIONS,
};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::sha256_hex;
use crate::base::span::Span;
use crate::config;
use crate::config::assessment::{Assessment, IMPROVE, LevelForm};
use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::site::navigation::Navigation;
use crate::site::page::{Page, PageId, PageKey};

/// The fewest and the most levels of a question.
pub const FEWEST_LEVELS: usize = 2;
pub const MOST_LEVELS: usize = 10;

/// A maturity model as it was read.
#[derive(Debug, Clone, Hash)]
pub struct Model {
    pub id: String,
    pub title: String,
    pub version: String,
    pub categories: Vec<Category>,
    /// SHA-256 of all that an answer may depend on, in hexadecimal.
    pub hash: String,
}

/// A group of questions.
#[derive(Debug, Clone, Hash)]
pub struct Category {
    /// Its part of the address; never from a title.
    pub id: String,
    pub title: String,
    pub description: Option<String>,
    /// The page that the category takes its name from.
    pub page: Option<PageKey>,
    pub questions: Vec<Question>,
}

/// A page as a question.
#[derive(Debug, Clone)]
pub struct Question {
    /// What answers are kept under; never from a title.
    pub id: String,
    /// Identifiers that it had, from old addresses.
    pub former_ids: Vec<String>,
    pub title: String,
    /// Titles that it had.
    pub former_titles: Vec<String>,
    pub page: PageKey,
    pub weight: f64,
    /// From the lowest up, without gaps.
    pub levels: Vec<Level>,
}

/// A level of maturity that a question can be answered with.
#[derive(Debug, Clone, Hash)]
pub struct Level {
    pub value: u8,
    pub name: String,
    /// Without markup.
    pub summary: String,
    /// What answers name it by besides its value: made of its name, or the identifier that its author gave its heading.
    pub anchor: String,
    /// The identifier of its heading on the question's page.
    pub heading: Option<String>,
    pub sections: Vec<Section>,
}

/// A level with its place in the author's file.
struct PlacedLevel {
    level: Level,
    place: Option<Span>,
}

/// A question with the places of its levels, in their order.
struct PlacedQuestion {
    question: Question,
    places: Vec<Option<Span>>,
}

impl Hash for Question {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.id, &self.former_ids, &self.title, &self.former_titles, self.page, self.weight.to_bits()).hash(state);
        self.levels.hash(state);
    }
}

/// Text of a level with a role.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Section {
    pub role: String,
    pub content: Content,
}

/// The text of a section.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Content {
    /// From behind the heading with this number to the next one named, or to the end of the page.
    Below { heading: usize, until: Option<usize> },
    /// Paragraphs without markup.
    Paragraphs(Vec<String>),
    /// Items of a list without markup.
    Items(Vec<String>),
}

/// The role of a section whose heading is not among those of the settings.
pub const OTHER: &str = "other";

impl Model {
    /// All questions in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.categories.iter().flat_map(|category| &category.questions)
    }

    /// What is counted of it: questions, categories, levels, sections by role, and the highest sum of answers.
    pub fn counts(&self) -> Counts {
        let levels = || self.questions().flat_map(|question| &question.levels);
        let mut sections = BTreeMap::new();
        for role in levels().flat_map(|level| level.roles()) {
            *sections.entry(role.to_owned()).or_default() += 1;
        }
        Counts {
            questions: self.questions().count(),
            categories: self.categories.len(),
            levels: levels().count(),
            sections,
            maximum: self.questions().map(|question| u32::from(question.top())).sum(),
        }
    }
}

/// The size of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    pub questions: usize,
    pub categories: usize,
    pub levels: usize,
    /// Levels that have text of each role.
    pub sections: BTreeMap<String, usize>,
    pub maximum: u32,
}

impl Question {
    /// The highest value that an answer can have.
    pub fn top(&self) -> u8 {
        self.levels.last().map_or(0, |level| level.value)
    }

    /// The level of this value.
    pub fn level(&self, value: u8) -> Option<&Level> {
        self.levels.iter().find(|level| level.value == value)
    }

    /// SHA-256 of its title now and of those before: what older exports name it by.
    pub fn title_hashes(&self) -> Vec<String> {
        std::iter::once(&self.title).chain(&self.former_titles).map(|title| sha256_hex(title.as_bytes())).collect()
    }
}

impl Level {
    /// The roles of its sections, each once, in order.
    pub fn roles(&self) -> BTreeSet<&str> {
        self.sections.iter().map(|section| section.role.as_str()).collect()
    }
}

/// What the models are read from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub config: &'a Config,
    pub pages: &'a [Arc<Page>],
    pub navigation: &'a Navigation,
    /// The pages on which assessments begin, which are no questions themselves.
    pub starts: &'a [PageId],
    pub ids: &'a HashMap<PageKey, PageId>,
}

impl Source<'_> {
    /// The number of a page of a model.
    fn id(&self, key: PageKey) -> PageId {
        self.ids[&key]
    }
}

/// Reads every model of the settings, in their order.
pub(super) fn gather(source: Source<'_>) -> (Vec<Model>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let settings = &source.config.assessments;
    let models = settings.iter().map(|settings| model(source, settings, &mut findings)).collect();
    (models, findings)
}

fn model(source: Source<'_>, settings: &Assessment, findings: &mut Vec<Diagnostic>) -> Model {
    let found_before = findings.len();
    let candidates = select::candidates(source, settings, findings);
    let mut questions = Vec::new();
    for page in candidates {
        let document = source.pages[page.0].document.as_deref().expect("only authored pages are questions");
        let mut faults = Faults { document, found: Vec::new() };
        let levels = match settings.levels {
            LevelForm::Headings => headings::levels(document, settings, &mut faults),
            LevelForm::Table => table::levels(document, settings, &mut faults),
            LevelForm::FrontMatter => front::levels(document, settings, &mut faults),
        };
        // A page above others that has no levels is their front page and was not meant as a question.
        if levels.is_none() && select::is_above_others(source, page) {
            continue;
        }
        let question = levels.map(|levels| select::question(source, page, levels, &mut faults));
        findings.append(&mut faults.found);
        questions.extend(question);
    }
    // Where something was found, it is why.
    if questions.is_empty() && findings.len() == found_before {
        let at = Location::at(&config::source_path(), settings.questions_span);
        let message = format!("the assessment `{}` has no questions", settings.id);
        findings.push(
            Diagnostic::new(&ASSESSMENT_MISSING_QUESTIONS, at, message)
                .help("`fingerpost list` names the pages; each question needs two to ten levels"),
        );
    }
    let questions = without_duplicates(source, questions, findings);
    report_missing_sections(source, settings, &questions, findings);
    let questions = questions.into_iter().map(|placed| placed.question).collect();
    let categories = select::categories(source, settings, questions, findings);
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
    findings: &mut Vec<Diagnostic>,
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
        findings.push(
            Diagnostic::new(&ASSESSMENT_DUPLICATE_ID, id_place(source, question.page), message)
                .help("give each question an `assessment_id` of its own")
                .label(id_place(source, *other), "the other one"),
        );
    }
    kept
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
    findings: &mut Vec<Diagnostic>,
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
            findings.push(Diagnostic::new(&ASSESSMENT_LEVEL_SECTIONS, place, message).help(help));
        }
    }
}

/// A name that fits into a message.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// A hash of everything that makes an answer mean what it means; addresses take no part.
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

/// Findings about one page.
struct Faults<'a> {
    document: &'a Document,
    found: Vec<Diagnostic>,
}

impl Faults<'_> {
    /// Notes a finding; without a span it is about the file.
    fn report(
        &mut self,
        code: &'static crate::base::codes::Code,
        span: Option<Span>,
        message: String,
        help: impl Into<String>,
    ) {
        let path = &self.document.path;
        let at = span.map_or_else(|| Location::file(path), |span| Location::at(path, span));
        self.found.push(Diagnostic::new(code, at, message).help(help));
    }
}

/// The role whose headings these words are among, whatever their letter case and punctuation.
fn role_of<'a>(settings: &'a Assessment, words: &str) -> Option<&'a str> {
    let words = plain(words);
    let is_one = |heads: &[String]| heads.iter().any(|head| plain(head) == words);
    settings.roles.iter().find(|(_, heads)| is_one(heads)).map(|(role, _)| role.as_str())
}

/// The same for a key or a column, which may also bear the name of the role itself.
fn role_named<'a>(settings: &'a Assessment, words: &str) -> Option<&'a str> {
    let named = || settings.roles.iter().find(|(role, _)| plain(role) == plain(words)).map(|(role, _)| role.as_str());
    role_of(settings, words).or_else(named)
}

/// Letters and digits in lower case, with one space between words.
fn plain(words: &str) -> String {
    let kept: String = words.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
