/**
 * One visit for all that several tests want to know of a page: to each page of a site, and to each kind of page on a device.
 */
import { namelessOf, readAccessibility } from "./access.mjs";
import { DESKTOP, PHONE, problemsOf, settle, tour } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { prepare } from "./measure.mjs";
import { stress } from "./site.mjs";

const surveys = new Map();

/**
 * @param {() => Promise<{ home: string, pages: string[] }>} make one of the sites of `site.mjs`
 * @returns {Promise<Map<string, Awaited<ReturnType<typeof look>>>>} what each page is like, by its path
 */
export function survey(make) {
  if (!surveys.has(make)) surveys.set(make, visitAll(make));
  return surveys.get(make);
}

async function visitAll(make) {
  const { home, pages } = await make();
  const answers = await tour(pages.map((path) => home + path), {}, look);
  return new Map(pages.map((path, place) => [path, answers[place]]));
}

async function look(page) {
  await settle(page);
  const problems = await problemsOf(page);
  return { problems, ...(await readAccessibility(page)), ...(await page.evaluate(facts)) };
}

/** What the document says of itself, what is taken out of its order, and the targets of each name that links of its text have. */
export function facts() {
  const targets = {};
  for (const link of document.querySelectorAll("main a[href]")) {
    const name = (link.getAttribute("aria-label") ?? link.innerText).trim().replace(/\s+/g, " ");
    if (name && !(targets[name] ??= []).includes(link.href)) targets[name].push(link.href);
  }
  return {
    targets,
    outOfOrder: [...document.querySelectorAll("[tabindex]")].filter((element) => element.tabIndex > 0).map((element) => element.outerHTML.slice(0, 80)),
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    title: document.title,
    viewport: document.querySelector("meta[name=viewport]")?.content ?? "",
    hooks: ["search-open", "search-input", "search-results", "nav-toggle"].filter((name) => !document.querySelector(`[data-${name}]`)),
    skip: document.querySelector(document.querySelector("a[href^='#']").getAttribute("href").replace(/[:]/g, "\\:"))?.localName,
  };
}

const DEVICES = { desktop: { size: DESKTOP }, phone: { size: PHONE, touch: true } };
const WIDTHS = [320, 390, 768, 1024, 1280, 1440];
const measured = new Map();

/**
 * What each kind of page of the hard site is like on a device: what moved while it was loaded and read, its small targets
 * and nameless controls, and on a desktop where it is wider than a window.
 * @param {"desktop" | "phone"} device
 */
export function measures(device) {
  if (!measured.has(device)) measured.set(device, measureAll(device));
  return measured.get(device);
}

async function measureAll(device) {
  const { home } = await stress();
  const kinds = Object.keys(KINDS);
  const how = { ...DEVICES[device], still: false, before: (page) => page.addInitScript(noteShifts) };
  return tour(Object.values(KINDS).map((path) => home + path), how, async (page, place) => {
    await page.waitForTimeout(150);
    await page.mouse.wheel(0, 1500);
    await settle(page, 100);
    const shifts = await page.evaluate(() => globalThis.shifts);
    await prepare(page);
    const small = await page.evaluate(() => look.smallTargets("body"));
    const nameless = await namelessOf(page);
    const tooWide = device === "desktop" ? await widePlaces(page, how.size) : [];
    return { kind: kinds[place], shifts, small, nameless, tooWide };
  });
}

/** Where a page is wider than a window. The window has its size again when the next page is opened. */
async function widePlaces(page, size) {
  const found = [];
  for (const width of WIDTHS) {
    await resize(page, { width, height: 800 });
    const wide = await page.evaluate(widest);
    if (wide) found.push(`at ${width}: ${wide}`);
  }
  await resize(page, { width: 640, height: 800 });
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "212%"));
  const wide = await page.evaluate(widest);
  await resize(page, size);
  return wide ? [...found, `with large text: ${wide}`] : found;
}

/** Sets the size of the window, and waits until the page is drawn in it. */
async function resize(page, size) {
  await page.setViewportSize(size);
  await page.waitForFunction((width) => innerWidth === width, size.width);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

function widest() {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth && document.body.scrollWidth <= root.clientWidth) return undefined;
  const out = [...document.body.querySelectorAll("*")].filter((element) => {
    for (let at = element.parentElement; at; at = at.parentElement) if (getComputedStyle(at).overflowX !== "visible") return false;
    return element.getBoundingClientRect().right > root.clientWidth + 1;
  });
  return `${root.scrollWidth} px wide, ${out.slice(-2).map((element) => `${element.localName}.${element.className}`).join(", ")}`;
}

function noteShifts() {
  globalThis.shifts = { sum: 0, sources: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      globalThis.shifts.sum += entry.value;
      globalThis.shifts.sources.push(...entry.sources.map(({ node }) => `${node?.localName ?? node?.nodeName}.${node?.className ?? ""}`));
    }
  }).observe({ type: "layout-shift", buffered: true });
}
