//! Codes of findings about self-assessments.

use crate::base::codes::{Code, Level};

codes! {
    ASSESSMENT_INVALID_ANSWERS = "assessment/invalid-answers", Fatal,
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
    ASSESSMENT_OUTDATED_ANSWER = "assessment/outdated-answer", Warn,
        "An answer was given to another version of the question, and was moved, kept or dropped.",
        "The level that was chosen may not be the one that is counted now.",
        "an answer with level 3, whose level has since become the fourth", "the same file, looked through and saved again";
    ASSESSMENT_MISSING_CATEGORY = "assessment/missing-category", Warn,
        "Nothing says which category a question belongs to.",
        "It is counted in a category of its own that nobody planned.",
        "category = \"folder\" # and the page stands in no folder", "content/questions/cost/spending.md";
    ASSESSMENT_MISSING_LEVELS = "assessment/missing-levels", Warn,
        "A page was meant as a question, and no levels can be read from it.",
        "The question is left out of the assessment, and the highest score changes without a word.",
        "Text without headings", "### **Ad hoc:** Nothing is planned.\n\n### **Planned:** Most of it is.";
    ASSESSMENT_MISSING_QUESTIONS = "assessment/missing-questions", Warn,
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
}
