// @ts-check
// The start page: how far the answers are, and loading them from a file.

import { reportOf, settled } from "./model.js";
import { confirmIn, hideMessage, noticeList, readFile, showMessage, showNotices, showSaveState, showStates } from "./page.js";
import { all, one } from "../shared/dom.js";
import { tree } from "./tree.js";
import { counted, progressWords, sessionWords } from "./wording.js";

/** @import { Site } from "./page.js" */

/** @param {Site} site */
export function startPage(site) {
  const { model, store } = site;
  const show = () => {
    const { session, notices, damaged } = store.read();
    const report = reportOf(model, session);
    const begun = settled(report.overall) + report.overall.notApplicable > 0;
    const next = report.categories.find(({ tally }) => tally.unanswered);
    for (const part of all("[data-resume]")) {
      part.hidden = !begun;
      part.href = new URL(next ? next.url : "review/", site.root).href;
    }
    showStates(report);
    if (damaged) showMessage("error", tree("p", {}, `The answers saved in this browser cannot be read, so they are not shown. ${damaged}`));
    else if (store.problem) showSaveState(site);
    else showNotices(notices);
    return report;
  };
  show();
  addEventListener("storage", (event) => store.concerns(event) && show());
  one("[data-load]")?.addEventListener("change", (/** @type {{ target: HTMLInputElement }} */ event) => takeFile(site, event.target, show));
}

/** Describes a file of answers and loads it once the reader agrees. @param {Site} site @param {HTMLInputElement} input @param {() => void} show */
async function takeFile(site, input, show) {
  const { model, store } = site;
  const [file] = input.files;
  if (!file) return;
  hideMessage();
  const reading = await readFile(file, model);
  // The same file can be chosen again once it has been corrected.
  input.value = "";
  if ("problem" in reading) return showMessage("error", tree("p", {}, tree("strong", {}, `“${file.name}” was not loaded. `), reading.problem));
  const { session, notices } = reading;
  const here = reportOf(model, store.read().session).overall;
  const there = reportOf(model, session).overall;
  const replaces = here.questions - here.unanswered;
  const words = [
    tree("p", {}, tree("strong", {}, `“${file.name}”: ${sessionWords(session)}. ${progressWords(there)}.`)),
    notices.length > 0 && noticeList(notices),
    tree("p", {}, replaces
      ? `They will replace ${counted(replaces, "answer")} saved in this browser. Download those first if you want to keep them.`
      : "They will not replace any answers: this browser has none."),
  ].filter(Boolean);
  confirmIn(input.parentElement, input, words, "Load these answers", "Cancel", () => {
    store.save(session);
    show();
    if (store.problem) return;
    showMessage("notice", tree("p", {}, `Loaded: ${progressWords(there)}. `, tree("a", { href: new URL("report/", site.root).href }, "Go to the report")), notices.length > 0 && noticeList(notices));
  });
}
