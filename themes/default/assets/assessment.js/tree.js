// @ts-check
// Elements as values, which become nodes of a page or text of a file. Text is escaped in both; only `markup`, which comes from
// built pages, is not.

import { isRecord } from "./checks.js";

/** @typedef {{ name: string, attributes: Record<string, string | number | boolean | undefined | null>, children: Child[] }} Tree */
/** @typedef {Tree | { markup: string } | string | number | null | undefined | false} Child */
/** A child, or lists of them, however deep. @typedef {Child | Child[] | Child[][] | Child[][][]} Children */

const SVG = "http://www.w3.org/2000/svg";
const EMPTY = new Set(["meta", "input", "br", "hr", "link", "img"]);

/** @param {string} name @param {Tree["attributes"]} [attributes] @param {...Children} children @returns {Tree} */
export function tree(name, attributes = {}, ...children) {
  return { name, attributes, children: /** @type {any[]} */ (children).flat(Infinity) };
}

/** @param {Child} part @param {boolean} [isDrawn] whether it is inside a drawing @returns {any} a node */
export function toNode(part, isDrawn = false) {
  if (!isPart(part)) return document.createTextNode(part || part === 0 ? String(part) : "");
  if ("markup" in part) {
    const template = document.createElement("template");
    template.innerHTML = part.markup;
    return template.content;
  }
  const inside = isDrawn || part.name === "svg";
  const node = inside ? document.createElementNS(SVG, part.name) : document.createElement(part.name);
  for (const [key, value] of setAttributes(part)) node.setAttribute(key, value);
  node.append(...part.children.map((child) => toNode(child, inside)));
  return node;
}

/** @param {Child} part @returns {string} */
export function toMarkup(part) {
  if (!isPart(part)) return part || part === 0 ? escaped(String(part)) : "";
  if ("markup" in part) return part.markup;
  const attributes = setAttributes(part).map(([key, value]) => ` ${key}="${escaped(value)}"`).join("");
  const start = `<${part.name}${attributes}>`;
  return EMPTY.has(part.name) ? start : `${start}${part.children.map(toMarkup).join("")}</${part.name}>`;
}

/** @param {Child} child @returns {child is Tree | { markup: string }} */
const isPart = (child) => isRecord(child);

/** The attributes that are set; `true` has no value. @param {Tree} part */
function setAttributes({ attributes }) {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null && value !== false)
    .map(([key, value]) => [key, value === true ? "" : String(value)]);
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
