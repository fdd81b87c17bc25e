// @ts-check
// Changes the open page so that it is like the page that the server has now.

import { align } from "./align.js";
import { keepFocus, keepPosition } from "./position.js";
import { NEEDS_RELOAD, root } from "./state.js";
import { isLeaving, swap } from "./style-sheets.js";
import { isElement, setTwin, twinOf, walkTogether } from "./twins.js";

/** Elements that were changed or added. @type {Set<Element>} */
let changed;

/** Changes the open page as one served page has become another. @param {Element} before @param {Element} now */
export function morph(before, now) {
  changed = new Set();
  const restorePosition = keepPosition();
  const restoreFocus = keepFocus();
  patchAttributes(before, now, root);
  for (const part of ["head", "body"]) patch(before.querySelector(part), now.querySelector(part));
  restoreFocus();
  const elements = [...changed].filter((element) => document.body.contains(element));
  if (elements.length) {
    // A script that cannot follow the change cancels the event.
    const event = new CustomEvent("fingerpost:morphed", { detail: { changed: elements }, cancelable: true });
    if (!document.dispatchEvent(event)) throw NEEDS_RELOAD;
  }
  restorePosition();
}

/** Changes the twin of `before` as `before` has become `now`; false if scripts removed the twin from the page. @param {any} before @param {any} now */
function patch(before, now) {
  const live = twinOf(before);
  if (before.isEqualNode(now)) {
    walkTogether(before, now, (old, fresh) => setTwin(fresh, twinOf(old)));
    return true;
  }
  if (!live.isConnected) return false;
  setTwin(now, live);
  if (!isElement(live)) {
    writeText(live, now.data);
    changed.add(live.parentElement);
    return true;
  }
  patchAttributes(before, now, live);
  if (patchChildren(before, now, live)) return true;
  if (live.parentElement === root) throw NEEDS_RELOAD;
  live.replaceWith(planted(now));
  return true;
}

/** Writes only the letters that differ, so that a selection around them stays. @param {CharacterData} live @param {string} text */
function writeText(live, text) {
  const old = live.data;
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  let end = 0;
  while (start < shorter && old[start] === text[start]) start += 1;
  while (end < shorter - start && old.at(-1 - end) === text.at(-1 - end)) end += 1;
  live.replaceData(start, old.length - end - start, text.slice(start, text.length - end));
}

/** @param {Element} before @param {Element} now @param {Element} live */
function patchAttributes(before, now, live) {
  for (const attribute of now.attributes) {
    const old = before.getAttribute(attribute.name);
    if (old === attribute.value) continue;
    // The page may have loaded a script or style sheet of that URL, by this element or for it.
    const user = old && [.../** @type {NodeListOf<any>} */ (document.querySelectorAll("script[src], link[rel=stylesheet]"))]
      .find((user) => (user.getAttribute("src") ?? user.getAttribute("href")) === old && !isLeaving(user));
    if (user?.localName === "script") throw NEEDS_RELOAD;
    const next = user && swap(user, attribute.value);
    if (user === live) setTwin(now, next);
    else live.setAttributeNode(/** @type {Attr} */ (attribute.cloneNode()));
    changed.add(live);
  }
  for (const { name } of before.attributes) {
    if (now.hasAttribute(name)) continue;
    live.removeAttribute(name);
    changed.add(live);
  }
}

/** Changes children; false if scripts replaced those that were served. @param {Node} before @param {Node} now @param {Element} live */
function patchChildren(before, now, live) {
  const isHere = (/** @type {Node} */ node) => twinOf(node).parentNode === live;
  const steps = align([...before.childNodes], [...now.childNodes]);
  const last = [...before.childNodes].findLast(isHere);
  if (!last && before.hasChildNodes() && steps.some(([old]) => !old)) return false;
  const going = new Set(steps.filter(([, fresh]) => !fresh).map(([old]) => old));
  if (going.size) changed.add(live);
  let next = last ? twinOf(last).nextSibling : null;
  // Backwards, so that the next node is in its place already.
  for (const [old, fresh] of steps.reverse()) {
    if (!fresh) {
      if (going.has(old) && isHere(old)) next = twinOf(old);
    } else if (old) {
      if (!patch(old, fresh)) return false;
      if (isHere(fresh)) next = twinOf(fresh);
    } else {
      // A node that is removed here and added there has moved.
      const moved = [...going].find((node) => node.isEqualNode(fresh) && isHere(node));
      going.delete(moved);
      if (moved) patch(moved, fresh);
      const node = moved ? twinOf(fresh) : planted(fresh);
      next = live.insertBefore(node, node === next ? node.nextSibling : next);
      changed.add(isElement(node) ? node : live);
    }
  }
  for (const node of going) twinOf(node).remove();
  return true;
}

/** A copy of a served node for the open page. @param {Node} node */
function planted(node) {
  const copy = document.importNode(node, true);
  walkTogether(node, copy, setTwin);
  if (isElement(copy)) changed.add(/** @type {Element} */ (copy));
  return copy;
}
