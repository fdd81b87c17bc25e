// @ts-check
// Guidance for answers: what the pages of questions say about each level, for each role.

import { cached } from "../shared/cached.js";
import { loadData } from "../shared/data.js";
import { all } from "../shared/dom.js";

/** @import { Entry } from "./model.js" */

/** Guidance: for each question and level of a category, the parts by role. @typedef {Record<string, Record<string, Record<string, string>>>} Guidance */

/** Loads the guidance of a category, once. @param {URL} root @returns {(category: string) => Promise<Guidance>} */
export function openGuidance(root) {
  return cached((category) => loadData(`assessment-guidance/${category}`, new URL(`guidance/${encodeURIComponent(category)}.js`, root).href));
}

/** The guidance for an answer in some roles, as markup. @param {Guidance | undefined} data @param {Entry} entry @param {string[]} roles */
export function guidanceOf(data, { question, level }, roles) {
  if (!level || !data || !Object.hasOwn(data, question.id)) return [];
  const parts = data[question.id][level.value] ?? {};
  return roles.filter((role) => Object.hasOwn(parts, role)).map((role) => parts[role]);
}

/**
 * Guidance for a standalone file: absolute URLs, no pictures, no ids.
 * @param {string} markup
 */
export function standalone(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  for (const link of all("a[href]", template.content)) {
    const url = new URL(link.getAttribute("href"), document.baseURI);
    if (url.protocol === "file:") link.removeAttribute("href");
    else link.setAttribute("href", url.href);
  }
  for (const picture of all("img, svg, picture, video, audio, iframe", template.content)) {
    const words = picture.getAttribute("alt") || picture.getAttribute("aria-label");
    picture.replaceWith(words ? `[Picture: ${words}]` : "");
  }
  for (const named of all("[id]", template.content)) named.removeAttribute("id");
  for (const control of all("button, script, style, .anchor", template.content)) control.remove();
  return template.innerHTML;
}
