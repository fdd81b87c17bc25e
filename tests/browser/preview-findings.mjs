/**
 * Findings in the live preview: over the page, in the corner and in the panel.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PHONE, settle } from "./browser.mjs";
import { prepare } from "./measure.mjs";
import { none, test } from "./runner.mjs";
import { GUIDE, PANEL, preview, PREVIEW } from "./preview-server.mjs";

test("an error is shown over the last good page, can be hidden with the keyboard, and goes when it is fixed", async () => {
  await preview({ reloads: true }, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    const panel = page.locator(PANEL);
    await page.locator("[data-search-open]").focus();
    await save("content/guide.md", GUIDE.replace("title: Guide", "title: [Guide"));
    await panel.waitFor();
    const words = await panel.textContent();
    for (const part of ["Cannot be built: 1 error", "content/guide.md:2", "title: [Guide"]) assert.ok(words.includes(part), `${part} in: ${words}`);
    assert.match(await panel.locator("a").first().getAttribute("href"), /guide\.md/, "a link opens the file");
    assert.ok(await page.getByText("Tie the boat").isVisible(), "the page is the last good one");
    assert.ok(await page.evaluate(() => document.activeElement.matches("[data-search-open]")), "the focus is not taken");
    assert.match(await page.locator(`${PREVIEW} [role=status]`).textContent(), /Cannot be built/);
    await panel.locator("pre").first().focus();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "hidden" });
    const button = page.locator(".fingerpost-preview-errors");
    assert.equal(await button.textContent(), "1 error");
    assert.ok(await button.evaluate((button) => document.activeElement === button), "the focus is on what opens the panel again");
    await page.keyboard.press("Enter");
    await panel.waitFor();
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Hide", "the panel comes next");
    await page.keyboard.press("Enter");
    await panel.waitFor({ state: "hidden" });
    await page.reload();
    await button.waitFor();
    assert.ok(await panel.isHidden(), "what was hidden stays so when the page is only loaded again");
    await save("content/guide.md", GUIDE.replace("title: Guide", "title: [Guide again"));
    await panel.waitFor();
    await panel.locator("button").focus();
    await save("content/guide.md", GUIDE.replace("Tie the boat", "Bind the boat"));
    await page.getByText("Bind the boat").waitFor();
    await panel.waitFor({ state: "hidden" });
    assert.ok(await button.isHidden());
  });
});

test("a first build that fails shows why, and the page when it is fixed", async () => {
  await preview({ reloads: true, fill: { "content/index.md": "---\ntitle: [Home\n---\n\n# Home\n" } }, async ({ home, save }, open) => {
    const page = await open(home, { isBroken: true });
    await page.locator(PANEL).waitFor();
    assert.match(await page.locator(PANEL).textContent(), /content\/index\.md:2/);
    await save("content/index.md", "---\ntitle: Home\n---\n\nWhole again.\n");
    await page.getByText("Whole again.").waitFor();
    await page.locator(PANEL).waitFor({ state: "hidden" });
    page.problems.length = 0;
  });
});

test("what is written in a file is shown as text", async () => {
  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    await save("content/guide.md", `---\ntitle: [<img src="/none.png" onerror="alert(1)"><b>bold</b>\n---\n`);
    await page.locator(PANEL).waitFor();
    assert.ok((await page.locator(`${PANEL} pre`).first().textContent()).includes("<b>bold</b>"));
    assert.equal(await page.locator(`${PREVIEW} :is(b, img)`).count(), 0);
  });
});

test("other findings are counted in the corner and open as a list", async () => {
  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    const button = page.locator(".fingerpost-preview-lints");
    const panel = page.locator(PANEL);
    await settle(page, 100);
    assert.ok(await button.isHidden(), "nothing is said of nothing");
    await save("content/other.md", "---\ntitle: Other\n---\n\nA [lost page](nowhere.md) that is broken, and [another](gone.md).\n");
    await button.waitFor();
    assert.equal(await button.textContent(), "2 findings");
    assert.ok(await panel.isHidden(), "it does not open by itself");
    await button.click();
    assert.match(await panel.textContent(), /2 findings.*content\/other\.md:5.*link\/missing-page/s);
    await page.keyboard.press("Escape");
    assert.ok(await panel.isHidden());
    await save("content/other.md", "---\ntitle: Other\n---\n\nNo link.\n");
    await button.waitFor({ state: "hidden" });
  });
});

for (const scheme of ["light", "dark"]) {
  test(`the panel can be read and used, ${scheme}`, async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await preview({ scheme, size: PHONE }, async ({ home, save }, open) => {
      const page = await open(`${home}guide/`);
      await save("content/other.md", "---\ntitle: Other\n---\n\nA [link](nowhere.md).\n");
      await page.locator(".fingerpost-preview-lints").waitFor();
      await save("content/guide.md", GUIDE.replace("title: Guide", "title: [Guide"));
      await page.locator(PANEL).waitFor();
      await prepare(page);
      const { faults, measured } = await page.evaluate(panelFaults);
      assert.ok(measured > 6, `${measured} parts were measured`);
      none(faults, "faults of the panel");
      const dark = await page.evaluate(() => look.light(look.colour(getComputedStyle(document.querySelector(".fingerpost-preview-panel")).backgroundColor)) < 0.2);
      assert.equal(dark, scheme === "dark");
      await page.evaluate(axe);
      const rules = await page.evaluate(async () => (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join()}`));
      none(rules, "rules broken");
      await page.emulateMedia({ media: "print" });
      assert.ok(await page.locator(PREVIEW).isHidden(), "nothing of it on paper");
    });
  });
}

/** What is wrong with the look of the preview's own parts, and how many there are. */
function panelFaults() {
  const box = document.querySelector(".fingerpost-preview");
  const faults = [];
  const texts = look.texts(box);
  for (const element of texts) {
    const ratio = look.contrast(look.colour(getComputedStyle(element).color), look.ground(element));
    if (ratio < 4.5) faults.push(`${look.describe(element)}: contrast ${ratio.toFixed(1)}`);
  }
  const controls = [...box.querySelectorAll("a, button")].filter(look.seen);
  for (const element of controls) {
    const { width, height } = element.getBoundingClientRect();
    if (width < 24 || height < 24) faults.push(`${look.describe(element)}: ${width} by ${height} pixels`);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page scrolls sideways");
  return { faults, measured: texts.length + controls.length };
}
