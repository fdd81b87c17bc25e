/**
 * Walks with the keyboard alone: order of stops, skip link, the menu of phones, and opening search.
 */
import assert from "node:assert/strict";
import { nameOf } from "./access.mjs";
import { DESKTOP, PHONE, settle, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { prepare } from "./measure.mjs";
import { each, none, test } from "./runner.mjs";
import { stress } from "./site.mjs";
import { facts, survey } from "./survey.mjs";

const TOGGLE = "[data-nav-toggle]";
const OPENER = "[data-search-open]";
const INPUT = "[data-search-input]";

for (const [name, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  test(`the text is reached in two key presses on a ${name}`, async () => {
    const { home } = await stress();
    for (const kind of ["guidance", "home", "tree", "error", "arabic"]) {
      await visit(home + KINDS[kind], { size }, async (page) => {
        await page.keyboard.press("Tab");
        const first = await focused(page);
        assert.equal(first.name, "Skip to content", `first stop on ${kind}`);
        assert.ok(first.shown, `the skip link can be seen once it has the focus, on ${kind}`);
        await page.keyboard.press("Enter");
        await settle(page);
        await page.keyboard.press("Tab");
        const next = await focused(page);
        assert.ok(next.place === "main" || kind === "bare", `after the skip link the next stop is in the text, on ${kind}, not ${next.place} "${next.name}"`);
      });
    }
  });
}

test("stops come in the order of the page, can be seen, and end", async () => {
  const { home } = await stress();
  const answers = await each(["guidance", "sop", "blocks", "home", "arabic"], (kind) =>
    visit(home + KINDS[kind], {}, async (page) => {
      const stops = await walk(page, 260);
      assert.ok(stops.length > 12 && stops.length < 250, `${stops.length} stops on ${kind}`);
      const order = ["top", "header", "nav", "main", "footer"];
      const found = [];
      for (const [at, stop] of stops.entries()) {
        if (!stop.shown) found.push(`${kind}: "${stop.name}" has the focus and cannot be seen`);
        if (!stop.marked) found.push(`${kind}: "${stop.name}" looks the same with and without the focus`);
        const back = at > 0 && order.indexOf(stop.place) < order.indexOf(stops[at - 1].place);
        if (back) found.push(`${kind}: "${stop.name}" in ${stop.place} comes after "${stops[at - 1].name}" in ${stops[at - 1].place}`);
      }
      return found;
    }),
  );
  none(answers.flat(), "stops that are wrong");
});

test("the first stops of a desktop page", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    const names = (await walk(page, 24)).map((stop) => stop.name);
    const place = (pattern) => names.findIndex((name) => pattern.test(name));
    assert.equal(names[0], "Skip to content");
    const wanted = [/^Skip to content/, /^Harbour handbook/, /^Search/, /^Procedures/, /^Read the water/];
    const places = wanted.map(place);
    assert.ok(places.every((at) => at >= 0), `${wanted.filter((_, at) => places[at] < 0)} among the first stops: ${names.join(" | ")}`);
    assert.deepEqual(places, [...places].sort((a, b) => a - b), names.join(" | "));
  });
});

test("nothing is taken out of the natural order", async () => {
  const { outOfOrder } = await visit((await stress()).home + KINDS.error, {}, (page) => page.evaluate(facts));
  const faults = [...(await survey(stress)).values()].flatMap((page) => page.outOfOrder);
  none([...outOfOrder, ...faults], "elements with a tabindex above 0");
});

for (const key of ["Enter", "Space"]) {
  test(`the menu on a phone opens with ${key} and keeps the focus`, async () => {
    const { home } = await stress();
    await visit(home + KINDS.guidance, { size: PHONE }, async (page) => {
      assert.match(await nameOf(page, TOGGLE), /Menu/);
      assert.equal(await page.getAttribute(TOGGLE, "aria-expanded"), "false");
      await page.focus(TOGGLE);
      await page.keyboard.press(key);
      await settle(page, 200);
      assert.equal(await page.getAttribute(TOGGLE, "aria-expanded"), "true");
      assert.deepEqual(await dialogState(page), { open: true, named: true, inside: true, inert: true });

      const stops = [];
      for (let press = 0; press < 40; press += 1) {
        await page.keyboard.press(press < 30 ? "Tab" : "Shift+Tab");
        stops.push(await where(page));
      }
      assert.ok(!stops.includes("behind"), `the focus left the menu: ${stops.join(" ")}`);
      assert.ok(stops.filter((place) => place === "inside").length >= 20, stops.join(" "));

      await page.keyboard.press("Escape");
      await settle(page, 200);
      assert.equal((await dialogState(page)).open, false);
      assert.equal(await page.getAttribute(TOGGLE, "aria-expanded"), "false");
      assert.ok(await page.evaluate((selector) => document.activeElement.matches(selector), TOGGLE), "the focus is back on the button");
      assert.equal(await page.evaluate(() => document.querySelectorAll("[inert]").length), 0, "nothing stays inert");
    });
  });
}

test("the menu closes by its own button, and following a link in it works", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, { size: PHONE }, async (page) => {
    await page.click(TOGGLE);
    await page.getByRole("dialog").getByRole("button", { name: /close/i }).click();
    await settle(page, 200);
    assert.equal((await dialogState(page)).open, false);
    await page.click(TOGGLE);
    await page.getByRole("dialog").getByRole("link", { name: "List of berths" }).click();
    await page.waitForURL(home + KINDS["wide table"]);
  });
});

test("a menu that is open when the window grows leaves a page that can be used", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, { size: PHONE }, async (page) => {
    await page.click(TOGGLE);
    await settle(page, 200);
    await page.setViewportSize(DESKTOP);
    await settle(page, 300);
    await page.locator(".nav a:visible", { hasText: "List of berths" }).first().click();
    await page.waitForURL(home + KINDS["wide table"]);
  });
});

for (const [name, how, keys] of [
  ["/", {}, "/"],
  ["Ctrl+K", {}, "Control+k"],
  ["Cmd+K on a Mac", { before: (page) => page.addInitScript(() => Object.defineProperty(navigator, "platform", { get: () => "MacIntel" })) }, "Meta+k"],
]) {
  test(`search opens with ${name}, and Escape closes it`, async () => {
    const { home } = await stress();
    await visit(home + KINDS.guidance, how, async (page) => {
      await page.focus(OPENER);
      await page.keyboard.press(keys);
      await page.waitForSelector(`dialog[open] ${INPUT}`);
      await settle(page, 50);
      assert.ok(await page.evaluate((selector) => document.activeElement.matches(selector), INPUT), "the focus is in the field");
      assert.equal(await page.inputValue(INPUT), "", "the key is not typed");
      assert.deepEqual(await dialogState(page), { open: true, named: true, inside: true, inert: true });
      await page.keyboard.press("Escape");
      await settle(page, 100);
      assert.equal((await dialogState(page)).open, false);
      assert.ok(await page.evaluate((selector) => document.activeElement.matches(selector), OPENER), "the focus is back on the opener");
    });
  });
}

test("search opens from its button with Enter, Space and a click, and the focus comes back", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    assert.match(await nameOf(page, OPENER), /^Search/);
    assert.equal(await page.evaluate((selector) => document.querySelector(selector).localName === "button" || document.querySelector(selector).getAttribute("role") === "button", OPENER), true, "the opener is a button");
    const open = [() => page.keyboard.press("Enter"), () => page.keyboard.press("Space"), () => page.click(OPENER)];
    for (const act of open) {
      await page.focus(OPENER);
      await act();
      await page.waitForSelector(`dialog[open] ${INPUT}`);
      await page.keyboard.press("Escape");
      await settle(page, 100);
      assert.ok(await page.evaluate((selector) => document.activeElement.matches(selector), OPENER), "the focus is back on the opener");
      assert.ok(page.url().startsWith(home + KINDS.guidance), "the reader stays on the page");
    }
  });
});

test("the keys are shown on the button of search", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    assert.match(await page.innerText(OPENER), /\/|Ctrl\s*\+?\s*K/);
  });
});

test("a slash is a slash while somebody is typing", async () => {
  const { home } = await stress();
  await visit(home + KINDS.bare, {}, async (page) => {
    await page.evaluate(() => {
      const main = document.querySelector("main");
      for (const name of ["input", "textarea", "select"]) main.append(Object.assign(document.createElement(name), { id: `try-${name}` }));
      const box = Object.assign(document.createElement("div"), { id: "try-div", contentEditable: "true", textContent: "x" });
      main.append(box);
    });
    for (const name of ["input", "textarea", "select", "div"]) {
      await page.focus(`#try-${name}`);
      await page.keyboard.press("/");
      await settle(page, 150);
      assert.equal((await dialogState(page)).open, false, `search stays closed while typing in ${name}`);
    }
    assert.equal(await page.inputValue("#try-input"), "/");
    await page.focus(OPENER);
    await page.keyboard.press("/");
    await page.waitForSelector(`dialog[open] ${INPUT}`);
    await page.keyboard.type("a/b");
    assert.equal(await page.inputValue(INPUT), "a/b");
  });
});

/** Presses Tab until the focus leaves the page, and returns each stop. */
async function walk(page, most) {
  await prepare(page);
  const stops = [];
  while (stops.length < most) {
    await page.keyboard.press("Tab");
    const stop = await focused(page);
    if (stop.place === "none" || (stops.length > 0 && stop.first)) break;
    stops.push(stop);
  }
  return stops;
}

function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return { place: "none", name: "" };
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 1 && box.height > 1;
    const landmark = element.closest("header, main, footer, nav")?.closest("main, footer, header, nav");
    const outer = ["main", "footer", "header", "nav"].find((name) => element.closest(name));
    const links = [...document.querySelectorAll("a[href], button, summary")].filter((found) => found.checkVisibility());
    return {
      place: landmark ? outer : "top",
      name: (element.getAttribute("aria-label") ?? element.innerText ?? "").trim().replace(/\s+/g, " "),
      shown: inView,
      marked: outlined || style.boxShadow !== "none",
      first: element === links[0],
    };
  });
}

/** Whether the dialog is open, has a name and the focus, and whether all behind it is out of reach. */
function dialogState(page) {
  return page.evaluate(() => {
    const dialog = [...document.querySelectorAll("dialog[open], [role=dialog]")].find((found) => found.checkVisibility());
    if (!dialog) return { open: false, named: false, inside: false, inert: false };
    const behind = [...document.querySelectorAll("a[href], button")].filter((found) => !dialog.contains(found) && found.checkVisibility());
    return {
      open: true,
      named: Boolean(dialog.getAttribute("aria-label") || document.getElementById(dialog.getAttribute("aria-labelledby"))?.textContent),
      inside: dialog.contains(document.activeElement),
      inert: dialog.matches(":modal") || behind.every((found) => found.closest("[inert]")),
    };
  });
}

function where(page) {
  return page.evaluate(() => {
    const dialog = [...document.querySelectorAll("dialog[open], [role=dialog]")].find((found) => found.checkVisibility());
    const element = document.activeElement;
    if (dialog?.contains(element)) return "inside";
    return !element || element === document.body || element === document.documentElement ? "window" : "behind";
  });
}
