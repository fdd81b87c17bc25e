// @ts-check
// Print: the date of printing, and all of the page, closed details included.

import { all, one } from "../shared/dom.js";

/** Prepares the page whenever it is printed. */
export function startPrint() {
  /** @type {HTMLDetailsElement[]} */
  let closed = [];
  addEventListener("beforeprint", () => {
    for (const printed of all("[data-printed]")) {
      one("dd", printed).textContent = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
      printed.hidden = false;
    }
    closed = all("main details:not([open])");
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
}
