/**
 * The register of documents: complete without a script, sorted and filtered with one.
 */
import assert from "node:assert/strict";
import { visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { test } from "./runner.mjs";
import { stress } from "./site.mjs";

const titles = (page) => page.locator(".register tbody tr:visible td:nth-child(2)").allInnerTexts();

test("the register is complete without a script", async () => {
  const { home } = await stress();
  await visit(home + KINDS.register, { script: false }, async (page) => {
    const found = await titles(page);
    assert.ok(found.includes("Moor a visiting boat") && found.includes("Moor a boat at the old quay"), found.join(", "));
  });
});

test("columns are sorted by their buttons, with empty cells last", async () => {
  const { home } = await stress();
  await visit(home + KINDS.register, {}, async (page) => {
    const before = await titles(page);
    const button = page.getByRole("button", { name: "Title" });
    await button.focus();
    await page.keyboard.press("Enter");
    const sorted = await titles(page);
    assert.deepEqual(sorted, [...before].sort((a, b) => a.localeCompare(b, "en")));
    assert.equal(await page.locator("th[aria-sort]").getAttribute("aria-sort"), "ascending");
    await page.keyboard.press("Space");
    assert.deepEqual(await titles(page), sorted.reverse());
    await page.getByRole("button", { name: "Effective" }).click();
    const days = await page.locator(".register tbody tr td:nth-child(9)").allInnerTexts();
    assert.ok(days.indexOf("") === -1 || days.slice(days.indexOf("")).every((day) => day === ""), days.join("|"));
  });
});

test("the filter keeps rows with all of its words, and says how many", async () => {
  const { home } = await stress();
  await visit(home + KINDS.register, {}, async (page) => {
    const all = (await titles(page)).length;
    await page.getByLabel("Filter the register").fill("moor visiting");
    assert.deepEqual(await titles(page), ["Moor a visiting boat"]);
    assert.equal(await page.locator(".table-filter [role=status]").innerText(), `1 of ${all} documents`);
    await page.getByLabel("Filter the register").fill("no such thing");
    assert.deepEqual(await titles(page), []);
  });
});

test("choices keep rows by status and by review", async () => {
  const { home } = await stress();
  await visit(home + KINDS.register, {}, async (page) => {
    await page.getByLabel("Status").selectOption("Withdrawn");
    assert.deepEqual(await titles(page), ["Moor a boat at the old quay"]);
    await page.getByLabel("Status").selectOption("All");
    await page.locator("[data-filter=due]").selectOption("Overdue");
    assert.deepEqual(await titles(page), ["Moor a visiting boat"]);
  });
});
