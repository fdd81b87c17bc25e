// @ts-check
// "On this page": open beside the text on wide screens, with the section that is being read marked.

import { all, one } from "../shared/dom.js";
import { currentSection } from "./current-section.js";
import { showCurrent } from "./scroll-box.js";

/** @typedef {{ link: HTMLAnchorElement, heading: HTMLElement }} Section */

/** Whether there is room beside the text. @type {MediaQueryList} */
let isBeside;
/** @type {HTMLDetailsElement | undefined} */
let contents;
/** @type {Section[]} */
let sections = [];
/** @type {HTMLAnchorElement | undefined} */
let marked;
/** @type {IntersectionObserver[]} */
let observers = [];

/** Follows the reader through the page. */
export function startOnThisPage() {
  isBeside = matchMedia("(min-width: 80rem)");
  observers = [{ rootMargin: "0px 0px -75% 0px" }, {}].map((options) => new IntersectionObserver(mark, options));
  isBeside.addEventListener("change", adapt);
  addEventListener("scrollend", mark);
  addEventListener("hashchange", mark);
  followSections();
}

/** Reads the list: at load, and again when the preview has changed the page. */
export function followSections() {
  const last = contents;
  contents = one(".contents details");
  if (contents !== last) adapt();
  // The bar stays in view, so an open list would cover what was jumped to.
  for (const link of contents ? all("a", contents) : []) link.onclick = () => adapt();
  for (const observer of observers) observer.disconnect();
  sections = (contents ? all("a", contents) : [])
    .map((link) => ({ link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter((section) => section.heading);
  for (const { heading } of sections) for (const observer of observers) observer.observe(heading);
}

function adapt() {
  if (contents) contents.open = isBeside.matches;
}

function mark() {
  const range = document.documentElement.scrollHeight - innerHeight;
  const headings = sections.map(({ link, heading }) => ({ top: heading.getBoundingClientRect().top, isTarget: link.hash === location.hash }));
  const now = sections[currentSection(headings, innerHeight, range - scrollY, range)]?.link;
  if (now === marked) return;
  marked?.removeAttribute("aria-current");
  marked = now;
  now?.setAttribute("aria-current", "location");
  if (now && isBeside.matches) showCurrent(one("ol", contents));
}
