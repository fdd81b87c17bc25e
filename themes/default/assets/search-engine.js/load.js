// The search engine: the files of the index, and its one entrance.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

// Reads postings: the entries, and for each its impact.
function postings(text, withImpact, take) {
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

// Where in a sorted list of [first word, name] a word must be.
function placeOf(list, word) {
  let place = 0;
  while (place + 1 < list.length && list[place + 1][0] <= word) place += 1;
  return place;
}

// Loads a file of the index by a script element, which also works from a disk and under a strict policy.
// Self-assessments wait for files in the same way and in the same list.
const waiting = (globalThis.fingerpostWaiting ??= new Map());
globalThis.fingerpostData = (name, payload) => waiting.get(name)?.(payload);

function scripts(base) {
  return (name) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    waiting.set(name, resolve);
    script.src = `${base}${name}.js`;
    script.onload = () => script.remove();
    script.onerror = () => reject(new Error(`cannot load ${script.src}`));
    document.head.append(script);
  });
}

async function open(indexUrl, load) {
  const base = new URL(indexUrl, globalThis.document?.baseURI).href;
  const fetchOne = load ?? scripts(base);
  const known = new Map();
  const once = (name) => {
    if (!known.has(name)) {
      known.set(name, fetchOne(name).catch((error) => {
        known.delete(name);
        throw error;
      }));
    }
    return known.get(name);
  };
  return new Index(await once("index"), once, new URL("../", base).href);
}

globalThis.fingerpostSearch = { open };
