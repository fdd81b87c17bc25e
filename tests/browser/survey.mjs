/**
 * One visit to each page of a site on a desktop, with all that several tests want to know of it.
 */
import { readAccessibility } from "./access.mjs";
import { problemsOf, settle, tour } from "./browser.mjs";

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

/** What the document says of itself, and the targets of each name that links of its text have. */
function facts() {
  const targets = {};
  for (const link of document.querySelectorAll("main a[href]")) {
    const name = (link.getAttribute("aria-label") ?? link.innerText).trim().replace(/\s+/g, " ");
    if (name && !(targets[name] ??= []).includes(link.href)) targets[name].push(link.href);
  }
  return {
    targets,
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    title: document.title,
    viewport: document.querySelector("meta[name=viewport]")?.content ?? "",
    hooks: ["search-open", "search-input", "search-results", "nav-toggle"].filter((name) => !document.querySelector(`[data-${name}]`)),
    skip: document.querySelector(document.querySelector("a[href^='#']").getAttribute("href").replace(/[:]/g, "\\:"))?.localName,
  };
}
