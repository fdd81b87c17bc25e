// @ts-check
// What the dialog says where it has no results to show, or more than it shows.

import { element } from "../shared/dom.js";

/** @param {...(Node | string)} children @returns {Node} */
const paragraph = (...children) => element("p", {}, ...children);
/** @param {string} url */
const browse = (url) => element("a", { href: url }, "browse all pages");

/**
 * Before a query is typed.
 * @param {string} url of the list of all pages @param {string[]} recent searches @param {(query: string) => void} retype
 * @param {() => void} forget clears the searches
 */
export function start(url, recent, retype, forget) {
  const advice = [paragraph("Type a word, a phrase in quotes or a document number, or ", browse(url), ".")];
  if (recent.length) {
    advice.push(element("h2", { id: "search:recent" }, "Recent searches"), words(recent, retype, "search:recent"),
      paragraph(button("Clear recent searches", forget), " They are kept in this browser only."));
  }
  return advice;
}

/** Where the index could not be loaded. @param {string} url of the list of all pages */
export const failure = (url) => [paragraph("Try again in a moment, or ", browse(url), ".")];

/**
 * Where nothing was found.
 * @param {string} url of the list of all pages @param {string[]} similar words of the site that are close to those of the query
 * @param {(word: string) => void} retype @param {(() => void) | undefined} searchAll removes the filters, if there are any
 */
export function noResults(url, similar, retype, searchAll) {
  const advice = [paragraph("Check the spelling, use fewer or other words, or ", browse(url), ".")];
  if (searchAll) advice.unshift(paragraph(button("Search without filters", searchAll)));
  if (similar.length) {
    advice.unshift(element("p", { id: "search:similar" }, "Similar words:"), words(similar, retype, "search:similar"));
  }
  return advice;
}

/** Words as buttons. @param {string[]} list @param {(word: string) => void} retype @param {string} label id of what they are called @returns {Node} */
const words = (list, retype, label) => element("ul", { class: "search-words", "aria-labelledby": label },
  ...list.map((word) => element("li", {}, button(word, () => retype(word)))));

/** Where more pages match than are shown. @param {() => void} showMore */
export const moreResults = (showMore) => [paragraph(button("Show more results", showMore))];

/** @param {string} text @param {() => void} act @returns {Node} */
function button(text, act) {
  const node = element("button", { type: "button" }, element("bdi", {}, text));
  node.addEventListener("click", act);
  return node;
}
