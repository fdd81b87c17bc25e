//! Codes for the text of pages and the colours of a theme, most of them about accessibility.

use crate::base::code::{Code, Level};

codes! {
    A11Y_ALT_TEXT = "a11y/alt-text", Warn,
        "The alternative text of an image is a file name, or only says that it is an image.",
        "People who cannot see the image do not learn what it shows.",
        "![IMG_2041.jpg](IMG_2041.jpg)", "![The isolation valve is behind the grey door](IMG_2041.jpg)",
        "WCAG 2.2, 1.1.1 Non-text Content (level A); ACT rule qt1vmo (image accessible name is descriptive)";
    A11Y_BARE_URL = "a11y/bare-url", Off,
        "The text of a link is a URL.",
        "Screen readers read the URL aloud character by character, and readers cannot tell what the link is about.",
        "Book at https://rooms.example.org/book?site=4", "[Book a room](https://rooms.example.org/book?site=4)",
        "WCAG 2.2, 2.4.9 Link Purpose (Link Only) (level AAA); GOV.UK content style guide, Links";
    A11Y_BOLD_HEADING = "a11y/bold-heading", Warn,
        "Bold text is used as a heading.",
        "It is missing from the table of contents, from search and from the headings that screen readers list.",
        "**Before you start**\n\nClose the valve.", "## Before you start\n\nClose the valve.",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique H42 and failure F2";
    A11Y_ALL_CAPS = "a11y/all-caps", Warn,
        "A heading or a paragraph is written in capitals.",
        "Capitals are slower to read, and some screen readers spell them out.",
        "## EMERGENCY SHUTDOWN", "## Emergency shutdown",
        "GOV.UK content style guide, Capitalisation";
    A11Y_COLOUR_ONLY = "a11y/colour-only", Warn,
        "Something is identified by its colour alone.",
        "People who cannot see colours, or who print in black and white, cannot tell which thing is meant.",
        "Press the red button.", "Press the red **Stop** button.",
        "WCAG 2.2, 1.3.3 Sensory Characteristics and 1.4.1 Use of Color (level A)";
    A11Y_DIAGRAM_ALT = "a11y/diagram-alt", Note,
        "A diagram has no text alternative.",
        "People who cannot see the diagram only have its source. A `title=` on the code fence is shown below it.",
        "```mermaid\nflowchart LR\n  A --> B\n```", "```mermaid title=\"A request goes from the desk to the team\"\nflowchart LR\n  A --> B\n```",
        "WCAG 2.2, 1.1.1 Non-text Content (level A)";
    A11Y_EMOJI = "a11y/emoji", Off,
        "A symbol or an emoji is used instead of words.",
        "It looks different on each device, and screen readers announce its official name or nothing.",
        "| Service | Backup |\n|---|---|\n| Mail | ✅ |", "| Service | Backup |\n|---|---|\n| Mail | ✅ Yes |",
        "WCAG 2.2, 1.1.1 Non-text Content and 1.3.3 Sensory Characteristics (level A)";
    A11Y_EMPTY_HEADING = "a11y/empty-heading", Warn,
        "A heading has no text.",
        "Screen readers announce a section without a name.",
        "##", "## Procedure",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A) and 2.4.6 Headings and Labels (level AA); ACT rule ffd0e9";
    A11Y_EMPTY_LINK = "a11y/empty-link", Warn,
        "A link has no text.",
        "Nobody can see the link, and screen readers read its URL aloud.",
        "[](backups.md)", "[Backups](backups.md)",
        "WCAG 2.2, 2.4.4 Link Purpose (In Context) and 4.1.2 Name, Role, Value (level A); ACT rule c487ae";
    A11Y_FAKE_LIST = "a11y/fake-list", Warn,
        "Lines that start with symbols or letters are used as a list.",
        "Screen readers do not announce a list or its length, and the lines run together on narrow screens.",
        "• Close the valve\n• Call the desk", "- Close the valve\n- Call the desk",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique H48";
    A11Y_FILE_LINK = "a11y/file-link", Off,
        "The text of a link to a file does not give the file type and size.",
        "Some readers cannot open the file, or pay for the download. They need to know before they follow the link.",
        "[Application form](form.pdf)", "[Application form (PDF, 120 KB)](form.pdf)",
        "GOV.UK content design guidance, Attachments and links to documents; WCAG 2.2, 2.4.4 Link Purpose (level A)";
    A11Y_FRAME_TITLE = "a11y/frame-title", Warn,
        "A frame has no title.",
        "People who use a screen reader cannot tell what the frame contains.",
        "<iframe src=\"map.html\"></iframe>", "<iframe src=\"map.html\" title=\"Map of the site\"></iframe>",
        "WCAG 2.2, 4.1.2 Name, Role, Value (level A); ACT rule cae760";
    A11Y_HEADING_LEVEL = "a11y/heading-level", Warn,
        "A heading skips one or more levels.",
        "People who use a screen reader navigate by heading level. A skipped level sounds like a missing section.",
        "## Procedure\n\n#### First step", "## Procedure\n\n### First step",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique G141; GOV.UK content style guide, Headings";
    A11Y_INLINE_COLOUR = "a11y/inline-colour", Warn,
        "Raw HTML sets a colour.",
        "The colour stays the same in dark mode and in print, where it may be unreadable, and its contrast is not checked.",
        "<span style=\"color: red\">Stop</span>", "**Stop**",
        "WCAG 2.2, 1.4.3 Contrast (Minimum) (level AA), failure F24";
    A11Y_LANGUAGE = "a11y/language", Warn,
        "The language of a page is not a valid language tag, or does not match its text.",
        "Browsers use the language for hyphenation and screen readers for pronunciation. A wrong language makes the page hard to understand.",
        "language = \"en_UK\"", "language = \"en-GB\"",
        "WCAG 2.2, 3.1.1 Language of Page (level A); ACT rules bf051a and ucwvc8; RFC 5646 (BCP 47)";
    A11Y_LANGUAGE_OF_PARTS = "a11y/language-of-parts", Warn,
        "Text in another script has no language set, or an invalid language tag is used.",
        "Screen readers pronounce it wrongly, or skip it.",
        "ปิดวาล์วก่อนเริ่มงานทุกครั้ง", "<p lang=\"th\">ปิดวาล์วก่อนเริ่มงานทุกครั้ง</p>",
        "WCAG 2.2, 3.1.2 Language of Parts (level AA); ACT rule de46e4";
    A11Y_LAYOUT_TABLE = "a11y/layout-table", Warn,
        "A table is used for layout.",
        "Screen readers announce rows and columns that mean nothing, and the content does not reflow on a phone.",
        "<table><tr><td>Text</td><td><img src=\"valve.png\" alt=\"The valve\"></td></tr></table>",
        "Text\n\n![The valve](valve.png)",
        "GOV.UK content design guidance, Tables: not for layout; WCAG 2.2, 1.3.2 Meaningful Sequence (level A), failure F49";
    A11Y_LINE_BREAKS = "a11y/line-breaks", Warn,
        "Line breaks are used instead of paragraphs or lists.",
        "Screen readers read one long paragraph, and the gaps look wrong on paper and on phones.",
        "Close the valve.<br><br>Call the desk.", "Close the valve.\n\nCall the desk.",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A)";
    A11Y_LINK_TEXT = "a11y/link-text", Warn,
        "The text of a link does not describe its target.",
        "People who use a screen reader often go from link to link and hear each one out of context.",
        "To restore a service, click [here](restore.md).", "[Restore a service](restore.md) from its backup.",
        "WCAG 2.2, 2.4.4 Link Purpose (In Context) (level A) and 2.4.9 (level AAA), failure F84; ACT rule aizyf1";
    A11Y_LONG_LINK_TEXT = "a11y/long-link-text", Warn,
        "The text of a link is longer than 100 characters.",
        "Long link text is hard to take in and tiring in a list of links.",
        "[If you are a member of the team and would like to restore a service, then please follow this procedure from the start](restore.md)",
        "If you are in the team, [restore the service](restore.md).",
        "GOV.UK content style guide, Links";
    A11Y_MISSING_ALT = "a11y/missing-alt", Warn,
        "An image has no alternative text.",
        "People who cannot see the image do not learn what it shows. Give a decorative image an empty `alt`.",
        "![](valve.png)", "![The valve is behind the grey door](valve.png)\n\n<img src=\"line.png\" alt=\"\">",
        "WCAG 2.2, 1.1.1 Non-text Content (level A); ACT rules 23a2a8 and 7d6734";
    A11Y_MISSING_STATEMENT = "a11y/missing-statement", Warn,
        "The site of a public body has no accessibility statement.",
        "The law requires a statement that says which parts are not accessible and who to contact.",
        "public_sector = true # and no such page", "fingerpost new accessibility-statement",
        "The Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018, regulation 8";
    A11Y_QUOTE_EMPHASIS = "a11y/quote-emphasis", Off,
        "A block quote is used for emphasis.",
        "Screen readers announce a quotation. Use a callout, which says what it is.",
        "> **Warning:** do not open the valve.", "> [!WARNING]\n> Do not open the valve.",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), failure F43; GOV.UK content design guidance, Markdown";
    A11Y_SAME_LINK_TEXT = "a11y/same-link-text", Warn,
        "Two links on a page have the same text but different targets.",
        "In a list of links, readers cannot tell them apart.",
        "Forms: [Annex A](staff.md), [Annex A](visitors.md)", "Forms: [Annex A for staff](staff.md), [Annex A for visitors](visitors.md)",
        "WCAG 2.2, 2.4.9 Link Purpose (Link Only) (level AAA); ACT rule b20e66";
    A11Y_MULTIPLE_H1 = "a11y/multiple-h1", Note,
        "A page has more than one level 1 heading.",
        "A page has one title. Other level 1 headings are moved down a level, which can leave gaps below them.",
        "# Close the valve\n\n# Open the valve", "## Close the valve\n\n## Open the valve",
        "GOV.UK content design guidance, Headings: start at H2; WCAG 2.2, 1.3.1 Info and Relationships (level A)";
    A11Y_TABLE_CELL_HEADERS = "a11y/table-cell-headers", Warn,
        "The `headers` attribute of a table cell refers to something that is not a header cell of the table.",
        "Screen readers announce no header for the cell, or the wrong one.",
        "<table>\n<tr><th id=\"day\">Day</th></tr>\n<tr><td headers=\"days\">Monday</td></tr>\n</table>",
        "<table>\n<tr><th id=\"day\">Day</th></tr>\n<tr><td headers=\"day\">Monday</td></tr>\n</table>",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique H43 and failure F90; ACT rule a25f45";
    A11Y_TABLE_COLUMN_HEADER = "a11y/table-column-header", Warn,
        "A column of a table has no header, or the same header as another column.",
        "Screen readers announce the header with each cell, so they announce nothing, or the same for different columns.",
        "| Day | |\n|---|---|\n| Monday | Full |", "| Day | Backup |\n|---|---|\n| Monday | Full |",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique H51; GOV.UK content design guidance, Tables";
    A11Y_TABLE_HEADER = "a11y/table-header", Warn,
        "A table has no column headers.",
        "Screen readers announce the header with each cell. Without headers, the cells are only a series of words.",
        "| | |\n|---|---|\n| Monday | Full |", "| Day | Backup |\n|---|---|\n| Monday | Full |",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), technique H51 and failure F91";
    A11Y_SINGLE_COLUMN_TABLE = "a11y/single-column-table", Warn,
        "A table has only one column.",
        "Use a list or a callout instead: screen readers announce rows and columns that mean nothing.",
        "| Bring |\n|---|\n| Gloves |\n| Keys |", "Bring:\n\n- gloves\n- keys",
        "GOV.UK content design guidance, Tables: not for layout, nor where a list will do";
    A11Y_TABLE_SIZE = "a11y/table-size", Off,
        "A table has more than five columns, or contains only one fact.",
        "Readers have to scroll a wide table sideways, and a single fact is quicker to read in a sentence.",
        "| Owner | Deputy |\n|---|---|\n| Cloud team | Desk |", "The Cloud team owns it, with the desk as deputy.",
        "GOV.UK content design guidance, Tables";
    HTML_DUPLICATE_ID = "html/duplicate-id", Warn,
        "An `id` is used twice in the HTML of a page.",
        "Links and labels always find the first one.",
        "<a id=\"steps\"></a>\n\n## Steps {#steps}", "## Steps {#steps}",
        "WHATWG HTML Standard, 3.2.6 (the id attribute); ACT rule 3ea0c8";
    HTML_BROKEN_REFERENCE = "html/broken-reference", Warn,
        "An attribute in raw HTML refers to an `id` that is not on the page.",
        "Screen readers cannot announce the name or description of the element, or a label has no effect.",
        "<p aria-describedby=\"limits\">Words</p>", "<p aria-describedby=\"limits\">Words</p>\n\n## Limits",
        "WCAG 2.2, 1.3.1 Info and Relationships and 4.1.2 Name, Role, Value (level A)";
    META_LONG_TITLE = "meta/long-title", Off,
        "The title of a page is longer than 65 characters.",
        "Search engines and menus cut off or wrap long titles, and readers cannot see at a glance what the page is about.",
        "# What you need to know about how we make and keep and restore backups of services", "# Back up and restore a service",
        "GOV.UK content design guidance, Writing for GOV.UK: titles";
    TEXT_INVALID_FORMULA = "text/invalid-formula", Warn,
        "A formula is not valid LaTeX, or uses a command that is not supported.",
        "Readers see the source of the formula.",
        "The rate is $\\rate{a}$.", "The rate is $\\frac{a}{b}$.",
        "MathML Core; LaTeX: A Document Preparation System, chapter 3";
    TEXT_UNCLOSED_CONTAINER = "text/unclosed-container", Warn,
        "A container such as `:::note` has no closing line.",
        "It ends with the text around it, which may be more than you meant.",
        ":::note\nMind the tide.", ":::note\nMind the tide.\n:::";
    TEXT_UNSUPPORTED_SYNTAX = "text/unsupported-syntax", Warn,
        "The text uses a construct of another tool that Fingerpost does not have.",
        "Readers see the markup. Each construct is reported once for a page, with the number of places.",
        "{{< figure src=\"plan.png\" >}}", "![Plan of the ground floor](plan.png)";
    TEXT_ACCIDENTAL_CODE = "text/accidental-code", Warn,
        "A paragraph is indented by four spaces or a tab, so it is shown as code.",
        "Its lines do not wrap on narrow screens, its links and its emphasis are shown as signs, and readers take it for something to type.",
        "    Please read this before you begin with the work.", "Please read this before you begin with the work.",
        "CommonMark 0.31.2, 4.4 Indented code blocks";
    TEXT_ACCIDENTAL_HEADING = "text/accidental-heading", Warn,
        "A line of hyphens directly below a paragraph makes the paragraph a heading.",
        "A whole sentence is in the table of contents and in the list of headings, and the section above it ends there.",
        "Close the valve and wait\nuntil the pressure is gone.\n---", "Close the valve and wait\nuntil the pressure is gone.\n\n---",
        "CommonMark 0.31.2, 4.3 Setext headings";
    TEXT_LOST_CHARACTER = "text/lost-character", Warn,
        "A character that is meant as text is read as markup, so readers do not see it.",
        "A sum, a path or a name is wrong on the page: `2*3*4` is shown as 234.",
        "Give 2*3*4 ml.", "Give 2 × 3 × 4 ml.",
        "CommonMark 0.31.2, 2.4 Backslash escapes and 6.2 Emphasis and strong emphasis";
    TEXT_BROKEN_EMPHASIS = "text/broken-emphasis", Warn,
        "Asterisks that are meant to make text bold are shown as text.",
        "Readers see the asterisks instead of the emphasis.",
        "**Note:**close the valve first.", "**Note:** close the valve first.",
        "CommonMark 0.31.2, 6.2 Emphasis and strong emphasis";
    TEXT_BROKEN_LIST = "text/broken-list", Warn,
        "Part of a numbered list is indented by too little, or text follows a list without a blank line.",
        "Sub-steps become steps of their own and every later number changes, or text joins the last item. In a document with steps, this is an error.",
        "1. Stop the service.\n  1. Log in.\n2. Restore the data.", "1. Stop the service.\n   1. Log in.\n2. Restore the data.",
        "CommonMark 0.31.2, 5.2 List items";
    TEXT_HEADING_SPACE = "text/heading-space", Warn,
        "A heading has no space after the `#` characters, so Markdown treats it as text.",
        "Readers see the `#` characters, and the section is missing from the table of contents.",
        "##Before you start", "## Before you start",
        "CommonMark 0.31.2, 4.2 ATX headings";
    TEXT_PLAIN_HEADING = "text/plain-heading", Warn,
        "A short line of text is used as a heading, on a page without headings.",
        "The line is missing from the table of contents, and nobody can link to the section.",
        "Purpose\n\nThis procedure says how services are restored after a failure.\n\nScope\n\nIt applies to all services that run in our own data centres.\n\nOwner\n\nThe operations team keeps this procedure and reviews it each year.",
        "## Purpose\n\nThis procedure says how services are restored after a failure.\n\n## Scope\n\nIt applies to all services that run in our own data centres.",
        "WCAG 2.2, 1.3.1 Info and Relationships (level A), failure F2";
    TEXT_PLACEHOLDER_TEXT = "text/placeholder-text", Warn,
        "The text still contains a placeholder.",
        "Readers trust the page less, or wait for information that never comes.",
        "The owner is TBD.", "The owner is the Cloud operations team.";
    TEXT_UNCLOSED_FENCE = "text/unclosed-fence", Warn,
        "A code block has no closing fence.",
        "Everything after it is shown as code, so headings, links and warnings are lost.",
        "```\nfingerpost build\n\n## Next", "```\nfingerpost build\n```\n\n## Next",
        "CommonMark 0.31.2, 4.5 Fenced code blocks";
    TEXT_MALFORMED_TABLE = "text/malformed-table", Warn,
        "Some lines look like a table but are not valid Markdown, or a row has more cells than the table has columns.",
        "Readers see the markup, or the text of extra cells is lost.",
        "| Name | Fee |\n|---|---|\n| Berth | 5 | a night |", "| Name | Fee | For |\n|---|---|---|\n| Berth | 5 | a night |",
        "GitHub Flavored Markdown 0.29, 4.10 Tables";
    THEME_ADJUSTED_COLOUR = "theme/adjusted-colour", Note,
        "A colour in the settings has too little contrast, so Fingerpost uses a darker or lighter one.",
        "With the original colour, many people could not read links and markers.",
        "[theme]\naccent = \"#ffcc00\"", "[theme]\naccent = \"#7a5f00\"",
        "WCAG 2.2, 1.4.3 Contrast (Minimum) (level AA)";
    THEME_CONTRAST = "theme/contrast", Warn,
        "Two theme colours that are used together have too little contrast: below 4.5:1 for text, or below 3:1 for borders and markers.",
        "Many people cannot read the text, or see the edge of a field or the focus indicator.",
        ":root { --link: #7fb5ff; } /* on white */", ":root { --link: #1558b0; }",
        "WCAG 2.2, 1.4.3 Contrast (Minimum) and 1.4.11 Non-text Contrast (level AA); ACT rule afw4f7";
    THEME_SCRIPT = "theme/script", Fatal,
        "The modules of a theme script cannot be joined into one script.",
        "Pages that load it would not work as intended.",
        "import menu from \"./menu.js\";", "import { openMenu } from \"./menu.js\";",
        "ECMA-262, 16.2 Modules";
    THEME_UNUSED_FILE = "theme/unused-file", Warn,
        "A template is used by no page and no other template, or a folder of a theme has a name that Fingerpost does not read.",
        "A change that you made has no effect. Usually, a name is misspelled.",
        "templates/partials/haed.html", "templates/partials/head.html";
}
