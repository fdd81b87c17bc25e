// @ts-check
// The filters by kind and tag.

import { all, element } from "../shared/dom.js";

/** @typedef {import("./loader.js").FilterValue} FilterValue */

/** The values that the reader chose; empty for all. @type {Record<string, string>} */
export const chosen = { kind: "", tag: "" };

/**
 * Fills the bar with the filters that the index offers.
 * @param {HTMLElement} bar @param {{ kinds?: FilterValue[], tags?: FilterValue[] }} filters @param {() => void} changed
 */
export function offerFilters(bar, { kinds = [], tags = [] }, changed) {
  bar.replaceChildren(...filter("kind", "Kind", kinds, changed), ...filter("tag", "Tag", tags, changed));
  showChosen(bar);
}

/** @param {string} name @param {string} label @param {FilterValue[]} values @param {() => void} changed @returns {Node[]} */
function filter(name, label, values, changed) {
  if (values.length < 2) {
    chosen[name] = "";
    return [];
  }
  const select = element("select", { name }, element("option", { value: "" }, "All"),
    ...values.map((value) => element("option", { value: value.name }, `${value.name} (${value.count})`)));
  select.addEventListener("change", () => {
    chosen[name] = select.value;
    changed();
  });
  return [element("label", {}, label, " ", select)];
}

/** Selects the chosen values. A value that the site does not have counts as none. @param {HTMLElement} bar */
export function showChosen(bar) {
  for (const select of all("select", bar)) {
    select.value = chosen[select.name];
    if (select.selectedIndex < 0) select.value = chosen[select.name] = "";
  }
}

/** Reads the values from the URL of the page. @param {URLSearchParams} query */
export function readChosen(query) {
  for (const name in chosen) chosen[name] = query.get(name) ?? chosen[name];
}

/** Chooses all kinds and tags again. @param {HTMLElement} bar */
export function clearChosen(bar) {
  chosen.kind = chosen.tag = "";
  showChosen(bar);
}
