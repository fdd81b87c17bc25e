//! Codes for self-assessments.

use crate::base::code::{Code, Level};

codes! {
    ASSESSMENT_INVALID_ANSWERS = "assessment/invalid-answers", Fatal,
        "An answers file is not valid, or belongs to a different assessment.",
        "Scores calculated from it would be wrong.",
        "{ \"answers\": [] }", "a file saved from the report page of the assessment";
    ASSESSMENT_DUPLICATE_ID = "assessment/duplicate-id", Deny,
        "Two questions of an assessment have the same ID.",
        "Answers are saved under this ID, so an answer to one question would also appear for the other.",
        "assessment_id: backups # on two pages", "assessment_id: backups-of-databases";
    ASSESSMENT_LEVEL_COUNT = "assessment/level-count", Warn,
        "A question has one level, or more than ten.",
        "One level gives no choice, and more than ten are hard to tell apart. Fingerpost leaves the question out.",
        "### **Ad hoc:** Nothing is planned.", "### **Ad hoc:** Nothing is planned.\n\n### **Planned:** Most of it is.";
    ASSESSMENT_LEVEL_NUMBER = "assessment/level-number", Warn,
        "The level numbers of a question have a gap, or a level has no number.",
        "Scores use these numbers, so one forgotten level changes the score of all the others.",
        "## Level 1: Aware\n\n## Level 3: Managed", "## Level 1: Aware\n\n## Level 2: Managed";
    ASSESSMENT_LEVEL_SECTIONS = "assessment/level-sections", Warn,
        "A level has no text for a section that other levels have.",
        "People who choose this level get no advice.",
        "### **Ad hoc:** Nothing is planned.", "### **Ad hoc:** Nothing is planned.\n\n#### How to do better\n\nName an owner.";
    ASSESSMENT_OUTDATED_ANSWER = "assessment/outdated-answer", Warn,
        "An answer was saved for an earlier version of the question. Fingerpost moved, kept or dropped it.",
        "The level that counts now may not be the one that was chosen.",
        "an answer with level 3, which is now level 4", "the same file, reviewed and saved again";
    ASSESSMENT_MISSING_CATEGORY = "assessment/missing-category", Warn,
        "A question has no category.",
        "It is counted in a category of its own that nobody planned.",
        "category = \"folder\" # and the page is not in a folder", "content/questions/cost/spending.md";
    ASSESSMENT_MISSING_LEVELS = "assessment/missing-levels", Warn,
        "A page is meant to be a question but has no levels.",
        "Fingerpost leaves the question out, which changes the highest possible score.",
        "Text without headings", "### **Ad hoc:** Nothing is planned.\n\n### **Planned:** Most of it is.";
    ASSESSMENT_MISSING_QUESTIONS = "assessment/missing-questions", Warn,
        "An assessment has no questions.",
        "Its pages would be empty.",
        "questions = \"asessment/*.md\"", "questions = \"assessment/*.md\"";
    ASSESSMENT_UNKNOWN_QUESTION = "assessment/unknown-question", Warn,
        "An answers file contains an answer to a question that does not exist.",
        "The answer does not count. The page may have been renamed without an alias.",
        "\"cost/spend\" in the file, but the page is now cost/spending.md", "aliases: [/cost/spend/]";
    ASSESSMENT_UNKNOWN_ROLE = "assessment/unknown-role", Warn,
        "A heading below a level has no role.",
        "Neither the review page nor the report shows its text.",
        "#### How to get better", "#### How to do better";
}
