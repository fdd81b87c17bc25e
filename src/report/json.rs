//! One diagnostic as one JSON object on one line, for other programs.

use serde_json::{Value, json};

use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::line_index::Position;
use crate::report::fingerprint::BaselineMatch;
use crate::report::sources::{Region, Sources};

/// The object: `code, severity, file, line, column, end_line, end_column, message, help, labels, fingerprint`, and
/// `baseline: true` for what was there when the baseline was written.
///
/// A diagnostic about a file as a whole is at line 1, column 1.
pub fn line(diagnostic: &Diagnostic, known: &BaselineMatch, sources: &Sources<'_>) -> String {
    let mut object = json!({ "code": diagnostic.code.name, "severity": diagnostic.severity.name() });
    let fields = object.as_object_mut().expect("it was made as an object");
    fields.extend(place(&diagnostic.at, sources));
    fields.insert("message".to_owned(), json!(diagnostic.message));
    fields.insert("help".to_owned(), json!(diagnostic.help));
    let labels: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let mut object = place(&label.at, sources);
            object.insert("message".to_owned(), json!(label.message));
            Value::Object(object)
        })
        .collect();
    fields.insert("labels".to_owned(), Value::Array(labels));
    fields.insert("fingerprint".to_owned(), json!(known.fingerprint));
    if known.in_baseline {
        fields.insert("baseline".to_owned(), json!(true));
    }
    object.to_string()
}

fn place(at: &Location, sources: &Sources<'_>) -> serde_json::Map<String, Value> {
    let whole_file = Region { start: Position::START, end: Position::START };
    let Region { start, end } = sources.region(at).unwrap_or(whole_file);
    let place = json!({ "file": at.path.as_str(), "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column });
    match place {
        Value::Object(object) => object,
        _ => unreachable!("it was made as an object"),
    }
}
