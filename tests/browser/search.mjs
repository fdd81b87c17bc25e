/**
 * Search as a reader meets it: typing, misspelling, filters, keys, URLs, in a sub-folder and from the disk.
 */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PHONE, problemsOf, settle, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { test } from "./runner.mjs";
import { makeFolder, own, stress } from "./site.mjs";

const INPUT = "[data-search-input]";
const OPTION = "[data-search-results] [role=option]";

test("nothing of search is loaded before it is wanted", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    const wanted = [];
    page.on("request", (request) => wanted.push(new URL(request.url()).pathname));
    await settle(page, 300);
    const early = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname).filter((path) => path.includes("search")));
    assert.deepEqual([...early, ...wanted.filter((path) => path.includes("search"))], [], "nothing is loaded with the page");
    await page.hover("[data-search-open]");
    await page.waitForTimeout(500);
    assert.ok(wanted.some((path) => path.includes("search")), "it is loaded as soon as the pointer is over the button");
  });
});

test("typing gives answers with page, section, path and a marked excerpt", async () => {
  const { home } = await stress();
  await searching(home, "bowsprit", async (page) => {
    const answers = await answersOf(page);
    const first = answers[0];
    assert.ok(first.text.includes("Moor a visiting boat"), first.text);
    assert.ok(answers.some(({ text }) => text.includes("Boats with a bowsprit")), "the section is named");
    assert.ok(answers.some(({ url }) => url === `${home}${KINDS.sop}#boats-with-a-bowsprit`), answers.map(({ url }) => url).join(" "));
    assert.ok(answers.some(({ marks }) => marks.some((mark) => /bowsprit/i.test(mark))), "the word is marked");
    assert.match(await page.innerText("[data-search-results]"), /Procedures/, "the path is shown");
  });
});

test("the number of answers is announced, after a pause", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    await openSearch(page);
    await page.evaluate((selector) => {
      globalThis.announced = [];
      const dialog = document.querySelector(selector).closest("dialog");
      const status = dialog.querySelector("[role=status], [aria-live=polite]");
      new MutationObserver(() => globalThis.announced.push(status.textContent.trim())).observe(status, { childList: true, characterData: true, subtree: true });
    }, INPUT);
    await page.locator(INPUT).pressSequentially("mooring", { delay: 40 });
    await page.waitForTimeout(900);
    const announced = (await page.evaluate(() => globalThis.announced)).filter((line) => /\d/.test(line));
    assert.ok(announced.length >= 1 && announced.length <= 2, `not announced at each letter: ${announced.join(" | ")}`);
    assert.match(announced.at(-1), /^\d+ results? for .?mooring/);
  });
});

test("the field is a combobox with a list of options, and keys move through it", async () => {
  const { home } = await stress();
  await searching(home, "boat", async (page) => {
    const count = await page.locator(OPTION).count();
    assert.ok(count >= 3, `${count} answers`);
    assert.deepEqual(await page.evaluate(roles, INPUT), { role: "combobox", expanded: "true", list: "listbox", named: true });
    const chosen = [];
    for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "End", "Home", "ArrowUp"]) {
      await page.keyboard.press(key);
      chosen.push(await page.evaluate(active, INPUT));
    }
    assert.deepEqual(chosen.slice(0, 5), [0, 1, 0, count - 1, 0], "where the keys lead");
    assert.ok(chosen[5] === -1 || chosen[5] === count - 1 || chosen[5] === 0, `up from the first: ${chosen[5]}`);
    await page.keyboard.press("End");
    const seen = await page.evaluate((selector) => {
      const option = document.getElementById(document.querySelector(selector).getAttribute("aria-activedescendant"));
      const box = option.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight + 1;
    }, INPUT);
    assert.ok(seen, "the chosen answer is scrolled into view");
  });
});

test("Enter opens the chosen answer, and the first one where none was chosen", async () => {
  const { home } = await stress();
  for (const keys of [["ArrowDown", "Enter"], ["Enter"]]) {
    await searching(home, "bowsprit", async (page) => {
      for (const key of keys) await page.keyboard.press(key);
      await page.waitForURL((url) => url.href.startsWith(home + KINDS.sop));
    });
  }
});

test("Ctrl+Enter opens a new tab and keeps the search", async () => {
  const { home } = await stress();
  await searching(home, "bowsprit", async (page) => {
    await page.keyboard.press("ArrowDown");
    const [tab] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Control+Enter")]);
    await tab.waitForLoadState();
    assert.ok(tab.url().startsWith(home + KINDS.sop), tab.url());
    assert.equal(await page.inputValue(INPUT), "bowsprit");
  });
});

test("a click opens an answer", async () => {
  const { home } = await stress();
  await searching(home, "bowsprit", async (page) => {
    await page.locator(OPTION).first().click();
    await page.waitForURL((url) => url.href.startsWith(home + KINDS.sop));
    await settle(page, 100);
    assert.equal(await page.locator("dialog[open]").count(), 0, "the page that was found is not covered");
  });
});

for (const [query, page, why] of [
  ["moorign a visiting boat", KINDS.sop, "two letters changed places"],
  ["lifejaket", "procedures/bare/", "a letter is missing"],
  ["HH-SOP-014", KINDS.sop, "a document number"],
  ["hh-sop-022", "procedures/night-watch/", "a document number in small letters"],
  ["boom", "procedures/fuel-spill/", "a word of one page"],
  ["fuel spil", "procedures/fuel-spill/", "a word that is not finished"],
  ["vessel berth book", "records/berth-book/", "a word that means the same"],
  ["الميناء", KINDS.arabic, "a word in another script"],
]) {
  test(`"${query}" finds the page: ${why}`, async () => {
    const { home } = await stress();
    await searching(home, query, async (found) => {
      const first = (await answersOf(found)).map(({ url }) => url);
      assert.ok(first.slice(0, 2).some((url) => url.split("#")[0] === home + page), first.slice(0, 4).join(" "));
    });
  });
}

test("a misspelt word is corrected, and the reader is informed", async () => {
  const { home } = await stress();
  await searching(home, "bowsprti", async (page) => {
    await page.waitForTimeout(600);
    assert.match(await page.innerText("dialog[open]"), /bowsprit/i);
  });
});

test("a withdrawn page comes after those in force, with a word for its state", async () => {
  const { home } = await stress();
  await searching(home, "moor", async (page) => {
    const answers = await answersOf(page);
    const place = (path) => answers.findIndex(({ url }) => url.startsWith(home + path));
    assert.equal(place(KINDS.sop) >= 0, true, "the page in force is found");
    const withdrawn = place(KINDS.withdrawn);
    if (withdrawn < 0) return;
    assert.ok(withdrawn > place(KINDS.sop));
    assert.match(await page.innerText("[data-search-results]"), /withdrawn/i);
  });
});

test("drafts say that they are drafts", async () => {
  const { home } = await stress();
  await searching(home, "fuel spill boom", async (page) => {
    assert.match(await page.innerText("[data-search-results]"), /draft/i);
  });
});

test("no match: it says so, offers near words and the list of all pages", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    await openSearch(page);
    await page.fill(INPUT, "zzfenderqq");
    await page.waitForTimeout(800);
    assert.equal(await page.locator(OPTION).count(), 0);
    assert.match(await page.innerText("dialog[open]"), /no results|nothing|no pages?/i);
    const all = page.locator("dialog[open] a", { hasText: /all pages|every page|list of pages/i });
    assert.equal(await all.first().evaluate((link) => link.href), home + KINDS.tree);
    await page.fill(INPUT, "fendrrxs");
    await page.waitForTimeout(800);
    const near = await page.innerText("dialog[open]");
    assert.match(near, /fender/i, "a near word is offered");
  });
});

test("filters by kind and tag narrow the answers", async () => {
  const { home } = await stress();
  await searching(home, "boat", async (page) => {
    const before = await page.locator(OPTION).count();
    const filters = await page.evaluate(() =>
      [...document.querySelectorAll("dialog[open] select, dialog[open] input[type=radio], dialog[open] input[type=checkbox], dialog[open] button")].map((control) => control.innerText || control.closest("label")?.innerText || control.value),
    );
    assert.ok(filters.some((words) => /sop/i.test(words)), `a filter for SOPs: ${filters.join(" | ")}`);
    await choose(page, /sop/i);
    await page.waitForTimeout(700);
    const after = await answersOf(page);
    assert.ok(after.length > 0 && after.length < before, `${before} answers, then ${after.length}`);
    assert.ok(after.every(({ url }) => url.startsWith(`${home}procedures/`)), after.map(({ url }) => url).join(" "));
  });
});

test("a chip is pressed and released, and the URL keeps it", async () => {
  const { home } = await stress();
  await searching(home, "boat", async (page) => {
    const before = (await answersOf(page)).length;
    const chip = page.locator(".search-chip", { hasText: /sop/i }).first();
    await chip.click();
    await page.waitForTimeout(700);
    assert.equal(await chip.getAttribute("aria-pressed"), "true");
    assert.match(page.url(), /kind=sop/);
    assert.ok((await answersOf(page)).length < before);
    await chip.click();
    await page.waitForTimeout(700);
    assert.equal(await chip.getAttribute("aria-pressed"), "false");
    assert.equal((await answersOf(page)).length, before);
    assert.ok((await page.locator("[aria-label=Status] .search-chip").count()) > 1, "states can be chosen too");
  });
});

test("more than ten results can be reached", async () => {
  const { home } = await own();
  await visit(home, {}, async (page) => {
    await openSearch(page);
    await page.fill(INPUT, "pages");
    await page.waitForSelector(OPTION);
    const groups = () => page.locator("[data-search-results] [role=group]").count();
    let count = await groups();
    assert.equal(count, 10);
    const more = page.locator("dialog[open] button", { hasText: /show more/i });
    while (await more.count()) {
      await more.click();
      await page.waitForFunction((shown) => document.querySelectorAll("[data-search-results] [role=group]").length > shown, count, { timeout: 10000 });
      count = await groups();
    }
    assert.ok(count > 20, `${count} pages`);
    await page.waitForFunction((all) => document.querySelector("dialog[open] [role=status]").textContent.startsWith(`${all} results`), count, { timeout: 10000 });
  });
});

test("words are marked in headings of sections too", async () => {
  const { home } = await stress();
  await searching(home, "bowsprit", async (page) => {
    assert.match(await page.innerText(".search-heading mark"), /bowsprit/i);
  });
});

test("the last searches are offered again, and can be cleared", async () => {
  const { home } = await stress();
  await searching(home, "bowsprit", async (page) => {
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.href.startsWith(home + KINDS.sop));
    await openSearch(page);
    await page.fill(INPUT, "");
    await page.locator("dialog[open] button", { hasText: "bowsprit" }).click();
    await page.waitForSelector(OPTION);
    await page.fill(INPUT, "");
    await page.locator("dialog[open] button", { hasText: "Clear recent searches" }).click();
    await page.waitForTimeout(100);
    assert.equal(await page.locator("dialog[open] button", { hasText: "bowsprit" }).count(), 0);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("searches"))), []);
    assert.ok(await page.evaluate((selector) => document.activeElement === document.querySelector(selector), INPUT), "the field has the focus");
  });
});

test("the query is in the URL, and the URL shows the results again", async () => {
  const { home } = await stress();
  let shared = "";
  await searching(home, "bowsprit", async (page) => {
    await page.waitForTimeout(600);
    shared = page.url();
    assert.match(shared, /bowsprit/);
    await page.keyboard.press("Escape");
    await settle(page, 200);
    assert.doesNotMatch(page.url(), /bowsprit/, "a closed search leaves the URL as it was");
  });
  await visit(shared, {}, async (page) => {
    await page.waitForSelector(OPTION);
    assert.equal(await page.inputValue(INPUT), "bowsprit");
    assert.ok((await answersOf(page))[0].url.startsWith(home + KINDS.sop));
  });
});

test("what is typed or written never becomes part of the page", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    await openSearch(page);
    for (const query of ["<img src=x onerror=alert(1)>", "<b>boat</b>", "\"><script>alert(1)</script>", "%00 \\u0000 ((( *"]) {
      await page.fill(INPUT, query);
      await page.waitForTimeout(450);
    }
    assert.equal(await page.locator("dialog[open] :is(img, script, b):not(svg *)").count(), 0);
    assert.deepEqual(await problemsOf(page), []);
  });
});

test("only the answer to the last question is shown", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    await openSearch(page);
    for (const query of ["ice", "crane", "lifejacket", "bowsprit"]) await page.fill(INPUT, query);
    await page.waitForTimeout(900);
    assert.ok((await answersOf(page))[0].url.startsWith(home + KINDS.sop));
  });
});

test("search works on a phone", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, { size: PHONE, touch: true }, async (page) => {
    await page.tap("[data-search-open]");
    await page.waitForSelector(`dialog[open] ${INPUT}`);
    await page.fill(INPUT, "bowsprit");
    await page.waitForSelector(OPTION);
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, document.querySelector("dialog[open]").scrollWidth]);
    assert.ok(wide.every((width) => width <= PHONE.width), `${wide} px wide`);
    await page.locator(OPTION).first().tap();
    await page.waitForURL((url) => url.href.startsWith(home + KINDS.sop));
  });
});

test("search works from the disk, without a host", async () => {
  const root = resolve(import.meta.dirname, "../..");
  const folder = await makeFolder("disk", (project) => cp(join(root, "content"), join(project, "content"), { recursive: true }), (target) => ["--base-url", `${target}/`]);
  const start = pathToFileURL(join(folder, "manual/publishing/index.html")).href;
  await visit(start, {}, async (page) => {
    await openSearch(page);
    await page.fill(INPUT, "staging folder checksum");
    await page.waitForSelector(OPTION);
    assert.ok((await answersOf(page))[0].url.startsWith("file:"));
    // Chromium takes no sprite from another file: icons are missing there, and each is beside a word.
    assert.deepEqual(page.problems.filter((problem) => !/(Unsafe attempt to load URL|request failed:) file:[^ ]*icons/.test(problem)), []);
  });
});

test("search finds pages of the manual", async () => {
  const { home } = await own();
  await visit(home, {}, async (page) => {
    await openSearch(page);
    await page.fill(INPUT, "redirects");
    await page.waitForSelector(OPTION);
    const found = (await answersOf(page)).slice(0, 3).map(({ url }) => url);
    assert.ok(found.some((url) => url.includes("#redirects")), found.join(" "));
  });
});

async function searching(home, query, work) {
  await visit(home + KINDS.guidance, {}, async (page) => {
    await openSearch(page);
    await page.fill(INPUT, query);
    await page.waitForSelector(OPTION);
    await settle(page, 150);
    await work(page);
  });
}

async function openSearch(page) {
  await page.click("[data-search-open]");
  await page.waitForSelector(`dialog[open] ${INPUT}`);
}

/** Each result in order: its text, its URL and what is marked. */
function answersOf(page) {
  return page.evaluate((selector) =>
    [...document.querySelectorAll(selector)].map((option) => {
      const link = option.matches("a") ? option : option.querySelector("a") ?? option.closest("a");
      return { text: option.innerText, url: link?.href ?? "", marks: [...option.querySelectorAll("mark")].map((mark) => mark.textContent) };
    }), OPTION);
}

function roles(selector) {
  const input = document.querySelector(selector);
  const list = document.getElementById(input.getAttribute("aria-controls"));
  return { role: input.getAttribute("role"), expanded: input.getAttribute("aria-expanded"), list: list?.getAttribute("role"), named: Boolean(list?.getAttribute("aria-label")) };
}

/** The place of the option that is chosen; -1 for none. Only one may say that it is. */
function active(selector) {
  const id = document.querySelector(selector).getAttribute("aria-activedescendant");
  const options = [...document.querySelectorAll("[data-search-results] [role=option]")];
  const place = options.findIndex((option) => option.id === id && id);
  const said = options.map((option) => option.getAttribute("aria-selected") === "true");
  if (said.filter(Boolean).length !== (place < 0 ? 0 : 1) || (place >= 0 && !said[place])) return `aria-selected disagrees at ${place}`;
  return place;
}

/** Sets the filter whose words match, whatever control it is. */
async function choose(page, words) {
  const select = page.locator("dialog[open] select").filter({ hasText: words });
  if ((await select.count()) > 0) {
    const value = await select.first().evaluate((found, source) => [...found.options].find((option) => new RegExp(source, "i").test(option.text)).value, words.source);
    return select.first().selectOption(value);
  }
  const label = page.locator("dialog[open] label, dialog[open] button").filter({ hasText: words });
  return label.first().click();
}
