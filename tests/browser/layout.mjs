/**
 * Sizes and places: no sideways scrolling, a good measure, targets that can be hit, calm space, nothing that jumps.
 */
import assert from "node:assert/strict";
import { DESKTOP, PHONE, settle, tour, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { prepare } from "./measure.mjs";
import { each, none, test } from "./runner.mjs";
import { own, stress } from "./site.mjs";
import { measures } from "./survey.mjs";

test("no page scrolls sideways, at any width or with the text at twice its size", async () => {
  none((await measures("desktop")).flatMap(({ kind, tooWide }) => tooWide.map((fault) => `${kind} ${fault}`)), "pages that scroll sideways");
});

test("a line of text has 60 to 85 characters", async () => {
  const pages = [(await stress()).home + KINDS.guidance, (await own()).home + "manual/publishing/"];
  const sizes = [{ width: 1024, height: 800 }, { width: 1280, height: 800 }, DESKTOP, { width: 2560, height: 1300 }];
  const faults = await each(pages, (url) =>
    visit(url, {}, async (page) => {
      const found = [];
      for (const size of sizes) {
        await page.setViewportSize(size);
        const lines = await page.evaluate(lengths);
        assert.ok(lines.length >= 4, `${lines.length} full lines in ${url}`);
        const mean = lines.reduce((sum, length) => sum + length, 0) / lines.length;
        const longest = Math.max(...lines);
        if (mean < 60 || mean > 85 || longest > 90) found.push(`${size.width}: ${mean.toFixed(1)} on average, ${longest} at most`);
      }
      return found;
    }),
  );
  none(faults.flat(), "widths with lines too short or too long");
});

test("text has the specified sizes", async () => {
  const { home } = await stress();
  const sizes = await visit(home + KINDS.guidance, {}, (page) =>
    page.evaluate(() => {
      const of = (selector) => {
        const style = getComputedStyle(document.querySelector(selector));
        return { size: parseFloat(style.fontSize), line: +(parseFloat(style.lineHeight) / parseFloat(style.fontSize)).toFixed(2), weight: style.fontWeight };
      };
      return { body: of(".prose p"), h1: of("h1"), h2: of(".prose h2"), h3: of(".prose h3") };
    }),
  );
  const rem = 17 / 1.0625;
  assert.deepEqual(sizes.body, { size: 17, line: 1.6, weight: "400" });
  const near = (found, wanted, name) => assert.ok(Math.abs(found.size - wanted) <= 1.6, `${name} is ${found.size} px, not ${wanted}`);
  near(sizes.h1, 2.25 * rem, "the title");
  near(sizes.h2, 1.6 * rem, "h2");
  near(sizes.h3, 1.25 * rem, "h3");
  for (const name of ["h1", "h2", "h3"]) {
    assert.equal(sizes[name].weight, "700", name);
    assert.ok(sizes[name].line >= 1.15 && sizes[name].line <= 1.3, `${name} has line height ${sizes[name].line}`);
  }
});

test("a heading is closer to its own text than to the text before", async () => {
  const { home } = await stress();
  const names = ["guidance", "sop", "blocks", "long words", "wide table"];
  const answers = await tour(names.map((name) => home + KINDS[name]), {}, (page) => page.evaluate(headingSpaces));
  assert.ok(answers.every(({ measured }) => measured > 0), "headings were measured on each page");
  none(answers.flatMap(({ faults }, place) => faults.map((fault) => `${names[place]}: ${fault}`)), "headings with too little space above");
});

test("columns: three from 80 rem, two from 60, one below", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    const columns = async (width) => {
      await page.setViewportSize({ width, height: 900 });
      await settle(page);
      return page.evaluate(places);
    };
    const wide = await columns(1440);
    assert.ok(wide.menu?.right <= wide.text.left && wide.contents?.left >= wide.text.right, `three columns: ${JSON.stringify(wide)}`);
    const within = (box, low, high, name) => assert.ok(box.width >= low * 16 - 1 && box.width <= high * 16 + 1, `${name} is ${box.width / 16} rem wide`);
    within(wide.menu, 16, 18, "the menu");
    within(wide.contents, 14, 16, "the contents list");
    const middle = await columns(1100);
    assert.ok(middle.menu?.right <= middle.text.left, `two columns: ${JSON.stringify(middle)}`);
    assert.ok(middle.contents && middle.contents.bottom <= middle.text.top + 1, "the contents list is above the text");
    const narrow = await columns(700);
    assert.ok(!narrow.menu || narrow.menu.bottom <= narrow.text.top, `one column: ${JSON.stringify(narrow)}`);
  });
});

for (const device of ["desktop", "phone"]) {
  test(`every target on a ${device} has 24 by 24 pixels`, async () => {
    none((await measures(device)).flatMap(({ kind, small }) => small.map((fault) => `${kind}: ${fault}`)), "targets that are too small");
  });

  test(`nothing moves on a ${device} while a page loads and is read`, async () => {
    const moved = (await measures(device)).filter(({ shifts }) => shifts.sum >= 0.01);
    none(moved.map(({ kind, shifts }) => `${kind}: ${shifts.sum.toFixed(4)} by ${shifts.sources.slice(0, 3).join(", ")}`), "pages that shift");
  });
}

test("rows of the menu are 44 pixels high on touch", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, { size: PHONE, touch: true }, async (page) => {
    await page.click("[data-nav-toggle]");
    await settle(page, 300);
    await prepare(page);
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll(".nav a, .nav summary")].filter(look.seen).map((row) => [look.describe(row), row.getBoundingClientRect().height]),
    );
    assert.ok(rows.length >= 5, `${rows.length} rows`);
    none(rows.filter(([, height]) => height < 44).map(([row, height]) => `${row} is ${height} px high`), "low rows");
  });
});

test("targets in menu and search have 24 by 24 pixels", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, { size: PHONE, touch: true }, async (page) => {
    await prepare(page);
    await page.click("[data-nav-toggle]");
    await settle(page, 300);
    const inMenu = await page.evaluate((within) => look.smallTargets(within), "dialog[open], [role=dialog]");
    await page.keyboard.press("Escape");
    await page.click("[data-search-open]");
    await page.fill("[data-search-input]", "boat");
    await page.waitForSelector("[data-search-results] [role=option]");
    const inSearch = await page.evaluate((within) => look.smallTargets(within), "dialog[open]");
    none([...inMenu, ...inSearch], "targets that are too small");
  });
});

for (const [name, size] of Object.entries({ desktop: DESKTOP, tablet: { width: 1024, height: 600 }, phone: PHONE })) {
  test(`nothing covers a heading that was jumped to, on a ${name}`, async () => {
    const { home } = await stress();
    await visit(home + KINDS.guidance, { size }, async (page) => {
      await prepare(page);
      const ids = await page.locator(".prose :is(h2, h3)[id]").evaluateAll((found) => found.map((heading) => heading.id));
      assert.ok(ids.length > 8);
      const faults = [];
      for (const id of ids) {
        await page.evaluate((id) => { location.hash = id; }, id);
        await settle(page, 30);
        const over = await page.evaluate(covering, id);
        if (over) faults.push(`${id}: ${over}`);
      }
      none(faults, "covered headings");
    });
  });
}

/** Characters in each full line of the longer paragraphs: all lines but the last. */
function lengths() {
  const found = [];
  for (const paragraph of document.querySelectorAll(".prose > p")) {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const lines = new Map();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let at = 0; at < node.length; at += 1) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getClientRects()[0];
        if (!box || box.width === 0) continue;
        const line = [...lines.keys()].find((top) => Math.abs(top - box.bottom) < 8) ?? box.bottom;
        lines.set(line, (lines.get(line) ?? 0) + 1);
      }
    }
    if (lines.size >= 3) found.push(...[...lines.values()].slice(0, -1));
  }
  return found;
}

function headingSpaces() {
  const faults = [];
  let measured = 0;
  for (const heading of document.querySelectorAll(".prose :is(h2, h3, h4)")) {
    const row = heading.closest(".heading") ?? heading;
    const before = row.previousElementSibling;
    const after = row.nextElementSibling;
    if (!before || !after || after.matches(".heading, h2, h3, h4")) continue;
    measured += 1;
    const box = heading.getBoundingClientRect();
    const above = box.top - before.getBoundingClientRect().bottom;
    const below = after.getBoundingClientRect().top - box.bottom;
    if (above < 2 * below || below < 0) faults.push(`${heading.localName} "${heading.textContent.slice(0, 30)}": ${above.toFixed(0)} px above, ${below.toFixed(0)} px below`);
  }
  return { faults, measured };
}

function places() {
  const box = (element) => {
    if (!element || !element.checkVisibility()) return undefined;
    const { left, right, top, bottom, width } = element.getBoundingClientRect();
    return { left, right, top, bottom, width };
  };
  const current = document.querySelector("nav a[aria-current=page]:not([aria-label=Breadcrumb] *)");
  const menu = current?.checkVisibility() ? current.closest("nav") : undefined;
  return { menu: box(menu), text: box(document.querySelector(".prose > p")), contents: box(document.querySelector("nav[aria-label='On this page']")) };
}

function covering(id) {
  const heading = document.getElementById(id);
  const box = heading.getBoundingClientRect();
  if (box.top < 0 || box.bottom > innerHeight) return `not in view: ${box.top.toFixed(0)} to ${box.bottom.toFixed(0)}`;
  const range = document.createRange();
  range.selectNodeContents(heading);
  const words = range.getClientRects()[0];
  const top = document.elementFromPoint(words.left + 4, words.top + 3);
  return top === heading || heading.contains(top) || top?.contains(heading) ? undefined : `under ${look.describe(top)}`;
}
