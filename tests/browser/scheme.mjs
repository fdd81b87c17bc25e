/**
 * Dark and light: by preference without a script, by the switch with one, without a flash, and never on paper.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DESKTOP, PHONE, settle, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { prepare } from "./measure.mjs";
import { none, test } from "./runner.mjs";
import { stress } from "./site.mjs";

const DARK = { scheme: "dark" };

for (const script of [true, false]) {
  test(`the preference of the reader decides, with scripts ${script ? "on" : "off"}`, async () => {
    const { home } = await stress();
    await visit(home + KINDS.sop, { script }, async (page) => {
      assert.ok((await ground(page)) > 0.8, "light");
      await page.emulateMedia({ colorScheme: "dark" });
      assert.ok((await ground(page)) < 0.1, "dark");
      assert.match(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), /dark/);
      assert.equal(await page.locator("meta[name=color-scheme]").getAttribute("content"), "light dark");
    });
  });
}

for (const [name, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  test(`the switch on a ${name} has three states and says which one is on`, async () => {
    const { home } = await stress();
    await visit(home + KINDS.guidance, { size }, async (page) => {
      for (const [choice, dark] of [["Dark", true], ["Light", false], ["Auto", false], ["Dark", true]]) {
        await choose(page, choice);
        assert.equal((await ground(page)) < 0.1, dark, `the page after ${choice}`);
        assert.ok(await chosen(page, choice), `${choice} is said to be on`);
      }
      await page.emulateMedia({ colorScheme: "dark" });
      await choose(page, "Light");
      assert.ok((await ground(page)) > 0.8, "light although the reader's machine is dark");
      await choose(page, "Auto");
      assert.ok((await ground(page)) < 0.1, "dark again");
      assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), undefined, "Auto leaves no mark");
    });
  });
}

test("the choice is kept from page to page, and in a new tab", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, {}, async (page) => {
    await choose(page, "Dark");
    await page.goto(home + KINDS.sop);
    assert.ok((await ground(page)) < 0.1);
    assert.ok(await chosen(page, "Dark"));
    const tab = await page.context().newPage();
    await tab.goto(home + KINDS.tree);
    assert.ok((await ground(tab)) < 0.1);
  });
});

test("the choice applies to the search dialog and the menu", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, { before: remember("dark"), size: PHONE }, async (page) => {
    await prepare(page);
    const fill = () => page.evaluate(() => look.light(look.colour(getComputedStyle(document.querySelector("dialog[open]")).backgroundColor)));
    await page.click("[data-nav-toggle]");
    await page.waitForSelector("dialog[open]");
    assert.ok((await fill()) < 0.15, "menu");
    await page.keyboard.press("Escape");
    await page.click("[data-search-open]");
    await page.waitForSelector("dialog[open] [data-search-input]");
    assert.ok((await fill()) < 0.15, "search");
  });
});

// Browsers before 2024 do not know `light-dark()`: the build adds rules for them, made from the same declarations.
test("browsers without light-dark() show the same colours", async () => {
  const { folder, home } = await stress();
  const name = (await readdir(join(folder, "assets"))).find((file) => /^site-.*\.css$/.test(file));
  const style = await readFile(join(folder, "assets", name), "utf8");
  const tokens = [...new Set([...style.matchAll(/(--[\w-]+): ?(?:light-dark|color-mix)\(/g)].map(([, token]) => token))];
  assert.ok(tokens.length > 30, `${tokens.length} tokens`);
  const old = style.replaceAll("@supports not (color:light-dark(#000,#fff))", "@supports (color:red)").replaceAll("light-dark(", "unknown-colours(");
  assert.ok(old.includes("@supports (color:red)"), "there are rules for older browsers");
  const seen = [];
  for (const css of [style, old]) {
    const before = (page) => page.route("**/assets/site-*.css", (route) => route.fulfill({ contentType: "text/css", body: css }));
    await visit(home + KINDS.guidance, { before }, async (page) => {
      const colours = {};
      for (const colorScheme of ["light", "dark"]) {
        for (const choice of ["", "light", "dark"]) {
          for (const media of ["screen", "print"]) {
            await page.emulateMedia({ colorScheme, media });
            colours[`${colorScheme} ${choice} ${media}`] = await page.evaluate(coloursOf, [tokens, choice]);
          }
        }
      }
      seen.push(colours);
    });
  }
  assert.deepEqual(seen[1], seen[0]);
  assert.notDeepEqual(seen[0]["light  screen"], seen[0]["dark  screen"]);
  assert.deepEqual(seen[0]["dark  print"], seen[0]["light  print"]);
});

/** The colours of tokens in the page, under a choice of the switch. */
function coloursOf([tokens, choice]) {
  if (choice) document.documentElement.dataset.scheme = choice;
  else delete document.documentElement.dataset.scheme;
  const probe = document.body.appendChild(document.createElement("div"));
  const colours = tokens.map((token) => {
    probe.style.setProperty("color", `var(${token})`);
    return `${token} ${getComputedStyle(probe).color}`;
  });
  probe.remove();
  return colours;
}

test("no flash: the first frame has the kept scheme, however slow all other scripts are", async () => {
  const { home } = await stress();
  for (const [kept, scheme, isRight] of [["dark", "light", (light) => light < 0.1], ["light", "dark", (light) => light > 0.8]]) {
    const before = async (page) => {
      await remember(kept)(page);
      await page.addInitScript(noteFrames);
      await page.route("**/*.js", async (route) => {
        await new Promise((done) => setTimeout(done, 250));
        await route.continue();
      });
    };
    await visit(home + KINDS.guidance, { scheme, before }, async (page) => {
      await settle(page, 400);
      await prepare(page);
      const frames = await page.evaluate(() => globalThis.frames.map((text) => look.light(look.colour(text))));
      assert.ok(frames.length > 0, "frames were seen");
      assert.ok(frames.every(isRight), `light of the ground in each frame: ${frames.map((light) => light.toFixed(2)).join(" ")}`);
    });
  }
});

test("the script that prevents the flash is small, in the head, and copes without storage", async () => {
  const { folder, home } = await stress();
  const name = (await readdir(join(folder, "assets"))).find((file) => /^scheme.*\.js$/.test(file));
  assert.ok(name, "there is scheme.js");
  const size = (await readFile(join(folder, "assets", name))).length;
  assert.ok(size < 500, `${size} bytes`);
  const broken = (page) => page.addInitScript(() => Object.defineProperty(globalThis, "localStorage", { get() { throw new Error("storage is off"); } }));
  await visit(home + KINDS.guidance, { before: broken }, async (page) => {
    const tag = await page.evaluate(() => {
      const script = document.querySelector("head script[src*=scheme]");
      return script && { blocking: !script.defer && !script.async && script.type !== "module" };
    });
    assert.deepEqual(tag, { blocking: true });
    await choose(page, "Dark");
    assert.ok((await ground(page)) < 0.1, "the switch works for this page");
    assert.deepEqual(page.problems, []);
  });
});

test("a kept value that nobody knows is ignored", async () => {
  const { home } = await stress();
  await visit(home + KINDS.guidance, { before: remember("purple"), scheme: "dark" }, async (page) => {
    assert.ok((await ground(page)) < 0.1);
  });
});

for (const [name, how] of Object.entries({
  "from a light page": {},
  "from a dark machine": DARK,
  "from a page switched to dark": { before: remember("dark") },
  "from a dark machine with scripts off": { ...DARK, script: false },
})) {
  test(`paper is white and words are dark ${name}`, async () => {
    const { home } = await stress();
    await visit(undefined, how, async (page) => {
      const faults = [];
      for (const kind of ["sop", "blocks", "withdrawn", "wide table", "home"]) {
        await page.goto(home + KINDS[kind]);
        assert.equal((await ground(page)) < 0.1, name !== "from a light page", "the screen is as it should be");
        await page.emulateMedia({ media: "print" });
        faults.push(...(await page.evaluate(inkOnPaper)).map((fault) => `${kind}: ${fault}`));
        await page.emulateMedia({ media: "screen" });
      }
      none(faults, "not fit for paper");
    });
  });
}

test("closed details are open on paper", async () => {
  const { home } = await stress();
  await visit(home + KINDS.blocks, {}, async (page) => {
    const words = page.getByText("The crane lifts eight tonnes.");
    assert.equal(await words.isVisible(), false, "closed on the screen");
    await page.emulateMedia({ media: "print" });
    const height = await words.evaluate((element) => (element.checkVisibility({ contentVisibilityAuto: true }) ? element.getBoundingClientRect().height : 0));
    assert.ok(height > 10, "open on paper");
  });
});

test("urls of outside links are printed once", async () => {
  const { home } = await stress();
  await visit(home + KINDS.sop, {}, async (page) => {
    await page.emulateMedia({ media: "print" });
    const links = await page.evaluate(() =>
      [...document.querySelectorAll(".prose a")].map((link) => ({
        url: link.getAttribute("href"),
        words: link.textContent,
        added: getComputedStyle(link, "::after").content.replace(/^none$|^normal$/, ""),
      })),
    );
    const outside = links.filter(({ url }) => url.startsWith("https:"));
    assert.ok(outside.length >= 2);
    for (const { url, words, added } of outside) {
      const times = [words, added].join(" ").split(url).length - 1;
      assert.equal(times, 1, `${url} is printed ${times} times`);
    }
    none(links.filter(({ url, added }) => !url.startsWith("https:") && /[/#]/.test(added)).map(({ url }) => url), "inside links with a URL");
  });
});

/** As if the reader had chosen a scheme on an earlier visit. */
function remember(scheme) {
  return (page) => page.addInitScript((value) => localStorage.setItem("fingerpost:scheme", value), scheme);
}

/** Light of the page's ground, from 0 to 1. */
async function ground(page) {
  await prepare(page);
  return page.evaluate(() => look.light(look.ground(document.body)));
}

/** Uses the switch, which is in the menu on a phone, until it has the choice. */
async function choose(page, name) {
  const inMenu = (await page.locator("[data-nav-toggle]:visible").count()) > 0;
  if (inMenu) await page.click("[data-nav-toggle]");
  for (let click = 0; click < 3 && (click === 0 || !(await chosen(page, name))); click += 1) await page.getByRole("button", { name: /^Colours/ }).click();
  if (inMenu) await page.keyboard.press("Escape");
}

async function chosen(page, name) {
  return (await page.getByRole("button", { name: `Colours: ${name}`, includeHidden: true }).count()) === 1;
}

function noteFrames() {
  globalThis.frames = [];
  const note = () => {
    if (document.body) globalThis.frames.push(getComputedStyle(document.documentElement).backgroundColor);
    if (globalThis.frames.length < 60) requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}

/** Words that are too light for white paper, and fills that are too dark. */
function inkOnPaper() {
  const faults = [];
  const white = [255, 255, 255, 1];
  for (const element of look.texts()) {
    const style = getComputedStyle(element);
    const back = look.ground(element);
    if (look.light(back) < 0.7) faults.push(`${look.describe(element)} is on ${style.backgroundColor}`);
    if (look.contrast(look.colour(style.color), white) < 4.5) faults.push(`${look.describe(element)} is printed in ${style.color}`);
  }
  const root = look.ground(document.body);
  if (look.light(root) < 0.99) faults.push(`the sheet has the colour ${root}`);
  return faults;
}
