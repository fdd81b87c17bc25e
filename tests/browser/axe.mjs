/**
 * No page, in any state, breaks a rule of axe: WCAG 2.2 A and AA, and best practice.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { DESKTOP, PHONE, settle, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { each, none, test } from "./runner.mjs";
import { own, stress } from "./site.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
/** The rules that judge colours. All others judge structure, which no scheme changes, so one run is enough for them. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
const LOOKS = {
  light: [{ colorScheme: "light", forcedColors: "none" }, RULES],
  dark: [{ colorScheme: "dark", forcedColors: "none" }, COLOURS],
  "forced colours": [{ colorScheme: "dark", forcedColors: "active" }, COLOURS],
};
const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

for (const [name, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  test(`every page type on a ${name}, light, dark and in forced colours`, async () => {
    const site = await stress();
    const faults = await each(Object.entries(KINDS), ([kind, path]) =>
      visit(site.home + path, { size, touch: size === PHONE }, (page) => inAllLooks(page, kind)),
    );
    none(faults.flat(), "rules broken");
  });
}

test("pages at 320 pixels, and at 400 per cent zoom", async () => {
  const site = await stress();
  const faults = await each(Object.entries(KINDS), ([kind, path]) =>
    visit(site.home + path, { size: { width: 320, height: 640 } }, async (page) => {
      const narrow = await check(page, `${kind} at 320 pixels`);
      await page.setViewportSize({ width: 320, height: 256 });
      return [...narrow, ...(await check(page, `${kind} at 400 per cent`))];
    }),
  );
  none(faults.flat(), "rules broken");
});

test("pages of the manual and the library", async () => {
  const site = await own();
  const paths = ["", "library/sops/restore-from-backup/", "manual/command-line/", "manual/writing-pages/", "all-pages/"];
  const faults = await each(paths, (path) => visit(site.home + path, {}, (page) => inAllLooks(page, path)));
  none(faults.flat(), "rules broken");
});

test("the menu on a phone, open", async () => {
  const site = await stress();
  const faults = await each(["guidance", "home", "arabic", "error"], (kind) =>
    visit(site.home + KINDS[kind], { size: PHONE, touch: true }, async (page) => {
      await page.click("[data-nav-toggle]");
      await page.waitForSelector("dialog[open], [role=dialog]:not([hidden])");
      return inAllLooks(page, `menu on ${kind}`);
    }),
  );
  none(faults.flat(), "rules broken");
});

const QUERIES = { "nothing typed": "", answers: "boat", "a misspelling": "moorign", "no answer": "zzqxv" };
for (const [name, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  test(`search on a ${name}, in four states`, async () => {
    const site = await stress();
    const states = ["guidance", "arabic"].flatMap((kind) => Object.entries(QUERIES).map(([state, query]) => ({ kind, state, query })));
    const faults = await each(states, ({ kind, state, query }) =>
      visit(site.home + KINDS[kind], { size }, async (page) => {
        await page.click("[data-search-open]");
        await page.waitForSelector("dialog[open] [data-search-input]");
        if (query) await page.fill("[data-search-input]", query);
        await settle(page, 700);
        return inAllLooks(page, `search on ${kind}, ${state}`);
      }),
    );
    none(faults.flat(), "rules broken");
  });
}

async function inAllLooks(page, state) {
  const faults = [];
  for (const [look, [media, rules]] of Object.entries(LOOKS)) {
    await page.emulateMedia(media);
    faults.push(...(await check(page, `${state}, ${look}`, rules)));
  }
  return faults;
}

async function check(page, state, rules = RULES) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  const broken = await page.evaluate(async (rules) => {
    const answer = await globalThis.axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    if (answer.passes.length === 0) return ["axe found nothing to judge"];
    return answer.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
  }, rules);
  return broken.map((rule) => `${state}: ${rule}`);
}
