// @ts-check
// A query → the words to search for, its phrases, and what else each word may mean.

import { words } from "./words.js";

/** How well a form matches a word of the query. @typedef {{ term?: import("./load.js").Term, weight?: number }} Form */
/**
 * A word of the query. `last` marks the one that may still be typed; `others` are other words for it with their weights;
 * `forms` are the words of the index that match it; `hits` and `rarity` are set when pages are scored.
 * @typedef {{ word: string, start: number, end: number, quoted: boolean, last: boolean, others: Map<string, number>,
 *   forms: Map<string, Form>, hits: Map<number, number>, rarity: number, corrected?: string }} Group
 */

/** The weight of a match: the word itself, an inflection, the start of a longer word, two words as one, a synonym, a misspelling. */
export const WEIGHT = { exact: 1, stem: 0.85, prefix: 0.6, joined: 0.9, synonym: 0.75, misspelt: [1, 0.75, 0.5] };

/** The words of a text, without those that are joined. @param {string} text */
export const singleWords = (text) => words(text).filter((word) => !word.joined).map((word) => word.word);

/**
 * Reads a query: its words, which of them are quoted, and what else they may mean.
 * @param {string} query @param {string[][][]} synonyms groups of names, each as words
 */
export function parseQuery(query, synonyms) {
  const quotes = [...query.matchAll(/["“”]([^"“”]+)["“”]/gu)];
  const phrases = quotes.map((match) => singleWords(match[1]))
    .filter((phrase) => phrase.length);
  const all = words(query);
  /** @type {Group[]} */
  const groups = all.filter((word) => !word.joined).map((word) => ({
    word: word.word,
    start: word.start,
    end: word.end,
    quoted: quotes.some((match) => word.start >= match.index && word.end <= match.index + match[0].length),
    last: word.end === query.length,
    others: new Map(),
    forms: new Map(),
    hits: new Map(),
    rarity: 0,
  }));
  for (const joined of all.filter((word) => word.joined)) {
    const parts = groups.filter((group) => group.start >= joined.start && group.end <= joined.end);
    parts.forEach((group) => group.others.set(joined.word, WEIGHT.joined));
  }
  groups.slice(1).forEach((group, at) => {
    for (const one of [groups[at], group]) one.others.set(groups[at].word + group.word, WEIGHT.joined);
  });
  for (const names of synonyms) {
    for (const name of names) {
      const at = groups.findIndex((_, at) => name.length > 0 && name.every((word, next) => groups[at + next]?.word === word));
      if (at < 0) continue;
      const others = names.filter((other) => other !== name).flat();
      for (const group of groups.slice(at, at + name.length)) {
        others.forEach((other) => group.others.set(other, WEIGHT.synonym));
      }
    }
  }
  /** @type {Set<string>} */
  const seen = new Set();
  const unique = groups.filter((group) => !seen.has(group.word) && seen.add(group.word));
  return { phrases, groups: unique };
}
