// @ts-check
// Reports → tables: the numbers of a chart as text, and what changed from one report to another.

import { isMarked, tally } from "./model.js";
import { tree } from "./tree.js";
import { answerWords, counted, levelWords, scoreWords } from "./wording.js";

/** @import { Series } from "./drawing.js" */
/** @import { Model, Question, Report, Tally } from "./model.js" */
/** @import { Child, Tree } from "./tree.js" */

/** Scores by category. @param {Report} report @param {(category: Report["categories"][number]) => Child} name */
export function scoreTable(report, name = ({ title }) => title) {
  const applies = [report.overall, ...report.categories.map(({ tally }) => tally)].some((tally) => tally.notApplicable);
  const head = ["Category", "Score", "Answered", "Not known", ...(applies ? ["Does not apply"] : []), "Not answered", "To do better"];
  const cells = (/** @type {Tally} */ tally) => [
    scoreWords(tally), `${tally.answered} of ${tally.applicable}`, tally.unknown, ...(applies ? [tally.notApplicable] : []), tally.unanswered, tally.improve,
  ];
  const rows = report.categories.map((category) => row(name(category), cells(category.tally)));
  return table("Score by category", head, rows, row("All categories", cells(report.overall)));
}

/** The scores of several reports beside each other, and how far the last is from the first. @param {Series[]} series the earliest first */
export function comparisonTable(series) {
  const scores = (/** @type {Tally[]} */ tallies) => [...tallies.map(scoreWords), ...(tallies.length > 1 ? [difference(tallies[0], tallies.at(-1))] : [])];
  const head = ["Category", ...series.map(({ name }) => name), ...(series.length > 1 ? ["First to last"] : [])];
  const rows = series[0].report.categories.map(({ title }, at) => row(title, scores(series.map(({ report }) => report.categories[at].tally))));
  return table("Scores compared", head, rows, row("All categories", scores(series.map(({ report }) => report.overall))));
}

/** @param {Tally} before @param {Tally} after */
function difference(before, after) {
  if (before.percent === null || after.percent === null) return "–";
  const points = after.percent - before.percent;
  return points === 0 ? "no change" : `${points > 0 ? "+" : "−"}${counted(Math.abs(points), "point")}`;
}

/**
 * Questions whose answer is another in the last report than in the first.
 * @param {Model} model @param {Report} before @param {Report} after
 */
export function changesOf(model, before, after) {
  return after.categories.flatMap((category, at) => category.entries.flatMap((entry, place) => {
    const old = before.categories[at].entries[place];
    const [from, to] = [answerWords(model, old), answerWords(model, entry)];
    if (from === to) return [];
    const way = !old.level || !entry.level ? "other" : entry.level.value > old.level.value ? "up" : "down";
    return [{ category: category.title, question: entry.question, from, to, way }];
  }));
}

/** @param {Model} model @param {Report} before @param {Report} after @param {(question: Question) => Child} name */
export function changesTable(model, before, after, name = ({ title }) => title) {
  /** @type {Record<string, string>} */
  const words = { up: "Higher", down: "Lower", other: "Changed" };
  const rows = changesOf(model, before, after).map(({ category, question, from, to, way }) => row(name(question), [category, from, to, words[way]]));
  return rows.length ? table("Answers that changed", ["Question", "Category", "First", "Last", "Change"], rows) : tree("p", {}, "No answer changed.");
}

/** The ticked answers with their level and the next one; `false` if there are none. @param {Report} report @param {(question: Question) => Child} [name] @returns {Child} */
export function priorityTable(report, name = ({ title }) => title) {
  const rows = report.categories.flatMap(({ title, entries }) => entries.filter(isMarked).map(({ question, level }) => {
    const next = question.levels.find(({ value }) => value > level.value);
    return row(name(question), [title, levelWords(level, question), next ? next.name : "This is the highest level"]);
  }));
  return rows.length > 0 && table("What we need to do better", ["Question", "Category", "Level now", "Next level"], rows);
}

/** @param {Child} first @param {(string | number)[]} cells */
function row(first, cells) {
  return tree("tr", {}, tree("th", { scope: "row" }, first), cells.map((cell) => tree("td", {}, String(cell))));
}

/** @param {string} caption @param {string[]} head @param {Tree[]} rows @param {Tree} [foot] */
function table(caption, head, rows, foot) {
  return tree("div", { class: "table", role: "region", tabindex: "0", "aria-label": caption },
    tree("table", {},
      tree("caption", {}, caption),
      tree("thead", {}, tree("tr", {}, head.map((words) => tree("th", { scope: "col" }, words)))),
      tree("tbody", {}, rows),
      foot && tree("tfoot", {}, foot)));
}
