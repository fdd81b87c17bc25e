//! Diagnostics as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), for services that show them in
//! reviews.

use serde_json::{Value, json};

use crate::base::code::{Code, Severity};
use crate::base::codes;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::json::pretty_json;
use crate::report::fingerprint::BaselineMatch;
use crate::report::sources::{Region, Sources};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The base of all paths: the root of the repository.
const BASE: &str = "%SRCROOT%";

/// The whole log: one run, every rule, one result a diagnostic that is not in the baseline. Columns count Unicode code points.
pub fn log(diagnostics: &[Diagnostic], known: &[BaselineMatch], sources: &Sources<'_>) -> String {
    let rules: Vec<Value> = codes::ALL.iter().map(|code| rule(code)).collect();
    let new = diagnostics.iter().zip(known).filter(|(_, known)| !known.in_baseline);
    let results: Vec<Value> = new.map(|(diagnostic, known)| result(diagnostic, known, sources)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "Fingerpost", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { BASE: { "description": { "text": "The root of the repository, or the project folder where there is none" } } },
            "results": results,
        }],
    });
    pretty_json(&log)
}

fn rule(code: &Code) -> Value {
    let source = code.source.map_or_else(String::new, |source| format!("\n\nStandard: {source}"));
    json!({
        "id": code.name,
        "shortDescription": { "text": code.summary },
        "fullDescription": { "text": format!("{} {}", code.summary, code.rationale) },
        "help": { "text": format!("Incorrect:\n\n{}\n\nCorrect:\n\n{}{source}", code.incorrect, code.correct) },
        "defaultConfiguration": { "level": level(code.level.severity()) },
    })
}

fn result(diagnostic: &Diagnostic, known: &BaselineMatch, sources: &Sources<'_>) -> Value {
    let index =
        codes::ALL.iter().position(|code| code.name == diagnostic.code.name).expect("every code is in the table");
    let words = match &diagnostic.help {
        Some(help) => format!("{}. Help: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let related: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let mut place = place(&label.at, sources);
            place["message"] = json!({ "text": label.message });
            place
        })
        .collect();
    let mut result = json!({
        "ruleId": diagnostic.code.name,
        "ruleIndex": index,
        "level": level(diagnostic.severity),
        "message": { "text": words },
        "locations": [place(&diagnostic.at, sources)],
        "partialFingerprints": { "fingerpost/v1": known.fingerprint },
    });
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    result
}

fn place(at: &Location, sources: &Sources<'_>) -> Value {
    let uri = crate::base::url::encode_path(&sources.repository_path(&at.path));
    let mut physical = json!({ "artifactLocation": { "uri": uri, "uriBaseId": BASE } });
    if let Some(Region { start, end }) = sources.region(at) {
        physical["region"] = json!({
            "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
        });
    }
    json!({ "physicalLocation": physical })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
