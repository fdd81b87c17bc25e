// The browser's side of the live preview: shows each build in the open page without loading the page again.
// The server puts this script into the head of each page, not deferred: it has to see the page as it was served,
// before the scripts of the theme change it. Only what differs between two served pages is changed in the open one, so
// what scripts and readers did to it stays. All text goes in as text nodes.

const root = document.documentElement;
const script = document.currentScript;
const preview = { built: null, connected: false, hash: script.dataset.hash };
globalThis.fingerpostPreview = preview;

/** Thrown where a change cannot be made in the open page. */
const CANNOT = new Error("the page has to be loaded again");

/** Storage may be forbidden; then nothing is kept. */
function stored(key, value) {
  try {
    if (value === undefined) return JSON.parse(sessionStorage.getItem(`fingerpost-preview:${key}`));
    sessionStorage.setItem(`fingerpost-preview:${key}`, JSON.stringify(value));
  } catch {}
  return null;
}

// The page as it was served.

/** The root of the page that was served last; it is never drawn. @type {Element} */
let served;
/** Where each node of a served page stands in the open one. @type {WeakMap<Node, Node>} */
const twins = new WeakMap();

function remember() {
  const copy = root.cloneNode(true);
  together(copy, root, (node, twin) => twins.set(node, twin));
  // Scripts in the head may have marked the root already, so nothing is known of its attributes.
  for (const { name } of root.attributes) copy.removeAttribute(name);
  served = plain(copy);
}

/** Walks two trees of the same shape side by side. */
function together(one, other, act) {
  act(one, other);
  one.childNodes.forEach((child, place) => together(child, other.childNodes[place], act));
}

/** In `noscript` a parser without scripts finds elements, where this page has text. Neither is ever shown. */
function plain(tree) {
  for (const part of tree.querySelectorAll("noscript")) part.replaceChildren();
  return tree;
}

// The page as it is served now.

let wanted = preview.hash;
let isUpdating = false;

async function update(hash) {
  wanted = hash;
  if (isUpdating) return;
  isUpdating = true;
  try {
    // What came is at least as new as what was wanted when it was asked for.
    let goal;
    while (wanted !== preview.hash && wanted !== goal) {
      goal = wanted;
      await show(goal);
    }
  } catch {
    // The server is gone. It compares again when it is back.
  }
  isUpdating = false;
}

async function show(goal) {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (answer.redirected) return location.replace(answer.url);
  const next = plain(new DOMParser().parseFromString(await answer.text(), "text/html").documentElement);
  const hash = next.querySelector(`script[src="${script.getAttribute("src")}"]`)?.dataset.hash;
  if (hash === preview.hash) return;
  try {
    if (!hash || fixed(next) !== fixed(served)) throw CANNOT;
    morph(served, next);
    served = next;
    preview.hash = hash;
  } catch {
    reload(hash ?? goal);
  }
}

/** What a browser acts on once, when it reads the page. */
function fixed(page) {
  const parts = page.querySelectorAll("script[src]:not([data-hash]), meta[http-equiv], base");
  return [...parts].map((part) => part.outerHTML).join();
}

/** Loads the page again at the same place, but not round and round where that brings the same page. */
function reload(goal) {
  const last = stored("place");
  const here = { path: location.pathname, from: preview.hash, goal };
  if (last?.path === here.path && last.from === here.from && last.goal === goal) return;
  stored("place", { ...here, left: scrollX, top: scrollY });
  location.reload();
}

function comeBack() {
  const { path, from, goal, left, top } = stored("place") ?? {};
  if (path !== location.pathname) return;
  stored("place", from === preview.hash ? { path, from, goal } : null);
  if (top) addEventListener("load", () => scrollTo({ left, top, behavior: "instant" }));
}

/** Pictures and style sheets whose files have changed under the same address are fetched again. */
function renew(paths) {
  for (const user of document.querySelectorAll("img[src], link[rel=stylesheet]")) {
    const address = new URL(user.src ?? user.href);
    if (address.origin !== location.origin || !paths.includes(address.pathname)) continue;
    address.search = `?${Date.now()}`;
    if (user.localName === "link") swap(user, address.href);
    else user.src = address.href;
  }
}
