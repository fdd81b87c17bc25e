//! `[[assessment]]`: which pages are the questions of a maturity model, and how their levels are read.

use std::fmt;

use globset::{GlobBuilder, GlobMatcher};

use crate::base::codes::CONFIG_INVALID_VALUE;
use crate::base::nearest::nearest;
use crate::base::node::{Node, Value};
use crate::base::slug::slug;
use crate::base::span::Span;
use crate::config::reader::Reader;

/// The settings of one self-assessment.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The storage key, file name and URL segment.
    pub id: String,
    pub title: String,
    /// The version of the questions, in exports.
    pub version: String,
    /// The start page, below the content folder, instead of the one at `/ID/`.
    pub page: Option<(String, Span)>,
    pub questions: Questions,
    pub category: CategoryFrom,
    pub levels: LevelForm,
    pub level_heading: LevelHeading,
    /// The words for "I don't know"; empty removes this answer.
    pub unknown: String,
    /// The words for "not applicable"; empty removes this answer.
    pub not_applicable: String,
    /// Whether answers may have a note.
    pub notes: bool,
    /// How long a group discusses one question; 0 says nothing of the time.
    pub minutes: u16,
    /// Roles with the headings that have them, in the order in which they are written.
    pub roles: Vec<(String, Vec<String>)>,
    /// Roles that the report shows.
    pub report: Vec<String>,
    /// Roles that the review shows.
    pub review: Vec<String>,
    /// Whether the highest level also needs text about how to improve.
    pub last_level_improve: bool,
    pub id_span: Span,
    pub questions_span: Span,
}

/// How questions are found among the pages.
#[derive(Debug, Clone)]
pub enum Questions {
    Files(Pattern),
    Tag(String),
    /// All pages below the navigation entry with this key.
    Under(String),
}

/// A file pattern.
#[derive(Clone)]
pub struct Pattern(pub GlobMatcher);

impl fmt::Debug for Pattern {
    /// Hashes the pattern as written: the compiled matcher changes while it is used.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0.glob().glob())
    }
}

/// How the category of a question is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CategoryFrom {
    NavParent,
    Folder,
    Tag,
    /// A key of front matter.
    Key(String),
}

/// Where the levels of a question are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelForm {
    Headings,
    Table,
    FrontMatter,
}

/// Which headings are levels; for tables, which column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LevelHeading {
    Auto,
    /// The heading level in Markdown, 2 to 5.
    Depth(u8),
    /// The heading of the column with the names of the levels.
    Column(String),
}

/// Minutes for one question if nothing is said, and the most that can be.
const MINUTES: u16 = 3;
const MOST_MINUTES: u16 = 240;

/// The role of text that says whether a level is good enough.
pub const CHECK: &str = "check";
/// The role of text that says how to reach the next level.
pub const IMPROVE: &str = "improve";

/// The default headings of roles; the one without "is" is used on many published pages.
const ROLES: &[(&str, &[&str])] = &[
    (CHECK, &["How to determine if this good enough", "How to determine if this is good enough"]),
    (IMPROVE, &["How to do better", "How do I do better?"]),
];

impl Reader {
    /// Reads every `[[assessment]]`. Invalid ones are skipped with a diagnostic.
    pub(super) fn assessments(&mut self, root: &Node) -> Vec<Assessment> {
        let mut all: Vec<Assessment> = Vec::new();
        for table in self.tables(root, "assessment") {
            self.only(table, "assessment");
            let (id, questions) = (self.assessment_id(table, &all), self.questions(table));
            let (Some(id), Some((questions, questions_span))) = (id, questions) else { continue };
            let levels = self.level_form(table);
            let roles = self.roles(table);
            let report = self.role_list(table, "report", IMPROVE, &roles);
            let review = self.role_list(table, "review", CHECK, &roles);
            all.push(Assessment {
                title: self.text(table, "title").unwrap_or_else(|| id.clone()),
                version: self.version(table),
                page: self.text(table, "page").map(|path| (path, span_of(table, "page"))),
                category: match self.text(table, "category").as_deref() {
                    None | Some("nav-parent") => CategoryFrom::NavParent,
                    Some("folder") => CategoryFrom::Folder,
                    Some("tag") => CategoryFrom::Tag,
                    Some(key) => CategoryFrom::Key(key.to_owned()),
                },
                level_heading: self.level_heading(table, levels),
                levels,
                unknown: self.text(table, "unknown").unwrap_or_else(|| "I don't know".to_owned()),
                not_applicable: self.text(table, "not_applicable").unwrap_or_default(),
                notes: table.get("notes").is_none() || self.flag(table, "notes"),
                minutes: self.count(table, "minutes", "minutes", MOST_MINUTES).unwrap_or(MINUTES),
                last_level_improve: self.choice(
                    table,
                    "last_level_improve",
                    &[("optional", false), ("required", true)],
                ),
                id_span: span_of(table, "id"),
                id,
                questions,
                questions_span,
                roles,
                report,
                review,
            });
        }
        all
    }

    fn assessment_id(&mut self, table: &Node, others: &[Assessment]) -> Option<String> {
        let id = self.required(table, "id")?;
        let wanted = slug(&id);
        if id != wanted {
            let message = format!("`{id}` cannot be part of a URL");
            self.report(&CONFIG_INVALID_VALUE, span_of(table, "id"), message, Some(format!("write `{wanted}`")));
            return None;
        }
        if others.iter().any(|other| other.id == id) {
            let message = format!("another assessment has the id `{id}`");
            let help =
                "give each assessment its own id; otherwise their answers are saved in the same place".to_owned();
            self.report(&CONFIG_INVALID_VALUE, span_of(table, "id"), message, Some(help));
            return None;
        }
        Some(id)
    }

    fn questions(&mut self, table: &Node) -> Option<(Questions, Span)> {
        let given: Vec<&str> =
            ["questions", "tag", "nav_under"].into_iter().filter(|key| table.get(key).is_some()).collect();
        let &[key] = given.as_slice() else {
            let (span, message) = match given.get(1) {
                Some(second) => (span_of(table, second), format!("`{}` already selects the questions", given[0])),
                None => (span_of(table, "id"), "this assessment does not say which pages are its questions".to_owned()),
            };
            let help = match given.get(1) {
                Some(second) => format!("remove `{second}`, or remove `{}`", given[0]),
                None => {
                    "add `questions = \"assessment/**\"` (a file pattern), `tag = \"question\"` (pages with a tag), \
                         or `nav_under = \"…\"` (pages below a navigation key)"
                        .to_owned()
                }
            };
            self.report(&CONFIG_INVALID_VALUE, span, message, Some(help));
            return None;
        };
        let text = self.text(table, key)?;
        let questions = match key {
            "tag" => Questions::Tag(text),
            "nav_under" => Questions::Under(text),
            _ => match GlobBuilder::new(&text).literal_separator(true).build() {
                Ok(glob) => Questions::Files(Pattern(glob.compile_matcher())),
                Err(error) => {
                    let message = format!("`{text}` is not a valid file pattern");
                    self.report(&CONFIG_INVALID_VALUE, span_of(table, key), message, Some(error.kind().to_string()));
                    return None;
                }
            },
        };
        Some((questions, span_of(table, key)))
    }

    /// A version may be written as text or as a number.
    fn version(&mut self, table: &Node) -> String {
        let number = table.get("version").filter(|node| matches!(node.value, Value::Int(_) | Value::Float(_)));
        number.and_then(Node::text).or_else(|| self.text(table, "version")).unwrap_or_default()
    }

    fn level_form(&mut self, table: &Node) -> LevelForm {
        let forms =
            [("headings", LevelForm::Headings), ("table", LevelForm::Table), ("front-matter", LevelForm::FrontMatter)];
        self.choice(table, "levels", &forms)
    }

    fn level_heading(&mut self, table: &Node, form: LevelForm) -> LevelHeading {
        let Some(node) = table.get("level_heading") else { return LevelHeading::Auto };
        match &node.value {
            Value::Text(text) if text == "auto" => return LevelHeading::Auto,
            Value::Text(text) if form == LevelForm::Table => return LevelHeading::Column(text.clone()),
            Value::Int(depth @ 2..=5) if form == LevelForm::Headings => return LevelHeading::Depth(*depth as u8),
            _ => {}
        }
        let (message, help) = match form {
            LevelForm::Headings => ("`level_heading` is not a heading level", "write `auto`, or 2 to 5"),
            LevelForm::Table => (
                "`level_heading` is not a column header",
                "write `auto`, or the header of the column with the levels' names",
            ),
            LevelForm::FrontMatter => {
                ("levels in front matter have no headings", "leave `level_heading` out, or set `levels = \"headings\"`")
            }
        };
        self.report(&CONFIG_INVALID_VALUE, node.span, message.to_owned(), Some(help.to_owned()));
        LevelHeading::Auto
    }

    fn roles(&mut self, table: &Node) -> Vec<(String, Vec<String>)> {
        let mut roles: Vec<(String, Vec<String>)> =
            ROLES.iter().map(|(role, heads)| ((*role).to_owned(), owned(heads))).collect();
        let Some(given) = self.table(table, "roles") else { return roles };
        for (role, node) in given.entries() {
            let heads = self.texts(role, node);
            match roles.iter_mut().find(|(known, _)| known == role) {
                Some((_, known)) => *known = heads,
                None => roles.push((role.clone(), heads)),
            }
        }
        roles
    }

    fn role_list(&mut self, table: &Node, key: &str, usual: &str, roles: &[(String, Vec<String>)]) -> Vec<String> {
        let Some(node) = table.get(key) else { return vec![usual.to_owned()] };
        let mut wanted = self.texts(key, node);
        wanted.retain(|role| {
            let is_known = roles.iter().any(|(known, _)| known == role);
            if !is_known {
                let help = match nearest(role, roles.iter().map(|(known, _)| known.as_str())) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("add `roles.{role} = [\"…\"]` with its headings"),
                };
                self.report(&CONFIG_INVALID_VALUE, node.span, format!("there is no role `{role}`"), Some(help));
            }
            is_known
        });
        wanted
    }

    /// One of several words; the first is the default.
    pub(super) fn choice<T: Copy>(&mut self, table: &Node, key: &str, choices: &[(&str, T)]) -> T {
        let Some(node) = table.get(key) else { return choices[0].1 };
        let text = node.text().unwrap_or_default();
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
            return *value;
        }
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
        let message = format!("`{key}` is not one of its settings");
        self.report(&CONFIG_INVALID_VALUE, node.span, message, Some(format!("use {}", words.join(" or "))));
        choices[0].1
    }
}

fn span_of(table: &Node, key: &str) -> Span {
    table.get(key).map_or(table.span, |node| node.span)
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
