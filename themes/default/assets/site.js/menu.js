// @ts-check
// The menu. On narrow screens the navigation and the scheme switch move into a dialog while it is open.

import { all, element, one } from "../shared/dom.js";
import { icon } from "./icon.js";
import { makeButton } from "./link-button.js";
import { placeSchemeSwitch, wideScreen } from "./scheme-switch.js";
import { showCurrent } from "./scroll-box.js";
import { read, write } from "../shared/storage.js";

/** Binds the menu button and restores where the menu was scrolled to. */
export function startMenu() {
  const menu = one(".menu");
  const toggle = one("[data-nav-toggle]");
  if (!menu || !toggle) return;
  const close = element("button", { type: "button", class: "plain-button" }, icon("close"), "Close");
  const dialog = element("dialog", { class: "menu-dialog", "aria-label": "Menu" },
    element("div", { class: "menu-top" }, element("span", {}, "Menu"), close));
  const place = document.createComment("");
  document.body.append(dialog);
  toggle.setAttribute("aria-expanded", "false");
  makeButton(toggle, () => {
    const scheme = one("[data-scheme-switch]");
    menu.replaceWith(place);
    dialog.append(menu);
    if (scheme) dialog.append(scheme);
    dialog.showModal();
    toggle.setAttribute("aria-expanded", "true");
    showCurrent(dialog);
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (/** @type {{ target: Element }} */ { target }) => (target === dialog || target.closest("a")) && dialog.close());
  dialog.addEventListener("close", () => {
    place.replaceWith(menu);
    placeSchemeSwitch();
    toggle.setAttribute("aria-expanded", "false");
  });
  wideScreen().addEventListener("change", () => dialog.close());

  keepGroups(menu);
  const saved = read("sessionStorage", "fingerpost:menu");
  if (saved) menu.scrollTop = Number(saved);
  showCurrent(menu);
  addEventListener("pagehide", () => write("sessionStorage", "fingerpost:menu", String(menu.scrollTop)));
}

/** Groups that the reader opened stay open on the next pages. Those around the current page are open on each. @param {Element} menu */
function keepGroups(menu) {
  const saved = (read("sessionStorage", "fingerpost:groups") ?? "").split("\n");
  const nameOf = (/** @type {HTMLElement} */ group) => group.previousElementSibling?.getAttribute("href") ?? group.textContent.split("\n", 1)[0];
  const groups = all(".group:not([open])", menu);
  for (const group of groups) group.open = saved.includes(nameOf(group));
  addEventListener("pagehide", () => write("sessionStorage", "fingerpost:groups", groups.filter(({ open }) => open).map(nameOf).join("\n")));
}
