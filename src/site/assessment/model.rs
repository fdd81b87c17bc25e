//! A maturity model: categories, questions, levels. It has no spans and no page numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use crate::base::hash::sha256_hex;
use crate::site::page::PageKey;

/// A maturity model.
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
    /// Its segment of the URL, which never comes from a title.
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
    /// The key of its answers, which never comes from a title.
    pub id: String,
    /// Its earlier identifiers, from old URLs.
    pub former_ids: Vec<String>,
    pub title: String,
    /// Its earlier titles.
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
    pub sections: Vec<LevelSection>,
}

impl Hash for Question {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.id, &self.former_ids, &self.title, &self.former_titles, self.page, self.weight.to_bits()).hash(state);
        self.levels.hash(state);
    }
}

/// Text of a level with a role.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LevelSection {
    pub role: String,
    pub content: SectionText,
}

/// The text of a section.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SectionText {
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
    pub fn counts(&self) -> ModelSize {
        let levels = || self.questions().flat_map(|question| &question.levels);
        let mut sections = BTreeMap::new();
        for role in levels().flat_map(|level| level.roles()) {
            *sections.entry(role.to_owned()).or_default() += 1;
        }
        ModelSize {
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
pub struct ModelSize {
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
