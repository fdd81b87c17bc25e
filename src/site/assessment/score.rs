//! The scores of a session. The script in the browser counts in the same order, so that both give the
//! same numbers; `tests/assessment/scores.json` checks this.

use crate::site::assessment::model::{Level, Model, Question};
use crate::site::assessment::session::{Answer, AnswerState, Session};

/// Counts and score of some questions. Only answered ones weigh; what does not apply is not counted as a question to
/// answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    pub questions: usize,
    pub applicable: usize,
    pub answered: usize,
    pub unknown: usize,
    pub not_applicable: usize,
    pub unanswered: usize,
    /// Answers that need improvement.
    pub improve: usize,
    pub points: f64,
    pub maximum: f64,
    /// Whole percent, half up; `None` without an answer.
    pub percent: Option<u32>,
}

/// A question with its answer, and the level that was chosen.
#[derive(Debug, Clone)]
pub struct ScoredQuestion<'a> {
    pub question: &'a Question,
    pub answer: Option<&'a Answer>,
    pub level: Option<&'a Level>,
}

/// The scores of one session.
#[derive(Debug, Clone)]
pub struct ScoreReport<'a> {
    pub overall: Tally,
    /// In the order of the model's categories.
    pub categories: Vec<(Tally, Vec<ScoredQuestion<'a>>)>,
}

/// Counts the answers of a session.
pub fn report<'a>(model: &'a Model, session: &'a Session) -> ScoreReport<'a> {
    let entries = |questions: &'a [Question]| -> Vec<ScoredQuestion<'a>> {
        let entry = |question: &'a Question| {
            let answer = session.answers.get(&question.id);
            let level = answer.and_then(|answer| question.level(answer.level?));
            ScoredQuestion { question, answer, level }
        };
        questions.iter().map(entry).collect()
    };
    let categories: Vec<Vec<ScoredQuestion<'a>>> = model.categories.iter().map(|one| entries(&one.questions)).collect();
    let overall = tally(categories.iter().flatten());
    ScoreReport { overall, categories: categories.into_iter().map(|own| (tally(own.iter()), own)).collect() }
}

fn tally<'a, 'b: 'a>(entries: impl Iterator<Item = &'a ScoredQuestion<'b>>) -> Tally {
    let mut tally = Tally::default();
    for entry in entries {
        tally.questions += 1;
        match (entry.level, entry.answer.map(|answer| answer.state)) {
            (Some(level), _) => {
                tally.answered += 1;
                tally.improve += usize::from(entry.answer.is_some_and(|answer| answer.improve));
                tally.points += entry.question.weight * f64::from(level.value);
                tally.maximum += entry.question.weight * f64::from(entry.question.top());
            }
            (None, Some(AnswerState::Unknown)) => tally.unknown += 1,
            (None, Some(AnswerState::NotApplicable)) => tally.not_applicable += 1,
            (None, _) => tally.unanswered += 1,
        }
    }
    tally.applicable = tally.questions - tally.not_applicable;
    tally.percent = (tally.maximum > 0.0).then(|| (100.0 * tally.points / tally.maximum + 0.5).floor() as u32);
    tally
}
