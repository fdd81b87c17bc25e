// @ts-check
// The words of the index that match a word of the query: its inflections, longer words, synonyms, corrected misspellings.

import { placeOf, shardTerms } from "./load.js";
import { runOf, WEIGHT } from "./query.js";
import { distance, isOneSign } from "./words.js";

/** @typedef {import("./load.js").Head} Head */
/** @typedef {import("./load.js").Load} Load */
/** @typedef {import("./load.js").Term} Term */
/** @typedef {import("./query.js").Group} Group */
/** @typedef {{ head: Head, load: Load, endings: Set<string>, common: Set<string> }} Index */
/** Adds a form of a word. @typedef {(term: Term, weight: number) => void} Add */

/** Limits: longer words of one beginning, corrections of one word, shards read for one word, lists beside its own. */
const MAX_LONGER = 40;
const MAX_CORRECTIONS = 4;
const MAX_SHARDS = 3;
const MORE_LISTS = 1;
/** Pages with a word that may be misspelt all the same, and how many times as many have what it is taken for. */
const FEW_PAGES = 2;
const MORE_PAGES = 4;
/** Pages with a word that may be written as two, if it is the whole query, the letters of its second part, and how many such parts are tried. */
const MAY_BE_TWO = 9;
const MIN_LETTERS = 3;
const MAX_SPLITS = 2;
/** Words of a query up to which that is tried: a longer question has other words to be found by. */
const MANY_WORDS = 2;

/** Finds the forms of a word of the query. @param {Group} group @param {Index} index @param {number} words of the query */
export async function findForms(group, index, words) {
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
  const isSign = isOneSign(word);
  if (group.last || !isFound || isSign) {
    // Of one letter alone, only names with signs: C++ for C.
    // 2.10 is no more of 2.1.
    const isFitting = (/** @type {string} */ more) => !/^[0-9].*\./.test(word) || more[0] === ".";
    const isMore = (/** @type {string} */ more) => more !== "" && isFitting(more) && (letters.length > 1 || isSign || /^[+#]+$/u.test(more));
    const longer = terms.filter((term) => term.word.startsWith(word) && isMore(term.word.slice(word.length)));
    longer.sort((a, b) => a.word.length - b.word.length || (a.word < b.word ? -1 : 1));
    for (const term of longer.slice(0, MAX_LONGER)) {
      add(term, isSign ? WEIGHT.joined : WEIGHT.prefix * (isFound ? 0.5 : 1) * (word.length / term.word.length));
    }
  }
  for (const [other, weight] of group.others) {
    const found = await termsLike(other, index);
    const same = found.find((term) => term.word === other);
    if (same) add(same, weight);
    if (weight === WEIGHT.joined) continue;
    const stem = same?.stem ?? (weight === WEIGHT.spelt ? guessStem(other, found, index.endings) : null);
    if (stem) found.filter((term) => term.stem === stem).forEach((term) => add(term, weight * WEIGHT.stem));
  }
  const pages = Math.max(0, ...[...group.forms.values()].map(({ term }) => pagesOf(term)));
  if (pages <= (words > 1 ? 0 : MAY_BE_TWO)) group.runs.push(...splits(word, terms));
  await Promise.all(group.runs.map(async (run) => { run.forms = await Promise.all(run.words.map((word) => inflected(word, index))); }));
  if (pages <= (words > MANY_WORDS ? 0 : FEW_PAGES) && !group.runs.some(isRun)) await correct(group, index, add, pages);
}

/** Whether the index has all words of a run. @param {import("./query.js").Run} run */
const isRun = ({ forms }) => forms.every((words) => words.size > 0);

/** The word as two: `wikilinks` may be written "wiki links". @param {string} word @param {Term[]} terms that begin like it */
function splits(word, terms) {
  const starts = terms.map((term) => term.word).filter((start) => word.startsWith(start) && word.length >= start.length + MIN_LETTERS);
  return starts.sort((a, b) => b.length - a.length).slice(0, MAX_SPLITS)
    .map((start) => runOf([start, word.slice(start.length)], WEIGHT.joined));
}

/** A word of a run with its inflections. @param {string} word @param {Index} index @returns {Promise<Group["forms"]>} */
async function inflected(word, index) {
  if (index.common.has(word)) return new Map([[word, {}]]);
  const terms = await termsLike(word, index);
  const stem = terms.find((term) => term.word === word)?.stem;
  return new Map(terms.filter((term) => term.stem === stem).map((term) => [term.word, { term, weight: 1 }]));
}

/** About the number of pages with a term. @param {Term} [term] */
const pagesOf = (term) => term?.pages || (term?.list.length ?? 0) / 2;

/**
 * Takes the nearest words of the site for a misspelt one. One that the site has may be a mistake of the site: then words that
 * far more pages have count beside it.
 * @param {Group} group @param {Index} index @param {Add} add @param {number} known pages with the word
 */
async function correct(group, index, add, known) {
  // A number is never a misspelt word.
  const length = /[0-9]/.test(group.word) ? 0 : [...group.word].length;
  const near = (await nearWords(group.word, length >= 8 ? 2 : length >= 5 ? 1 : 0, index)).filter(({ word }) => !group.forms.has(word));
  const nearest = near.filter((word) => word.steps === near[0].steps && word.first === near[0].first).slice(0, MAX_CORRECTIONS);
  let most = 0;
  for (const { word, steps } of nearest) {
    const terms = await termsLike(word, index);
    const own = terms.find((term) => term.word === word);
    if (!own || pagesOf(own) < known * MORE_PAGES) continue;
    for (const term of terms.filter((term) => term.stem === own.stem)) {
      add(term, WEIGHT.misspelt[steps] * (term === own ? 1 : WEIGHT.stem));
    }
    if (!known && pagesOf(own) > most) [most, group.corrected] = [pagesOf(own), word];
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
