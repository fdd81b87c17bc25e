// @ts-check
// Pages like the one that a reader asked for, on the page "not found".

import { element } from "../shared/dom.js";
import { wordsOfPath } from "./page-url.js";

/** @typedef {import("./loader.js").SearchIndex} SearchIndex */

const MAX_PAGES = 5;

/** Pages for the last part of the path, or else for all of it. @param {() => Promise<SearchIndex>} load @param {URL} index URL of the index */
export async function likelyPages(load, index) {
  const words = wordsOfPath(location.pathname, index.pathname);
  if (!words.length) return [];
  const search = await load();
  for (const query of [words.at(-1), words.join(" ")]) {
    const { results } = await search.search(query, { limit: MAX_PAGES });
    if (results.length) return results.slice(0, MAX_PAGES);
  }
  return [];
}

/** Shows pages as a list. @param {HTMLElement} place @param {import("./loader.js").Result[]} pages */
export function showSuggestions(place, pages) {
  if (!pages.length) return;
  place.replaceChildren(
    element("h2", {}, "Did you mean one of these?"),
    element("ul", { class: "page-list" }, ...pages.map(({ url, title, path }) =>
      element("li", {}, element("a", { href: url, dir: "auto" }, title), element("p", {}, path.join(" › "))))),
  );
  place.hidden = false;
}
