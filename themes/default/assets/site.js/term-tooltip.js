// @ts-check
// The definition of a term beside it, while it is hovered or focused. A tap shows it; a second tap follows the link.

import { all, element } from "../shared/dom.js";
import { tooltipPosition } from "./tooltip-position.js";

/** Milliseconds until the definition is shown under a mouse, and until it goes. */
const SHOW_DELAY = 200;
const HIDE_DELAY = 300;

/** @type {HTMLElement | undefined} */
let tooltip;
/** The link whose definition is shown. @type {HTMLAnchorElement | undefined} */
let shown;
/** @type {number} */
let timer;

/** Binds all terms of the page, where the browser has popovers. */
export function startTermTooltips() {
  tooltip = element("div", { id: "page:meaning", class: "meaning", popover: "manual", role: "tooltip" });
  if (!tooltip.showPopover) return;
  let pointer = "mouse";
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    clearTimeout(timer);
    const link = termOf(event);
    if (link) timer = setTimeout(() => show(link), SHOW_DELAY);
    else if (shown && !contains(event) && document.activeElement !== shown) timer = setTimeout(hideTooltip, HIDE_DELAY);
  });
  document.addEventListener("pointerdown", (event) => {
    pointer = event.pointerType;
    if (!termOf(event) && !contains(event)) hideTooltip();
  });
  document.addEventListener("focusin", (event) => {
    const link = termOf(event);
    if (link?.matches(":focus-visible")) show(link);
    else if (link !== shown) hideTooltip();
  });
  document.addEventListener("click", (event) => {
    const link = termOf(event);
    if (!link || pointer === "mouse" || !event.detail || link === shown) return;
    event.preventDefault();
    show(link);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hideTooltip());
}

/** @param {Event} event @returns {HTMLAnchorElement | undefined} */
const termOf = ({ target }) => /** @type {Element} */ (target).closest?.("a.term");
/** @param {Event} event */
const contains = ({ target }) => tooltip.contains(/** @type {Node} */ (target));

/** @param {HTMLAnchorElement} link */
function show(link) {
  clearTimeout(timer);
  const first = all(".term[data-definition]").find((other) => other.href === link.href);
  if (!first || link === shown) return;
  hideTooltip();
  if (!tooltip.isConnected) document.body.append(tooltip);
  shown = link;
  tooltip.textContent = first.dataset.definition;
  link.setAttribute("aria-describedby", tooltip.id);
  tooltip.showPopover();
  const view = { width: document.documentElement.clientWidth, height: innerHeight };
  const { top, left } = tooltipPosition(link.getClientRects()[0], tooltip.getBoundingClientRect(), view);
  tooltip.style.top = `${scrollY + top}px`;
  tooltip.style.left = `${scrollX + left}px`;
}

/** Hides the definition that is shown, if any. */
export function hideTooltip() {
  clearTimeout(timer);
  if (!shown) return;
  shown.removeAttribute("aria-describedby");
  shown = undefined;
  tooltip.hidePopover();
}
