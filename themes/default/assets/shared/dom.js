// @ts-check
// Short names for what every script does with the document.

/**
 * The first element that a selector matches.
 * @param {string} selector @param {ParentNode} [from] @returns {any}
 */
export const one = (selector, from = document) => from.querySelector(selector);

/**
 * All elements that a selector matches, in document order.
 * @param {string} selector @param {ParentNode} [from] @returns {any[]}
 */
export const all = (selector, from = document) => [...from.querySelectorAll(selector)];

/**
 * Creates an element with attributes and children; a string becomes a text node.
 * @param {string} name @param {Record<string, string>} attributes @param {...(Node | string)} children @returns {any}
 */
export function element(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  node.append(...children);
  return node;
}
