// @ts-check
// What the preview says: findings in a panel, and buttons that open it.

import { element } from "./element.js";
import { read, script, write } from "./state.js";

/** @import { Finding, Findings } from "./state.js" */
/** @typedef {"errors" | "lints"} View */

/** @param {string} name */
const named = (name) => `fingerpost-preview-${name}`;
/** @param {number} number @param {string} word */
const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

/** @type {View[]} */
const VIEWS = ["errors", "lints"];
const PANEL = "fingerpost-preview:panel";
const TITLE = "fingerpost-preview:title";
const spoken = element("p", { class: named("unseen"), role: "status" });
const connection = element("p", { class: named("note") });
/** @type {Record<View, any>} */
const buttons = {
  errors: element("button", { type: "button", class: named("errors"), "aria-controls": PANEL, hidden: "" }),
  lints: element("button", { type: "button", class: named("lints"), "aria-controls": PANEL, hidden: "" }),
};
const title = element("h2", { id: TITLE, class: named("title") });
const hide = element("button", { type: "button" }, "Hide");
const list = element("ol", { class: named("list") });
const panel = element("section", { id: PANEL, class: named("panel"), "aria-labelledby": TITLE, tabindex: "-1", dir: "ltr", hidden: "" },
  element("div", { class: named("top") }, title, hide), list);
const box = element("div", { class: "fingerpost-preview", "data-fingerpost-preview": "", lang: "en" },
  spoken, element("div", { class: named("bar") }, connection, buttons.errors, buttons.lints), panel);

/** @type {Findings} */
let findings = { errors: [], lints: [], lint_count: 0 };
/** Which findings the panel shows. @type {View | undefined} */
let view;
/** Where the focus was before it came into the panel. @type {HTMLElement | undefined} */
let outside;

// The style sheet is loaded before it is needed: the server may be gone by then.
export const sheet = element("link", { rel: "stylesheet", href: script.getAttribute("src").replace(/js$/, "css") });
const isReady = new Promise((resolve) => { sheet.onload = sheet.onerror = resolve; }).then(() => document.body.append(box));

/** Says whether the connection is lost. @param {boolean} isLost */
export async function showConnection(isLost) {
  await isReady;
  const words = isLost ? "Preview is not connected" : "";
  if (connection.textContent !== words) spoken.textContent = connection.textContent = words;
}

/**
 * Shows the findings of a build. Errors open the panel, unless the reader has hidden the same ones.
 * @param {Findings} news @param {boolean} isFirst whether they are the first of a connection
 */
export async function showFindings(news, isFirst) {
  await isReady;
  const isSame = JSON.stringify(news) === JSON.stringify(findings);
  if (isSame && (view === "errors" || !news.errors.length)) return;
  const hadErrors = findings.errors.length > 0;
  findings = news;
  const isHidden = isFirst && read("hidden") === JSON.stringify(news.errors);
  if (news.errors.length && !isHidden) {
    spoken.textContent = heading("errors");
    return open("errors");
  }
  if (!news.errors.length) write("hidden", null);
  if (!news.errors.length && hadErrors) spoken.textContent = "All pages can be built again";
  open(news[view]?.length ? view : undefined);
}

/** Shows errors, other findings, or none. @param {View} [next] */
function open(next) {
  const focused = box.contains(document.activeElement) && document.activeElement;
  const last = view;
  view = next;
  for (const name of VIEWS) {
    const count = name === "errors" ? findings.errors.length : findings.lint_count;
    buttons[name].textContent = counted(count, name === "errors" ? "error" : "finding");
    buttons[name].hidden = !count;
    buttons[name].setAttribute("aria-expanded", String(view === name));
  }
  panel.hidden = !view;
  if (view) {
    title.textContent = heading(view);
    list.replaceChildren(...findings[view].map(entry));
  }
  if (!focused || focused.getClientRects().length) return;
  const target = view ? panel : last && !buttons[last].hidden ? buttons[last] : outside;
  target?.focus({ preventScroll: true });
}

/** @param {View} view */
function heading(view) {
  const { errors, lints, lint_count: count } = findings;
  if (view === "errors") return `Cannot be built: ${counted(errors.length, "error")}`;
  return lints.length < count ? `${counted(count, "finding")}, of which the first ${lints.length}` : counted(count, "finding");
}

/** @param {Finding} finding @returns {Node} */
function entry({ code, severity, message, path, line, column, drawn, href }) {
  const place = [path, line, column].filter(Boolean).join(":");
  // The first line of the drawing is above it already.
  const first = `${severity}[${code}]: ${message}\n`;
  return element("li", {},
    element("p", { class: named("place") }, place && href ? element("a", { href }, place) : place, " ", element("code", {}, code)),
    element("p", { class: named("message"), "data-severity": severity },
      element("strong", {}, `${severity[0].toUpperCase()}${severity.slice(1)}:`), " ", message),
    element("pre", { tabindex: "0", role: "group", "aria-label": `Source of ${place || code}` },
      drawn.startsWith(first) ? drawn.slice(first.length) : drawn));
}

function close() {
  if (view === "errors") write("hidden", JSON.stringify(findings.errors));
  open();
}

for (const name of VIEWS) buttons[name].addEventListener("click", () => (view === name ? close() : open(name)));
hide.addEventListener("click", close);
box.addEventListener("focusin", (/** @type {any} */ { relatedTarget }) => {
  if (relatedTarget && !box.contains(relatedTarget)) outside = relatedTarget;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && view && !event.defaultPrevented && !document.querySelector("dialog:modal")) close();
});
