/**
 * What surrounds the text of a document: status, document control, review date, links to edit it, replacements.
 */
import assert from "node:assert/strict";
import { settle, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { none, test } from "./runner.mjs";
import { own, stress } from "./site.mjs";

test("the line under the title names a procedure; its details have all facts, and no empty ones", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, {}, async (page) => {
    assert.match(await page.innerText(".facts"), /HH-SOP-014\s+(· )?Version 3\.2/);
    await page.click(".control > summary");
    const facts = Object.fromEntries(await page.locator("main dl:not(.prose dl) > div:visible").evaluateAll((found) => found.map((row) => [row.querySelector("dt").textContent, row.querySelector("dd").textContent])));
    const wanted = { "Document ID": "HH-SOP-014", Version: "3.2", Owner: "Harbour master", "Approved by": "Board of the harbour", "Effective from": "1 September 2026" };
    none(Object.entries(wanted).filter(([name, value]) => facts[name] !== value).map(([name]) => `${name}: ${facts[name]}`), "wrong facts");
    none(Object.entries(facts).filter(([, value]) => !value.trim()).map(([name]) => name), "empty facts");
    const strip = await page.locator("main dl:not(.prose dl)").first().boundingBox();
    const title = await page.locator("h1").boundingBox();
    const text = await page.locator(".prose").first().boundingBox();
    assert.ok(strip.y > title.y && strip.y < text.y, "between title and text");
  });
});

test("a page without facts has no strip and no state", async () => {
  const { home } = await stress();
  await visit(home + KINDS.bare, {}, async (page) => {
    assert.equal(await page.locator("main dl:visible").count(), 0);
    assert.doesNotMatch(await page.innerText("main"), /undefined|none|null|Draft|Approved/);
  });
});

test("each state has a word and a shape of its own", async () => {
  const { home } = await stress();
  const shapes = new Map();
  for (const [kind, word] of [["sop", "Approved"], ["draft", "Draft"], ["in review", "In review"], ["withdrawn", "Withdrawn"]]) {
    await visit(home + KINDS[kind], {}, async (page) => {
      const tag = page.locator("main :not(.on-paper) > *", { hasText: new RegExp(`^\\s*${word}\\s*$`) }).and(page.locator(":visible")).last();
      const shape = await tag.evaluate((element) => {
        const look = (at) => {
          const sign = getComputedStyle(at, "::before");
          const own = getComputedStyle(at);
          return [sign.content, sign.clipPath, sign.borderRadius, sign.borderStyle, sign.maskImage, own.borderStyle, own.borderRadius, at.querySelector("use")?.getAttribute("href") ?? ""].join(" ");
        };
        return look(element);
      });
      shapes.set(word, shape);
    });
  }
  assert.equal(new Set(shapes.values()).size, shapes.size, JSON.stringify([...shapes]));
});

test("a withdrawn page says so first and links to its replacement", async () => {
  const { home } = await stress();
  await visit(home + KINDS.withdrawn, {}, async (page) => {
    const words = await page.innerText("main");
    assert.ok(words.search(/withdrawn/i) >= 0 && words.search(/withdrawn/i) < words.indexOf("The old quay has no rings"), "before the text");
    const link = page.locator("main a", { hasText: "Moor a visiting boat" }).first();
    assert.equal(await link.evaluate((found) => found.href), home + KINDS.sop);
    assert.ok((await link.boundingBox()).y < (await page.locator(".prose").first().boundingBox()).y);
  });
});

test("a review date that has passed turns the banner, and only then", async () => {
  const { home } = await stress();
  const banner = async (kind, day) =>
    visit(home + KINDS[kind], { before: (page) => page.clock.setFixedTime(new Date(`${day}T12:00:00Z`)) }, async (page) => {
      await settle(page, 100);
      const due = page.locator("[data-review-by]").first();
      return due.evaluate((time) => {
        const box = time.closest("p, div, section");
        const style = getComputedStyle(box);
        return { words: box.innerText.replace(/\s+/g, " "), look: [style.backgroundColor, style.borderStyle, style.borderColor, style.color, box.className].join(" ") };
      });
    });
  const before = await banner("sop", "2026-09-29");
  const on = await banner("sop", "2026-09-30");
  const after = await banner("sop", "2026-10-01");
  assert.match(before.words, /30 September 2026/);
  assert.deepEqual(on, before, "on the day itself all is well");
  assert.notEqual(after.words, before.words, "a word changes");
  assert.match(after.words, /overdue|passed|late/i);
  assert.notEqual(after.look, before.look, "and the look");
  const far = await banner("in review", "2026-10-01");
  assert.doesNotMatch(far.words, /overdue|passed|late/i);
});

test("a document says that it is not yet effective, until it is", async () => {
  const { home } = await stress();
  const top = (day) =>
    visit(home + KINDS.sop, { before: (page) => page.clock.setFixedTime(new Date(`${day}T12:00:00Z`)) }, async (page) => {
      await settle(page, 100);
      return page.innerText(".top");
    });
  assert.match(await top("2026-08-31"), /Not yet effective\s+This page takes effect on 1 September 2026/);
  assert.doesNotMatch(await top("2026-09-01"), /Not yet effective/);
});

test("the built page has no trace of the day it was built", async () => {
  const { home } = await stress();
  const [day, year] = [new Date().toISOString().slice(0, 10), new Date().getFullYear()];
  const html = await (await fetch(home + KINDS.bare)).text();
  assert.ok(!html.includes(day), day);
  assert.ok(!html.includes(`${year}-`), String(year));
});

test("after the text: edit, report a problem, last changed, related pages, tags", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, {}, async (page) => {
    const edit = page.locator("main a", { hasText: /edit/i });
    assert.equal(await edit.getAttribute("href"), "https://code.example.org/handbook/edit/main/content/procedures/mooring.md");
    const report = page.locator("main a", { hasText: "Report a problem" });
    assert.match(await report.getAttribute("href"), /^mailto:office@harbour\.example\.org\?subject=Moor(%20|\+| )a/);
    assert.match(await page.innerText("main"), /Last changed(?: on)? 1 September 2026/);
    const text = await page.locator(".prose").first().boundingBox();
    for (const link of [edit, report]) assert.ok((await link.boundingBox()).y >= text.y + text.height - 1, "after the text");
    const tags = await page.locator("main a[href*='/tags/']").evaluateAll((found) => found.map((link) => link.textContent.trim()));
    assert.deepEqual(tags.slice(0, 2), ["mooring", "visitors"]);
  });
});

test("lists show the state of pages that are not in force", async () => {
  const { home } = await stress();
  await visit(home + KINDS["section written"], {}, async (page) => {
    const rows = await page.locator("main li").evaluateAll((found) => found.map((row) => row.innerText.replace(/\s+/g, " ")));
    const row = (title) => rows.find((words) => words.includes(title)) ?? "";
    assert.match(row("Clean up after a fuel spill"), /draft/i);
    assert.equal(row("Moor a boat at the old quay"), "", "a withdrawn page is in no list of its section");
  });
});

test("the first words of a procedure are on the first screen of a phone", async () => {
  const { home } = await own();
  await visit(`${home}library/sops/restore-from-backup/`, { size: { width: 375, height: 812 } }, async (page) => {
    const box = await page.locator(".prose > p").first().boundingBox();
    assert.ok(box.y + 60 < 812, `they begin at ${box.y}`);
  });
});
