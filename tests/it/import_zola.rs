//! `fingerpost import` of Zola. All fixtures are our own.

use crate::import_case::Import;

const SITE: &[(&str, &str)] = &[
    (
        "config.toml",
        "base_url = \"https://kiln.example.org\"\ntitle = \"Kiln\"\ntheme = \"clay\"\n[markdown]\nsmart_punctuation = true\n[extra]\nphone = \"01632\"\n",
    ),
    (
        "content/_index.md",
        "+++\ntitle = \"Kiln\"\ntemplate = \"landing.html\"\n+++\n\n[Firing](@/guides/Firing Clay.md#the-1st-step), [fire][f].\n\n[f]: @/guides/2026-01-02-fire.md\n",
    ),
    ("content/guides/_index.md", "+++\ntitle = \"Guides\"\nweight = 2\nsort_by = \"weight\"\n+++\n"),
    (
        "content/guides/Firing Clay.md",
        "+++\ntitle = \"Firing\"\nweight = 1\naliases = [\"old-firing\"]\n[taxonomies]\ntags = [\"fire\"]\n+++\n\n## The 1st: step\n\n## Über Töne\n\n{% warning(title=\"Hot\") %}\nGloves.\n{% end %}\n\n{% mystery(a=1) %}\nText stays.\n{% end %}\n\n{{ youtube(id=\"abc\") }} {{ gauge(heat=3) }}\n\n`{{/* gauge() */}}`\n",
    ),
    ("content/guides/2026-01-02-fire.md", "+++\ntitle = \"Fire\"\n+++\n\nText.\n"),
    ("content/guides/own/index.md", "+++\ntitle = \"Own\"\nslug = \"My Own\"\n+++\n\n![Pot](pot.png)\n"),
    ("content/guides/own/pot.png", "no image"),
    ("content/fixed.md", "+++\ntitle = \"Fixed\"\npath = \"a/fixed\"\nin_search_index = false\n+++\n\nText.\n"),
    ("content/parts/_index.md", "+++\ntitle = \"Parts\"\nrender = false\n+++\n"),
    ("static/robots.txt", "User-agent: *\n"),
    ("templates/landing.html", "<p>\n"),
];

#[test]
fn a_site_of_zola_keeps_its_urls_and_anchors() {
    let import = Import::of(SITE);
    import.ran.ends(0).says("Zola, recognised by `config.toml`").says("URLs kept: 6 of 6; anchors kept: 2 of 2");
    import.builds_with(&[
        "/",
        "/guides/",
        "/guides/firing-clay/",
        "/guides/fire/",
        "/guides/my-own/",
        "/a/fixed/",
        "/old-firing/",
        "/robots.txt",
    ]);
    let home = import.new_file("content/_index.md");
    assert!(home.contains("(/guides/Firing Clay.md#the-1st-step)") && home.contains("[f]: /guides/2026"), "{home}");
    let page = import.new_file("content/guides/Firing Clay.md");
    for kept in [
        "aliases = [\"/old-firing\"]\n",
        "## Über Töne {#uber-tone}\n",
        ":::warning Hot\nGloves.\n:::\n",
        "<!-- not imported: {% mystery(a=1) %} -->\nText stays.\n",
        "[Video on YouTube](https://www.youtube.com/watch?v=abc) <!-- not imported: {{ gauge(heat=3) }} -->",
        "`{{ gauge() }}`",
    ] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    assert!(import.new_file("content/parts/_index.md").contains("permalink = false\n"));
    assert!(import.new_file("content/fixed.md").contains("search = false\n"));
    let report = import.report();
    for said in [
        "template `landing.html`: `content/_index.md`, line 3",
        "`{% mystery(a=1) %}`: `content/guides/Firing Clay.md`, line 17",
        "`{{ gauge(heat=3) }}`: `content/guides/Firing Clay.md`, line 21",
        "theme `clay`: `config.toml`",
        "templates in `templates/`: 1 files",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    import.is_repeatable();
}
