// @ts-check
// A query → the words to search for, its phrases, and what else each word may mean.

import { isOneSign, words } from "./words.js";

/** How well a form matches a word of the query. @typedef {{ term?: import("./load.js").Term, weight?: number }} Form */
/** Several words that mean one word of the query. `forms` has what each may be. @typedef {{ words: string[], weight: number, forms: Map<string, Form>[] }} Run */
/**
 * A word of the query. `last` marks the one that may still be typed; `others` are other words for it with their weights,
 * `runs` several words for it; `forms` are the words of the index that match it; `hits` and `rarity` are set when pages are scored.
 * @typedef {{ word: string, start: number, end: number, quoted: boolean, last: boolean, others: Map<string, number>, runs: Run[],
 *   forms: Map<string, Form>, hits: Map<number, number>, rarity: number, corrected?: string }} Group
 */

/** The weight of a match: the word itself, spelt in another way, an inflection, the start of a longer word, two words as one, a synonym, a misspelling. */
export const WEIGHT = { exact: 1, spelt: 0.95, stem: 0.85, prefix: 0.6, joined: 0.9, synonym: 0.75, misspelt: [1, 0.75, 0.5] };

/** The words of a text, without those that are joined. @param {string} text */
export const singleWords = (text) => words(text).filter((word) => !word.joined).map((word) => word.word);

/**
 * Reads a query: its words, which of them are quoted, and what else they may mean.
 * @param {string} query @param {string[][][]} synonyms groups of names, each as words @param {[string, string][]} spellings
 */
export function parseQuery(query, synonyms, spellings) {
  const quotes = [...query.matchAll(/["“”]([^"“”]+)["“”]/gu)];
  const phrases = quotes.map((match) => singleWords(match[1]))
    .filter((phrase) => phrase.length);
  const all = words(query);
  const joined = all.filter((word) => word.joined && !isOneSign(word.word));
  // A version is one word: 1.2.3 is not 1, 2 and 3.
  const versions = joined.filter((word) => /^[0-9.]+$/.test(word.word));
  const isPart = (/** @type {import("./words.js").Word} */ word) => versions.some(({ start, end }) => word.start >= start && word.end <= end);
  const single = [...all.filter((word) => !word.joined && !isPart(word)), ...versions].sort((a, b) => a.start - b.start);
  /** @type {Group[]} */
  const groups = single.map(({ word, start, end }) => ({
    word,
    start,
    end,
    quoted: quotes.some((match) => start >= match.index && end <= match.index + match[0].length),
    last: end === query.length,
    others: new Map(spelt(word, spellings).map((other) => [other, WEIGHT.spelt])),
    runs: /** @type {Run[]} */ ([]),
    forms: new Map(),
    hits: new Map(),
    rarity: 0,
  }));
  for (const word of joined) {
    const parts = groups.filter((group) => group.start >= word.start && group.end <= word.end && group.word !== word.word);
    parts.forEach((group) => group.others.set(word.word, WEIGHT.joined));
  }
  groups.slice(1).forEach((group, at) => {
    for (const one of [groups[at], group]) one.others.set(groups[at].word + group.word, WEIGHT.joined);
  });
  for (const names of synonyms) {
    for (const name of names) {
      const at = groups.findIndex((_, at) => name.length > 0 && name.every((word, next) => groups[at + next]?.word === word));
      if (at < 0) continue;
      const others = names.filter((other) => other !== name && other.length);
      for (const group of groups.slice(at, at + name.length)) {
        for (const other of others) {
          if (other.length > 1) group.runs.push(runOf(other, WEIGHT.synonym));
          else group.others.set(other[0], WEIGHT.synonym);
        }
      }
    }
  }
  /** @type {Set<string>} */
  const seen = new Set();
  const unique = groups.filter((group) => !seen.has(group.word) && seen.add(group.word));
  return { phrases, groups: unique };
}

/** Words that mean one word of the query. @param {string[]} words @param {number} weight @returns {Run} */
export const runOf = (words, weight) => ({ words, weight, forms: [] });

/** The other spellings of a word. @param {string} word @param {[string, string][]} spellings pairs, with a dash where more may follow */
function spelt(word, spellings) {
  return spellings.flatMap(([one, other]) => [respelt(word, one, other), respelt(word, other, one)]).filter((found) => found !== word);
}

/** @param {string} word @param {string} from @param {string} to */
function respelt(word, from, to) {
  const part = from.replace("-", "");
  const fits = from[0] === "-" ? word.endsWith(part) && word.length > part.length + 2
    : from.endsWith("-") ? word.startsWith(part) : true;
  const at = fits ? (from[0] === "-" ? word.lastIndexOf(part) : word.indexOf(part)) : -1;
  return at < 0 ? word : word.slice(0, at) + to.replace("-", "") + word.slice(at + part.length);
}
