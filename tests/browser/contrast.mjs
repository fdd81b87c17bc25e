/**
 * Contrast of computed colours in both schemes: text 7, secondary text and code 4.5, borders of controls 3.
 */
import assert from "node:assert/strict";
import { PHONE, settle, tour, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { prepare } from "./measure.mjs";
import { none, test } from "./runner.mjs";
import { own, stress } from "./site.mjs";

const names = ["home", "section written", "guidance", "sop", "withdrawn", "draft", "in review", "blocks", "wide table", "arabic", "tag", "tags", "tree", "changes", "error"];

for (const scheme of ["light", "dark"]) {
  test(`words and borders of controls, ${scheme}`, async () => {
    const { home } = await stress();
    let controls = 0;
    const answers = await tour(names.map((name) => home + KINDS[name]), { scheme }, async (page, place) => {
      await prepare(page);
      const inWords = await page.evaluate(words, "body");
      const inBorders = await page.evaluate(borders, "body");
      assert.ok(inWords.measured > 8, `${inWords.measured} texts on ${names[place]}`);
      controls += inBorders.measured;
      return [...inWords.faults, ...inBorders.faults].map((fault) => `${names[place]}: ${fault}`);
    });
    assert.ok(controls > 0, "controls with borders were seen");
    none(answers.flat(), "words or borders too pale");
  });

  test(`code in many languages, ${scheme}`, async () => {
    const { home } = await own();
    const paths = ["manual/templates/", "manual/configuration/", "manual/writing-pages/", "manual/publishing/"];
    const answers = await tour(paths.map((path) => home + path), { scheme }, async (page, place) => {
      await prepare(page);
      const { faults, measured } = await page.evaluate(words, "pre");
      assert.ok(measured > 5, `${measured} kinds of code on ${paths[place]}`);
      return faults.map((fault) => `${paths[place]}: ${fault}`);
    });
    none(answers.flat(), "code too pale");
  });

  test(`the menu of a phone and the search, ${scheme}`, async () => {
    const { home } = await stress();
    await visit(home + KINDS.guidance, { scheme, size: PHONE }, async (page) => {
      await prepare(page);
      await page.click("[data-nav-toggle]");
      await settle(page, 200);
      const menu = await page.evaluate(words, "dialog[open], [role=dialog]");
      assert.ok(menu.measured > 2, "the menu is open");
      await page.keyboard.press("Escape");
      await page.click("[data-search-open]");
      await page.fill("[data-search-input]", "boat");
      await page.waitForSelector("[data-search-results] [role=option]");
      await page.keyboard.press("ArrowDown");
      await settle(page, 200);
      const search = await page.evaluate(words, "dialog[open]");
      const edges = await page.evaluate(borders, "dialog[open]");
      assert.ok(search.measured > 4, "the search is open");
      none([...menu.faults, ...search.faults, ...edges.faults], "too pale");
    });
  });

  test(`the mark of focus, ${scheme}`, async () => {
    const { home } = await stress();
    await visit(home + KINDS.sop, { scheme }, async (page) => {
      await prepare(page);
      const faults = [];
      for (let press = 0; press < 40; press += 1) {
        await page.keyboard.press("Tab");
        const fault = await page.evaluate(() => {
          const element = document.activeElement;
          const style = getComputedStyle(element);
          if (style.outlineStyle === "none" || element === document.body) return undefined;
          const outline = look.colour(style.outlineColor);
          const grounds = [look.ground(element.parentElement), look.ground(element)];
          const best = Math.max(...grounds.map((ground) => look.contrast(outline, ground)), look.contrast(look.colour(style.backgroundColor), grounds[0]));
          return best >= 3 ? undefined : `${look.describe(element)}: ${best.toFixed(2)}`;
        });
        if (fault) faults.push(fault);
      }
      none([...new Set(faults)], "focus marks too pale");
    });
  });
}

test("the switch gives the same colours as the preference", async () => {
  const { home } = await stress();
  const colours = (how) =>
    visit(home + KINDS.blocks, how, (page) =>
      page.evaluate(() => ["body", ".prose p", ".prose a", "header", ".code", ".callout", ".k, .s, .c", ".prose dt", "footer a"].map((selector) => {
        const style = getComputedStyle(document.querySelector(selector));
        return `${selector}: ${style.color} on ${style.backgroundColor}, ${style.borderTopColor}`;
      })),
    );
  const turned = (scheme) => (page) => page.addInitScript((value) => {
    new MutationObserver((_, watch) => { if (document.documentElement) { document.documentElement.dataset.scheme = value; if (document.body) watch.disconnect(); } }).observe(document, { childList: true, subtree: true });
  }, scheme);
  assert.deepEqual(await colours({ scheme: "light", before: turned("dark") }), await colours({ scheme: "dark" }));
  assert.deepEqual(await colours({ scheme: "dark", before: turned("light") }), await colours({ scheme: "light" }));
});

/** Texts below what they need: 7 for body text, 4.5 for secondary text and code. */
function words(within) {
  const faults = new Set();
  let measured = 0;
  const main = "p, li, dd, td, th, dt, h1, h2, h3, h4, h5, h6, a, strong, em, b, i";
  for (const root of document.querySelectorAll(within)) {
    for (const element of look.texts(root)) {
      if (element.closest("svg, [aria-hidden=true]") || element.disabled) continue;
      measured += 1;
      const style = getComputedStyle(element);
      const read = element.closest(".prose, h1") && element.matches(main) && !element.closest("pre, code, .footnotes, figcaption, blockquote, .code-title, .callout-title, .anchor, .copy");
      const wanted = read ? 7 : 4.5;
      const found = look.contrast(look.colour(style.color), look.ground(element));
      if (found < wanted - 0.005) faults.add(`${look.describe(element)}: ${found.toFixed(2)}, not ${wanted} (${style.color})`);
    }
  }
  return { faults: [...faults], measured };
}

/** Controls whose border or fill cannot be distinguished from their surroundings. */
function borders(within) {
  const faults = new Set();
  let measured = 0;
  for (const root of document.querySelectorAll(within)) {
    for (const element of root.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, [role=button], .page-tags a")) {
      const style = getComputedStyle(element);
      if (!look.seen(element) || style.appearance === "auto" || element.disabled) continue;
      const sides = ["Top", "Right", "Bottom", "Left"].filter((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none");
      if (sides.length < 4 || look.colour(style.borderTopColor)[3] === 0) continue;
      measured += 1;
      const around = look.ground(element.parentElement);
      const best = Math.max(look.contrast(look.colour(style.borderTopColor), around), look.contrast(look.ground(element), around));
      if (best < 2.995) faults.add(`${look.describe(element)}: ${best.toFixed(2)}`);
    }
  }
  return { faults: [...faults], measured };
}
