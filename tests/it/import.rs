//! `fingerpost import`: what becomes of sites of other tools, that nothing is lost in silence, and that old sites are only
//! read. All fixtures are our own.

use std::fs;
use std::path::Path;

use crate::common::{Project, Ran, program, snapshot};
use crate::import_case::Import;

const MKDOCS: &[(&str, &str)] = &[
    (
        "mkdocs.yml",
        "site_name: Harbour handbook\nsite_url: https://harbour.example.org/book/\ncopyright: \"&copy; Harbour <b>office</b>\"\ntheme:\n  name: material\n  language: en\n  custom_dir: overrides\nextra_css: [extra.css]\nplugins:\n  - search\n  - mkdocs-mystery\n  - redirects:\n      redirect_maps:\n        old_name.md: how_we_work.md\nmarkdown_extensions:\n  - admonition\n  - pymdownx.emoji:\n      emoji_index: !!python/name:material.extensions.emoji.twemoji\nnav:\n  - Home: index.md\n  - How we work: how_we_work.md\n  - Boats:\n      - boats/large_boats.md\n      - Small ones: boats/small.md\n  - Rules elsewhere: https://rules.example.org/\n",
    ),
    ("docs/index.md", "# Handbook\n\nSee [how we work](how_we_work.md#version-20_1).\n"),
    (
        "docs/how_we_work.md",
        "---\nicon: material/anchor\nhide:\n  - toc\nstatus: new\n---\n# How we work\n\n## Version 2.0\n\n:material-check: Done with the HTML page.\n\n## Version 2.0\n\n!!! note \"Two people\"\n    Never alone.\n\n--8<-- \"shared/hours.md:desk\"\n\n```yaml linenums=\"1\"\nicon: \":material-check:\"\n--8<-- \"shared/hours.md:desk\"\n```\n\n--8<-- \"missing.md\"\n\n*[HTML]: HyperText Markup Language\n",
    ),
    ("docs/boats/large_boats.md", "# Large boats\n\n=== \"Tug\"\n\n    Slow.\n\n=== \"Ferry\"\n\n    Fast.\n"),
    ("docs/boats/small.md", "# Small boats\n\n| Kind | Fits |\n| --- | --- |\n| Canoe | :material-close: |\n"),
    ("docs/boats/unlisted.md", "# Unlisted\n\nText.\n"),
    ("docs/extra.css", "p { color: red }\n"),
    ("docs/plan.txt", "The plan\n"),
    ("docs/CNAME", "harbour.example.org\n"),
    ("shared/hours.md", "--8<-- [start:desk]\nThe desk opens at **nine**.\n--8<-- [end:desk]\nNot this.\n"),
    ("overrides/main.html", "<p>\n"),
];

#[test]
fn a_site_of_mkdocs_keeps_its_urls_anchors_and_menu() {
    let import = Import::of(MKDOCS);
    import.ran.ends(0).says("MkDocs, recognised by `mkdocs.yml`").says("URLs kept: 5 of 5");
    import.builds_with(&[
        "/",
        "/how_we_work/",
        "/boats/large_boats/",
        "/boats/small/",
        "/old_name/",
        "/plan.txt",
        "/CNAME",
    ]);
    let page = import.new_file("content/how_we_work.md");
    for kept in ["## Version 2.0\n", "## Version 2.0 {#version-20_1}\n", "!!! note \"Two people\"\n    Never alone.\n"]
    {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    assert!(
        page.contains("\nThe desk opens at **nine**.\n\n```yaml numbered\nicon: \":material-check:\"\nThe desk opens"),
        "{page}"
    );
    assert!(page.contains("\nDone with the HTML page."), "{page}");
    assert!(page.contains("toc: false\n") && !page.contains("status:") && !page.contains("icon: material"), "{page}");
    assert!(import.new_file("content/boats/small.md").contains("| Canoe | No |"));
    let index = import.new_file("content/boats/index.md");
    assert!(index.contains("title: Boats\n") && index.contains("order: 3\n"), "{index}");
    assert!(import.new_file("content/boats/small.md").contains("sidebar_label: Small ones\n"));
    assert!(import.new_file("content/boats/unlisted.md").contains("hide_in_navigation: true\n"));
    assert!(import.new_file("content/abbreviations.md").contains("\nHTML\n: HyperText Markup Language\n"));
    let settings = import.new_file("fingerpost.toml");
    for line in [
        "title = \"Harbour handbook\"",
        "base_url = \"https://harbour.example.org/book/\"",
        "footer = \"© Harbour office\"",
    ] {
        assert!(settings.lines().any(|found| found == line), "{line}: {settings}");
    }
    let report = import.report();
    for said in [
        "- plugin `mkdocs-mystery`: `mkdocs.yml`",
        "`missing.md` in the source folder: `docs/how_we_work.md`, line 25",
        "style sheet `extra.css`",
        "templates in `overrides`",
        "`docs/extra.css`",
        "`status: new` was a mark in the menu, and has another meaning here: `docs/how_we_work.md`, line 5",
        "a link `Rules elsewhere` to <https://rules.example.org/>",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    import.is_repeatable();
}

#[test]
fn sections_of_mkdocs_that_are_no_folders_keep_their_pages() {
    let import = Import::of(&[
        (
            "mkdocs.yml",
            "site_name: A\nuse_directory_urls: false\nnav:\n  - index.md\n  - One:\n      - x/a.md\n  - Two:\n      - x/b.md\n",
        ),
        ("docs/index.md", "# A\n"),
        ("docs/x/a.md", "# First\n"),
        ("docs/x/b.md", "# Second\n"),
    ]);
    import.builds_with(&["/x/a.html", "/x/b.html"]);
    let nav = import.project.run(&["nav", "--root", "new"]);
    let menu: Vec<&str> = nav.ends(0).out.lines().map(|line| line.split("  /").next().unwrap_or(line)).collect();
    assert_eq!(menu, ["A", "One", "  First", "Two", "  Second"], "{}", nav.out);
}

const ELEVENTY: &[(&str, &str)] = &[
    (
        "eleventy.config.js",
        "import { govukEleventyPlugin } from '@x-govuk/govuk-eleventy-plugin'\nconst name = 'Desk guidance'\nexport default function (eleventyConfig) {\n  eleventyConfig.addPlugin(govukEleventyPlugin, { titleSuffix: name, homeKey: 'Desk', url: 'https://desk.example.gov.uk' })\n  eleventyConfig.addPassthroughCopy({ files: 'downloads' })\n  eleventyConfig.addShortcode('clock', () => 1)\n  return { pathPrefix: '/desk/', dir: { input: 'app' } }\n}\n",
    ),
    ("package.json", "{ \"name\": \"desk\", \"version\": \"4.2.0\" }\n"),
    ("app/_data/site.json", "{ \"phone\": \"01632 960 001\" }\n"),
    ("app/_includes/hours.md", "We open at nine.\n"),
    ("app/index.md", "---\ntitle: Desk\nlayout: product\n---\n\nSee [Opening](/open-it/#two-people).\n"),
    (
        "app/Open It.md",
        "---\ntitle: Opening\nlayout: sub-navigation\npermalink: \"/{{ title | slugify }}-it/\"\neleventyNavigation:\n  parent: Desk\n---\n{% from \"govuk/components/inset-text/macro.njk\" import govukInsetText %}\n\n## Two people\n\nCall {{ site.phone }} or {{ name }}, version {{ pkg.version }}.\n\n{{ govukInsetText({\n  text: \"Never {alone}\"\n}) }}\n\n{% include \"hours.md\" %}\n\n{# for us #}\n{% raw %}\nWrite `{{ braces }}`.\n{% endraw %}\n\n{% clock %}\n\n{{ appImage({ src: 'a' }) }}\n\n{% for a in b %}{% endfor %}\n\n[Map]({{ map }})\n",
    ),
    (
        "app/guides/guides.11tydata.js",
        "export default {\n  // where\n  eleventyNavigation: { parent: 'Opening' },\n  owner: 'Desk team',\n  layout: 'page',\n}\n",
    ),
    ("app/guides/fooBar & APIs.md", "---\ntitle: Guide\n---\n\n## fooBar & APIs\n\nIt's `x`.\n"),
    ("app/guides/2026-01-02-news.md", "---\ntitle: News\n---\n\nText.\n"),
    ("app/list.njk", "---\ntitle: List\n---\n{% for a in b %}{% endfor %}\n"),
    ("app/photo.png", "not an image"),
    ("files/form.txt", "A form\n"),
];

#[test]
fn a_site_of_the_govuk_eleventy_plugin_keeps_its_urls_and_anchors() {
    let import = Import::of(ELEVENTY);
    import.ran.ends(0).says("Eleventy, recognised by `eleventy.config.js`").says("URLs kept: 4 of 4");
    import.ran.says("anchors kept: 2 of 2");
    import.project.run(&["build", "--root", "new", "--warn", "link"]).ends(0);
    for file in [
        "index.html",
        "opening-it/index.html",
        "guides/fooBar & APIs/index.html",
        "guides/news/index.html",
        "downloads/form.txt",
    ] {
        assert!(import.project.path("new/public").join(file).is_file(), "{file}: {}", import.report());
    }
    let page = import.new_file("content/Open It.md");
    for kept in [
        "permalink: /opening-it/\n",
        "\nCall 01632 960 001 or <!-- not imported: {{ name }} -->, version 4.2.0.\n",
        "\n> [!NOTE]\n> Never {alone}\n",
        "\nWe open at nine.\n",
        "\nWrite `{{ braces }}`.\n",
        "\n<!-- not imported: {% clock %} -->\n",
        "\n<!-- not imported: {% for a in b %} -->\n",
        "[Map](#)",
    ] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    for gone in ["layout:", "import govukInsetText", "for us", "raw %}", "endraw"] {
        assert!(!page.contains(gone), "{gone}: {page}");
    }
    assert!(import.new_file("content/guides/fooBar & APIs.md").contains("## fooBar & APIs {#foo-bar-and-apis}\n"));
    let settings = import.new_file("fingerpost.toml");
    for part in [
        "title = \"Desk guidance\"",
        "base_url = \"https://desk.example.gov.uk/desk/\"",
        "home_key = \"Desk\"",
        "hard_breaks = true",
        "files = \"guides/**\"",
        "\"owner\" = \"Desk team\"",
    ] {
        assert!(settings.contains(part), "{part}: {settings}");
    }
    let report = import.report();
    for said in [
        "layout `product`: `app/index.md`, line 3",
        "shortcode `clock`",
        "`{% clock %}`: `app/Open It.md`, line 25",
        "`{{ name }}`: `app/Open It.md`, line 12",
        "`{{ appImage({ src: 'a' }) }}`: `app/Open It.md`, line 27",
        "`app/list.njk`",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    import.is_repeatable();
}

const HUGO: &[(&str, &str)] = &[
    (
        "hugo.toml",
        "baseURL = \"https://quay.example.org/\"\ntitle = \"Quay\"\ndefaultContentLanguage = \"en\"\n[permalinks]\nnews = \"/:section/:year/:slug/\"\n[params]\nphone = \"01632 960 001\"\n[languages.en]\nlanguageName = \"English\"\n[languages.cy]\ncontentDir = \"content-cy\"\n",
    ),
    (
        "content/_index.md",
        "+++\ntitle = \"Quay\"\n+++\n\n[Ropes]({{< ref \"Ropes.md#two-kinds\" >}}) and [news]({{< relref \"first\" >}})\n",
    ),
    (
        "content/guides/Ropes and Knots.md",
        "---\ntitle: Ropes and knots\nlinkTitle: Ropes\nweight: 3\ntype: docs\naliases: [old-ropes, /rope/]\n---\n\n## Two kinds\n\n{{% alert title=\"Take care\" color=\"warning\" %}}\nCall {{< param \"phone\" >}}.\n{{% /alert %}}\n\n{{< tabs >}}\n{{< tab \"Short\" >}}Text{{< /tab >}}\n{{< /tabs >}}\n\n{{< figure src=\"knot.png\" alt=\"A knot\" caption=\"Our *knot*\" >}}\n\n{{< highlight go \"linenos=table\" >}}\na := \"{{</* ref x */>}}\"\n{{< /highlight >}}\n\n{{% include \"shared/hours.md\" %}}\n\n{{< youtube abc123 >}}\n\nSee {{< tide-table port=\"Quay\" >}} and <a {{< attributes >}} href=\"{{< base >}}\">this</a>.\n",
    ),
    ("content/guides/ropes/Ropes.md", "{\n  \"title\": \"Ropes\"\n}\n\n## Two kinds\n\nText.\n"),
    ("content/shared/hours.md", "---\ntitle: Hours\nurl: /when/\n---\n\nWe open at nine.\n"),
    (
        "content/news/2026-first.md",
        "---\ntitle: A first boat\ndate: 2026-03-04\nslug: first\nmenu: main\n---\n\nText.\n",
    ),
    ("content/news/first.md", "---\ntitle: Another boat\ndate: 2026-03-05\n---\n\nText.\n"),
    ("content/guides/knot.png", "no image"),
    ("content-cy/_index.md", "---\ntitle: Cei\n---\n"),
    ("static/robots.txt", "User-agent: *\n"),
    ("layouts/shortcodes/tide-table.html", "<p>\n"),
];

#[test]
fn a_site_of_hugo_keeps_its_urls() {
    let import = Import::of(HUGO);
    import.ran.ends(0).says("Hugo, recognised by `hugo.toml`").says("URLs kept: 6 of 6");
    import.project.run(&["build", "--root", "new", "--warn", "link"]).ends(0);
    let urls = [
        "guides/ropes-and-knots",
        "guides/ropes/ropes",
        "when",
        "news/2026/first",
        "news/2026/another-boat",
        "guides/old-ropes",
        "rope",
    ];
    for url in urls {
        assert!(import.project.path("new/public").join(url).join("index.html").is_file(), "{url}: {}", import.report());
    }
    assert!(import.project.path("new/public/robots.txt").is_file());
    let home = import.new_file("content/_index.md");
    assert!(
        home.contains("[Ropes](/guides/ropes/Ropes.md#two-kinds)") && home.contains("[news](/news/first.md)"),
        "{home}"
    );
    let page = import.new_file("content/guides/Ropes and Knots.md");
    for kept in [
        "sidebar_label: Ropes\n",
        ":::warning Take care\nCall 01632 960 001.\n:::\n",
        "::::tabs\n:::tab Short\nText\n:::\n::::\n",
        "![A knot](knot.png)\n\n*Our knot*\n",
        "```go\na := \"{{< ref x >}}\"\n```\n",
        "\nWe open at nine.\n",
        "[Video on YouTube](https://www.youtube.com/watch?v=abc123)",
        "See <!-- not imported: {{< tide-table port=\"Quay\" &gt;}} --> and <a  href=\"#\">this</a>.",
    ] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    let settings = import.new_file("fingerpost.toml");
    assert!(settings.contains("type = \"\"\n") && settings.contains("smart_punctuation = true"), "{settings}");
    let report = import.report();
    for said in [
        "`{{< tide-table port=\"Quay\" >}}`: `content/guides/Ropes and Knots.md`, line 29",
        "1 pages in `cy` are not imported",
        "templates in `layouts/`: 1 files",
        "`menu` in front matter: `content/news/2026-first.md`, line 5",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    import.is_repeatable();
}

#[test]
fn a_dry_run_writes_nothing_and_prints_the_report() {
    let import = Import::with(MKDOCS, &["--dry-run"]);
    import.ran.ends(0).says("# Import report");
    assert!(!import.project.path("new").exists());
}

#[test]
fn unknown_sites_and_overlapping_folders_are_refused() {
    Import::of(&[("a.bin", "x")]).ran.ends(2).says("not a site of a known tool").says("--from");
    Import::with(&[("docs/a.md", "# A\n")], &["--from", "wordpress"]).ran.ends(2).says("possible values: mkdocs");
    Import::with(&[("docs/a.md", "# A\n")], &["--from", "mkdocs"]).ran.ends(0);
    let project = Project::with(&[("mkdocs.yml", "site_name: A\n"), ("docs/a.md", "# A\n")]);
    for dest in ["new", ".", "docs/new", "../"] {
        project.run(&["import", ".", dest]).ends(2).says("in one folder");
    }
    assert_eq!(snapshot(project.folder.path()).len(), 2);
}

#[test]
fn files_of_the_new_project_are_named_and_kept() {
    let project = Project::new();
    for (path, text) in MKDOCS {
        project.write(&format!("old/{path}"), text.as_bytes());
    }
    project.write("new/content/plan.txt", b"ours");
    project.run(&["import", "old", "new"]).ends(0).says("kept content/plan.txt");
    assert_eq!(fs::read(project.path("new/content/plan.txt")).expect("it is there"), b"ours");
}

#[test]
fn a_hostile_site_reads_and_writes_nothing_outside() {
    let secret = tempfile::NamedTempFile::new().expect("a file");
    fs::write(secret.path(), "the secret").expect("a secret");
    let up = format!("../../../../../../../../..{}", secret.path().display());
    let settings = format!(
        "site_name: \"A\\u001b[31m\"\ndocs_dir: docs\nextra: {{ x: y }}\nplugins: [macros]\nmarkdown_extensions:\n  - pymdownx.snippets:\n      base_path: [\"..\", \"/\"]\n      auto_append: [\"{up}\"]\nnav:\n  - \"../../x.md\"\n  - T: /etc/passwd\n"
    );
    let page = format!("# A\n\n--8<-- \"{up}\"\n\n--8<-- \"a.md\"\n\n--8<-- \"docs/a.md\"\n");
    let project = Project::new();
    project.write("old/mkdocs.yml", settings.as_bytes());
    project.write("old/docs/a.md", page.as_bytes());
    project.write("old/docs/bad.md", b"\xff\xfe");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(secret.path(), project.path("old/docs/link.md")).expect("a link");
        std::os::unix::fs::symlink("/", project.path("old/docs/root")).expect("a link");
    }
    let before = snapshot(&project.path("old/docs/a.md").parent().expect("a folder").join("a.md"));
    project.run(&["import", "old", "new"]).ends(0).lacks("the secret");
    assert_eq!(snapshot(&project.path("old/docs/a.md")), before);
    let all = snapshot(&project.path("new"));
    for (path, bytes) in &all {
        assert!(!String::from_utf8_lossy(bytes).contains("the secret"), "{path}");
    }
    let report = String::from_utf8_lossy(&all["import-report.md"]).into_owned();
    assert!(report.contains("not UTF-8") && report.contains("nested too deep"), "{report}");
    if cfg!(unix) {
        assert!(report.contains("a link, which is not followed"), "{report}");
    }
}

#[test]
fn import_takes_time_in_proportion_to_its_input() {
    // In lines, and in one line.
    let marks =
        "{{ {% {# `` ` *[a --8<-- \"x\" ![a](b#only-dark {== :material-x ## a {x} ^^ ::: a.b {{< details x >}} {% a %}";
    let time = |count: usize| {
        let text = format!("# A\n\n{}\n\n{}\n", format!("{marks}\n").repeat(count), marks.repeat(count));
        let started = std::time::Instant::now();
        for settings in [
            [("eleventy.config.js", "plugins"), ("a.md", &text)],
            [("mkdocs.yml", "site_name: A\nplugins: [macros]\n"), ("docs/a.md", &text)],
            [("hugo.toml", "title = \"A\"\n"), ("content/a.md", &text)],
        ] {
            Import::of(&settings).ran.ends(0);
        }
        started.elapsed().as_secs_f64()
    };
    let (short, long) = (time(500).max(0.2), time(4_000));
    assert!(long < short * 40.0, "8 times the text took {:.1} times as long", long / short);
}

#[test]
fn samples_are_imported_whole() {
    for (name, tool) in [("defra-standards", "MkDocs"), ("cloudmaturity-2025-01", "Eleventy")] {
        let Some(sample) = crate::common::sample(name) else { return };
        let project = Project::new();
        let ran = import_folder(&project, &sample);
        ran.ends(0).says(tool);
        let numbers = |line: &str| {
            let line = ran.err.lines().find(|found| found.contains(line)).unwrap_or_default();
            let words: Vec<usize> = line.split([' ', ';']).filter_map(|word| word.parse().ok()).collect();
            (words[0], words[1])
        };
        let (kept, all) = numbers("URLs kept:");
        assert!(all > 30 && kept == all, "{}", ran.err);
        let (clean, pages) = numbers("raw syntax");
        assert!(clean * 100 >= pages * 95, "{}", ran.err);
    }
}

fn import_folder(project: &Project, source: &Path) -> Ran {
    let output = program()
        .args(["import".as_ref(), source.as_os_str(), "new".as_ref()])
        .current_dir(project.folder.path())
        .output();
    Ran::of(output.expect("the program starts"))
}
