/**
 * Landmarks, headings and names are those that were intended, on each page type.
 */
import assert from "node:assert/strict";
import { controlsOf, headingsOf, landmarksOf, namelessOf } from "./access.mjs";
import { DESKTOP, PHONE, tour, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { none, test } from "./runner.mjs";
import { own, stress } from "./site.mjs";

const TOP = ["banner", '  navigation "Site"'];
const BESIDE = ['navigation "Pages"', 'navigation "Breadcrumb"'];
const NEIGHBOURS = '  navigation "Previous and next page"';
const EXPECTED = {
  home: ["main"],
  "section written": [...BESIDE, "main", NEIGHBOURS],
  "section listing": [...BESIDE, "main", NEIGHBOURS],
  guidance: [...BESIDE, "main", '  navigation "On this page"', NEIGHBOURS],
  sop: [
    ...BESIDE, "main", '  navigation "On this page"', '  region "Code: console"',
    '  region "Table: Make the boat fast"', '  region "Footnotes"', NEIGHBOURS,
  ],
  bare: [...BESIDE, "main", NEIGHBOURS],
  question: [...BESIDE, "main", NEIGHBOURS],
  tag: [...BESIDE, "main"],
  tags: [...BESIDE, "main"],
  tree: [...BESIDE, "main", '  navigation "Browse all pages"', '  navigation "Letters"'],
  changes: [...BESIDE, "main"],
  error: ['navigation "Pages"', "main"],
};

for (const [kind, inside] of Object.entries(EXPECTED)) {
  test(`landmarks of ${kind}`, async () => {
    const { home } = await stress();
    const found = await visit(home + KINDS[kind], {}, landmarksOf);
    assert.deepEqual(found, [...TOP, ...inside, "contentinfo"], `there are:\n${found.join("\n")}`);
  });
}

test("a phone has the same landmarks, with the menu behind its button", async () => {
  const { home } = await stress();
  const found = await visit(home + KINDS.guidance, { size: PHONE, touch: true }, landmarksOf);
  assert.deepEqual(found.filter((line) => /^(banner|main|contentinfo)|Breadcrumb|On this page|Previous/.test(line.trim())), [
    "banner", 'navigation "Breadcrumb"', "main", '  navigation "On this page"', '  navigation "Previous and next page"', "contentinfo",
  ]);
});

test("landmarks of one role on one page have names of their own", async () => {
  const { home } = await stress();
  const kinds = Object.keys(KINDS);
  const faults = await tour(Object.values(KINDS).map((path) => home + path), {}, async (page, place) => {
    const lines = (await landmarksOf(page)).map((line) => line.trim());
    return lines.filter((line, at) => lines.indexOf(line) !== at).map((line) => `${kinds[place]}: ${line} twice`);
  });
  none(faults.flat(), "landmarks that cannot be told apart");
});

for (const [name, make] of Object.entries({ own, stress })) {
  test(`each page of \`${name}\` has one h1, and no level is skipped`, async () => {
    const { home, pages } = await make();
    const faults = await tour(pages.map((path) => home + path), {}, async (page, place) => {
      const headings = await headingsOf(page);
      const found = [];
      const tops = headings.filter(({ level }) => level === 1);
      if (tops.length !== 1 || headings[0].level !== 1) found.push(`${tops.length} headings of level 1, the first heading is of level ${headings[0]?.level}`);
      for (const [at, { level, name }] of headings.entries()) {
        if (at > 0 && level > headings[at - 1].level + 1) found.push(`"${name}" is of level ${level} after ${headings[at - 1].level}`);
        if (!name.trim()) found.push("a heading without words");
      }
      return found.map((fault) => `${pages[place] || "home"}: ${fault}`);
    });
    none(faults.flat(), "headings out of order");
  });
}

for (const [name, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  test(`every control on a ${name} has a name`, async () => {
    const { home } = await stress();
    const kinds = Object.keys(KINDS);
    const faults = await tour(Object.values(KINDS).map((path) => home + path), { size }, async (page, place) =>
      (await namelessOf(page)).map((fault) => `${kinds[place]}: ${fault}`),
    );
    none(faults.flat(), "controls without a name");
  });
}

test("the controls of the header, in order", async () => {
  const { home } = await stress();
  const found = await visit(home + KINDS.guidance, {}, (page) => controlsOf(page, "body > header"));
  assert.deepEqual(found.slice(0, 2), ['link "Harbour handbook"', 'button "Search"'], found.join(", "));
  for (const link of ['link "All pages"', 'link "Tide tables"', 'link "Mooring"']) assert.ok(found.includes(link), `${link} in ${found.join(", ")}`);
});

test("links and buttons with the same name on one page have the same target", async () => {
  const { home } = await stress();
  const kinds = Object.keys(KINDS);
  const faults = await tour(Object.values(KINDS).map((path) => home + path), {}, (page, place) =>
    page.evaluate((kind) => {
      const targets = new Map();
      for (const link of document.querySelectorAll("main a[href]")) {
        const name = (link.getAttribute("aria-label") ?? link.innerText).trim().replace(/\s+/g, " ");
        if (name) targets.set(name, (targets.get(name) ?? new Set()).add(link.href));
      }
      return [...targets].filter(([, found]) => found.size > 1).map(([name, found]) => `${kind}: "${name}" leads to ${[...found].join(" and ")}`);
    }, kinds[place]),
  );
  none(faults.flat(), "links that promise the same and lead elsewhere");
});

test("language, direction, title, description and the audits' hooks are on every page", async () => {
  const { home, pages } = await stress();
  const titles = new Map();
  const faults = await tour(pages.map((path) => home + path), {}, async (page, place) => {
    const facts = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      dir: document.documentElement.dir,
      title: document.title,
      viewport: document.querySelector("meta[name=viewport]")?.content ?? "",
      hooks: ["search-open", "search-input", "search-results", "nav-toggle"].filter((name) => !document.querySelector(`[data-${name}]`)),
      skip: document.querySelector(document.querySelector("a[href^='#']").getAttribute("href").replace(/[:]/g, "\\:"))?.localName,
    }));
    titles.set(facts.title, [...(titles.get(facts.title) ?? []), pages[place]]);
    const arabic = pages[place] === KINDS.arabic;
    const found = [];
    if (facts.lang !== (arabic ? "ar" : "en-GB") || facts.dir !== (arabic ? "rtl" : "ltr")) found.push(`lang ${facts.lang}, dir ${facts.dir}`);
    if (/user-scalable|maximum-scale/.test(facts.viewport)) found.push("zooming is forbidden");
    if (facts.hooks.length > 0) found.push(`no data-${facts.hooks.join(", data-")}`);
    if (facts.skip !== "main") found.push(`the first link leads to ${facts.skip}, not to main`);
    return found.map((fault) => `${pages[place] || "home"}: ${fault}`);
  });
  const doubled = [...titles].filter(([, paths]) => paths.length > 1).map(([title, paths]) => `"${title}" is the title of ${paths.join(" and ")}`);
  none([...faults.flat(), ...doubled], "pages with wrong facts");
});
