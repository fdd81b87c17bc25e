//! `fingerpost readability`: what is measured, what is not, and the figures for a library that was measured by others.

use crate::common::{Project, Ran, program, sample};
use serde_json::Value;

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.ends(0).out).expect("a JSON value")
}

fn library() -> Project {
    Project::with(&[
        ("fingerpost.toml", "[readability]\nacronyms = [\"AWS\"]\n"),
        (
            "content/a.md",
            "---\nowner: Desk\n---\n# The title of the page is not read\n\nWe close the valve. Then we call the desk, e.g. Tom.\n\n\
             - [A list of links is not read at all](b.md)\n- We write it down.\n\n\
             ```\nThis code is not read. It is not.\n```\n\n| A table | is not read |\n|---|---|\n| Not | read |\n\n\
             The valve was closed prior to the test. The service level agreement (SLA) is on AWS. Ask the RTO and RPO team, \
             and see the SLA, SOP-014 and PDF.\n",
        ),
        ("content/b.md", "---\nowner: Team\n---\n# B\n\nRPO\n: How much may be lost in the worst case of all.\n"),
        (
            "content/c.md",
            "---\nlang: de\n---\n# C\n\nDie Pumpe ist vor der Arbeit zu entlasten und das Ventil zu sichern.\n",
        ),
        (
            "content/d.md",
            "# D\n\nThis sentence goes on and on with `one` word after the other until it has more than so many as a reader can \
             keep in the head at one time.\n",
        ),
        ("content/e.md", "---\ntemplating: true\nperson: Tom\n---\n# E\n\nWe call {{ page.person }} at once.\n"),
    ])
}

#[test]
fn only_running_text_is_measured() {
    let report = json(&library().run(&["readability", "--format", "json"]));
    let page = |source: &str| {
        let pages = report["pages"].as_array().expect("pages");
        pages.iter().find(|page| page["source"] == source).unwrap_or_else(|| panic!("no {source}")).clone()
    };
    let a = page("content/a.md");
    assert_eq!(a["sentences"], 6, "{a:#}");
    assert_eq!(a["words"], 4 + 7 + 4 + 8 + 8 + 13, "{a:#}");
    assert_eq!(a["passive"], 1);
    assert_eq!(a["acronyms"], serde_json::json!([{ "line": 19, "text": "RTO" }]), "RPO is defined on another page");
    assert_eq!(a["listed"][0]["text"], "prior to");
    assert_eq!((a["listed"][0]["line"].as_u64(), a["listed"][0]["instead"].as_str()), (Some(19), Some("before")));
    let d = page("content/d.md");
    assert_eq!((d["sentences_over_25"].as_u64(), d["long"][0]["words"].as_u64()), (Some(1), Some(30)));
    assert_eq!(d["long"][0]["line"], 3);
    assert_eq!(page("content/e.md")["words"], 5);
    assert_eq!(report["skipped"], serde_json::json!(["content/c.md"]));
    let owners: Vec<_> =
        report["owners"].as_array().expect("owners").iter().map(|owner| owner["owner"].clone()).collect();
    assert_eq!(owners, [Value::Null, "Desk".into(), "Team".into()]);
    let ease = report["site"]["reading_ease"].as_f64().expect("a number");
    assert!((80.0..115.0).contains(&ease), "{ease}");
}

#[test]
fn people_get_a_table_and_one_page_in_full() {
    let project = library();
    project
        .run(&["readability"])
        .ends(0)
        .says("content/a.md")
        .says("Desk")
        .says("skipped, because they are not in English: 1");
    project.run(&["readability", "/a/"]).ends(0).says("line 19: prior to → before").says("line 19: RTO");
    project.run(&["readability", "content/d.md"]).ends(0).says("line 3, 30 words: This sentence goes on");
    project.run(&["readability", "content/c.md"]).ends(2).says("not in English");
}

#[test]
fn the_maturity_model_is_as_hard_as_it_was_measured_before() {
    let Some(content) = sample("cloudmaturity-2025-01/src") else { return };
    let folder = tempfile::tempdir().expect("a folder for the test");
    let mut command = program();
    command.args(["readability", "--format", "json", "--content"]).arg(content).current_dir(folder.path());
    let report = json(&Ran::of(command.output().expect("the program starts")));
    let figure = |name: &str| report["site"][name].as_f64().expect("a number");
    // Others counted a mean of 14 words and an ease of 31; what is a sentence in a list is a matter of rules.
    assert!((12.0..16.0).contains(&figure("mean_sentence")), "{}", figure("mean_sentence"));
    assert!((26.0..36.0).contains(&figure("reading_ease")), "{}", figure("reading_ease"));
}
