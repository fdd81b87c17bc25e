// @ts-check
// The words of the index that match a word of the query: its inflections, longer words, synonyms, corrected misspellings.

import { placeOf, shardTerms } from "./load.js";
import { WEIGHT } from "./query.js";
import { distance } from "./words.js";

/** @typedef {import("./load.js").Head} Head */
/** @typedef {import("./load.js").Load} Load */
/** @typedef {import("./load.js").Term} Term */
/** @typedef {import("./query.js").Group} Group */
/** @typedef {{ head: Head, load: Load, endings: Set<string> }} Index */
/** Adds a form of a word. @typedef {(term: Term, weight: number) => void} Add */

/** Limits: longer words of one beginning, corrections of one word, shards read for one word, lists beside its own. */
const MAX_LONGER = 40;
const MAX_CORRECTIONS = 4;
const MAX_SHARDS = 3;
const MORE_LISTS = 1;

/** Finds the forms of a word of the query. @param {Group} group @param {Index} index */
export async function findForms(group, index) {
  const { word } = group;
  const letters = [...word];
  const terms = await termsLike(word, index);
  /** @type {Add} */
  const add = (term, weight) => {
    if ((group.forms.get(term.word)?.weight ?? 0) < weight) group.forms.set(term.word, { term, weight });
  };
  const exact = terms.find((term) => term.word === word);
  if (exact) add(exact, WEIGHT.exact);
  if (group.quoted) return;
  const stem = exact?.stem ?? guessStem(word, terms, index.endings);
  if (stem) terms.filter((term) => term.stem === stem).forEach((term) => add(term, WEIGHT.stem));
  const isFound = group.forms.size > 0;
  if (group.last || !isFound) {
    // Of one letter alone, only names with signs: C++ for C.
    const isMore = (/** @type {string} */ more) => more !== "" && (letters.length > 1 || /^[+#]+$/u.test(more));
    const longer = terms.filter((term) => term.word.startsWith(word) && isMore(term.word.slice(word.length)));
    longer.sort((a, b) => a.word.length - b.word.length || (a.word < b.word ? -1 : 1));
    for (const term of longer.slice(0, MAX_LONGER)) {
      add(term, WEIGHT.prefix * (isFound ? 0.5 : 1) * (word.length / term.word.length));
    }
  }
  for (const [other, weight] of group.others) {
    const found = await termsLike(other, index);
    const same = found.find((term) => term.word === other);
    if (same) add(same, weight);
    if (same && weight === WEIGHT.synonym) {
      found.filter((term) => term.stem === same.stem).forEach((term) => add(term, weight * WEIGHT.stem));
    }
  }
  if (group.forms.size === 0) await correct(group, index, add);
}

/** Takes the nearest words of the site for a misspelt one. @param {Group} group @param {Index} index @param {Add} add */
async function correct(group, index, add) {
  const length = [...group.word].length;
  const near = await nearWords(group.word, length >= 8 ? 2 : length >= 5 ? 1 : 0, index);
  const nearest = near.filter((word) => word.steps === near[0].steps && word.first === near[0].first).slice(0, MAX_CORRECTIONS);
  let most = 0;
  for (const { word, steps } of nearest) {
    const terms = await termsLike(word, index);
    const own = terms.find((term) => term.word === word);
    if (!own) continue;
    for (const term of terms.filter((term) => term.stem === own.stem)) {
      add(term, WEIGHT.misspelt[steps] * (term === own ? 1 : WEIGHT.stem));
    }
    const pages = own.pages || own.list.length;
    if (pages > most) [most, group.corrected] = [pages, word];
  }
}

/** The terms that begin like a word. Of a long word, shards are read only where all but the ending agrees. @param {string} word @param {Index} index */
async function termsLike(word, index) {
  const letters = [...word];
  const start = letters.slice(0, 4).join("");
  const near = letters.slice(0, Math.max(4, letters.length - 4)).join("");
  const shards = await shardsLike(word, near, index);
  const first = placeOf(shards, near);
  let last = placeOf(shards, word);
  while (last + 1 < shards.length && shards[last + 1][0].startsWith(near) && last - first < MAX_SHARDS - 1) last += 1;
  const found = await Promise.all(shards.slice(first, last + 1).map(async ([, name]) => shardTerms(await index.load(`kept/${name}`))));
  return found.flat().filter((term) => term.word.startsWith(start));
}

/**
 * The shards where a word is, or words with one beginning. A large site has their names in parts, which are read as needed.
 * @param {string} word @param {string} near @param {Index} index @returns {Promise<[string, string][]>}
 */
async function shardsLike(word, near, { head: { shards: parts }, load }) {
  let last = placeOf(parts, word);
  if (parts[last + 1]?.[0].startsWith(near)) last += 1;
  const lists = parts.slice(placeOf(parts, near), last + 1).map(([, list]) => (typeof list === "string" ? load(`kept/${list}`) : list));
  return (await Promise.all(lists)).flat();
}

/**
 * The stem of a word that is not in the index: the longest stem that it is an inflection of.
 * @param {string} word @param {Term[]} terms @param {Set<string>} endings
 */
export function guessStem(word, terms, endings) {
  /** @type {string | null} */
  let best = null;
  for (const { stem } of terms) {
    const isShorter = best !== null && stem.length <= best.length;
    if (isShorter || stem.length < 3) continue;
    const open = stem.endsWith("i") ? [stem, `${stem.slice(0, -1)}y`] : [stem, `${stem}e`];
    if (open.some((base) => word.startsWith(base) && (word === base || endings.has(word.slice(base.length))))) {
      best = stem;
    }
  }
  return best;
}

/**
 * Words that a misspelt one may have meant, the nearest first. The beginning or the end has to be right: with one error
 * always, with more errors nearly always.
 * @param {string} word @param {number} most steps between them @param {Index} index
 */
export async function nearWords(word, most, index) {
  if (most < 1) return [];
  /** @type {import("./load.js").Spelling} */
  const { words, reversed } = await index.load(`kept/${index.head.spelling}`);
  const right = Math.max(1, Math.floor(([...word].length - 1) / (most + 1)));
  const [forward, backward] = await Promise.all([wordsLike(words, word, right, index), wordsLike(reversed, reverse(word), right, index)]);
  const found = [];
  for (const candidate of new Set([...forward, ...backward.map(reverse)])) {
    const steps = distance(word, candidate, most);
    if (steps <= most) found.push({ word: candidate, steps, first: candidate[0] === word[0] ? 0 : 1 });
  }
  return found.sort((a, b) => a.steps - b.steps || a.first - b.first
    || Math.abs(a.word.length - word.length) - Math.abs(b.word.length - word.length) || (a.word < b.word ? -1 : 1));
}

/** @param {string} word */
const reverse = (word) => [...word].reverse().join("");

/** The words of the lists around a word that may have words with the same beginning. @param {[string, string][]} lists @param {string} word @param {number} letters @param {Index} index */
async function wordsLike(lists, word, letters, index) {
  const start = [...word].slice(0, letters).join("");
  const own = placeOf(lists, word);
  const first = Math.max(placeOf(lists, start), own - MORE_LISTS);
  let last = own;
  while (last < own + MORE_LISTS && lists[last + 1]?.[0].startsWith(start)) last += 1;
  const texts = await Promise.all(lists.slice(first, last + 1).map(([, name]) => index.load(`kept/${name}`)));
  return texts.flatMap((text) => text.split(" "));
}
