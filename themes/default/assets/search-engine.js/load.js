// @ts-check
// The files of the index: their form, and how they are read part by part.

/**
 * The first file of the index.
 * @typedef {{ pages: number, common: string, stopWords: string, endings: string[], synonyms: string[][], kinds: [string, number][],
 *   tags: [string, number][], states: [string, number][], spellings: [string, string][],
 *   shards: [string, string | [string, string][]][], spelling: string,
 *   texts: [number, string | Part][], atOnce: number, filters: string }} Head
 */
/** Lists of words to correct misspelt ones: as they are, and from their last letter to their first. @typedef {{ words: [string, string][], reversed: [string, string][] }} Spelling */
/**
 * Names of files of pages, one after the other, and the number of pages in each.
 * @typedef {{ names: string, counts: string }} Part
 */
/** Loads a file of the index by its name. @typedef {(name: string) => Promise<any>} Load */
/** A word of the index with the pages that have it. @typedef {{ word: string, stem: string, list: string, pages: number }} Term */

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/**
 * Reads a list of pages: the gaps between their numbers, in digits of five bits, each perhaps with its impact.
 * @param {string} text @param {boolean} withImpact @param {(entry: number, impact: number) => void} take
 */
export function postings(text, withImpact, take) {
  let entry = 0;
  let at = 0;
  while (at < text.length) {
    let gap = 0;
    let shift = 0;
    let digit;
    do {
      digit = DIGITS.indexOf(text[at++]);
      gap += (digit & 31) * 2 ** shift;
      shift += 5;
    } while (digit & 32);
    entry += gap;
    take(entry, withImpact ? DIGITS.indexOf(text[at++]) : 0);
    entry += 1;
  }
}

/** The length of the name of a file. */
const NAME = 16;

/**
 * Where a page is: its file, and its row there. A large site has the names of the files in parts, which are read as needed.
 * @param {number} entry @param {Head} head @param {Load} load @returns {Promise<{ file: string, row: number }>}
 */
export async function placeOfPage(entry, { texts }, load) {
  let row = entry;
  for (const [pages, named] of texts) {
    if (row >= pages) {
      row -= pages;
      continue;
    }
    /** @type {Part} */
    const { names, counts } = typeof named === "string" ? await load(`kept/${named}`) : named;
    for (let at = 0; at < counts.length; at++) {
      const rows = DIGITS.indexOf(counts[at]);
      if (row < rows) return { file: names.slice(at * NAME, (at + 1) * NAME), row };
      row -= rows;
    }
  }
  throw new RangeError(`the index has no page ${entry}`);
}

/** Where a word must be in a sorted list of pairs with a first word. @param {[string, unknown][]} list @param {string} word */
export function placeOf(list, word) {
  let place = 0;
  while (place + 1 < list.length && list[place + 1][0] <= word) place += 1;
  return place;
}

/** The terms of one shard. @param {string} text a line for each: word, stem, postings, number of pages @returns {Term[]} */
export function shardTerms(text) {
  return text.split("\n").map((line) => {
    const [word, stem, list, pages] = line.split("\t");
    const full = stem[0] === "=" ? stem.slice(1) : [...word].slice(0, Number(stem)).join("");
    return { word, stem: full, list, pages: Number(pages ?? 0) };
  });
}

/**
 * Keeps the pages with the wanted kind, tag and state. @template {{ entry: number }} Found
 * @param {Found[]} found @param {Record<string, string | undefined>} wanted @param {{ head: Head, load: Load }} index
 */
export async function filtered(found, wanted, { head, load }) {
  for (const [field, name] of Object.entries(wanted)) {
    if (!name) continue;
    const members = await load(`kept/${head.filters}`);
    /** @type {Set<number>} */
    const pages = new Set();
    postings(members[field][name] ?? "", false, (entry) => pages.add(entry));
    found = found.filter(({ entry }) => pages.has(entry));
  }
  return found;
}
