//! The table of finding codes: name, level, and the text that `fingerpost explain` prints.
//!
//! Codes are stable: they stand in configuration files, baselines and CI logs. A test lists every code without a case.

use std::sync::LazyLock;

use crate::base::diagnostic::Severity;

/// What a code does when nothing sets its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// No right output can be made; no setting moves it.
    Fatal,
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
            Level::Fatal | Level::Deny => Severity::Error,
            Level::Warn => Severity::Warning,
            Level::Note | Level::Off => Severity::Note,
        }
    }

    /// One word for it, in lists.
    pub fn word(self) -> &'static str {
        match self {
            Level::Fatal => "error",
            Level::Deny => "deny",
            Level::Warn => "warn",
            Level::Note => "note",
            Level::Off => "off",
        }
    }

    /// The words for it in `explain`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Fatal => "error that no setting moves",
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
    /// The published rule that it follows, by name and number; `None` where there is none.
    pub source: Option<&'static str>,
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

/// One row a code: name, level, what, why, wrong, right, and the published rule where there is one.
macro_rules! codes {
    ($($ident:ident = $name:literal, $level:ident, $what:literal, $why:literal, $wrong:literal, $right:literal $(, $source:literal)?;)*) => {
        $(pub static $ident: Code = Code {
            name: $name,
            level: Level::$level,
            what: $what,
            why: $why,
            wrong: $wrong,
            right: $right,
            source: [$(Some($source),)? None][0],
        };)*
        /// The codes of this table.
        pub(super) const TABLE: &[&Code] = &[$(&$ident),*];
    };
}

// Below the macro, which they use.
pub mod assessment;
pub mod documents;
pub mod text;

/// Every code, by name.
pub static ALL: LazyLock<Vec<&'static Code>> = LazyLock::new(|| {
    let mut all = [TABLE, assessment::TABLE, documents::TABLE, text::TABLE].concat();
    all.sort_unstable_by_key(|code| code.name);
    all
});

codes! {
    CHECK_UNEXPLAINED_SUPPRESSION = "check/unexplained-suppression", Warn,
        "A comment silences a finding and does not say why.",
        "The next person cannot tell a decision from an oversight.",
        "<!-- fingerpost-ignore link/insecure -->", "<!-- fingerpost-ignore link/insecure: the device has no certificate -->";
    CHECK_UNUSED_SUPPRESSION = "check/unused-suppression", Warn,
        "A comment silences a finding that is not there.",
        "It would hide the next one of its kind.",
        "<!-- fingerpost-ignore link/insecure: old -->\n\nNo link here.", "No link here.";
    CONFIG_SYNTAX = "config/syntax", Fatal,
        "The configuration file is not valid TOML.",
        "Nothing can be built from settings that cannot be read.",
        "title = Guidance", "title = \"Guidance\"",
        "TOML 1.1";
    CONFIG_UNKNOWN_CODE = "config/unknown-code", Warn,
        "A setting names a finding code or group that does not exist.",
        "The level that was meant to change has not changed.",
        "[checks]\nlinks = \"warn\"", "[checks]\nlink = \"warn\"";
    CONFIG_UNKNOWN_KEY = "config/unknown-key", Warn,
        "The configuration has a key that Fingerpost does not know.",
        "A misspelt setting has no effect, and nothing else would say so.",
        "langauge = \"cy\"", "language = \"cy\"";
    CONFIG_INVALID_VALUE = "config/invalid-value", Fatal,
        "A setting has a value that it cannot have.",
        "A site built with a guess in its place would be wrong on every page.",
        "base_url = \"example.org\"", "base_url = \"https://example.org/\"";
    EXTERNAL_MISSING_ANCHOR = "external/missing-anchor", Warn,
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
    EXTERNAL_UNVERIFIED = "external/unverified", Note,
        "It could not be found out whether a link to another site works.",
        "Many sites refuse programs, and any site can be down for an hour. A person has to look, or `skip` under `[external]` has to name the site.",
        "[Portal](https://portal.example.org/) # answers 403", "[external]\nskip = [\"https://portal.example.org/*\"]";
    HTML_SANITIZED = "html/sanitized", Warn,
        "Raw HTML that can run or load code, or that a guidance page may not hold, was taken out.",
        "Page text comes from many hands; what can run in a reader's browser is not text. Set `[markdown] raw_html = \"allow\"` if every author is trusted.",
        "<script src=\"count.js\"></script>", "Put scripts in the theme, where its owner sees them.",
        "OWASP Cross Site Scripting Prevention Cheat Sheet, HTML sanitisation";
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
        "[Rates](http://example.org/rates)", "[Rates](https://example.org/rates)",
        "GOV.UK Service Manual, Using HTTPS";
    LINK_ABSOLUTE_SELF = "link/absolute-self", Warn,
        "A link names this site by its whole address.",
        "It is not checked, leads away from a preview or a copy, and breaks when the site moves.",
        "[Backups](https://guidance.example.org/backups/)", "[Backups](backups.md)";
    LINK_REDIRECT_CHAIN = "link/redirect-chain", Warn,
        "A redirect leads to another redirect.",
        "Each step costs the reader time, and some programs follow only a few.",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/b/\"\n\n[[redirects]]\nfrom = \"/b/\"\nto = \"/c/\"",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/c/\"\n\n[[redirects]]\nfrom = \"/b/\"\nto = \"/c/\"",
        "RFC 9110, 15.4 (Redirection)";
    LINK_REDIRECT_CYCLE = "link/redirect-cycle", Deny,
        "Redirects lead round in a ring.",
        "The reader never arrives; browsers give up with an error of their own.",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/b/\"\n\n[[redirects]]\nfrom = \"/b/\"\nto = \"/a/\"",
        "[[redirects]]\nfrom = \"/a/\"\nto = \"/backups/\"",
        "RFC 9110, 15.4 (Redirection): clients detect and end cycles";
    LINK_REDIRECTED = "link/redirected", Warn,
        "A link leads to an old address.",
        "The reader takes a detour, and the link breaks on the day when the redirect is given up.",
        "[Backups](/old-backups/)", "[Backups](backups.md)",
        "RFC 9110, 15.4.2 (301 Moved Permanently): links ought to be updated";
    LINK_SAME_PAGE = "link/same-page", Warn,
        "A link leads to the page that it stands on.",
        "The reader follows it and seems to stay where they are.",
        "See [this page](backups.md).", "See [the steps](#steps).";
    LINK_WITHDRAWN = "link/withdrawn", Warn,
        "A link leads to a page that is no longer in force.",
        "The reader may follow a procedure that must not be followed any more.",
        "[Old procedure](old.md)", "[New procedure](new.md)";
    LINK_NOT_EFFECTIVE = "link/not-effective", Note,
        "A link leads to a document that is left out of the library of an earlier day; the words stay, the link is taken out.",
        "On that day there was nothing to be led to.",
        "[New procedure](new.md) # in force later than --as-of", "Nothing is to be done; the page of today is as it should be.";
    LINK_SYNTAX = "link/syntax", Warn,
        "Something looks like a link or a note and is none.",
        "Readers see its brackets and cannot follow it.",
        "[The plan](old plan.md)", "[The plan](old%20plan.md)",
        "CommonMark 0.31, 6.3 (links)";
    LINK_INVALID_URL = "link/invalid-url", Warn,
        "The target of a link is not a well-formed address: of a site, a mailbox or a telephone.",
        "A browser cannot follow it, or goes somewhere else than the author meant.",
        "[Service manual](https:/www.example.org)", "[Service manual](https://www.example.org)",
        "WHATWG URL Standard, 4.4 (URL parsing); RFC 3986, 3; RFC 6068 (mailto); RFC 3966 (tel)";
    LINK_MISSING_ANCHOR = "link/missing-anchor", Deny,
        "A link names a place on a page that the page does not have.",
        "The reader lands at the top of the page and has to search for what was promised.",
        "[Scope](sop.md#scop)", "[Scope](sop.md#scope)",
        "WHATWG HTML Standard, 7.4.6.4 (scrolling to a fragment)";
    LINK_MISSING_FILE = "link/missing-file", Deny,
        "A link or image names a file that is not in the content folder.",
        "The reader meets an error page or a broken picture.",
        "![Plan](plan.pgn)", "![Plan](plan.png)",
        "RFC 9110, 15.5.5 (404 Not Found)";
    LINK_MISSING_PAGE = "link/missing-page", Deny,
        "A link names a page that does not exist.",
        "The reader meets an error page in the middle of a task.",
        "[Install](instal.md)", "[Install](install.md)",
        "RFC 9110, 15.5.5 (404 Not Found)";
    LINK_UNSAFE_SCHEME = "link/unsafe-scheme", Warn,
        "A link uses a scheme that can run code or that readers cannot follow; the words stay, the link is taken out.",
        "A link such as `javascript:` runs in the reader's browser with the rights of your site.",
        "[Print](javascript:print())", "Tell the reader to use the browser's print command.",
        "WHATWG HTML Standard, navigation to javascript: URLs";
    MARKDOWN_TEMPLATE_TAG = "markdown/template-tag", Note,
        "The text has template tags, which are printed as they stand.",
        "Prose is never code. A page that is meant to be rendered says `templating: true` in its front matter.",
        "{% include 'button.html' %}", "Write what the reader should see, or set `templating: true`.";
    MARKDOWN_UNKNOWN_LANGUAGE = "markdown/unknown-language", Note,
        "A code fence names a language that there is no highlighting for.",
        "The code is shown plain. A misspelt name loses its colours.",
        "```pyhton\nprint()\n```", "```python\nprint()\n```",
        "CommonMark 0.31.2, 4.5 (fenced code blocks, info string)";
    META_INVALID_DATE = "meta/invalid-date", Warn,
        "A date cannot be read; dates are written `2026-11-30`.",
        "A date that is guessed is worse than none: day and month are never guessed.",
        "last_reviewed_on: 9 Februry", "last_reviewed_on: 2026-02-09",
        "RFC 3339, 5.6; ISO 8601-1";
    META_AMBIGUOUS_DATE = "meta/ambiguous-date", Warn,
        "A date of numbers can mean two days.",
        "In some places the day comes first, in others the month; a wrong guess would show a wrong date to everybody.",
        "last_reviewed_on: 05/06/2026", "last_reviewed_on: 2026-06-05";
    META_INVALID_INTERVAL = "meta/invalid-interval", Warn,
        "The time between reviews cannot be read.",
        "The page would never be due for review, and nothing else would say so.",
        "review_in: soon", "review_in: 6 months";
    META_DUPLICATE_KEY = "meta/duplicate-key", Fatal,
        "The front matter has one key twice.",
        "Only one of the two values can hold, and nobody can tell which was meant.",
        "title: A\ntitle: B", "title: B",
        "YAML 1.2.2, 3.2.1.1: keys of a mapping are unique";
    META_DUPLICATE_TITLE = "meta/duplicate-title", Warn,
        "Two pages beside each other in the navigation have one title.",
        "The reader cannot tell which of them to open.",
        "guides/a.md: # Backups\nguides/b.md: # Backups",
        "guides/a.md: # Backups of files\nguides/b.md: # Backups of databases",
        "WCAG 2.2, 2.4.2 Page Titled (level A) and 3.2.4 Consistent Identification (level AA)";
    META_TOO_LARGE = "meta/too-large", Fatal,
        "The front matter is larger or deeper than Fingerpost accepts (20,000 values, 64 levels).",
        "Aliases that unfold without end would stop the build for everybody.",
        "b: [*a, *a, *a, *a] # and so on, nested", "Write the values out.";
    META_MISSING_DESCRIPTION = "meta/missing-description", Off,
        "A page has no description.",
        "Search results, listings and feeds have nothing to say of it but its title.",
        "---\ntitle: Backups\n---", "---\ntitle: Backups\ndescription: How services are backed up, and how to restore them.\n---",
        "GOV.UK content design guidance, Writing for GOV.UK: summaries";
    META_NAVIGATION_TYPE = "meta/navigation-type", Warn,
        "`eleventyNavigation` is not a map, so the page takes the place of its folder.",
        "The key, parent or order that was meant has no effect.",
        "eleventyNavigation: People", "eleventyNavigation:\n  key: People";
    META_NOT_A_MAP = "meta/not-a-map", Fatal,
        "The front matter is not a list of `key: value` lines.",
        "Title, dates and owner cannot be read from it.",
        "---\n- one\n- two\n---", "---\ntitle: One and two\n---";
    META_INVALID_PERMALINK = "meta/invalid-permalink", Deny,
        "A permalink, slug or alias is not an address inside the site.",
        "The page would be written outside the published folder, or where nobody finds it.",
        "permalink: ../../etc/", "permalink: /guides/etc/";
    META_SYNTAX = "meta/syntax", Fatal,
        "The front matter cannot be parsed.",
        "Title, status and dates of the page would be lost without a word.",
        "title: Backups: how and when", "title: \"Backups: how and when\"",
        "YAML 1.2.2";
    META_TAG_CASE = "meta/tag-case", Warn,
        "Two tags differ only by letter case; they are shown as one.",
        "Readers should not have to choose between `Security` and `security`.",
        "tags: [security] # and elsewhere [Security]", "tags: [Security]";
    META_INVALID_TYPE = "meta/invalid-type", Warn,
        "A front matter value has another type than its key asks for, and is not used.",
        "What the author meant to say about the page does not reach the reader.",
        "order: first", "order: 1";
    META_NOT_AT_TOP = "meta/not-at-top", Deny,
        "Front matter does not begin with the file, or its first fence is missing or too long.",
        "Readers see it as text, and nothing that it says counts: a draft would be published.",
        "an empty line, then ---\ndraft: true\n---", "---\ndraft: true\n---",
        "Jekyll documentation, Front Matter: the first thing in the file";
    META_UNCLOSED = "meta/unclosed", Fatal,
        "The front matter is opened and never closed.",
        "Everything below would be read as metadata, or the metadata shown as text.",
        "---\ntitle: Backups\n\nText", "---\ntitle: Backups\n---\n\nText";
    META_UNKNOWN_KEY = "meta/unknown-key", Warn,
        "A name in front matter is nearly one that has a meaning.",
        "What was meant by it does not happen, and nothing else says so.",
        "---\ndescripton: How services are backed up\n---", "---\ndescription: How services are backed up\n---";
    META_UNKNOWN_STATUS = "meta/unknown-status", Warn,
        "A status is nearly a word that has a meaning.",
        "A page that was withdrawn would still be shown as in force.",
        "status: withdrwan", "status: withdrawn";
    NAV_CYCLE = "nav/cycle", Warn,
        "Pages name each other as parent in a circle.",
        "A circle has no place in the tree; the pages are put where their folders are.",
        "A: parent B, B: parent A", "A: parent B, B: no parent";
    NAV_DUPLICATE_KEY = "nav/duplicate-key", Warn,
        "Two pages have the same navigation key.",
        "Pages that name the key as parent all go below the first; give each page a key of its own, and `title` to keep its label.",
        "key: Overview # on two pages", "key: Cost overview\ntitle: Overview",
        "Eleventy Navigation plugin: keys are unique";
    NAV_PARENT_KEY_MISMATCH = "nav/parent-key-mismatch", Warn,
        "A parent was found by file name or with other letter case, not by its exact key.",
        "Other tools look for the exact key and would leave the page out of navigation.",
        "parent: people", "parent: People";
    NAV_MISSING_PARENT = "nav/missing-parent", Warn,
        "No page has the key that is named as parent; the page is put where its folder is.",
        "The reader does not find the page where the author meant it.",
        "parent: Pepole", "parent: People",
        "Eleventy Navigation plugin: `parent` names a key";
    NAV_NON_PORTABLE_KEY = "nav/non-portable-key", Warn,
        "A navigation key is a number or holds a comma.",
        "Fingerpost handles both; Eleventy fails on a number and never shows children of a key with a comma.",
        "key: 2026", "key: \"Year 2026\"";
    NAV_ORPHAN = "nav/orphan", Warn,
        "No page links to a page, and it is in no navigation.",
        "Readers come to it by search or not at all.",
        "---\neleventyNavigation: false\n---\n# Archive", "See the [archive](archive.md).",
        "WCAG 2.2, 2.4.5 Multiple Ways (level AA)";
    NAV_DUPLICATE_HOME = "nav/duplicate-home", Warn,
        "A page that is not the home page has the home page's key.",
        "In Eleventy such a page becomes its own parent and overflows the stack.",
        "title: Home # in about.md", "title: About";
    OUTPUT_COLLISION = "output/collision", Fatal,
        "Two sources would be written to one address, or to addresses that common file systems cannot tell apart.",
        "One of them would overwrite the other, and which one would depend on chance.",
        "a.md and A.md", "a.md and a-second.md",
        "Unicode Standard Annex 15 (normal forms); file systems that fold letter case";
    OUTPUT_DUPLICATE_ID = "output/duplicate-id", Warn,
        "A finished page has one identifier twice.",
        "Links to it lead to the first, and labels may name the wrong control.",
        "<div id=\"box\">…</div> <div id=\"box\">…</div>", "<div id=\"box:1\">…</div> <div id=\"box:2\">…</div>",
        "WHATWG HTML Standard, 3.2.6 (the id attribute); ACT rule 3ea0c8";
    OUTPUT_BROKEN_REFERENCE = "output/broken-reference", Warn,
        "An attribute of a finished page names an identifier that is not there.",
        "A screen reader has no name or description for what it belongs to.",
        "<button aria-controls=\"menu\">Menu</button>", "<button aria-controls=\"menu\">Menu</button> <nav id=\"menu\">…</nav>",
        "WCAG 2.2, 1.3.1 Info and Relationships and 4.1.2 Name, Role, Value (level A)";
    OUTPUT_BROKEN_LINK = "output/broken-link", Deny,
        "A template writes an address that leads nowhere in the site.",
        "Every page that the template makes has the broken link.",
        "<a href=\"/contact\">Contact</a>", "<a href=\"{{ url('/contact/') }}\">Contact</a>";
    OUTPUT_NAME_TOO_LONG = "output/name-too-long", Fatal,
        "A part of an output path is longer than 255 bytes.",
        "No common file system can hold the file.",
        "permalink: /very-long-…/", "permalink: /short/",
        "POSIX.1-2017, limits.h: NAME_MAX";
    OUTPUT_REMOVED_URL = "output/removed-url", Deny,
        "An address that was published leads nowhere now.",
        "Readers have it in bookmarks, in mail and on paper.",
        "content/backups.md was content/backup.md", "---\naliases: [/backup/]\n---\n# Backups",
        "W3C, Cool URIs don't change";
    OUTPUT_REMOVED_ANCHOR = "output/removed-anchor", Deny,
        "A section that was published under a name has none of that name now.",
        "Links to the section lead to the top of the page, and the reader has to look for it.",
        "## Restore a service", "## Restore a service {#restoring-a-service}",
        "W3C, Cool URIs don't change";
    SOURCE_NOT_UTF8 = "source/not-utf8", Fatal,
        "A page is not UTF-8 text.",
        "Letters outside ASCII would be shown as wrong signs.",
        "a file saved as Windows-1252", "the same file saved as UTF-8",
        "RFC 3629; WHATWG Encoding Standard";
    SOURCE_INCOMPLETE_HISTORY = "source/incomplete-history", Warn,
        "The site asks for days or authors from git, and git cannot tell them truly.",
        "Pages are published without them, rather than with the day on which somebody copied the files.",
        "[git]\nlast_changed = true # and a clone of depth 1", "git fetch --unshallow";
    SOURCE_SYMLINK_OUTSIDE = "source/symlink-outside", Deny,
        "A link in the file system leaves the folder it stands in; it is not followed.",
        "What lies outside the project is never read and never published.",
        "content/notes -> /home/me/notes", "Copy the files into content/.";
    SOURCE_SYMLINK_LOOP = "source/symlink-loop", Warn,
        "A link in the file system leads back to a folder above it.",
        "Following it would never end, so it is left out.",
        "content/a/b -> ..", "Remove the link.";
    SOURCE_TOO_LARGE = "source/too-large", Fatal,
        "A page is larger than 64 MiB, or another file larger than 1 GiB.",
        "A page of that size cannot be read by a person, and the build would run out of memory.",
        "one file with a whole archive", "one file for each document";
    SOURCE_UNREADABLE = "source/unreadable", Fatal,
        "A file cannot be read.",
        "The site would be published without it.",
        "a file without read permission", "chmod +r FILE";
    TEMPLATE_RENDER = "template/render", Fatal,
        "A template failed while a page was rendered.",
        "The page cannot be published as it was meant.",
        "{{ page.titel }}", "{{ page.title }}";
    TEMPLATE_SYNTAX = "template/syntax", Fatal,
        "A template does not parse.",
        "No page that uses it can be published.",
        "{% if page.title %}", "{% if page.title %}…{% endif %}";
    TEMPLATE_UNKNOWN_LAYOUT = "template/unknown-layout", Note,
        "The front matter names a layout that the theme does not have; `page.html` is used.",
        "The page looks like any other page.",
        "layout: product # and no product.html", "Add templates/product.html, or leave `layout` out.";
    TEXT_DUPLICATE_PARAGRAPH = "text/duplicate-paragraph", Off,
        "A paragraph of more than 40 words stands on another page too.",
        "One of the two will be changed and the other forgotten; readers then find two rules (GOV.UK content design: do not duplicate).",
        "The same long paragraph on backups.md and on restore.md.", "The paragraph on backups.md, and on restore.md: ![[backups#rules]]";
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
