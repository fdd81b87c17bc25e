//! Codes of findings about controlled documents: their facts, sections, terms, history and review.

use crate::base::codes::{Code, Level};

codes! {
    GLOSSARY_CONFLICT = "glossary/conflict", Warn,
        "Two pages explain one term in different words.",
        "The reader cannot tell which meaning holds, and links lead to one of them only.",
        "a.md: Backup: a copy kept apart\nb.md: Backup: a second server", "a.md: Backup: a copy kept apart\nb.md: Standby: a second server";
    GLOSSARY_UNDEFINED = "glossary/undefined", Warn,
        "A term is listed and nothing says what it means.",
        "The reader looks it up and finds nothing.",
        "## Definitions\n\n- RPO:", "## Definitions\n\n- RPO: how far back in time the service may have to go";
    GLOSSARY_UNUSED = "glossary/unused", Note,
        "A term is explained and no text uses it.",
        "A list of words that nobody needs hides those that somebody looks for.",
        "*[SLA]: service level agreement\n\nCall the provider.", "*[SLA]: service level agreement\n\nThe SLA says how soon the provider answers.";
    REVIEW_CONTRADICTION = "review/contradiction", Warn,
        "Two lines of front matter say opposite things of where a document is in its life.",
        "The reader cannot tell whether to follow it. A page that names what replaces it is shown as superseded.",
        "status: published\nsuperseded_by: SOP-022", "status: superseded\nsuperseded_by: SOP-022";
    REVIEW_DUPLICATE_REVISION = "review/duplicate-revision", Warn,
        "Two rows of a revision history have one version.",
        "Nobody can say which text a record that names the version was about.",
        "| 1.1 | 2026-03-01 | Second person |\n| 1.1 | 2026-02-01 | First text |",
        "| 1.1 | 2026-03-01 | Second person |\n| 1.0 | 2026-02-01 | First text |";
    REVIEW_LEFT_OUT = "review/left-out", Note,
        "A document is left out of the library of an earlier day, because it was not in force yet.",
        "Somebody who asks what applied on that day would take it for a rule of that day.",
        "effective_date: 2026-09-14 # and fingerpost build --as-of 2026-06-01",
        "Take the older text from version control, if there was one.";
    REVIEW_NEWEST_REVISION = "review/newest-revision", Warn,
        "The newest row of a revision history has another version or date than the page.",
        "One of the two is out of date, and a reader who compares a printed copy with the page cannot tell which.",
        "---\nversion: 2.1\n---\n## Revision history\n\n- 2.0 (2026-03-02): Restores go to a separate place",
        "---\nversion: 2.1\n---\n## Revision history\n\n- Version 2.1 (2026-09-14): A second person checks\n- Version 2.0 (2026-03-02): Restores go to a separate place";
    REVIEW_NO_OWNER = "review/no-owner", Off,
        "A page has no owner.",
        "Nobody is asked to keep it true, and the reader does not know whom to ask.",
        "---\ntitle: Backups\n---", "---\ntitle: Backups\nowner: Cloud operations team\n---";
    REVIEW_NO_REASON = "review/no-reason", Note,
        "A page that is no longer in force does not say since when, why, or what replaces it.",
        "Whoever followed it has to find out alone what to do now.",
        "status: withdrawn",
        "status: withdrawn\nwithdrawn_on: 2026-10-01\nwithdrawn_reason: The counter has closed.";
    REVIEW_REVISION_ORDER = "review/revision-order", Warn,
        "A revision has an earlier date than the one before it.",
        "A slip in a date, most often in the year, makes the history worthless as evidence.",
        "| 2.0 | 2025-01-10 | Second |\n| 1.0 | 2025-12-10 | First |",
        "| 2.0 | 2026-01-10 | Second |\n| 1.0 | 2025-12-10 | First |";
}
