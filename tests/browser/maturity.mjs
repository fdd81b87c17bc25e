/**
 * A small maturity model to answer: three categories, levels of four and five, one question without sections at its top.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export const SETTINGS = `title = "Handbook"

[[assessment]]
id = "harbour"
title = "Harbour maturity"
version = "2026.1"
questions = "harbour/*/*.md"
category = "folder"
not_applicable = "This does not apply to us"
`;

const LEVELS = ["Ad hoc", "Repeated", "Planned", "Measured", "Built in"];

/** What the model is made of: path without ending → title and number of levels. */
export const QUESTIONS = {
  "harbour/money/spending": ["How is spending watched?", 5],
  "harbour/money/forecasts": ["How are costs forecast?", 4],
  "harbour/people/training": ["How do people learn?", 5],
  "harbour/people/cover": ["Who stands in for whom?", 5],
  "harbour/safety/drills": ["How often are drills held?", 5],
};
const CATEGORIES = { money: "Money", people: "People", safety: "Safety" };

/** A question page as an author writes it. */
export function question(title, count, more = "") {
  const levels = LEVELS.slice(0, count).map((name) => [
    `### **${name}:** ${name} is how it is done here.`,
    "#### How to determine if this is good enough", `It is enough where ${name.toLowerCase()} suits the task.`,
    "#### How to do better", `From ${name.toLowerCase()}, take [one step](../../plain.md) at a time:`, "- Agree on the step.\n- Take it.",
  ].join("\n\n"));
  return `---\ntitle: ${title}\n${more}---\n\nWhy this is asked.\n\n${levels.join("\n\n")}\n`;
}

/** Writes the project; `change` may replace, add or (with undefined) leave out files before they are written. */
export const maturity = (change = (files) => files) => async (project) => {
  const files = {
    "fingerpost.toml": SETTINGS,
    "content/index.md": "# Handbook\n\n[Harbour](harbour/index.md) and [a plain page](plain.md).\n",
    "content/plain.md": "# A plain page\n\nNothing is asked here.\n",
    "content/harbour/index.md": "# Harbour maturity\n\nThese questions show how well a harbour is run.\n",
    ...Object.fromEntries(Object.entries(CATEGORIES).map(([id, title], at) => [`content/harbour/${id}/index.md`, `---\ntitle: ${title}\norder: ${at + 1}\n---\n`])),
    ...Object.fromEntries(Object.entries(QUESTIONS).map(([path, [title, count]]) => [`content/${path}.md`, question(title, count)])),
  };
  for (const [name, text] of Object.entries(change(files))) {
    if (text === undefined) continue;
    await mkdir(dirname(join(project, name)), { recursive: true });
    await writeFile(join(project, name), text);
  }
};
