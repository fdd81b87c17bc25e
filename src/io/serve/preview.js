// The browser's side of the live preview: shows each build in the open page without loading the page again.
// The server puts this script into the head of each page, not deferred: it has to see the page as it was served,
// before the scripts of the theme change it. Only what differs between two served pages is changed in the open one, so
// what scripts and readers did to it stays. All text goes in as text nodes.
(() => {
  "use strict";

  const root = document.documentElement;
  const script = document.currentScript;
  const preview = { built: null, connected: false, hash: script.dataset.hash };
  globalThis.fingerpostPreview = preview;

  /** Thrown where a change cannot be made in the open page. */
  const CANNOT = new Error("the page has to be loaded again");

  /** Storage may be forbidden; then nothing is kept. */
  function stored(key, value) {
    try {
      if (value === undefined) return JSON.parse(sessionStorage.getItem(`fingerpost-preview:${key}`));
      sessionStorage.setItem(`fingerpost-preview:${key}`, JSON.stringify(value));
    } catch {}
    return null;
  }

  // The page as it was served.

  /** The root of the page that was served last; it is never drawn. @type {Element} */
  let served;
  /** Where each node of a served page stands in the open one. @type {WeakMap<Node, Node>} */
  const twins = new WeakMap();

  function remember() {
    const copy = root.cloneNode(true);
    together(copy, root, (node, twin) => twins.set(node, twin));
    // Scripts in the head may have marked the root already, so nothing is known of its attributes.
    for (const { name } of root.attributes) copy.removeAttribute(name);
    served = plain(copy);
  }

  /** Walks two trees of the same shape side by side. */
  function together(one, other, act) {
    act(one, other);
    one.childNodes.forEach((child, place) => together(child, other.childNodes[place], act));
  }

  /** In `noscript` a parser without scripts finds elements, where this page has text. Neither is ever shown. */
  function plain(tree) {
    for (const part of tree.querySelectorAll("noscript")) part.replaceChildren();
    return tree;
  }

  // The page as it is served now.

  let wanted = preview.hash;
  let isUpdating = false;

  async function update(hash) {
    wanted = hash;
    if (isUpdating) return;
    isUpdating = true;
    try {
      // What came is at least as new as what was wanted when it was asked for.
      let goal;
      while (wanted !== preview.hash && wanted !== goal) {
        goal = wanted;
        await show(goal);
      }
    } catch {
      // The server is gone. It compares again when it is back.
    }
    isUpdating = false;
  }

  async function show(goal) {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.redirected) return location.replace(answer.url);
    const next = plain(new DOMParser().parseFromString(await answer.text(), "text/html").documentElement);
    const hash = next.querySelector(`script[src="${script.getAttribute("src")}"]`)?.dataset.hash;
    if (hash === preview.hash) return;
    try {
      if (!hash || fixed(next) !== fixed(served)) throw CANNOT;
      morph(served, next);
      served = next;
      preview.hash = hash;
    } catch {
      reload(hash ?? goal);
    }
  }

  /** What a browser acts on once, when it reads the page. */
  function fixed(page) {
    const parts = page.querySelectorAll("script[src]:not([data-hash]), meta[http-equiv], base");
    return [...parts].map((part) => part.outerHTML).join();
  }

  /** Loads the page again at the same place, but not round and round where that brings the same page. */
  function reload(goal) {
    const last = stored("place");
    const here = { path: location.pathname, from: preview.hash, goal };
    if (last?.path === here.path && last.from === here.from && last.goal === goal) return;
    stored("place", { ...here, left: scrollX, top: scrollY });
    location.reload();
  }

  function comeBack() {
    const { path, from, goal, left, top } = stored("place") ?? {};
    if (path !== location.pathname) return;
    stored("place", from === preview.hash ? { path, from, goal } : null);
    if (top) addEventListener("load", () => scrollTo({ left, top, behavior: "instant" }));
  }

  /** Pictures and style sheets whose files have changed under the same address are fetched again. */
  function renew(paths) {
    for (const user of document.querySelectorAll("img[src], link[rel=stylesheet]")) {
      const address = new URL(user.src ?? user.href);
      if (address.origin !== location.origin || !paths.includes(address.pathname)) continue;
      address.search = `?${Date.now()}`;
      if (user.localName === "link") swap(user, address.href);
      else user.src = address.href;
    }
  }

  // The change of the open page.

  /** Elements that were changed or added. @type {Set<Element>} */
  let changed;

  function morph(before, now) {
    changed = new Set();
    const keepPlace = holdPlace();
    const keepFocus = holdFocus();
    patchAttributes(before, now, root);
    for (const part of ["head", "body"]) patch(before.querySelector(part), now.querySelector(part));
    keepFocus();
    const elements = [...changed].filter((element) => document.body.contains(element));
    if (elements.length) {
      // A script that cannot take up the change says so by cancelling the event.
      const event = new CustomEvent("fingerpost:morphed", { detail: { changed: elements }, cancelable: true });
      if (!document.dispatchEvent(event)) throw CANNOT;
    }
    keepPlace();
  }

  /** Changes the twin of `before` as `before` has become `now`; false where scripts took the twin out of the page. */
  function patch(before, now) {
    const live = twins.get(before);
    if (before.isEqualNode(now)) {
      together(before, now, (old, fresh) => twins.set(fresh, twins.get(old)));
      return true;
    }
    if (!live.isConnected) return false;
    twins.set(now, live);
    if (!isElement(live)) {
      writeText(live, now.data);
      changed.add(live.parentElement);
      return true;
    }
    patchAttributes(before, now, live);
    if (patchChildren(before, now, live)) return true;
    if (live.parentElement === root) throw CANNOT;
    live.replaceWith(planted(now));
    return true;
  }

  const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;

  /** Writes only the letters that differ, so that a selection around them stays. */
  function writeText(live, text) {
    const old = live.data;
    const shorter = Math.min(old.length, text.length);
    let start = 0;
    let end = 0;
    while (start < shorter && old[start] === text[start]) start += 1;
    while (end < shorter - start && old.at(-1 - end) === text.at(-1 - end)) end += 1;
    live.replaceData(start, old.length - end - start, text.slice(start, text.length - end));
  }

  function patchAttributes(before, now, live) {
    for (const attribute of now.attributes) {
      const old = before.getAttribute(attribute.name);
      if (old === attribute.value) continue;
      // The page may have been given a script or style sheet of that address, by this element or for it.
      const user = old && [...document.querySelectorAll("script[src], link[rel=stylesheet]")]
        .find((user) => (user.getAttribute("src") ?? user.getAttribute("href")) === old && !leaving.has(user));
      if (user?.localName === "script") throw CANNOT;
      const next = user && swap(user, attribute.value);
      if (user === live) twins.set(now, next);
      else live.setAttributeNode(attribute.cloneNode());
      changed.add(live);
    }
    for (const { name } of before.attributes) {
      if (now.hasAttribute(name)) continue;
      live.removeAttribute(name);
      changed.add(live);
    }
  }

  /** Style sheets that go as soon as the next one is there. @type {WeakSet<Element>} */
  const leaving = new WeakSet();
  /** The style sheet that each new one takes the place of. @type {WeakMap<Element, Element>} */
  const replaced = new WeakMap();

  /** Loads a style sheet anew. The old one goes when the new one is there, so the page is never without. */
  function swap(sheet, href) {
    const next = sheet.cloneNode();
    leaving.add(sheet);
    replaced.set(next, sheet);
    next.setAttribute("href", href);
    next.addEventListener("load", () => {
      for (let old = sheet; old; old = replaced.get(old)) old.remove();
    });
    sheet.after(next);
    return next;
  }

  /** False where scripts have put other children in the place of those that were served. */
  function patchChildren(before, now, live) {
    const stands = (node) => twins.get(node).parentNode === live;
    const steps = align([...before.childNodes], [...now.childNodes]);
    const last = [...before.childNodes].findLast(stands);
    if (!last && before.hasChildNodes() && steps.some(([old]) => !old)) return false;
    const going = new Set(steps.filter(([, fresh]) => !fresh).map(([old]) => old));
    if (going.size) changed.add(live);
    let next = last ? twins.get(last).nextSibling : null;
    // Backwards, so that what comes next stands in its place already.
    for (const [old, fresh] of steps.reverse()) {
      if (!fresh) {
        if (going.has(old) && stands(old)) next = twins.get(old);
      } else if (old) {
        if (!patch(old, fresh)) return false;
        if (stands(fresh)) next = twins.get(fresh);
      } else {
        // What goes here and comes there has only moved.
        const moved = [...going].find((node) => node.isEqualNode(fresh) && stands(node));
        going.delete(moved);
        if (moved) patch(moved, fresh);
        const node = moved ? twins.get(fresh) : planted(fresh);
        next = live.insertBefore(node, node === next ? node.nextSibling : next);
        changed.add(isElement(node) ? node : live);
      }
    }
    for (const node of going) twins.get(node).remove();
    return true;
  }

  /** A copy of a served node for the open page. */
  function planted(node) {
    const copy = document.importNode(node, true);
    together(node, copy, (one, twin) => twins.set(one, twin));
    if (isElement(copy)) changed.add(copy);
    return copy;
  }

  // Which child has become which.

  /** Comparisons of two lists of children that are worth their time. */
  const MOST = 4_000_000;

  /** Names what a node is, apart from what it says. */
  function kind(node) {
    const identity = ["id", "class", "rel", "name", "property"];
    return isElement(node) ? [node.nodeName, ...identity.map((name) => node.getAttribute(name))].join() : node.nodeName;
  }

  /**
   * Pairs old and new children in order; one alone has gone or come. What comes stands before what goes.
   * @param {Node[]} before @param {Node[]} now @returns {[Node?, Node?][]}
   */
  function align(before, now) {
    const head = [];
    const tail = [];
    while (before.length && now.length && before[0].isEqualNode(now[0])) head.push([before.shift(), now.shift()]);
    while (before.length && now.length && before.at(-1).isEqualNode(now.at(-1))) tail.unshift([before.pop(), now.pop()]);
    return [...head, ...match(before, now), ...tail];
  }

  /** The pairs that keep most: the same counts more than the like, and an element more than text. */
  function match(before, now) {
    const describe = (node) => ({ kind: kind(node), text: node.outerHTML ?? node.data, weight: isElement(node) ? 2 : 1 });
    const olds = before.map(describe);
    const news = now.map(describe);
    // What stays the same in another place is not taken for another thing that has changed.
    const [oldTexts, newTexts] = [olds, news].map((nodes) => new Set(nodes.map(({ text }) => text)));
    const worth = (old, fresh) => {
      if (old.kind !== fresh.kind) return 0;
      if (old.text === fresh.text) return 3 * old.weight;
      return newTexts.has(old.text) || oldTexts.has(fresh.text) ? 0 : old.weight;
    };
    const width = now.length + 1;
    if (before.length * width > MOST) throw CANNOT;
    const best = new Uint32Array((before.length + 1) * width);
    for (let at = width + 1; at < best.length; at += 1) {
      if (at % width === 0) continue;
      const both = worth(olds[Math.floor(at / width) - 1], news[(at % width) - 1]);
      best[at] = Math.max(best[at - 1], best[at - width], both && best[at - width - 1] + both);
    }
    const steps = [];
    let row = before.length;
    let column = now.length;
    while (row || column) {
      const at = row * width + column;
      if (row && best[at] === best[at - width]) steps.push([before[--row]]);
      else if (column && best[at] === best[at - 1]) steps.push([undefined, now[--column]]);
      else steps.push([before[--row], now[--column]]);
    }
    return steps.reverse();
  }

  // What the reader looks at, and where the focus is.

  function holdPlace() {
    // Whoever is at the very top sees what is added there.
    if (scrollY === 0) return () => {};
    const seen = [];
    const text = document.querySelector("main") ?? document.body;
    for (const block of text.querySelectorAll("h1, h2, h3, h4, h5, h6, p, li, pre, tr, dt, dd, summary, figure, img")) {
      const { top, bottom, height } = block.getBoundingClientRect();
      if (height && top < innerHeight && bottom > 0) seen.push({ block, top });
    }
    const marks = [...seen.filter(({ top }) => top >= 0), ...seen];
    return () => {
      const mark = marks.find(({ block }) => block.isConnected && block.getClientRects().length && scrolls(block));
      if (mark) scrollBy({ top: mark.block.getBoundingClientRect().top - mark.top, behavior: "instant" });
    };
  }

  /** Whether an element scrolls with the page. */
  function scrolls(element) {
    for (let node = element; node; node = node.parentElement) if (/sticky|fixed/.test(getComputedStyle(node).position)) return false;
    return true;
  }

  function holdFocus() {
    const way = [];
    for (let node = document.activeElement; node && node !== document.body; node = node.parentElement) way.push(node);
    return () => way.some((node) => {
      if (document.activeElement !== node && node.isConnected) node.focus({ preventScroll: true });
      return document.activeElement === node;
    });
  }

  // The connection.

  const RETRY = 1000;
  const PATIENCE = 2000;
  let source;
  let retry;
  let worry;

  function connect() {
    disconnect();
    worry ??= setTimeout(tellConnection, PATIENCE, true);
    source = new EventSource(`/__fingerpost/events?path=${encodeURIComponent(location.pathname)}&hash=${encodeURIComponent(preview.hash)}`);
    source.onopen = () => {
      worry = clearTimeout(worry);
      preview.connected = true;
      tellConnection(false);
    };
    source.onerror = () => {
      disconnect();
      worry ??= setTimeout(tellConnection, PATIENCE, true);
      retry = setTimeout(connect, RETRY);
    };
    let isFirst = true;
    const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
    on("page", ({ hash }) => update(hash));
    on("files", ({ paths }) => renew(paths));
    on("findings", (findings) => {
      tellFindings(findings, isFirst);
      isFirst = false;
    });
    on("follow", ({ url }) => {
      if (new URL(url, location.href).pathname !== location.pathname) location.assign(url);
    });
    on("built", (built) => {
      preview.built = built;
      document.dispatchEvent(new CustomEvent("fingerpost:built", { detail: built }));
    });
  }

  function disconnect() {
    clearTimeout(retry);
    source?.close();
    preview.connected = false;
  }

  // A browser opens six connections to a host, and each stream holds one. So pages that are seen keep theirs, and the
  // page that was seen last; the others catch up when they are shown again.
  const sight = new BroadcastChannel("fingerpost-preview");
  sight.onmessage = () => {
    if (!document.hidden) return;
    worry = clearTimeout(worry);
    disconnect();
  };

  function appear() {
    if (document.hidden) return;
    sight.postMessage("seen");
    if (!preview.connected) connect();
  }

  // What the preview says of itself: findings in a panel, and buttons that open it.

  function element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    node.append(...children);
    return node;
  }

  const named = (name) => `fingerpost-preview-${name}`;
  const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  const PANEL = "fingerpost-preview:panel";
  const TITLE = "fingerpost-preview:title";
  const spoken = element("p", { class: named("unseen"), role: "status" });
  const connection = element("p", { class: named("note") });
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

  let findings = { errors: [], lints: [], lint_count: 0 };
  /** Which findings the panel shows. @type {"errors" | "lints" | undefined} */
  let view;
  /** Where the focus was before it came here. @type {HTMLElement | undefined} */
  let outside;

  // The style sheet is there before it is wanted: the server may be gone by then.
  const sheet = element("link", { rel: "stylesheet", href: script.getAttribute("src").replace(/js$/, "css") });
  const isReady = new Promise((resolve) => { sheet.onload = sheet.onerror = resolve; }).then(() => document.body.append(box));

  async function tellConnection(isLost) {
    await isReady;
    const words = isLost ? "Preview is not connected" : "";
    if (connection.textContent !== words) spoken.textContent = connection.textContent = words;
  }

  /** Hard errors show themselves, save those that the reader has hidden when all that came is a new connection. */
  async function tellFindings(news, isFirst) {
    await isReady;
    const isSame = JSON.stringify(news) === JSON.stringify(findings);
    if (isSame && (view === "errors" || !news.errors.length)) return;
    const hadErrors = findings.errors.length > 0;
    findings = news;
    const isHidden = isFirst && stored("hidden") === JSON.stringify(news.errors);
    if (news.errors.length && !isHidden) {
      spoken.textContent = heading("errors");
      return open("errors");
    }
    if (!news.errors.length) stored("hidden", null);
    if (!news.errors.length && hadErrors) spoken.textContent = "All pages can be built again";
    open(news[view]?.length ? view : undefined);
  }

  /** Shows findings of one sort, or none. */
  function open(next) {
    const focused = box.contains(document.activeElement) && document.activeElement;
    const last = view;
    view = next;
    for (const name in buttons) {
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
    const goal = view ? panel : last && !buttons[last].hidden ? buttons[last] : outside;
    goal?.focus({ preventScroll: true });
  }

  function heading(view) {
    const { errors, lints, lint_count: count } = findings;
    if (view === "errors") return `Cannot be built: ${counted(errors.length, "error")}`;
    return lints.length < count ? `${counted(count, "finding")}, of which the first ${lints.length}` : counted(count, "finding");
  }

  function entry({ code, severity, message, path, line, column, drawn, href }) {
    const place = [path, line, column].filter(Boolean).join(":");
    // The first line of the drawing says what stands above it already.
    const first = `${severity}[${code}]: ${message}\n`;
    return element("li", {},
      element("p", { class: named("place") }, place && href ? element("a", { href }, place) : place, " ", element("code", {}, code)),
      element("p", { class: named("message"), "data-severity": severity },
        element("strong", {}, `${severity[0].toUpperCase()}${severity.slice(1)}:`), " ", message),
      element("pre", { tabindex: "0", role: "group", "aria-label": `Source of ${place || code}` },
        drawn.startsWith(first) ? drawn.slice(first.length) : drawn));
  }

  function close() {
    if (view === "errors") stored("hidden", JSON.stringify(findings.errors));
    open();
  }

  for (const name in buttons) buttons[name].addEventListener("click", () => (view === name ? close() : open(name)));
  hide.addEventListener("click", close);
  box.addEventListener("focusin", ({ relatedTarget }) => {
    if (relatedTarget && !box.contains(relatedTarget)) outside = relatedTarget;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && view && !event.defaultPrevented && !document.querySelector("dialog:modal")) close();
  });

  function start() {
    document.head.append(sheet);
    comeBack();
    appear();
    addEventListener("pagehide", disconnect);
    addEventListener("pageshow", (event) => event.persisted && appear());
    document.addEventListener("visibilitychange", appear);
  }

  // Once the page is read it is too late to see it as it was served, and each change loads it again.
  if (document.readyState !== "loading") return start();

  document.addEventListener("readystatechange", () => {
    remember();
    start();
  }, { once: true });
})();
