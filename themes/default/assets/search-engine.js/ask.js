// The search engine, first part: a query becomes ranked pages. The parts are published as one script, which runs as a
// module, as a plain script (a page opened from a disk) and in Node. `src/search/ask.rs` is its twin for the terminal;
// one test holds both against each other, so a change here is a change there.

const IMPACTS = 63;
const MOST_FORMS = 40;
const MOST_MENDED = 4;
const MOST_SHARDS = 3;
const RERANKED = 12;
const PHRASE_BATCHES = 5;
// What a match is worth: the word itself, an inflection, the rest of a word, two words as one, another word for it.
const WORTH = { exact: 1, stem: 0.85, prefix: 0.6, joined: 0.9, synonym: 0.75, slip: [1, 0.75, 0.5] };

class Index {
  constructor(head, load, root) {
    this.head = head;
    this.load = load;
    this.root = root;
    this.common = new Set(head.common.split(" "));
    this.endings = new Set(head.endings);
    this.synonyms = head.synonyms.map((group) => group.map((name) => words(name).filter((word) => !word.joined)
      .map((word) => word.word)));
    const list = (pairs) => pairs.map(([name, count]) => ({ name, count }));
    this.filters = { kinds: list(head.kinds), tags: list(head.tags) };
  }

  // Fetches what every search needs; the head is here already.
  async warm() {}

  // The terms of one shard: word, stem, number of pages, postings.
  async shard(place) {
    const text = await this.load(`kept/${this.head.shards[place][1]}`);
    if (!text.terms) {
      const terms = text.split("\n").map((line) => {
        const [word, stem, list, pages] = line.split("\t");
        const full = stem[0] === "=" ? stem.slice(1) : [...word].slice(0, Number(stem)).join("");
        return { word, stem: full, list, pages: Number(pages ?? 0) };
      });
      return terms;
    }
    return text.terms;
  }

  // The terms that begin as a word does. Of a long word all but the ending has to agree for a shard to be looked into.
  async terms(word) {
    const shards = this.head.shards;
    if (!shards.length) return [];
    const letters = [...word];
    const start = letters.slice(0, 4).join("");
    const near = letters.slice(0, Math.max(4, letters.length - 4)).join("");
    const first = placeOf(shards, near);
    let last = placeOf(shards, word);
    while (last + 1 < shards.length && shards[last + 1][0].startsWith(near) && last - first < MOST_SHARDS - 1) last += 1;
    const found = await Promise.all(Array.from({ length: last - first + 1 }, (_, at) => this.shard(first + at)));
    return found.flat().filter((term) => term.word.startsWith(start));
  }

  // The stem of a word that is not in the index: the longest known stem that it is an inflection of.
  guessStem(word, terms) {
    let best = null;
    for (const { stem } of terms) {
      const isShorter = best !== null && stem.length <= best.length;
      if (isShorter || stem.length < 3) continue;
      const open = stem.endsWith("i") ? [stem, `${stem.slice(0, -1)}y`] : [stem, `${stem}e`];
      if (open.some((base) => word.startsWith(base) && (word === base || this.endings.has(word.slice(base.length))))) {
        best = stem;
      }
    }
    return best;
  }

  // Words that a misspelt one may have meant, the nearest first.
  async near(word, most) {
    const lists = this.head.words;
    if (!lists.length || most < 1) return [];
    const letters = [...word];
    const places = new Set();
    // A first letter that is missing, too many or in the second place changes the length by one at most.
    for (const [letter, span] of [[letters[1] ?? letters[0], 1], [letters[0], most]]) {
      for (let length = Math.max(0, letters.length - span); length <= letters.length + span; length += 1) {
        const key = String(length).padStart(2, "0") + letter;
        let place = placeOf(lists, key);
        places.add(place);
        while (place + 1 < lists.length && lists[place + 1][0].startsWith(key)) places.add((place += 1));
      }
    }
    const texts = await Promise.all([...places].map((place) => this.load(`kept/${lists[place][1]}`)));
    const found = [];
    for (const candidate of texts.flatMap((text) => text.split(" "))) {
      const steps = distance(word, candidate, most);
      if (steps <= most) found.push({ word: candidate, steps, first: candidate[0] === word[0] ? 0 : 1 });
    }
    return found.sort((a, b) => a.steps - b.steps || a.first - b.first
      || Math.abs(a.word.length - word.length) - Math.abs(b.word.length - word.length) || (a.word < b.word ? -1 : 1));
  }

  // Finds the forms under which the index holds what a word of the query means.
  async resolve(group) {
    const { word } = group;
    const letters = [...word];
    const terms = await this.terms(word);
    const add = (term, worth) => {
      if ((group.forms.get(term.word)?.worth ?? 0) < worth) group.forms.set(term.word, { term, worth });
    };
    const exact = terms.find((term) => term.word === word);
    if (exact) add(exact, WORTH.exact);
    if (group.quoted) return;
    const stem = exact?.stem ?? this.guessStem(word, terms);
    if (stem) terms.filter((term) => term.stem === stem).forEach((term) => add(term, WORTH.stem));
    const isFound = group.forms.size > 0;
    if (letters.length > 1 && (group.last || !isFound)) {
      const longer = terms.filter((term) => term.word.startsWith(word) && term.word !== word);
      longer.sort((a, b) => a.word.length - b.word.length || (a.word < b.word ? -1 : 1));
      for (const term of longer.slice(0, MOST_FORMS)) {
        add(term, WORTH.prefix * (isFound ? 0.5 : 1) * (word.length / term.word.length));
      }
    }
    for (const [other, worth] of group.others) {
      const found = await this.terms(other);
      const same = found.find((term) => term.word === other);
      if (same) add(same, worth);
      if (same && worth === WORTH.synonym) {
        found.filter((term) => term.stem === same.stem).forEach((term) => add(term, worth * WORTH.stem));
      }
    }
    if (group.forms.size === 0) await this.mend(group, add);
  }

  // Takes the nearest words of the site in place of a misspelt one.
  async mend(group, add) {
    const length = [...group.word].length;
    const near = await this.near(group.word, length >= 8 ? 2 : length >= 5 ? 1 : 0);
    const nearest = near.filter((word) => word.steps === near[0].steps && word.first === near[0].first).slice(0, MOST_MENDED);
    let most = 0;
    for (const { word, steps } of nearest) {
      const terms = await this.terms(word);
      const own = terms.find((term) => term.word === word);
      if (!own) continue;
      for (const term of terms.filter((term) => term.stem === own.stem)) {
        add(term, WORTH.slip[steps] * (term === own ? 1 : WORTH.stem));
      }
      const pages = own.pages || own.list.length;
      if (pages > most) [most, group.mended] = [pages, word];
    }
  }

  // Reads a query: its words, which of them stand in quotation marks, what else they may mean.
  read(query) {
    const quotes = [...query.matchAll(/["“”]([^"“”]+)["“”]/gu)];
    const phrases = quotes.map((match) => words(match[1]).filter((word) => !word.joined).map((word) => word.word))
      .filter((phrase) => phrase.length);
    const all = words(query);
    const groups = all.filter((word) => !word.joined).map((word) => ({
      word: word.word,
      start: word.start,
      end: word.end,
      quoted: quotes.some((match) => word.start >= match.index && word.end <= match.index + match[0].length),
      last: word.end === query.length,
      others: new Map(),
      forms: new Map(),
    }));
    for (const joined of all.filter((word) => word.joined)) {
      const parts = groups.filter((group) => group.start >= joined.start && group.end <= joined.end);
      parts.forEach((group) => group.others.set(joined.word, WORTH.joined));
    }
    groups.slice(1).forEach((group, at) => {
      for (const one of [groups[at], group]) one.others.set(groups[at].word + group.word, WORTH.joined);
    });
    for (const names of this.synonyms) {
      for (const name of names) {
        const at = groups.findIndex((_, at) => name.length > 0 && name.every((word, next) => groups[at + next]?.word === word));
        if (at < 0) continue;
        const others = names.filter((other) => other !== name).flat();
        for (const group of groups.slice(at, at + name.length)) {
          others.forEach((other) => group.others.set(other, WORTH.synonym));
        }
      }
    }
    const seen = new Set();
    const unique = groups.filter((group) => !seen.has(group.word) && seen.add(group.word));
    return { phrases, groups: unique };
  }

  async search(query, { kind, tag, limit = 10 } = {}) {
    const { phrases, groups } = this.read(query);
    const telling = groups.filter((group) => !this.common.has(group.word));
    const asked = telling.length ? telling : groups;
    await Promise.all(asked.map((group) => this.resolve(group)));
    let ranked = this.rank(asked, groups.length > 1);
    if (kind || tag) ranked = await this.filter(ranked, kind, tag);
    if (phrases.length) ranked = ranked.filter(({ entry }) => asked.every((group) => !group.quoted || group.hits.has(entry)));
    const mended = groups.some((group) => group.mended)
      ? groups.map((group) => group.mended ?? group.word).join(" ") : null;
    const code = codeKey(query);
    const forms = phrases.map((phrase) => phrase.map((word) => formsOf(groups.find((group) => group.word === word))));
    const { pages, total } = await this.judge(ranked, asked, forms, code, Math.max(limit, RERANKED));
    return {
      query,
      total,
      words: total ? [] : await this.suggest(groups),
      corrected: mended,
      results: pages.slice(0, limit).map((page) => this.answer(page, asked)),
    };
  }

  // Ranks pages by the words on them.
  rank(groups) {
    const pages = this.head.pages;
    const scores = new Map();
    let whole = 0;
    for (const group of groups) {
      group.hits = new Map();
      let known = 0;
      for (const { term, worth } of group.forms.values()) {
        if (!term) continue;
        known = Math.max(known, term.pages);
        postings(term.list, true, (entry, impact) => {
          const value = (worth * impact) / IMPACTS;
          if (value > (group.hits.get(entry) ?? 0)) group.hits.set(entry, value);
        });
      }
      const found = Math.max(group.hits.size, known);
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
    const most = all.reduce((most, score) => Math.max(most, score.share), 0);
    return all.filter((score) => score.share >= most * 0.5)
      .sort((a, b) => b.value - a.value || a.entry - b.entry);
  }

  async filter(ranked, kind, tag) {
    const members = await this.load(`kept/${this.head.filters}`);
    for (const list of [kind && (members.kinds[kind] ?? ""), tag && (members.tags[tag] ?? "")]) {
      if (list === undefined || list === "" && !kind && !tag) continue;
      if (typeof list !== "string") continue;
      const kept = new Set();
      postings(list, false, (entry) => kept.add(entry));
      ranked = ranked.filter(({ entry }) => kept.has(entry));
    }
    return ranked;
  }

  // What is known of a page: its block's row, and its text in sections.
  async page(entry) {
    const block = await this.load(`kept/${this.head.blocks[Math.floor(entry / this.head.block)]}`);
    const [title, url, path, kind, state, code, text] = block[entry % this.head.block];
    return { title, url, path, kind, state, code, sections: await this.load(`kept/${text}`) };
  }

  // Looks into the best pages: where the words stand near each other, and whether phrases are there.
  async judge(ranked, groups, phrases, code, limit) {
    const rounds = phrases.length ? PHRASE_BATCHES : 1;
    const pages = [];
    let missed = 0;
    let seen = 0;
    for (let round = 0; round < rounds && pages.length < limit && seen < ranked.length; round++) {
      const batch = ranked.slice(seen, seen + limit);
      seen += batch.length;
      const found = await Promise.all(batch.map(({ entry }) => this.page(entry)));
      found.forEach((page, at) => {
        const judged = judgePage(page, groups, phrases, this.common);
        if (!judged) {
          missed += 1;
          return;
        }
        const isCode = page.code !== null && codeKey(page.code) === code;
        const isOver = ["withdrawn", "superseded", "archived"].includes(page.state);
        pages.push({ ...judged, page, score: batch[at].value + judged.score + (isCode ? 1000 : 0), isOver, place: pages.length });
      });
    }
    pages.sort((a, b) => a.isOver - b.isOver || b.score - a.score || a.place - b.place);
    return { pages, total: phrases.length && seen >= ranked.length ? pages.length : ranked.length - missed };
  }

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
      sections: sections.map(({ heading, anchor, text, hits }) => ({
        title: heading,
        url: anchor ? `${url}#${encodeURIComponent(anchor)}` : url,
        excerpt: excerpt(text, hits, groups),
      })),
    };
  }

  // Words of the site near those that were not found.
  async suggest(groups) {
    const found = [];
    for (const group of groups) {
      const near = await this.near(group.word, Math.min(3, Math.ceil([...group.word].length / 3)));
      found.push(...near.slice(0, 5).map(({ word }) => word));
    }
    return [...new Set(found)].slice(0, 5);
  }
}
