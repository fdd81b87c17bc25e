//! What the command line refuses, and what it says instead.

use crate::common::Project;

/// A project with two pages.
fn project() -> Project {
    Project::with(&[("content/index.md", "# Home\n"), ("content/a.md", "# A\n")])
}

#[test]
fn options_that_would_have_no_effect_are_refused_with_what_is_possible() {
    let project = project();
    let cases: &[(&[&str], &[&str])] = &[
        (&["list", "--format", "sarif"], &["`list` cannot print `sarif`", "has the formats text, json"]),
        (&["nav", "--format", "junit"], &["`nav` cannot print `junit`", "has the formats text, json"]),
        (&["build", "--format", "csv"], &["`build` has the formats text, json, sarif, github, junit, markdown"]),
        (&["review", "--format", "svg"], &["`review` has the formats text, json, csv, ics"]),
        (&["serve", "--format", "json"], &["leave out `--format`: `serve` prints only text"]),
        (&["check", "--allow", "config/invalid-value"], &["is a fatal error, so its level cannot be changed"]),
        (&["check", "--allow", "link/missng-page"], &["did you mean `link/missing-page`?"]),
        (
            &["print", "--to", "x.docx"],
            &["`print` cannot tell from `x.docx` which format to write", "`.html` or `.pdf`"],
        ),
        (&["print", "--to", "-"], &["`print` cannot write to standard output", "--to manual.pdf"]),
        (&["search", "--limit", "0", "a"], &["use a number of pages from 1 to 65535"]),
        (&["build", "--jobs", "0"], &["use a number of threads from 1 to 1024"]),
        (&["serve", "--port", "99999"], &["use a port from 1 to 65535, or 0 for any free port"]),
        (&["build", "--base-url", "example.org"], &["is not a full URL", "`https://example.org`"]),
        (&["build", "--output", "content"], &["`content` is a folder with sources", "--output public"]),
        (&["build", "--output", "content/x"], &["is inside the source folder"]),
        (&["build", "--output", "."], &["is the project folder"]),
        (&["mv", "content/a.md", "content/a.md"], &["`a.md` has this path already", "give it a new path"]),
    ];
    let folder = format!("{}/", project.folder.path().display());
    for (arguments, wanted) in cases {
        let ran = project.run(arguments);
        let said = ran.err.replace(&folder, "");
        assert_eq!(ran.code, 2, "{arguments:?}: {said}");
        for words in *wanted {
            assert!(said.contains(words), "{arguments:?} does not say `{words}`:\n{said}");
        }
    }
    for name in ["x.docx", "-", "public"] {
        assert!(!project.path(name).exists(), "`{name}` was written");
    }
}

#[test]
fn help_lists_the_formats_of_a_command() {
    let project = project();
    project.run(&["list", "--help"]).ends(0).says("Output formats: text, json\n").lacks("sarif");
    project.run(&["check", "--help"]).ends(0).says("Output formats: text, json, sarif, github, junit, markdown");
    project.run(&["mv", "--help"]).ends(0).lacks("Output formats");
}
