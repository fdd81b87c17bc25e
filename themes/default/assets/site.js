// The small behaviours of every page. Each one adds to markup that works without it.
(() => {
  "use strict";

  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const sprite = one(".icon use")?.getAttribute("href").split("#")[0];

  /**
   * Makes an element with attributes and children; a child is a node or text.
   * @param {string} name @param {Record<string, string>} attributes @param {...(Node | string)} children
   */
  function element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    node.append(...children);
    return node;
  }

  /** An icon of the sprite, which stands beside words. @param {string} name */
  function icon(name) {
    const namespace = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(namespace, "svg");
    const use = document.createElementNS(namespace, "use");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${sprite}#${name}`);
    svg.append(use);
    return svg;
  }

  /** Storage may be forbidden; then nothing is kept. */
  function stored(kind, key, value) {
    try {
      const storage = window[kind];
      if (value === undefined) return storage.getItem(key);
      if (value === null) storage.removeItem(key);
      else storage.setItem(key, value);
    } catch {}
    return null;
  }

  /** Makes a link act as a button: a plain click, Enter or the space bar. */
  function actAsButton(link, act) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      act(link);
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      act(link);
    });
  }

  // Search: its script and style are fetched when it is likely to be wanted.

  const openers = all("[data-search-open]");
  const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
  let search;

  function loadSearch() {
    search ??= new Promise((resolve, reject) => {
      const { searchScript, searchStyle } = openers[0].dataset;
      const script = element("script", { src: searchScript });
      if (location.protocol !== "file:") script.type = "module";
      script.onload = () => resolve(globalThis.fingerpostSearchDialog);
      script.onerror = reject;
      one("[data-search-shell]")?.remove();
      document.head.append(element("link", { rel: "stylesheet", href: searchStyle }), script);
    });
    return search;
  }

  function openSearch(link) {
    one(".menu-dialog")?.close();
    loadSearch().then((dialog) => dialog.open(link)).catch(() => location.assign(link.href));
  }

  for (const link of openers) {
    actAsButton(link, openSearch);
    const prepare = () => loadSearch().then((dialog) => dialog.prepare(link)).catch(() => {});
    link.addEventListener("pointerover", prepare, { once: true });
    link.addEventListener("focus", prepare, { once: true });
    link.setAttribute("aria-keyshortcuts", isMac ? "/ Meta+K" : "/ Control+K");
    if (isMac) one("kbd + kbd", link).textContent = "⌘ K";
  }

  if (openers.length) {
    document.addEventListener("keydown", (event) => {
      const isLetter = event.key.toLowerCase() === "k" && (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;
      const isTyping = event.target.closest?.("input:not([type=radio]), textarea, select, [contenteditable]");
      const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping;
      if (!isLetter && !isSlash) return;
      event.preventDefault();
      openSearch(openers[0]);
    });
    if (new URLSearchParams(location.search).has("q")) openSearch(openers[0]);
    const suggestions = one("[data-search-suggest]");
    if (suggestions) loadSearch().then((dialog) => dialog.suggest(suggestions)).catch(() => {});
  }

  // The switch of the scheme.

  const scheme = one("[data-scheme-switch]");
  const isWide = matchMedia("(min-width: 60rem)");

  /** On narrow screens the switch stands in the footer, and in the menu while that is open. */
  function placeScheme() {
    one(isWide.matches ? ".masthead .band" : ".site-footer .band")?.append(scheme);
  }

  if (scheme) {
    const chosen = one(`[value="${root.dataset.scheme ?? "auto"}"]`, scheme);
    if (chosen) chosen.checked = true;
    scheme.addEventListener("change", (event) => {
      const { value } = event.target;
      if (value === "auto") delete root.dataset.scheme;
      else root.dataset.scheme = value;
      stored("localStorage", "fingerpost:scheme", value === "auto" ? null : value);
    });
    isWide.addEventListener("change", placeScheme);
    placeScheme();
    scheme.hidden = false;
  }

  // The menu: on narrow screens the navigation and the switch move into a dialog while it is open.

  const menu = one(".menu");
  const toggle = one("[data-nav-toggle]");
  if (menu && toggle) {
    const close = element("button", { type: "button", class: "plain-button" }, icon("close"), "Close");
    const dialog = element("dialog", { class: "menu-dialog", "aria-label": "Menu" },
      element("div", { class: "menu-top" }, element("span", {}, "Menu"), close));
    const place = document.createComment("");
    document.body.append(dialog);
    toggle.setAttribute("aria-expanded", "false");
    actAsButton(toggle, () => {
      menu.replaceWith(place);
      dialog.append(menu);
      if (scheme) dialog.append(scheme);
      dialog.showModal();
      toggle.setAttribute("aria-expanded", "true");
      showCurrent(dialog);
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => (event.target === dialog || event.target.closest("a")) && dialog.close());
    dialog.addEventListener("close", () => {
      place.replaceWith(menu);
      if (scheme) placeScheme();
      toggle.setAttribute("aria-expanded", "false");
    });
    isWide.addEventListener("change", () => dialog.close());

    const kept = stored("sessionStorage", "fingerpost:menu");
    if (kept) menu.scrollTop = Number(kept);
    showCurrent(menu);
    addEventListener("pagehide", () => stored("sessionStorage", "fingerpost:menu", String(menu.scrollTop)));
  }

  /** Brings the current entry into view inside its own scroll box; the page stays where it is. */
  function showCurrent(box) {
    const current = one("[aria-current]", box);
    if (!current) return;
    const outer = box.getBoundingClientRect();
    const inner = current.getBoundingClientRect();
    const isSeen = inner.top >= outer.top && inner.bottom <= Math.min(outer.bottom, innerHeight);
    if (!isSeen) box.scrollTop += inner.top - outer.top - outer.height / 3;
  }

  // "On this page": open beside the text, and the section that is being read is marked.

  const isBeside = matchMedia("(min-width: 80rem)");
  let contents;
  let sections = [];
  let marked;
  const near = new IntersectionObserver(mark, { rootMargin: "0px 0px -75% 0px" });
  const seen = new IntersectionObserver(mark);

  function adapt() {
    if (contents) contents.open = isBeside.matches;
  }

  /** Reads the contents list, at load and again when the preview has changed the page. */
  function followSections() {
    const last = contents;
    contents = one(".contents details");
    if (contents !== last) adapt();
    near.disconnect();
    seen.disconnect();
    sections = (contents ? all("a", contents) : [])
      .map((link) => ({ link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
      .filter((section) => section.heading);
    for (const { heading } of sections) {
      near.observe(heading);
      seen.observe(heading);
    }
  }

  function mark() {
    const rest = root.scrollHeight - innerHeight - scrollY;
    // The line that a section has to pass moves to the foot of the window towards the end, so the last ones pass too.
    const line = Math.max(innerHeight * 0.25, innerHeight - rest);
    const passed = sections.filter(({ heading }) => heading.getBoundingClientRect().top <= line);
    // Of short sections, the one that the reader asked for counts as long as its heading is in view.
    const asked = passed.find(({ link, heading }) => link.hash === location.hash && heading.getBoundingClientRect().top >= 0);
    const now = (asked ?? passed.at(-1))?.link;
    if (now === marked) return;
    marked?.removeAttribute("aria-current");
    marked = now;
    now?.setAttribute("aria-current", "location");
    if (now && isBeside.matches) showCurrent(one("ol", contents));
  }

  isBeside.addEventListener("change", adapt);
  addEventListener("scrollend", mark);
  addEventListener("hashchange", mark);
  followSections();

  // Copy buttons, after the code that they copy.

  const status = element("p", { class: "unseen", role: "status" });

  /** Each block of code gets a button, at load and again when the preview has changed the page. */
  function addCopyButtons() {
    const blocks = navigator.clipboard ? all(".code > pre") : [];
    if (blocks.length && !status.isConnected) document.body.append(status);
    for (const block of blocks) {
      const label = block.getAttribute("aria-label") ?? "code";
      if (!block.nextElementSibling?.matches(".copy")) block.after(copyButton());
      block.nextElementSibling.setAttribute("aria-label", `Copy ${label[0].toLowerCase()}${label.slice(1)}`);
    }
  }

  function copyButton() {
    const word = element("span", {}, "Copy");
    const button = element("button", { type: "button", class: "plain-button copy" }, icon("copy"), word);
    const show = (text, name) => {
      word.textContent = text;
      one("use", button).setAttribute("href", `${sprite}#${name}`);
    };
    button.addEventListener("click", async () => {
      const code = one("code", button.previousElementSibling).cloneNode(true);
      all(".prompt", code).forEach((prompt) => prompt.remove());
      try {
        await navigator.clipboard.writeText(code.textContent.trimEnd());
      } catch {
        status.textContent = "Could not copy";
        return;
      }
      show("Copied", "done");
      status.textContent = "Copied";
      setTimeout(() => {
        show("Copy", "copy");
        status.textContent = "";
      }, 3000);
    });
    return button;
  }

  addCopyButtons();

  // The day of the next review has passed, or that from which the document is in force has not come.

  function tellDays() {
    const now = new Date();
    const today = root.dataset.asOf ?? new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    for (const due of all(".due:not(.overdue) time[data-review-by]")) {
      if (due.dataset.reviewBy >= today) continue;
      const box = due.closest(".due");
      box.classList.add("overdue");
      box.replaceChildren(icon("late"), element("span", {}, "Review overdue since"), " ", due.cloneNode(true));
    }
    for (const start of all("[data-effective]")) start.hidden = start.dataset.effective <= today;
  }

  tellDays();

  // Task lists are a checklist. What is done is kept in this browser, for this version of the page.

  const BOXES = "li > input[type=checkbox], li > p:first-child > input[type=checkbox]";
  const doneKey = `fingerpost:done:${location.pathname}`;
  let checklist = [];

  /** The words of a task, without those of tasks below it. */
  function taskName(box) {
    const item = box.closest("li").cloneNode(true);
    all("ul, ol, .anchor", item).forEach((inner) => inner.remove());
    return item.textContent.trim().replace(/\s+/g, " ");
  }

  /** Makes the boxes work, at load and again when the preview has changed the page. */
  function makeChecklist() {
    const version = one(".prose[data-version]")?.dataset.version ?? "";
    const names = new Map();
    checklist = all(".prose").flatMap((prose) => all(BOXES, prose)).map((box) => {
      const name = taskName(box);
      const nth = (names.get(name) ?? 0) + 1;
      names.set(name, nth);
      box.disabled = false;
      box.setAttribute("aria-label", name);
      return { box, key: nth > 1 ? `${name} (${nth})` : name };
    });
    if (!checklist.length) return;
    if (!one(".checklist")) {
      const again = element("button", { type: "button", class: "plain-button" }, "Start again");
      again.addEventListener("click", startAgain);
      const bar = element("div", { class: "checklist" }, element("p", { role: "status" }), again);
      checklist[0].box.closest(".prose > *").before(bar);
    }
    const kept = readDone();
    const isOther = kept && kept.version !== version;
    if (kept && !isOther) for (const { box, key } of checklist) box.checked = kept.done.includes(key);
    tellDone(isOther ? "The page has a new version, so the list begins anew." : "");
  }

  function readDone() {
    try {
      const kept = JSON.parse(stored("localStorage", doneKey));
      return Array.isArray(kept?.done) ? kept : null;
    } catch {
      return null;
    }
  }

  function tellDone(more) {
    const done = checklist.filter(({ box }) => box.checked).length;
    one(".checklist p").textContent = `${done} of ${checklist.length} done. ${more}`.trim();
    one(".checklist button").hidden = checklist.every(({ box }) => box.checked === box.defaultChecked);
  }

  function startAgain() {
    if (!confirm("Start again? This takes away every tick that you have set on this page.")) return;
    for (const { box } of checklist) box.checked = box.defaultChecked;
    stored("localStorage", doneKey, null);
    checklist[0].box.focus();
    tellDone("");
  }

  document.addEventListener("change", (event) => {
    if (!checklist.some(({ box }) => box === event.target)) return;
    const version = one(".prose[data-version]")?.dataset.version ?? "";
    const done = checklist.filter(({ box }) => box.checked).map(({ key }) => key);
    stored("localStorage", doneKey, JSON.stringify({ version, done }));
    tellDone(readDone()?.done.length === done.length ? "" : "This browser does not keep the list: it is empty when you come back.");
  });

  makeChecklist();

  // What a term means, beside it, while it is pointed at or has the focus. A tap shows it, and a second one follows the link.

  const meaning = element("div", { id: "page:meaning", class: "meaning", popover: "manual", role: "tooltip" });
  let explained;
  let waiting;

  function explain(link) {
    clearTimeout(waiting);
    const told = all(".term[data-definition]").find((other) => other.href === link.href);
    if (!told || link === explained) return;
    leave();
    if (!meaning.isConnected) document.body.append(meaning);
    explained = link;
    meaning.textContent = told.dataset.definition;
    link.setAttribute("aria-describedby", meaning.id);
    meaning.showPopover();
    const place = link.getClientRects()[0];
    const box = meaning.getBoundingClientRect();
    const isBelow = place.bottom + box.height + 8 < innerHeight || place.top < box.height + 8;
    meaning.style.top = `${scrollY + (isBelow ? place.bottom + 4 : place.top - box.height - 4)}px`;
    meaning.style.left = `${scrollX + Math.max(8, Math.min(place.left, root.clientWidth - box.width - 8))}px`;
  }

  function leave() {
    clearTimeout(waiting);
    if (!explained) return;
    explained.removeAttribute("aria-describedby");
    explained = undefined;
    meaning.hidePopover();
  }

  if (meaning.showPopover) {
    const termOf = (event) => event.target.closest?.("a.term");
    let pointer = "mouse";
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType !== "mouse") return;
      clearTimeout(waiting);
      const link = termOf(event);
      if (link) waiting = setTimeout(() => explain(link), 200);
      else if (explained && !meaning.contains(event.target) && document.activeElement !== explained) waiting = setTimeout(leave, 300);
    });
    document.addEventListener("pointerdown", (event) => {
      pointer = event.pointerType;
      if (!termOf(event) && !meaning.contains(event.target)) leave();
    });
    document.addEventListener("focusin", (event) => {
      const link = termOf(event);
      if (link?.matches(":focus-visible")) explain(link);
      else if (link !== explained) leave();
    });
    document.addEventListener("click", (event) => {
      const link = termOf(event);
      if (!link || pointer === "mouse" || !event.detail || link === explained) return;
      event.preventDefault();
      explain(link);
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  }

  // The live preview has changed parts of the page.

  const CONTROLS = "[data-search-open], [data-scheme-switch], .menu, [data-nav-toggle]";
  const controls = new Set(all(CONTROLS));

  document.addEventListener("fingerpost:morphed", (event) => {
    const present = all(CONTROLS);
    // What controls do is bound to them once; for other ones the page has to be loaded again.
    if (present.length !== controls.size || present.some((control) => !controls.has(control))) return event.preventDefault();
    followSections();
    addCopyButtons();
    tellDays();
    makeChecklist();
    leave();
  });

  // On paper: the day of printing, and all of the page.

  let shut = [];
  addEventListener("beforeprint", () => {
    for (const printed of all("[data-printed]")) {
      one("dd", printed).textContent = new Date().toLocaleDateString(root.lang, { dateStyle: "long" });
      printed.hidden = false;
    }
    shut = all("main details:not([open])");
    shut.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => shut.forEach((details) => { details.open = false; }));
})();
