// @ts-check
// The results of a search as elements. All text becomes text nodes.

import { element } from "../shared/dom.js";
import { statusWord } from "./wording.js";

/** @typedef {import("./loader.js").Piece} Piece */
/** @typedef {import("./loader.js").Result} Result */
/** @typedef {import("./loader.js").Section} Section */

/** Results as groups of links, and the links in order. @param {Result[]} results */
export function resultGroups(results) {
  /** @type {HTMLAnchorElement[]} */
  const options = [];
  const groups = results.map((page, number) => {
    const id = `search:page-${number}`;
    const head = [
      element("div", { class: "search-title", id, dir: "auto" }, ...marked(page.titleMarks ?? [[page.title, false]])),
      element("div", { class: "search-facts" }, ...facts(page)),
    ];
    const links = page.sections.map((section, place) => sectionLink(section, place ? [] : head, options.length + place));
    options.push(...links);
    return element("div", { class: "search-group", role: "group", "aria-labelledby": id }, ...links);
  });
  return { groups, options };
}

/** One section as a link. The first of a page also has what is known of the page. @param {Section} section @param {Node[]} head @param {number} number */
function sectionLink(section, head, number) {
  const link = element("a", {
    class: "search-option", id: `search:option-${number}`, role: "option", "aria-selected": "false", tabindex: "-1", href: section.url,
  }, ...head);
  if (section.title) link.append(element("div", { class: "search-heading", dir: "auto" }, ...marked(section.titleMarks ?? [[section.title, false]])));
  if (section.excerpt?.length) link.append(element("div", { class: "search-excerpt", dir: "auto" }, ...marked(section.excerpt)));
  return link;
}

/** The status, the document id and the breadcrumbs of a page, as far as it has them. @param {Result} page @returns {(Node | string)[]} */
function facts({ state, code, path }) {
  const parts = path.flatMap((step, place) => [
    element("span", { "aria-hidden": "true" }, place ? " › " : ""), element("span", { dir: "auto" }, step), " ",
  ]);
  if (code) parts.unshift(element("b", {}, code), " ");
  if (state) parts.unshift(element("strong", { class: "search-state", "data-state": state }, statusWord(state)), " ");
  return parts;
}

/** @param {Piece[]} pieces @returns {(Node | string)[]} */
function marked(pieces) {
  return pieces.map(([text, isMatch]) => (isMatch ? element("mark", {}, text) : text));
}
