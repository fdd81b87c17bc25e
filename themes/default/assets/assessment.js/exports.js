// @ts-check
// Answers and reports → files: JSON to load again, CSV for a spreadsheet, and Markdown.

import { questionsOf, tidy, topOf } from "./model.js";
import { answerWords, day, progressWords, scoreWords } from "./wording.js";

/** @import { Model, Question, Report, Session, Tally } from "./model.js" */

/** @param {Session} session @param {Model} model */
export function toJson(session, model) {
  const { id, version, hash, title } = model;
  const known = new Map(Object.entries(session.answers));
  const answers = questionsOf(model).filter((question) => known.has(question.id)).map((question) => [question.id, tidy(known.get(question.id))]);
  const whole = {
    schema: 1, assessment: id, assessment_version: version, content_hash: hash, title,
    team: session.team, created: session.created, modified: session.modified, answers: Object.fromEntries(answers),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** One line for each question, as RFC 4180 has it, with a mark at the start by which spreadsheets know UTF-8. @param {Model} model @param {Report} report */
export function toCsv(model, report) {
  const head = ["Category", "Question", "Answer", "State", "Level", "Highest level", "Weight", "To do better", "Note", "Question id"];
  const rows = report.categories.flatMap((category) => category.entries.map((entry) => {
    const { question, answer, level } = entry;
    return [
      category.title, question.title, level?.name ?? answerWords(model, entry), answer.state, level?.value ?? "", topOf(question), question.weight,
      level && answer.improve ? "yes" : "", answer.note ?? "", question.id,
    ];
  }));
  return `\uFEFF${[head, ...rows].map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A cell that no spreadsheet reads as a formula. @param {string | number} value */
function cell(value) {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

/** @param {Model} model @param {Report} report @param {(question: Question) => string} urlOf the URL of a question, or nothing */
export function toMarkdown(model, report, urlOf) {
  const percent = (/** @type {Tally} */ tally) => plainText(scoreWords(tally));
  const lines = [`# Report: ${plainText(report.title)}`, ""];
  if (report.team) lines.push(`- Team: ${plainText(report.team)}`);
  lines.push(`- Date: ${day(report.modified)}`);
  if (report.version) lines.push(`- Version of the assessment: ${plainText(report.version)}`);
  lines.push(`- Overall: ${percent(report.overall)} (${progressWords(report.overall)})`, "", "## Score by category", "");
  lines.push("| Category | Score | Answered | Not known | Not answered | To do better |", "| --- | ---: | ---: | ---: | ---: | ---: |");
  for (const { title, tally } of report.categories) {
    lines.push(`| ${plainText(title)} | ${percent(tally)} | ${tally.answered} of ${tally.applicable} | ${tally.unknown} | ${tally.unanswered} | ${tally.improve} |`);
  }
  for (const { title, entries } of report.categories) {
    lines.push("", `## ${plainText(title)}`);
    for (const entry of entries) {
      const { question, answer, level } = entry;
      const link = urlOf(question);
      lines.push("", `### ${plainText(question.title)}`, "", `- Answer: ${plainText(answerWords(model, entry))}`);
      if (level?.summary) lines.push(`- What it means: ${plainText(level.summary)}`);
      if (level && answer.improve) lines.push("- We need to do better here.");
      if (answer.note) lines.push(`- Note: ${plainText(answer.note)}`);
      if (link) lines.push(`- Guidance: <${link}>`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** A text in one line of Markdown, with nothing in it that would be markup. @param {string} text */
function plainText(text) {
  return text.replace(/\s+/g, " ").trim().replace(/[\\`*_[\]<>|~&#!]/g, "\\$&");
}
