//! `fingerpost review`: what is due on a stated day, in each form.

use crate::common::Project;

fn library() -> Project {
    Project::with(&[
        ("fingerpost.toml", "title = \"The yard; and quay\"\nbase_url = \"https://example.org/\"\n"),
        (
            "content/overdue.md",
            "---\ntitle: Close a counter, safely\nid: SOP-001\nkind: sop\nowner: Counters\nlast_reviewed_on: 2026-01-18\nreview_in: 6 months\n---\n",
        ),
        ("content/due.md", "---\ntitle: Open a counter\nowner: Counters\nreview_by: 2026-08-30\n---\n"),
        ("content/current.md", "---\ntitle: Count the till\nowner: Counters\nreview_by: 2027-08-30\n---\n"),
        ("content/edge.md", "---\ntitle: Today\nowner: Doors\nreview_by: 2026-08-01\n---\n"),
        ("content/never.md", "---\ntitle: Never\nkind: policy\n---\n"),
        ("content/plain.md", "---\ntitle: A page like any other\n---\n"),
        ("content/gone.md", "---\ntitle: Gone\nkind: sop\nstatus: archived\nreview_by: 2020-01-01\n---\n"),
        (
            "content/bad.md",
            "---\ntitle: Unreadable\nowner: Doors\nlast_reviewed_on: last spring\nreview_in: 1 year\n---\n",
        ),
    ])
}

#[test]
fn the_text_report_groups_reviews_by_owner() {
    let ran = library().run(&["review", "--now", "2026-08-01"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected = "\
Counters
  overdue         2026-07-18  SOP-001  Close a counter, safely  content/overdue.md
  due             2026-08-30           Open a counter  content/due.md

Doors
  unreadable                           Unreadable  content/bad.md
  due             2026-08-01           Today  content/edge.md

No owner
  never reviewed                       Never  content/never.md

On 2026-08-01, 6 pages with reviews: 1 overdue, 2 due within 30 days, 1 never reviewed, 1 with an invalid date, 1 without an owner
";
    assert_eq!(ran.out, expected);
    assert!(ran.err.contains("meta/invalid-date") && ran.err.contains("content/bad.md:4:19"), "{}", ran.err);
}

#[test]
fn the_date_and_the_period_can_be_set() {
    let project = library();
    let overdue = |day: &str| project.run(&["review", "--now", day]).out.matches("  overdue ").count();
    assert_eq!((overdue("2026-07-18"), overdue("2026-07-19"), overdue("2027-08-31")), (0, 1, 4));
    let due = project.run(&["review", "--now", "2026-08-01", "--within", "0"]).out;
    assert!(due.contains("1 due within 0 days"), "{due}");
    let doors = project.run(&["review", "--now", "2026-08-01", "--owner", "doors"]).out;
    assert!(doors.contains("Doors") && !doors.contains("Counters"), "{doors}");
}

#[test]
fn overdue_reviews_fail_only_with_the_option() {
    let project = library();
    assert_eq!(project.run(&["review", "--now", "2026-08-01", "--fail-overdue"]).code, 1);
    std::fs::remove_file(project.path("content/bad.md")).expect("it is there");
    assert_eq!(project.run(&["review", "--now", "2026-07-01", "--fail-overdue"]).code, 0);
    assert_eq!(project.run(&["review", "--now", "2026-08-01", "--fail-overdue"]).code, 1);
}

#[test]
fn json_and_csv_list_every_page_to_review() {
    let project = library();
    let json = project.run(&["review", "--now", "2026-08-01", "--format", "json"]).out;
    let list: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let titles: Vec<&str> = list["documents"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| row["title"].as_str().expect("a title"))
        .collect();
    assert_eq!(titles, ["Close a counter, safely", "Unreadable", "Never", "Today", "Open a counter", "Count the till"]);
    assert_eq!(list["documents"][0]["review_by"], "2026-07-18");

    let csv = project.run(&["review", "--now", "2026-08-01", "--format", "csv"]).out;
    assert!(csv.starts_with("status,review_by,last_reviewed_on,document_id,title,"), "{csv}");
    assert!(csv.contains("overdue,2026-07-18,2026-01-18,SOP-001,\"Close a counter, safely\",,Counters,,content/overdue.md,https://example.org/overdue/\r\n"), "{csv}");
}

#[test]
fn a_calendar_is_well_formed_and_keeps_its_identifiers() {
    let project = library();
    let calendar = |day: &str| project.run(&["review", "--now", day, "--format", "ics"]).out;
    let text = calendar("2026-08-01");
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") && text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!((text.matches("BEGIN:VEVENT").count(), text.matches("END:VEVENT").count()), (4, 4));
    let unfolded = text.replace("\r\n ", "");
    assert!(unfolded.contains("X-WR-CALNAME:Reviews of The yard\\; and quay\r\n"), "{unfolded}");
    assert!(unfolded.contains("SUMMARY:Review SOP-001 Close a counter\\, safely\r\n"), "{unfolded}");
    assert!(unfolded.contains("DTSTART;VALUE=DATE:20260718\r\nDTEND;VALUE=DATE:20260719\r\n"), "{unfolded}");
    assert_eq!(text, calendar("2030-01-01"), "it contains no day of the caller");
    let uids = |text: &str| text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
    let before = uids(&text);
    let moved = std::fs::read_to_string(project.path("content/overdue.md")).expect("it is there");
    std::fs::remove_file(project.path("content/overdue.md")).expect("it is there");
    project.write("content/sops/renamed.md", moved.replace("safely", "at night").as_bytes());
    let mut after = uids(&calendar("2026-08-01"));
    let mut before = before;
    before.sort();
    after.sort();
    assert_eq!(before, after, "a document keeps its identifier when it moves and is renamed");
    before.dedup();
    assert_eq!(before.len(), 4);
}

#[test]
fn review_formats_are_refused_by_other_commands() {
    let ran = library().run(&["list", "--format", "csv"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`list` cannot print `csv`"), "{}", ran.err);
}
