/**
 * Finding one's way: the menu's branch, breadcrumbs, "On this page", neighbours, and the page that is not there.
 */
import assert from "node:assert/strict";
import { PHONE, settle, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { none, test } from "./runner.mjs";
import { own, stress } from "./site.mjs";

test("the menu shows the current branch and marks the page", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, {}, async (page) => {
    const marked = await page.locator("nav[aria-label=Pages] [aria-current=page]").evaluateAll((found) => found.map((link) => link.textContent.trim()));
    assert.deepEqual(marked, ["Moor a visiting boat"]);
    const shown = await page.locator("nav[aria-label=Pages] a:visible").evaluateAll((found) => found.map((link) => link.textContent.trim()));
    assert.ok(shown.includes("Keep the night watch"), "neighbours are shown");
    assert.ok(!shown.includes("Read the water"), "the pages of other sections are not");
  });
});

test("titles in the menu wrap and are never cut", async () => {
  const { home } = await stress();
  await visit(home + KINDS.question, {}, async (page) => {
    const cut = await page.locator("nav a:visible, nav span:visible").evaluateAll((found) =>
      found.filter((link) => link.scrollWidth > link.clientWidth + 1 && getComputedStyle(link).display !== "inline" || getComputedStyle(link).textOverflow === "ellipsis").map((link) => link.textContent),
    );
    none(cut, "cut titles");
    const link = page.locator("nav[aria-label=Pages] [aria-current=page]");
    assert.ok((await link.boundingBox()).height > 40, "a long question takes several lines");
  });
});

test("the current page is in view in the menu, and the page does not move for it", async () => {
  const { home } = await own();
  await visit(home + "manual/writing-pages/", { size: { width: 1440, height: 420 } }, async (page) => {
    await settle(page, 150);
    assert.equal(await page.evaluate(() => scrollY), 0);
    const box = await page.locator("nav[aria-label=Pages] [aria-current=page]").boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 420, `it is at ${box.y}`);
  });
});

test("the menu keeps its place while the reader moves about", async () => {
  const { home } = await own();
  await visit(home + "manual/how-to/", { size: { width: 1440, height: 420 } }, async (page) => {
    const link = page.locator("nav[aria-label=Pages] a", { hasText: "Publishing" });
    const before = await link.evaluate((entry) => {
      let box = entry.parentElement;
      while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
      box.scrollTop += entry.getBoundingClientRect().top - 250;
      return entry.getBoundingClientRect().top;
    });
    assert.ok(Math.abs(before - 250) < 5, "the menu scrolls by itself");
    await link.click();
    await page.waitForURL(/publishing/);
    await settle(page, 150);
    const after = await link.evaluate((entry) => entry.getBoundingClientRect().top);
    assert.ok(Math.abs(after - before) < 40, `the entry was at ${before} and is at ${after}`);
  });
});

test("groups of the menu open and close, and stay open on the next page", async () => {
  const { home } = await own();
  await visit(`${home}manual/publishing/`, {}, async (page) => {
    const group = page.locator(".menu summary[aria-label='Cloud services library']");
    const link = page.locator(".menu").getByRole("link", { name: "Runbooks" });
    assert.equal(await link.isVisible(), false);
    await group.focus();
    await page.keyboard.press("Enter");
    assert.equal(await link.isVisible(), true);
    await page.goto(`${home}manual/hosting/`);
    assert.equal(await link.isVisible(), true, "on the next page");
  });
});

test("the header stays in view, with the contents bar below it on narrow screens", async () => {
  const { home } = await own();
  for (const size of [{ width: 960, height: 700 }, PHONE]) {
    await visit(`${home}manual/publishing/`, { size }, async (page) => {
      await page.evaluate(() => scrollTo(0, 1500));
      await settle(page, 100);
      const header = await page.locator(".masthead").boundingBox();
      const bar = await page.locator(".contents summary").boundingBox();
      assert.deepEqual([header.y, header.height], [0, 56], `${size.width}: one row at the top`);
      assert.ok(Math.abs(bar.y - 57) <= 2, `${size.width}: the bar is at ${bar.y}`);
      await page.locator(".contents summary").click();
      await page.locator(".contents a").nth(1).click();
      assert.equal(await page.locator(".contents details").getAttribute("open"), null, "it closes when it was used");
    });
  }
});

test("breadcrumbs go from home to the page, which is not a link", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, {}, async (page) => {
    const steps = await page.locator("nav[aria-label=Breadcrumb] li").evaluateAll((found) =>
      found.map((step) => ({ words: step.textContent.trim(), link: step.querySelector("a")?.pathname ?? "", current: step.getAttribute("aria-current") ?? "" })),
    );
    assert.deepEqual(steps, [
      { words: "Harbour handbook", link: "/sub/folder/", current: "" },
      { words: "Procedures", link: "/sub/folder/procedures/", current: "" },
      { words: "Moor a visiting boat", link: "", current: "page" },
    ]);
    const trail = await page.locator("nav[aria-label=Breadcrumb]").boundingBox();
    const title = await page.locator("h1").boundingBox();
    assert.ok(trail.y + trail.height <= title.y, "they are above the title");
  });
});

test("arrows between steps point the way of the script", async () => {
  const { home } = await stress();
  const signs = (path) =>
    visit(home + path, {}, (page) => page.evaluate(() => {
      const step = document.querySelector("nav[aria-label=Breadcrumb] li");
      const style = getComputedStyle(step, "::after");
      return [style.content, style.transform, style.scale].join(" ");
    }));
  const [english, arabic] = [await signs(KINDS.sop), await signs(KINDS.arabic)];
  if (/[/·|]/.test(english)) return;
  assert.notEqual(english, arabic, "the sign is turned");
});

test("On this page lists h2 and h3, and marks what is being read", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    const list = page.locator("nav[aria-label='On this page']");
    const entries = await list.locator("a").evaluateAll((found) => found.map((link) => link.textContent));
    const headings = await page.locator(".prose :is(h2, h3)").evaluateAll((found) => found.map((heading) => heading.textContent));
    assert.deepEqual(entries, headings);
    await page.evaluate(() => document.getElementById("wind").scrollIntoView({ block: "start" }));
    await settle(page, 250);
    assert.deepEqual(await current(list), ["Wind"], "after scrolling to Wind");
  });
});

test("the section in the URL is marked", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    const list = page.locator("nav[aria-label='On this page']");
    const faults = [];
    for (const words of await list.locator("a").allTextContents()) {
      await list.getByRole("link", { name: words, exact: true }).click();
      await settle(page, 150);
      const marked = await current(list);
      if (marked.join() !== words) faults.push(`${words}: ${marked.join(" and ") || "nothing"} is marked`);
    }
    none(faults, "sections that are not marked");
  });
});

test("the last section can be marked although it is short", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    const list = page.locator("nav[aria-label='On this page']");
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await settle(page, 250);
    assert.deepEqual(await current(list), ["Last light"]);
    await page.evaluate(() => scrollTo(0, 0));
    await settle(page, 250);
    await list.getByRole("link", { name: "Last light" }).click();
    await settle(page, 300);
    assert.deepEqual(await current(list), ["Last light"], "after a click");
  });
});

test("On this page is left out on short pages", async () => {
  const { home } = await stress();
  for (const kind of ["bare", "question", "in review"]) {
    await visit(home + KINDS[kind], {}, async (page) => {
      assert.equal(await page.locator("nav[aria-label='On this page']").count(), 0, kind);
    });
  }
});

test("the link of a heading can be seen on hover and on focus", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    const anchor = page.getByRole("link", { name: "Link to section Traffic" });
    const shown = () => anchor.evaluate((link) => {
      const box = link.getBoundingClientRect();
      const sign = getComputedStyle(link, "::before").content + getComputedStyle(link, "::after").content + link.textContent;
      return Number(getComputedStyle(link).opacity) > 0.5 && box.width >= 8 && /[^none"'\s]/.test(sign.replace(/none|normal/g, "")) || getComputedStyle(link, "::before").maskImage !== "none" && Number(getComputedStyle(link).opacity) > 0.5;
    });
    await page.mouse.move(5, 5);
    assert.equal(await shown(), false, "not seen at rest");
    await page.locator("#traffic").hover();
    await settle(page, 250);
    assert.equal(await shown(), true, "seen while the pointer is over the heading");
    await page.mouse.move(5, 5);
    await page.locator("#traffic").evaluate((heading) => heading.previousElementSibling);
    await anchor.focus();
    await settle(page, 250);
    assert.equal(await shown(), true, "seen with the focus");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#traffic$/);
  });
});

test("previous and next have the titles of those pages", async () => {
  const { home } = await stress();
  await visit(home + KINDS.draft, {}, async (page) => {
    const pager = page.locator("nav[aria-label='Previous and next page']");
    assert.match(await pager.locator("[rel=prev]").innerText(), /Previous[\s\S]*Moor a visiting boat/);
    assert.match(await pager.locator("[rel=next]").innerText(), /Next[\s\S]*Keep the night watch/);
  });
});

test("the home page has a way in for finding, browsing and what is new", async () => {
  const { home } = await stress();
  await visit(home, {}, async (page) => {
    assert.ok(await page.locator("[data-search-open]:visible").count() > 0, "find");
    const links = await page.locator("main a").evaluateAll((found) => found.map((link) => link.pathname));
    for (const path of ["procedures/", "guidance/", "records/"]) assert.ok(links.includes(`/sub/folder/${path}`), `browse: ${path}`);
    assert.ok(links.includes("/sub/folder/changes/"), "all that is new");
    assert.ok(links.includes("/sub/folder/procedures/mooring/") , "a page that changed of late");
  });
});

test("updates are grouped by month, newest first", async () => {
  const { home } = await stress();
  await visit(home + KINDS.changes, {}, async (page) => {
    const months = await page.locator("main h2").evaluateAll((found) => found.map((heading) => heading.textContent.trim()));
    assert.deepEqual(months.slice(0, 2), ["October 2026", "September 2026"]);
    const days = await page.locator("main time").evaluateAll((found) => found.map((time) => time.getAttribute("datetime")));
    assert.ok(days.length >= 5);
    assert.deepEqual(days, [...days].sort().reverse());
  });
});

for (const [typed, page] of [["procedures/moring/", "procedures/mooring/"], ["guidance/berth/", "guidance/berths/"]]) {
  test(`the page "not found" offers ${page} for ${typed}`, async () => {
    const { home } = await stress();
    await visit(home + typed, {}, async (shown) => {
      assert.match(await shown.innerText("h1"), /not found/i);
      await shown.locator(`main a[href$="/${page}"]`).first().waitFor();
    });
  });
}

test("a site menu on a phone has all that the header of a desktop has", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, { size: PHONE, touch: true }, async (page) => {
    await page.click("[data-nav-toggle]");
    const dialog = page.locator("dialog[open]");
    for (const name of ["All pages", "Tide tables", "Procedures", "Moor a visiting boat"]) {
      assert.ok(await dialog.getByRole("link", { name }).first().isVisible(), name);
    }
    assert.equal(await dialog.locator("[aria-current=page]").count(), 1);
  });
});

test("settings of the theme are seen: logo, phase, links, footer", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    const header = page.locator("body > header");
    assert.ok(await header.locator("img[src$='harbour.svg']").evaluate((image) => image.complete && image.naturalWidth > 0), "logo");
    assert.match(await page.innerText("body"), /Beta\s+This handbook is new\./);
    assert.equal(await header.getByRole("link", { name: "Tide tables" }).getAttribute("href"), "https://tides.example.org/");
    assert.equal(await header.getByRole("link", { name: "Mooring" }).getAttribute("href"), "/sub/folder/procedures/mooring/");
    const footer = page.locator("body > footer");
    assert.match(await footer.innerText(), /Published by the harbour office/);
    assert.equal(await footer.getByRole("link", { name: "Accessibility statement" }).getAttribute("href"), "/sub/folder/accessibility/");
    const [brand, font] = await page.evaluate(() => [
      [...document.querySelectorAll("body > header, body > header *")].some((element) => getComputedStyle(element).backgroundColor === "rgb(74, 29, 94)"),
      getComputedStyle(document.body).fontFamily,
    ]);
    assert.ok(brand, "the colour of the brand");
    assert.match(font, /^"?Liberation Sans/);
  });
});

const current = (list) => list.locator("[aria-current=location]").evaluateAll((found) => found.map((link) => link.textContent));
