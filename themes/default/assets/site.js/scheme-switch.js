// @ts-check
// The switch between the light and the dark scheme. `scheme.js` applies the saved choice before the page is drawn.

import { one } from "../shared/dom.js";
import { write } from "../shared/storage.js";

/** Shows the switch and binds it. */
export function startSchemeSwitch() {
  const scheme = one("[data-scheme-switch]");
  if (!scheme) return;
  const { dataset } = document.documentElement;
  const chosen = one(`[value="${dataset.scheme ?? "auto"}"]`, scheme);
  if (chosen) chosen.checked = true;
  scheme.addEventListener("change", (/** @type {{ target: HTMLInputElement }} */ { target: { value } }) => {
    if (value === "auto") delete dataset.scheme;
    else dataset.scheme = value;
    write("localStorage", "fingerpost:scheme", value === "auto" ? null : value);
  });
  wideScreen().addEventListener("change", placeSchemeSwitch);
  placeSchemeSwitch();
  scheme.hidden = false;
}

/** Puts the switch into the header of wide screens, the footer of narrow ones. */
export function placeSchemeSwitch() {
  const scheme = one("[data-scheme-switch]");
  if (scheme) one(wideScreen().matches ? ".masthead .band" : ".site-footer .band")?.append(scheme);
}

/** Screens on which the header has room for the switch and the menu is always open. */
export const wideScreen = () => matchMedia("(min-width: 60rem)");
