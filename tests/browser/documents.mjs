/**
 * What helps to work through a document: checklists, definitions of terms, steps, blank records.
 */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { problemsOf, settle, visit, PHONE } from "./browser.mjs";
import { none, test } from "./runner.mjs";
import { makeSite } from "./site.mjs";

const FILES = {
  "fingerpost.toml": 'title = "Documents"\nlanguage = "en-GB"\n',
  "content/index.md": "# Documents\n\nA start.\n",
  "content/glossary.md": "---\nkind: glossary\n---\n# Glossary\n\nBackup\n: A copy of data, kept apart from the service.\n",
  "content/sop.md": [
    "---", "kind: sop", "id: SOP-1", 'version: "1.0"', "record: [name, date, signature]", "---", "# Restore", "",
    "Find the backup.", "", "## Before", "", "- [ ] Tell the owner", "- [x] Read this page", "- [ ] Lock the `door`", "", "A backup again.", "",
    "## Procedure", "", "1. Take the backup", "2. Put it back", "   1. Look at it", "",
  ].join("\n"),
};

let made;
const site = () => (made ??= makeSite("documents", "/docs/", (project) => fill(project, FILES)));

async function fill(project, files) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
}

const boxes = (page) => page.locator(".task input");
const states = (page) => boxes(page).evaluateAll((found) => found.map((box) => box.checked));

test("a checklist keeps what is done, and starts again", async () => {
  const { home } = await site();
  await visit(`${home}sop/`, {}, async (page) => {
    assert.deepEqual(await states(page), [false, true, false], "as the author wrote it");
    assert.equal(await page.locator(".checklist p").textContent(), "1 of 3 done.");
    assert.ok(await page.locator(".checklist button").isHidden(), "nothing to take back yet");
    await page.getByRole("checkbox", { name: "Lock the door" }).check();
    assert.equal(await page.locator(".checklist p").textContent(), "2 of 3 done.");
    await page.reload();
    assert.deepEqual(await states(page), [false, true, true], "kept over a load");
    page.once("dialog", (dialog) => dialog.dismiss());
    await page.getByRole("button", { name: "Start again" }).click();
    assert.deepEqual(await states(page), [false, true, true], "a second thought keeps it");
    page.once("dialog", (dialog) => dialog.accept());
    await page.getByRole("button", { name: "Start again" }).click();
    assert.deepEqual(await states(page), [false, true, false]);
    await page.reload();
    assert.deepEqual(await states(page), [false, true, false], "and it stays so");
    none(await problemsOf(page), "complaints");
  });
});

test("a checklist of another version is reset, and says so", async () => {
  const { home } = await site();
  await visit(`${home}sop/`, {}, async (page) => {
    await boxes(page).first().check();
    await page.evaluate(() => { document.querySelector(".prose").dataset.version = "1.1"; });
    const kept = await page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith("fingerpost:done:")));
    assert.deepEqual(JSON.parse(kept[1]), { version: "1.0", done: ["Tell the owner", "Read this page"] });
    await page.evaluate(([key, value]) => localStorage.setItem(key, value.replace('"1.0"', '"0.9"')), kept);
    await page.reload();
    assert.deepEqual(await states(page), [false, true, false]);
    assert.match(await page.locator(".checklist p").textContent(), /has been updated/);
  });
});

test("a browser without storage still ticks boxes, and says that it does not save them", async () => {
  const { home } = await site();
  const before = (page) => page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("refused", "SecurityError"); } });
  });
  await visit(`${home}sop/`, { before }, async (page) => {
    await boxes(page).first().check();
    assert.deepEqual(await states(page), [true, true, false]);
    assert.match(await page.locator(".checklist p").textContent(), /does not save/);
    none(await problemsOf(page), "complaints");
  });
});

test("without scripts, task lists are as written", async () => {
  const { home } = await site();
  await visit(`${home}sop/`, { script: false }, async (page) => {
    assert.equal(await page.locator(".task input:disabled").count(), 3);
    assert.equal(await page.locator(".checklist").count(), 0);
    const link = page.locator("a.term").first();
    assert.equal(await link.evaluate((found) => found.href), `${home}glossary/#term-backup`);
    await link.click();
    assert.equal(page.url(), `${home}glossary/#term-backup`);
  });
});

test("a term shows what it means on focus and hover, and hides on Escape", async () => {
  const { home } = await site();
  await visit(`${home}sop/`, {}, async (page) => {
    const links = page.locator("a.term");
    assert.equal(await links.count(), 3, "once in each section");
    const meaning = page.locator(".meaning");
    for (let press = 0; press < 30 && !(await page.evaluate(() => document.activeElement.matches("a.term"))); press += 1) await page.keyboard.press("Tab");
    await meaning.waitFor({ state: "visible" });
    assert.equal(await meaning.textContent(), "A copy of data, kept apart from the service.");
    assert.equal(await links.first().getAttribute("aria-describedby"), await meaning.getAttribute("id"));
    await page.keyboard.press("Escape");
    await meaning.waitFor({ state: "hidden" });
    assert.equal(await links.first().getAttribute("aria-describedby"), null);
    await links.nth(1).hover();
    await meaning.waitFor({ state: "visible" });
    await meaning.hover();
    await settle(page, 500);
    assert.ok(await meaning.isVisible(), "it can be pointed at itself");
    await page.mouse.move(2, 2);
    await meaning.waitFor({ state: "hidden" });
    await links.first().click();
    assert.equal(page.url(), `${home}glossary/#term-backup`);
    none(await problemsOf(page), "complaints");
  });
});

test("a tap shows what a term means, and a second one follows it", async () => {
  const { home } = await site();
  await visit(`${home}sop/`, { size: PHONE, touch: true }, async (page) => {
    const link = page.locator("a.term").first();
    await link.tap();
    const meaning = page.locator(".meaning");
    await meaning.waitFor({ state: "visible" });
    assert.equal(page.url(), `${home}sop/`);
    const box = await meaning.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= PHONE.width, "inside the window");
    await link.tap();
    await page.waitForURL(`${home}glossary/#term-backup`);
  });
});

test("steps have links of their own, and a record for paper", async () => {
  const { home } = await site();
  await visit(`${home}sop/#step-2-1`, {}, async (page) => {
    assert.match(await page.locator(":target").textContent(), /Look at it/);
    const link = page.getByRole("link", { name: "Link to step 2.1" });
    const box = await link.boundingBox();
    assert.ok(box.width >= 24 && box.height >= 24, `${box.width} by ${box.height}`);
    await page.getByRole("link", { name: /Printable record form/ }).click();
    await page.waitForURL(`${home}sop/record/`);
    const rows = await page.locator(".record tbody tr").evaluateAll((found) => found.map((row) => row.textContent.trim()));
    assert.deepEqual(rows, ["1Take the backup", "2Put it back", "2.1Look at it"]);
    assert.deepEqual(await page.locator(".record thead th").allTextContents(), ["Step", "What to do", "Name", "Date", "Signature"]);
    none(await problemsOf(page), "complaints");
  });
});
