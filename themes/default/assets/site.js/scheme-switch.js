// @ts-check
// The switch between the colours of the system, light and dark. `scheme.js` applies the saved choice before the page is drawn.

import { one } from "../shared/dom.js";
import { write } from "../shared/storage.js";
import { iconUrl } from "./icon.js";

const SCHEMES = ["auto", "light", "dark"];

/** Shows the switch and binds it. */
export function startSchemeSwitch() {
  const scheme = one("[data-scheme-switch]");
  if (!scheme) return;
  const { dataset } = document.documentElement;
  const chosen = () => dataset.scheme ?? "auto";
  const show = () => {
    one("b", scheme).textContent = scheme.dataset[chosen()];
    one("use", scheme).setAttribute("href", iconUrl(chosen()));
  };
  scheme.addEventListener("click", () => {
    const next = SCHEMES[(SCHEMES.indexOf(chosen()) + 1) % SCHEMES.length];
    if (next === "auto") delete dataset.scheme;
    else dataset.scheme = next;
    write("localStorage", "fingerpost:scheme", next === "auto" ? null : next);
    show();
  });
  wideScreen().addEventListener("change", placeSchemeSwitch);
  placeSchemeSwitch();
  show();
  scheme.hidden = false;
}

/** Puts the switch into the header of wide screens, the footer of narrow ones. */
export function placeSchemeSwitch() {
  const scheme = one("[data-scheme-switch]");
  if (scheme) one(wideScreen().matches ? ".masthead .band" : ".site-footer .band")?.append(scheme);
}

/** Screens on which the header has room for the switch and the menu is always open. */
export const wideScreen = () => matchMedia("(min-width: 60rem)");
