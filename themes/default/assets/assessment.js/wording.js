// @ts-check
// Counts, dates and states in words, the same on pages, in files and in reports.

import { tally, topOf } from "./model.js";

/** @import { Entry, Level, Model, Question, Report, Session, Tally } from "./model.js" */

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/** @param {Tally} tally */
export function scoreWords({ percent }) {
  return percent === null ? "no answers yet" : `${percent}%`;
}

/** A date in words; empty if it is not a date. @param {string} moment */
export function day(moment) {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleDateString(language(), { day: "numeric", month: "long", year: "numeric" });
}

/** Without a region, English dates have the day first. */
function language() {
  const { lang } = globalThis.document?.documentElement ?? {};
  return !lang || lang === "en" ? "en-GB" : lang;
}

/** What was answered, in words. @param {Model} model @param {Entry} entry */
export function answerWords(model, { answer, level, question }) {
  if (level) return levelWords(level, question);
  if (answer.state === "unknown") return model.unknown || "I don't know";
  if (answer.state === "not_applicable") return model.notApplicable || "Not applicable";
  return "Not answered";
}

/** @param {Level} level @param {Question} question */
export function levelWords(level, question) {
  return `${level.name} (${level.value} of ${topOf(question)})`;
}

/** "3 of 8 answered, 1 not known". @param {Tally} tally */
export function progressWords(tally) {
  const parts = [`${tally.answered} of ${tally.applicable} answered`];
  if (tally.unknown) parts.push(`${tally.unknown} not known`);
  if (tally.notApplicable) parts.push(`${counted(tally.notApplicable, "does", "do")} not apply`);
  return parts.join(", ");
}

/** The report in two or three sentences. @param {Report} report */
export function summaryWords({ overall, categories }) {
  const scored = categories.filter(({ tally }) => tally.percent !== null).sort((a, b) => b.tally.percent - a.tally.percent);
  const words = [`Overall score: ${scoreWords(overall)}. ${progressWords(overall)}.`];
  if (scored.length > 1 && scored[0].tally.percent > scored.at(-1).tally.percent) {
    words.push(`Highest: ${scored[0].title}, ${scoreWords(scored[0].tally)}. Lowest: ${scored.at(-1).title}, ${scoreWords(scored.at(-1).tally)}.`);
  }
  if (overall.improve) words.push(`${counted(overall.improve, "answer is", "answers are")} ticked as “we need to do better”.`);
  return words.join(" ");
}

/** A title of a session: its team and its day. @param {{ team: string, modified: string }} session @param {string} [otherwise] */
export function sessionWords({ team, modified }, otherwise = "Answers") {
  return [team || otherwise, day(modified)].filter(Boolean).join(", ");
}

/** A name for a file that every system takes. @param {Model} model @param {Session} session @param {string} ending */
export function fileName(model, session, ending) {
  const plain = (/** @type {string} */ text) => text.normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60).toLowerCase();
  return `${[plain(model.id) || "assessment", plain(session.team), session.modified.slice(0, 10)].filter(Boolean).join("-")}.${ending}`;
}
