// @ts-check
// Text → words, by the rules of `src/search/words.rs`.

const RUN = /[\p{Alphabetic}\p{N}\p{M}]+(?:['’][\p{Alphabetic}\p{N}\p{M}]+)*/gu;
/** Signs after a name: `C++`, `C#`. */
const SIGNS = /(?:\+\+(?![+#\p{Alphabetic}])|[+#](?![+#\p{Alphabetic}\p{N}\p{M}]))/uy;
/** What may be before the dot of `.NET`. */
const BEFORE_DOT = " \t\r\n([{\"'`/*";
// Nothing is between `C++` and `17`.
const JOINERS = new Set(["", "-", "_", ".", "\u2010", "\u2011"]);
const ACCENTS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/gu;
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{2fa1f}]/u;
/** @type {Record<string, string>} */
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ς: "σ" };

/** The first 40 letters of a word. @param {string} word */
function clip(word) {
  return word.length <= 40 ? word : [...word].slice(0, 40).join("");
}

/** A run of letters as a word of the index: without accents, case and possessive endings. @param {string} run */
function fold(run) {
  run = run.replace(/['’]s$/u, "");
  const at = run.search(/['’]/u);
  if (at >= 0 && [...run.slice(0, at)].length <= 2 && [...run.slice(at)].length > 2) {
    run = run.slice(at).replace(/^['’]+/u, "");
  }
  const bare = run.normalize("NFKD").replace(ACCENTS, "").replace(/['’]/gu, "");
  return clip(bare.toLowerCase().normalize("NFC").replace(/[ßæœþøłđðıς]/gu, (letter) => LETTERS[letter]));
}

/**
 * The signs that belong to a run of letters, before and after it. @param {string} text @param {number} start @param {number} end
 */
function signsOf(text, start, end) {
  const hasDot = text[start - 1] === "." && /[A-Za-z]/u.test(text[start]) && (start === 1 || BEFORE_DOT.includes(text[start - 2]));
  SIGNS.lastIndex = end;
  return { before: hasDot ? "." : "", after: /[A-Za-z]/u.test(text[end - 1]) ? SIGNS.exec(text)?.[0] ?? "" : "" };
}

/**
 * A word of a text: where it is, and whether it is another form of words before it: joined by dashes or dots, or without signs.
 * @typedef {{ word: string, start: number, end: number, joined: boolean }} Word
 */

/** The words of a text, in order; joined ones come after their parts. @param {string} text */
export function words(text) {
  /** @type {Word[]} */
  const found = [];
  /** @type {string[]} */
  let parts = [];
  let from = 0;
  let end = -1;
  const finish = () => {
    if (parts.length >= 2 && parts.length <= 6) {
      found.push({ word: clip(parts.join("")), start: from, end, joined: true });
    }
  };
  for (const match of text.matchAll(RUN)) {
    const { before, after } = signsOf(text, match.index, match.index + match[0].length);
    const start = match.index - before.length;
    const between = parts.length ? text.slice(end, start) : null;
    if (between === null || !JOINERS.has(between)) {
      finish();
      parts = [];
      from = start;
    }
    end = match.index + match[0].length + after.length;
    const isVersion = /^[vV][0-9]+$/u.test(match[0]) && /^\.[0-9]/u.test(text.slice(end, end + 2));
    const word = fold(isVersion ? match[0].slice(1) : match[0]);
    if (!word) continue;
    // 2.10 is not 21.0, and neither is 210.
    const isDotted = between === "." && /[0-9]$/u.test(parts.at(-1) ?? "") && /^[0-9]/u.test(word);
    parts.push((isDotted ? "." : "") + word + after);
    if (UNSPACED.test(word)) {
      found.push(...twoSigns([...word], [...match[0]], start));
      continue;
    }
    found.push({ word: before + word + after, start, end, joined: false });
    // C, C++ and C# are different things.
    if (before + after && word.length > 1) found.push({ word, start, end, joined: true });
  }
  finish();
  return found;
}

/**
 * Every two neighbours of a run without spaces, then the last sign, so that one sign is found at the end of a run too.
 * @param {string[]} letters of the folded run @param {string[]} written the run as it is written @param {number} start of the run
 */
function twoSigns(letters, written, start) {
  const isWrittenSo = letters.length === written.length;
  const length = (/** @type {number} */ to) => written.slice(0, to).join("").length;
  const last = letters.length - 1;
  return letters.map((letter, at) => ({
    word: letter + (letters[at + 1] ?? ""),
    start: start + (isWrittenSo ? length(at) : 0),
    end: start + length(isWrittenSo ? at + 2 : Infinity),
    joined: at === last && last > 0,
  }));
}

/** Whether a word is one sign of a script without spaces. @param {string} word */
export const isOneSign = (word) => [...word].length === 1 && UNSPACED.test(word);

/** What document ids are compared by: letters and digits, without zeros before numbers. @param {string} text */
export const codeKey = (text) => fold(text).replace(/[^\p{Alphabetic}\p{N}]/gu, "").replace(/(^|[^0-9])0+(?=[0-9])/gu, "$1");

/** What a query for a document may be: its id, or the number in it. @param {string | null} id */
export const codesOf = (id) => (id === null ? [] : [codeKey(id), codeKey(/[0-9]+(?=[^0-9]*$)/.exec(id)?.[0] ?? id)]);

/**
 * The distance between two words: letters that are wrong, missing, too many or swapped (optimal string alignment).
 * @param {string} a @param {string} b @param {number} most @returns {number} `most` + 1 if it is larger than `most`
 */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  /** @type {number[]} */
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length];
}
