//! What newcomers missed after an import: each is carried over, or is in the report. All fixtures are our own.

use crate::import_case::Import;

#[track_caller]
fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn settings_of_docusaurus_without_a_counterpart_are_in_the_report() {
    let import = Import::of(&[
        (
            "docusaurus.config.js",
            "module.exports = {\n  title: 'Kiln', url: 'https://kiln.example.org', baseUrl: '/',\n  presets: [['classic', { docs: { editUrl: 'https://git.example.org/edit/' }, theme: { customCss: './src/css/custom.css' } }]],\n  themeConfig: {\n    navbar: { items: [{ type: 'docSidebar', sidebarId: 'main', label: 'Guide' }, { to: '/blog', label: 'News' }, { href: 'https://git.example.org', label: 'Code' }] },\n    footer: { copyright: 'By <a href=\"/\">Kiln</a>', links: [{ title: 'More', items: [{ label: 'Start', to: '/docs/a' }] }] },\n  },\n};\n",
        ),
        ("docs/a.md", "# A\n\n[Lost](lost.md)\n"),
    ]);
    import.ran.ends(0);
    assert_has(
        &import.report(),
        &[
            "links to edit a page in <https://git.example.org/edit/>",
            "style sheet `./src/css/custom.css`",
            "`Guide` in the header leads to `main`",
            "`News` in the header leads to `/blog`",
            "`Start` in the footer leads to `/docs/a`",
            "`fingerpost fix --apply`",
        ],
    );
    assert!(!import.report().contains("`Code` in the header"), "it is a link of the new header");
    assert_has(&import.new_file("fingerpost.toml"), &["By Kiln"]);
}

#[test]
fn settings_of_vitepress_are_kept_or_in_the_report() {
    let import = Import::of(&[
        (
            ".vitepress/config.js",
            "export default {\n  title: 'Kiln', cleanUrls: true,\n  themeConfig: {\n    nav: [{ text: 'Guide', link: '/guide/' }, { text: 'Code', link: 'https://git.example.org' }],\n    sidebar: [{ text: 'Guide', items: [{ text: 'One', link: '/guide/one.md' }, { text: 'Two', link: 'guide/two' }] }],\n    socialLinks: [{ icon: 'github', link: 'https://social.example.org' }],\n    footer: { message: 'Under a <a href=\"/\">licence</a>.', copyright: 'By Kiln' },\n  },\n};\n",
        ),
        ("index.md", "# Kiln\n"),
        ("guide/index.md", "# Guide\n"),
        ("guide/one.md", "# One\n"),
        ("guide/two.md", "# Two\n"),
    ]);
    import.builds_with(&["/guide/one.html", "/guide/two.html"]);
    let report = import.report();
    assert_has(&report, &["`Guide` in the header leads to `/guide/`", "`https://social.example.org`"]);
    assert!(!report.contains("is no page"), "{report}");
    assert_has(&import.new_file("fingerpost.toml"), &["Under a licence. By Kiln"]);
    let nav = import.project.run(&["nav", "--root", "new"]);
    nav.ends(0).says("One").says("Two");
}

#[test]
fn looks_of_mkdocs_are_in_the_report_and_names_with_signs_keep_their_urls() {
    let import = Import::of(&[
        (
            "mkdocs.yml",
            "site_name: Kiln\ntheme:\n  name: material\n  favicon: icon.png\n  palette:\n    primary: indigo\n  features: [navigation.tabs]\nextra:\n  social:\n    - link: https://social.example.org\n",
        ),
        ("docs/index.md", "# Kiln\n"),
        ("docs/C#.md", "# C sharp\n"),
        ("docs/icon.png", "no image"),
    ]);
    import.builds_with(&["/C#/"]);
    import.ran.says("URLs kept: 2 of 2");
    assert_has(&import.report(), &["`theme.palette`", "`theme.features`", "`extra.social`"]);
    assert_has(&import.new_file("fingerpost.toml"), &["favicon = \"/icon.png\""]);
}

#[test]
fn pages_have_the_language_of_their_names() {
    let hugo = Import::of(&[
        (
            "hugo.toml",
            "baseURL = \"https://kiln.example.org/\"\ntitle = \"Kiln\"\n[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n",
        ),
        ("content/a.md", "---\ntitle: A\n---\n"),
        ("content/a.de.md", "---\ntitle: A auf Deutsch\n---\n"),
        ("content/v1.2.md", "---\ntitle: Version\n---\n"),
    ]);
    hugo.ran.ends(0);
    assert_has(&hugo.new_file("content/a.de.md"), &["language: de\n"]);
    for other in ["a.md", "v1.2.md"] {
        assert!(!hugo.new_file(&format!("content/{other}")).contains("language"), "{other}");
    }
}

#[test]
fn dates_of_file_names_are_kept() {
    let jekyll = Import::of(&[
        ("_config.yml", "title: Kiln\n"),
        ("index.md", "---\ntitle: Kiln\n---\n\nThis is {{ page.title }}, not {{ page.mood }}.\n"),
        ("_posts/2026-01-02-fire.md", "---\ntitle: Fire\n---\n\nText.\n"),
        ("_posts/2026-01-03-ash.md", "---\ntitle: Ash\ndate: 2026-02-01\n---\n\nText.\n"),
    ]);
    jekyll.ran.ends(0);
    assert_has(&jekyll.new_file("content/posts/2026-01-02-fire.md"), &["date: \"2026-01-02\"\n"]);
    let dated = jekyll.new_file("content/posts/2026-01-03-ash.md");
    assert!(dated.contains("date: 2026-02-01") && !dated.contains("2026-01-03"), "{dated}");
    assert_has(&jekyll.new_file("content/index.md"), &["This is Kiln, not <!-- not imported: {{ page.mood }} -->"]);
    let zola = Import::of(&[
        ("config.toml", "base_url = \"https://kiln.example.org\"\n"),
        ("content/_index.md", "+++\ntitle = \"Kiln\"\n+++\n"),
        ("content/2026-01-02-fire.md", "+++\ntitle = \"Fire\"\n+++\n"),
        ("content/2026-01-03-ash/index.md", "+++\ntitle = \"Ash\"\n+++\n"),
    ]);
    zola.builds_with(&["/fire/", "/ash/"]);
    assert_has(&zola.new_file("content/2026-01-02-fire.md"), &["date = \"2026-01-02\""]);
    assert_has(&zola.new_file("content/2026-01-03-ash/index.md"), &["date = \"2026-01-03\""]);
}

#[test]
fn computed_values_without_a_template_are_kept() {
    let import = Import::of(&[
        (".eleventy.js", "module.exports = () => ({});\n"),
        ("index.md", "---\neleventyComputed:\n  title: Kiln and clay\n---\n\nText.\n"),
        ("b.md", "---\neleventyComputed:\n  title: \"B\"\n  summary: \"{{ title }}!\"\n---\n\nText.\n"),
    ]);
    import.ran.ends(0);
    let home = import.new_file("content/index.md");
    assert!(home.contains("title: Kiln and clay\n") && !home.contains("eleventyComputed"), "{home}");
    assert_has(&import.new_file("content/b.md"), &["title: B\n"]);
    let report = import.report();
    assert!(report.contains("`eleventyComputed`: `b.md`") && !report.contains("`index.md`"), "{report}");
}
