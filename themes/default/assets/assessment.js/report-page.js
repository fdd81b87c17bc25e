// @ts-check
// The report: scores as a chart and a table, and the guidance for the chosen levels.

import { chart } from "./chart.js";
import { toCsv, toJson, toMarkdown } from "./exports.js";
import { guidanceOf, standalone } from "./guidance.js";
import { isMarked, ordered, reportOf } from "./model.js";
import { download, drawInto, fill, showMessage, showNotices, showSaveState, showStates } from "./page.js";
import { toPage } from "./report-file.js";
import { fillGuidance } from "./review-page.js";
import { all, one } from "../shared/dom.js";
import { priorityTable, scoreTable } from "./tables.js";
import { toNode, tree } from "./tree.js";
import { counted, day, fileName, levelWords, summaryWords } from "./wording.js";

/** @import { Entry, Question, Report } from "./model.js" */
/** @import { Site } from "./page.js" */
/** @import { Guidance } from "./guidance.js" */

/** @param {Site} site */
export function reportPage(site) {
  const { model, store } = site;
  const { session, notices, damaged } = store.read();
  if (damaged) showMessage("error", tree("p", {}, `The answers saved in this browser cannot be read. ${damaged}`));
  else if (store.problem) showSaveState(site);
  else showNotices(notices);

  const report = reportOf(model, session);
  const team = one("[data-team]");
  if (team) {
    team.value = session.team;
    team.maxLength = 200;
    team.addEventListener("change", () => {
      const name = team.value.trim();
      store.update((session, now) => ({ ...session, modified: now, team: name }));
      showSaveState(site);
      showFacts(name);
    });
  }
  const showFacts = (/** @type {string} */ name) => {
    for (const place of all("[data-report-facts]")) place.textContent = [name, day(session.modified)].filter(Boolean).join(", ");
  };
  showFacts(session.team);
  for (const place of all("[data-summary]")) place.textContent = summaryWords(report);
  showStates(report);
  drawInto(one("[data-radar]"), (width) => chart([{ name: "Score", report }], { width, id: "report" }));
  fill(one("[data-scores]"),
    scoreTable(report, ({ title, url }) => tree("a", { href: new URL(url, site.root).href }, title)),
    priorityTable(report, ({ title, id }) => tree("a", { href: `#answer:${encodeURIComponent(id)}` }, title)));
  showGuidance(site, report);
  for (const maker of all("[data-download]")) {
    maker.addEventListener("click", () => give(site, maker.dataset.download).catch(() => showMessage("error", tree("p", {}, "The file could not be created because the guidance could not be loaded."))));
  }
  addEventListener("storage", (event) => store.concerns(event) && location.reload());
}

/** Guidance by category and question, and the filter for what is ticked. @param {Site} site @param {Report} report */
function showGuidance(site, report) {
  const place = one("[data-guidance]");
  if (!place) return;
  const filter = one("[data-only-improve]");
  const label = filter?.closest("label") ?? filter;
  const marked = report.overall.improve;
  if (filter) {
    filter.disabled = !marked;
    filter.checked = false;
    filter.addEventListener("change", () => show(filter.checked));
  }
  const note = toNode(tree("p", { class: "showing", role: "status" }));
  const parts = new Map(report.categories.map((category) => [category, guidancePart(site, category)]));
  place.replaceChildren(note, ...parts.values());
  if (label) label.classList.toggle("off", !marked);

  const show = (/** @type {boolean} */ only) => {
    for (const [category, part] of parts) {
      const shown = all(".report-entry", part).filter((entry) => !(entry.hidden = only && !entry.hasAttribute("data-marked"))).length;
      const count = one(".tally", part);
      if (count) count.textContent = category.tally.answered ? `Showing ${shown} of ${category.tally.answered}` : "No answers yet.";
    }
    const { answered } = report.overall;
    note.textContent = !answered ? "There is no guidance to show because there are no answers yet."
      : !marked ? `Nothing is ticked as “we need to do better”, so all ${counted(answered, "answer")} are shown.`
      : `Showing ${only ? marked : answered} of ${answered}. ${counted(marked, "answer is", "answers are")} ticked as “we need to do better”.`;
  };
  show(false);
}

/** @param {Site} site @param {Report["categories"][number]} category */
function guidancePart(site, category) {
  const { model } = site;
  const section = toNode(tree("section", { class: "report-category" },
    tree("h2", {}, category.title), tree("p", { class: "tally" })));
  for (const entry of ordered(category.entries.filter(({ level }) => level))) {
    const { question, answer, level } = entry;
    const marked = isMarked(entry);
    const node = toNode(tree("section", { class: "report-entry", "data-marked": marked },
      tree("h3", { id: `answer:${question.id}` }, question.title),
      tree("p", { class: "answer" }, levelWords(level, question), " ", marked && tree("span", { class: "tag better" }, "We need to do better")),
      level.summary && tree("p", {}, level.summary),
      answer.note && tree("p", { class: "note-text" }, answer.note)));
    const text = toNode(tree("div", { class: "report-text" }));
    node.append(text, toNode(tree("p", { class: "whole" }, tree("a", { href: new URL(question.url, site.root).href }, "All levels of this question"))));
    section.append(node);
    fillGuidance(site, category.id, entry, model.report, text);
  }
  return section;
}

/** Makes a file of the answers as they are now. @param {Site} site @param {string} kind */
async function give(site, kind) {
  const { model, store } = site;
  const { session } = store.read();
  const report = reportOf(model, session);
  if (kind === "json") return download(fileName(model, session, "json"), "application/json", toJson(session, model));
  if (kind === "csv") return download(fileName(model, session, "csv"), "text/csv", toCsv(model, report));
  if (kind === "markdown") return download(fileName(model, session, "md"), "text/markdown", toMarkdown(model, report, (question) => publicUrl(site, question)));
  if (kind !== "html") return;
  /** @type {Map<string, Guidance>} */
  const data = new Map();
  const answered = report.categories.filter(({ tally }) => tally.answered);
  await Promise.all(answered.map(async ({ id }) => data.set(id, await site.guidance(id))));
  const home = new Map(report.categories.flatMap(({ id, entries }) => entries.map(({ question }) => [question.id, data.get(id)])));
  const guidance = (/** @type {Entry} */ entry) => guidanceOf(home.get(entry.question.id), entry, model.report)
    .map((markup) => tree("div", {}, { markup: standalone(markup) }));
  const { lang, dir } = document.documentElement;
  const marked = Boolean(one("[data-only-improve]")?.checked);
  download(fileName(model, session, "html"), "text/html", toPage(model, report, { guidance, marked, language: lang || "en", direction: dir || "ltr" }));
}

/** The URL of a question; empty for a site on a disk. @param {Site} site @param {Question} question */
function publicUrl({ root }, question) {
  return root.protocol === "file:" ? "" : new URL(question.url, root).href;
}
