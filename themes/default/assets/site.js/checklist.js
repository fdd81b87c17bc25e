// @ts-check
// Task lists as checklists. What is done is saved in this browser, for this version of the page.

import { all, element, one } from "../shared/dom.js";
import { savedList, uniqueKeys } from "./saved-checklist.js";
import { read, write } from "../shared/storage.js";

/** @typedef {{ box: HTMLInputElement, key: string }} Task */

const BOXES = "li > input[type=checkbox], li > p:first-child > input[type=checkbox]";
/** @type {Task[]} */
let tasks = [];

/** Binds the checkboxes of the page. */
export function startChecklist() {
  document.addEventListener("change", ({ target }) => {
    if (!tasks.some(({ box }) => box === target)) return;
    const done = tasks.filter(({ box }) => box.checked).map(({ key }) => key);
    write("localStorage", storageKey(), JSON.stringify({ version: pageVersion(), done }));
    const isSaved = savedList(read("localStorage", storageKey()))?.done.length === done.length;
    showProgress(isSaved ? "" : "Your browser does not save checklists.");
  });
  makeChecklist();
}

/** Enables the checkboxes: at load, and again when the preview has changed the page. */
export function makeChecklist() {
  const boxes = all(".prose").flatMap((prose) => all(BOXES, prose));
  const names = boxes.map(taskName);
  const keys = uniqueKeys(names);
  tasks = boxes.map((box, place) => {
    box.disabled = false;
    box.setAttribute("aria-label", names[place]);
    return { box, key: keys[place] };
  });
  if (!tasks.length) return;
  if (!one(".checklist")) {
    const again = element("button", { type: "button", class: "plain-button" }, "Start again");
    again.addEventListener("click", startAgain);
    const bar = element("div", { class: "checklist" }, element("p", { role: "status", dir: "auto" }), again);
    tasks[0].box.closest(".prose > *").before(bar);
  }
  const saved = savedList(read("localStorage", storageKey()));
  const isOutdated = saved && saved.version !== pageVersion();
  if (saved && !isOutdated) for (const { box, key } of tasks) box.checked = saved.done.includes(key);
  showProgress(isOutdated ? "This page has been updated, so your checklist was reset." : "");
}

const storageKey = () => `fingerpost:done:${location.pathname}`;
/** @returns {string} */
const pageVersion = () => one(".prose[data-version]")?.dataset.version ?? "";

/** The text of a task without that of tasks below it. @param {Element} box */
function taskName(box) {
  const item = /** @type {Element} */ (box.closest("li").cloneNode(true));
  for (const inner of all("ul, ol, .anchor", item)) inner.remove();
  return item.textContent.trim().replace(/\s+/g, " ");
}

/** @param {string} message */
function showProgress(message) {
  const done = tasks.filter(({ box }) => box.checked).length;
  one(".checklist p").textContent = `${done} of ${tasks.length} done. ${message}`.trim();
  one(".checklist button").hidden = tasks.every(({ box }) => box.checked === box.defaultChecked);
}

function startAgain() {
  if (!confirm("Start again? This clears every box that you ticked on this page.")) return;
  for (const { box } of tasks) box.checked = box.defaultChecked;
  write("localStorage", storageKey(), null);
  tasks[0].box.focus();
  showProgress("");
}
