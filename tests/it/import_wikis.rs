//! `fingerpost import` of exports from Confluence and Notion. All fixtures are our own.

use crate::import_case::Import;

const HOME: &str = "0123456789abcdef0123456789abcdef";
const OPENING: &str = "11111111111111111111111111111111";
const TABLE: &str = "22222222222222222222222222222222";
const ROW: &str = "33333333333333333333333333333333";
const TWIN: &str = "44444444444444444444444444444444";

/// Files whose names and texts have the ids of Notion.
fn notion() -> Vec<(String, String)> {
    let of = |path: &str, text: &str| {
        let ids = |text: &str| {
            [("HOME", HOME), ("OPENING", OPENING), ("TABLE", TABLE), ("ROW", ROW), ("TWIN", TWIN)]
                .into_iter()
                .fold(text.to_owned(), |text, (name, id)| text.replace(&format!("#{name}"), id))
        };
        (ids(path), ids(text))
    };
    vec![
        of(
            "Handbook #HOME.md",
            "# Handbook\n\n[Opening & closing](Handbook%20#HOME/Opening%20&%20closing%20#OPENING.md)\n\n[Duties](Handbook%20#HOME/Duties%20#TABLE.csv)\n\nSee [the same](https://www.notion.so/Opening-closing-#OPENING?pvs=21) and [another site](https://www.notion.so/Else-55555555555555555555555555555555).\n",
        ),
        of(
            "Handbook #HOME/Opening & closing #OPENING.md",
            "# Opening & closing\n\n<aside>\n💡 Bring **both** keys. See [duties](Duties%20#TABLE/Open%20up%20#ROW.md).\n\nSecond line.\n\n</aside>\n\n<aside>\n<img src=\"https://www.notion.so/icons/key.svg\" alt=\"key\" width=\"40px\" />\n\nPlain.\n\n</aside>\n\n<aside>\n🐧 Penguins.\n\n</aside>\n\n![plan.png](Opening%20&%20closing%20#OPENING/plan.png)\n\n```html\n<aside>\n💡 code\n</aside>\n```\n",
        ),
        of("Handbook #HOME/Opening & closing #OPENING/plan.png", "no image"),
        of(
            "Handbook #HOME/Opening & closing #TWIN.md",
            "# Opening & closing\n\nAnother page of this name.\n\nOwner: this is text.\n",
        ),
        of(
            "Handbook #HOME/Duties #TABLE.csv",
            "\u{feff}Name,Owner,Tags,Shift\nOpen up,Front desk,\"doors, keys\",\"Early | late\"\nLock up,Porter,,\n",
        ),
        of(
            "Handbook #HOME/Duties #TABLE/Open up #ROW.md",
            "# Open up\n\nOwner: Front desk\nTags: doors, keys\nShift: Early | late\nLast edited time: March 4, 2026 9:12 AM\n\nTurn the key.\n",
        ),
        of("Handbook #HOME/Duties #TABLE_all.csv", "Name,Owner,Tags,Shift,Last edited time\nOpen up,,,,\n"),
    ]
}

#[test]
fn an_export_of_notion_loses_its_ids_and_keeps_its_facts() {
    let files = notion();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let import = Import::of(&files);
    import.ran.ends(0).says("Notion, recognised by the id in `Handbook");
    import.builds_with(&["/", "/opening-and-closing/", "/opening-and-closing-2/", "/duties/open-up/"]);
    let home = import.new_file("content/index.md");
    for kept in [
        "[Opening & closing](/Opening%20%26%20closing/index.md)",
        "| Name | Owner | Tags | Shift |\n| --- | --- | --- | --- |\n| [Open up](/Duties/Open%20up.md) | Front desk | doors, keys | Early \\| late |\n| Lock up | Porter |  |  |\n",
        "[Duties](/Duties.csv)",
        "See [the same](/Opening%20%26%20closing/index.md)",
        "[another site](https://www.notion.so/Else-55555555555555555555555555555555)",
    ] {
        assert!(home.contains(kept), "{kept}: {home}");
    }
    let page = import.new_file("content/Opening & closing/index.md");
    for kept in [
        "> [!TIP]\n> Bring **both** keys. See [duties](/Duties/Open%20up.md).\n>\n> Second line.\n",
        "> [!NOTE]\n> Plain.\n",
        "> [!NOTE]\n> 🐧 Penguins.\n",
        "![plan.png](/Opening%20%26%20closing/plan.png)",
        "```html\n<aside>\n💡 code\n</aside>\n```",
    ] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    let row = import.new_file("content/Duties/Open up.md");
    for kept in [
        "owner: Front desk",
        "tags: [doors, keys]",
        "updated: \"2026-03-04\"",
        "- **Shift:** Early | late\n\nTurn the key.",
    ] {
        assert!(row.contains(kept), "{kept}: {row}");
    }
    let twin = import.new_file("content/Opening & closing-2.md");
    assert!(twin.contains("Owner: this is text."), "{twin}");
    assert!(import.report().contains("the icon 💡 of a callout"), "{}", import.report());
    import.is_repeatable();
}

/// A page of Confluence.
fn confluence(title: &str, main: &str, attachments: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>Depot : {title}</title><link rel=\"stylesheet\" href=\"styles/site.css\"/></head><body>\n<div id=\"breadcrumb-section\"><ol id=\"breadcrumbs\"><li><a href=\"index.html\">Depot</a></li></ol></div>\n<h1 id=\"title-heading\" class=\"pagetitle\"><span id=\"title-text\"> Depot : {title} </span></h1>\n<div id=\"content\" class=\"view\"><div class=\"page-metadata\">Created by <span class='author'> Ida</span>, last modified on Mar 04, 2026</div>\n<div id=\"main-content\" class=\"wiki-content group\">{main}</div>{attachments}</div><div id=\"footer\">Document generated by Confluence on Apr 01, 2026 10:00</div></body></html>"
    )
}

const INDEX: &str = "<html><body><h1 id=\"title-heading\"><span id=\"title-text\">Space Details:</span></h1><div id=\"main-content\" class=\"pageSection\"><table class=\"confluenceTable\"><tr><th class=\"confluenceTh\">Key</th><td class=\"confluenceTd\">DEP</td></tr><tr><th class=\"confluenceTh\">Name</th><td class=\"confluenceTd\">Depot</td></tr></table></div><div class=\"pageSection\"><h2 class=\"pageSectionTitle\">Available Pages:</h2><ul><li><a href=\"Home_1.html\">Home</a><img src=\"images/icons/contenttypes/home_page_16.png\"/><ul><li><a href=\"Zones_2.html\">Zones</a><ul><li><a href=\"Cold-store_3.html\">Cold store</a></li></ul></li></ul><ul><li><a href=\"Alarms_4.html\">Alarms</a></li></ul></li></ul></div></body></html>";

const ZONES: &str = "<div class=\"toc-macro rbtoc1\"><ul><li><a href=\"#Zones-Twokinds\">Two kinds</a></li></ul></div>\
<h2 id=\"Zones-Twokinds\">Two kinds</h2><p>Warm and <a href=\"Cold-store_3.html#Coldstore-Doors\">cold</a>, \
<span class=\"status-macro aui-lozenge aui-lozenge-success\">LIVE</span> <img class=\"emoticon\" src=\"images/icons/emoticons/check.png\" data-emoji-fallback=\"✅\" alt=\"(tick)\"/> by <a class=\"confluence-userlink\" href=\"/people/1\">Ida</a>.</p>\
<div class=\"confluence-information-macro confluence-information-macro-note\"><p class=\"title\">Ice</p><span class=\"aui-icon\"> </span><div class=\"confluence-information-macro-body\"><p>Mind * the floor.</p><ul><li>Grit</li></ul></div></div>\
<div class=\"code panel pdl\"><div class=\"codeHeader panelHeader\"><b>Start</b></div><div class=\"codeContent panelContent pdl\"><pre class=\"syntaxhighlighter-pre\" data-syntaxhighlighter-params=\"brush: bash; gutter: false\">echo \"a &lt; b\"\nls</pre></div></div>\
<div id=\"expander-1\" class=\"expand-container\"><div class=\"expand-control\"><span class=\"expand-control-icon\"><img/></span><span class=\"expand-control-text\">More zones</span></div><div class=\"expand-content\"><p>Yard.</p></div></div>\
<ul class=\"inline-task-list\"><li class=\"checked\" data-inline-task-id=\"1\">Swept</li><li data-inline-task-id=\"2\">Locked</li></ul>\
<div class=\"table-wrap\"><table class=\"confluenceTable\"><tbody><tr><th class=\"confluenceTh\">Zone</th><th class=\"confluenceTh\">Code</th></tr><tr><td class=\"confluenceTd\" rowspan=\"2\">A</td><td class=\"confluenceTd\"><pre>x\ny</pre></td></tr></tbody></table></div>\
<p><span class=\"confluence-embedded-file-wrapper\"><img class=\"confluence-embedded-image\" src=\"attachments/2/21.png?width=300\" alt=\"Map\"/></span></p>\
<script>alert(1)</script><p>\u{e000}NOTE\u{e005} [a](javascript:b)</p><div class=\"plugin_pagetree\">tree</div>";

#[test]
fn a_space_of_confluence_keeps_its_tree_macros_and_attachments() {
    let attachments = "<div class=\"pageSection group\"><h2 id=\"attachments\" class=\"pageSectionTitle\">Attachments:</h2><div class=\"greybox\"><img src=\"images/icons/bullet_blue.gif\"/><a href=\"attachments/2/21.png\">map.png</a> (image/png)<br/><a href=\"attachments/2/22.pdf\">rules [v2].pdf</a> (application/pdf)</div></div>";
    let pages = [
        ("Home_1.html", confluence("Home", "<p>See <a href=\"Zones_2.html\">zones</a>.</p>", "")),
        ("Zones_2.html", confluence("Zones", ZONES, attachments)),
        ("Cold-store_3.html", confluence("Cold store", "<h2 id=\"Coldstore-Doors\">Doors</h2><p>Shut.</p>", "")),
        ("Alarms_4.html", confluence("Alarms : all", "<p>Ring.</p>", "")),
        ("Stray_5.html", confluence("Stray", "<p>Alone.</p>", "")),
    ];
    let mut files: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (*path, text.as_str())).collect();
    files.extend([
        ("index.html", INDEX),
        ("attachments/2/21.png", "no image"),
        ("attachments/2/22.pdf", "no document"),
        ("styles/site.css", "body{}"),
        ("images/icons/bullet_blue.gif", "no image"),
    ]);
    let import = Import::of(&files);
    import.ran.ends(0).says("Confluence, recognised by the list of pages in `index.html`");
    import.builds_with(&["/", "/zones/", "/zones/cold-store/", "/alarms/", "/stray/", "/attachments/2/22.pdf"]);
    let page = import.new_file("content/zones/index.md");
    for kept in [
        "title: Zones\n",
        "updated: \"2026-03-04\"\n",
        "## Two kinds {#Zones-Twokinds}\n",
        "Warm and [cold](/zones/cold-store.md#Coldstore-Doors), **LIVE** ✅ by Ida.\n",
        "> [!WARNING] Ice\n",
        "> Mind \\* the floor.\n>\n> - Grit\n",
        "**Start**\n\n```bash\necho \"a < b\"\nls\n```\n",
        ":::details More zones\n\nYard.\n\n:::\n",
        "- [x] Swept\n- [ ] Locked\n",
        "| Zone | Code |\n| --- | --- |\n| A | `x`<br>`y`",
        "![Map](/attachments/2/21.png)",
        "## Attachments\n\n- [rules v2.pdf](/attachments/2/22.pdf)\n",
        "\nNOTE \\[a\\](javascript:b)\n",
    ] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    assert!(!page.contains("map.png") && !page.contains("alert(1)"), "{page}");
    assert!(
        import.new_file("content/alarms.md").contains("title: \"Alarms : all\""),
        "{}",
        import.new_file("content/alarms.md")
    );
    let nav = import.project.run(&["nav", "--root", "new"]);
    let menu: Vec<&str> = nav.ends(0).out.lines().map(|line| line.split("  /").next().unwrap_or(line)).collect();
    assert_eq!(menu, ["Home", "  Zones", "    Cold store", "  Alarms", "  Stray"], "{}", nav.out);
    let report = import.report();
    for said in [
        "a script: `Zones_2.html`",
        "a list of pages: plugin_pagetree",
        "cells of a table that span rows",
        "not in the list of pages: it is at the end of the menu: `Stray_5.html`",
        "`styles/site.css`",
        "the table of contents",
    ] {
        assert!(report.contains(said), "{said}: {report}");
    }
    import.is_repeatable();
}
