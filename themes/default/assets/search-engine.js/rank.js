// @ts-check
// A page that was found → its score, its best sections and the excerpts to show.

import { words } from "./words.js";

/** @typedef {import("./query.js").Form} Form */
/** @typedef {import("./query.js").Group} Group */
/** A word of the query in a text; `place` counts words. @typedef {{ group: number, weight: number, start: number, end: number, place: number }} Hit */
/** A text, and whether it matches the query. @typedef {[text: string, isMatch: boolean]} Piece */
/** What each word of a phrase may be. @typedef {Map<string, Form>[]} Phrase */
/** @typedef {{ heading: string | null, anchor: string | null, text: string, inHeading: Hit[], hits: Hit[] }} Section */
/**
 * @typedef {{ title: string, url: string, path: string[], kind: string | null, state: string | null, code: string | null,
 *   sections: [heading: string | null, anchor: string | null, text: string][] }} Page
 */

/** Sections shown of a page, and words of an excerpt. */
const MAX_SECTIONS = 3;
const EXCERPT = 30;

/** Finds the words of the query in a text. @param {string} text @param {Group[]} groups */
function hitsIn(text, groups) {
  /** @type {Hit[]} */
  const hits = [];
  /** @type {import("./words.js").Word[]} */
  const all = [];
  const add = (/** @type {string} */ word, /** @type {number} */ start, /** @type {number} */ end, /** @type {number} */ place) => groups.forEach((group, at) => {
    const form = group.forms.get(word);
    if (form) hits.push({ group: at, weight: form.weight, start, end, place });
  });
  for (const found of words(text)) {
    const { word, start, end, joined } = found;
    const before = all.at(-1);
    if (!joined && before && text.slice(before.end, start) === " ") add(before.word + word, before.start, end, all.length - 1);
    add(word, start, end, all.length);
    if (!joined) all.push(found);
  }
  const runs = groups.flatMap((group, at) => group.runs.map(({ forms, weight }) => ({ group: at, forms, weight })));
  for (const { group, forms, weight } of runs) {
    all.forEach(({ start }, place) => {
      if (!forms.every((words, next) => words.has(all[place + next]?.word))) return;
      hits.push({ group, weight, start, end: all[place + forms.length - 1].end, place });
    });
  }
  return runs.length ? hits.sort((a, b) => a.place - b.place) : hits;
}

/** The forms that a word of a phrase may have; a word that was not searched for has only its own. @param {Group} group @returns {Map<string, Form>} */
export function formsOf(group) {
  return group.forms.size ? group.forms : new Map([[group.word, {}]]);
}

/** Whether a text has a phrase, each word in one of its forms. @param {string} text @param {Phrase} phrase */
function hasPhrase(text, phrase) {
  const all = words(text).filter((word) => !word.joined).map((word) => word.word);
  return all.some((_, at) => phrase.every((forms, next) => forms.has(all[at + next])));
}

/** The score of hits: each word counts once, more hits a little more. @param {Hit[]} hits @param {Group[]} groups */
function scoreOf(hits, groups) {
  return groups.reduce((sum, group, at) => {
    const own = hits.filter((hit) => hit.group === at);
    if (!own.length) return sum;
    const best = Math.max(...own.map((hit) => hit.weight));
    return sum + group.rarity * best * (own.length / (own.length + 1)) * 1.5;
  }, 0);
}

/** How close different words of the query are: 1 for side by side. @param {Hit[]} hits @param {Group[]} groups */
function proximity(hits, groups) {
  const wanted = new Set(hits.map((hit) => hit.group)).size;
  if (groups.length < 2 || wanted < 2) return 0;
  let least = Infinity;
  /** @type {Map<number, number>} */
  const last = new Map();
  for (const hit of hits) {
    last.set(hit.group, hit.place);
    if (last.size === wanted) least = Math.min(least, hit.place - Math.min(...last.values()));
  }
  return (wanted / groups.length) * (wanted - 1) / Math.max(least, wanted - 1);
}

/**
 * Scores a page; `null` if it lacks a phrase.
 * @param {Page} page @param {Group[]} groups @param {Phrase[]} phrases @param {Set<string>} common words that every page has
 */
export function rankPage(page, groups, phrases, common) {
  const title = hitsIn(page.title, groups);
  const texts = [page.title, ...page.sections.flatMap(([heading, , text]) => [heading ?? "", text])];
  if (!phrases.every((phrase) => texts.some((text) => hasPhrase(text, phrase)))) return null;
  const whole = groups.reduce((sum, group) => sum + group.rarity, 0);
  const sections = page.sections.map(([heading, anchor, text], at) => {
    const inHeading = hitsIn(heading ?? "", groups);
    const hits = hitsIn(text, groups);
    const value = scoreOf(hits, groups) + 1.2 * scoreOf(inHeading, groups)
      + 0.5 * whole * proximity(hits, groups) + 0.5 * whole * proximity(inHeading, groups);
    const isPhrase = phrases.some((phrase) => hasPhrase(text, phrase) || hasPhrase(heading ?? "", phrase));
    return { heading, anchor, text, inHeading, hits, at, value: isPhrase ? value * 2 : value };
  });
  const kept = [...sections].sort((a, b) => b.value - a.value || a.at - b.at)
    .filter((section, at) => at === 0 || section.value > 0)
    .slice(0, MAX_SECTIONS);
  const best = kept[0]?.value ?? 0;
  // The share of the title that the query has, without the words that every page has.
  const titleWords = words(page.title).filter((word) => !word.joined && !common.has(word.word)).length;
  const share = titleWords ? Math.min(1, new Set(title.map((hit) => hit.place)).size / titleWords) : 0;
  const inTitle = groups.filter((_, at) => title.some((hit) => hit.group === at)).reduce((sum, group) => sum + group.rarity, 0);
  const isNamed = phrases.some((phrase) => hasPhrase(page.title, phrase));
  const score = 0.6 * best + 0.6 * scoreOf(title, groups) + 0.4 * share * (whole + inTitle) + (isNamed ? whole : 0);
  // What is before the first heading of a page would else be read as part of the section above it.
  const shown = kept.filter((section) => section.value >= best * 0.4)
    .sort((a, b) => Number(a.heading !== null) - Number(b.heading !== null));
  return { title, sections: shown, score };
}

/** A part of a text in pieces, with the hits marked. @param {string} text @param {Hit[]} hits @param {number} from @param {number} to */
export function marked(text, hits, from, to) {
  /** @type {Piece[]} */
  const pieces = [];
  let at = from;
  for (const { start, end } of hits) {
    if (end > to || end <= at) continue;
    if (start > at) pieces.push([text.slice(at, start), false]);
    const last = pieces.at(-1);
    // Two signs of a script without spaces may share one.
    if (last?.[1] && start <= at) last[0] += text.slice(at, end);
    else pieces.push([text.slice(Math.max(start, at), end), true]);
    at = end;
  }
  if (at < to) pieces.push([text.slice(at, to), false]);
  return pieces;
}

/** The part of a text with the most words of the query. @param {string} text @param {Hit[]} hits @param {Group[]} groups @returns {Piece[]} */
export function excerpt(text, hits, groups) {
  const all = words(text).filter((word) => !word.joined);
  if (!all.length) return [];
  let best = { value: -1, place: 0 };
  hits.forEach((hit, at) => {
    const inside = hits.slice(at).filter((other) => other.place < hit.place + EXCERPT - 6);
    const value = scoreOf(inside, groups);
    if (value > best.value) best = { value, place: hit.place };
  });
  const first = Math.max(0, Math.min(best.place - 5, all.length - EXCERPT));
  const last = Math.min(all.length, first + EXCERPT) - 1;
  const from = first === 0 ? 0 : all[first].start;
  const to = last === all.length - 1 ? text.length : all[last].end;
  const pieces = marked(text, hits, from, to);
  if (first > 0) pieces.unshift(["… ", false]);
  if (to < text.length) pieces.push([" …", false]);
  return pieces;
}
