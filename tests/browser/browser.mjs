/**
 * One Chromium for all tests; each visit has a context of its own, and all that goes wrong there is noted.
 */
import { chromium } from "playwright-core";

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
 * Opens a URL, hands the page to `work`, and closes it again.
 * @param {string} url
 * @param {{ size?: {width: number, height: number}, scheme?: "light"|"dark", forced?: boolean, still?: boolean,
 *   script?: boolean, touch?: boolean, mac?: boolean, before?: (page) => Promise<void> }} how
 */
export async function visit(url, how, work) {
  const context = await (await browser()).newContext({
    viewport: how.size ?? DESKTOP,
    colorScheme: how.scheme ?? "light",
    forcedColors: how.forced ? "active" : "none",
    reducedMotion: how.still === false ? "no-preference" : "reduce",
    javaScriptEnabled: how.script ?? true,
    hasTouch: how.touch ?? false,
    isMobile: how.touch ?? false,
    locale: "en-GB",
    timezoneId: "Europe/London",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(6000);
  try {
    const page = await openPage(context);
    if (how.mac) await page.addInitScript(() => Object.defineProperty(navigator, "platform", { get: () => "MacIntel" }));
    await how.before?.(page);
    if (url) await page.goto(url, { waitUntil: "load" });
    return await work(page);
  } finally {
    await context.close();
  }
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
