// @ts-check
// The index: a query → the best pages with their best sections. `src/search` answers the same query in the terminal, and one
// test compares the two, so a change here is a change there.

import { findForms, nearWords } from "./forms.js";
import { filtered, placeOfPage, postings } from "./load.js";
import { parseQuery, singleWords } from "./query.js";
import { excerpt, formsOf, marked, rankPage } from "./rank.js";
import { pagesWith } from "./runs.js";
import { codeKey, codesOf } from "./words.js";

/** @typedef {import("./load.js").Head} Head */
/** @typedef {import("./load.js").Load} Load */
/** @typedef {import("./query.js").Group} Group */
/** @typedef {import("./rank.js").Page} Page */
/** @typedef {{ entry: number, value: number, share: number }} Score */
/** @typedef {NonNullable<ReturnType<typeof rankPage>> & { page: Page, isRetired: boolean }} Ranked */

/** The largest impact that a posting can have. */
const IMPACTS = 63;
/** Pages whose text is read at once, and the most for a phrase. */
const RERANKED = 12;
const MAX_PHRASE_PAGES = 60;
/** Batches of pages in which a phrase is looked for before the reader wants more. */
const PHRASE_BATCHES = 5;

export class Index {
  /** @param {Head} head @param {Load} load @param {string} root URL of the site */
  constructor(head, load, root) {
    this.head = head;
    this.load = load;
    this.root = root;
    this.stopWords = new Set(head.stopWords.split(" "));
    this.common = new Set([...head.common.split(" "), ...this.stopWords]);
    this.endings = new Set(head.endings);
    this.synonyms = head.synonyms.map((group) => group.map(singleWords));
    const list = (/** @type {[string, number][]} */ pairs) => pairs.map(([name, count]) => ({ name, count }));
    this.filters = { kinds: list(head.kinds), tags: list(head.tags), states: list(head.states) };
  }

  /**
   * Answers a query from the texts of as few files as a search reads at once; with `all`, from as many as `limit` pages need.
   * @param {string} query @param {{ kind?: string, tag?: string, state?: string, limit?: number, all?: boolean }} [options]
   */
  async search(query, { kind, tag, state, limit = 10, all = false } = {}) {
    const { phrases, groups } = parseQuery(query, this.synonyms, this.head.spellings);
    const real = groups.filter((group) => !this.stopWords.has(group.word));
    const rare = real.filter((group) => !this.common.has(group.word));
    const searched = rare.length ? rare : real.length ? real : groups;
    await Promise.all(searched.map((group) => findForms(group, this, searched.length)));
    let ranked = this.score(searched);
    ranked = await filtered(ranked, { kinds: kind, tags: tag, states: state }, this);
    if (phrases.length) ranked = ranked.filter(({ entry }) => searched.every((group) => !group.quoted || group.hits.has(entry)));
    const corrected = groups.some((group) => group.corrected)
      ? groups.map((group) => group.corrected ?? group.word).join(" ") : null;
    const code = codeKey(query);
    const forms = phrases.map((phrase) => phrase.map((word) => formsOf(groups.find((group) => group.word === word))));
    const { pages, total } = await this.rerank(ranked, searched, forms, code, { limit, all, inTitle: !real.length });
    return {
      query,
      total,
      words: total || !real.length ? [] : await this.suggest(groups),
      corrected,
      results: pages.slice(0, limit).map((page) => this.answer(page, searched)),
    };
  }

  /** Scores pages by the words on them, the best first. @param {Group[]} groups */
  score(groups) {
    const pages = this.head.pages;
    /** @type {Map<number, Score>} */
    const scores = new Map();
    let whole = 0;
    for (const group of groups) {
      group.hits = new Map();
      let most = 0;
      for (const { term, weight } of group.forms.values()) {
        if (!term) continue;
        most = Math.max(most, term.pages);
        postings(term.list, true, (entry, impact) => {
          const value = (weight * impact) / IMPACTS;
          if (value > (group.hits.get(entry) ?? 0)) group.hits.set(entry, value);
        });
      }
      for (const { forms, weight } of group.runs) {
        for (const [entry, impact] of pagesWith(forms)) {
          group.hits.set(entry, Math.max((weight * impact) / IMPACTS, group.hits.get(entry) ?? 0));
        }
      }
      const found = Math.max(group.hits.size, most);
      group.rarity = Math.log(1 + (pages - found + 0.5) / (found + 0.5));
      if (found) whole += group.rarity;
      for (const [entry, value] of group.hits) {
        const score = scores.get(entry) ?? { entry, value: 0, share: 0 };
        score.value += group.rarity * value;
        score.share += group.rarity;
        scores.set(entry, score);
      }
    }
    const all = [...scores.values()];
    for (const score of all) score.value *= 0.3 + (0.7 * score.share) / whole;
    const widest = all.reduce((most, { share }) => Math.max(most, share), 0);
    return all.filter((score) => score.share >= widest * 0.5)
      .sort((a, b) => b.value - a.value || a.entry - b.entry);
  }

  /** A page with its text in sections. @param {number} entry @returns {Promise<Page>} */
  async page(entry) {
    const { file, row } = await placeOfPage(entry, this.head, this.load);
    const [title, url, path, kind, state, code, sections] = (await this.load(`kept/${file}`))[row];
    return { title, url, path, kind, state, code, sections };
  }

  /**
   * Reads the best pages: whether they have the phrases, and how close the words are. A page of a later batch comes after
   * those of an earlier one.
   * @param {Score[]} ranked @param {Group[]} groups @param {import("./rank.js").Phrase[]} phrases @param {string} code
   * @param {{ limit: number, all: boolean, inTitle: boolean }} wanted with `inTitle`, only pages with all words in their titles
   */
  async rerank(ranked, groups, phrases, code, { limit, all, inTitle }) {
    const isPhrase = phrases.length > 0;
    const enough = all ? limit : 1;
    const rounds = inTitle ? 1 : all ? Infinity : PHRASE_BATCHES;
    /** @type {Ranked[]} */
    const pages = [];
    let missed = 0;
    let seen = 0;
    for (let round = 0; round < rounds && pages.length < enough && seen < ranked.length; round++) {
      if (isPhrase && seen >= MAX_PHRASE_PAGES) break;
      const batch = await this.batch(ranked.slice(seen, seen + Math.max(limit, RERANKED)));
      seen += batch.length;
      const read = await Promise.all(batch.map(({ entry }) => this.page(entry)));
      /** @type {Ranked[]} */
      const found = [];
      read.forEach((page, at) => {
        const rank = rankPage(page, groups, phrases, this.common);
        if (!rank || (inTitle && new Set(rank.title.map((hit) => hit.group)).size < groups.length)) {
          missed += 1;
          return;
        }
        const isCode = codesOf(page.code).includes(code);
        const isRetired = ["withdrawn", "superseded", "archived"].includes(page.state);
        found.push({ ...rank, page, score: batch[at].value + rank.score + (isCode ? 1000 : 0), isRetired });
      });
      pages.push(...found.sort((a, b) => b.score - a.score));
    }
    pages.sort((a, b) => Number(a.isRetired) - Number(b.isRetired));
    return { pages, total: inTitle || (isPhrase && seen >= ranked.length) ? pages.length : ranked.length - missed };
  }

  /** The first pages whose texts are in as few files as a search reads at once. @param {Score[]} ranked */
  async batch(ranked) {
    const files = new Set();
    for (const [at, { entry }] of ranked.entries()) {
      files.add((await placeOfPage(entry, this.head, this.load)).file);
      if (files.size > this.head.atOnce) return ranked.slice(0, at);
    }
    return ranked;
  }

  /** What is shown of a page. @param {Ranked} ranked @param {Group[]} groups */
  answer({ page, sections, title }, groups) {
    const root = this.root;
    let url = root + page.url;
    if (url.startsWith("file:") && (url.endsWith("/") || url === root)) url += "index.html";
    return {
      title: page.title,
      titleMarks: marked(page.title, title, 0, page.title.length),
      url,
      path: page.path,
      kind: page.kind,
      state: page.state,
      code: page.code,
      sections: sections.map(({ heading, anchor, text, inHeading, hits }) => ({
        title: heading,
        titleMarks: heading === null ? [] : marked(heading, inHeading, 0, heading.length),
        url: anchor ? `${url}#${encodeURIComponent(anchor)}` : url,
        excerpt: excerpt(text, hits, groups),
      })),
    };
  }

  /** Words of the site close to those that were not found. @param {Group[]} groups */
  async suggest(groups) {
    /** @type {string[]} */
    const found = [];
    for (const group of groups) {
      const near = await nearWords(group.word, Math.min(3, Math.ceil([...group.word].length / 3)), this);
      found.push(...near.slice(0, 5).map(({ word }) => word));
    }
    return [...new Set(found)].slice(0, 5);
  }
}
