//! Input that is broken, hostile or odd: each gives a page or a clear diagnostic, names the file, and leaves `public/`
//! whole.

use std::fs;

use crate::common::{Project, snapshot};

/// A project that was published once, so that a test can see whether `public/` was harmed.
fn published() -> Project {
    let project = Project::with(&[("content/index.md", "# Home\n"), ("content/good.md", "# Good\n\nText.\n")]);
    project.build().ends(0);
    project
}

/// Adds a file, builds, expects a refusal that says `words`, and an unharmed `public/`.
#[track_caller]
fn refused(path: &str, bytes: &[u8], words: &str) {
    let project = published();
    let before = snapshot(&project.path("public"));
    project.write(path, bytes);
    let ran = project.build();
    ran.ends(1).says(words).says(path);
    assert!(snapshot(&project.path("public")) == before, "public/ changed");
}

#[track_caller]
fn accepted(path: &str, bytes: &[u8]) -> Project {
    let project = Project::new();
    project.write(path, bytes);
    project.build().ends(0);
    project
}

#[test]
fn line_ends_boms_tabs_and_missing_newlines_are_fine() {
    let text = "\u{feff}---\r\ntitle: Übung\r\n---\r\n\tcode\r\n\r\nText\nmixed\r\nno newline";
    let page = accepted("content/a.md", text.as_bytes()).published("a/index.html");
    assert!(page.contains("<h1>Übung</h1>") && page.contains("no newline"), "{page}");
    accepted("content/empty.md", b"");
    accepted("content/bom.md", "\u{feff}".as_bytes());
    accepted("content/newlines.md", b"\r\n\r\n\n");
}

#[test]
fn front_matter_that_cannot_be_read_is_refused() {
    refused("content/a.md", b"---\ntitle: A\n\nText\n", "meta/unclosed");
    refused("content/a.md", b"---\ntitle: [A\n---\n", "meta/syntax");
    refused("content/a.md", b"---\n- a\n---\n", "meta/not-a-map");
    refused("content/a.md", b"---\njust text\n---\n", "meta/not-a-map");
    refused("content/a.md", b"+++\ntitle = \n+++\n", "meta/syntax");
    refused("content/a.md", format!("---\na: {}\n---\n", "{b: ".repeat(5_000)).as_bytes(), "meta/");
}

#[test]
fn a_file_that_is_not_utf8_is_refused_with_its_offset_and_others_are_still_checked() {
    let project = published();
    project.write("content/latin.md", b"# Caf\xe9\n");
    project.write("content/other.md", b"# Other\n\n[gone](gone.md)\n");
    project.build().ends(1).says("source/not-utf8").says("content/latin.md").says("offset 5").says("no page `gone.md`");
    assert!(project.published("good/index.html").contains("Good"));
}

#[test]
fn files_in_other_encodings_are_refused_by_name() {
    let utf_16: Vec<u8> = "title = \"A\"\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for path in [
        "content/b.md",
        "fingerpost.toml",
        "templates/page.html",
        "themes/x/assets/site.css",
        "static/a.css",
        "static/b.js",
    ] {
        refused(path, b"a = \"caf\xe9\"\n", "offset 8");
        refused(path, b"a = \"b\0c\"\n", "offset 6");
        refused(path, b"a = 1\rb = 2\n", "LF or CRLF");
        refused(path, &utf_16, "UTF-16");
        refused(path, "\u{feff}\u{feff}a = 1\n".as_bytes(), "two byte order marks");
    }
}

#[test]
fn large_pages_long_lines_and_deep_nesting_end() {
    accepted("content/big.md", "A sentence of words that goes on.\n\n".repeat(600_000).as_bytes());
    accepted("content/line.md", "word ".repeat(200_000).as_bytes());
    accepted("content/quotes.md", format!("{}deep\n", ">".repeat(10_000)).as_bytes());
    accepted("content/lists.md", "- ".repeat(10_000).as_bytes());
    accepted("content/brackets.md", "[".repeat(100_000).as_bytes());
    accepted("content/stars.md", "*a **a ".repeat(20_000).as_bytes());
    accepted("content/tables.md", "a | b\n--|--\n".repeat(20_000).as_bytes());
    accepted("content/divs.md", "<div>\n\n".repeat(10_000).as_bytes());
    accepted("content/headings.md", "# Same\n\n".repeat(20_000).as_bytes());
    accepted("content/code.md", format!("```rust\n{}\n```\n", "let a = \"x\";".repeat(100_000)).as_bytes());
}

#[test]
fn input_that_multiplies_ends() {
    accepted("content/textarea.md", "<textarea>x</textarea>\n".repeat(50_000).as_bytes());
    accepted("content/anchors.md", format!("<div>\n{}</div>\n", "<a href=\"#\">y</a>\n".repeat(100_000)).as_bytes());
    accepted("content/notes.md", (0..4_000).map(|n| format!("[^{n}]: note\n\n")).collect::<String>().as_bytes());
    accepted("content/marks.md", format!("```text {{{}}}\ncode\n```\n", "1-99999,".repeat(2_000)).as_bytes());
    accepted("content/nested.md", format!("{}\n", "<div>".repeat(100_000)).as_bytes());
    let many = |html: &str| format!("<div>\n{}</div>\n", html.repeat(20_000));
    accepted("content/bold.md", many("<p><b>x</b></p>\n").as_bytes());
    accepted(
        "content/names.md",
        format!(
            "{}\n<p id=\"n\">{}</p>\n",
            many("<a href=\"#\" aria-labelledby=\"n\"></a>\n"),
            "<i>w</i>".repeat(20_000)
        )
        .as_bytes(),
    );
    accepted(
        "content/cells.md",
        format!("<table><tr>\n{}</table>\n", "<td id=\"c\" headers=\"d\">x\n".repeat(20_000)).as_bytes(),
    );
    accepted("content/parts.md", many("<svg role=\"img\"><g lang=\"zz1\"><title></title>\n").as_bytes());
    accepted("content/headings.md", many("<h2><img src=\"#\" alt=\" \">\n").as_bytes());
    accepted("content/brackets.md", "[a b][c] (x)[y.md] ".repeat(20_000).as_bytes());
    accepted("content/marks-in-a-line.md", "*a* b ".repeat(100_000).as_bytes());
    accepted("content/rows.md", "| a | b |\n\n".repeat(20_000).as_bytes());
    let parts = "### P\n\n1. a\n\n".repeat(20_000);
    accepted("content/parts.md", format!("---\nsteps: true\n---\n## Procedure\n\n{parts}").as_bytes());
    accepted("content/names.md", format!("---\nsupersedes: \"{}\"\n---\n# N\n", "a, ".repeat(100_000)).as_bytes());
    let cells = "<td rowspan=\"9\">x\n".repeat(20_000);
    let spanned = format!("## Change log\n\n<table><tr><th>Date\n<tr>{cells}<tr>{cells}</table>\n");
    accepted("content/spans.md", spanned.as_bytes());
    accepted("content/lists.md", format!("---\nsteps: true\n---\n{}", "1. a\n\nThen:\n\n".repeat(20_000)).as_bytes());
    let project = Project::with(&[("fingerpost.toml", "[markdown]\nwiki_links = true\n")]);
    for page in 0..14 {
        let text = format!("# P{page}\n\n{}", format!("![[p{}]]\n\n", page + 1).repeat(8));
        project.write(&format!("content/p{page}.md"), text.as_bytes());
    }
    project.write("content/p14.md", b"# P14\n\nThe end.\n");
    project.build().ends(1).says("link/embed-cycle");
}

#[test]
fn a_flat_folder_of_many_pages_stays_small() {
    let project = Project::new();
    for page in 0..600 {
        project.write(&format!("content/p{page:03}.md"), format!("# Page {page}\n").as_bytes());
    }
    project.build().ends(0);
    let page = project.published("p350/index.html");
    assert!(page.contains("href=\"/p399/\"") && !page.contains("href=\"/p400/\""), "the block of the page is shown");
    assert!(page.contains("aria-current=\"page\"") && page.contains("All 600 pages"));
}

#[test]
fn a_page_beyond_the_limit_is_refused() {
    let project = published();
    let file = fs::File::create(project.path("content/huge.md")).expect("a file");
    file.set_len(65 * 1024 * 1024).expect("a sparse file");
    project.build().ends(1).says("source/too-large").says("content/huge.md");
}

#[test]
fn odd_names_are_published() {
    let names = [
        "a b.md",
        "q'uote.md",
        "d\"ouble.md",
        "comma, name.md",
        "co:lon.md",
        "100%.md",
        "ha#sh.md",
        "🚒.md",
        "cafe\u{301}.md",
        "-.md",
        "..md.md",
        "e\\f.md",
    ];
    let project = Project::new();
    for name in names {
        project.write(&format!("content/{name}"), b"# Title\n");
    }
    project.write(&format!("content/{}.md", "x".repeat(252)), b"# Long\n");
    project.write("content/folder ending in space /a.md", b"# Spaced\n");
    project.write("content/files/r\u{e9}sum\u{e9} #1 50%.pdf", b"pdf");
    project.write(
        "content/link.md",
        "[file](files/r%C3%A9sum%C3%A9%20%231%2050%25.pdf) [comma](<comma, name.md>)\n\n[hash](ha%23sh.md)".as_bytes(),
    );
    project.build().ends(0);
    let page = project.published("link/index.html");
    assert!(page.contains("/files/r%C3%A9sum%C3%A9%20%231%2050%25.pdf"), "{page}");
}

/// A line of a list or of a report could begin with such a name.
#[cfg(unix)]
#[test]
fn names_with_control_characters_are_refused() {
    for name in
        ["tab\tname.md", "new\n::error::line.md", "colour\u{1b}[31m.png", "folder\n::error::/a.md", "c1\u{9b}.md"]
    {
        let project = published();
        project.write(&format!("content/{name}"), b"# Title\n");
        let ran = project.build();
        ran.ends(1).says("source/unreadable").says("control character").says("\u{fffd}").lacks("\n::error::");
        project.run(&["check", "--format", "github"]).ends(1).says("control character");
        let listed = project.run(&["list"]);
        assert!(!listed.ends(1).out.contains("Title"), "{name:?}: {}", listed.out);
    }
}

#[cfg(unix)]
#[test]
fn links_in_the_file_system_that_loop_or_leave_are_not_followed() {
    use std::os::unix::fs::symlink;
    let secret = tempfile::tempdir().expect("a folder outside");
    fs::write(secret.path().join("secret.md"), "# Secret\n").expect("a file outside");
    let project = published();
    symlink("..", project.path("content/loop")).expect("a link");
    project.run(&["build", "--warn", "source"]).ends(0).says("source/");
    symlink(secret.path(), project.path("content/out")).expect("a link");
    symlink(secret.path().join("secret.md"), project.path("content/file.md")).expect("a link");
    project.build().ends(1).says("source/symlink-outside").says("content/out").says("content/file.md");
    project.run(&["build", "--warn", "source"]).ends(0);
    assert!(snapshot(&project.path("public")).values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Secret")));
}

#[cfg(unix)]
#[test]
fn symlinked_folders_outside_the_project_are_not_read() {
    let outside = tempfile::tempdir().expect("a folder outside");
    fs::write(outside.path().join("secret.txt"), "Secret").expect("a file outside");
    let project = published();
    std::os::unix::fs::symlink(outside.path(), project.path("static")).expect("a link");
    project.build().ends(1).says("source/symlink-outside").says("static");
    project.run(&["build", "--warn", "source"]).ends(0);
    assert!(!project.path("public/secret.txt").exists());
}

#[cfg(unix)]
#[test]
fn links_inside_the_content_are_followed() {
    use std::os::unix::fs::symlink;
    let project = Project::with(&[("content/real/a.md", "# A\n")]);
    symlink("real", project.path("content/alias")).expect("a link");
    project.build().ends(0);
    assert!(project.published("alias/a/index.html").contains("<h1"));
}

#[cfg(unix)]
#[test]
fn a_file_without_read_permission_is_refused_by_name() {
    use std::os::unix::fs::PermissionsExt;
    let project = published();
    project.write("content/locked.md", b"# Locked\n");
    fs::set_permissions(project.path("content/locked.md"), fs::Permissions::from_mode(0o000)).expect("permissions");
    if fs::read(project.path("content/locked.md")).is_ok() {
        // The superuser reads everything; a link to nothing is unreadable for everybody.
        std::os::unix::fs::symlink("nowhere", project.path("content/dangling.md")).expect("a link");
        project.build().ends(1).says("source/unreadable").says("content/dangling.md");
        return;
    }
    project.build().ends(1).says("source/unreadable").says("content/locked.md");
}

#[test]
fn templates_that_fail_are_refused_by_name() {
    refused("templates/page.html", b"{% if %}", "template/syntax");
    refused("templates/page.html", b"{{ page.title | shout }}", "unknown filter");
    refused("templates/page.html", b"{% include 'page.html' %}", "recursion");
    refused("templates/page.html", b"{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "template/render");
    refused(
        "templates/page.html",
        b"{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "fuel",
    );
    refused("templates/page.html", b"\xff{% if %}", "template/syntax");
}

/// Each part of a page takes memory: two bytes of it can be a list with an item.
#[test]
fn a_page_of_too_many_parts_is_refused() {
    for text in ["- ".repeat(2_100_000), "- a\n".repeat(1_100_000), "|a".repeat(2_100_000), "*a* ".repeat(1_100_000)] {
        refused("content/a.md", text.as_bytes(), "source/too-large");
    }
    let templated = "---\ntemplating: true\n---\n{% for i in range(3) %}{{ '- a\n' * 400000 }}{% endfor %}\n";
    refused("content/a.md", templated.as_bytes(), "source/too-large");
}

#[test]
fn code_beyond_the_limit_has_no_colours_and_a_finding() {
    let project = Project::new();
    let block = |lines: usize| format!("```rust\n{}```\n\n", "let name = \"a text of some length\";\n".repeat(lines));
    project.write("content/index.md", format!("# Home\n\n{}{}", block(3_000), "Text.\n").as_bytes());
    // One block is too long, and the others together are.
    let text = format!("# A\n\n{}{}{}{}", block(5_000), block(3_000).repeat(7), block(3_000), block(1));
    project.write("content/a.md", text.as_bytes());
    let ran = project.run(&["build", "--format", "json"]);
    ran.ends(0);
    let found: Vec<&str> = ran.out.lines().filter(|line| line.contains("markdown/long-code")).collect();
    assert!(found.len() >= 3 && found.iter().all(|line| line.contains("content/a.md")), "{}", ran.out);
    let page = project.published("a/index.html");
    assert!(
        page.contains("<span class=\"k\">let</span>") && page.contains("\nlet name = &quot;a text"),
        "some have colours"
    );
    assert_eq!(project.published("index.html").matches("<span class=\"k\">let</span>").count(), 3_000);
}

#[test]
fn configuration_that_is_broken_is_refused() {
    refused("fingerpost.toml", b"title = ", "config/syntax");
    refused("fingerpost.toml", b"base_url = \"ftp://x\"", "config/invalid-value");
    refused("fingerpost.toml", b"theme = \"../../etc\"", "config/invalid-value");
}

#[test]
fn images_in_the_hidden_folder_of_gitbook_are_published() {
    let project = Project::new();
    project.write("content/guide/index.md", b"# Guide\n\n[Form](../.gitbook/assets/form.txt)\n");
    project.write("content/.gitbook/assets/form.txt", b"form");
    project.write("content/.gitbook/includes/part.md", b"# Part");
    project.write("content/.gitbook.yaml", b"root: ./");
    project.build().ends(0);
    assert_eq!(project.published(".gitbook/assets/form.txt"), "form");
    for name in [".gitbook/includes", ".gitbook.yaml"] {
        assert!(!project.path(&format!("public/{name}")).exists(), "{name} is published");
    }
}

#[cfg(unix)]
#[test]
fn backup_files_of_tools_are_ignored() {
    let project = Project::new();
    project.write("content/index.md", b"# Home");
    let leftovers = ["#a.md#", "a.md~", "a.md.bak", "a.md.orig", "a.md.rej", ".a.md.swp", "~$form.docx", "CVS/Entries"];
    for name in leftovers {
        project.write(&format!("content/{name}"), b"kept back");
    }
    std::os::unix::fs::symlink("writer@host.4711:1", project.path("content/.#a.md")).expect("a link");
    project.write("static/.nojekyll", b"");
    std::os::unix::fs::symlink("gone", project.path("static/.lock")).expect("a link");
    project.write("content/form.docx", b"form");
    project.write("content/#1.txt", b"not a copy");
    project.build().ends(0).says("static/.lock").says("this link points to a file that does not exist");
    assert_eq!(project.published("form.docx"), "form");
    assert_eq!(project.published("#1.txt"), "not a copy");
    for name in leftovers {
        assert!(!project.path(&format!("public/{name}")).exists(), "{name} is published");
    }
}
