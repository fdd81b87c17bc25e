//! A file of answers as text → a session of this model, or what is wrong with it.
//!
//! Nothing in a file is trusted. The published JSON Schema and the script in the browser say the same. Answers to an
//! earlier state of the model are fitted to it by the ids of questions and by value and anchor of levels; titles play no
//! part.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::site::assessment::legacy;
use crate::site::assessment::model::{Level, Model, Question};
use crate::site::assessment::session::{
    Answer, AnswerState, HIGHEST, LoadedSession, MOST_ANSWERS, MOST_NAME, MOST_NOTE, MOST_SHORT, Notice, NoticeKind,
    SCHEMA, Session, is_moment,
};

/// The most bytes of a file, and the most lists and objects inside each other.
const MOST_BYTES: usize = 1024 * 1024;
const MOST_DEPTH: usize = 8;

/// Reads a file of answers; the error says what is wrong with it.
pub fn read(text: &str, model: &Model) -> Result<LoadedSession, String> {
    if text.len() > MOST_BYTES {
        let (has, most) = (text.len().div_ceil(1024), MOST_BYTES / 1024);
        return Err(format!("the file has {has} KiB; the maximum is {most}"));
    }
    if depth(text) > MOST_DEPTH {
        return Err(format!("more than {MOST_DEPTH} levels of nested lists and objects"));
    }
    let data: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| format!("the file is not JSON: {error}"))?;
    let Value::Object(data) = data else { return Err("the file is not a JSON object".to_owned()) };
    if !data.contains_key("schema") {
        return legacy::read(&data, model).unwrap_or_else(|| Err("the file has no `schema`".to_owned()));
    }
    let session = session(&data, model)?;
    Ok(fit(session, model))
}

/// The depth of nested brackets, counted before anything is parsed.
fn depth(text: &str) -> usize {
    let (mut depth, mut most, mut is_quoted) = (0_usize, 0, false);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if is_quoted => {
                bytes.next();
            }
            b'"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            b'[' | b'{' => {
                depth += 1;
                most = most.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    most
}

fn session(data: &Map<String, Value>, model: &Model) -> Result<Session, String> {
    match data["schema"].as_u64() {
        Some(SCHEMA) => {}
        Some(newer) if newer > SCHEMA => {
            let message = "the file was made by a newer version (schema";
            return Err(format!("{message} {newer}; this one reads schema {SCHEMA})"));
        }
        _ => return Err(format!("`schema` is not {SCHEMA}")),
    }
    let known = [
        "schema",
        "assessment",
        "assessment_version",
        "content_hash",
        "title",
        "team",
        "created",
        "modified",
        "answers",
    ];
    only(data, &known, "the file")?;
    let text = |key: &str, most: usize| text(data, key, most, "the file");
    let assessment = text("assessment", MOST_NAME)?.ok_or("the file has no `assessment`")?;
    let title = text("title", MOST_NAME)?.unwrap_or_else(|| assessment.clone());
    if assessment != model.id {
        return Err(format!(
            "the answers belong to `{}` ({}), not to `{}`",
            clipped(&title),
            clipped(&assessment),
            model.id
        ));
    }
    text("content_hash", MOST_SHORT)?;
    let (created, modified) = (moment(data, "created")?, moment(data, "modified")?);
    let Some(Value::Object(given)) = data.get("answers") else { return Err("`answers` is not an object".to_owned()) };
    if given.len() > MOST_ANSWERS {
        return Err(format!("the file has {} answers; at most {MOST_ANSWERS} can be read", given.len()));
    }
    let mut answers = BTreeMap::new();
    for (id, value) in given {
        answers.insert(id.clone(), answer(id, value)?);
    }
    Ok(Session {
        team: text("team", MOST_SHORT)?.unwrap_or_default(),
        version: text("assessment_version", MOST_SHORT)?.unwrap_or_default(),
        created: created.clone().or_else(|| modified.clone()).unwrap_or_default(),
        modified: modified.or(created).unwrap_or_default(),
        answers,
    })
}

fn answer(id: &str, value: &Value) -> Result<Answer, String> {
    let name = format!("the answer to `{}`", clipped(id));
    if id.chars().count() > MOST_NAME {
        return Err(format!("{name} has a name of more than {MOST_NAME} letters"));
    }
    let Value::Object(data) = value else { return Err(format!("{name} is not an object")) };
    only(data, &["state", "level", "anchor", "improve", "note"], &name)?;
    let written = data.get("state").ok_or_else(|| format!("{name} has no `state`"))?;
    let state = AnswerState::ALL.iter().find(|(_, word)| written == word).map(|(state, _)| *state);
    let words = AnswerState::ALL.map(|(_, word)| word).join(", ");
    let state = state.ok_or_else(|| format!("{name} has a `state` that is not one of {words}"))?;
    let level = match data.get("level") {
        None => None,
        Some(level) => {
            let value = level.as_u64().filter(|value| *value <= HIGHEST);
            Some(value.ok_or_else(|| format!("{name} has a `level` that is not a whole number from 0 to {HIGHEST}"))?
                as u8)
        }
    };
    match (state, level) {
        (AnswerState::Answered, None) => return Err(format!("{name} has no `level`")),
        (AnswerState::Answered, Some(_)) | (_, None) => {}
        (_, Some(_)) => return Err(format!("{name} has a `level` but is not answered")),
    }
    let improve = match data.get("improve") {
        None => false,
        Some(Value::Bool(improve)) => *improve,
        Some(_) => return Err(format!("{name} has an `improve` that is not true or false")),
    };
    let anchor = text(data, "anchor", MOST_NAME, &name)?.unwrap_or_default();
    let note = text(data, "note", MOST_NOTE, &name)?.unwrap_or_default();
    let is_answered = state == AnswerState::Answered;
    Ok(Answer { state, level, anchor, improve: improve && is_answered, note })
}

fn only(data: &Map<String, Value>, known: &[&str], name: &str) -> Result<(), String> {
    match data.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("{name} has `{}`, which is not a known field", clipped(key))),
        None => Ok(()),
    }
}

fn text(data: &Map<String, Value>, key: &str, most: usize, name: &str) -> Result<Option<String>, String> {
    match data.get(key) {
        None => Ok(None),
        Some(Value::String(text)) if text.chars().count() <= most => Ok(Some(text.clone())),
        Some(_) => Err(format!("{name} has a `{key}` that is not text of at most {most} letters")),
    }
}

fn moment(data: &Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    let Some(value) = data.get(key) else { return Ok(None) };
    match value.as_str().filter(|text| is_moment(text)) {
        Some(text) => Ok(Some(text.to_owned())),
        None => Err(format!("`{key}` is not a date and time such as 2026-03-01T09:30:00Z")),
    }
}

/// Enough of a long name to find it by.
fn clipped(name: &str) -> String {
    match name.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// Answers to an earlier state of the model as answers to what it is now.
fn fit(mut session: Session, model: &Model) -> LoadedSession {
    let mut given = std::mem::take(&mut session.answers);
    let mut notices = Vec::new();
    for question in model.questions() {
        let ids: BTreeSet<&String> = std::iter::once(&question.id).chain(&question.former_ids).collect();
        // An answer under an earlier id beside one under the id of today is the older of the two.
        let first =
            std::iter::once(&question.id).chain(&question.former_ids).find(|id| given.contains_key(*id)).cloned();
        let answer = first.as_ref().and_then(|id| given.remove(id));
        ids.into_iter().for_each(|id| {
            given.remove(id);
        });
        let Some(answer) = answer else { continue };
        let (answer, notice) = fit_answer(answer, question);
        session.answers.extend(answer.map(|answer| (question.id.clone(), answer)));
        notices.extend(notice.map(|text| Notice { kind: NoticeKind::Moved, written_id: first, text }));
    }
    for id in given.into_keys() {
        let text = format!("the assessment has no question `{}`", clipped(&id));
        notices.push(Notice { kind: NoticeKind::LeftOut, written_id: Some(id), text });
    }
    (session, notices)
}

fn fit_answer(answer: Answer, question: &Question) -> (Option<Answer>, Option<String>) {
    let Some(value) = answer.level else { return (Some(answer), None) };
    let level = question.level(value);
    let with = |level: &Level| Answer { level: Some(level.value), anchor: level.anchor.clone(), ..answer.clone() };
    if let Some(level) = level.filter(|level| level.anchor == answer.anchor || answer.anchor.is_empty()) {
        return (Some(with(level)), None);
    }
    let title = clipped(&question.title);
    if let Some(moved) = question.levels.iter().find(|level| level.anchor == answer.anchor) {
        let text = format!(
            "the levels of `{title}` have changed: `{}` was level {value} and is now {}",
            moved.name, moved.value
        );
        return (Some(with(moved)), Some(text));
    }
    if let Some(level) = level {
        let text = format!("the levels of `{title}` have changed: level {value} is now `{}`", level.name);
        return (Some(answer), Some(text));
    }
    let text =
        format!("the levels of `{title}` have changed: level {value} is no longer there, and the answer is left out");
    let rest = Answer { note: answer.note.clone(), ..Answer::default() };
    ((!answer.note.is_empty()).then_some(rest), Some(text))
}
