//! `fingerpost import` of mdBook. All fixtures are our own.

use crate::import_case::Import;

const BOOK: &[(&str, &str)] = &[
    (
        "book.toml",
        "[book]\ntitle = \"The pump book\"\ndescription = \"About pumps\"\n[preprocessor.mystery]\n[output.html]\nsite-url = \"/pumps/\"\nadditional-css = [\"own.css\"]\n[output.html.redirect]\n\"/old/start.html\" = \"../start.html#two-kinds\"\n\"/gone.html\" = \"https://pumps.example.org/\"\n",
    ),
    (
        "src/SUMMARY.md",
        "# Summary\n\n[Preface](preface.md)\n\n# First part\n\n- [Start](start.md)\n  - [Valves `v`](start/valves.md)\n  - [Later]()\n- [Parts](parts/README.md)\n\n---\n\n[Thanks](thanks.md)\n",
    ),
    ("src/preface.md", "# Preface\n\nText.\n"),
    (
        "src/start.md",
        "{{#title Start here}}\n# Start\n\n## Two kinds\n\n```rust,editable\n# use std::io;\n#[derive(Debug)]\n{{#rustdoc_include ../code/main.rs:body}}\n```\n\n```toml\n{{#include ../code/a.toml:2:3}}\n```\n\n{{#include shared.md}}\n\n\\{{#include shown.rs}} and [valves](start/valves.md) and [parts](parts/index.html).\n\n{{#include missing.rs}}\n\n```admonish warning title=\"Take care\"\nHot.\n```\n\n{{#playground ../code/main.rs}}\n",
    ),
    ("src/start/valves.md", "# Valves\n\n## Two kinds\n\n## Two kinds\n"),
    ("src/parts/README.md", "# Parts\n\n![Part](part.png)\n"),
    ("src/parts/part.png", "no image"),
    ("src/thanks.md", "# Thanks\n"),
    ("src/shared.md", "We **share** this.\n"),
    ("src/unlisted.md", "# Unlisted\n"),
    (
        "code/main.rs",
        "// ANCHOR: all\nfn main() {\n    // ANCHOR: body\n    pump();\n    // ANCHOR_END: body\n}\n// ANCHOR_END: all\n",
    ),
    ("code/a.toml", "a = 1\nb = 2\nc = 3\nd = 4\n"),
];

#[test]
fn a_book_of_mdbook_keeps_its_urls_and_menu() {
    let import = Import::of(BOOK);
    import.ran.ends(0).says("mdBook, recognised by `book.toml`").says("URLs kept: 5 of 5; anchors kept: 8 of 8");
    import.builds_with(&[
        "/",
        "/preface.html",
        "/start.html",
        "/start/valves.html",
        "/parts/",
        "/thanks.html",
        "/old/start.html",
        "/gone.html",
    ]);
    let page = import.new_file("content/start.md");
    for kept in [
        "title: Start here\n",
        "```rust\n#[derive(Debug)]\n    pump();\n```\n",
        "```toml\nb = 2\nc = 3\n```\n",
        "\nWe **share** this.\n",
        "{{#include shown.rs}} and [valves](start/valves.md)",
        "<!-- not imported: {{#include missing.rs}} -->",
        ":::warning Take care\nHot.\n:::\n",
        "```rust\nfn main() {\n    pump();\n}\n```\n",
    ] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    let nav = import.project.run(&["nav", "--root", "new"]);
    let menu: Vec<&str> = nav.ends(0).out.lines().map(|line| line.split("  /").next().unwrap_or(line)).collect();
    assert_eq!(
        menu,
        ["The pump book", "Preface", "First part", "  Start", "    Valves v", "  Parts", "Thanks"],
        "{}",
        nav.out
    );
    let report = import.report();
    for said in [
        "`Later` is a draft without a page: `src/SUMMARY.md`, line 9",
        "preprocessor `mystery`: `book.toml`",
        "`own.css` in `additional-css`",
        "`{{#include missing.rs}}`: `src/start.md`, line 20",
        "1 hidden lines of code are left out: `src/start.md`",
        "`src/unlisted.md`",
        "`src/shared.md`",
        "the home page was a copy of `preface.md`",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    import.is_repeatable();
}
