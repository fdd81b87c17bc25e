//! Codes for controlled documents: fields, sections, terms, revision history and review.

use crate::base::code::{Code, Level};

codes! {
    GLOSSARY_CONFLICT = "glossary/conflict", Warn,
        "Two pages define the same term differently.",
        "Readers cannot tell which definition applies, and links go to only one of them.",
        "a.md: Backup: a copy kept apart\nb.md: Backup: a second server", "a.md: Backup: a copy kept apart\nb.md: Standby: a second server";
    GLOSSARY_UNDEFINED = "glossary/undefined", Warn,
        "A term is listed but has no definition.",
        "Readers look it up and find nothing.",
        "## Definitions\n\n- RPO:", "## Definitions\n\n- RPO: how far back in time the service may have to go";
    GLOSSARY_UNUSED = "glossary/unused", Off,
        "A term is defined but never used.",
        "Unused terms make it harder to find the terms that readers need.",
        "*[SLA]: service level agreement\n\nCall the provider.", "*[SLA]: service level agreement\n\nThe SLA says how soon the provider answers.";
    KIND_DUPLICATE_ID = "kind/duplicate-id", Fatal,
        "Two documents have the same ID.",
        "A reference to this ID is ambiguous (ISO 9001:2015, 7.5.2).",
        "id: SOP-014 # in two documents", "id: SOP-014 # in one document, and SOP-015 in the other";
    KIND_DUPLICATE_SECTION = "kind/duplicate-section", Warn,
        "A document contains the same section twice.",
        "Readers find the first one and do not look for the second.",
        "## Scope\n\nOne half.\n\n## Scope\n\nThe other half.", "## Scope\n\nBoth halves.";
    KIND_EMPTY_SECTION = "kind/empty-section", Warn,
        "A section that belongs to this kind of document is empty.",
        "Readers cannot tell whether there is nothing to say or whether it was forgotten.",
        "## References\n\n## Definitions", "## References\n\nNone.\n\n## Definitions";
    KIND_TOO_FEW_STEPS = "kind/too-few-steps", Warn,
        "A section has fewer steps than its kind requires, or a framework has no phases.",
        "Running text cannot be ticked off, cited or followed step by step.",
        "## Procedure\n\nClose the valve and call the desk.", "## Procedure\n\n1. Close the valve.\n2. Call the desk.";
    KIND_INVALID_FIELD = "kind/invalid-field", Warn,
        "The value of a field does not match the type, pattern or choices that its kind allows.",
        "Registers, reviews and references need fields in a consistent format.",
        "id: sop 14 # the pattern is SOP-[0-9]{3}", "id: SOP-014";
    KIND_METADATA_MISMATCH = "kind/metadata-mismatch", Warn,
        "A field is stated in both the text and the front matter, and the values differ.",
        "Nobody can tell which version or date is correct.",
        "---\nversion: 2.0\n---\n\n**Version:** 1.9  \n**Owner:** Operations", "---\nversion: 2.0\n---\n\n**Owner:** Operations";
    KIND_MISSING_FIELD = "kind/missing-field", Warn,
        "A document does not state a field that its kind requires.",
        "Auditors ask who approved which version and when. Readers need to know whether a document is still valid (ISO 9001:2015, 7.5.2).",
        "---\nkind: sop\nid: SOP-014\n---", "---\nkind: sop\nid: SOP-014\nversion: 1.0\nowner: Operations\n---";
    KIND_MISSING_SECTION = "kind/missing-section", Warn,
        "A document does not have a section that its kind requires.",
        "Readers who know one document of a kind expect to find the same sections in all of them.",
        "---\nkind: sop\n---\n# Restore\n\n## Purpose", "---\nkind: sop\n---\n# Restore\n\n## Purpose\n\n## Scope";
    KIND_PLACEHOLDER = "kind/placeholder", Warn,
        "A field of a document still contains a placeholder.",
        "Lists show a value that means nothing.",
        "effective_date: YYYY-MM-DD", "effective_date: 2026-11-30";
    KIND_PSEUDO_HEADING = "kind/pseudo-heading", Warn,
        "A section starts with bold text, a label or a list item instead of a heading.",
        "The section is missing from the table of contents, from search and from the headings that screen readers list (WCAG 2.2, 1.3.1).",
        "**Purpose**\n\nTo restore a service.", "## Purpose\n\nTo restore a service.";
    KIND_DUPLICATE_STEP_NUMBER = "kind/duplicate-step-number", Warn,
        "Two lists in a procedure start with the same number.",
        "A step number can then mean two different steps, and readers may follow the wrong one.",
        "In the morning:\n\n1. Open the valve.\n\nIn the evening:\n\n1. Close the valve.",
        "### Morning\n\n1. Open the valve.\n\n### Evening\n\n1. Close the valve.";
    KIND_MISSPELLED_SECTION = "kind/misspelled-section", Warn,
        "A section name is similar to one that the kind defines.",
        "A misspelled section counts as missing, and links and lists cannot find it.",
        "## Responsibilites", "## Responsibilities";
    KIND_SECTION_ORDER = "kind/section-order", Warn,
        "A section is not in the order that the kind defines.",
        "Readers who know one document of the kind look for the section in a different place.",
        "## Procedure\n\n## Scope", "## Scope\n\n## Procedure";
    KIND_UNDEFINED = "kind/undefined", Warn,
        "A page names a kind that is not defined.",
        "The page is not checked against any kind, and search and lists show it as a kind of its own.",
        "kind: spo", "kind: sop";
    KIND_UNKNOWN_ID = "kind/unknown-id", Warn,
        "A page refers to a document ID that does not exist.",
        "Readers look for instructions that do not exist.",
        "Follow SOP-104 first. # the documents are SOP-001 to SOP-014", "Follow SOP-014 first.";
    KIND_UNKNOWN_STEP = "kind/unknown-step", Warn,
        "The text refers to a step that the document does not have.",
        "Readers look for an instruction that does not exist, or follow the wrong one.",
        "Continue with SOP-014 step 9. # its last step is 6", "Continue with SOP-014 step 6.";
    KIND_UNKNOWN_SECTION = "kind/unknown-section", Off,
        "A document has a section that its kind does not define.",
        "If all documents of a kind should have the same structure, readers do not look in other sections.",
        "## Miscellaneous", "## Procedure";
    REVIEW_CONFLICTING_STATUS = "review/conflicting-status", Warn,
        "Two front matter values contradict each other about the status of the document.",
        "Readers cannot tell whether to follow it. A page with a successor is shown as superseded.",
        "status: published\nsuperseded_by: SOP-022", "status: superseded\nsuperseded_by: SOP-022";
    REVIEW_DUPLICATE_REVISION = "review/duplicate-revision", Off,
        "Two entries in a revision history have the same version.",
        "Nobody can tell which text a record of that version refers to.",
        "| 1.1 | 2026-03-01 | Second person |\n| 1.1 | 2026-02-01 | First text |",
        "| 1.1 | 2026-03-01 | Second person |\n| 1.0 | 2026-02-01 | First text |";
    REVIEW_NEWER_TEXT = "review/newer-text", Warn,
        "An `--as-of` build shows a text that was changed after that date.",
        "Readers who want to know what applied on that date see text that was written later. The page says so.",
        "revisions: [{ version: 2.0, date: 2026-09-14 }] # and fingerpost build --as-of 2026-06-01",
        "Build from the files of that date: git worktree add older 4f2c91a";
    REVIEW_NOT_YET_EFFECTIVE = "review/not-yet-effective", Note,
        "A document is left out of an `--as-of` build because it was not in effect on that date.",
        "Readers who want to know what applied on that date must not see rules that came later.",
        "effective_date: 2026-09-14 # and fingerpost build --as-of 2026-06-01",
        "Get the earlier text from version control, if there is one.";
    REVIEW_UNMARKED_PREDECESSOR = "review/unmarked-predecessor", Warn,
        "A document supersedes another one, which does not say so.",
        "Readers who find the old document follow it, because nothing on its page warns them.",
        "supersedes: SOP-001", "supersedes: SOP-001, and `superseded_by: SOP-002` on SOP-001";
    REVIEW_MISSING_SUCCESSOR = "review/missing-successor", Warn,
        "`superseded_by` names a document or page that does not exist.",
        "The page tells readers not to follow it, but not what to follow instead.",
        "superseded_by: SOP-0222", "superseded_by: SOP-022";
    REVIEW_REVISION_MISMATCH = "review/revision-mismatch", Warn,
        "The newest entry in the revision history has a different version or date from the page.",
        "One of the two is out of date. Readers who compare a printed copy with the page cannot tell which.",
        "---\nversion: 2.1\n---\n## Revision history\n\n- 2.0 (2026-03-02): Restores go to a separate location",
        "---\nversion: 2.1\n---\n## Revision history\n\n- Version 2.1 (2026-09-14): A second person checks\n- Version 2.0 (2026-03-02): Restores go to a separate location";
    REVIEW_MISSING_REVISION = "review/missing-revision", Deny,
        "A document has changed but has no new entry in its revision history.",
        "People who worked with the earlier version do not learn of the change, and auditors cannot see why the text changed.",
        "a step was added # and `revisions` has no new entry",
        "revisions:\n  - {version: 1.1, date: 2026-11-30, note: A second person checks}",
        "ISO 9001:2015, 7.5.3.2 (control of changes)";
    REVIEW_MISSING_OWNER = "review/missing-owner", Off,
        "A page has no owner.",
        "Nobody is responsible for keeping it up to date, and readers do not know who to ask.",
        "---\ntitle: Backups\n---", "---\ntitle: Backups\nowner: Cloud operations team\n---";
    REVIEW_MISSING_REASON = "review/missing-reason", Note,
        "A withdrawn, superseded or archived page does not say since when, why, or what replaces it.",
        "People who followed it have to find out for themselves what to do now.",
        "status: withdrawn",
        "status: withdrawn\nwithdrawn_on: 2026-10-01\nwithdrawn_reason: The counter has closed.";
    REVIEW_REVISION_ORDER = "review/revision-order", Warn,
        "A revision has an earlier date than the one before it.",
        "A wrong date, most often a wrong year, makes the history unreliable as evidence.",
        "| 2.0 | 2025-01-10 | Second |\n| 1.0 | 2025-12-10 | First |",
        "| 2.0 | 2026-01-10 | Second |\n| 1.0 | 2025-12-10 | First |";
}
