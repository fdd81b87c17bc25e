//! The size of a maturity model, and the scores of answers to it, as text, JSON, Markdown, a drawing or a page.
//!
//! JSON names things as the script in the browser does. One file of answers is a report; several are a comparison.

use std::fmt::Write;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::base::escape::escape_html;
use crate::base::json::pretty_json;
use crate::report::radar::{self, Chart, score_words};
use crate::site::assessment::model::{Model, ModelSize};
use crate::site::assessment::score::{ScoreReport, ScoredQuestion, Tally, report};
use crate::site::assessment::session::{AnswerState, Notice, Session};

/// A file of saved answers.
pub struct AnswerFile {
    /// The file as it was named.
    pub file: String,
    pub session: Session,
    pub notices: Vec<Notice>,
}

impl AnswerFile {
    /// The team and the date of the answers, or the name of the file.
    fn name(&self) -> String {
        let team = if self.session.team.is_empty() { &self.file } else { &self.session.team };
        let day = self.session.modified.get(..10).unwrap_or_default();
        if day.is_empty() { team.clone() } else { format!("{team}, {day}") }
    }
}

/// The size of models as text.
pub fn counts_text(models: &[&Model]) -> String {
    let mut out = String::new();
    for model in models {
        let counts = model.counts();
        let version = if model.version.is_empty() { String::new() } else { format!(", version {}", model.version) };
        let roles: Vec<String> = counts.sections.iter().map(|(role, count)| format!("{count} with `{role}`")).collect();
        let roles = if roles.is_empty() { String::new() } else { format!(" ({})", roles.join(", ")) };
        let gap = if out.is_empty() { "" } else { "\n" };
        let _ = writeln!(out, "{gap}{} ({}){version}", model.title, model.id);
        let (questions, levels) = (counted(counts.questions, "question"), counted(counts.levels, "level"));
        let _ = writeln!(out, "  {questions} in {}", counted_as(counts.categories, "category", "categories"));
        let _ = writeln!(out, "  {levels}{roles}");
        let _ = writeln!(out, "  highest sum: {}", counts.maximum);
        for category in &model.categories {
            let _ = writeln!(out, "    {}: {}", category.title, counted(category.questions.len(), "question"));
        }
    }
    out
}

/// The size of models as JSON: one object, or a list of them.
pub fn counts_json(models: &[&Model]) -> String {
    let values: Vec<Value> = models.iter().map(|model| counts_value(model)).collect();
    pretty_json(&if let [one] = values.as_slice() { one.clone() } else { Value::from(values) })
}

fn counts_value(model: &Model) -> Value {
    let counts = model.counts();
    let category = |category: &crate::site::assessment::model::Category| {
        let levels: usize = category.questions.iter().map(|question| question.levels.len()).sum();
        let maximum: u32 = category.questions.iter().map(|question| u32::from(question.top())).sum();
        json!({
            "id": category.id, "title": category.title, "questions": category.questions.len(), "levels": levels,
            "maximum": maximum,
        })
    };
    let of_role = |role: &str| counts.sections.get(role).copied().unwrap_or(0);
    json!({
        "id": model.id, "title": model.title, "version": model.version, "hash": model.hash,
        "questions": counts.questions, "categories": counts.categories, "levels": counts.levels,
        "check": of_role("check"), "improve": of_role("improve"), "sections": counts.sections, "maximum": counts.maximum,
        "by_category": model.categories.iter().map(category).collect::<Vec<_>>(),
    })
}

/// The size of models as Markdown.
pub fn counts_markdown(models: &[&Model]) -> String {
    let mut out = String::from(
        "| Assessment | Questions | Categories | Levels | Highest sum |\n| --- | ---: | ---: | ---: | ---: |\n",
    );
    for model in models {
        let ModelSize { questions, categories, levels, maximum, .. } = model.counts();
        let _ = writeln!(out, "| {} | {questions} | {categories} | {levels} | {maximum} |", cell(&model.title));
    }
    out
}

/// The scores of files as JSON: those of one, or a list of them below `sessions`.
pub fn json(model: &Model, answered: &[AnswerFile]) -> String {
    let sessions: Vec<Value> = answered.iter().map(|one| session_value(model, one)).collect();
    pretty_json(&match sessions.as_slice() {
        [one] => one.clone(),
        _ => json!({ "assessment": model.id, "title": model.title, "version": model.version, "sessions": sessions }),
    })
}

fn session_value(model: &Model, answered: &AnswerFile) -> Value {
    let ScoreReport { overall, categories } = report(model, &answered.session);
    let by_category: Vec<Value> = model
        .categories
        .iter()
        .zip(&categories)
        .map(|(category, (tally, _))| {
            let mut value = tally_value(tally);
            value["id"] = Value::from(category.id.as_str());
            value["title"] = Value::from(category.title.as_str());
            value
        })
        .collect();
    let Session { team, version, created, modified, .. } = &answered.session;
    json!({
        "assessment": model.id, "title": model.title, "version": model.version, "file": answered.file, "team": team,
        "answered_version": version, "created": created, "modified": modified,
        "overall": tally_value(&overall), "categories": by_category,
        "notices": answered.notices.iter().map(|notice| notice.text.as_str()).collect::<Vec<_>>(),
    })
}

fn tally_value(tally: &Tally) -> Value {
    json!({
        "questions": tally.questions, "applicable": tally.applicable, "answered": tally.answered,
        "unknown": tally.unknown, "notApplicable": tally.not_applicable, "unanswered": tally.unanswered,
        "improve": tally.improve, "points": tally.points, "maximum": tally.maximum, "percent": tally.percent,
    })
}

/// The scores of files as text: a table with a column for each file.
pub fn text(model: &Model, answered: &[AnswerFile]) -> String {
    let table = table(model, answered);
    let columns = table[0].len();
    let widths: Vec<usize> =
        (0..columns).map(|at| table.iter().map(|row| row[at].width()).max().unwrap_or(0)).collect();
    let mut out = format!("{}\n\n", model.title);
    for (nth, row) in table.iter().enumerate() {
        // The line of all questions is apart.
        if nth + 1 == table.len() {
            out.push('\n');
        }
        let padded =
            row.iter().zip(&widths).map(|(words, width)| format!("{words}{}", " ".repeat(width - words.width())));
        out.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// The scores of files as Markdown; of one file, its answers too.
pub fn markdown(model: &Model, answered: &[AnswerFile], url_of: &dyn Fn(&ScoredQuestion<'_>) -> String) -> String {
    let mut out = format!("# {}\n\n", cell(&heading(model, answered)));
    if let [one] = answered {
        let _ = writeln!(out, "{}\n", cell(&one.name()));
    }
    for (nth, row) in table(model, answered).iter().enumerate() {
        let _ = writeln!(out, "| {} |", row.iter().map(|words| cell(words)).collect::<Vec<_>>().join(" | "));
        if nth == 0 {
            let _ = writeln!(out, "| --- |{}", " ---: |".repeat(row.len() - 1));
        }
    }
    let [one] = answered else { return out };
    for (category, (_, entries)) in model.categories.iter().zip(&report(model, &one.session).categories) {
        let _ = write!(out, "\n## {}\n", cell(&category.title));
        for entry in entries {
            let _ = write!(out, "\n### {}\n\n- Answer: {}\n", cell(&entry.question.title), cell(&answer_words(entry)));
            if entry.answer.is_some_and(|answer| answer.improve) {
                out.push_str("- We need to do better here.\n");
            }
            if let Some(note) = entry.answer.map(|answer| &answer.note).filter(|note| !note.is_empty()) {
                let _ = writeln!(out, "- Note: {}", cell(note));
            }
            let _ = writeln!(out, "- Guidance: <{}>", url_of(entry));
        }
    }
    out
}

/// The scores of files as a drawing.
pub fn svg(model: &Model, answered: &[AnswerFile]) -> String {
    let series = answered.iter().map(|one| {
        let report = report(model, &one.session);
        (one.name(), report.categories.iter().map(|(tally, _)| tally.percent).collect())
    });
    let axes = model.categories.iter().map(|category| category.title.as_str()).collect();
    radar::svg(&Chart { title: &model.title, axes, series: series.collect() })
}

/// The scores of files as a page that needs no other file: the drawing and the same numbers as a table.
pub fn html(model: &Model, answered: &[AnswerFile], language: &str) -> String {
    let (title, language) = (escape_html(&heading(model, answered)), escape_html(language));
    let mut rows = String::new();
    for (nth, row) in table(model, answered).iter().enumerate() {
        let cells: String = row
            .iter()
            .enumerate()
            .map(|(at, words)| {
                let words = escape_html(words);
                match (nth, at) {
                    (0, _) => format!("<th scope=\"col\">{words}</th>"),
                    (_, 0) => format!("<th scope=\"row\">{words}</th>"),
                    _ => format!("<td>{words}</td>"),
                }
            })
            .collect();
        let _ = writeln!(rows, "<tr>{cells}</tr>");
    }
    let drawing = svg(model, answered);
    let style = "body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1.0625rem/1.6 system-ui,sans-serif;color:#111;background:#fff}svg{max-width:100%;height:auto}table{border-collapse:collapse}th,td{border:1px solid #777;padding:.4rem .7rem;text-align:start}td{text-align:end}";
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{drawing}<table>\n<caption>Score by category</caption>\n{rows}</table>\n</main>\n</body>\n</html>\n"
    )
}

fn heading(model: &Model, answered: &[AnswerFile]) -> String {
    let what = if answered.len() == 1 { "report" } else { "comparison" };
    format!("{}: {what}", model.title)
}

/// Head, a row for each category, and one for all questions. One file has its counts, several have their scores.
fn table(model: &Model, answered: &[AnswerFile]) -> Vec<Vec<String>> {
    let reports: Vec<ScoreReport<'_>> = answered.iter().map(|one| report(model, &one.session)).collect();
    let row = |name: &str, tallies: Vec<&Tally>| -> Vec<String> {
        let mut row = vec![name.to_owned()];
        if let [one] = tallies.as_slice() {
            row.push(score_words(one.percent));
            row.push(format!("{} of {}", one.answered, one.applicable));
            row.extend([one.unknown, one.unanswered, one.improve].map(|count| count.to_string()));
        } else {
            row.extend(tallies.iter().map(|tally| score_words(tally.percent)));
        }
        row
    };
    let mut head = vec!["Category".to_owned()];
    match answered {
        [_] => head.extend(["Score", "Answered", "Not known", "Not answered", "To do better"].map(str::to_owned)),
        several => head.extend(several.iter().map(AnswerFile::name)),
    }
    let mut rows = vec![head];
    for (at, category) in model.categories.iter().enumerate() {
        rows.push(row(&category.title, reports.iter().map(|report| &report.categories[at].0).collect()));
    }
    rows.push(row("All questions", reports.iter().map(|report| &report.overall).collect()));
    rows
}

fn answer_words(entry: &ScoredQuestion<'_>) -> String {
    match (entry.level, entry.answer.map(|answer| answer.state)) {
        (Some(level), _) => format!("{} ({} of {})", level.name, level.value, entry.question.top()),
        (None, Some(AnswerState::Unknown)) => "Not known".to_owned(),
        (None, Some(AnswerState::NotApplicable)) => "Not applicable".to_owned(),
        (None, _) => "Not answered".to_owned(),
    }
}

fn counted(count: usize, one: &str) -> String {
    counted_as(count, one, &format!("{one}s"))
}

fn counted_as(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Words that stay words in Markdown, on one line.
fn cell(words: &str) -> String {
    let mut out = String::new();
    for letter in words.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
