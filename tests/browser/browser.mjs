/**
 * One Chromium for all tests. All that goes wrong on a visit is noted.
 *
 * A new context and its processes cost twice what a page does, so a tab is used again, without what is stored in it.
 */
import { chromium } from "playwright-core";
import { blankOf, isServed } from "./server.mjs";

const PATH = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

let running;
/** The shared browser. */
export const browser = () => (running ??= chromium.launch({ executablePath: PATH, args: ARGUMENTS }));

export async function closeBrowser() {
  await (await running)?.close();
}

/**
 * Opens a URL and hands the page to `work`. Whatever runs `before`, it has a context of its own.
 * @param {string} url
 * @param {{ size?: {width: number, height: number}, scheme?: "light"|"dark", still?: boolean,
 *   script?: boolean, touch?: boolean, before?: (page) => Promise<void> | void }} how
 */
export async function visit(url, how, work) {
  const tabs = tabsFor(how);
  const page = (!how.before && tabs.pop()) || (await newTab(how));
  let isClean = false;
  try {
    page.problems.length = 0;
    await page.setViewportSize(how.size ?? DESKTOP);
    await page.emulateMedia({
      media: null,
      colorScheme: how.scheme ?? "light",
      forcedColors: "none",
      reducedMotion: how.still === false ? "no-preference" : "reduce",
    });
    await how.before?.(page);
    if (url) await page.goto(url, { waitUntil: "load" });
    const answer = await work(page);
    isClean = !how.before && (await clear(page));
    return answer;
  } finally {
    if (isClean) tabs.push(page);
    else await page.context().close();
  }
}

/** Tabs that wait for their next visit, by what is fixed in their contexts. */
const waiting = new Map();

function tabsFor({ script = true, touch = false }) {
  const kind = `${script} ${touch}`;
  if (!waiting.has(kind)) waiting.set(kind, []);
  return waiting.get(kind);
}

async function newTab({ script = true, touch = false }) {
  const context = await (await browser()).newContext({
    javaScriptEnabled: script,
    hasTouch: touch,
    isMobile: touch,
    locale: "en-GB",
    timezoneId: "Europe/London",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(6000);
  return openPage(context);
}

/** Leaves the page, and removes what the visit stored. Returns whether nothing of it is left. */
async function clear(page) {
  const url = page.url();
  if (!isServed(url)) return false;
  for (const other of page.context().pages()) if (other !== page) await other.close();
  await page.mouse.move(0, 0);
  // Pages may store something when they are left.
  await page.goto(blankOf(url));
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  return true;
}

/** Opens an empty page beside others; all that goes wrong in it is noted. */
export async function openPage(context) {
  const page = await context.newPage();
  page.problems = watch(page);
  await page.addInitScript(noteViolations);
  return page;
}

/** Goes through many URLs with two pages of one size and scheme, and returns all answers of `work`, in order. */
export async function tour(urls, how, work) {
  const answers = [];
  const queue = [...urls].entries();
  const walk = () =>
    visit(undefined, how, async (page) => {
      for (const [place, url] of queue) {
        page.problems.length = 0;
        await page.goto(url, { waitUntil: "load" });
        answers[place] = await work(page, place);
      }
    });
  await Promise.all([walk(), walk()]);
  return answers;
}

/** All that a reader's browser complained about so far. */
export async function problemsOf(page) {
  const violations = await page.evaluate(() => globalThis.violations ?? []);
  return [...page.problems, ...violations.map((text) => `policy: ${text}`)];
}

/** Gives scripts and the next two frames time to do their work. */
export async function settle(page, milliseconds = 0) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
  if (milliseconds > 0) await page.waitForTimeout(milliseconds);
}

function watch(page) {
  const problems = [];
  page.on("console", (message) => problems.push(`console ${message.type()}: ${message.text()} (${message.location().url})`));
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A request that was on its way when the reader left the page is no fault of the page.
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") problems.push(`request failed: ${request.url()} ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  return problems;
}

function noteViolations() {
  globalThis.violations = [];
  addEventListener("securitypolicyviolation", (event) => {
    globalThis.violations.push(`${event.violatedDirective} blocked ${event.blockedURI || "inline"} at ${event.sourceFile ?? ""}:${event.lineNumber}`);
  }, true);
}
