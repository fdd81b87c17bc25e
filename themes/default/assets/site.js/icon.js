// @ts-check
// Icons of the theme's sprite.

import { one } from "../shared/dom.js";

/** The URL of an icon in the sprite that the page uses. @param {string} name */
export const iconUrl = (name) => `${one(".icon use")?.getAttribute("href").split("#")[0]}#${name}`;

/** A decorative icon: the words beside it say what it means. @param {string} name */
export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const use = document.createElementNS(namespace, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", iconUrl(name));
  svg.append(use);
  return svg;
}
