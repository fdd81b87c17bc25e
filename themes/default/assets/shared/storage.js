// @ts-check
// Browser storage. A browser may refuse it; then nothing is read and nothing is saved.

/** @typedef {"localStorage" | "sessionStorage"} Area */

/** @param {Area} area @param {string} key @returns {string | null} */
export function read(area, key) {
  try {
    return window[area].getItem(key);
  } catch {
    return null;
  }
}

/** Saves a value; `null` removes it. @param {Area} area @param {string} key @param {string | null} value */
export function write(area, key, value) {
  try {
    if (value === null) window[area].removeItem(key);
    else window[area].setItem(key, value);
  } catch {}
}
