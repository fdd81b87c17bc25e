//! Diagnostics in real libraries, each read by a person: what was found to be right is still reported, what was found to be wrong is
//! not, and of each code at least 95 in 100 are true.
//!
//! The verdicts are in `precision.tsv`, the libraries beside the project in `../shared/samples`. Without them the
//! test says so and passes. Diagnostics that nobody has read are counted and listed.

use std::collections::BTreeMap;
use std::path::Path;

use crate::common::{Ran, program, sample};
use serde_json::Value;

/// The folder of a library, below that of the samples.
const LIBRARIES: &[(&str, &str)] = &[
    ("cloudmaturity-2025-01", "src"),
    ("homeoffice-engineering", "docs"),
    ("defra-standards", "docs"),
    ("ir-aws-playbooks", ""),
    ("sop-luxem", ""),
    ("seeds", ""),
    ("18f-handbook", "pages"),
    ("govuk-developer-docs", "source"),
    ("kubernetes-community", ""),
    ("mkdocs-material", "docs"),
    ("nhs-quality-framework", ""),
    ("sourcegraph-handbook", "content"),
    ("appn-aerial-sops", ""),
    ("basecamp-handbook", ""),
    ("document-control-demo", "docs"),
    ("engineering-playbook", "docs"),
    ("fley-qms", ""),
    ("gdi-sops", ""),
    ("incident-playbook", ""),
    ("incident-response-docs", "docs"),
    ("ldilab-manual", ""),
    ("madetech-handbook", ""),
    ("mdn-qms", "source"),
    ("opengrc-toolkit", ""),
    ("publiccode-standard", ""),
    ("soc-ii-compliance", ""),
    ("thoughtbot-guides", ""),
    ("cloud-gov-site", ""),
    ("cncf-toc", ""),
    ("etcd-website", "content"),
    ("gacp-erp", "docs"),
    ("giantswarm-handbook", ""),
    ("jupyterhub-team-compass", "docs"),
    ("soc-sops", ""),
    ("vatpac-sops", "docs"),
    ("civicactions-guidebook", ""),
    ("hackney-api-playbook", ""),
    ("monroe-lab-handbook", ""),
    ("oceangliders-oxygen-sop", ""),
    ("red-team-runbook", "docs"),
    ("mattermost-handbook", ""),
    ("reg-handbook", "content"),
    ("openshift-runbooks", ""),
    ("prometheus-runbooks", "content"),
    ("counteractive-plan", ""),
    ("trussworks-playbook", "docs"),
    ("posthog-handbook", "docs"),
    ("artsy-readme", ""),
    ("weecology-lab-manual", "content"),
    ("openregulatory-templates", "templates"),
    ("mbraybrook-isms", "docs"),
    ("dxw-playbook", "src"),
    ("whharris-quality-manual", ""),
    ("earshore-sops", "docs"),
    ("mabwfas-sop-library", ""),
    ("hmcts-ops-runbooks", "source"),
    ("acecentre-quality-manual", ""),
    ("mslnz-quality-manual", ""),
    ("zalando-api-guidelines", ""),
];
/// Codes that are off by default.
const ON_REQUEST: &[&str] = &[
    "a11y/bare-url",
    "a11y/file-link",
    "a11y/quote-emphasis",
    "a11y/table-size",
    "glossary/unused",
    "meta/long-title",
];
/// The least share of true diagnostics of a code, in a hundred.
const LEAST: f64 = 95.0;

/// A place that a diagnostic has.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    code: String,
    file: String,
    line: u64,
}

struct Verdict {
    sample: String,
    place: Place,
    word: String,
}

fn verdicts() -> Vec<Verdict> {
    let lines = include_str!("../precision.tsv").lines().filter(|line| !line.starts_with('#'));
    let verdict = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [sample, code, file, number, word, reason] = cells[..] else { panic!("not six cells: {line}") };
        assert!(["true", "false", "known"].contains(&word) && !reason.is_empty(), "no verdict with a reason: {line}");
        let line = number.parse().expect("a line number");
        let place = Place { code: code.to_owned(), file: file.to_owned(), line };
        Verdict { sample: sample.to_owned(), place, word: word.to_owned() }
    };
    lines.map(verdict).collect()
}

/// How often each place has a diagnostic, in one library.
fn found(content: &Path) -> BTreeMap<Place, usize> {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let mut command = program();
    command.args(["check", "--format", "json", "--content"]).arg(content);
    for code in ON_REQUEST {
        command.args(["--warn", code]);
    }
    let ran = Ran::of(command.current_dir(folder.path()).output().expect("the program starts"));
    let root = format!("{}/", content.to_string_lossy().trim_start_matches('/'));
    let mut counts = BTreeMap::new();
    for line in ran.out.lines() {
        let diagnostic: Value = serde_json::from_str(line).expect("one object a line");
        let file = diagnostic["file"].as_str().expect("a file");
        let file = file.split_once(&root).map_or(file, |(_, below)| below).to_owned();
        let code = diagnostic["code"].as_str().expect("a code").to_owned();
        let line = diagnostic["line"].as_u64().expect("a line");
        *counts.entry(Place { code, file, line }).or_default() += 1;
    }
    counts
}

#[test]
fn diagnostics_match_human_review() {
    let verdicts = verdicts();
    let (mut wrong, mut unread) = (Vec::new(), BTreeMap::<String, usize>::new());
    let mut by_code: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, below) in LIBRARIES {
        let Some(content) = sample(&format!("{name}/{below}")) else { continue };
        let mut found = found(&content);
        for verdict in verdicts.iter().filter(|verdict| verdict.sample == *name) {
            let left = found.get_mut(&verdict.place).filter(|count| **count > 0);
            let is_found = left.map(|count| *count -= 1).is_some();
            if is_found == (verdict.word == "false") {
                let what = if is_found { "is found again, and is false" } else { "is no longer found" };
                wrong.push(format!("{name} {:?} {what}", verdict.place));
            }
            let (all, right) = by_code.entry(verdict.place.code.as_str()).or_default();
            *all += usize::from(is_found);
            *right += usize::from(is_found && verdict.word == "true");
        }
        for (Place { code, .. }, count) in found {
            *unread.entry(code).or_default() += count;
        }
    }
    let mut low = Vec::new();
    for (code, (all, right)) in by_code.iter().filter(|(_, (all, _))| *all > 0) {
        let share = 100.0 * *right as f64 / *all as f64;
        println!("{share:5.1} %  {right:3} of {all:3}  {code}");
        if share < LEAST {
            low.push(format!("{code}: {share:.1} %"));
        }
    }
    for (code, count) in unread.iter().filter(|(_, count)| **count > 0) {
        println!("not read  {count:3}  {code}");
    }
    assert!(wrong.is_empty(), "{} findings differ from their verdicts: {wrong:#?}", wrong.len());
    assert!(low.is_empty(), "too many false findings: {low:#?}");
}
