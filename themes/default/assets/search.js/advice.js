// @ts-check
// What the dialog says where it has no results to show, or more than it shows.

import { element } from "../shared/dom.js";

/** @param {...(Node | string)} children @returns {Node} */
const paragraph = (...children) => element("p", {}, ...children);
/** @param {string} url */
const browse = (url) => element("a", { href: url }, "browse all pages");

/** Before a query is typed. @param {string} url of the list of all pages */
export const start = (url) => [paragraph("Type a word, a phrase in quotes or a document number, or ", browse(url), ".")];

/** Where the index could not be loaded. @param {string} url of the list of all pages */
export const failure = (url) => [paragraph("Try again in a moment, or ", browse(url), ".")];

/**
 * Where nothing was found.
 * @param {string} url of the list of all pages @param {string[]} words of the site that are close to those of the query
 * @param {(word: string) => void} retype @param {(() => void) | undefined} searchAll removes the filters, if there are any
 */
export function noResults(url, words, retype, searchAll) {
  const advice = [paragraph("Check the spelling, use fewer or other words, or ", browse(url), ".")];
  if (searchAll) advice.unshift(paragraph(button("Search without filters", searchAll)));
  if (words.length) {
    advice.unshift(paragraph("Similar words:"),
      element("ul", { class: "search-words" }, ...words.map((word) => element("li", {}, button(word, () => retype(word))))));
  }
  return advice;
}

/** Where more pages match than were read. @param {() => void} showMore */
export const moreResults = (showMore) => [paragraph(button("Show more results", showMore))];

/** @param {string} text @param {() => void} act @returns {Node} */
function button(text, act) {
  const node = element("button", { type: "button" }, text);
  node.addEventListener("click", act);
  return node;
}
