//! `fingerpost import` of Jekyll. All fixtures are our own.

use crate::import_case::Import;

const SITE: &[(&str, &str)] = &[
    (
        "_config.yml",
        "title: Lock keepers\nurl: https://locks.example.org\nbaseurl: /book\npermalink: pretty\ntimezone: Europe/London\nphone: 01632 960 001\ncollections:\n  guides:\n    output: true\n    permalink: /:path/\n  notes:\n    output: false\ndefaults:\n  - scope:\n      path: ''\n      type: posts\n    values:\n      layout: post\n      owner: Desk team\nexclude: [drafts.md]\nplugins: [jekyll-feed, jekyll-mystery]\n",
    ),
    (
        "index.md",
        "---\nlayout: home\ntitle: Locks\nnav_order: 1\n---\n\n[Gates]({% link _guides/gates.md %}#first), [news]({% post_url 2026-03-04-first %}), [plan]({{ site.baseurl }}/plan.txt).\n",
    ),
    (
        "_guides/gates.md",
        "---\ntitle: Gates\nlayout: wide\nnav_order: 2\nhas_children: true\nredirect_from:\n  - /old-gates/\n---\n\n# Gates\n{: .no_toc }\n\n## Table of contents\n{: .no_toc .text-delta }\n\n1. TOC\n{:toc}\n\n## Open it\n{: #first .fs-6 }\n\n{: .warning }\nNever alone.\nCall {{ site.phone }}.\n\n> Two people\n>\n> A text.\n{: .note-title }\n\n{% highlight ruby linenos %}\na = 1\n{% endhighlight %}\n\n{% raw %}`{{ shown }}`{% endraw %} {% comment %}gone{% endcomment %}\n\n{% include hours.html day=\"Monday\" %}\n\n{% include note.html content=\"Mind the step.\" %}\n\n{% mystery %}\n\n![Gate](gate.png)\n",
    ),
    ("_guides/gate.png", "no image"),
    ("_guides/paddles.md", "---\ntitle: Paddles\nparent: Gates\nnav_order: 1\n---\n\nText.\n"),
    ("_notes/secret.md", "---\ntitle: Secret\n---\n"),
    (
        "_posts/2026-03-04-first.md",
        "---\ntitle: First\ndate: 2026-03-04 12:00:00 +0200\ncategories: news boats\ntags: one two\n---\n\nText.\n",
    ),
    ("about.md", "---\ntitle: About\npermalink: /about-us.html\n---\n\nText.\n"),
    ("drafts.md", "---\ntitle: No\n---\n"),
    ("plan.txt", "The plan\n"),
    ("_includes/hours.html", "Open on {{ include.day }} for {{ site.title }}.\n"),
    ("_layouts/wide.html", "<p>\n"),
    ("list.html", "---\n---\n{% for a in b %}\n"),
];

#[test]
fn a_site_of_jekyll_keeps_its_urls_and_callouts() {
    let import = Import::of(SITE);
    import.ran.ends(0).says("Jekyll, recognised by `_config.yml`").says("URLs kept: 5 of 5; anchors kept: 2 of 2");
    import.builds_with(&[
        "/",
        "/gates/",
        "/paddles/",
        "/about-us.html",
        "/news/boats/2026/03/04/first/",
        "/old-gates/",
        "/plan.txt",
    ]);
    let home = import.new_file("content/index.md");
    assert!(
        home.contains("[Gates](/gates.md#first), [news](/posts/2026-03-04-first.md), [plan](/plan.txt)."),
        "{home}"
    );
    let page = import.new_file("content/gates.md");
    for kept in [
        "# Gates\n\n\n## Open it {#first}\n",
        "\n> [!WARNING]\n> Never alone.\n> Call 01632 960 001.\n",
        "> [!NOTE] Two people\n>\n> A text.\n",
        "```ruby numbered\na = 1\n```\n",
        "`{{ shown }}` ",
        "\nOpen on Monday for Lock keepers.\n",
        "> [!NOTE]\n> Mind the step.\n",
        "<!-- not imported: {% mystery %} -->",
        "![Gate](gate.png)",
    ] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    assert!(!page.contains("TOC") && !page.contains("{:") && !page.contains("gone"), "{page}");
    assert!(import.new_file("content/paddles.md").contains("eleventyNavigation: { parent: Gates, order: 1 }\n"));
    assert!(import.new_file("content/posts/2026-03-04-first.md").contains("tags: [one, two]\n"));
    assert!(import.project.path("new/content/gate.png").is_file());
    let settings = import.new_file("fingerpost.toml");
    for part in ["base_url = \"https://locks.example.org/book/\"", "files = \"posts/**\"", "\"owner\" = \"Desk team\""]
    {
        assert!(settings.contains(part), "{part}: {settings}");
    }
    let report = import.report();
    for said in [
        "plugin `jekyll-mystery`: `_config.yml`",
        "layout `wide`: `_guides/gates.md`, line 3",
        "`{% mystery %}`: `_guides/gates.md`, line 41",
        "a list of contents with its heading is removed, because each page has one; its anchor is gone: `_guides/gates.md`, line 13",
        "the URL has the day of `2026-03-04 12:00:00 +0200`; in the time zone of the site it can be another: `_posts/2026-03-04-first.md`, line 3",
        "`_notes/secret.md`",
        "`list.html`",
        "`_layouts/wide.html`",
        "`drafts.md`",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    import.is_repeatable();
}
