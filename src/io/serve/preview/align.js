// @ts-check
// Two lists of children → which one has become which.

import { NEEDS_RELOAD } from "./state.js";
import { isElement } from "./twins.js";

/** An old child and the new one that it became. @typedef {[old?: Node, fresh?: Node]} Pair */

/** The most comparisons of two lists of children; beyond that, loading the page again is faster. */
const MAX_COMPARISONS = 4_000_000;

/** What a node is, apart from its text. @param {any} node @returns {string} */
function kind(node) {
  const identity = ["id", "class", "rel", "name", "property"];
  return isElement(node) ? [node.nodeName, ...identity.map((name) => node.getAttribute(name))].join() : node.nodeName;
}

/**
 * Pairs old and new children in order; one alone was removed or added. Added ones come before removed ones.
 * @param {Node[]} before @param {Node[]} now @returns {Pair[]}
 */
export function align(before, now) {
  /** @type {Pair[]} */
  const head = [];
  /** @type {Pair[]} */
  const tail = [];
  while (before.length && now.length && before[0].isEqualNode(now[0])) head.push([before.shift(), now.shift()]);
  while (before.length && now.length && before.at(-1).isEqualNode(now.at(-1))) tail.unshift([before.pop(), now.pop()]);
  return [...head, ...match(before, now), ...tail];
}

/** The pairs that keep most: equal nodes count more than similar ones, elements more than text. @param {Node[]} before @param {Node[]} now */
function match(before, now) {
  const describe = (/** @type {any} */ node) => ({ kind: kind(node), text: node.outerHTML ?? node.data, weight: isElement(node) ? 2 : 1 });
  const olds = before.map(describe);
  const news = now.map(describe);
  // A node that is the same in another place is not paired with one that has changed.
  const [oldTexts, newTexts] = [olds, news].map((nodes) => new Set(nodes.map(({ text }) => text)));
  /** @param {ReturnType<typeof describe>} old @param {ReturnType<typeof describe>} fresh */
  const weight = (old, fresh) => {
    if (old.kind !== fresh.kind) return 0;
    if (old.text === fresh.text) return 3 * old.weight;
    return newTexts.has(old.text) || oldTexts.has(fresh.text) ? 0 : old.weight;
  };
  const width = now.length + 1;
  if (before.length * width > MAX_COMPARISONS) throw NEEDS_RELOAD;
  const best = new Uint32Array((before.length + 1) * width);
  for (let at = width + 1; at < best.length; at += 1) {
    if (at % width === 0) continue;
    const both = weight(olds[Math.floor(at / width) - 1], news[(at % width) - 1]);
    best[at] = Math.max(best[at - 1], best[at - width], both && best[at - width - 1] + both);
  }
  /** @type {Pair[]} */
  const steps = [];
  let row = before.length;
  let column = now.length;
  while (row || column) {
    const at = row * width + column;
    if (row && best[at] === best[at - width]) steps.push([before[--row]]);
    else if (column && best[at] === best[at - 1]) steps.push([undefined, now[--column]]);
    else steps.push([before[--row], now[--column]]);
  }
  return steps.reverse();
}
