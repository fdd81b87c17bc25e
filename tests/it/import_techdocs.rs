//! `fingerpost import` of the GOV.UK Tech Docs Template. All fixtures are our own.

use crate::import_case::Import;

const SITE: &[(&str, &str)] = &[
    (
        "config/tech-docs.yml",
        "host: https://pier.example.gov.uk\nservice_name: Pier API\nphase: Beta\nheader_links:\n  Guides: /guides/\n  Broken: guides\ndefault_owner_slack: '#pier'\nga_tracking_id: UA-1\nredirects:\n  /old.html: /guides/mooring.html#what-39-s-new\n  /guides/Mooring.html: /guides/mooring.html\n",
    ),
    (
        "config.rb",
        "require 'govuk_tech_docs'\nGovukTechDocs.configure(self)\nredirect \"older.html\", to: \"guides/index.html\"\nactivate :mystery\nhelpers do\n  def tide(port)\n  end\nend\n",
    ),
    ("data/phones.yml", "desk: 01632 960 001\n"),
    (
        "source/index.html.md.erb",
        "---\ntitle: Pier API\nweight: 1\nlast_reviewed_on: 2026-01-02\nreview_in: 6 months\nold_paths:\n  - start.html\n---\n\n# <%= current_page.data.title %>\n\n<%= partial 'documentation/send' %>\n<%= partial('documentation/get') %>\n",
    ),
    (
        "source/documentation/_send.md",
        "## Send\n\n### Errors\n\n| Code | Meaning |\n| --- | --- |\n| # 400 | Wrong |\n",
    ),
    ("source/documentation/_get.md.erb", "## Get\n\n### Errors\n\nCall <%= data.phones.desk %>.\n"),
    ("source/documentation/_unused.md", "Nobody includes this.\n"),
    ("source/guides/index.html.md", "---\ntitle: Guides\nlayout: layout\n---\n\nText.\n"),
    (
        "source/guides/mooring.html.md.erb",
        "---\ntitle: Mooring\nhide_in_navigation: true\nparent: /guides/\n---\n\n## What's new\n\n1. Tie.\n\n    <%= warning_text('Don\\'t jump\\nfrom <b>boats</b>.') %>\n\n<%= link_to 'Send', '/#send' %> to <%= config[:tech_docs][:service_name] %>.\n\n<%= image_tag \"quay.png\", { :alt => 'The quay' } %>\n\n<%# for us %>\n<%= tide('Quay') %>\n\n<% ports.each do |port| %>\n- <%= port %>\n<% end %>\n\n```erb\n<%%= shown %>\n```\n",
    ),
    ("source/images/quay.png", "no image"),
    ("source/stylesheets/screen.css.scss", "p {}\n"),
    ("source/list.html.erb", "<p>\n"),
];

#[test]
fn a_site_of_tech_docs_keeps_its_urls_anchors_and_reviews() {
    let import = Import::of(SITE);
    import.ran.ends(0).says("GOV.UK Tech Docs Template, recognised by `config/tech-docs.yml`");
    import.ran.says("URLs kept: 3 of 3; anchors kept: 6 of 6");
    import.builds_with(&["/", "/guides/", "/guides/mooring.html", "/old.html", "/older.html", "/start.html"]);
    let home = import.new_file("content/index.md");
    for kept in [
        "\n# Pier API\n",
        "\n## Send\n\n### Errors\n",
        "\n## Get\n\n### Errors {#get-errors}\n",
        "\n| **400** | Wrong |\n",
        "Call 01632 960 001.",
        "old_paths: [/start.html]\n",
        "review_in: 6 months\n",
    ] {
        assert!(home.contains(kept), "{kept}: {home}");
    }
    let page = import.new_file("content/guides/mooring.md");
    for kept in [
        "permalink: /guides/mooring.html\n",
        "## What's new {#what-39-s-new}\n",
        "\n    > [!WARNING]\n    > Don't jump\\nfrom <b>boats</b>.\n",
        "[Send](/#send) to Pier API.",
        "![The quay](/images/quay.png)",
        "\n<!-- not imported: &lt;%= tide('Quay') %&gt; -->\n",
        "<!-- not imported: &lt;% ports.each do |port| %&gt; -->\n",
        "```erb\n<%= shown %>\n```",
    ] {
        assert!(page.replace("<!-- not imported: <%", "<!-- not imported: &lt;%").contains(kept), "{kept}: {page}");
    }
    assert!(!page.contains("for us") && !page.contains("parent:"), "{page}");
    let settings = import.new_file("fingerpost.toml");
    for part in [
        "title = \"Pier API\"",
        "tag = \"Beta\"",
        "title = \"Guides\"\nurl = \"/guides/\"",
        "\"owner_slack\" = \"#pier\"",
    ] {
        assert!(settings.contains(part), "{part}: {settings}");
    }
    let report = import.report();
    for said in [
        "a block of 3 lines: `<% ports.each do |port| %>`: `source/guides/mooring.html.md.erb`, line 20",
        "`<%= tide('Quay') %>`: `source/guides/mooring.html.md.erb`, line 18",
        "extension `mystery`: `config.rb`",
        "helper `tide`: `config.rb`",
        "`ga_tracking_id`",
        "`header_links`: `Broken` has no usable URL",
        "`/guides/Mooring.html` is the URL of a page",
        "`source/documentation/_unused.md`",
        "`source/list.html.erb`",
        "`source/stylesheets/screen.css.scss`",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    import.is_repeatable();
}
