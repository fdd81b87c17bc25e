//! Answers of a team to the questions of a model, and the limits of files of answers.

use std::collections::BTreeMap;

/// The form of files; raised when an older program could not read them.
pub const SCHEMA: u64 = 1;
/// The most answers, and the most letters of each kind of text.
pub const MOST_ANSWERS: usize = 5_000;
pub const MOST_SHORT: usize = 200;
pub const MOST_NAME: usize = 500;
pub const MOST_NOTE: usize = 10_000;
/// The highest value of a level in a file.
pub const HIGHEST: u64 = 10;

/// The answers of one team at one time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Session {
    pub team: String,
    /// The version of the questions that were answered.
    pub version: String,
    pub created: String,
    pub modified: String,
    /// By the id of the question.
    pub answers: BTreeMap<String, Answer>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    pub state: AnswerState,
    /// The value of the chosen level, where the state is `Answered`.
    pub level: Option<u8>,
    pub anchor: String,
    /// Whether this needs improvement.
    pub improve: bool,
    pub note: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AnswerState {
    #[default]
    Unanswered,
    Answered,
    Unknown,
    NotApplicable,
}

impl AnswerState {
    /// Every state with its name in files.
    pub const ALL: [(AnswerState, &'static str); 4] = [
        (AnswerState::Answered, "answered"),
        (AnswerState::Unknown, "unknown"),
        (AnswerState::NotApplicable, "not_applicable"),
        (AnswerState::Unanswered, "unanswered"),
    ];
}

/// A notice about the answers for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub kind: NoticeKind,
    /// The id under which the file has the answer, where it is about one.
    pub written_id: Option<String>,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// The levels of a question have changed since.
    Moved,
    /// The model has no such question, or the file does not say enough.
    LeftOut,
}

/// A session with its notices.
pub type LoadedSession = (Session, Vec<Notice>);

/// Whether a text is a day and time with its distance from UTC (RFC 3339).
pub(super) fn is_moment(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok() && text.as_bytes().get(10) == Some(&b'T')
}
