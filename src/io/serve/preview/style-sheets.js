// @ts-check
// Style sheets and images that have changed.

/** Style sheets that are removed when the next one has loaded. @type {WeakSet<Element>} */
const leaving = new WeakSet();
/** The style sheet that each new one replaces. @type {WeakMap<Element, Element>} */
const replaced = new WeakMap();

/** Whether a style sheet is about to be removed. @param {Element} sheet */
export const isLeaving = (sheet) => leaving.has(sheet);

/** Loads a style sheet again. The old one stays until then, so the page is never without. @param {Element} sheet @param {string} href */
export function swap(sheet, href) {
  const next = /** @type {Element} */ (sheet.cloneNode());
  leaving.add(sheet);
  replaced.set(next, sheet);
  next.setAttribute("href", href);
  next.addEventListener("load", () => {
    for (let old = sheet; old; old = replaced.get(old)) old.remove();
  });
  sheet.after(next);
  return next;
}

/** Loads images and style sheets again whose files have changed under the same URL. @param {string[]} paths */
export function reloadFiles(paths) {
  for (const user of /** @type {NodeListOf<any>} */ (document.querySelectorAll("img[src], link[rel=stylesheet]"))) {
    const url = new URL(user.src ?? user.href);
    if (url.origin !== location.origin || !paths.includes(url.pathname)) continue;
    url.search = `?${Date.now()}`;
    if (user.localName === "link") swap(user, url.href);
    else user.src = url.href;
  }
}
