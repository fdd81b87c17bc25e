//! What readers type for the words of a page: other spellings, joined words, ids, versions, one sign, words that every page has.

use serde_json::Value;

use crate::common::Project;

const PAGES: [(&str, &str); 12] = [
    ("fingerpost.toml", "title = \"Test\"\n"),
    ("content/index.md", "---\ntitle: Home\n---\n\nThe start of the site.\n"),
    ("content/c.md", "---\ntitle: C\n---\n\nThe language.\n"),
    ("content/cpp.md", "---\ntitle: C++\n---\n\nThe language that came after C.\n"),
    ("content/csharp.md", "---\ntitle: \"C#\"\n---\n\nThe language that came after C++.\n"),
    ("content/front-matter.md", "---\ntitle: Front matter\n---\n\nThe organisation of the catalogue, in colour.\n"),
    ("content/notes.md", "---\ntitle: Notes\n---\n\nThe frontmatter of version 1.2.3, not 1, 2 or 3. OAuth 2.0.\n"),
    (
        "content/numbers.md",
        "---\ntitle: Numbers\n---\n\nThe numbers 1 and 2 and 3, 3, 2, 1, 014 and 14.\n\n- 1\n- 2\n- 3\n",
    ),
    ("content/sop.md", "---\ntitle: Restoring\nkind: sop\nid: SOP-014\nstatus: approved\n---\n\nThe steps.\n"),
    ("content/water.md", "---\ntitle: 自来水\nlang: zh\n---\n\n水道局\n"),
    (
        "content/glossary.md",
        "---\ntitle: Glossary\nkind: glossary\n---\n\nMFA\n: Multi-factor authentication, when you sign in.\n\n\
         Service level agreement (SLA)\n: What we promise.\n",
    ),
    (
        "content/sign-in.md",
        "---\ntitle: Signing in\n---\n\nThe multi-factor authentication of the council. The factor of the rest.\n",
    ),
];

fn answer(project: &Project, query: &[&str]) -> Value {
    let ran = project.run(&[&["search", "--format", "json"], query].concat());
    serde_json::from_str(&ran.ends(0).out).expect("JSON")
}

fn titles(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().expect("a list").iter().filter_map(|page| page["title"].as_str()).collect()
}

#[test]
fn readers_find_a_page_by_what_they_type() {
    let project = Project::with(&PAGES);
    for (query, first) in [
        ("C", "C"),
        ("C++", "C++"),
        ("c#", "C#"),
        ("frontmatter", "Front matter"),
        ("front matter", "Front matter"),
        ("organization", "Front matter"),
        ("catalog", "Front matter"),
        ("colored", "Front matter"),
        ("oauth2.0", "Notes"),
        ("v1.2.3", "Notes"),
        ("1.2.3", "Notes"),
        ("sop14", "Restoring"),
        ("sop 014", "Restoring"),
        ("SOP-14", "Restoring"),
        ("014", "Restoring"),
        ("14", "Restoring"),
        ("水", "自来水"),
        ("来", "自来水"),
        ("what is the glossary for", "Glossary"),
    ] {
        let answer = answer(&project, &[query]);
        assert_eq!(titles(&answer).first(), Some(&first), "{query}: {:?}", titles(&answer));
    }
}

#[test]
fn a_number_is_not_taken_for_another_one() {
    let project = Project::with(&PAGES);
    for query in ["v9.9.9", "sop15", "zzz"] {
        assert_eq!(answer(&project, &[query])["total"], 0, "{query}");
    }
}

#[test]
fn words_that_every_page_has_find_only_titles() {
    let project = Project::with(&PAGES);
    for query in ["the", "what is the"] {
        let answer = answer(&project, &[query]);
        assert_eq!((answer["total"].as_u64(), answer["words"].as_array().map(Vec::len)), (Some(0), Some(0)), "{query}");
    }
    project.write("content/the.md", b"---\ntitle: The the\n---\n\nA band.\n");
    assert_eq!(titles(&answer(&project, &["the"])), ["The the"]);
}

#[test]
fn short_and_long_forms_of_the_glossary_find_each_other() {
    let project = Project::with(&PAGES);
    assert!(titles(&answer(&project, &["MFA"])).contains(&"Signing in"));
    let short = answer(&project, &["MFA"]);
    let page = short["results"].as_array().expect("a list").iter().find(|page| page["title"] == "Signing in");
    let marked = &page.expect("it is found")["sections"][0]["excerpt"];
    assert!(marked.to_string().contains(r#"["multi-factor authentication",true]"#), "{marked}");
    // Not what has one of the words only.
    project.write("content/factor.md", b"---\ntitle: Factor\n---\n\nThe factor.\n");
    assert!(!titles(&answer(&project, &["MFA"])).contains(&"Factor"));
}

#[test]
fn one_sign_is_marked_and_not_the_whole_line() {
    let project = Project::with(&PAGES);
    let answer = answer(&project, &["水道"]);
    let marked = &answer["results"][0]["sections"][0]["excerpt"];
    assert_eq!(marked.to_string(), r#"[["水道",true],["局",false]]"#);
}

#[test]
fn a_search_can_be_limited_to_a_status() {
    let project = Project::with(&PAGES);
    assert_eq!(titles(&answer(&project, &["steps", "--state", "approved"])), ["Restoring"]);
    assert_eq!(answer(&project, &["steps", "--state", "draft"])["total"], 0);
}
