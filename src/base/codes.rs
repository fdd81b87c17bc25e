//! The table of finding codes: name, level, and the text that `fingerpost explain` prints.
//!
//! Codes are stable: they stand in configuration files, baselines and CI logs. A test lists every code without a case.

use crate::base::diagnostic::Severity;

/// What a code does when nothing sets its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// No right output can be made; no setting moves it.
    Hard,
    Deny,
    Warn,
    Note,
    /// Left out where nothing asks for it.
    Off,
}

impl Level {
    /// The severity a finding has at this level.
    pub fn severity(self) -> Severity {
        match self {
            Level::Hard | Level::Deny => Severity::Error,
            Level::Warn => Severity::Warning,
            Level::Note | Level::Off => Severity::Note,
        }
    }

    /// The word for it in `explain`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Hard => "error that no setting moves",
            Level::Deny => "deny",
            Level::Warn => "warn",
            Level::Note => "note",
            Level::Off => "left out; ask for it with `warn` or `deny`",
        }
    }
}

/// One kind of finding.
#[derive(Debug, PartialEq)]
pub struct Code {
    /// `group/name`.
    pub name: &'static str,
    pub level: Level,
    /// What it means, in a sentence.
    pub what: &'static str,
    /// Why it matters to a reader.
    pub why: &'static str,
    /// An example that is found.
    pub wrong: &'static str,
    /// The example mended.
    pub right: &'static str,
}

impl Code {
    /// The part before the slash.
    pub fn group(&self) -> &'static str {
        self.name.split('/').next().expect("split gives at least one part")
    }
}

/// Finds a code by its full name.
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter().find(|code| code.name == name).copied()
}

/// Whether `name` is a group of codes such as `link`.
pub fn is_group(name: &str) -> bool {
    ALL.iter().any(|code| code.group() == name)
}

macro_rules! codes {
    ($($ident:ident = $name:literal, $level:ident, $what:literal, $why:literal, $wrong:literal, $right:literal;)*) => {
        $(pub static $ident: Code = Code { name: $name, level: Level::$level, what: $what, why: $why, wrong: $wrong, right: $right };)*
        /// Every code, in the order of this table.
        pub static ALL: &[&Code] = &[$(&$ident),*];
    };
}

codes! {
    A11Y_ALT_TEXT = "a11y/alt-text", Warn,
        "The words for an image are its file's name, or say only that it is an image.",
        "People who do not see it are told nothing of what it shows (WCAG 2.2, 1.1.1; ACT rule qt1vmo).",
        "![IMG_2041.jpg](IMG_2041.jpg)", "![The isolation valve is behind the grey door](IMG_2041.jpg)";
    A11Y_BOLD_HEADING = "a11y/bold-heading", Warn,
        "A line of bold text stands where a heading should.",
        "It is missing from the list of contents, from search and from the headings that a screen reader offers (WCAG 2.2, 1.3.1).",
        "**Before you start**\n\nClose the valve.", "## Before you start\n\nClose the valve.";
    A11Y_CAPITALS = "a11y/capitals", Warn,
        "A heading is all in capitals.",
        "Capitals are slower to read, and some screen readers spell them out (GOV.UK content style guide).",
        "## EMERGENCY SHUTDOWN", "## Emergency shutdown";
    A11Y_EMPTY_HEADING = "a11y/empty-heading", Warn,
        "A heading has no words.",
        "A screen reader announces a section without a name (WCAG 2.2, 1.3.1 and 2.4.6).",
        "##", "## Procedure";
    A11Y_EMPTY_LINK = "a11y/empty-link", Warn,
        "A link has no words.",
        "Nobody can see it, and a screen reader reads out its address (WCAG 2.2, 2.4.4; ACT rule c487ae).",
        "[](backups.md)", "[Backups](backups.md)";
    A11Y_FRAME_TITLE = "a11y/frame-title", Warn,
        "A frame has no title.",
        "People who use a screen reader cannot tell what it holds without going in (WCAG 2.2, 4.1.2; ACT rule cae760).",
        "<iframe src=\"map.html\"></iframe>", "<iframe src=\"map.html\" title=\"Map of the site\"></iframe>";
    A11Y_HEADING_LEVEL = "a11y/heading-level", Warn,
        "A heading is more than one level below the heading before it.",
        "People who use a screen reader move about by heading level; a missing level sounds like a missing section (WCAG 2.2, 1.3.1).",
        "## Procedure\n\n#### First step", "## Procedure\n\n### First step";
    A11Y_LINE_BREAKS = "a11y/line-breaks", Warn,
        "Line breaks stand in for a paragraph or a list.",
        "A screen reader hears one long paragraph, and the gaps are wrong on paper and on phones (WCAG 2.2, 1.3.1).",
        "Close the valve.<br><br>Call the desk.", "Close the valve.\n\nCall the desk.";
    A11Y_LINK_TEXT = "a11y/link-text", Warn,
        "The words of a link do not say where it leads.",
        "People who use a screen reader go from link to link and hear each alone (WCAG 2.2, 2.4.4 and 2.4.9).",
        "To restore a service, click [here](restore.md).", "[Restore a service](restore.md) from its backup.";
    A11Y_MISSING_ALT = "a11y/missing-alt", Warn,
        "An image has no words in its place.",
        "People who do not see it are told nothing of what it shows (WCAG 2.2, 1.1.1). One that only decorates says so with an empty `alt`.",
        "![](valve.png)", "![The valve is behind the grey door](valve.png)\n\n<img src=\"line.png\" alt=\"\">";
    A11Y_TABLE_HEADER = "a11y/table-header", Warn,
        "The columns of a table have no names.",
        "A screen reader says the name of the column with each cell; without one the cells are a row of words (WCAG 2.2, 1.3.1).",
        "| | |\n|---|---|\n| Monday | Full |", "| Day | Backup |\n|---|---|\n| Monday | Full |";
    ASSESSMENT_ANSWERS = "assessment/answers", Hard,
        "A file of answers cannot be read, or belongs to another assessment.",
        "Scores made from it would be wrong, or somebody else's.",
        "{ \"answers\": [] }", "A file that the assessment's report page or its start page saved";
    ASSESSMENT_DUPLICATE_ID = "assessment/duplicate-id", Deny,
        "Two questions of an assessment have one id.",
        "Answers are kept under it: an answer to one of them would show up at the other.",
        "assessment_id: backups # on two pages", "assessment_id: backups-of-databases";
    ASSESSMENT_LEVEL_COUNT = "assessment/level-count", Warn,
        "A question has one level, or more than ten.",
        "There is nothing to choose from, or more than anybody can tell apart. The question is left out.",
        "### **Ad hoc:** Nothing is planned.", "### **Ad hoc:** Nothing is planned.\n\n### **Planned:** Most of it is.";
    ASSESSMENT_LEVEL_NUMBER = "assessment/level-number", Warn,
        "The numbers of a question's levels have a gap, or one of them has no number.",
        "Scores are made of these numbers, so a level that was forgotten would move all others.",
        "## Level 1: Aware\n\n## Level 3: Managed", "## Level 1: Aware\n\n## Level 2: Managed";
    ASSESSMENT_LEVEL_SECTIONS = "assessment/level-sections", Warn,
        "A level lacks text that the review or the report shows, and other levels have it.",
        "Who chooses this level gets no advice.",
        "### **Ad hoc:** Nothing is planned.", "### **Ad hoc:** Nothing is planned.\n\n#### How to do better\n\nName an owner.";
    ASSESSMENT_MOVED_ANSWER = "assessment/moved-answer", Warn,
        "An answer was given to another version of the question, and was moved, kept or dropped.",
        "The level that was chosen may not be the one that is counted now.",
        "an answer with level 3, whose level has since become the fourth", "the same file, looked through and saved again";
    ASSESSMENT_NO_CATEGORY = "assessment/no-category", Warn,
        "Nothing says which category a question belongs to.",
        "It is counted in a category of its own that nobody planned.",
        "category = \"folder\" # and the page stands in no folder", "content/questions/cost/spending.md";
    ASSESSMENT_NO_LEVELS = "assessment/no-levels", Warn,
        "A page was meant as a question, and no levels can be read from it.",
        "The question is left out of the assessment, and the highest score changes without a word.",
        "Text without headings", "### **Ad hoc:** Nothing is planned.\n\n### **Planned:** Most of it is.";
    ASSESSMENT_NO_QUESTIONS = "assessment/no-questions", Warn,
        "An assessment of the settings has no questions.",
        "Its pages would ask nothing.",
        "questions = \"asessment/*.md\"", "questions = \"assessment/*.md\"";
    ASSESSMENT_UNKNOWN_QUESTION = "assessment/unknown-question", Warn,
        "A file of answers has an answer to a question that the assessment does not have.",
        "The answer is not counted; perhaps the page was renamed without an alias.",
        "\"cost/spend\" in the file, and the page is now cost/spending.md", "aliases: [/cost/spend/]";
    ASSESSMENT_UNKNOWN_ROLE = "assessment/unknown-role", Warn,
        "Text below a level stands under a heading that has no role.",
        "Neither the review nor the report shows it.",
        "#### How to get better", "#### How to do better";
    CHECK_NO_REASON = "check/no-reason", Warn,
        "A comment silences a finding and does not say why.",
        "The next person cannot tell a decision from an oversight.",
        "<!-- fingerpost-ignore link/insecure -->", "<!-- fingerpost-ignore link/insecure: the device has no certificate -->";
    CHECK_UNUSED_IGNORE = "check/unused-ignore", Warn,
        "A comment silences a finding that is not there.",
        "It would hide the next one of its kind.",
        "<!-- fingerpost-ignore link/insecure: old -->\n\nNo link here.", "No link here.";
    CONFIG_SYNTAX = "config/syntax", Hard,
        "The configuration file is not valid TOML.",
        "Nothing can be built from settings that cannot be read.",
        "title = Guidance", "title = \"Guidance\"";
    CONFIG_UNKNOWN_CODE = "config/unknown-code", Warn,
        "A setting names a finding code or group that does not exist.",
        "The level that was meant to change has not changed.",
        "[checks]\nlinks = \"warn\"", "[checks]\nlink = \"warn\"";
    CONFIG_UNKNOWN_KEY = "config/unknown-key", Warn,
        "The configuration has a key that Fingerpost does not know.",
        "A misspelt setting has no effect, and nothing else would say so.",
        "langauge = \"cy\"", "language = \"cy\"";
    CONFIG_VALUE = "config/value", Hard,
        "A setting has a value that it cannot have.",
        "A site built with a guess in its place would be wrong on every page.",
        "base_url = \"example.org\"", "base_url = \"https://example.org/\"";
    EXTERNAL_ANCHOR = "external/anchor", Warn,
        "A page of another site has no anchor of the name that a link gives.",
        "The reader lands at the top of a page that may be long, and has to search for what was promised.",
        "[Retention](https://www.example.org/records#retension)", "[Retention](https://www.example.org/records#retention)";
    EXTERNAL_BROKEN = "external/broken", Warn,
        "Another site says that the page of a link does not exist, or there is no such site.",
        "The reader is sent to an error page, and what the guidance relied on is out of reach.",
        "[Form](https://www.example.org/forms/old.pdf)", "[Form](https://www.example.org/forms/)";
    EXTERNAL_MOVED = "external/moved", Note,
        "Another site says that the page of a link has moved for good.",
        "The redirect will be taken away one day, and the link will be broken.",
        "[Form](http://www.example.org/form)", "[Form](https://www.example.org/forms/intake)";
    EXTERNAL_UNKNOWN = "external/unknown", Note,
        "It could not be found out whether a link to another site works.",
        "Many sites refuse programs, and any site can be down for an hour. A person has to look, or `skip` under `[external]` has to name the site.",
        "[Portal](https://portal.example.org/) # answers 403", "[external]\nskip = [\"https://portal.example.org/*\"]";
    HTML_REMOVED = "html/removed", Warn,
        "Raw HTML that can run or load code, or that a guidance page may not hold, was taken out.",
        "Page text comes from many hands; what can run in a reader's browser is not text. Set `[markdown] raw_html = \"allow\"` if every author is trusted.",
        "<script src=\"count.js\"></script>", "Put scripts in the theme, where its owner sees them.";
    LINK_AMBIGUOUS = "link/ambiguous", Warn,
        "A wiki link names a page, and several pages have that name.",
        "The link goes to the first of them, which may not be the one that was meant.",
        "[[Overview]]", "[[sops/overview]]";
    LINK_EMBED_CYCLE = "link/embed-cycle", Deny,
        "A page embeds itself, directly or through other pages, or takes in more than 16 MiB.",
        "The text would never end, so the inner copy is left out.",
        "![[this page]]", "[[this page]]";
    LINK_INSECURE = "link/insecure", Warn,
        "A link of an encrypted site leads to an address that is not.",
        "Whoever sits between can read and change what the reader gets; browsers warn of it.",
        "[Rates](http://example.org/rates)", "[Rates](https://example.org/rates)";
    LINK_OWN_SITE = "link/own-site", Warn,
        "A link names this site by its whole address.",
        "It is not checked, leads away from a preview or a copy, and breaks when the site moves.",
        "[Backups](https://guidance.example.org/backups/)", "[Backups](backups.md)";
    LINK_REDIRECT_CHAIN = "link/redirect-chain", Warn,
        "A redirect leads to another redirect.",
        "Each step costs the reader time, and some programs follow only a few.",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/b/\"\n\n[[redirects]]\nfrom = \"/b/\"\nto = \"/c/\"",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/c/\"\n\n[[redirects]]\nfrom = \"/b/\"\nto = \"/c/\"";
    LINK_REDIRECT_CYCLE = "link/redirect-cycle", Deny,
        "Redirects lead round in a ring.",
        "The reader never arrives; browsers give up with an error of their own.",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/b/\"\n\n[[redirects]]\nfrom = \"/b/\"\nto = \"/a/\"",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/backups/\"";
    LINK_REDIRECTED = "link/redirected", Warn,
        "A link leads to an old address.",
        "The reader takes a detour, and the link breaks on the day when the redirect is given up.",
        "[Backups](/old-backups/)", "[Backups](backups.md)";
    LINK_TO_ITSELF = "link/to-itself", Warn,
        "A link leads to the page that it stands on.",
        "The reader follows it and seems to stay where they are.",
        "See [this page](backups.md).", "See [the steps](#steps).";
    LINK_WITHDRAWN = "link/withdrawn", Warn,
        "A link leads to a page that is no longer in force.",
        "The reader may follow a procedure that must not be followed any more.",
        "[Old procedure](old.md)", "[New procedure](new.md)";
    LINK_MALFORMED = "link/malformed", Warn,
        "The target of a link is not a well-formed address.",
        "A browser cannot follow it, or goes somewhere else than the author meant.",
        "[Service manual](https:/www.example.org)", "[Service manual](https://www.example.org)";
    LINK_MISSING_ANCHOR = "link/missing-anchor", Deny,
        "A link names a place on a page that the page does not have.",
        "The reader lands at the top of the page and has to search for what was promised.",
        "[Scope](sop.md#scop)", "[Scope](sop.md#scope)";
    LINK_MISSING_FILE = "link/missing-file", Deny,
        "A link or image names a file that is not in the content folder.",
        "The reader meets an error page or a broken picture.",
        "![Plan](plan.pgn)", "![Plan](plan.png)";
    LINK_MISSING_PAGE = "link/missing-page", Deny,
        "A link names a page that does not exist.",
        "The reader meets an error page in the middle of a task.",
        "[Install](instal.md)", "[Install](install.md)";
    LINK_UNSAFE_SCHEME = "link/unsafe-scheme", Warn,
        "A link uses a scheme that can run code or that readers cannot follow; the words stay, the link is taken out.",
        "A link such as `javascript:` runs in the reader's browser with the rights of your site.",
        "[Print](javascript:print())", "Tell the reader to use the browser's print command.";
    MARKDOWN_TEMPLATE_TAG = "markdown/template-tag", Note,
        "The text has template tags, which are printed as they stand.",
        "Prose is never code. A page that is meant to be rendered says `templating: true` in its front matter.",
        "{% include 'button.html' %}", "Write what the reader should see, or set `templating: true`.";
    MARKDOWN_UNKNOWN_LANGUAGE = "markdown/unknown-language", Note,
        "A code fence names a language that there is no highlighting for.",
        "The code is shown plain. A misspelt name loses its colours.",
        "```pyhton\nprint()\n```", "```python\nprint()\n```";
    META_BAD_DATE = "meta/bad-date", Warn,
        "A date cannot be read; dates are written `2026-11-30`.",
        "A date that is guessed is worse than none: day and month are never guessed.",
        "last_reviewed_on: 9 Februry", "last_reviewed_on: 2026-02-09";
    META_DUPLICATE_KEY = "meta/duplicate-key", Hard,
        "The front matter has one key twice.",
        "Only one of the two values can hold, and nobody can tell which was meant.",
        "title: A\ntitle: B", "title: B";
    META_DUPLICATE_TITLE = "meta/duplicate-title", Warn,
        "Two pages beside each other in the navigation have one title.",
        "The reader cannot tell which of them to open.",
        "guides/a.md: # Backups\nguides/b.md: # Backups",
        "guides/a.md: # Backups of files\nguides/b.md: # Backups of databases";
    META_LIMIT = "meta/limit", Hard,
        "The front matter is larger or deeper than Fingerpost accepts (20,000 values, 64 levels).",
        "Aliases that unfold without end would stop the build for everybody.",
        "b: [*a, *a, *a, *a] # and so on, nested", "Write the values out.";
    META_MISSING_DESCRIPTION = "meta/missing-description", Off,
        "A page has no description.",
        "Search results, listings and feeds have nothing to say of it but its title (GOV.UK content style guide).",
        "---\ntitle: Backups\n---", "---\ntitle: Backups\ndescription: How services are backed up, and how to restore them.\n---";
    META_NAVIGATION_TYPE = "meta/navigation-type", Warn,
        "`eleventyNavigation` is not a map, so the page takes the place of its folder.",
        "The key, parent or order that was meant has no effect.",
        "eleventyNavigation: People", "eleventyNavigation:\n  key: People";
    META_NOT_A_MAP = "meta/not-a-map", Hard,
        "The front matter is not a list of `key: value` lines.",
        "Title, dates and owner cannot be read from it.",
        "---\n- one\n- two\n---", "---\ntitle: One and two\n---";
    META_PERMALINK = "meta/permalink", Deny,
        "A permalink, slug or alias is not an address inside the site.",
        "The page would be written outside the published folder, or where nobody finds it.",
        "permalink: ../../etc/", "permalink: /guides/etc/";
    META_SYNTAX = "meta/syntax", Hard,
        "The front matter cannot be parsed.",
        "Title, status and dates of the page would be lost without a word.",
        "title: Backups: how and when", "title: \"Backups: how and when\"";
    META_TAG_CASE = "meta/tag-case", Warn,
        "Two tags differ only by letter case; they are shown as one.",
        "Readers should not have to choose between `Security` and `security`.",
        "tags: [security] # and elsewhere [Security]", "tags: [Security]";
    META_TYPE = "meta/type", Warn,
        "A front matter value has another type than its key asks for, and is not used.",
        "What the author meant to say about the page does not reach the reader.",
        "order: first", "order: 1";
    META_UNCLOSED = "meta/unclosed", Hard,
        "The front matter is opened and never closed.",
        "Everything below would be read as metadata, or the metadata shown as text.",
        "---\ntitle: Backups\n\nText", "---\ntitle: Backups\n---\n\nText";
    META_UNKNOWN_NAME = "meta/unknown-name", Warn,
        "A name in front matter is nearly one that has a meaning.",
        "What was meant by it does not happen, and nothing else says so.",
        "---\ndescripton: How services are backed up\n---", "---\ndescription: How services are backed up\n---";
    NAV_CYCLE = "nav/cycle", Warn,
        "Pages name each other as parent in a circle.",
        "A circle has no place in the tree; the pages are put where their folders are.",
        "A: parent B, B: parent A", "A: parent B, B: no parent";
    NAV_DUPLICATE_KEY = "nav/duplicate-key", Warn,
        "Two pages have the same navigation key.",
        "Pages that name the key as parent all go below the first; give each page a key of its own, and `title` to keep its label.",
        "key: Overview # on two pages", "key: Cost overview\ntitle: Overview";
    NAV_INEXACT_PARENT = "nav/inexact-parent", Warn,
        "A parent was found by file name or with other letter case, not by its exact key.",
        "Other tools look for the exact key and would leave the page out of navigation.",
        "parent: people", "parent: People";
    NAV_MISSING_PARENT = "nav/missing-parent", Warn,
        "No page has the key that is named as parent; the page is put where its folder is.",
        "The reader does not find the page where the author meant it.",
        "parent: Pepole", "parent: People";
    NAV_ODD_KEY = "nav/odd-key", Warn,
        "A navigation key is a number or holds a comma.",
        "Fingerpost handles both; Eleventy fails on a number and never shows children of a key with a comma.",
        "key: 2026", "key: \"Year 2026\"";
    NAV_ORPHAN = "nav/orphan", Warn,
        "No page links to a page, and it is in no navigation.",
        "Readers come to it by search or not at all.",
        "---\neleventyNavigation: false\n---\n# Archive", "See the [archive](archive.md).";
    NAV_SECOND_HOME = "nav/second-home", Warn,
        "A page that is not the home page has the home page's key.",
        "In Eleventy such a page becomes its own parent and overflows the stack.",
        "title: Home # in about.md", "title: About";
    OUTPUT_COLLISION = "output/collision", Hard,
        "Two sources would be written to one address, or to addresses that common file systems cannot tell apart.",
        "One of them would overwrite the other, and which one would depend on chance.",
        "a.md and A.md", "a.md and a-second.md";
    OUTPUT_DUPLICATE_ID = "output/duplicate-id", Warn,
        "A finished page has one identifier twice.",
        "Links to it lead to the first, and labels may name the wrong control (HTML Standard, 3.2.6).",
        "<div id=\"box\">…</div> <div id=\"box\">…</div>", "<div id=\"box:1\">…</div> <div id=\"box:2\">…</div>";
    OUTPUT_MISSING_REFERENCE = "output/missing-reference", Warn,
        "An attribute of a finished page names an identifier that is not there.",
        "A screen reader has no name or description for what it belongs to (WCAG 2.2, 1.3.1 and 4.1.2).",
        "<button aria-controls=\"menu\">Menu</button>", "<button aria-controls=\"menu\">Menu</button> <nav id=\"menu\">…</nav>";
    OUTPUT_MISSING_TARGET = "output/missing-target", Deny,
        "A template writes an address that leads nowhere in the site.",
        "Every page that the template makes has the broken link.",
        "<a href=\"/contact\">Contact</a>", "<a href=\"{{ url('/contact/') }}\">Contact</a>";
    OUTPUT_NAME_TOO_LONG = "output/name-too-long", Hard,
        "A part of an output path is longer than 255 bytes.",
        "No common file system can hold the file.",
        "permalink: /very-long-…/", "permalink: /short/";
    OUTPUT_VANISHED_ADDRESS = "output/vanished-address", Deny,
        "An address that was published leads nowhere now.",
        "Readers have it in bookmarks, in mail and on paper (W3C, Cool URIs don't change).",
        "content/backups.md was content/backup.md", "---\naliases: [/backup/]\n---\n# Backups";
    OUTPUT_VANISHED_ANCHOR = "output/vanished-anchor", Warn,
        "A section that was published under a name has none of that name now.",
        "Links to the section lead to the top of the page, and the reader has to look for it.",
        "## Restore a service", "## Restore a service {#restoring-a-service}";
    SOURCE_NOT_UTF8 = "source/not-utf8", Hard,
        "A page is not UTF-8 text.",
        "Letters outside ASCII would be shown as wrong signs.",
        "a file saved as Windows-1252", "the same file saved as UTF-8";
    SOURCE_NO_HISTORY = "source/no-history", Warn,
        "The site asks for days or authors from git, and git cannot tell them truly.",
        "Pages are published without them, rather than with the day on which somebody copied the files.",
        "[git]\nlast_changed = true # and a clone of depth 1", "git fetch --unshallow";
    SOURCE_OUTSIDE = "source/outside", Deny,
        "A link in the file system leaves the folder it stands in; it is not followed.",
        "What lies outside the project is never read and never published.",
        "content/notes -> /home/me/notes", "Copy the files into content/.";
    SOURCE_LOOP = "source/loop", Warn,
        "A link in the file system leads back to a folder above it.",
        "Following it would never end, so it is left out.",
        "content/a/b -> ..", "Remove the link.";
    SOURCE_TOO_LARGE = "source/too-large", Hard,
        "A page is larger than 64 MiB, or another file larger than 1 GiB.",
        "A page of that size cannot be read by a person, and the build would run out of memory.",
        "one file with a whole archive", "one file for each document";
    SOURCE_UNREADABLE = "source/unreadable", Hard,
        "A file cannot be read.",
        "The site would be published without it.",
        "a file without read permission", "chmod +r FILE";
    TEMPLATE_RENDER = "template/render", Hard,
        "A template failed while a page was rendered.",
        "The page cannot be published as it was meant.",
        "{{ page.titel }}", "{{ page.title }}";
    TEMPLATE_SYNTAX = "template/syntax", Hard,
        "A template does not parse.",
        "No page that uses it can be published.",
        "{% if page.title %}", "{% if page.title %}…{% endif %}";
    TEMPLATE_UNKNOWN_LAYOUT = "template/unknown-layout", Note,
        "The front matter names a layout that the theme does not have; `page.html` is used.",
        "The page looks like any other page.",
        "layout: product # and no product.html", "Add templates/product.html, or leave `layout` out.";
    TEXT_HEADING_SPACE = "text/heading-space", Warn,
        "A line begins with `#` signs and no space behind them, so it is no heading.",
        "Readers see the signs, and nobody finds the section in the contents list or by its link.",
        "##Before you start", "## Before you start";
    TEXT_LEFTOVER = "text/leftover", Warn,
        "Words that were meant for later were left in the text.",
        "A reader who finds them trusts the rest of the page less, or waits for what never comes.",
        "The owner is TBD.", "The owner is the Cloud operations team.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_sorted_by_group() {
        let names: Vec<&str> = ALL.iter().map(|code| code.name).collect();
        let mut unique = names.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
        assert!(ALL.windows(2).all(|pair| pair[0].group() <= pair[1].group()));
    }
}
