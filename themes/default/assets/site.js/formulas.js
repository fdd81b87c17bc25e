// @ts-check
// Formulas that are wider than the text scroll, so the keyboard has to reach them.

import { all } from "../shared/dom.js";

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});

/** Makes wide formulas reachable: at load, and again when the preview has changed the page. */
export function watchFormulas() {
  observer.disconnect();
  for (const formula of all("math")) observer.observe(formula);
}
