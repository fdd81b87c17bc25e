// @ts-check
// The review page: each answer with its guidance, and a checkbox for what needs to improve.

import { guidanceOf } from "./guidance.js";
import { isMarked, reportOf, withAnswer } from "./model.js";
import { fill, showMessage, showNotices, showSaveState, showStates } from "./page.js";
import { all, one } from "../shared/dom.js";
import { toNode, tree } from "./tree.js";
import { answerWords, counted, levelWords, progressWords } from "./wording.js";

/** @import { Entry, Report, Tally } from "./model.js" */
/** @import { Site } from "./page.js" */

/** @param {Site} site */
export function reviewPage(site) {
  const { model, store } = site;
  const list = one("[data-review-list]");
  const { session, notices, damaged } = store.read();
  const report = reportOf(model, session);
  const counts = new Map();

  const part = (/** @type {Report["categories"][number]} */ category) => {
    const count = toNode(tree("p", { class: "tally" }, countWords(category.tally)));
    counts.set(category.id, count);
    const section = toNode(tree("section", { class: "review-category" }, tree("h2", {}, tree("a", { href: new URL(category.url, site.root).href }, category.title))));
    section.append(count);
    if (!category.tally.answered) section.append(toNode(tree("p", {}, "No answers yet.")));
    for (const entry of category.entries) if (entry.level) section.append(answered(entry, category.id));
    const rest = category.entries.filter(({ level }) => !level);
    if (rest.length) {
      section.append(toNode(tree("details", { class: "rest" },
        tree("summary", {}, `${counted(rest.length, "question")} without a level`),
        tree("ul", {}, rest.map((entry) => tree("li", {}, `${entry.question.title} `, tree("strong", {}, answerWords(model, entry))))))));
    }
    return section;
  };

  const answered = (/** @type {Entry} */ entry, /** @type {string} */ category) => {
    const { question, answer, level } = entry;
    const node = toNode(tree("section", { class: "review-entry" },
      tree("h3", {}, tree("a", { href: new URL(question.url, site.root).href }, question.title)),
      tree("p", { class: "answer" }, levelWords(level, question)),
      level.summary && tree("p", {}, level.summary),
      answer.note && tree("p", { class: "note-text" }, answer.note)));
    const text = toNode(tree("div", { class: "review-text" }));
    const tick = toNode(tree("label", { class: "tick" },
      tree("input", { type: "checkbox", "data-improve": question.id, checked: isMarked(entry) }), tree("span", {}, "We need to do better")));
    one("input", tick).addEventListener("change", (/** @type {{ target: HTMLInputElement }} */ event) => mark(question.id, event.target.checked));
    node.append(text, tick);
    fillGuidance(site, category, entry, model.review, text);
    return node;
  };

  const mark = (/** @type {string} */ id, /** @type {boolean} */ improve) => {
    const after = reportOf(model, store.update((session, now) => withAnswer(session, id, { improve }, now)));
    for (const { id, tally } of after.categories) counts.get(id).textContent = countWords(tally);
    showStates(after);
    showSaveState(site);
  };

  list?.replaceChildren(...report.categories.map(part));
  showStates(report);
  if (damaged) showMessage("error", tree("p", {}, `The answers saved in this browser cannot be read. ${damaged}`));
  else if (store.problem) showSaveState(site);
  else showNotices(notices);
  addEventListener("storage", (event) => store.concerns(event) && reviewPage(site), { once: true });
}

/** @param {Tally} tally */
function countWords(tally) {
  return `${progressWords(tally)}, ${tally.improve} to do better`;
}

/**
 * Adds guidance when it has loaded. Under the heading of a question, its own headings come one level lower.
 * @param {Site} site @param {string} category @param {Entry} entry @param {string[]} roles @param {Element} place
 */
export async function fillGuidance(site, category, entry, roles, place) {
  if (!roles.length) return;
  try {
    const data = await site.guidance(category);
    fill(place, ...guidanceOf(data, entry, roles).map((markup) => tree("div", { class: "prose guidance" }, { markup })));
    lower(place);
  } catch {
    fill(place, tree("p", {}, "The guidance could not be loaded. ", tree("a", { href: new URL(entry.question.url, site.root).href }, "Read it on its own page")));
  }
}

/** Moves headings of guidance below the h3 of the question, in the same steps, and removes ids, which the page may have twice. @param {Element} place */
function lower(place) {
  const heads = all("h1, h2, h3, h4, h5, h6", place);
  const highest = Math.min(...heads.map((head) => Number(head.localName[1])));
  for (const head of heads) {
    const level = Math.min(6, 4 + Number(head.localName[1]) - highest);
    const made = document.createElement(`h${level}`);
    made.append(...head.childNodes);
    head.replaceWith(made);
  }
  for (const named of all("[id]", place)) named.removeAttribute("id");
  for (const anchor of all(".anchor", place)) anchor.remove();
}
