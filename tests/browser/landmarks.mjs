/**
 * Landmarks, headings and names are those that were intended, on each page type.
 */
import assert from "node:assert/strict";
import { controlsOf, landmarksOf } from "./access.mjs";
import { PHONE, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { none, test } from "./runner.mjs";
import { own, stress } from "./site.mjs";
import { measures, survey } from "./survey.mjs";

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
    const found = kind === "error" ? await visit((await stress()).home + KINDS.error, {}, landmarksOf) : (await survey(stress)).get(KINDS[kind]).landmarks;
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
  const faults = [];
  for (const [path, { landmarks }] of await survey(stress)) {
    const lines = landmarks.map((line) => line.trim());
    faults.push(...lines.filter((line, at) => lines.indexOf(line) !== at).map((line) => `${path || "home"}: ${line} twice`));
  }
  none(faults, "landmarks that cannot be told apart");
});

for (const [name, make] of Object.entries({ own, stress })) {
  test(`each page of \`${name}\` has one h1, and no level is skipped`, async () => {
    const faults = [];
    for (const [path, { headings }] of await survey(make)) {
      const found = [];
      const tops = headings.filter(({ level }) => level === 1);
      if (tops.length !== 1 || headings[0].level !== 1) found.push(`${tops.length} headings of level 1, the first heading is of level ${headings[0]?.level}`);
      for (const [at, { level, name }] of headings.entries()) {
        if (at > 0 && level > headings[at - 1].level + 1) found.push(`"${name}" is of level ${level} after ${headings[at - 1].level}`);
        if (!name.trim()) found.push("a heading without words");
      }
      faults.push(...found.map((fault) => `${path || "home"}: ${fault}`));
    }
    none(faults, "headings out of order");
  });
}

test("every control on a desktop has a name", async () => {
  const faults = [...(await survey(stress))].flatMap(([path, { nameless }]) => nameless.map((fault) => `${path || "home"}: ${fault}`));
  none(faults, "controls without a name");
});

test("every control on a phone has a name", async () => {
  none((await measures("phone")).flatMap(({ kind, nameless }) => nameless.map((fault) => `${kind}: ${fault}`)), "controls without a name");
});

test("the controls of the header, in order", async () => {
  const { home } = await stress();
  const found = await visit(home + KINDS.guidance, {}, (page) => controlsOf(page, "body > header"));
  assert.deepEqual(found.slice(0, 2), ['link "Harbour handbook"', 'button "Search"'], found.join(", "));
  for (const link of ['link "All pages"', 'link "Tide tables"', 'link "Mooring"']) assert.ok(found.includes(link), `${link} in ${found.join(", ")}`);
});

test("links and buttons with the same name on one page have the same target", async () => {
  const faults = [];
  for (const [path, { targets }] of await survey(stress)) {
    for (const [name, found] of Object.entries(targets)) {
      if (found.length > 1) faults.push(`${path || "home"}: "${name}" links to ${found.join(" and ")}`);
    }
  }
  none(faults, "links that promise the same and lead elsewhere");
});

test("language, direction, title, description and the audits' hooks are on every page", async () => {
  const titles = new Map();
  const faults = [];
  for (const [path, facts] of await survey(stress)) {
    titles.set(facts.title, [...(titles.get(facts.title) ?? []), path]);
    const arabic = path === KINDS.arabic;
    const found = [];
    if (facts.lang !== (arabic ? "ar" : "en-GB") || facts.dir !== (arabic ? "rtl" : "ltr")) found.push(`lang ${facts.lang}, dir ${facts.dir}`);
    if (/user-scalable|maximum-scale/.test(facts.viewport)) found.push("zooming is forbidden");
    if (facts.hooks.length > 0) found.push(`no data-${facts.hooks.join(", data-")}`);
    if (facts.skip !== "main") found.push(`the first link goes to ${facts.skip}, not to main`);
    faults.push(...found.map((fault) => `${path || "home"}: ${fault}`));
  }
  const doubled = [...titles].filter(([, paths]) => paths.length > 1).map(([title, paths]) => `"${title}" is the title of ${paths.join(" and ")}`);
  none([...faults, ...doubled], "pages with wrong facts");
});
