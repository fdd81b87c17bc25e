/**
 * The text of a page: code and its copy buttons, tables, pictures, notes, steps, links.
 */
import assert from "node:assert/strict";
import { PHONE, settle, tour, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { none, test, withClipboard } from "./runner.mjs";
import { own, stress } from "./site.mjs";

test("each block of code has a copy button with a name, after the code", async () => {
  const { home } = await stress();
  await visit(home + KINDS.blocks, {}, async (page) => {
    const blocks = await page.locator(".code").evaluateAll((found) =>
      found.map((block) => {
        const button = block.querySelector("button");
        return { after: Boolean(button) && block.querySelector("pre").compareDocumentPosition(button) === Node.DOCUMENT_POSITION_FOLLOWING, name: button?.getAttribute("aria-label") ?? button?.textContent ?? "" };
      }),
    );
    assert.equal(blocks.length, 4);
    assert.ok(blocks.every(({ after }) => after), "after the code");
    assert.ok(blocks.every(({ name }) => /copy/i.test(name)), blocks.map(({ name }) => name).join(" | "));
    assert.equal(new Set(blocks.map(({ name }) => name)).size, blocks.length, "names of their own");
  });
});

test("copying leaves out prompts, and says that it is done", async () => {
  const { home } = await stress();
  await visit(home + KINDS.blocks, {}, async (page) => {
    const block = page.locator(".code", { has: page.locator(".language-console") });
    await page.evaluate(() => {
      globalThis.announced = [];
      const note = () => {
        for (const status of document.querySelectorAll("[role=status], [aria-live=polite]")) if (status.textContent.trim()) globalThis.announced.push(status.textContent.trim());
      };
      new MutationObserver(note).observe(document.body, { childList: true, characterData: true, subtree: true });
    });
    const copied = await withClipboard(async () => {
      await block.getByRole("button").click();
      await settle(page, 300);
      return page.evaluate(() => navigator.clipboard.readText());
    });
    assert.deepEqual(copied.trim().split("\n"), ["berth list --free", "berth show A-01"], "the commands without their output");
    assert.ok((await page.evaluate(() => globalThis.announced)).some((words) => /copied/i.test(words)), "announced");
    assert.match(await block.locator(".copy use").getAttribute("href"), /#done$/, "shown");
  });
});

test("a block without prompts is copied whole", async () => {
  const { home } = await stress();
  await visit(home + KINDS.blocks, {}, async (page) => {
    const block = page.locator(".code", { has: page.locator(".language-yaml") }).first();
    const copied = await withClipboard(async () => {
      await block.getByRole("button").click();
      await settle(page, 300);
      return page.evaluate(() => navigator.clipboard.readText());
    });
    assert.equal(copied.trim(), (await block.locator("code").textContent()).trim());
    assert.match(copied, /^berth: A-01/);
  });
});

test("prompts cannot be selected", async () => {
  const { home } = await stress();
  await visit(home + KINDS.blocks, {}, async (page) => {
    const selected = await page.evaluate(() => {
      getSelection().selectAllChildren(document.querySelector(".language-console"));
      return [getSelection().toString(), getComputedStyle(document.querySelector(".prompt")).userSelect];
    });
    assert.equal(selected[1], "none");
    assert.ok(!selected[0].includes("$ "), selected[0]);
  });
});

test("all that scrolls sideways is reached by keyboard, and has a role and a name", async () => {
  const { home } = await stress();
  const kinds = Object.keys(KINDS);
  for (const size of [undefined, PHONE]) {
    const answers = await tour(Object.values(KINDS).map((path) => home + path), { size }, async (page, place) => {
      const boxes = await page.evaluate(() =>
        [...document.querySelectorAll("main *")]
          .filter((box) => box.scrollWidth > box.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(box).overflowX))
          // A formula has a role of its own, and its content is its name.
          .map((box) => ({ fine: box.tabIndex === 0 && (box.localName === "math" || box.getAttribute("role") === "region" && Boolean(box.getAttribute("aria-label"))), what: `${box.localName}.${box.className}` })),
      );
      return boxes.map((box) => ({ ...box, kind: kinds[place] }));
    });
    assert.ok(answers.flat().length >= (size ? 3 : 2), "boxes that scroll were seen");
    none(answers.flat().filter(({ fine }) => !fine).map(({ kind, what }) => `${kind}: ${what}`), "boxes out of reach");
  }
});

test("tables have heads with scope, and the head row stays in view", async () => {
  const { home } = await stress();
  await visit(home + KINDS["wide table"], { size: { width: 1440, height: 400 } }, async (page) => {
    const scopes = await page.locator("thead th").evaluateAll((found) => found.map((cell) => cell.scope));
    assert.equal(scopes.length, 16);
    assert.ok(scopes.every((scope) => scope === "col"));
    const places = await page.evaluate(async () => {
      const row = document.querySelectorAll("tbody tr")[20];
      row.scrollIntoView({ block: "center" });
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const head = document.querySelector("thead th").getBoundingClientRect();
      const cell = row.getBoundingClientRect();
      return { head: head.top, low: head.bottom, row: cell.top, height: innerHeight };
    });
    assert.ok(places.head >= -1 && places.low <= places.height && places.low <= places.row + 1, `the head is at ${places.head} over the row at ${places.row}`);
  });
});

test("pictures have sizes, and those below the fold are loaded late", async () => {
  const { home } = await stress();
  await visit(home + KINDS.blocks, {}, async (page) => {
    const pictures = await page.locator(".prose img").evaluateAll((found) =>
      found.map((image) => ({ width: image.getAttribute("width"), height: image.getAttribute("height"), lazy: image.loading, alt: image.alt, shown: image.getBoundingClientRect().width })),
    );
    assert.deepEqual(pictures.map(({ width, height }) => `${width} by ${height}`), ["1200 by 600", "320 by 640", "1200 by 600"]);
    assert.ok(pictures.every(({ alt }) => alt.length > 10));
    assert.equal(pictures.at(-1).lazy, "lazy");
    assert.ok(pictures.every(({ shown }) => shown <= 900), "none is wider than the text");
  });
});

test("each note has a word and a sign, and no two kinds look the same", async () => {
  const { home } = await stress();
  await visit(home + KINDS.blocks, {}, async (page) => {
    const notes = await page.locator(".prose .callout").evaluateAll((found) =>
      found.map((note) => {
        const title = note.querySelector(".callout-title");
        const sign = getComputedStyle(title, "::before");
        const icon = title.querySelector("svg use")?.getAttribute("href") ?? "";
        return { words: title.textContent.trim(), role: note.getAttribute("role"), sign: [sign.content, sign.clipPath, sign.borderRadius, sign.maskImage, sign.backgroundImage, icon].join(" "), seen: icon !== "" || (sign.content !== "none" && parseFloat(sign.width) > 4) };
      }),
    );
    assert.deepEqual(notes.map(({ words }) => words), ["Note", "Tip", "Important", "Warning", "Caution", "Applies to", "Roles"]);
    assert.ok(notes.every(({ role, seen }) => role === "note" && seen), JSON.stringify(notes));
    const twins = notes.filter(({ sign }) => notes.filter((other) => other.sign === sign).length > 1);
    none(twins.map(({ words, sign }) => `${words}: ${sign}`), "notes with the same shape");
  });
});

test("steps keep their numbers around notes, code and lists", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, {}, async (page) => {
    const lists = await page.locator(".prose > ol").evaluateAll((found) => found.map((list) => [list.start, [...list.children].filter((step) => step.localName === "li").length]));
    assert.deepEqual(lists, [[1, 4], [1, 4]], "one list each, not one for every stretch");
    const inside = await page.locator(".prose > ol > li :is(.callout, .code, .table, ul)").count();
    assert.equal(inside, 5, "blocks are inside their steps");
  });
});

test("links in the text are underlined", async () => {
  const { home } = await own();
  const paths = ["", "manual/publishing/", "library/sops/restore-from-backup/"];
  const faults = await tour(paths.map((path) => home + path), {}, (page) =>
    page.locator(".prose :is(p, li, td, dd) a:not([class])").evaluateAll((found) => found.filter((link) => !getComputedStyle(link).textDecorationLine.includes("underline")).map((link) => link.textContent)),
  );
  none(faults.flat(), "links without a line");
});

test("colours of code come from classes, and there are several", async () => {
  const { home } = await stress();
  await visit(home + KINDS.blocks, {}, async (page) => {
    const colours = await page.locator(".language-rust span").evaluateAll((found) => [...new Set(found.map((part) => getComputedStyle(part).color))]);
    assert.ok(colours.length >= 4, colours.join(" "));
  });
});

test("code runs from left to right on an Arabic page, and the page from right to left", async () => {
  const { home } = await stress();
  await visit(home + KINDS.arabic, {}, async (page) => {
    const found = await page.evaluate(() => ({
      code: getComputedStyle(document.querySelector("pre")).direction,
      text: getComputedStyle(document.querySelector(".prose p")).direction,
      menu: document.querySelector("nav[aria-label=Pages]").getBoundingClientRect().left,
      main: document.querySelector(".prose").getBoundingClientRect().left,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    assert.deepEqual([found.code, found.text, found.overflow], ["ltr", "rtl", 0]);
    assert.ok(found.menu > found.main, "the menu is on the right");
  });
});

test("motion stops for readers who prefer reduced motion", async () => {
  const { home } = await stress();
  const moving = (page) =>
    page.evaluate(() => [document.documentElement, ...document.body.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      const long = (text) => text.split(",").some((part) => parseFloat(part) > 0.01);
      return style.scrollBehavior === "smooth" || (long(style.transitionDuration) && style.transitionProperty !== "none") || (style.animationName !== "none" && long(style.animationDuration));
    }).map((element) => `${element.localName}.${element.className}`));
  none(await visit(home + KINDS.sop, { still: true }, moving), "moving parts");
});
