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
}
