// @ts-check
// A report → a page that needs no other file.

import { chart } from "./chart.js";
import { isMarked, ordered } from "./model.js";
import { priorityTable, scoreTable } from "./tables.js";
import { toMarkup, tree } from "./tree.js";
import { answerWords, day, progressWords, scoreWords, summaryWords } from "./wording.js";

/** @import { Entry, Model, Report } from "./model.js" */
/** @import { Child } from "./tree.js" */

const REPORT_STYLE = [
  ":root{color-scheme:light;--paper:#fff}",
  "body{max-width:50rem;margin:2rem auto;padding:0 1.25rem;font:1.0625rem/1.6 system-ui,sans-serif;color:#15201f;background:#fff;overflow-wrap:break-word}",
  "h1,h2,h3,h4{line-height:1.2;break-after:avoid}h1{margin-bottom:.5rem}h2{margin-top:2.5rem;padding-top:.5rem;border-top:.125rem solid}h3{margin-top:2rem}",
  "a{color:#07586b}svg{max-width:100%;height:auto}table{border-collapse:collapse;font-size:.9375rem}caption{text-align:start;font-weight:700}",
  "th,td{padding:.375rem .75rem;border-bottom:1px solid #6d7b79;text-align:start;vertical-align:top}tfoot th,tfoot td{border-top:2px solid;font-weight:700}",
  ".table{overflow-x:auto}.table+.table{margin-top:2rem}.answer{margin:.25rem 0;font-weight:700}.better{padding:.0625rem .5rem;border:1px solid #805000;font-weight:700;color:#805000}",
  ".entry{margin-bottom:1.5rem}.note{padding-inline-start:1rem;border-inline-start:.25rem solid #6d7b79;white-space:pre-line}pre{overflow-x:auto;white-space:pre-wrap}",
  "@media print{body{max-width:none;margin:0;padding:0;font-size:10pt}.table{overflow:visible}.chart,tr{break-inside:avoid}tfoot{display:table-row-group}a{color:inherit}}",
].join("");

/**
 * The whole report as one page. It carries its own style, and a policy under which it can load and run nothing.
 * @param {Model} model @param {Report} report @param {{ guidance: (entry: Entry) => Child[], language: string, direction: string, marked: boolean }} how
 *   `guidance` gives what is shown for a question; `marked` leaves out what is not ticked
 */
export function toPage(model, report, { guidance, language, direction, marked }) {
  const facts = [report.team, day(report.modified), report.version && `version ${report.version}`].filter(Boolean).join(" · ");
  const body = [
    tree("h1", {}, `Report: ${report.title}`),
    tree("p", {}, facts),
    tree("p", {}, summaryWords(report)),
    tree("div", { class: "chart" }, chart([{ name: "Score", report }], { width: 640 })),
    scoreTable(report),
    priorityTable(report),
    ...report.categories.flatMap((category) => categoryPart(model, category, guidance, marked)),
  ];
  const page = tree("html", { lang: language, dir: direction },
    tree("head", {},
      tree("meta", { charset: "utf-8" }),
      tree("meta", { "http-equiv": "Content-Security-Policy", content: "default-src 'none'; style-src 'unsafe-inline'" }),
      tree("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      tree("title", {}, `Report: ${report.title}${report.team ? `, ${report.team}` : ""}`),
      tree("style", {}, { markup: REPORT_STYLE })),
    tree("body", {}, tree("main", {}, body)));
  return `<!doctype html>\n${toMarkup(page)}\n`;
}

/** @param {Model} model @param {Report["categories"][number]} category @param {(entry: Entry) => Child[]} guidance @param {boolean} marked @returns {Child[]} */
function categoryPart(model, { title, tally, entries }, guidance, marked) {
  const shown = marked ? entries.filter(isMarked) : entries.filter(({ answer }) => answer.state !== "not_applicable");
  if (marked && !shown.length) return [];
  return [
    tree("h2", {}, title),
    tree("p", {}, `${scoreWords(tally)}; ${progressWords(tally)}; ${tally.improve} to do better.`),
    ordered(shown).map((entry) => tree("section", { class: "entry" },
      tree("h3", {}, entry.question.title),
      tree("p", { class: "answer" }, answerWords(model, entry)),
      isMarked(entry) && tree("p", {}, tree("span", { class: "better" }, "We need to do better")),
      entry.answer.note && tree("p", { class: "note" }, entry.answer.note),
      guidance(entry))),
  ].flat();
}
