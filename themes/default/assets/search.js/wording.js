// @ts-check
// An answer of the index in words.

/** How many results there are, in words. @param {import("./loader.js").Answer} answer @param {string} query */
export function summary({ total, corrected }, query) {
  if (!total) return `No results for ${query}`;
  const count = `${total} ${total === 1 ? "result" : "results"}`;
  return corrected ? `Showing results for ${corrected}: ${count}` : `${count} for ${query}`;
}

/** The name of a status. @param {string} state */
export function statusWord(state) {
  const word = state === "review" ? "in review" : state;
  return word[0].toUpperCase() + word.slice(1);
}
