// @ts-check
// The markup of the search dialog.

import { element } from "../shared/dom.js";

/** Creates the dialog and adds it to the page. */
export function createDialog() {
  /** @type {HTMLInputElement} */
  const input = element("input", {
    class: "search-input", type: "text", role: "combobox", "data-search-input": "",
    "aria-label": "Search", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "search:results",
    placeholder: "Search this site", autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "go",
  });
  const close = element("button", { class: "search-close", type: "button" }, "Close");
  /** @type {HTMLElement} */
  const filters = element("div", { class: "search-filters", role: "group", "aria-label": "Filters" });
  /** @type {HTMLElement} */
  const status = element("div", { class: "search-status", role: "status", dir: "auto" });
  /** @type {HTMLElement} */
  const list = element("div", {
    class: "search-results", id: "search:results", role: "listbox", "aria-label": "Results", "data-search-results": "", hidden: "",
  });
  /** @type {HTMLElement} */
  const help = element("div", { class: "search-help" });
  /** @type {HTMLDialogElement} */
  const dialog = element("dialog", { class: "search", "aria-label": "Search" },
    element("div", { class: "search-top" }, input, close),
    element("div", { class: "search-bar" }, status, filters),
    list, help,
    element("div", { class: "search-keys" }, keys("choose", "↑", "↓"), keys("open", "Enter"),
      keys("open in a new tab", /Mac/.test(navigator.platform) ? "⌘" : "Ctrl", "Enter"), keys("close", "Esc")),
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("mousedown", (event) => event.target === dialog && dialog.close());
  // The field keeps the focus while the mouse is used.
  list.addEventListener("mousedown", (event) => /** @type {Element} */ (event.target).closest("a") && event.preventDefault());
  document.body.append(dialog);
  return { dialog, input, filters, status, list, help };
}

/** @param {string} effect @param {...string} names @returns {Node} */
function keys(effect, ...names) {
  return element("span", {}, ...names.flatMap((name) => [element("kbd", {}, name), " "]), effect);
}
