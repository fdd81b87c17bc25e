//! The codes about what an author wrote and how a site looks: whether everybody can read and use it.

use crate::base::codes::{Code, Level};

codes! {
    A11Y_ALT_TEXT = "a11y/alt-text", Warn,
        "The words for an image are its file's name, or say only that it is an image.",
        "People who do not see it are told nothing of what it shows.",
        "![IMG_2041.jpg](IMG_2041.jpg)", "![The isolation valve is behind the grey door](IMG_2041.jpg)",
        "WCAG 2.2, 1.1.1 Non-text Content (level A); ACT rule qt1vmo (image accessible name is descriptive)";
    A11Y_BARE_URL = "a11y/bare-url", Note,
        "The words of a link are a web address.",
        "A screen reader spells the address out, and nobody is told what is there.",
        "Book at https://rooms.example.org/book?site=4", "[Book a room](https://rooms.example.org/book?site=4)",
        "WCAG 2.2, 2.4.9 Link Purpose (Link Only) (level AAA); GOV.UK content style guide, Links";
    A11Y_BOLD_HEADING = "a11y/bold-heading", Warn,
        "A line of bold text stands where a heading should.",
        "It is missing from the list of contents, from search and from the headings that a screen reader offers.",
        "**Before you start**\n\nClose the valve.", "## Before you start\n\nClose the valve.",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique H42 and failure F2";
    A11Y_ALL_CAPS = "a11y/all-caps", Warn,
        "A heading or a paragraph is all in capitals.",
        "Capitals are slower to read, and some screen readers spell them out.",
        "## EMERGENCY SHUTDOWN", "## Emergency shutdown",
        "GOV.UK content style guide, Capitalisation";
    A11Y_COLOUR_ONLY = "a11y/colour-only", Warn,
        "Only a colour says which thing is meant.",
        "People who do not see colours, or print in black and white, cannot tell it from the others.",
        "Press the red button.", "Press the red **Stop** button.",
        "WCAG 2.2, 1.3.3 Sensory Characteristics and 1.4.1 Use of Color (level A)";
    A11Y_DIAGRAM_ALT = "a11y/diagram-alt", Note,
        "A diagram has no words that say what it shows.",
        "People who do not see it have only its source to go by. A `title=` on the fence stands under it.",
        "```mermaid\nflowchart LR\n  A --> B\n```", "```mermaid title=\"A request goes from the desk to the team\"\nflowchart LR\n  A --> B\n```",
        "WCAG 2.2, 1.1.1 Non-text Content (level A)";
    A11Y_EMOJI = "a11y/emoji", Note,
        "A sign or an emoji stands alone where words should.",
        "It looks different on each device, and a screen reader says its official name or nothing.",
        "| Service | Backup |\n|---|---|\n| Mail | ✅ |", "| Service | Backup |\n|---|---|\n| Mail | ✅ Yes |",
        "WCAG 2.2, 1.1.1 Non-text Content and 1.3.3 Sensory Characteristics (level A)";
    A11Y_EMPTY_HEADING = "a11y/empty-heading", Warn,
        "A heading has no words.",
        "A screen reader announces a section without a name.",
        "##", "## Procedure",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A) and 2.4.6 Headings and Labels (level AA); ACT rule ffd0e9";
    A11Y_EMPTY_LINK = "a11y/empty-link", Warn,
        "A link has no words.",
        "Nobody can see it, and a screen reader reads out its address.",
        "[](backups.md)", "[Backups](backups.md)",
        "WCAG 2.2, 2.4.4 Link Purpose (In Context) and 4.1.2 Name, Role, Value (level A); ACT rule c487ae";
    A11Y_FAKE_LIST = "a11y/fake-list", Warn,
        "Lines with signs or letters before them stand in for a list.",
        "A screen reader does not say that it is a list nor how long, and the lines run together on narrow screens.",
        "• Close the valve\n• Call the desk", "- Close the valve\n- Call the desk",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique H48";
    A11Y_FILE_LINK = "a11y/file-link", Note,
        "A link leads to a file to download and does not say its type and size.",
        "Some readers cannot open the file, or pay for what they load; they should know before they follow the link.",
        "[Application form](form.pdf)", "[Application form (PDF, 120 KB)](form.pdf)",
        "GOV.UK content design guidance, Attachments and links to documents; WCAG 2.2, 2.4.4 Link Purpose (level A)";
    A11Y_FRAME_TITLE = "a11y/frame-title", Warn,
        "A frame has no title.",
        "People who use a screen reader cannot tell what it holds without going in.",
        "<iframe src=\"map.html\"></iframe>", "<iframe src=\"map.html\" title=\"Map of the site\"></iframe>",
        "WCAG 2.2, 4.1.2 Name, Role, Value (level A); ACT rule cae760";
    A11Y_HEADING_LEVEL = "a11y/heading-level", Warn,
        "A heading is more than one level below the heading before it.",
        "People who use a screen reader move about by heading level; a missing level sounds like a missing section.",
        "## Procedure\n\n#### First step", "## Procedure\n\n### First step",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique G141; GOV.UK content style guide, Headings";
    A11Y_INLINE_COLOUR = "a11y/inline-colour", Warn,
        "Raw HTML sets a colour of its own.",
        "It stays as it is in the dark scheme and in print, where it may not be readable, and its contrast is not checked.",
        "<span style=\"color: red\">Stop</span>", "**Stop**",
        "WCAG 2.2, 1.4.3 Contrast (Minimum) (level AA), failure F24";
    A11Y_LANGUAGE = "a11y/language", Warn,
        "A page says a language that it is not in, or one that no program knows.",
        "A screen reader takes its voice and a browser its hyphens from it; a wrong one makes the page hard to understand.",
        "language = \"en_UK\"", "language = \"en-GB\"",
        "WCAG 2.2, 3.1.1 Language of Page (level A); ACT rules bf051a and ucwvc8; RFC 5646 (BCP 47)";
    A11Y_LANGUAGE_OF_PARTS = "a11y/language-of-parts", Warn,
        "A part in another script than its page does not say its language, or a part says one that no program knows.",
        "A screen reader reads it with the wrong voice, or not at all.",
        "ปิดวาล์วก่อนเริ่มงานทุกครั้ง", "<p lang=\"th\">ปิดวาล์วก่อนเริ่มงานทุกครั้ง</p>",
        "WCAG 2.2, 3.1.2 Language of Parts (level AA); ACT rule de46e4";
    A11Y_LAYOUT_TABLE = "a11y/layout-table", Warn,
        "A table has no data; it puts things beside or below each other.",
        "A screen reader announces rows and columns that say nothing, and on a phone the parts do not move below each other.",
        "<table><tr><td>Text</td><td><img src=\"valve.png\" alt=\"The valve\"></td></tr></table>",
        "Text\n\n![The valve](valve.png)",
        "GOV.UK content design guidance, Tables: not for layout; WCAG 2.2, 1.3.2 Meaningful Sequence (level A), failure F49";
    A11Y_LINE_BREAKS = "a11y/line-breaks", Warn,
        "Line breaks stand in for a paragraph or a list.",
        "A screen reader hears one long paragraph, and the gaps are wrong on paper and on phones.",
        "Close the valve.<br><br>Call the desk.", "Close the valve.\n\nCall the desk.",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A)";
    A11Y_LINK_TEXT = "a11y/link-text", Warn,
        "The words of a link do not say where it leads.",
        "People who use a screen reader go from link to link and hear each alone.",
        "To restore a service, click [here](restore.md).", "[Restore a service](restore.md) from its backup.",
        "WCAG 2.2, 2.4.4 Link Purpose (In Context) (level A) and 2.4.9 (level AAA), failure F84; ACT rule aizyf1";
    A11Y_LONG_LINK_TEXT = "a11y/long-link-text", Warn,
        "The words of a link are longer than 100 characters.",
        "It is hard to take in as one thing, and tiring in a list of links.",
        "[If you are a member of the team and would like to restore a service, then please follow this procedure from the start](restore.md)",
        "If you are in the team, [restore the service](restore.md).",
        "GOV.UK content style guide, Links";
    A11Y_MISSING_ALT = "a11y/missing-alt", Warn,
        "An image has no words in its place.",
        "People who do not see it are told nothing of what it shows. One that only decorates says so with an empty `alt`.",
        "![](valve.png)", "![The valve is behind the grey door](valve.png)\n\n<img src=\"line.png\" alt=\"\">",
        "WCAG 2.2, 1.1.1 Non-text Content (level A); ACT rules 23a2a8 and 7d6734";
    A11Y_MISSING_STATEMENT = "a11y/missing-statement", Warn,
        "The site of a public body has no accessibility statement.",
        "People who cannot use a part of it are not told so, nor whom to ask; the law wants a statement.",
        "public_sector = true # and no such page", "fingerpost new accessibility-statement",
        "The Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018, regulation 8";
    A11Y_QUOTE_EMPHASIS = "a11y/quote-emphasis", Note,
        "A quotation is used to make something stand out.",
        "A screen reader says that somebody is quoted. A note says what it is.",
        "> **Warning:** do not open the valve.", "> [!WARNING]\n> Do not open the valve.",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), failure F43; GOV.UK content design guidance, Markdown";
    A11Y_SAME_LINK_TEXT = "a11y/same-link-text", Warn,
        "Two links of a page have the same words and lead to different places.",
        "In a list of links nobody can tell them apart.",
        "Forms: [Annex A](staff.md), [Annex A](visitors.md)", "Forms: [Annex A for staff](staff.md), [Annex A for visitors](visitors.md)",
        "WCAG 2.2, 2.4.9 Link Purpose (Link Only) (level AAA); ACT rule b20e66";
    A11Y_MULTIPLE_H1 = "a11y/multiple-h1", Note,
        "A page has headings of the first level besides its title.",
        "A page has one title. The other headings are shown a level deeper, and levels below them may then be missing.",
        "# Close the valve\n\n# Open the valve", "## Close the valve\n\n## Open the valve",
        "GOV.UK content design guidance, Headings: start at H2; WCAG 2.2, 1.3.1 Info and Relationships (level A)";
    A11Y_TABLE_CELL_HEADERS = "a11y/table-cell-headers", Warn,
        "A cell names as its head what is no other cell of its table.",
        "A screen reader says no head with the cell, or the wrong one.",
        "<table>\n<tr><th id=\"day\">Day</th></tr>\n<tr><td headers=\"days\">Monday</td></tr>\n</table>",
        "<table>\n<tr><th id=\"day\">Day</th></tr>\n<tr><td headers=\"day\">Monday</td></tr>\n</table>",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique H43 and failure F90; ACT rule a25f45";
    A11Y_TABLE_COLUMN_HEADER = "a11y/table-column-header", Warn,
        "A column of a table has no name, or the name of another one.",
        "A screen reader says the name with each cell of the column; so it says nothing, or the same of different things.",
        "| Day | |\n|---|---|\n| Monday | Full |", "| Day | Backup |\n|---|---|\n| Monday | Full |",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique H51; GOV.UK content design guidance, Tables";
    A11Y_TABLE_HEADER = "a11y/table-header", Warn,
        "The columns of a table have no names.",
        "A screen reader says the name of the column with each cell; without one the cells are a row of words.",
        "| | |\n|---|---|\n| Monday | Full |", "| Day | Backup |\n|---|---|\n| Monday | Full |",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique H51 and failure F91";
    A11Y_SINGLE_COLUMN_TABLE = "a11y/single-column-table", Warn,
        "A table has one column.",
        "It is a list or a box; a screen reader announces rows and columns that say nothing.",
        "| Bring |\n|---|\n| Gloves |\n| Keys |", "Bring:\n\n- gloves\n- keys",
        "GOV.UK content design guidance, Tables: not for layout, nor where a list will do";
    A11Y_TABLE_SIZE = "a11y/table-size", Off,
        "A table has more than five columns, or holds one fact.",
        "Wide tables have to be scrolled sideways; one fact is quicker to read as a sentence.",
        "| Owner | Deputy |\n|---|---|\n| Cloud team | Desk |", "The Cloud team owns it; the desk stands in.",
        "GOV.UK content design guidance, Tables";
    HTML_DUPLICATE_ID = "html/duplicate-id", Warn,
        "An author gives one `id` twice on a page.",
        "Links and labels find the first, whichever was meant.",
        "<a id=\"steps\"></a>\n\n## Steps {#steps}", "## Steps {#steps}",
        "WHATWG HTML Standard, 3.2.6 (the id attribute); ACT rule 3ea0c8";
    HTML_BROKEN_REFERENCE = "html/broken-reference", Warn,
        "An attribute that an author wrote names an identifier that is not on the page.",
        "What it belongs to has no name or description for a screen reader, or a label does nothing.",
        "<p aria-describedby=\"limits\">Words</p>", "<p aria-describedby=\"limits\">Words</p>\n\n## Limits",
        "WCAG 2.2, 1.3.1 Info and Relationships and 4.1.2 Name, Role, Value (level A)";
    META_LONG_TITLE = "meta/long-title", Note,
        "The title of a page is longer than 65 characters.",
        "Search engines and menus cut it or wrap it, and readers cannot tell at a glance what the page is about.",
        "# What you need to know about how we make and keep and restore backups of services", "# Back up and restore a service",
        "GOV.UK content design guidance, Writing for GOV.UK: titles";
    TEXT_UNSUPPORTED_ADMONITION = "text/unsupported-admonition", Warn,
        "A note is written in the form of another tool.",
        "Readers see its signs, and the lines around it may run together.",
        ":::note\nMind the tide.\n:::", "> [!NOTE]\n> Mind the tide.";
    TEXT_HEADING_SPACE = "text/heading-space", Warn,
        "A line begins with `#` signs and no space behind them, so it is no heading.",
        "Readers see the signs, and nobody finds the section in the contents list or by its link.",
        "##Before you start", "## Before you start",
        "CommonMark 0.31.2, 4.2 ATX headings";
    TEXT_PLACEHOLDER_TEXT = "text/placeholder-text", Warn,
        "Words that were meant for later were left in the text.",
        "A reader who finds them trusts the rest of the page less, or waits for what never comes.",
        "The owner is TBD.", "The owner is the Cloud operations team.";
    TEXT_UNCLOSED_FENCE = "text/unclosed-fence", Warn,
        "A block of code has no line that ends it.",
        "All that follows is shown as code: headings, links and warnings are lost.",
        "```\nfingerpost build\n\n## Next", "```\nfingerpost build\n```\n\n## Next",
        "CommonMark 0.31.2, 4.5 Fenced code blocks";
    TEXT_MALFORMED_TABLE = "text/malformed-table", Warn,
        "Lines look like a table and are none, or a row has more cells than the table has columns.",
        "Readers see the signs, or do not see the words of a cell at all.",
        "| Name | Fee |\n|---|---|\n| Berth | 5 | a night |", "| Name | Fee | For |\n|---|---|---|\n| Berth | 5 | a night |",
        "GitHub Flavored Markdown 0.29, 4.10 Tables";
    THEME_ADJUSTED_COLOUR = "theme/adjusted-colour", Note,
        "A colour of the settings cannot be read as it is, so another one is shown.",
        "Links and marks are darker than the colour that was chosen; otherwise many people could not read them.",
        "[theme]\naccent = \"#ffcc00\"", "[theme]\naccent = \"#7a5f00\"",
        "WCAG 2.2, 1.4.3 Contrast (Minimum) (level AA)";
    THEME_CONTRAST = "theme/contrast", Warn,
        "Two colours of the theme that meet are too much alike: below 4.5:1 for text, below 3:1 for marks and edges.",
        "Many people cannot read the text, or see where a field or the focus is.",
        ":root { --link: #7fb5ff; } /* on white */", ":root { --link: #1558b0; }",
        "WCAG 2.2, 1.4.3 Contrast (Minimum) and 1.4.11 Non-text Contrast (level AA); ACT rule afw4f7";
}
