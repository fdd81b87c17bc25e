// @ts-check
// A checklist as it is saved: the keys of its tasks, and its text.

/** Keys for tasks: their names, numbered from the second of the same name on. @param {string[]} names */
export function uniqueKeys(names) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  return names.map((name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count > 1 ? `${name} (${count})` : name;
  });
}

/** A saved checklist, or `null` if it cannot be read. @param {string | null} text @returns {{ version: string, done: string[] } | null} */
export function savedList(text) {
  try {
    const saved = JSON.parse(text);
    return Array.isArray(saved?.done) ? saved : null;
  } catch {
    return null;
  }
}
