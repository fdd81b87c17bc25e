// The change of the open page.

/** Elements that were changed or added. @type {Set<Element>} */
let changed;

function morph(before, now) {
  changed = new Set();
  const keepPlace = holdPlace();
  const keepFocus = holdFocus();
  patchAttributes(before, now, root);
  for (const part of ["head", "body"]) patch(before.querySelector(part), now.querySelector(part));
  keepFocus();
  const elements = [...changed].filter((element) => document.body.contains(element));
  if (elements.length) {
    // A script that cannot take up the change says so by cancelling the event.
    const event = new CustomEvent("fingerpost:morphed", { detail: { changed: elements }, cancelable: true });
    if (!document.dispatchEvent(event)) throw CANNOT;
  }
  keepPlace();
}

/** Changes the twin of `before` as `before` has become `now`; false where scripts took the twin out of the page. */
function patch(before, now) {
  const live = twins.get(before);
  if (before.isEqualNode(now)) {
    together(before, now, (old, fresh) => twins.set(fresh, twins.get(old)));
    return true;
  }
  if (!live.isConnected) return false;
  twins.set(now, live);
  if (!isElement(live)) {
    writeText(live, now.data);
    changed.add(live.parentElement);
    return true;
  }
  patchAttributes(before, now, live);
  if (patchChildren(before, now, live)) return true;
  if (live.parentElement === root) throw CANNOT;
  live.replaceWith(planted(now));
  return true;
}

const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;

/** Writes only the letters that differ, so that a selection around them stays. */
function writeText(live, text) {
  const old = live.data;
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  let end = 0;
  while (start < shorter && old[start] === text[start]) start += 1;
  while (end < shorter - start && old.at(-1 - end) === text.at(-1 - end)) end += 1;
  live.replaceData(start, old.length - end - start, text.slice(start, text.length - end));
}

function patchAttributes(before, now, live) {
  for (const attribute of now.attributes) {
    const old = before.getAttribute(attribute.name);
    if (old === attribute.value) continue;
    // The page may have been given a script or style sheet of that address, by this element or for it.
    const user = old && [...document.querySelectorAll("script[src], link[rel=stylesheet]")]
      .find((user) => (user.getAttribute("src") ?? user.getAttribute("href")) === old && !leaving.has(user));
    if (user?.localName === "script") throw CANNOT;
    const next = user && swap(user, attribute.value);
    if (user === live) twins.set(now, next);
    else live.setAttributeNode(attribute.cloneNode());
    changed.add(live);
  }
  for (const { name } of before.attributes) {
    if (now.hasAttribute(name)) continue;
    live.removeAttribute(name);
    changed.add(live);
  }
}

/** Style sheets that go as soon as the next one is there. @type {WeakSet<Element>} */
const leaving = new WeakSet();
/** The style sheet that each new one takes the place of. @type {WeakMap<Element, Element>} */
const replaced = new WeakMap();

/** Loads a style sheet anew. The old one goes when the new one is there, so the page is never without. */
function swap(sheet, href) {
  const next = sheet.cloneNode();
  leaving.add(sheet);
  replaced.set(next, sheet);
  next.setAttribute("href", href);
  next.addEventListener("load", () => {
    for (let old = sheet; old; old = replaced.get(old)) old.remove();
  });
  sheet.after(next);
  return next;
}

/** False where scripts have put other children in the place of those that were served. */
function patchChildren(before, now, live) {
  const stands = (node) => twins.get(node).parentNode === live;
  const steps = align([...before.childNodes], [...now.childNodes]);
  const last = [...before.childNodes].findLast(stands);
  if (!last && before.hasChildNodes() && steps.some(([old]) => !old)) return false;
  const going = new Set(steps.filter(([, fresh]) => !fresh).map(([old]) => old));
  if (going.size) changed.add(live);
  let next = last ? twins.get(last).nextSibling : null;
  // Backwards, so that what comes next stands in its place already.
  for (const [old, fresh] of steps.reverse()) {
    if (!fresh) {
      if (going.has(old) && stands(old)) next = twins.get(old);
    } else if (old) {
      if (!patch(old, fresh)) return false;
      if (stands(fresh)) next = twins.get(fresh);
    } else {
      // What goes here and comes there has only moved.
      const moved = [...going].find((node) => node.isEqualNode(fresh) && stands(node));
      going.delete(moved);
      if (moved) patch(moved, fresh);
      const node = moved ? twins.get(fresh) : planted(fresh);
      next = live.insertBefore(node, node === next ? node.nextSibling : next);
      changed.add(isElement(node) ? node : live);
    }
  }
  for (const node of going) twins.get(node).remove();
  return true;
}

/** A copy of a served node for the open page. */
function planted(node) {
  const copy = document.importNode(node, true);
  together(node, copy, (one, twin) => twins.set(one, twin));
  if (isElement(copy)) changed.add(copy);
  return copy;
}
