// @ts-check
// The questions of a category: answers are saved as they are given.

import { MOST_NOTE } from "./answers-file.js";
import { reportOf, UNANSWERED, withAnswer } from "./model.js";
import { button, confirmIn, showMessage, showNotices, showProgress, showSaveState, showStates } from "./page.js";
import { all, one } from "../shared/dom.js";
import { tree } from "./tree.js";
import { progressWords } from "./wording.js";

/** @import { Answer, Category, Session } from "./model.js" */
/** @import { Site } from "./page.js" */

/** @param {Site} site */
export function categoryPage(site) {
  const { model, place, store } = site;
  const category = model.categories.find(({ id }) => id === place.dataset.category);
  const form = one("[data-assessment-form]");
  if (!category || !form) return;
  const fields = new Map(all("fieldset[data-question]", form).map((field) => [field.dataset.question, field]));
  form.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());

  const show = (/** @type {{ session: Session }} */ { session }) => {
    const answers = new Map(Object.entries(session.answers));
    for (const [id, field] of fields) showAnswer(field, answers.get(id) ?? UNANSWERED);
    progress(session);
  };
  const progress = (/** @type {Session} */ session) => {
    const report = reportOf(model, session);
    const { tally } = report.categories.find(({ id }) => id === category.id);
    showStates(report);
    for (const line of all("[data-progress]")) showProgress(line, tally, progressWords(tally));
  };
  const change = (/** @type {string} */ id, /** @type {Partial<Answer>} */ what) => {
    progress(store.update((session, now) => withAnswer(session, id, what, now)));
    showSaveState(site);
  };

  const first = store.read();
  for (const [id, field] of fields) listen(field, id, change);
  show(first);
  const own = first.notices.filter(({ question }) => fields.has(question));
  if (first.damaged) showMessage("error", tree("p", {}, `The answers saved in this browser cannot be read. They are not overwritten until you answer here. ${first.damaged}`));
  else if (store.problem) showSaveState(site);
  else showNotices(own);

  addEventListener("storage", (event) => store.concerns(event) && show(store.read()));
  addEventListener("beforeunload", (event) => store.unsaved && event.preventDefault());
  for (const reset of all("[data-reset]")) {
    reset.addEventListener("click", () => confirmReset(reset, category, () => {
      const session = store.update((session, now) => ({
        ...session, modified: now, answers: Object.fromEntries(Object.entries(session.answers).filter(([id]) => !fields.has(id))),
      }));
      show({ session });
      showSaveState(site);
      const state = one("[data-save-state]");
      if (state && !store.problem) state.textContent = `The answers for ${category.title} were removed.`;
    }));
  }
}

/** @param {HTMLElement} reset @param {Category} category @param {() => void} act */
function confirmReset(reset, category, act) {
  const words = [tree("p", {}, `Remove all your answers and notes for ${category.title}? This cannot be undone.`)];
  confirmIn(reset.parentElement, reset, words, "Yes, remove them", "No, keep them", act);
}

/** @param {HTMLElement} field @param {Answer} answer */
function showAnswer(field, answer) {
  const value = answer.state === "answered" ? String(answer.level) : answer.state;
  for (const radio of all("input[type=radio]", field)) radio.checked = radio.value === value;
  const note = one("[data-note]", field);
  if (note && note !== document.activeElement) note.value = answer.note ?? "";
  const details = note?.closest("details");
  if (details && answer.note) details.open = true;
  showClear(field);
}

/** Shows the button that clears an answer if there is one. @param {HTMLElement} field */
function showClear(field) {
  const clear = one(".clear", field);
  if (clear) clear.hidden = !one("input[type=radio]:checked", field);
}

/** @param {HTMLElement} field @param {string} id @param {(id: string, change: Partial<Answer>) => void} change */
function listen(field, id, change) {
  for (const radio of all("input[type=radio]", field)) {
    radio.addEventListener("change", () => {
      const answered = /^\d+$/.test(radio.value);
      change(id, answered ? { state: "answered", level: Number(radio.value), anchor: radio.dataset.anchor } : { state: radio.value });
      showClear(field);
    });
  }
  const clear = button("Clear this answer", () => {
    const first = one("input[type=radio]", field);
    for (const radio of all("input[type=radio]", field)) radio.checked = false;
    change(id, { state: "unanswered" });
    showClear(field);
    first?.focus();
  }, "plain-button clear");
  clear.hidden = true;
  field.append(clear);

  const note = one("[data-note]", field);
  if (!note) return;
  note.maxLength = MOST_NOTE;
  /** @type {number | undefined} */
  let timer;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    change(id, { note: note.value.trim() });
  };
  note.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  note.addEventListener("change", save);
  addEventListener("pagehide", () => timer && save());
}
