// @ts-check
// Loads the search engine, the index and the style sheet of the dialog.

import { all, element } from "../shared/dom.js";

/** @typedef {[text: string, isMatch: boolean]} Piece */
/** @typedef {{ title: string | null, titleMarks?: Piece[], url: string, excerpt: Piece[] }} Section */
/**
 * @typedef {{ title: string, titleMarks?: Piece[], url: string, path: string[], state: string | null, code: string | null,
 *   sections: Section[] }} Result
 */
/** @typedef {{ total: number, words?: string[], corrected: string | null, results: Result[] }} Answer */
/** @typedef {{ name: string, count: number }} FilterValue */
/**
 * @typedef {{ filters?: { kinds: FilterValue[], tags: FilterValue[], states?: FilterValue[] },
 *   search: (query: string, options: { kind?: string, tag?: string, state?: string, limit: number, all?: boolean }) => Promise<Answer> }} SearchIndex
 */

/** The URL of the index. @param {HTMLElement} opener */
export const indexUrl = (opener) => new URL(opener.dataset.searchIndex, document.baseURI);

/** Opens the index with the engine. @param {HTMLElement} opener @returns {Promise<SearchIndex>} */
export const openIndex = (opener) => loadEngine(opener).then((engine) => engine.open(indexUrl(opener).href));

/** @param {HTMLElement} opener @returns {Promise<{ open: (url: string) => Promise<SearchIndex> }>} */
function loadEngine(opener) {
  return new Promise((resolve, reject) => {
    const engine = () => Reflect.get(globalThis, "fingerpostSearch");
    if (engine()) return resolve(engine());
    const script = element("script", { src: opener.dataset.searchEngine });
    if (location.protocol !== "file:") script.type = "module";
    script.onload = () => resolve(engine());
    script.onerror = reject;
    document.head.append(script);
  });
}

/** Waits for a style sheet, but not for ever: one that failed before fires no event. @param {string} href @returns {Promise<unknown>} */
export async function loadStyle(href) {
  const links = all("link[rel=stylesheet]");
  const link = links.find((other) => other.getAttribute("href") === href) ?? element("link", { rel: "stylesheet", href });
  if (link.sheet) return;
  return new Promise((resolve) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
    setTimeout(resolve, 1000);
    if (!link.isConnected) document.head.append(link);
  });
}
