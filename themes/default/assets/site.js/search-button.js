// @ts-check
// Opens the search dialog. Its script and style sheet are loaded when a reader is likely to search.

import { all, element, one } from "../shared/dom.js";
import { makeButton } from "./link-button.js";
import { isShortcut } from "./shortcut.js";

/**
 * @typedef {{ open: (link: HTMLAnchorElement) => void, prepare: (link: HTMLAnchorElement) => void,
 *   suggest: (place: HTMLElement) => void }} SearchDialog
 */

/** @type {Promise<SearchDialog> | undefined} */
let loading;

/** Binds the links that open the search. */
export function startSearch() {
  const openers = all("[data-search-open]");
  if (!openers.length) return;
  const [first] = openers;
  const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
  for (const link of openers) {
    makeButton(link, open);
    const prepare = () => load(first).then((dialog) => dialog.prepare(link)).catch(() => {});
    link.addEventListener("pointerover", prepare, { once: true });
    link.addEventListener("focus", prepare, { once: true });
    link.setAttribute("aria-keyshortcuts", isMac ? "/ Meta+K" : "/ Control+K");
    if (isMac) one("kbd + kbd", link).textContent = "⌘ K";
  }
  document.addEventListener("keydown", (event) => {
    if (!isShortcut(event, isMac)) return;
    event.preventDefault();
    open(first);
  });
  if (new URLSearchParams(location.search).has("q")) open(first);
  const suggestions = one("[data-search-suggest]");
  if (suggestions) load(first).then((dialog) => dialog.suggest(suggestions)).catch(() => {});
}

/** @param {HTMLAnchorElement} link */
function open(link) {
  one(".menu-dialog")?.close();
  load(link).then((dialog) => dialog.open(link)).catch(() => location.assign(link.href));
}

/** @param {HTMLAnchorElement} link */
function load(link) {
  loading ??= new Promise((resolve, reject) => {
    const { searchScript, searchStyle } = link.dataset;
    const script = element("script", { src: searchScript });
    if (location.protocol !== "file:") script.type = "module";
    script.onload = () => resolve(Reflect.get(globalThis, "fingerpostSearchDialog"));
    script.onerror = reject;
    one("[data-search-shell]")?.remove();
    document.head.append(element("link", { rel: "stylesheet", href: searchStyle }), script);
  });
  return loading;
}
