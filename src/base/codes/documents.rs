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
    KIND_DUPLICATE_ID = "kind/duplicate-id", Fatal,
        "Two documents have one number.",
        "A reference to the number leads to one of them, and nobody can tell which was meant (ISO 9001:2015, 7.5.2).",
        "id: SOP-014 # in two documents", "id: SOP-014 # in one, and `id: SOP-015` in the other";
    KIND_DUPLICATE_SECTION = "kind/duplicate-section", Warn,
        "A document has one section twice.",
        "The reader finds the first and does not look for the second.",
        "## Scope\n\nOne half.\n\n## Scope\n\nThe other half.", "## Scope\n\nBoth halves.";
    KIND_EMPTY_SECTION = "kind/empty-section", Warn,
        "A section that the kind of the document has is empty.",
        "The reader cannot tell whether there is nothing to say or it was forgotten.",
        "## References\n\n## Definitions", "## References\n\nNone.\n\n## Definitions";
    KIND_TOO_FEW_STEPS = "kind/too-few-steps", Warn,
        "A section has fewer steps than its kind asks for, or a framework has no phases.",
        "A procedure in running text cannot be ticked off, cited or checked step by step.",
        "## Procedure\n\nClose the valve and call the desk.", "## Procedure\n\n1. Close the valve.\n2. Call the desk.";
    KIND_INVALID_FIELD = "kind/invalid-field", Warn,
        "A fact of a document is not of the type, form or choice that its kind allows.",
        "Registers, reviews and references rely on facts that all have one form.",
        "id: sop 14 # where the pattern is SOP-[0-9]{3}", "id: SOP-014";
    KIND_METADATA_MISMATCH = "kind/metadata-mismatch", Warn,
        "A fact stands in the text and in front matter, and the two differ.",
        "Nobody can tell which version or date holds.",
        "---\nversion: 2.0\n---\n\n**Version:** 1.9  \n**Owner:** Operations", "---\nversion: 2.0\n---\n\n**Owner:** Operations";
    KIND_MISSING_FIELD = "kind/missing-field", Warn,
        "A document does not state a fact that its kind asks for.",
        "An auditor asks who approved which version and when; a reader asks whether it still holds (ISO 9001:2015, 7.5.2).",
        "---\nkind: sop\nid: SOP-014\n---", "---\nkind: sop\nid: SOP-014\nversion: 1.0\nowner: Operations\n---";
    KIND_MISSING_SECTION = "kind/missing-section", Warn,
        "A document has no section that its kind asks for.",
        "Those who know one document of the kind know where to look in all of them.",
        "---\nkind: sop\n---\n# Restore\n\n## Purpose", "---\nkind: sop\n---\n# Restore\n\n## Purpose\n\n## Scope";
    KIND_PLACEHOLDER = "kind/placeholder", Warn,
        "A fact of a document is still to be filled in.",
        "It looks stated in every list and is not.",
        "effective_date: YYYY-MM-DD", "effective_date: 2026-11-30";
    KIND_PSEUDO_HEADING = "kind/pseudo-heading", Warn,
        "A section begins with bold text, a label or an item of a list instead of a heading.",
        "It is missing from the list of contents, from search and from the headings that a screen reader offers (WCAG 2.2, 1.3.1).",
        "**Purpose**\n\nTo restore a service.", "## Purpose\n\nTo restore a service.";
    KIND_DUPLICATE_STEP_NUMBER = "kind/duplicate-step-number", Warn,
        "Two lists of a procedure begin with the same number.",
        "A step that is cited by its number may be either; the reader may do the wrong one.",
        "In the morning:\n\n1. Open the valve.\n\nIn the evening:\n\n1. Close the valve.",
        "### Morning\n\n1. Open the valve.\n\n### Evening\n\n1. Close the valve.";
    KIND_MISSPELLED_SECTION = "kind/misspelled-section", Warn,
        "The name of a section is nearly one that the kind has.",
        "A misspelt section counts as missing, and links and lists do not find it.",
        "## Responsibilites", "## Responsibilities";
    KIND_SECTION_ORDER = "kind/section-order", Warn,
        "A section does not stand in the order that the kind has.",
        "Those who know one document of the kind look for it in another place.",
        "## Procedure\n\n## Scope", "## Scope\n\n## Procedure";
    KIND_UNDEFINED = "kind/undefined", Warn,
        "A page names a kind that is not defined.",
        "It is held to nothing, and search and lists show it as a kind of its own.",
        "kind: spo", "kind: sop";
    KIND_UNKNOWN_ID = "kind/unknown-id", Warn,
        "A page names a document by a number that no document has.",
        "The reader looks for instructions that are not there.",
        "Follow SOP-104 first. # where the documents are SOP-001 to SOP-014", "Follow SOP-014 first.";
    KIND_UNKNOWN_STEP = "kind/unknown-step", Warn,
        "The text names a step of a document that the document does not have.",
        "The reader looks for an instruction that is not there, or follows another one.",
        "Go on with SOP-014 step 9. # whose last step is 6", "Go on with SOP-014 step 6.";
    KIND_UNKNOWN_SECTION = "kind/unknown-section", Off,
        "A document has a section that its kind does not have.",
        "Where all documents of a kind are to be alike, what stands outside their sections is not found.",
        "## Miscellaneous", "## Procedure";
    REVIEW_CONFLICTING_STATUS = "review/conflicting-status", Warn,
        "Two lines of front matter say opposite things of where a document is in its life.",
        "The reader cannot tell whether to follow it. A page that names what replaces it is shown as superseded.",
        "status: published\nsuperseded_by: SOP-022", "status: superseded\nsuperseded_by: SOP-022";
    REVIEW_DUPLICATE_REVISION = "review/duplicate-revision", Warn,
        "Two rows of a revision history have one version.",
        "Nobody can say which text a record that names the version was about.",
        "| 1.1 | 2026-03-01 | Second person |\n| 1.1 | 2026-02-01 | First text |",
        "| 1.1 | 2026-03-01 | Second person |\n| 1.0 | 2026-02-01 | First text |";
    REVIEW_NEWER_TEXT = "review/newer-text", Warn,
        "The library of an earlier day shows a text that was changed after that day.",
        "Somebody who asks what applied on that day reads what was written later. The page says so.",
        "revisions: [{ version: 2.0, date: 2026-09-14 }] # and fingerpost build --as-of 2026-06-01",
        "Build from the files as they were: git worktree add older 4f2c91a";
    REVIEW_NOT_YET_EFFECTIVE = "review/not-yet-effective", Note,
        "A document is left out of the library of an earlier day, because it was not in force yet.",
        "Somebody who asks what applied on that day would take it for a rule of that day.",
        "effective_date: 2026-09-14 # and fingerpost build --as-of 2026-06-01",
        "Take the older text from version control, if there was one.";
    REVIEW_MISSING_SUCCESSOR = "review/missing-successor", Warn,
        "A page names a number or a path as what replaces it, and there is no such page.",
        "The reader is told not to follow this page, and is led nowhere.",
        "superseded_by: SOP-0222", "superseded_by: SOP-022";
    REVIEW_REVISION_MISMATCH = "review/revision-mismatch", Warn,
        "The newest row of a revision history has another version or date than the page.",
        "One of the two is out of date, and a reader who compares a printed copy with the page cannot tell which.",
        "---\nversion: 2.1\n---\n## Revision history\n\n- 2.0 (2026-03-02): Restores go to a separate place",
        "---\nversion: 2.1\n---\n## Revision history\n\n- Version 2.1 (2026-09-14): A second person checks\n- Version 2.0 (2026-03-02): Restores go to a separate place";
    REVIEW_MISSING_REVISION = "review/missing-revision", Deny,
        "The text of a document has changed since a revision, and its history has no word of it.",
        "People who worked by the older text are not told, and an auditor cannot tell why it is another one.",
        "A step was added # and the revisions are those of before",
        "revisions:\n  - {version: 1.1, date: 2026-11-30, note: A second person checks}",
        "ISO 9001:2015, 7.5.3.2 (control of changes)";
    REVIEW_MISSING_OWNER = "review/missing-owner", Off,
        "A page has no owner.",
        "Nobody is asked to keep it true, and the reader does not know whom to ask.",
        "---\ntitle: Backups\n---", "---\ntitle: Backups\nowner: Cloud operations team\n---";
    REVIEW_MISSING_REASON = "review/missing-reason", Note,
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
