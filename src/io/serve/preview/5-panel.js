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
