// @ts-check
// Elements of the preview's own.

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
