//! `fingerpost import` of folders of documents. The documents are made here with pandoc; without it, those tests end.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::common::{Project, Ran, program, snapshot};
use crate::import_case::Import;

/// A picture of one pixel.
const PICTURE: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

const DOCUMENT: &str = "---\ntitle: Close the counter\nauthor: Desk team\n---\n\n| Field | Value |\n| --- | --- |\n| Document ID | SOP-1 |\n| Owner | Desk team |\n| Room | 4 |\n\n# Purpose\n\nText with a note.[^1]\n\n![The till](till.gif)\n\n1. One\n2. Two\n    - a\n\n[^1]: The note.\n\n[new]{.insertion author=\"Ann\" date=\"2026-01-01T00:00:00Z\"} and [old]{.deletion author=\"Ann\" date=\"2026-01-01T00:00:00Z\"} words, [why so]{.comment-start id=\"0\" author=\"Bob\" date=\"2026-01-01T00:00:00Z\"}here[]{.comment-end id=\"0\"}. See [hours](hours.txt).\n";

/// A document made by pandoc from Markdown; `None` where pandoc is not installed.
fn document(project: &Project, text: &str, path: &str) -> Option<()> {
    fs::write(project.path("till.gif"), PICTURE).expect("it is written");
    fs::create_dir_all(project.path(path).parent().expect("a folder")).expect("a folder");
    let mut pandoc = Command::new("pandoc")
        .args(["--from=markdown", "--output"])
        .arg(project.path(path))
        .current_dir(project.folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    pandoc.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("pandoc reads");
    assert!(pandoc.wait().expect("it ends").success());
    Some(())
}

#[test]
fn word_and_opendocument_files_become_pages() {
    let project = Project::new();
    if document(&project, DOCUMENT, "old/close.docx").is_none() {
        return;
    }
    document(&project, &DOCUMENT.replace("SOP-1", "SOP-2").replace("(hours", "(../hours"), "old/more/open it.odt")
        .expect("pandoc is installed");
    project.write("old/broken.docx", b"PK no document");
    project.write("old/hours.txt", b"Opening hours\n\nDesk <one>\nFloor 2\n\n\xe2\x80\xa2 a\n");
    project.write("old/README.md", b"# Desk\n\n[Close](close.docx)\n");
    project.write("old/~$close.docx", b"lock");
    project.write("old/letter.doc", b"old");
    let before = snapshot(&project.path("old"));
    let ran = project.run(&["import", "old", "new"]);
    ran.ends(0).says("a folder of documents, recognised by").lacks("URLs kept");
    assert_eq!(snapshot(&project.path("old")), before, "the source is unchanged");
    let file = |path: &str| fs::read_to_string(project.path("new").join(path)).unwrap_or_else(|_| panic!("{path}"));
    let page = file("content/close.md");
    for kept in [
        "title: Close the counter\n",
        "controlled: true\n",
        "id: SOP-1\n",
        "owner: Desk team\n",
        "| Room | 4 |\n",
        "# Purpose\n",
        "![The till](close-images/",
        "1.  One\n2.  Two\n    -   a\n",
        "[^1]: The note.",
        "new and  words, here.",
        "[hours](hours.md)",
    ] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    assert!(!page.contains("why so") && !page.contains("<span") && !page.contains("Document ID"), "{page}");
    let other = file("content/more/open it.md");
    assert!(other.contains("title: Close the counter\n") && other.contains("(open%20it-images/"), "{other}");
    assert!(file("content/hours.md").contains("Desk \\<one>\\\nFloor 2\n\n- a\n"));
    assert!(file("content/README.md").contains("[Close](close.md)"));
    let report = file("import-report.md");
    for said in [
        "pandoc cannot read it",
        "comment of Bob: `why so`: `close.docx`",
        "text that Ann deleted: `old`: `close.docx`",
        "1 tracked insertions are in the text: `close.docx`",
        "an old Word document, kept as a download",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    assert!(!project.path("new/content/close.docx").exists());
    project.run(&["build", "--root", "new", "--no-cache"]).ends(0);
    project.run(&["import", "old", "new"]).ends(0).says("nothing to write");
    project.run(&["import", "old", "kept", "--keep-documents"]).ends(0).says("stop a build: 0");
    assert!(project.path("kept/content/close.docx").is_file());
}

#[test]
fn without_pandoc_the_report_says_how_to_get_it() {
    let project = Project::new();
    project.write("old/a.docx", b"PK");
    project.write("old/b.txt", b"Notes\n\nText.\n");
    let run = |options: &[&str]| {
        let command = program().arg("import").args(options).env("PATH", "").current_dir(project.folder.path()).output();
        Ran::of(command.expect("the program starts"))
    };
    run(&["old", "new"]).ends(0).says("Files that were not read: 1");
    let report = fs::read_to_string(project.path("new/import-report.md")).expect("a report");
    assert!(report.contains("sudo apt-get install pandoc") && report.contains("--keep-documents"), "{report}");
    assert!(!project.path("new/content/a.docx").exists() && project.path("new/content/b.md").exists());
    run(&["old", "kept", "--keep-documents"]).ends(0);
    assert!(project.path("kept/content/a.docx").is_file());
}

#[test]
fn plain_text_alone_is_a_folder_of_documents() {
    let import = Import::of(&[("notes/a plan.txt", "The plan\n\nText.\n"), ("robots.txt", "User-agent: *\n")]);
    import.ran.says("recognised by `notes/a plan.txt`");
    import.builds_with(&["/notes/a-plan/", "/robots.txt"]);
    import.is_repeatable();
}

#[test]
fn facts_and_steps_of_plain_text_are_kept() {
    let text = "Fire alarm\n\nDocument ID: SOP-104\nOwner: Safety team\nVersion: 1.2\n\n1. PURPOSE\nTo get all out.\n\n2. PROCEDURE\n1. Sound the alarm.\n2. Leave.\n";
    let import = Import::of(&[("notes/fire.txt", text)]);
    import.builds_with(&["/notes/fire/"]);
    let page = import.new_file("content/notes/fire.md");
    for kept in ["title: Fire alarm", "SOP-104", "Safety team", "## 2. PROCEDURE\n\n1. Sound the alarm.\n2. Leave."] {
        assert!(page.contains(kept), "{kept} is missing:\n{page}");
    }
    let (front, body) = page.trim_start_matches("---").split_once("---").expect("front matter");
    assert!(front.contains("SOP-104") && !body.contains("Owner:"), "{page}");
    import.is_repeatable();
}
