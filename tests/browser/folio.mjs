/**
 * The second shipped theme keeps the promises of the first: accessible in every look, within the strict policy, without
 * scripts, at 320 pixels and on paper.
 */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DESKTOP, problemsOf, settle, tour, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { check, inAllLooks } from "./rules.mjs";
import { none, test } from "./runner.mjs";
import { makeSite, stressProject } from "./site.mjs";

let made;
const folio = () =>
  (made ??= makeSite("folio", "/sub/folder/", async (project) => {
    await stressProject(project);
    const settings = join(project, "fingerpost.toml");
    await writeFile(settings, (await readFile(settings, "utf8")).replace(/^\[theme\]$/m, '[theme]\nname = "folio"'));
  }, ["--drafts"]));
const kinds = Object.entries(KINDS);

test("no rule of axe is broken, and no page scrolls sideways at 320 pixels", async () => {
  const { home } = await folio();
  const faults = await tour(kinds.map(([, path]) => home + path), {}, async (page, place) => {
    const [kind] = kinds[place];
    const found = await inAllLooks(page, kind);
    await page.setViewportSize({ width: 320, height: 640 });
    found.push(...(await check(page, `${kind} at 320 pixels`)));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) found.push(`${kind}: ${over} pixels too wide`);
    await page.setViewportSize(DESKTOP);
    return found;
  });
  none(faults.flat(), "rules broken");
});

test("one column, with the menu behind its button at every width", async () => {
  const { home } = await folio();
  await visit(home + KINDS.sop, {}, async (page) => {
    const columns = await page.evaluate(() => ["h1", ".contents", ".prose"].map((name) => Math.round(document.querySelector(name).getBoundingClientRect().x)));
    assert.equal(new Set(columns).size, 1, `one column begins at ${columns}`);
    await page.click("[data-nav-toggle]");
    await page.waitForSelector("dialog[open] .menu");
    none(await check(page, "the open menu"), "rules broken");
    none(await problemsOf(page), "complaints of the browser");
  });
});

test("the menu and the contents work without scripts", async () => {
  const { home } = await folio();
  await visit(home + KINDS.sop, { script: false }, async (page) => {
    assert.equal(await page.locator(".menu").isVisible(), false);
    await page.click("[data-nav-toggle]");
    assert.equal(await page.locator(".menu a").first().isVisible(), true);
  });
});

test("paper is white, with the control block and without the controls, also in the dark", async () => {
  const { home } = await folio();
  await visit(home + KINDS.sop, { scheme: "dark" }, async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await settle(page);
    const [ink, ground] = await page.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      return [style.color, style.backgroundColor];
    });
    assert.equal(ink, "rgb(29, 27, 24)");
    assert.equal(ground, "rgba(0, 0, 0, 0)");
    assert.equal(await page.locator(".menu-button").isVisible(), false);
    assert.equal(await page.locator(".strip .on-paper").first().isVisible(), true);
  });
});
