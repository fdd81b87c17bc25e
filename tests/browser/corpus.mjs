/**
 * Makes a library of many pages of about 850 words, always the same for the same number.
 *
 * The words are those of our own content, chosen as often as words are in real text: the n-th commonest in proportion
 * to 1/n, then a long tail of made-up names that falls faster, so that new words keep coming (about 30,000 in 1,000
 * pages). A page keeps to a third of the less common words and repeats those, as pages with a subject do.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const CONTENT = resolve(import.meta.dirname, "../../content");
const PER_FOLDER = 40;
/** The number of common words that pages of every subject share. */
const COMMON = 60;
const KINDS = ["guidance", "sop", "runbook", "question"];
const SYLLABLES = "al an bar bel ber cor dal den ed fal gar har ing kel lan mar nor os per quin ros sal tor ul ven wick yar".split(" ");

/** Writes `content/` with `count` pages into a project, and returns three things that a reader may type. */
export async function writeCorpus(project, count) {
  const words = await vocabulary();
  const random = seeded(count * 2654435761 + 7);
  const draw = ranks(words.length, random);
  let subject = 0;
  const word = () => {
    for (;;) {
      const rank = draw();
      if (rank < COMMON || scatter(rank * 40503 + subject) % 3 === 0) return words[rank] ?? nameOf(rank);
    }
  };
  const content = join(project, "content");
  mkdirSync(content, { recursive: true });
  writeFileSync(join(content, "index.md"), "---\ntitle: Great library\n---\n\nMany pages.\n");
  let middle = "";
  for (let at = 0; at < count; at += 1) {
    const folder = join(content, `part-${Math.floor(at / PER_FOLDER) + 1}`);
    if (at % PER_FOLDER === 0) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "index.md"), `---\ntitle: ${title(word)}\n---\n\n${sentence(word, random)}\n`);
    }
    subject = at * 7919;
    const text = page(at, word, random);
    if (at === count >> 1) middle = text;
    writeFileSync(join(folder, `page-${at + 1}.md`), text);
  }
  writeFileSync(join(project, "fingerpost.toml"), 'title = "Great library"\n');
  return questions(middle);
}

/** The title of a page, two longer words of its text, and one of them misspelt. */
function questions(text) {
  const [, title] = text.match(/title: (.*)/);
  const long = [...new Set(text.slice(text.indexOf("## ")).match(/\b[a-z]{8,}\b/g))];
  return [title, `${long[0]} ${long[1]}`, `${long[0].slice(0, 4)}${long[0][5]}${long[0][4]}${long[0].slice(6)}`];
}

function page(at, word, random) {
  const parts = [
    "---", `title: ${title(word)}`, `description: ${sentence(word, random)}`, `kind: ${KINDS[at % KINDS.length]}`,
    `id: GL-${String(at + 1).padStart(5, "0")}`, `tags: [${KINDS[(at * 7) % 4]}, team-${at % 12}]`, "updated: 2026-05-01", "---", "",
  ];
  for (let section = 0; section < 6; section += 1) {
    parts.push(`## ${title(word)}`, "");
    for (let paragraph = 0; paragraph < 2; paragraph += 1) {
      parts.push(Array.from({ length: 5 }, () => sentence(word, random)).join(" "), "");
    }
    if (section % 2 === 1) parts.push(...Array.from({ length: 4 }, () => `1. ${sentence(word, random)}`), "");
  }
  return parts.join("\n");
}

function sentence(word, random) {
  const length = 7 + Math.floor(random() * 10);
  const text = Array.from({ length }, word).join(" ");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function title(word) {
  const thing = () => {
    for (;;) {
      const found = word();
      if (found.length > 5) return found;
    }
  };
  const text = [thing(), word(), thing(), thing()].join(" ");
  return text[0].toUpperCase() + text.slice(1);
}

/** The words of our content, the commonest first. */
async function vocabulary() {
  const counts = new Map();
  for (const name of (await readdir(CONTENT, { recursive: true })).sort()) {
    if (!name.endsWith(".md")) continue;
    const text = (await readFile(join(CONTENT, name), "utf8")).replace(/^---[\s\S]*?\n---/, "");
    for (const [word] of text.toLowerCase().matchAll(/\p{L}{2,}|\ba\b/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
}

/** A made-up name for each number. */
function nameOf(number) {
  let name = "";
  for (let rest = number + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) name += SYLLABLES[rest % SYLLABLES.length];
  return name;
}

/** Ranks from 0: up to `size` with a chance in proportion to 1/n, beyond it to the power of -1.5 without an end. */
function ranks(size, random) {
  const sums = new Float64Array(size);
  let sum = 0;
  for (let at = 0; at < size; at += 1) sums[at] = sum += 1 / (at + 2.7);
  const whole = sum + 2;
  return () => {
    const wanted = random() * whole;
    if (wanted >= sum) return Math.floor(size / (1 - random()) ** 2);
    let [low, high] = [0, size - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** A number that looks like chance, always the same for the same number. */
function scatter(number) {
  let mixed = Math.imul(number ^ (number >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Numbers from 0 to 1, the same on every machine (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
