// @ts-check
// The search dialog, opened by the links that site.js binds. It works from `file:` too.

import { one } from "../shared/dom.js";
import { markActive } from "./active-option.js";
import { failure, moreResults, noResults, start } from "./advice.js";
import { createDialog } from "./dialog.js";
import { chosen, clearChosen, offerFilters, readChosen, showChosen } from "./filters.js";
import { selectedBy } from "./keys.js";
import { indexUrl, loadStyle, openIndex } from "./loader.js";
import { forget, recent, remember } from "./recent.js";
import { resultGroups } from "./results.js";
import { saveQuery } from "./share-query.js";
import { createStatus } from "./status.js";
import { likelyPages, showSuggestions } from "./suggestions.js";
import { summary } from "./wording.js";

/** Milliseconds without a key until a query runs. */
const TYPING = 200;
const MAX_RESULTS = 10;

/** The link that opened the dialog. It has the URLs of the engine, the index and the list of all pages. @type {HTMLAnchorElement} */
let opener;
/** @type {Promise<import("./loader.js").SearchIndex> | undefined} */
let loading;
/** @type {HTMLAnchorElement[]} */
let options = [];
let active = -1;
// Queries are numbered; only the answer to the latest is shown.
let latest = 0;
let answered = 0;
/** Whether Enter was pressed before the answer came. */
let opensFirst = false;
/** Whether the focus goes back to the opener. */
let returnsFocus = true;

const { dialog, input, filters, status, list, help } = createDialog();
const { announce, cancel } = createStatus(status, () => saveQuery(input.value.trim(), chosen));
input.addEventListener("input", () => run(TYPING));
input.addEventListener("keydown", press);
dialog.addEventListener("close", leave);
list.addEventListener("click", follow);
// In the preview, an index that has changed is loaded again.
document.addEventListener("fingerpost:built", () => { loading = undefined; });
Object.assign(globalThis, { fingerpostSearchDialog: { open, prepare, suggest } });

/** Opens the dialog, with the query and the filters of the URL if it has any. @param {HTMLAnchorElement} [link] @param {string} [query] */
async function open(link, query) {
  prepare(link);
  await loadStyle(opener.dataset.searchStyle);
  if (!dialog.open) dialog.showModal();
  returnsFocus = true;
  const url = new URLSearchParams(location.search);
  readChosen(url);
  showChosen(filters);
  input.value = query ?? url.get("q") ?? input.value;
  input.focus();
  input.select();
  run();
}

/** Loads what the first search needs. @param {HTMLAnchorElement} [link] */
function prepare(link) {
  opener = link ?? opener ?? one("[data-search-open]");
  load().catch(() => {});
}

/** Fills a place on the page "not found" with likely pages. @param {HTMLElement} place */
async function suggest(place) {
  prepare();
  showSuggestions(place, await likelyPages(load, indexUrl(opener)).catch(() => /** @type {import("./loader.js").Result[]} */ ([])));
}

function load() {
  loading ??= openIndex(opener).then((index) => {
    offerFilters(filters, index.filters ?? {}, run);
    return index;
  });
  // The next query tries again.
  loading.catch(() => { loading = undefined; });
  return loading;
}

/** Runs the query of the field after a pause. With `more`, it shows more than before, and reads as much as that needs. @returns {Promise<void>} */
async function run(pause = 0, more = false) {
  const number = ++latest;
  const shown = more ? list.childElementCount : 0;
  opensFirst = false;
  activate(-1);
  await new Promise((resolve) => setTimeout(resolve, pause));
  if (number !== latest) return;
  const query = input.value.trim();
  if (!query) {
    answered = number;
    const index = indexUrl(opener);
    show([], start(opener.href, recent(index), retype, () => { forget(index); retype(""); }));
    return announce("", 0);
  }
  announce("Searching…");
  const { kind, tag, state } = chosen;
  const wanted = { kind, tag, state, limit: shown + MAX_RESULTS, all: more };
  const answer = await load().then((index) => index.search(query, wanted)).catch(() => /** @type {undefined} */ (undefined));
  if (number !== latest) return;
  answered = number;
  if (!answer) {
    show([], failure(opener.href));
    return announce("Search could not be loaded.");
  }
  const { total, results, words = [] } = answer;
  const searchAll = kind || tag || state ? () => { clearChosen(filters); retype(input.value); } : undefined;
  const isMore = results.length < total && results.length > shown;
  show(results, total ? (isMore ? moreResults(showMore) : []) : noResults(opener.href, words, retype, searchAll));
  announce(summary(answer, query));
  if (opensFirst) options[0]?.click();
}

/** Shows more results, and selects the first that was not shown before. */
async function showMore() {
  const shown = options.length;
  input.focus();
  const done = run(0, true);
  const number = latest;
  await done;
  if (number === latest && options.length > shown) activate(shown);
}

/** @param {import("./loader.js").Result[]} results @param {Node[]} advice */
function show(results, advice) {
  const found = resultGroups(results);
  options = found.options;
  list.replaceChildren(...found.groups);
  list.scrollTop = 0;
  list.hidden = !options.length;
  input.setAttribute("aria-expanded", String(!list.hidden));
  help.replaceChildren(...advice);
  help.hidden = !advice.length;
}

/** @param {string} query */
function retype(query) {
  input.value = query;
  input.focus();
  run();
}

/** @param {KeyboardEvent} event */
function press(event) {
  const { key, ctrlKey, metaKey } = event;
  if (event.isComposing || event.shiftKey || event.altKey) return;
  if (key === "Enter") {
    event.preventDefault();
    return enter(ctrlKey || metaKey);
  }
  if (ctrlKey || metaKey) return;
  const { selectionStart, selectionEnd, value } = input;
  const selected = selectedBy(key, { active, count: options.length, isAtStart: selectionEnd === 0, isAtEnd: selectionStart === value.length });
  if (selected === undefined) return;
  // Left and right also move the caret.
  if (key !== "ArrowLeft" && key !== "ArrowRight") event.preventDefault();
  activate(selected);
}

/** @param {number} place */
function activate(place) {
  markActive(input, options[active], options[place]);
  active = place;
}

/** @param {boolean} inNewTab */
function enter(inNewTab) {
  opensFirst = active < 0 && latest !== answered;
  if (opensFirst) return;
  const option = options[Math.max(active, 0)];
  if (inNewTab && option) remember(indexUrl(opener), input.value.trim());
  if (inNewTab && option) window.open(option.href, "_blank", "noopener");
  else option?.click();
}

/** @param {MouseEvent} event */
function follow(event) {
  const link = /** @type {Element} */ (event.target).closest("a");
  if (!link) return;
  remember(indexUrl(opener), input.value.trim());
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  // "Back" from another page shows these results again.
  if (link.host + link.pathname !== location.host + location.pathname) return saveQuery(input.value.trim(), chosen);
  returnsFocus = false;
  saveQuery("", chosen);
  dialog.close();
}

function leave() {
  latest = answered = latest + 1;
  cancel();
  saveQuery("", chosen);
  if (returnsFocus) opener.focus({ preventScroll: true });
}
