// @ts-check
// What the pages of an assessment share: messages, uploads and downloads, a confirmation before answers are replaced.

import { MOST_BYTES, readAnswers, tooLarge } from "./answers-file.js";
import { toJson } from "./exports.js";
import { settled } from "./model.js";
import { all, one } from "../shared/dom.js";
import { toNode, tree } from "./tree.js";
import { fileName, progressWords } from "./wording.js";

/** @import { Model, Notice, Reading, Report, Tally } from "./model.js" */
/** @import { Child, Tree } from "./tree.js" */
/** @import { Guidance } from "./guidance.js" */
/** @import { Store } from "./store.js" */

/** @typedef {{ model: Model, root: URL, place: HTMLElement, store: Store, guidance: (category: string) => Promise<Guidance> }} Site */

/** Puts trees into an element in place of what it has. @param {Element | null} place @param {...Child} parts */
export function fill(place, ...parts) {
  place?.replaceChildren(...parts.map((part) => toNode(part)));
}

/** @param {string} words @param {() => void} act @param {string} [look] */
export function button(words, act, look = "plain-button") {
  const made = toNode(tree("button", { type: "button", class: look }, words));
  made.addEventListener("click", act);
  return made;
}

/** Shows a message in the page's region for them; screen readers announce an error at once. @param {"error" | "notice"} kind @param {...(Child | Node)} parts */
export function showMessage(kind, ...parts) {
  const region = one("[data-messages]");
  if (!region) return;
  const box = toNode(tree("div", { class: `message message-${kind}` }));
  box.append(...parts.map((part) => (part instanceof Node ? part : toNode(part))));
  region.replaceChildren(box);
  region.hidden = false;
}

export function hideMessage() {
  one("[data-messages]")?.replaceChildren();
}

/** @param {Notice[]} notices */
export function noticeList(notices) {
  return notices.length === 1 ? tree("p", {}, notices[0].text) : tree("ul", {}, notices.map(({ text }) => tree("li", {}, text)));
}

/** Lists the saved answers that a change of the assessment affects, if any. @param {Notice[]} notices */
export function showNotices(notices) {
  if (notices.length) showMessage("notice", tree("p", {}, tree("strong", {}, "This assessment has changed since you answered.")), noticeList(notices));
}

/** Shows whether the answers are saved: in the status line, and as an error message if they are not. @param {Site} site */
export function showSaveState({ model, store }) {
  const { problem } = store;
  const state = one("[data-save-state]");
  if (state) state.textContent = problem || "Saved in this browser.";
  if (!problem || one(".message-unsaved")) return;
  showMessage("error", tree("p", { class: "message-unsaved" }, problem),
    button("Download answers", () => download(fileName(model, store.read().session, "json"), "application/json", toJson(store.read().session, model))));
}

/** @param {string} name @param {string} type @param {string} content */
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = toNode(tree("a", { href: url, download: name, hidden: true }));
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads it after the click; then it can go.
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

/** A chosen file as answers, or why not. @param {File} file @param {Model} model @returns {Promise<Reading>} */
export async function readFile(file, model) {
  if (file.size > MOST_BYTES) return { problem: tooLarge(file.size) };
  try {
    return readAnswers(await file.text(), model, new Date().toISOString());
  } catch {
    return { problem: "The file could not be read." };
  }
}

/**
 * Asks in the page before something is done that cannot be taken back. The focus goes to the question, and back to `from`.
 * @param {Element} place @param {HTMLElement} from @param {Child[]} words @param {string} yes @param {string} no @param {() => void} act
 */
export function confirmIn(place, from, words, yes, no, act) {
  const box = toNode(tree("div", { class: "message message-question", role: "group", tabindex: "-1", "aria-label": yes }, words));
  const close = () => {
    box.remove();
    from.focus();
  };
  const choices = toNode(tree("div", { class: "choices" }));
  choices.append(button(yes, () => {
    close();
    act();
  }, "plain-button danger"), button(no, close));
  box.append(choices);
  box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && close());
  one(".message-question", place)?.remove();
  place.append(box);
  box.focus();
}

/** @param {Element | null} place @param {Tally} tally @param {string} words */
export function showProgress(place, tally, words) {
  if (!place) return;
  fill(place, tree("span", {}, words), tree("progress", { max: Math.max(tally.applicable, 1), value: settled(tally), "aria-label": words }));
}

/** How far each category is, and all of them, wherever the page says it. @param {Report} report */
export function showStates(report) {
  for (const place of all("[data-category-state]")) {
    const category = report.categories.find(({ id }) => id === place.dataset.categoryState);
    if (category) place.textContent = progressWords(category.tally);
  }
  for (const place of all("[data-overall-state]")) showProgress(place, report.overall, progressWords(report.overall));
}

/** The width that a chart has. @param {Element} place */
export function widthOf(place) {
  return Math.max(260, Math.min(680, Math.floor(place.getBoundingClientRect().width) || 640));
}

/** Draws again when the room for it has changed. @param {Element | null} place @param {(width: number) => Tree} draw */
export function drawInto(place, draw) {
  if (!place) return;
  let drawn = 0;
  const redraw = () => {
    const width = widthOf(place);
    if (Math.abs(width - drawn) < 8) return;
    drawn = width;
    fill(place, draw(width));
  };
  redraw();
  addEventListener("resize", redraw);
}
