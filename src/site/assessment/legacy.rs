//! Files of the cloud maturity site that this kind of assessment comes from → a session.
//!
//! ```text
//! first form    { CATEGORY: { SHA256: 0–5 } }
//! version 2     { metadata, CATEGORY: { SHA256: { answer: 0–5, needsImprovement } } }, perhaps below `assessmentData`
//! ```
//!
//! A question is named by the SHA-256 of its title; the model knows those of today's and of former titles. Levels count
//! from 1 there, whatever this model's lowest value is. 0 means both "I don't know" and no answer, so it is
//! read as no answer, and said.

use serde_json::{Map, Value};

use crate::site::assessment::model::{Model, Question};
use crate::site::assessment::session::{
    Answer, AnswerState, HIGHEST, LoadedSession, Notice, NoticeKind, Session, is_moment,
};

/// Parts of a file that are no categories.
const ABOUT: [&str; 2] = ["metadata", "exportMetadata"];
/// The hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

/// Reads a file of that form; `None` where it is of another.
pub(super) fn read(data: &Map<String, Value>, model: &Model) -> Option<Result<LoadedSession, String>> {
    let body = data.get("assessmentData").and_then(Value::as_object).unwrap_or(data);
    let mut found: Vec<FormerAnswer<'_>> = Vec::new();
    for (category, questions) in body.iter().filter(|(name, _)| !ABOUT.contains(&name.as_str())) {
        for (key, value) in questions.as_object()? {
            found.push(FormerAnswer { category, hash: hash_of(key)?, value });
        }
    }
    (!found.is_empty()).then(|| session(body, data, &found, model))
}

/// One answer of a legacy file.
struct FormerAnswer<'a> {
    category: &'a str,
    /// The hash of the question's title.
    hash: &'a str,
    value: &'a Value,
}

fn hash_of(key: &str) -> Option<&str> {
    let hash = key.get(key.len().checked_sub(DIGITS)?..)?;
    hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).then_some(hash)
}

fn session(
    body: &Map<String, Value>,
    data: &Map<String, Value>,
    found: &[FormerAnswer<'_>],
    model: &Model,
) -> Result<LoadedSession, String> {
    let mut session = Session { created: time(body, data, &["createdAt"]), ..Session::default() };
    session.modified = time(body, data, &["lastModified", "exportedAt"]);
    if session.modified.is_empty() {
        session.modified.clone_from(&session.created);
    }
    let (mut zeros, mut strange) = (0, 0);
    for FormerAnswer { category, hash, value } in found {
        let written = value.get("answer").unwrap_or(value);
        let position =
            written.as_u64().or_else(|| written.as_str()?.parse().ok()).filter(|position| *position <= HIGHEST);
        let position =
            position.ok_or_else(|| format!("an answer in `{category}` is not a number from 0 to {HIGHEST}"))?;
        let Some(nth) = position.checked_sub(1) else {
            zeros += 1;
            continue;
        };
        let question = question(model, category, hash);
        let Some((question, level)) = question.and_then(|one| Some((one, one.levels.get(nth as usize)?))) else {
            strange += 1;
            continue;
        };
        let answer = Answer {
            state: AnswerState::Answered,
            level: Some(level.value),
            anchor: level.anchor.clone(),
            improve: value.get("needsImprovement") == Some(&Value::Bool(true)),
            note: String::new(),
        };
        session.answers.insert(question.id.clone(), answer);
    }
    if session.answers.is_empty() && strange > 0 {
        return Err("the file has no answer to a question of this assessment".to_owned());
    }
    let mut notices = Vec::new();
    let mut say = |text: String| notices.push(Notice { kind: NoticeKind::LeftOut, written_id: None, text });
    if zeros > 0 {
        say(format!("{zeros} of its answers can mean no answer or \"I don't know\", and are left out"));
    }
    if strange > 0 {
        say(format!("{strange} of its answers are to questions or levels that this assessment does not have"));
    }
    Ok((session, notices))
}

fn time(body: &Map<String, Value>, data: &Map<String, Value>, keys: &[&str]) -> String {
    let times = [body.get(ABOUT[0]), data.get(ABOUT[1])];
    let mut found = times.into_iter().flatten().flat_map(|part| keys.iter().filter_map(|key| part.get(key)?.as_str()));
    found.find(|text| is_moment(text)).unwrap_or_default().to_owned()
}

/// Two questions may share a title: then the one of the same category is meant.
fn question<'a>(model: &'a Model, category: &str, hash: &str) -> Option<&'a Question> {
    let matches = |question: &&Question| question.title_hashes().iter().any(|own| own == hash);
    let same = model.categories.iter().find(|one| one.id == category);
    same.and_then(|one| one.questions.iter().find(matches)).or_else(|| model.questions().find(matches))
}
