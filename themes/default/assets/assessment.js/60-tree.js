// Elements as values, which become nodes of a page or text of a file. In both, texts are texts; only `markup`, which comes
// from built pages, is markup.

/** @typedef {{ name: string, attributes: Record<string, string | number | boolean | undefined | null>, children: Child[] }} Tree */
/** @typedef {Tree | { markup: string } | string | number | null | undefined | false} Child */

const SVG = "http://www.w3.org/2000/svg";
const EMPTY = new Set(["meta", "input", "br", "hr", "link", "img"]);

/** @param {string} name @param {Tree["attributes"]} [attributes] @param {...(Child | Child[])} children lists of them too, however deep @returns {Tree} */
function tree(name, attributes = {}, ...children) {
  return { name, attributes, children: children.flat(Infinity) };
}

/** @param {Child} part @param {boolean} [drawn] whether it stands in a drawing @returns {Node} */
function toNode(part, drawn = false) {
  if (!isRecord(part)) return document.createTextNode(part || part === 0 ? String(part) : "");
  if ("markup" in part) {
    const template = document.createElement("template");
    template.innerHTML = part.markup;
    return template.content;
  }
  const inside = drawn || part.name === "svg";
  const node = inside ? document.createElementNS(SVG, part.name) : document.createElement(part.name);
  for (const [key, value] of given(part)) node.setAttribute(key, value);
  node.append(...part.children.map((child) => toNode(child, inside)));
  return node;
}

/** @param {Child} part @returns {string} */
function toMarkup(part) {
  if (!isRecord(part)) return part || part === 0 ? escaped(String(part)) : "";
  if ("markup" in part) return part.markup;
  const attributes = given(part).map(([key, value]) => ` ${key}="${escaped(value)}"`).join("");
  const start = `<${part.name}${attributes}>`;
  return EMPTY.has(part.name) ? start : `${start}${part.children.map(toMarkup).join("")}</${part.name}>`;
}

/** Attributes that are there; `true` has no value. */
function given({ attributes }) {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null && value !== false)
    .map(([key, value]) => [key, value === true ? "" : String(value)]);
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
