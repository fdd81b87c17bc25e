// @ts-check
// Scroll boxes with a current entry.

import { one } from "../shared/dom.js";

/** Scrolls a box to its current entry; the page itself does not move. @param {Element} box */
export function showCurrent(box) {
  const current = one("[aria-current]", box);
  if (!current) return;
  const outer = box.getBoundingClientRect();
  const inner = current.getBoundingClientRect();
  const isVisible = inner.top >= outer.top && inner.bottom <= Math.min(outer.bottom, innerHeight);
  if (!isVisible) box.scrollTop += inner.top - outer.top - outer.height / 3;
}
