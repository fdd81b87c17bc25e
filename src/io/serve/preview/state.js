// @ts-check
// What all modules of the preview know: the script element, the build that the page shows, values saved for the tab.

/** A diagnostic that the server sends. @typedef {{ code: string, severity: string, message: string, path?: string, line?: number, column?: number, drawn: string, href?: string }} Finding */
/** All findings of a build: those that stop it, and the others, of which the first are listed. @typedef {{ errors: Finding[], lints: Finding[], lint_count: number }} Findings */

export const root = document.documentElement;
export const script = /** @type {HTMLScriptElement} */ (document.currentScript);

/** What tests can see. `hash` is that of the page that is shown. @type {{ built: unknown, connected: boolean, hash: string | undefined }} */
export const preview = { built: null, connected: false, hash: script.dataset.hash };
Object.assign(globalThis, { fingerpostPreview: preview });

/** Thrown where a change needs the page to be loaded again. */
export const NEEDS_RELOAD = new Error("the page has to be loaded again");

/** Reads a value of this tab; `null` if there is none or the browser refuses. @param {string} key */
export function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(`fingerpost-preview:${key}`));
  } catch {
    return null;
  }
}

/** Saves a value for this tab, if the browser lets it. @param {string} key @param {unknown} value */
export function write(key, value) {
  try {
    sessionStorage.setItem(`fingerpost-preview:${key}`, JSON.stringify(value));
  } catch {}
}
