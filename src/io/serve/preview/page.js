// @ts-check
// Shows each build in the open page. Only what differs between two served pages is changed, so what scripts and readers did
// to the page stays; where that cannot be done, the page is loaded again.

import { morph } from "./morph.js";
import { NEEDS_RELOAD, preview, read, script, write } from "./state.js";
import { servedPage, withoutNoscript } from "./twins.js";

/** The root of the page that was served last; it is never shown. @type {Element} */
let served;
/** The newest build that the server has. */
let wanted = preview.hash;
let isUpdating = false;

/** Shows a newer build of the page. @param {string} hash */
export async function update(hash) {
  wanted = hash;
  if (isUpdating) return;
  isUpdating = true;
  try {
    // What arrives is at least as new as what was wanted when it was requested.
    /** @type {string | undefined} */
    let goal;
    while (wanted !== preview.hash && wanted !== goal) {
      goal = wanted;
      await show(goal);
    }
  } catch {
    // The server is gone. It compares hashes again when it is back.
  }
  isUpdating = false;
}

/** @param {string} goal */
async function show(goal) {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (answer.redirected) return location.replace(answer.url);
  const next = withoutNoscript(new DOMParser().parseFromString(await answer.text(), "text/html").documentElement);
  const hash = /** @type {HTMLElement} */ (next.querySelector(`script[src="${script.getAttribute("src")}"]`))?.dataset.hash;
  if (hash === preview.hash) return;
  try {
    if (!hash || fixed(next) !== fixed(served)) throw NEEDS_RELOAD;
    morph(served, next);
    served = next;
    preview.hash = hash;
  } catch {
    reload(hash ?? goal);
  }
}

/** What a browser reads only once, when it loads the page. @param {Element} page */
function fixed(page) {
  const parts = page.querySelectorAll("script[src]:not([data-hash]), meta[http-equiv], base");
  return [...parts].map((part) => part.outerHTML).join();
}

/** Loads the page again at the same scroll position, but not over and over where the same page comes. @param {string} goal */
function reload(goal) {
  const last = read("place");
  const here = { path: location.pathname, from: preview.hash, goal };
  if (last?.path === here.path && last.from === here.from && last.goal === goal) return;
  write("place", { ...here, left: scrollX, top: scrollY });
  location.reload();
}

/** Restores the scroll position after a reload. */
export function restorePosition() {
  const { path, from, goal, left, top } = read("place") ?? {};
  if (path !== location.pathname) return;
  write("place", from === preview.hash ? { path, from, goal } : null);
  if (top) addEventListener("load", () => scrollTo({ left, top, behavior: "instant" }));
}

/** Copies the page as it was served, before scripts change it. */
export function remember() {
  served = servedPage();
}
