/**
 * The live preview: what is saved shows in the open page, and all that the reader did there stays.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { PHONE, settle } from "./browser.mjs";
import { test, withClipboard } from "./runner.mjs";
import { GUIDE, long, longPage, preview } from "./preview-server.mjs";

for (const anchoring of ["auto", "none"]) {
  test(`a save changes the text; scroll, focus, selection and what scripts added stay (scroll anchoring of the browser: ${anchoring})`, () => saveFarDown(anchoring));
}

async function saveFarDown(anchoring) {
  const state = (page) =>
    page.evaluate(() => ({
      scroll: scrollY,
      height: document.documentElement.scrollHeight,
      top: Math.round(held.heading.getBoundingClientRect().top),
      isFocused: document.activeElement === held.focus,
      isInPage: held.focus.isConnected && held.focus.localName === "a",
      selection: getSelection().toString(),
      hasButton: held.button.isConnected,
      buttons: document.querySelectorAll(".copy").length,
    }));

  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}long/`);
    await page.evaluate((anchoring) => {
      document.documentElement.style.overflowAnchor = anchoring;
      const heading = document.querySelector("#part-20");
      const text = heading.parentElement.nextElementSibling;
      scrollTo({ top: heading.getBoundingClientRect().top + scrollY - 200, behavior: "instant" });
      text.querySelector("a").focus({ preventScroll: true });
      getSelection().setBaseAndExtent(text.firstChild, 4, text.firstChild, 12);
      globalThis.held = { focus: document.activeElement, button: document.querySelector(".copy"), heading };
    }, anchoring);
    const before = await state(page);
    assert.ok(before.scroll > 1000 && before.top === 200 && before.isFocused && before.isInPage, "the page is scrolled");
    assert.equal(before.selection, long(20).slice(4, 12));
    const fixed = long(20).replace("Words", "Many more words");
    await save("content/long.md", longPage((part) => (part === 20 ? fixed : long(part))));
    await page.getByText("Many more words").waitFor();
    const longer = Array(40).fill(long(3)).join("\n\n");
    await save("content/long.md", longPage((part) => (part === 20 ? fixed : part === 3 ? longer : long(part))));
    await page.waitForFunction((height) => document.documentElement.scrollHeight > height + 500, before.height);
    await settle(page, 100);
    const after = await state(page);
    assert.ok(after.scroll > before.scroll + 500, "text came above what is looked at");
    assert.ok(Math.abs(after.top - before.top) <= 1, `the heading is where it was: ${after.top}`);
    const rest = { scroll: 0, height: 0, top: 0 };
    assert.deepEqual({ ...after, ...rest }, { ...before, ...rest }, "all else is as it was");
  });
}

test("at the very top the page stays there, and what is added is seen", async () => {
  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}long/`);
    await save("content/long.md", `---\ntitle: Long\n---\n\nAn opening that is new.\n\n${longPage().split("---\n\n")[1]}`);
    await page.getByText("An opening that is new.").waitFor();
    await settle(page, 100);
    assert.equal(await page.evaluate(() => scrollY), 0);
  });
});

test("details keep the state that the reader gave them", async () => {
  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    await page.click("summary:has-text('First')");
    await page.click("summary:has-text('Second')");
    const states = () => page.evaluate(() => [...document.querySelectorAll(".prose details")].map((details) => [details.querySelector("summary").textContent, details.open]));
    assert.deepEqual(await states(), [["First", true], ["Second", false]]);
    await save("content/guide.md", GUIDE.replace("hidden words", "other words").replace("## Steps", "## Steps to take"));
    await page.getByText("other words").waitFor();
    assert.deepEqual(await states(), [["First", true], ["Second", false]]);
  });
});

test("the search dialog stays open with what was typed", async () => {
  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    await page.click("[data-search-open]");
    await page.fill("[data-search-input]", "mooring");
    await page.waitForSelector("[data-search-results] [role=option]");
    await page.evaluate(() => document.querySelector("dialog.search input").setSelectionRange(2, 5));
    await save("content/guide.md", GUIDE.replace("Tie the boat", "Bind the boat"));
    await page.getByText("Bind the boat").waitFor();
    const dialog = await page.evaluate(() => {
      const dialog = document.querySelector("dialog.search");
      const input = dialog.querySelector("input");
      return [dialog.matches(":modal"), input === document.activeElement, input.value, input.selectionStart, input.selectionEnd, dialog.querySelectorAll("[role=option]").length > 0];
    });
    assert.deepEqual(dialog, [true, true, "mooring", 2, 5, true]);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement.matches("[data-search-open]"));
  });
});

test("the menu of a phone stays open, and goes back to its place when it is closed", async () => {
  await preview({ size: PHONE, touch: true }, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    await page.click("[data-nav-toggle]");
    await save("content/other.md", "---\ntitle: Renamed\n---\n\nOther text.\n");
    await page.locator("dialog.menu-dialog[open] a", { hasText: "Renamed" }).waitFor();
    await page.locator("dialog.menu-dialog").getByRole("button", { name: "Close" }).click();
    await page.waitForFunction(() => [...document.querySelector(".layout").children].map((part) => part.className).join() === "menu,trail,main");
    assert.equal(await page.locator(".site-footer [data-scheme-switch]").count(), 1, "the switch is where a phone has it");
  });
});

test("focus on what has gone moves to what it stood in", async () => {
  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    await page.locator(".prose a", { hasText: "harbour office" }).focus();
    await save("content/guide.md", GUIDE.replace(/Ask the \[harbour office\].*\n/, ""));
    await page.locator(".prose a", { hasText: "harbour office" }).waitFor({ state: "detached" });
    await settle(page);
    assert.equal(await page.evaluate(() => document.activeElement.localName), "main");
  });
});

test("new code can be copied, new sections are in the contents list, and both work", async () => {
  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    const before = await page.locator(".copy").count();
    const added = "\n## Berths\n\n```sh\necho new code\n```\n\n## Tides\n\nLast words.\n";
    await save("content/guide.md", GUIDE.replace("echo first", "echo changed") + added);
    await page.locator(".contents a", { hasText: "Tides" }).waitFor();
    assert.equal(await page.locator(".copy").count(), before + 1);
    await withClipboard(async () => {
      for (const [place, text] of [[0, "echo changed"], [before, "echo new code"]]) {
        await page.locator(".copy").nth(place).click();
        await page.waitForFunction((text) => navigator.clipboard.readText().then((copied) => copied === text), text);
      }
    });
    await page.locator(".contents a", { hasText: "Tides" }).click();
    await page.locator(".contents a[aria-current=location]", { hasText: "Tides" }).waitFor();
    assert.equal(await page.locator(".contents [aria-current]").count(), 1);
  });
});

test("a review becomes overdue when its date changes to the past, and stops being so when it is in the future", async () => {
  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}other/`);
    const due = (day) => save("content/other.md", `---\ntitle: Other\nreview_by: ${day}\n---\n\nOther text.\n`);
    await due("2020-02-01");
    await page.getByText("Review overdue since 1 February 2020").waitFor();
    await due("2020-02-03");
    await page.getByText("Review overdue since 3 February 2020").waitFor();
    await due("2190-02-03");
    await page.getByText("Next review by 3 February 2190").waitFor();
    assert.equal(await page.locator(".due.overdue").count(), 0);
  });
});

test("parts that move keep what they are", async () => {
  await preview({}, async ({ home, save }, open) => {
    const parts = ["one", "two", "three"].map((word) => `<details>\n<summary>Part ${word}</summary>\n\nWords of ${word}.\n\n</details>\n`);
    const write = (...order) => save("content/other.md", `---\ntitle: Other\n---\n\n${order.map((part) => parts[part]).join("\n")}`);
    await write(0, 1, 2);
    const page = await open(`${home}other/`);
    await page.click("summary:has-text('Part one')");
    const order = () => page.evaluate(() => [...document.querySelectorAll(".prose details")].map((details) => `${details.querySelector("summary").textContent}${details.open ? " open" : ""}`).join());
    for (const [places, expected] of [[[1, 2, 0], "Part two,Part three,Part one open"], [[0, 2], "Part one open,Part three"], [[2, 1, 0], "Part three,Part two,Part one open"]]) {
      await write(...places);
      await page.waitForFunction((text) => [...document.querySelectorAll(".prose summary")].map((summary) => summary.textContent).join() === text, expected.replaceAll(" open", ""));
      assert.equal(await order(), expected);
    }
  });
});

test("pages that did not change are left alone, and names change wherever they are used", async () => {
  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    const other = await open(`${home}other/`);
    const seen = [];
    page.on("request", (request) => seen.push(request.url()));
    const { number } = await page.evaluate(() => fingerpostPreview.built ?? { number: 0 });
    await page.evaluate(() => {
      globalThis.records = 0;
      new MutationObserver((records) => { globalThis.records += records.length; }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    await save("content/other.md", "---\ntitle: Other\n---\n\nWritten again.\n");
    await other.getByText("Written again.").waitFor();
    await page.waitForFunction((number) => fingerpostPreview.built?.number > number, number);
    await settle(page, 200);
    assert.deepEqual([seen, await page.evaluate(() => records)], [[], 0], "requests and changes of a page that stays");
    await save("content/other.md", "---\ntitle: Quite another\n---\n\nWritten again.\n");
    await page.locator(".menu a", { hasText: "Quite another" }).waitFor();
    await other.waitForFunction(() => document.title.startsWith("Quite another"));
    assert.equal(await other.locator("h1").textContent(), "Quite another");
    assert.deepEqual(seen, [`${home}guide/`], "the page asked for itself once");
  });
});

test("after many edits the page is the one that a new reader gets", async () => {
  await preview({}, async ({ home, save }, open) => {
    const page = await open(`${home}other/`);
    const random = numbers(7);
    const pick = (list) => list[random(list.length)];
    const parts = [];
    for (let round = 1; round <= 25; round += 1) {
      for (let edits = 1 + random(3); edits > 0; edits -= 1) {
        const act = parts.length < 4 ? 0 : random(5);
        const place = random(parts.length + 1);
        if (act < 2) parts.splice(place, 0, pick(BLOCKS)(round));
        else if (act === 2) parts.splice(place, 1);
        else if (act === 3) parts.splice(place, 0, ...parts.splice(random(parts.length), 1));
        else if (place < parts.length) parts[place] = parts[place].replace("words", "other words");
      }
      await save("content/other.md", `---\ntitle: Other ${round}\n---\n\n${parts.join("\n")}`);
      await page.waitForFunction((title) => document.title.startsWith(title), `Other ${round} `);
      await settle(page);
      const fresh = await open(`${home}other/`);
      assert.equal(await page.evaluate(drawn), await fresh.evaluate(drawn), `after ${round} rounds`);
      await fresh.close();
    }
  });
});

// The theme

test("a style sheet is changed for the new one, and the page is never without", async () => {
  await preview({ fill: { "themes/default/assets/site.css/99-own.css": ":root { --trial: one; }\n" } }, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    const trial = () => getComputedStyle(document.documentElement).getPropertyValue("--trial").trim();
    assert.equal(await page.evaluate(trial), "one");
    await page.evaluate(() => {
      globalThis.bare = 0;
      const look = () => {
        if (getComputedStyle(document.querySelector(".masthead")).backgroundColor === "rgba(0, 0, 0, 0)") globalThis.bare += 1;
        requestAnimationFrame(look);
      };
      look();
    });
    // As a sheet that takes its time.
    await page.route("**/site-*.css", (route) => setTimeout(() => route.continue(), 200));
    for (const word of ["two", "three"]) {
      await save("themes/default/assets/site.css/99-own.css", `:root { --trial: ${word}; }\n`);
      await page.waitForFunction((word) => getComputedStyle(document.documentElement).getPropertyValue("--trial").trim() === word, word);
    }
    await page.waitForFunction(() => document.querySelectorAll("link[rel=stylesheet][href*='/site-']").length === 1);
    assert.equal(await page.evaluate(() => bare), 0, "frames without a style");
  });
});

test("a picture whose file has changed is drawn again", async () => {
  const picture = (size) => `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>\n`;
  const fill = { "content/quay.svg": picture(30), "content/other.md": "---\ntitle: Other\n---\n\n![The quay](quay.svg)\n" };
  await preview({ fill }, async ({ home, save }, open) => {
    const page = await open(`${home}other/`);
    const shows = (size) => page.waitForFunction((size) => document.querySelector(".prose img").naturalWidth === size, size);
    await shows(30);
    for (const size of [50, 70]) {
      await save("content/quay.svg", picture(size));
      await shows(size);
    }
  });
});

test("a template shows, and a script that has changed loads the page again at the same place", async () => {
  await preview({ reloads: true }, async ({ home, save }, open) => {
    const page = await open(`${home}long/`);
    await page.evaluate(() => scrollTo({ top: 1500, behavior: "instant" }));
    const footer = await readFile(resolve(import.meta.dirname, "../../themes/default/templates/partials/footer.html"), "utf8");
    await save("templates/partials/footer.html", footer.replace('<div class="band">', '<div class="band"><p>From a template</p>'));
    await page.getByText("From a template").waitFor();
    assert.ok(await page.evaluate(() => sameDocument), "a template is morphed in");
    assert.equal(await page.evaluate(() => scrollY), 1500);
    await save("themes/default/assets/scheme.js", "globalThis.trial = 1;\n");
    await page.waitForFunction(() => globalThis.trial === 1 && document.readyState === "complete");
    await page.waitForFunction(() => Math.abs(scrollY - 1500) < 2);
  });
});

test("controls that a template replaces still work", async () => {
  await preview({ reloads: true }, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    const opener = await readFile(resolve(import.meta.dirname, "../../themes/default/templates/partials/opener.html"), "utf8");
    await save("templates/partials/opener.html", opener.replace('class="opener"', 'class="opener other"'));
    await page.locator(".opener.other[role=button]").click();
    await page.waitForSelector("dialog.search[open]");
  });
});

// Tools

/** Blocks of a page, each with a number in it. */
const BLOCKS = [
  (number) => `Some words ${number}.\n`,
  () => "Some words.\n",
  (number) => `## Heading words ${number}\n`,
  (number) => `- words\n- more ${number}\n\n  inside\n- [guide](guide.md)\n`,
  (number) => `\`\`\`sh\necho words ${number}\n\`\`\`\n`,
  (number) => `| A | B |\n| --- | --- |\n| words | ${number} |\n| *b* | c |\n`,
  (number) => `> [!WARNING]\n> Mind the words ${number}.\n`,
  (number) => `<details>\n<summary>Some words</summary>\n\nText ${number}\n\n</details>\n`,
];

/** Whole numbers below a limit, the same ones each time. */
function numbers(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** The page as it is drawn, without what the preview itself has put into it and without marks of what is read. */
function drawn() {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll(".fingerpost-preview, link[href*=__fingerpost]").forEach((part) => part.remove());
  copy.querySelectorAll("[aria-current=location]").forEach((link) => link.removeAttribute("aria-current"));
  copy.querySelectorAll("dialog[data-search-shell]").forEach((part) => part.remove());
  // Where the script of the theme puts its own parts among others at the end does not matter.
  const last = [...copy.querySelectorAll("body > dialog, body > .unseen")].map((part) => part.outerHTML).sort();
  copy.querySelectorAll("body > dialog, body > .unseen").forEach((part) => part.remove());
  return copy.outerHTML.replace(/>\n*/g, ">\n") + last.join("\n");
}
