// @ts-check
// The filters by kind, status and tag: a chip for each value. Of many tags, a list has those that few pages have.

import { all, element } from "../shared/dom.js";
import { statusWord } from "./wording.js";

/** @typedef {import("./loader.js").FilterValue} FilterValue */

/** Tags with a chip of their own. */
const TAG_CHIPS = 6;

/** The values that the reader chose; empty for all. @type {Record<string, string>} */
export const chosen = { kind: "", state: "", tag: "" };

/**
 * Fills the bar with the filters that the index offers.
 * @param {HTMLElement} bar @param {{ kinds?: FilterValue[], tags?: FilterValue[], states?: FilterValue[] }} filters @param {() => void} changed
 */
export function offerFilters(bar, { kinds = [], tags = [], states = [] }, changed) {
  const often = [...tags].sort((a, b) => b.count - a.count).slice(0, TAG_CHIPS);
  const rare = tags.filter((tag) => !often.includes(tag));
  const choose = (/** @type {string} */ name, /** @type {string} */ value) => {
    chosen[name] = value;
    showChosen(bar);
    changed();
  };
  bar.replaceChildren(
    ...chips("kind", "Kind", kinds, (name) => name, choose),
    ...chips("state", "Status", states, statusWord, choose),
    ...chips("tag", "Tag", tags.length > 1 ? often : [], (name) => name, choose, rare.length ? [moreTags(rare, choose)] : []),
  );
  showChosen(bar);
}

/**
 * A group of chips; nothing where there is nothing to choose.
 * @param {string} name @param {string} label @param {FilterValue[]} values @param {(name: string) => string} word
 * @param {(name: string, value: string) => void} choose @param {Node[]} more @returns {Node[]}
 */
function chips(name, label, values, word, choose, more = []) {
  if (values.length < 2 && !more.length) return [];
  const group = element("div", { role: "group", "aria-label": label }, ...values.map((value) => {
    const chip = element("button", { class: "search-chip", type: "button", "data-name": name, "data-value": value.name, "aria-pressed": "false" },
      element("bdi", {}, word(value.name)), " ", element("span", {}, String(value.count)));
    chip.addEventListener("click", () => choose(name, chosen[name] === value.name ? "" : value.name));
    return chip;
  }), ...more);
  return [group];
}

/** @param {FilterValue[]} tags @param {(name: string, value: string) => void} choose @returns {Node} */
function moreTags(tags, choose) {
  const select = element("select", { "aria-label": "More tags", "data-name": "tag" }, element("option", { value: "" }, "More tags"),
    ...tags.map(({ name, count }) => element("option", { value: name }, `${name} (${count})`)));
  select.addEventListener("change", () => choose("tag", select.value));
  return select;
}

/** Shows the chosen values. A value that the site does not have counts as none. @param {HTMLElement} bar */
export function showChosen(bar) {
  for (const name in chosen) {
    const pressed = all(`.search-chip[data-name=${name}]`, bar).filter((chip) => {
      const isPressed = chip.dataset.value === chosen[name];
      chip.setAttribute("aria-pressed", String(isPressed));
      return isPressed;
    });
    const listed = all(`select[data-name=${name}]`, bar).filter((select) => {
      select.value = pressed.length ? "" : chosen[name];
      return select.selectedIndex > 0 || ((select.value = ""), false);
    });
    if (bar.childElementCount && !pressed.length && !listed.length) chosen[name] = "";
  }
}

/** Reads the values from the URL of the page. @param {URLSearchParams} query */
export function readChosen(query) {
  for (const name in chosen) chosen[name] = query.get(name) ?? chosen[name];
}

/** Chooses all pages again. @param {HTMLElement} bar */
export function clearChosen(bar) {
  for (const name in chosen) chosen[name] = "";
  showChosen(bar);
}
