//! The table of finding codes: name, default level, and the text that `fingerpost explain` and the manual show.
//!
//! Codes are a public interface: configuration files, baselines and CI logs use them. A test lists every code without a
//! test case.

use std::sync::LazyLock;

use crate::base::code::{Code, Level};

/// Finds a code by its full name.
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter().find(|code| code.name == name).copied()
}

/// Whether `name` is a group of codes such as `link`.
pub fn is_group(name: &str) -> bool {
    ALL.iter().any(|code| code.group() == name)
}

/// One row per code: name, level, summary, rationale, incorrect and correct example, and the published standard, if any.
macro_rules! codes {
    ($($ident:ident = $name:literal, $level:ident, $summary:literal, $rationale:literal, $incorrect:literal, $correct:literal $(, $source:literal)?;)*) => {
        $(pub static $ident: Code = Code {
            name: $name,
            level: Level::$level,
            summary: $summary,
            rationale: $rationale,
            incorrect: $incorrect,
            correct: $correct,
            source: [$(Some($source),)? None][0],
        };)*
        /// The codes of this table.
        pub(super) const TABLE: &[&Code] = &[$(&$ident),*];
    };
}

// Must follow the macro, which these modules use.
pub mod assessment;
pub mod documents;
pub mod text;

/// All codes, sorted by name.
pub static ALL: LazyLock<Vec<&'static Code>> = LazyLock::new(|| {
    let mut all = [TABLE, assessment::TABLE, documents::TABLE, text::TABLE].concat();
    all.sort_unstable_by_key(|code| code.name);
    all
});

codes! {
    CHECK_UNEXPLAINED_SUPPRESSION = "check/unexplained-suppression", Warn,
        "A suppression comment does not give a reason.",
        "Without a reason, nobody can tell later whether this was a decision or an oversight.",
        "<!-- fingerpost-ignore link/insecure -->", "<!-- fingerpost-ignore link/insecure: the device has no certificate -->";
    CHECK_UNUSED_SUPPRESSION = "check/unused-suppression", Warn,
        "A suppression comment has no matching finding.",
        "If it stays, it will hide the next finding of the same kind.",
        "<!-- fingerpost-ignore link/insecure: old -->\n\nNo link here.", "No link here.";
    CONFIG_SYNTAX = "config/syntax", Fatal,
        "The configuration file is not valid TOML.",
        "Fingerpost cannot build a site from settings that it cannot read.",
        "title = Guidance", "title = \"Guidance\"",
        "TOML 1.1";
    CONFIG_UNKNOWN_CODE = "config/unknown-code", Warn,
        "A setting names a finding code or group that does not exist.",
        "The level that you wanted to change stays as it was.",
        "[checks]\nlinks = \"warn\"", "[checks]\nlink = \"warn\"";
    CONFIG_UNKNOWN_KEY = "config/unknown-key", Warn,
        "The configuration contains a key that Fingerpost does not support.",
        "A misspelled setting has no effect.",
        "langauge = \"cy\"", "language = \"cy\"";
    CONFIG_MISPLACED_KEY = "config/misplaced-key", Deny,
        "A key is in the wrong table of the configuration.",
        "The setting has no effect. In TOML, each key belongs to the last table heading above it.",
        "[theme]\nbase_url = \"https://example.org/\"", "base_url = \"https://example.org/\"\n\n[theme]",
        "TOML 1.1, Table";
    CONFIG_INVALID_VALUE = "config/invalid-value", Fatal,
        "A setting has an invalid value.",
        "If Fingerpost guessed a value, every page of the site could be wrong.",
        "base_url = \"example.org\"", "base_url = \"https://example.org/\"";
    EXTERNAL_MISSING_ANCHOR = "external/missing-anchor", Warn,
        "A link names an anchor that does not exist on a page of another site.",
        "Readers arrive at the top of the page and have to search for the section.",
        "[Retention](https://www.example.org/records#retension)", "[Retention](https://www.example.org/records#retention)";
    EXTERNAL_BROKEN = "external/broken", Warn,
        "The target of an external link does not exist.",
        "Readers get an error page and cannot see what your guidance refers to.",
        "[Form](https://www.example.org/forms/old.pdf)", "[Form](https://www.example.org/forms/)";
    EXTERNAL_MOVED = "external/moved", Note,
        "The target of an external link has moved permanently.",
        "The redirect may be removed one day, and the link will then be broken.",
        "[Form](http://www.example.org/form)", "[Form](https://www.example.org/forms/intake)";
    EXTERNAL_UNVERIFIED = "external/unverified", Note,
        "An external link could not be checked.",
        "Some sites block automated requests, and any site can be down for a while. Open the link yourself, or add the site to `skip` under `[external]`.",
        "[Portal](https://portal.example.org/) # returns 403", "[external]\nskip = [\"https://portal.example.org/*\"]";
    HTML_SANITIZED = "html/sanitized", Warn,
        "Raw HTML that is unsafe, or not allowed on a page, was removed.",
        "Scripts and styles in page text run in every reader's browser. If you trust all authors, set `[markdown] raw_html = \"allow\"`.",
        "<script src=\"count.js\"></script>", "Put scripts in the theme.",
        "OWASP Cross Site Scripting Prevention Cheat Sheet, HTML sanitisation";
    HTML_UNCLOSED = "html/unclosed", Deny,
        "A comment or an element of raw HTML is opened and never closed.",
        "Readers do not see the rest of the page, or they see the tag.",
        "<!-- Draft\n\nClose the valve.", "<!-- Draft -->\n\nClose the valve.",
        "CommonMark 0.31.2, 4.6 HTML blocks";
    LINK_AMBIGUOUS = "link/ambiguous", Warn,
        "A wiki link matches more than one page.",
        "Fingerpost links to the first match, which may be the wrong page.",
        "[[Overview]]", "[[sops/overview]]";
    LINK_EMBED_CYCLE = "link/embed-cycle", Deny,
        "A page embeds itself, directly or through other pages, or it has more than 1,000 embeds or 16 MiB.",
        "The page would never end, so Fingerpost leaves out the inner copy.",
        "![[this page]]", "[[this page]]";
    LINK_INSECURE = "link/insecure", Warn,
        "A page on an HTTPS site links to an `http://` URL.",
        "HTTP is not encrypted: anyone on the network can read or change the page, and browsers warn about it.",
        "[Rates](http://example.org/rates)", "[Rates](https://example.org/rates)",
        "GOV.UK Service Manual, Using HTTPS";
    LINK_ABSOLUTE_SELF = "link/absolute-self", Warn,
        "A link to this site uses an absolute URL.",
        "Fingerpost does not check it. It leaves the preview or a copy of the site, and it breaks when the site moves.",
        "[Backups](https://guidance.example.org/backups/)", "[Backups](backups.md)";
    LINK_REDIRECT_CHAIN = "link/redirect-chain", Warn,
        "A redirect points to another redirect.",
        "Each redirect costs the reader time, and some clients follow only a few.",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/b/\"\n\n[[redirects]]\nfrom = \"/b/\"\nto = \"/c/\"",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/c/\"\n\n[[redirects]]\nfrom = \"/b/\"\nto = \"/c/\"",
        "RFC 9110, 15.4 (Redirection)";
    LINK_REDIRECT_CYCLE = "link/redirect-cycle", Deny,
        "Redirects form a loop.",
        "The reader never arrives: the browser stops with an error.",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/b/\"\n\n[[redirects]]\nfrom = \"/b/\"\nto = \"/a/\"",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/backups/\"",
        "RFC 9110, 15.4 (Redirection): clients detect and end cycles";
    LINK_REDIRECTED = "link/redirected", Warn,
        "A link points to a URL that redirects.",
        "The redirect slows readers down, and the link breaks if the redirect is removed.",
        "[Backups](/old-backups/)", "[Backups](backups.md)",
        "RFC 9110, 15.4.2 (301 Moved Permanently): links ought to be updated";
    LINK_SAME_PAGE = "link/same-page", Warn,
        "A link points to the page that it is on.",
        "When readers follow it, nothing seems to happen.",
        "See [this page](backups.md).", "See [the steps](#steps).";
    LINK_UNUSED_ALIAS = "link/unused-alias", Warn,
        "An alias does not become a redirect, because another page has that URL.",
        "Readers who use the old URL arrive at the other page.",
        "aliases: [/backups/] # in restore.md, beside backups.md", "aliases: [/restoring/]";
    LINK_WITHDRAWN = "link/withdrawn", Warn,
        "A link points to a withdrawn, superseded or archived page.",
        "Readers may follow a procedure that is no longer valid.",
        "[Old procedure](old.md)", "[New procedure](new.md)";
    LINK_NOT_EFFECTIVE = "link/not-effective", Note,
        "A link points to a document that was not in effect on the date of an `--as-of` build. Fingerpost keeps the text and removes the link.",
        "The document is not in that build, so the link would be broken.",
        "[New procedure](new.md) # takes effect after the --as-of date", "No change is needed: the current site is correct.";
    LINK_SYNTAX = "link/syntax", Warn,
        "Some text looks like a link or a footnote reference but is not valid Markdown.",
        "Readers see the brackets and cannot follow the link.",
        "[The plan](old plan.md)", "[The plan](old%20plan.md)",
        "CommonMark 0.31, 6.3 (links)";
    LINK_INVALID_URL = "link/invalid-url", Warn,
        "The target of a link is not a valid web, email or phone URL.",
        "Browsers cannot follow the link, or open something else.",
        "[Service manual](https:/www.example.org)", "[Service manual](https://www.example.org)",
        "WHATWG URL Standard, 4.4 (URL parsing); RFC 3986, 3; RFC 6068 (mailto); RFC 3966 (tel)";
    LINK_MISSING_ANCHOR = "link/missing-anchor", Deny,
        "A link points to an anchor that does not exist on the target page.",
        "Readers arrive at the top of the page and have to search for the section.",
        "[Scope](sop.md#scop)", "[Scope](sop.md#scope)",
        "WHATWG HTML Standard, 7.4.6.4 (scrolling to a fragment)";
    LINK_MISSING_FILE = "link/missing-file", Deny,
        "A link or an image refers to a file that is not in the content folder.",
        "Readers see an error page or a broken image.",
        "![Plan](plan.pgn)", "![Plan](plan.png)",
        "RFC 9110, 15.5.5 (404 Not Found)";
    LINK_MISSING_PAGE = "link/missing-page", Deny,
        "A link points to a page that does not exist.",
        "Readers get an error page in the middle of a task.",
        "[Install](instal.md)", "[Install](install.md)",
        "RFC 9110, 15.5.5 (404 Not Found)";
    LINK_UNSAFE_SCHEME = "link/unsafe-scheme", Warn,
        "A link uses a URL scheme that can run code or that readers cannot open. Fingerpost keeps the text and removes the link.",
        "A `javascript:` link runs in the reader's browser with the same access as your site.",
        "[Print](javascript:print())", "To print this page, use the print command of your browser.",
        "WHATWG HTML Standard, navigation to javascript: URLs";
    MARKDOWN_LONG_CODE = "markdown/long-code", Note,
        "A code block is too long for highlighting, or the code blocks before it are.",
        "Highlighting takes much longer than anything else on a page, so it has a limit. The code is shown without colours.",
        "20,000 lines of code on one page", "Divide the page, link to the file, or use the language `text`.";
    MARKDOWN_TEMPLATE_TAG = "markdown/template-tag", Note,
        "The text contains template tags, which are not processed.",
        "Readers see the tags. To render the page as a template, set `templating: true` in its front matter.",
        "{% include 'button.html' %}", "Write the text that readers should see, or set `templating: true`.";
    MARKDOWN_UNKNOWN_LANGUAGE = "markdown/unknown-language", Note,
        "A code block names a language that Fingerpost cannot highlight.",
        "The code is shown without colours. Check the spelling of the language.",
        "```pyhton\nprint()\n```", "```python\nprint()\n```",
        "CommonMark 0.31.2, 4.5 (fenced code blocks, info string)";
    META_CUT_VALUE = "meta/cut-value", Warn,
        "A `#`, `!` or `&` in a front matter value begins a comment, a tag or an anchor, and a part of the value is lost.",
        "Readers see part of the title, or none of it.",
        "title: What is C # about?", "title: \"What is C # about?\"",
        "YAML 1.2.2, 6.6 Comments and 6.9 Node Properties";
    META_INVALID_DATE = "meta/invalid-date", Warn,
        "A date is not valid. Write dates as `2026-11-30`.",
        "Fingerpost never guesses the day or the month, so the date is ignored.",
        "last_reviewed_on: 9 Februry", "last_reviewed_on: 2026-02-09",
        "RFC 3339, 5.6; ISO 8601-1";
    META_AMBIGUOUS_DATE = "meta/ambiguous-date", Warn,
        "A numeric date could be read as two different days.",
        "Some countries write the day first and others the month. A wrong guess would show every reader a wrong date.",
        "last_reviewed_on: 05/06/2026", "last_reviewed_on: 2026-06-05";
    META_INVALID_INTERVAL = "meta/invalid-interval", Warn,
        "A review interval is not valid.",
        "The page would never become due for review, and nobody would notice.",
        "review_in: soon", "review_in: 6 months";
    META_DUPLICATE_KEY = "meta/duplicate-key", Fatal,
        "The front matter contains the same key twice, with different values.",
        "Only one of the two values can be used, and Fingerpost cannot tell which one you meant. The page could be published against its author's intent. If both values are the same, it is `meta/repeated-key`.",
        "title: A\ntitle: B", "title: B",
        "YAML 1.2.2, 3.2.1.1: keys of a mapping are unique";
    META_DUPLICATE_TITLE = "meta/duplicate-title", Warn,
        "Two pages next to each other in the navigation have the same title.",
        "Readers cannot tell which page to open.",
        "guides/a.md: # Backups\nguides/b.md: # Backups",
        "guides/a.md: # File backups\nguides/b.md: # Database backups",
        "WCAG 2.2, 2.4.2 Page Titled (level A) and 3.2.4 Consistent Identification (level AA)";
    META_TOO_LARGE = "meta/too-large", Fatal,
        "The front matter is too large or too deeply nested (more than 20,000 values or 64 levels).",
        "YAML aliases can expand without limit and would stop the build.",
        "b: [*a, *a, *a, *a] # nested many times", "Write the values out.";
    META_MISSING_DESCRIPTION = "meta/missing-description", Off,
        "A page has no description.",
        "Search results, lists and feeds can only show its title.",
        "---\ntitle: Backups\n---", "---\ntitle: Backups\ndescription: How services are backed up, and how to restore them.\n---",
        "GOV.UK content design guidance, Writing for GOV.UK: summaries";
    META_NAVIGATION_TYPE = "meta/navigation-type", Warn,
        "`eleventyNavigation` is not a map, so Fingerpost places the page by its folder.",
        "The key, parent or order that you set has no effect.",
        "eleventyNavigation: People", "eleventyNavigation:\n  key: People";
    META_NOT_A_MAP = "meta/not-a-map", Fatal,
        "The front matter is not a set of `key: value` pairs.",
        "Fingerpost cannot read the title, dates or owner from it.",
        "---\n- one\n- two\n---", "---\ntitle: One and two\n---";
    META_INVALID_PERMALINK = "meta/invalid-permalink", Deny,
        "A permalink, slug or alias is not a valid path inside the site.",
        "The page would be written outside the output folder, or to a URL that nobody can find.",
        "permalink: ../../etc/", "permalink: /guides/etc/";
    META_SYNTAX = "meta/syntax", Fatal,
        "The front matter is not valid YAML or TOML.",
        "The title, status and dates of the page would be lost.",
        "title: Backups: how and when", "title: \"Backups: how and when\"",
        "YAML 1.2.2";
    META_TAG_CASE = "meta/tag-case", Warn,
        "Two tags differ only in letter case. They are shown as one tag.",
        "Readers should not have to choose between `Security` and `security`.",
        "tags: [security] # and elsewhere [Security]", "tags: [Security]";
    META_INVALID_TYPE = "meta/invalid-type", Warn,
        "A front matter value has the wrong type and is ignored.",
        "The information does not reach the reader.",
        "order: first", "order: 1";
    META_NOT_AT_TOP = "meta/not-at-top", Deny,
        "The front matter does not start on the first line, or its opening fence is missing or too long.",
        "Readers see it as text and its values are ignored: a draft would be published.",
        "an empty line, then ---\ndraft: true\n---", "---\ndraft: true\n---",
        "Jekyll documentation, Front Matter: the first thing in the file";
    META_REPEATED_KEY = "meta/repeated-key", Warn,
        "The front matter contains the same key twice, with the same value.",
        "The page is right today, so it is published. If somebody changes only one of the two, it becomes wrong.",
        "owner: Desk\nowner: Desk", "owner: Desk",
        "YAML 1.2.2, 3.2.1.1: keys of a mapping are unique";
    META_RESTRICTED = "meta/restricted", Deny,
        "A page sets who may read it.",
        "Fingerpost publishes files, and everybody who can open the site can open each of them.",
        "password: harbour", "draft: true";
    META_SCHEDULED = "meta/scheduled", Deny,
        "A page sets a day on which another tool would publish it or take it offline.",
        "Fingerpost has no clock: the page would be public too early or for too long.",
        "publishDate: 2027-01-15", "draft: true";
    META_UNCLOSED = "meta/unclosed", Fatal,
        "The front matter has no closing fence.",
        "Fingerpost cannot tell where the front matter ends and the text begins.",
        "---\ntitle: Backups\n\nText", "---\ntitle: Backups\n---\n\nText";
    META_UNKNOWN_KEY = "meta/unknown-key", Warn,
        "A front matter key is not known, but is similar to one that is.",
        "A misspelled key has no effect.",
        "---\ndescripton: How services are backed up\n---", "---\ndescription: How services are backed up\n---";
    META_UNKNOWN_STATUS = "meta/unknown-status", Warn,
        "A status is not known, but is similar to one that is.",
        "A withdrawn page would still be shown as current.",
        "status: withdrwan", "status: withdrawn";
    NAV_CYCLE = "nav/cycle", Warn,
        "Pages name each other as parent in a loop.",
        "A loop cannot be part of the navigation tree, so Fingerpost places the pages by their folders.",
        "A: parent B, B: parent A", "A: parent B, B: no parent";
    NAV_DUPLICATE_KEY = "nav/duplicate-key", Warn,
        "Two pages have the same navigation key.",
        "All pages that name this key as parent go below the first one. Give each page its own key, and use `title` to keep the label.",
        "key: Overview # on two pages", "key: Cost overview\ntitle: Overview",
        "Eleventy Navigation plugin: keys are unique";
    NAV_PARENT_KEY_MISMATCH = "nav/parent-key-mismatch", Warn,
        "A parent does not match any key exactly. Fingerpost found the page by file name or by ignoring letter case.",
        "Other tools need the exact key and would leave the page out of the navigation.",
        "parent: people", "parent: People";
    NAV_MISSING_PARENT = "nav/missing-parent", Warn,
        "No page has the key given as `parent`, so Fingerpost places the page by its folder.",
        "Readers cannot find the page where you wanted it.",
        "parent: Pepole", "parent: People",
        "Eleventy Navigation plugin: `parent` names a key";
    NAV_NON_PORTABLE_KEY = "nav/non-portable-key", Warn,
        "A navigation key is a number or contains a comma.",
        "Fingerpost supports both, but Eleventy fails on a number and never shows the children of a key with a comma.",
        "key: 2026", "key: \"Year 2026\"";
    NAV_ORPHAN = "nav/orphan", Warn,
        "No page links to this page, and it is not in the navigation.",
        "Readers can only find it by searching.",
        "---\neleventyNavigation: false\n---\n# Archive", "See the [archive](archive.md).",
        "WCAG 2.2, 2.4.5 Multiple Ways (level AA)";
    NAV_DUPLICATE_HOME = "nav/duplicate-home", Warn,
        "A page has the same navigation key as the home page.",
        "In Eleventy, the page becomes its own parent and the build overflows the stack.",
        "title: Home # in about.md", "title: About";
    OUTPUT_COLLISION = "output/collision", Fatal,
        "Two sources have the same output path, or paths that some file systems cannot tell apart.",
        "One file would overwrite the other.",
        "a.md and A.md", "a.md and a-second.md",
        "Unicode Standard Annex 15 (normal forms); file systems that fold letter case";
    OUTPUT_DUPLICATE_ID = "output/duplicate-id", Warn,
        "A published page contains the same `id` twice.",
        "Links go to the first one, and labels may name the wrong control.",
        "<div id=\"box\">…</div> <div id=\"box\">…</div>", "<div id=\"box:1\">…</div> <div id=\"box:2\">…</div>",
        "WHATWG HTML Standard, 3.2.6 (the id attribute); ACT rule 3ea0c8";
    OUTPUT_BROKEN_REFERENCE = "output/broken-reference", Warn,
        "An attribute on a published page refers to an `id` that does not exist.",
        "Screen readers cannot announce the name or description of the element.",
        "<button aria-controls=\"menu\">Menu</button>", "<button aria-controls=\"menu\">Menu</button> <nav id=\"menu\">…</nav>",
        "WCAG 2.2, 1.3.1 Info and Relationships and 4.1.2 Name, Role, Value (level A)";
    OUTPUT_BROKEN_LINK = "output/broken-link", Deny,
        "A template outputs a link to a page or file that does not exist.",
        "Every page that uses the template has the broken link.",
        "<a href=\"/contact\">Contact</a>", "<a href=\"{{ url('/contact/') }}\">Contact</a>";
    OUTPUT_NAME_TOO_LONG = "output/name-too-long", Fatal,
        "A file or folder name in an output path is longer than 255 bytes, or the whole path longer than 1,024.",
        "Common file systems cannot store the file.",
        "permalink: /very-long-…/", "permalink: /short/",
        "POSIX.1-2017, limits.h: NAME_MAX and PATH_MAX";
    OUTPUT_INVALID_PATH = "output/invalid-path", Fatal,
        "A URL points outside the site or into a folder of version control, or contains a control character or a backslash.",
        "No web server can publish such a file.",
        "permalink: \"/%2e%2e/x/\"", "permalink: /x/",
        "RFC 3986, 3.3 (Path); POSIX.1-2017, portable filename character set";
    OUTPUT_RESERVED_NAME = "output/reserved-name", Deny,
        "A file or folder name in an output path cannot exist on Windows.",
        "The site cannot be built, copied or unpacked there: `CON`, `AUX` and `NUL` are devices, and a dot or space at the end of a name is lost.",
        "content/aux.md", "content/auxiliary.md",
        "Microsoft, Naming Files, Paths, and Namespaces";
    OUTPUT_REMOVED_URL = "output/removed-url", Deny,
        "A published URL no longer exists.",
        "Readers have the URL in bookmarks, in emails and on paper.",
        "content/backups.md was content/backup.md", "---\naliases: [/backup/]\n---\n# Backups",
        "W3C, Cool URIs don't change";
    OUTPUT_REMOVED_ANCHOR = "output/removed-anchor", Deny,
        "A published anchor no longer exists.",
        "Links to the section go to the top of the page, and readers have to search for it.",
        "## Restore a service", "## Restore a service {#restoring-a-service}",
        "W3C, Cool URIs don't change";
    SOURCE_ACTIVE_FILE = "source/active-file", Deny,
        "A file beside the pages is not published, because it can run code in readers' browsers: HTML, a script, or XML such as SVG with active content.",
        "It would run with all rights of the site. Whatever the level, Fingerpost publishes such a file only with `[markdown] raw_html = \"allow\"`, and links to it are broken. Files in `static/` belong to the theme and are not checked.",
        "content/chart.svg with a <script>", "content/chart.svg without it",
        "OWASP Cross Site Scripting Prevention Cheat Sheet; SVG Integration, referencing modes";
    SOURCE_NO_PAGES = "source/no-pages", Deny,
        "The content folder has no Markdown file.",
        "The published site would be empty.",
        "an empty content folder", "content/index.md";
    SOURCE_NOT_PUBLISHED = "source/not-published", Warn,
        "Source files of other tools, pages in other markup languages, code and files with secrets are not published.",
        "Readers cannot use templates of another generator, and these may contain more than you want to publish. So may keys, databases and scripts. Fingerpost makes pages of Markdown only, so convert files such as `.rst`, `.adoc` and `.mdx` first. A file that a page links to is published.",
        "content/index.html.erb", "[build]\nexclude = [\"*.erb\"]";
    SOURCE_NOT_UTF8 = "source/not-utf8", Fatal,
        "A file is not text in UTF-8 with Unix or Windows line endings.",
        "It would be shown incorrectly, or read differently by different programs. This includes UTF-16, zero bytes, and line endings of old Macs.",
        "a file saved as Windows-1252", "the same file saved as UTF-8",
        "RFC 3629; WHATWG Encoding Standard";
    SOURCE_INCOMPLETE_HISTORY = "source/incomplete-history", Warn,
        "The site uses dates or authors from Git, but the Git history is missing or incomplete.",
        "Fingerpost leaves them out, because an incomplete history gives wrong dates.",
        "[git]\nlast_changed = true # and a clone of depth 1", "git fetch --unshallow";
    SOURCE_SERVER_FILE = "source/server-file", Deny,
        "A file beside the pages is not published, because web servers and hosts read it as settings, such as `_headers`, `_redirects` or `web.config`.",
        "It could redirect readers to another site or switch off protections. Whatever the level, Fingerpost publishes such a file only from `static/`, which belongs to the theme.",
        "content/_redirects", "static/_redirects";
    SOURCE_SYMLINK_OUTSIDE = "source/symlink-outside", Deny,
        "A symbolic link points outside the project. Fingerpost does not follow it.",
        "Files outside the project are never read or published.",
        "content/notes -> /home/me/notes", "Copy the files into content/.";
    SOURCE_SYMLINK_LOOP = "source/symlink-loop", Warn,
        "A symbolic link points to one of its parent folders.",
        "Following it would never end, so Fingerpost ignores it.",
        "content/a/b -> ..", "Remove the link.";
    SOURCE_TOO_LARGE = "source/too-large", Fatal,
        "A page is larger than 64 MiB or has more than 2 million line breaks and Markdown characters, or a file of the theme is larger than 1 GiB.",
        "Nobody can read a page of that size, and the build would run out of memory.",
        "one file with a whole archive", "one file for each document";
    SOURCE_UNREADABLE = "source/unreadable", Fatal,
        "A file cannot be read.",
        "The site would be published without it.",
        "a file without read permission", "chmod +r FILE";
    TEMPLATE_NEVER_SHOWN = "template/never-shown", Warn,
        "A template that extends another one has text outside blocks, or a block that the other one does not have.",
        "Nobody sees the text, although it looks like a part of the page.",
        "{% extends \"base.html\" %}\n{% block mian %}<p>Text</p>{% endblock %}", "{% extends \"base.html\" %}\n{% block main %}<p>Text</p>{% endblock %}";
    TEMPLATE_RENDER = "template/render", Fatal,
        "A template failed while rendering a page.",
        "The page cannot be published.",
        "{{ page.titel }}", "{{ page.title }}";
    TEMPLATE_SYNTAX = "template/syntax", Fatal,
        "A template has a syntax error.",
        "Pages that use it cannot be published.",
        "{% if page.title %}", "{% if page.title %}…{% endif %}";
    TEMPLATE_UNKNOWN_LAYOUT = "template/unknown-layout", Note,
        "The front matter names a layout that the theme does not have, so Fingerpost uses `page.html`.",
        "The page does not get the layout that you wanted.",
        "layout: product # and no product.html", "Add templates/product.html, or remove `layout`.";
    TEXT_DUPLICATE_PARAGRAPH = "text/duplicate-paragraph", Off,
        "A paragraph of more than 40 words also appears on another page.",
        "When one copy changes, the other is often forgotten. Readers then find two different rules (GOV.UK content design: do not duplicate).",
        "the same long paragraph in backups.md and restore.md", "the paragraph in backups.md only, and ![[backups#rules]] in restore.md";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_order() {
        let names: Vec<&str> = ALL.iter().map(|code| code.name).collect();
        let mut unique = names.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
        assert!(ALL.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
