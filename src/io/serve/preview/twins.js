// @ts-check
// The page as it was served, node by node beside the open page.

import { root } from "./state.js";

/** The node of the open page for each node of a served page. @type {WeakMap<Node, Node>} */
const twins = new WeakMap();

/** @param {Node} node of a served page @returns {any} its node of the open page */
export const twinOf = (node) => twins.get(node);
/** @param {Node} node of a served page @param {Node} twin of the open page */
export const setTwin = (node, twin) => twins.set(node, twin);

/** @param {Node} node */
export const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;

/** A copy of the open page before any script has changed it. */
export function servedPage() {
  const copy = /** @type {Element} */ (root.cloneNode(true));
  walkTogether(copy, root, setTwin);
  // Scripts in the head may have changed the attributes of the root already.
  for (const { name } of root.attributes) copy.removeAttribute(name);
  return withoutNoscript(copy);
}

/** Walks two trees of the same shape side by side. @param {Node} one @param {Node} other @param {(one: Node, other: Node) => void} act */
export function walkTogether(one, other, act) {
  act(one, other);
  one.childNodes.forEach((child, place) => walkTogether(child, other.childNodes[place], act));
}

/** Empties `noscript`: a parser without scripts finds elements in it, where this page has text. @param {Element} tree */
export function withoutNoscript(tree) {
  for (const part of tree.querySelectorAll("noscript")) part.replaceChildren();
  return tree;
}
