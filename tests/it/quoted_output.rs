//! Output of the program that the manual and the README quote is what the program prints.
//!
//! Each quoted output has a project here that gives it. A line `…` in the manual leaves out lines. Where a project here is
//! smaller than the one of the manual, numbers and the width of columns may differ.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{Project, program};
use crate::tutorials::TUTORIALS;

/// How the lines of a quotation are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compared {
    Exactly,
    /// Any number stands for any other, and any white space for any other.
    WithoutNumbers,
}

/// An output that is quoted.
struct Quotation {
    /// The file, and the first line of the output there.
    file: &'static str,
    first: &'static str,
    compared: Compared,
    /// Makes the project and prints.
    print: fn() -> String,
}

/// Outputs that no project on this machine gives, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "warning[external/broken]: `https://www.example.org/forms/old.pdf` does not exist: the site returned 404",
        "it needs a website",
    ),
    ("preview at http://127.0.0.1:4000/", "the preview runs until it is stopped; tests/it/serve.rs reads these lines"),
    ("changed content/filing.md: 1 output rendered, 1 ms", "the same"),
];

fn printed(project: &Project, arguments: &[&str]) -> String {
    let ran = project.run(arguments);
    format!("{}{}", ran.out, ran.err)
}

/// The project of the first chapters.
fn records() -> Project {
    let index = "---\ntitle: Records\ndescription: x\n---\n\nStart with [how we file records](filling.md).\n";
    Project::with(&[("content/index.md", index), ("content/filing.md", "# How we file records\n\nText.\n")])
}

/// A page with a link that `fix` can fix.
fn steps() -> Project {
    Project::with(&[
        ("content/index.md", "# Home\n\nSee [the steps](guide/Steps.md).\n"),
        ("content/guide/steps.md", "# Steps\n\nText.\n"),
    ])
}

const QUOTATIONS: &[Quotation] = &[
    Quotation {
        file: "content/manual/templates.md",
        first: "wrote templates/page.html; it replaces the shipped file from now on, also after an upgrade",
        compared: Compared::Exactly,
        print: || printed(&records(), &["theme", "eject", "page.html"]),
    },
    Quotation {
        file: "content/manual/assessments.md",
        first: "How mature are our procedures? (procedures), version 1",
        compared: Compared::Exactly,
        print: || {
            let mut command = program();
            let ran = command.arg("assess").current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("it runs");
            String::from_utf8_lossy(&ran.stdout).into_owned()
        },
    },
    Quotation {
        file: "content/manual/automatic-fixes.md",
        first: "--- a/content/index.md",
        compared: Compared::Exactly,
        print: || printed(&steps(), &["fix"]),
    },
    Quotation {
        file: "content/manual/automatic-fixes.md",
        first: "fixed 1 problem in 1 file",
        compared: Compared::Exactly,
        print: || printed(&steps(), &["fix", "--apply"]),
    },
    Quotation {
        file: "content/manual/automatic-fixes.md",
        first: "moved guide/steps.md to how-to/start-a-service.md; 4 links updated",
        compared: Compared::Exactly,
        print: || {
            let project = steps();
            let links =
                "# Home\n\n[A](guide/steps.md), [B](guide/steps.md), [C](guide/steps.md), [D](guide/steps.md)\n";
            project.write("content/index.md", links.as_bytes());
            printed(&project, &["mv", "guide/steps.md", "how-to/start-a-service.md"])
        },
    },
    Quotation {
        file: "content/manual/checking.md",
        first: "1  a11y/link-text",
        compared: Compared::Exactly,
        print: || {
            let project = records();
            let text = "# Home\n\nFor the rates click [here](filing.md), or [lost](lost.md). The owner is TBD.\n";
            project.write("content/index.md", text.as_bytes());
            printed(&project, &["check"])
        },
    },
    Quotation {
        file: "content/manual/checking.md",
        first: "error[link/missing-page]: there is no page `software.md`",
        compared: Compared::WithoutNumbers,
        print: || {
            let link = "see the [Software](software.md) page\n\n";
            let here = "For the rates click [here](product.md).\n\n".repeat(30);
            let project = Project::with(&[("content/design.md", &format!("# Design\n\n{link}{here}"))]);
            for name in ["product", "x", "y"] {
                project.write(&format!("content/{name}.md"), format!("# {name}\n\n{link}{link}").as_bytes());
            }
            printed(&project, &["check"])
        },
    },
    Quotation {
        file: "content/manual/checking.md",
        first: "checked 1020 pages: no new findings (1284 in the baseline)",
        compared: Compared::WithoutNumbers,
        print: || {
            let project = records();
            project.run(&["check", "--write-baseline"]);
            printed(&project, &["check", "--deny", "warnings"])
        },
    },
    Quotation {
        file: "content/manual/checking.md",
        first: "3 baseline findings no longer occur. To update the baseline, run with `--write-baseline`",
        compared: Compared::WithoutNumbers,
        print: || {
            let project = records();
            project.write("content/index.md", b"# Home\n\n[Filing](filing.md). TBD\n\nTODO\n\n[lost](lost.md)\n");
            project.run(&["check", "--write-baseline"]);
            project.write("content/index.md", b"# Home\n\n[Filing](filing.md).\n");
            printed(&project, &["check", "--verbose"])
        },
    },
    Quotation {
        file: "content/manual/checking.md",
        first: "error[output/removed-anchor]: the published anchor `#steps` has been removed from this page",
        compared: Compared::Exactly,
        print: || {
            let project = Project::with(&[
                ("content/index.md", "# Home\n\n[A](a.md), [B](guide/b.md)\n"),
                ("content/a.md", "# A\n\n## Steps\n\nText.\n"),
                ("content/guide/b.md", "# B\n\nText of the page.\n"),
            ]);
            project.build().ends(0);
            fs::remove_file(project.path("content/guide/b.md")).expect("a removal");
            project.write("content/guide/c.md", b"# B\n\nText of the page.\n");
            project.write("content/a.md", b"# A\n\n## Words\n\nText.\n");
            project.write("content/index.md", b"# Home\n\n[A](a.md), [B](guide/c.md)\n");
            printed(&project, &["check", "--published", "public"])
        },
    },
    Quotation {
        file: "content/manual/checking.md",
        first: "since 13fb220bbf: 1 page added, 2 pages changed, 1 page moved, 1 page removed",
        compared: Compared::WithoutNumbers,
        print: || {
            let project = Project::with(&[
                (".gitignore", "public/\n.fingerpost/\n"),
                ("content/index.md", "# Home\n\n[A](guide/a.md)\n"),
                ("content/guide/index.md", "# Guide\n\n[A](a.md), [B](b.md)\n"),
                ("content/guide/a.md", "# A\n\nWords of the first page, which are enough to find it again.\n"),
                ("content/guide/b.md", "# B\n\nOther text, about something else.\n"),
            ]);
            let git = |arguments: &[&str]| {
                let mut git = Command::new("git");
                git.args(["-c", "user.name=Ada", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]);
                let ran = git.args(arguments).current_dir(project.path("")).output().expect("git is installed");
                assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
            };
            git(&["init", "--quiet"]);
            git(&["add", "--all"]);
            git(&["commit", "--quiet", "--message", "Begin"]);
            git(&["mv", "content/guide/a.md", "content/guide/new-a.md"]);
            git(&["rm", "--quiet", "content/guide/b.md"]);
            project.write("content/guide/c.md", b"---\naliases: [/guide/b/]\n---\n# C\n\nA page that is new here.\n");
            project.write("content/index.md", b"# Home\n\n[A](guide/new-a.md)\n");
            project.write("content/guide/index.md", b"# Guide\n\n[A](new-a.md), [C](c.md)\n");
            let text = printed(&project, &["check", "--changed-since", "HEAD"]);
            let commit = text.split("since ").nth(1).and_then(|rest| rest.split(':').next()).unwrap_or_default();
            text.replace(commit, "13fb220bbf")
        },
    },
    Quotation {
        file: "content/manual/checks-and-findings.md",
        first: "error[link/missing-page]: there is no page `filling.md`",
        compared: Compared::Exactly,
        print: || printed(&records(), &["build"]),
    },
    Quotation {
        file: "README.md",
        first: "error[link/missing-page]: there is no page `filling.md`",
        compared: Compared::Exactly,
        print: || printed(&records(), &["build"]),
    },
    Quotation {
        file: "content/manual/checks-and-findings.md",
        first: "error[output/broken-link]: there is no page or file at `/contact`",
        compared: Compared::Exactly,
        print: || {
            let project = records();
            project.write("content/index.md", b"# Home\n\n[Filing](filing.md)\n");
            let footer = b"<footer id=\"foot\"><a href=\"/contact\">Contact</a></footer>\n";
            project.write("templates/partials/footer.html", footer);
            printed(&project, &["check"])
        },
    },
    Quotation {
        file: "content/manual/command-line.md",
        first: "published 2 pages to public/ (6 files written, 4 removed)",
        compared: Compared::WithoutNumbers,
        print: || {
            let project = records();
            project.write("content/index.md", b"# Home\n\n[Filing](filing.md)\n");
            project.write("content/old.md", b"---\ntitle: Old\ntags: [a]\n---\nText.\n");
            project.build().ends(0);
            fs::remove_file(project.path("content/old.md")).expect("a removal");
            project.write("content/filing.md", b"# How we file records\n\nOther text.\n");
            let ran = project.run(&["build", "--explain", "content/filing.md"]);
            // In a terminal, the summary comes first.
            format!("{}{}", ran.err, ran.out)
        },
    },
    Quotation {
        file: "content/manual/front-matter.md",
        first: "warning[meta/unknown-key]: unknown front matter key `descripton`",
        compared: Compared::Exactly,
        print: || {
            let page = "---\ndescripton: How to close a counter\ntitle: A\n---\nText.\n";
            printed(&Project::with(&[("content/a.md", page)]), &["check"])
        },
    },
    Quotation {
        file: "content/manual/readability.md",
        first: "words  sentences  mean  over 25  ease  passive  acronyms  listed  page",
        compared: Compared::WithoutNumbers,
        print: || {
            let long = "The DPIA of the authority was written by the team and was approved by the committee of the \
                authority after it had been read by all of the members who were present on that day. ";
            let project = Project::with(&[
                ("content/standards.md", &format!("# Standards\n\n{}", long.repeat(5))),
                ("content/index.md", "# Home\n\nWe file what we keep. The desk helps you. It is open each day.\n"),
            ]);
            printed(&project, &["readability"])
        },
    },
    Quotation {
        file: "content/manual/reviews-and-register.md",
        first: "Counter services",
        compared: Compared::WithoutNumbers,
        print: || {
            let page = |front: &str| format!("---\n{front}---\nText.\n");
            let owner = "owner: Counter services\n";
            let project = Project::with(&[
                (
                    "content/close.md",
                    &page(&format!("title: Close a counter\nid: SOP-001\n{owner}review_by: 2026-07-18\n")),
                ),
                ("content/open.md", &page(&format!("title: Open a counter\n{owner}review_by: 2026-12-01\n"))),
                ("content/lone.md", &page("title: Lone working\ncontrolled: true\n")),
            ]);
            printed(&project, &["review", "--now", "2026-11-21"])
        },
    },
    Quotation {
        file: "content/manual/reviews-and-register.md",
        first: "122 files of Fingerpost 0.1.0: all match the manifest",
        compared: Compared::WithoutNumbers,
        print: || {
            let project = steps();
            project.write("content/index.md", b"# Home\n\n[Steps](guide/steps.md)\n");
            project.build().ends(0);
            printed(&project, &["verify", "public"])
        },
    },
    Quotation {
        file: "content/manual/writing-pages.md",
        first: "Home  /",
        compared: Compared::Exactly,
        print: || printed(&Project::with(&[("content/index.md", "# Home\n")]), &["nav"]),
    },
];

/// The outputs that a page quotes: in blocks with a command, and in others that begin as output does.
fn quoted(text: &str) -> Vec<Vec<String>> {
    let begins = ["error[", "warning[", "note[", "--- a/", "since ", "changed content/", "1  ", "3 baseline"];
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let fence = line.trim_start_matches('`').len();
        if line.len() - fence < 3 {
            continue;
        }
        let (fence, language) = line.split_at(line.len() - fence);
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
        let output: Vec<String> =
            block.iter().filter(|line| !line.starts_with("$ ")).map(|line| line.trim_end().to_owned()).collect();
        let Some(first) = output.first() else { continue };
        let is_output = match language {
            "console" => true,
            "text" | "diff" => begins.iter().any(|start| first.starts_with(start)),
            _ => false,
        };
        if is_output {
            found.push(output);
        }
    }
    found
}

fn normalized(line: &str, compared: Compared) -> String {
    if compared == Compared::Exactly {
        return line.trim_end().to_owned();
    }
    let mut out = String::new();
    for letter in line.chars() {
        let letter = if letter.is_ascii_digit() { '0' } else { letter };
        if !((letter == '0' && out.ends_with('0'))
            || (letter.is_whitespace() && (out.is_empty() || out.ends_with(' '))))
        {
            out.push(if letter.is_whitespace() { ' ' } else { letter });
        }
    }
    // Words in the singular and in the plural.
    let out = out.replace("findings ", "finding ").replace("pages", "page").replace("files", "file");
    out.replace("occurs", "occur").trim_end().to_owned()
}

/// Whether lines are printed one after another, with any number of lines for each `…`.
fn is_printed(lines: &[String], printed: &[String]) -> bool {
    match lines.split_first() {
        None => true,
        Some((line, rest)) if line.trim() == "…" => {
            (0..=printed.len()).any(|skip| is_printed(rest, &printed[skip..]))
        }
        Some((line, rest)) => printed.first() == Some(line) && is_printed(rest, &printed[1..]),
    }
}

#[test]
fn the_manual_quotes_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<String> = fs::read_dir(root.join("content/manual"))
        .expect("the manual")
        .filter_map(|entry| Some(format!("content/manual/{}", entry.ok()?.file_name().to_str()?)))
        .filter(|name| name.ends_with(".md") && !TUTORIALS.iter().any(|page| name.ends_with(page)))
        .collect();
    files.push("README.md".to_owned());
    files.sort();
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    for file in files {
        for output in quoted(&fs::read_to_string(root.join(&file)).expect("a page")) {
            if EXCEPTIONS.iter().any(|(first, _)| *first == output[0]) {
                continue;
            }
            let is_it = |quotation: &&Quotation| quotation.file == file && quotation.first == output[0].trim_start();
            let Some(quotation) = QUOTATIONS.iter().find(is_it) else {
                faults.push(format!("{file}: no project here prints this:\n{}", output.join("\n")));
                continue;
            };
            used.insert((quotation.file, quotation.first));
            let printed = (quotation.print)();
            let lines =
                |text: &[String]| text.iter().map(|line| normalized(line, quotation.compared)).collect::<Vec<_>>();
            let all = lines(&printed.lines().map(str::to_owned).collect::<Vec<_>>());
            let wanted = lines(&output);
            if !(0..=all.len()).any(|at| is_printed(&wanted, &all[at..])) {
                faults.push(format!("{file} quotes:\n{}\n--- the program prints:\n{printed}", output.join("\n")));
            }
        }
    }
    let unused = QUOTATIONS.iter().filter(|quotation| !used.contains(&(quotation.file, quotation.first)));
    faults.extend(unused.map(|quotation| format!("{} no longer quotes `{}`", quotation.file, quotation.first)));
    assert!(faults.is_empty(), "{} quotations:\n\n{}", faults.len(), faults.join("\n\n=====\n\n"));
}
