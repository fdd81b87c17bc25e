// @ts-check
// Several words that mean one word of the query, such as a name in full.

import { postings } from "./load.js";

/** @typedef {import("./query.js").Form} Form */

/** The pages with all words of a run, each with the least of their impacts. @param {Map<string, Form>[]} forms */
export function pagesWith(forms) {
  const lists = forms.filter((words) => !words.size || [...words.values()].some(({ term }) => term)).map((words) => {
    /** @type {Map<number, number>} */
    const pages = new Map();
    for (const { term } of words.values()) {
      if (term) postings(term.list, true, (entry, impact) => pages.set(entry, Math.max(pages.get(entry) ?? 0, impact)));
    }
    return pages;
  });
  const first = [...(lists[0] ?? [])].filter(([entry]) => lists.every((pages) => pages.has(entry)));
  return new Map(first.map(([entry]) => [entry, Math.min(...lists.map((pages) => pages.get(entry) ?? 0))]));
}
