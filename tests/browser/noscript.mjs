/**
 * With scripts turned off all but search, copy buttons and the switch of colours works, and nothing dead is shown.
 */
import assert from "node:assert/strict";
import { DESKTOP, PHONE, problemsOf, tour, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { prepare } from "./measure.mjs";
import { none, test } from "./runner.mjs";
import { own, stress } from "./site.mjs";

const OFF = { script: false };
const kinds = Object.keys(KINDS);

for (const [name, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  test(`no dead control is shown on a ${name}, and the browser does not complain`, async () => {
    const { home } = await stress();
    const faults = await tour(Object.values(KINDS).map((path) => home + path), { ...OFF, size }, async (page, place) => {
      const complaints = kinds[place] === "error" ? [] : await problemsOf(page);
      await prepare(page);
      const dead = await page.evaluate(() =>
        [...document.querySelectorAll("button, input:not(:disabled), select, textarea, [role=button]:not(a[href]):not(summary), [role=radio], a:not([href]), dialog, [contenteditable]")]
          .filter((element) => look.seen(element))
          .map((element) => look.describe(element)),
      );
      return [...complaints, ...dead.map((control) => `does nothing: ${control}`)].map((fault) => `${kinds[place]}: ${fault}`);
    });
    none(faults.flat(), "faults without scripts");
  });
}

test("the search link goes to the list of all pages", async () => {
  const { home } = await stress();
  for (const size of [DESKTOP, PHONE]) {
    await visit(home + KINDS.sop, { ...OFF, size }, async (page) => {
      await page.click("[data-search-open]");
      await page.waitForURL(home + KINDS.tree);
    });
  }
});

for (const [name, make] of Object.entries({ own, stress })) {
  test(`the list of all pages of \`${name}\` has every page, by section and from A to Z`, async () => {
    const { home, pages } = await make();
    const { links, letters, nested } = await visit(home + KINDS.tree, OFF, (page) =>
      page.evaluate(() => ({
        links: [...document.querySelectorAll("main a")].map((link) => link.href.split("#")[0]),
        letters: [...document.querySelectorAll("main :is(h2, h3)")].map((heading) => heading.textContent.trim()).filter((words) => words.length === 1),
        nested: document.querySelectorAll("main li li a").length,
      })),
    );
    const generated = /^(all-pages|changes|glossary|register|tags)\/|\/(record|sign-off)\/$|\/maturity\/(review|report|compare)\/$/;
    // Pages that are no longer in force leave navigation and lists.
    const over = /(^|\/)(old-|withdrawn)[^/]*\/$/;
    // Pages of codes are unlisted: the list of all codes links to them.
    const unlisted = /^manual\/codes\/./;
    const wanted = pages.filter((path) => ![generated, over, unlisted].some((kind) => kind.test(path))).map((path) => home + path);
    none(wanted.filter((url) => links.filter((link) => link === url).length < 2), "pages that are not in both lists");
    assert.ok(nested > 0, "sections hold their pages");
    assert.ok(letters.length >= 5, `letters: ${letters.join(" ")}`);
    assert.deepEqual(letters.filter((letter) => /[A-Z]/.test(letter)), [...letters.filter((letter) => /[A-Z]/.test(letter))].sort(), "letters in order");
  });
}

test("the menu of a phone opens or links to the list of pages", async () => {
  const { home } = await stress();
  for (const kind of ["sop", "home", "error"]) {
    await visit(home + KINDS[kind], { ...OFF, size: PHONE }, async (page) => {
      const before = page.url();
      await page.locator("[data-nav-toggle]:visible, a:visible:has-text('Menu')").first().click();
      await settled(page);
      if (page.url() !== before) return;
      assert.ok(await page.locator("nav a[href]:visible", { hasText: "Procedures" }).first().isVisible(), `the pages are shown on ${kind}`);
      await page.locator("nav a[href]:visible", { hasText: "Guidance" }).first().click();
      await page.waitForURL(home + "guidance/");
    });
  }
});

test("the menu of a desktop shows the current branch, and other branches open", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, OFF, async (page) => {
    assert.ok(await page.locator("nav a[aria-current=page]", { hasText: "Moor a visiting boat" }).first().isVisible());
    const closed = page.locator("nav .nav summary:visible, nav details:not([open]) > summary:visible");
    for (const summary of await closed.all()) {
      await summary.click();
      assert.ok(await summary.evaluate((element) => element.parentElement.open !== undefined));
    }
  });
});

test("On this page works as plain links", async () => {
  const { home } = await stress();
  for (const [size, closed] of [[DESKTOP, false], [{ width: 1024, height: 800 }, true], [PHONE, true]]) {
    await visit(home + KINDS.guidance, { ...OFF, size }, async (page) => {
      const list = page.locator("nav[aria-label='On this page']");
      const link = list.getByRole("link", { name: "Traffic", exact: true });
      assert.equal(await link.isVisible(), !closed, `at ${size.width} the list is ${closed ? "closed" : "open"} at first`);
      if (closed) await list.locator("summary:visible").click();
      await link.click();
      await settled(page);
      assert.ok(page.url().endsWith("#traffic"));
      const top = await page.locator("#traffic").evaluate((heading) => heading.getBoundingClientRect().top);
      assert.ok(top >= 0 && top < 300, `the heading is at ${top}`);
    });
  }
});

test("review dates, states and details are there as text", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, OFF, async (page) => {
    const words = await page.innerText("main");
    for (const part of ["Approved", "HH-SOP-014", "30 September 2026"]) assert.ok(words.includes(part), part);
    await page.click(".control > summary");
    assert.ok(await page.locator(".control").getByText("Harbour master").isVisible());
    await page.click("main .prose details > summary");
    assert.ok(await page.getByText("Received with thanks").isVisible());
  });
});

/** Without scripts there are no animation frames, so wait for a moment. */
const settled = async (page) => {
  await page.waitForLoadState("load");
  await page.waitForTimeout(120);
};
