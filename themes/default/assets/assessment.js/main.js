// @ts-check
// Starts the page of an assessment, and offers its functions to other scripts.

import { readAnswers } from "./answers-file.js";
import { categoryPage } from "./category-page.js";
import { chart } from "./chart.js";
import { comparePage } from "./compare-page.js";
import { toCsv, toJson, toMarkdown } from "./exports.js";
import { fit } from "./fit.js";
import { openGuidance } from "./guidance.js";
import { newSession, reportOf, withAnswer } from "./model.js";
import { showMessage } from "./page.js";
import { toPage } from "./report-file.js";
import { reportPage } from "./report-page.js";
import { reviewPage } from "./review-page.js";
import { loadData } from "../shared/data.js";
import { startPage } from "./start-page.js";
import { openStore } from "./store.js";
import { changesOf, comparisonTable, scoreTable } from "./tables.js";
import { toMarkup, tree } from "./tree.js";

/** @import { Site } from "./page.js" */

Object.assign(globalThis, {
  fingerpostAssessment: {
    readAnswers, fit, newSession, withAnswer, reportOf, chart, scoreTable, comparisonTable, changesOf, toJson, toCsv, toMarkdown, toPage, toMarkup,
  },
});

/** What each page of an assessment does. @type {Record<string, (site: Site) => void>} */
const PAGES = { start: startPage, category: categoryPage, review: reviewPage, report: reportPage, compare: comparePage };

/** @param {HTMLElement} place */
async function begin(place) {
  const { assessment, model: url, root } = place.dataset;
  const home = new URL(root, document.baseURI);
  let model;
  try {
    model = await loadData("assessment", new URL(url, document.baseURI).href);
  } catch {
    return showMessage("error", tree("p", {}, "The questions could not be loaded, so answers cannot be saved. Reload the page to try again."));
  }
  PAGES[assessment]?.({ model, root: home, place, store: openStore(model, home), guidance: openGuidance(home) });
  place.dataset.ready = "";
  // A page that the browser restores from its cache may show old answers.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  // The live preview cannot change a form that is bound to answers: the page is loaded again.
  document.addEventListener("fingerpost:morphed", (/** @type {any} */ event) => {
    const isBound = (/** @type {Element} */ element) => place.contains(element) || element.contains(place);
    if (event.detail.changed.some(isBound)) event.preventDefault();
  });
}

/** @type {HTMLElement | undefined} */
const place = globalThis.document?.querySelector("[data-assessment]");
if (place) begin(place);
