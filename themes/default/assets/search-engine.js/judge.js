// The search engine: pages that were found are looked into, for their best sections and what to show of them.

const MOST_SECTIONS = 3;
const EXCERPT = 30;

// Where words of the query stand in a text.
function hitsIn(text, groups) {
  const hits = [];
  let place = 0;
  for (const { word, start, end, joined } of words(text)) {
    groups.forEach((group, at) => {
      const form = group.forms.get(word);
      if (form) hits.push({ group: at, worth: form.worth, start, end, place });
    });
    if (!joined) place += 1;
  }
  return hits;
}

// Every form of a word that a phrase may hold; a word that was not looked for stands for itself.
function formsOf(group) {
  return group.forms.size ? group.forms : new Map([[group.word, {}]]);
}

// Whether a phrase stands in a text, each word in a form under which it is looked for.
function holdsPhrase(text, phrase) {
  const all = words(text).filter((word) => !word.joined).map((word) => word.word);
  return all.some((_, at) => phrase.every((forms, next) => forms.has(all[at + next])));
}

// The worth of the words that were hit: each word once, more hits a little more.
function worthOf(hits, groups) {
  return groups.reduce((sum, group, at) => {
    const own = hits.filter((hit) => hit.group === at);
    if (!own.length) return sum;
    const best = Math.max(...own.map((hit) => hit.worth));
    return sum + group.rarity * best * (own.length / (own.length + 1)) * 1.5;
  }, 0);
}

// How near each other different words of the query stand: 1 where side by side.
function nearness(hits, groups) {
  const wanted = new Set(hits.map((hit) => hit.group)).size;
  if (groups.length < 2 || wanted < 2) return 0;
  let least = Infinity;
  const last = new Map();
  for (const hit of hits) {
    last.set(hit.group, hit.place);
    if (last.size === wanted) least = Math.min(least, hit.place - Math.min(...last.values()));
  }
  return (wanted / groups.length) * (wanted - 1) / Math.max(least, wanted - 1);
}

function judgePage(page, groups, phrases, common) {
  const title = hitsIn(page.title, groups);
  const texts = [page.title, ...page.sections.flatMap(([heading, , text]) => [heading ?? "", text])];
  if (!phrases.every((phrase) => texts.some((text) => holdsPhrase(text, phrase)))) return null;
  const whole = groups.reduce((sum, group) => sum + group.rarity, 0);
  const sections = page.sections.map(([heading, anchor, text], at) => {
    const inHeading = hitsIn(heading ?? "", groups);
    const hits = hitsIn(text, groups);
    const value = worthOf(hits, groups) + 1.2 * worthOf(inHeading, groups)
      + 0.5 * whole * nearness(hits, groups) + 0.5 * whole * nearness(inHeading, groups);
    return { heading, anchor, text, hits, at, value: phrases.some((phrase) => holdsPhrase(text, phrase)) ? value * 2 : value };
  });
  const kept = [...sections].sort((a, b) => b.value - a.value || a.at - b.at)
    .filter((section, at) => at === 0 || section.value > 0)
    .slice(0, MOST_SECTIONS);
  const best = kept[0]?.value ?? 0;
  // How much of the title was asked for, without the words that every page has.
  const titleWords = words(page.title).filter((word) => !word.joined && !common.has(word.word)).length;
  const share = titleWords ? Math.min(1, new Set(title.map((hit) => hit.place)).size / titleWords) : 0;
  const score = 0.6 * best + 0.6 * worthOf(title, groups) + 0.4 * whole * share;
  return { title, sections: kept.filter((section) => section.value >= best * 0.4), score };
}

// A text in pieces, those that were hit marked, from one offset to another.
function marked(text, hits, from, to) {
  const pieces = [];
  let at = from;
  for (const { start, end } of hits) {
    if (start < at || end > to) continue;
    if (start > at) pieces.push([text.slice(at, start), false]);
    pieces.push([text.slice(start, end), true]);
    at = end;
  }
  if (at < to) pieces.push([text.slice(at, to), false]);
  return pieces;
}

// The part of a text that holds the most words of the query.
function excerpt(text, hits, groups) {
  const all = words(text).filter((word) => !word.joined);
  if (!all.length) return [];
  let best = { value: -1, place: 0 };
  hits.forEach((hit, at) => {
    const inside = hits.slice(at).filter((other) => other.place < hit.place + EXCERPT - 6);
    const value = worthOf(inside, groups);
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
