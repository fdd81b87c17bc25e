// The search dialog. Made here, filled by `fingerpostSearch` from search-engine.js, opened by site.js.
// A plain script without import or export, so that it also loads from file:. All text goes in as text nodes.
(() => {
  "use strict";

  /** Milliseconds without a key, until an answer is sought and until its count is told. */
  const TYPING = 200;
  const PAUSE = 300;
  const LIMIT = 10;
  const SUGGESTIONS = 5;

  /** The link that opened the dialog: it carries the addresses of the engine, the index and the list of all pages. */
  let opener;
  let loading;
  let timer;
  let options = [];
  let active = -1;
  // Each question takes a number; only the answer to the latest one is shown.
  let asked = 0;
  let answered = 0;
  let hurried = false;
  let returning = true;
  const chosen = { kind: "", tag: "" };

  const input = element("input", {
    class: "search-input", type: "text", role: "combobox", "data-search-input": "",
    "aria-label": "Search", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "search:results",
    placeholder: "Search this site", autocomplete: "off", autocapitalize: "none", spellcheck: "false", enterkeyhint: "go",
  });
  const close = element("button", { class: "search-close", type: "button" }, "Close");
  const filters = element("div", { class: "search-filters", role: "group", "aria-label": "Filters" });
  const status = element("div", { class: "search-status", role: "status", dir: "auto" });
  const list = element("div", {
    class: "search-results", id: "search:results", role: "listbox", "aria-label": "Results", "data-search-results": "", hidden: "",
  });
  const help = element("div", { class: "search-help" });
  const dialog = element("dialog", { class: "search", "aria-label": "Search" },
    element("div", { class: "search-top" }, input, close),
    element("div", { class: "search-bar" }, status, filters),
    list, help,
    element("div", { class: "search-keys" }, keys("choose", "↑", "↓"), keys("open", "Enter"),
      keys("open in a new tab", /Mac/.test(navigator.platform) ? "⌘" : "Ctrl", "Enter"), keys("close", "Esc")),
  );
  document.body.append(dialog);

  input.addEventListener("input", () => ask(TYPING));
  input.addEventListener("keydown", press);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", leave);
  dialog.addEventListener("mousedown", (event) => event.target === dialog && dialog.close());
  list.addEventListener("click", follow);
  // The field keeps the focus while the mouse is used.
  list.addEventListener("mousedown", (event) => event.target.closest("a") && event.preventDefault());

  // In the preview, an index that has changed is read again.
  document.addEventListener("fingerpost:built", () => { loading = undefined; });

  globalThis.fingerpostSearchDialog = { open, prepare, suggest };

  /**
   * Opens the dialog, with the words and filters of the address if it has any.
   * @param {HTMLAnchorElement} [link] @param {string} [query]
   */
  async function open(link, query) {
    prepare(link);
    await styled(opener.dataset.searchStyle);
    if (!dialog.open) dialog.showModal();
    returning = true;
    const address = new URLSearchParams(location.search);
    for (const name in chosen) chosen[name] = address.get(name) ?? chosen[name];
    showChosen();
    input.value = query ?? address.get("q") ?? input.value;
    input.focus();
    input.select();
    ask();
  }

  /** Loads what the first search needs, for an opener that is likely to be used. */
  function prepare(link) {
    opener = link ?? opener ?? document.querySelector("[data-search-open]");
    load().then((index) => index.warm()).catch(() => {});
  }

  /** Fills an element of the page "not found" with links to pages like the address that was typed. */
  async function suggest(place) {
    prepare();
    const pages = await likely().catch(() => []);
    if (!pages.length) return;
    place.replaceChildren(
      element("h2", {}, "Did you mean one of these?"),
      element("ul", { class: "page-list" }, ...pages.map(({ url, title, path }) =>
        element("li", {}, element("a", { href: url, dir: "auto" }, title), element("p", {}, path.join(" › "))))),
    );
    place.hidden = false;
  }

  // Asking

  async function ask(pause = 0) {
    const number = ++asked;
    hurried = false;
    activate(-1);
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (number !== asked) return;
    const query = input.value.trim();
    if (!query) {
      answered = number;
      show([], start());
      return say("", 0);
    }
    say("Searching…");
    const answer = await search(query).catch(() => null);
    if (number !== asked) return;
    answered = number;
    if (!answer) {
      show([], failure());
      return say("Search could not be loaded.");
    }
    show(answer.results, answer.total ? [] : nothing(answer.words ?? []));
    say(summary(answer, query));
    if (hurried) options[0]?.click();
  }

  async function search(query) {
    const index = await load();
    return index.search(query, { kind: chosen.kind || undefined, tag: chosen.tag || undefined, limit: LIMIT });
  }

  function load() {
    loading ??= engine().then((search) => search.open(indexAddress().href)).then(offerFilters);
    // The next question tries again.
    loading.catch(() => { loading = undefined; });
    return loading;
  }

  function engine() {
    return new Promise((resolve, reject) => {
      if (globalThis.fingerpostSearch) return resolve(globalThis.fingerpostSearch);
      const script = element("script", { src: opener.dataset.searchEngine });
      if (location.protocol !== "file:") script.type = "module";
      script.onload = () => resolve(globalThis.fingerpostSearch);
      script.onerror = reject;
      document.head.append(script);
    });
  }

  function styled(href) {
    const links = [...document.querySelectorAll("link[rel=stylesheet]")];
    const link = links.find((link) => link.getAttribute("href") === href) ?? element("link", { rel: "stylesheet", href });
    if (link.sheet) return;
    return new Promise((resolve) => {
      link.addEventListener("load", resolve);
      link.addEventListener("error", resolve);
      // A sheet that failed before tells nothing now.
      setTimeout(resolve, 1000);
      if (!link.isConnected) document.head.append(link);
    });
  }

  function indexAddress() {
    return new URL(opener.dataset.searchIndex, document.baseURI);
  }

  /** Pages for the last step of the address, or else for all of its steps. */
  async function likely() {
    const root = indexAddress().pathname.split("/");
    const steps = decodeURIComponent(location.pathname).split("/").filter((step, place) => step !== root[place]);
    // A dash before a digit stays: it may be part of a document number.
    const words = steps.map((step) => step.replace(/\.\w+$/, "").replace(/[^\p{L}\p{N}-]+|-(?!\d)/gu, " ").trim())
      .filter((step) => step && step !== "index");
    if (!words.length) return [];
    const index = await load();
    for (const query of [words.at(-1), words.join(" ")]) {
      const { results } = await index.search(query, { limit: SUGGESTIONS });
      if (results.length) return results.slice(0, SUGGESTIONS);
    }
    return [];
  }

  // Showing

  function show(results, advice) {
    options = [];
    list.replaceChildren(...results.map(group));
    list.scrollTop = 0;
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    help.replaceChildren(...advice);
    help.hidden = !advice.length;
  }

  function group(page, number) {
    const id = `search:page-${number}`;
    const head = [
      element("div", { class: "search-title", id, dir: "auto" }, ...marked(page.titleMarks ?? [[page.title, false]])),
      element("div", { class: "search-facts" }, ...facts(page)),
    ];
    return element("div", { class: "search-group", role: "group", "aria-labelledby": id },
      ...page.sections.map((section, place) => option(section, place ? [] : head)));
  }

  /** One section as a link. The first of a page also holds what is known of the page. */
  function option(section, head) {
    const link = element("a", {
      class: "search-option", id: `search:option-${options.length}`, role: "option", "aria-selected": "false", tabindex: "-1", href: section.url,
    }, ...head);
    if (section.title) link.append(element("div", { class: "search-heading", dir: "auto" }, section.title));
    if (section.excerpt?.length) link.append(element("div", { class: "search-excerpt", dir: "auto" }, ...marked(section.excerpt)));
    options.push(link);
    return link;
  }

  /** The state with its word, the document number and the way to the page: what there is of them. */
  function facts({ state, code, path }) {
    const all = path.flatMap((step, place) => [
      element("span", { "aria-hidden": "true" }, place ? " › " : ""), element("span", { dir: "auto" }, step), " ",
    ]);
    if (code) all.unshift(element("b", {}, code), " ");
    if (!state) return all;
    const word = state === "review" ? "in review" : state;
    return [element("strong", { class: "search-state", "data-state": state }, word[0].toUpperCase() + word.slice(1)), " ", ...all];
  }

  function marked(pieces) {
    return pieces.map(([text, mark]) => (mark ? element("mark", {}, text) : text));
  }

  function summary({ total, corrected }, query) {
    if (!total) return `No results for ${query}`;
    const count = `${total} ${total === 1 ? "result" : "results"}`;
    return corrected ? `Showing results for ${corrected}: ${count}` : `${count} for ${query}`;
  }

  function start() {
    return [element("p", {}, "Type a word, a phrase in quotes or a document number, or ", everyPage(), ".")];
  }

  function failure() {
    return [element("p", {}, "Try again in a moment, or ", everyPage(), ".")];
  }

  function nothing(words) {
    const advice = [element("p", {}, "Check the spelling, use fewer or other words, or ", everyPage(), ".")];
    if (chosen.kind || chosen.tag) advice.unshift(element("p", {}, button("Search without filters", unfilter)));
    if (words.length) {
      advice.unshift(element("p", {}, "Nearest words:"),
        element("ul", { class: "search-words" }, ...words.map((word) => element("li", {}, button(word, () => retype(word))))));
    }
    return advice;
  }

  function everyPage() {
    return element("a", { href: opener.href }, "look through the list of all pages");
  }

  /** Tells the count, and keeps the address, once the reader pauses. */
  function say(text, pause = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      status.textContent = text;
      keepAddress(input.value.trim());
    }, pause);
  }

  // Filters

  function offerFilters(index) {
    const { kinds = [], tags = [] } = index.filters ?? {};
    filters.replaceChildren(...filter("kind", "Kind", kinds), ...filter("tag", "Tag", tags));
    showChosen();
    return index;
  }

  function filter(name, label, entries) {
    if (entries.length < 2) {
      chosen[name] = "";
      return [];
    }
    const select = element("select", { name }, element("option", { value: "" }, "All"),
      ...entries.map((entry) => element("option", { value: entry.name }, `${entry.name} (${entry.count})`)));
    select.addEventListener("change", () => {
      chosen[name] = select.value;
      ask();
    });
    return [element("label", {}, label, " ", select)];
  }

  function showChosen() {
    for (const select of filters.querySelectorAll("select")) {
      select.value = chosen[select.name];
      // A name that the site does not have counts as none.
      if (select.selectedIndex < 0) select.value = chosen[select.name] = "";
    }
  }

  function unfilter() {
    chosen.kind = chosen.tag = "";
    showChosen();
    retype(input.value);
  }

  function retype(query) {
    input.value = query;
    input.focus();
    ask();
  }

  // Keys and mouse

  function press(event) {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    if (event.isComposing || shiftKey || altKey) return;
    if (key === "Enter") {
      event.preventDefault();
      return enter(ctrlKey || metaKey);
    }
    if (ctrlKey || metaKey) return;
    if (key === "ArrowLeft" || key === "ArrowRight") return activate(-1);
    const place = goal(key);
    if (place === undefined || !options.length) return;
    event.preventDefault();
    activate(place);
  }

  /** The option a key leads to; -1 is the field itself. Home and End first move within the text that was typed. */
  function goal(key) {
    const last = options.length - 1;
    const inList = active >= 0;
    if (key === "ArrowDown") return active === last ? -1 : active + 1;
    if (key === "ArrowUp") return inList ? active - 1 : last;
    if (key === "Home" && (inList || input.selectionEnd === 0)) return 0;
    if (key === "End" && (inList || input.selectionStart === input.value.length)) return last;
  }

  function activate(place) {
    options[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = options[active];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function enter(newTab) {
    // The answer to what was typed last is still on its way.
    if (active < 0 && asked !== answered) {
      hurried = true;
      return;
    }
    const option = options[Math.max(active, 0)];
    if (newTab && option) window.open(option.href, "_blank", "noopener");
    else option?.click();
  }

  function follow(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    // "Back" from another page leads to these results again.
    if (link.host + link.pathname !== location.host + location.pathname) return keepAddress(input.value.trim());
    returning = false;
    keepAddress("");
    dialog.close();
  }

  function leave() {
    asked = answered = asked + 1;
    clearTimeout(timer);
    keepAddress("");
    if (returning) opener.focus({ preventScroll: true });
  }

  /** Writes the question into the address, so that it can be shared; an empty one is taken out. */
  function keepAddress(query) {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries({ q: query, ...chosen })) {
      if (query && value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    if (address.href === location.href) return;
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // Some browsers forbid it for files, or when it comes too often: then this search is not shared.
    }
  }

  // Elements

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function button(text, act) {
    const made = element("button", { type: "button" }, text);
    made.addEventListener("click", act);
    return made;
  }

  function keys(effect, ...names) {
    return element("span", {}, ...names.flatMap((name) => [element("kbd", {}, name), " "]), effect);
  }
})();
