/**
 * A self-assessment as its readers use it: answered by keys, kept, loaded, compared, printed; and what must not go wrong.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { PHONE, problemsOf, settle, tour, visit } from "./browser.mjs";
import { QUESTIONS, SETTINGS, maturity, question } from "./maturity.mjs";
import { prepare } from "./measure.mjs";
import { check, inAllLooks } from "./rules.mjs";
import { each, none, test, skip } from "./runner.mjs";
import { blankOf } from "./server.mjs";
import { makeFolder, makeSite } from "./site.mjs";

const run = promisify(execFile);
const BASE = "/sub/folder/";
const KEY = `fingerpost:assessment:${BASE}:harbour`;
const PAGES = { start: "", category: "money/", review: "review/", report: "report/", compare: "compare/" };
const [SPENDING, FORECASTS, TRAINING, COVER, DRILLS] = Object.keys(QUESTIONS);
const SAMPLE = resolve(import.meta.dirname, "../../../shared/samples/cloudmaturity-2025-01");

let made;
/** The site under test. @returns {Promise<{ home: string, folder: string, pages: string[] }>} with `at`, where the assessment begins */
const site = () => (made ??= makeSite("maturity", BASE, maturity()).then((site) => ({ ...site, at: `${site.home}harbour/` })));

const answered = (level, more = {}) => ({ state: "answered", level, anchor: anchorOf(level), ...more });
const anchorOf = (level) => ["ad-hoc", "repeated", "planned", "measured", "built-in"][level - 1];
/** Answers in every state: ticked, with a note that looks like markup, not known, not applicable, none. */
const ANSWERS = {
  [SPENDING]: answered(3, { improve: true }), [FORECASTS]: answered(4, { note: "<img src=x onerror=alert(1)> & more" }),
  [TRAINING]: { state: "unknown" }, [COVER]: { state: "not_applicable" },
};
const session = (answers = ANSWERS, more = {}) => ({
  schema: 1, assessment: "harbour", assessment_version: "2026.1", content_hash: "", title: "Harbour maturity", team: "Pilots",
  created: "2026-02-01T09:00:00Z", modified: "2026-03-01T09:00:00Z", answers, ...more,
});
const asFile = (content, name = "answers.json") => ({
  name, mimeType: "application/json", buffer: Buffer.from(typeof content === "string" ? content : JSON.stringify(content)),
});

/** Opens a page of the assessment with answers in the browser. */
async function open(path, how, work) {
  const { answers, at = (await site()).at, ...rest } = how;
  return visit(blankOf(at), rest, async (page) => {
    if (answers) await page.evaluate(([key, kept]) => localStorage.setItem(key, kept), [KEY, JSON.stringify(answers)]);
    await page.goto(at + path);
    await page.waitForSelector("[data-ready]");
    return work(page);
  });
}
const kept = (page) => page.evaluate((key) => JSON.parse(localStorage.getItem(key)), KEY);
const words = async (page, selector) => (await page.innerText(selector)).replace(/\s+/g, " ").trim();

/** Presses Tab until the focus is on what the selector finds, as a reader without a mouse would. */
async function tabTo(page, selector, most = 150) {
  for (let press = 0; press < most; press++) {
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`no way by Tab to ${selector} in ${page.url()}`);
}
const press = async (page, ...keys) => { for (const key of keys) await page.keyboard.press(key); };
const fieldset = (id) => `fieldset[data-question="${id}"]`;

test("the whole way by keyboard alone, from the first page to the report", async () => {
  const { home } = await site();
  await open("", {}, async (page) => {
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await tabTo(page, "[data-begin]");
    await press(page, "Enter");
    await page.waitForURL("**/harbour/money/");
    await page.waitForSelector("[data-ready]");

    await tabTo(page, `${fieldset(SPENDING)} input`);
    await press(page, "Space", "ArrowDown", "ArrowDown");
    await tabTo(page, `${fieldset(SPENDING)} summary`);
    await press(page, "Enter", "Tab");
    await page.keyboard.type("Ask <b>finance</b>");
    await tabTo(page, `${fieldset(FORECASTS)} input`);
    await press(page, "Space", "ArrowDown", "ArrowDown", "ArrowDown");
    assert.match(await words(page, "[data-progress]"), /^2 of 2 answered/);
    assert.match(await words(page, "[data-save-state]"), /Saved in this browser/);

    await tabTo(page, ".pager .next a");
    await press(page, "Enter");
    await page.waitForURL("**/harbour/people/");
    await page.waitForSelector("[data-ready]");
    await tabTo(page, `${fieldset(TRAINING)} input`);
    // From the first level upwards the group goes round: first "does not apply", then "I don't know".
    await press(page, "Space", "ArrowUp", "ArrowUp");
    await tabTo(page, `${fieldset(COVER)} input`);
    await press(page, "Space", "ArrowUp");
    await page.waitForFunction(() => /0 of 1 answered, 1 not known/.test(document.querySelector("[data-progress]").textContent));

    await tabTo(page, ".pager .next a");
    await press(page, "Enter");
    await page.waitForURL("**/harbour/safety/");
    await page.waitForSelector("[data-ready]");
    await tabTo(page, ".pager .next a");
    await press(page, "Enter");
    await page.waitForURL("**/harbour/review/");
    await page.waitForSelector(".guidance");
    assert.match(await words(page, "[data-review-list]"), /Planned \(3 of 5\).*It is enough where planned suits the task/);
    await tabTo(page, `[data-improve="${SPENDING}"]`);
    await press(page, "Space");
    assert.match(await words(page, "[data-review-list]"), /2 of 2 answered, 1 to do better/);

    await tabTo(page, "main a[href$='/report/'], main a[href='../report/']");
    await press(page, "Enter");
    await page.waitForURL("**/harbour/report/");
    await page.waitForSelector(".report-entry .guidance");
    assert.match(await words(page, "[data-scores]"), /Money 78% 2 of 2.*People no answers yet 0 of 1 1.*Safety no answers yet.*All categories 78% 2 of 4/);
    assert.match(await words(page, ".showing"), /Showing 2 of 2\. 1 answer is ticked/);
    await tabTo(page, "[data-only-improve]");
    await press(page, "Space");
    assert.match(await words(page, ".showing"), /Showing 1 of 2/);
    assert.deepEqual(await page.locator(".report-entry:visible h3").allInnerTexts(), ["How is spending watched?"]);

    await tabTo(page, "[data-download=json]");
    const [download] = await Promise.all([page.waitForEvent("download"), press(page, "Enter")]);
    const file = JSON.parse(await readFile(await download.path(), "utf8"));
    assert.match(download.suggestedFilename(), /^harbour-\d{4}-\d\d-\d\d\.json$/);
    assert.deepEqual(file.answers, {
      [SPENDING]: answered(3, { improve: true, note: "Ask <b>finance</b>" }), [FORECASTS]: answered(4),
      [TRAINING]: { state: "unknown" }, [COVER]: { state: "not_applicable" },
    });
    none(requests.filter((url) => !url.startsWith(home) && !url.startsWith("blob:")), "requests to others");
    assert.deepEqual(await page.context().cookies(), []);
    none(await problemsOf(page), "complaints of the browser");
  });
});

test("answers are there after a reload, in all states, and can be taken back", async () => {
  await open("people/", { answers: session() }, async (page) => {
    const chosen = () => page.evaluate(() => [...document.querySelectorAll("form input:checked")].map(({ value }) => value));
    assert.deepEqual(await chosen(), ["not_applicable", "unknown"]);
    await page.check(`${fieldset(TRAINING)} input[value="2"]`);
    await page.reload();
    await page.waitForSelector("[data-ready]");
    assert.deepEqual(await chosen(), ["not_applicable", "2"]);
    await page.locator(`${fieldset(TRAINING)} .clear`).click();
    assert.deepEqual(await chosen(), ["not_applicable"]);
    assert.equal(TRAINING in (await kept(page)).answers, false);
    assert.equal(await page.evaluate(() => document.activeElement.name), await page.locator(`${fieldset(TRAINING)} input`).first().getAttribute("name"));
  });
  await open("money/", { answers: session() }, async (page) => {
    assert.equal(await page.inputValue(`${fieldset(FORECASTS)} [data-note]`), ANSWERS[FORECASTS].note);
  });
});

test("two tabs do not write over each other's answers", async () => {
  await open("money/", { answers: session({}) }, async (page) => {
    const other = await page.context().newPage();
    await other.goto(page.url().replace("money", "people"));
    await other.waitForSelector("[data-ready]");
    await other.check(`${fieldset(COVER)} input[value="1"]`);
    await page.check(`${fieldset(SPENDING)} input[value="2"]`);
    assert.deepEqual(Object.keys((await kept(page)).answers).sort(), [COVER, SPENDING].sort());
  });
});

test("a category is reset only after a yes, and its answers alone go", async () => {
  await open("money/", { answers: session() }, async (page) => {
    await page.click("[data-reset]");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "group");
    await press(page, "Escape");
    assert.ok(await page.evaluate(() => document.activeElement.matches("[data-reset]")));
    assert.deepEqual((await kept(page)).answers, ANSWERS);
    await page.click("[data-reset]");
    await page.getByRole("button", { name: "Yes, remove them" }).click();
    assert.deepEqual((await kept(page)).answers, { [TRAINING]: ANSWERS[TRAINING], [COVER]: ANSWERS[COVER] });
    assert.equal(await page.locator("form input:checked").count(), 0);
    assert.match(await words(page, "[data-save-state]"), /The answers for Money were removed/);
  });
});

test("a title that is reworded, a page that moved and a level that came keep their answers", async () => {
  const changed = await makeSite("reworded", BASE, maturity((files) => {
    const { [`content/${SPENDING}.md`]: spending, [`content/${COVER}.md`]: cover, ...rest } = files;
    return {
      ...rest,
      [`content/${SPENDING}.md`]: spending.replace("How is spending watched?", "Who looks at what we spend?"),
      "content/harbour/people/deputies.md": cover.replace("---\ntitle", "---\naliases: [/harbour/people/cover/]\ntitle"),
      [`content/${FORECASTS}.md`]: question("How are costs forecast?", 4).replace("### **Planned:**", "### **Begun:** Somebody has begun.\n\n#### How to determine if this is good enough\n\nYes.\n\n#### How to do better\n\nGo on.\n\n### **Planned:**"),
    };
  }));
  const answers = session({ ...ANSWERS, [COVER]: answered(2) });
  await open("report/", { answers, at: `${changed.home}harbour/` }, async (page) => {
    await page.waitForSelector(".report-entry .guidance");
    const text = await words(page, "[data-guidance]");
    assert.match(text, /Who looks at what we spend\? Planned \(3 of 5\)/);
    assert.match(text, /Who stands in for whom\? Repeated \(2 of 5\)/);
    assert.match(text, /How are costs forecast\? Measured \(5 of 5\)/);
    assert.match(await words(page, "[data-messages]"), /“How are costs forecast\?”: the levels have changed.*was level 4 and is now level 5/);
  });
});

test("answers go out and come in again, after a yes", async () => {
  const { home } = await site();
  const files = await open("report/", { answers: session() }, async (page) => {
    await page.waitForSelector(".report-entry .guidance");
    const files = {};
    for (const kind of ["json", "csv", "markdown", "html"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`[data-download=${kind}]`)]);
      files[kind] = await readFile(await download.path(), "utf8");
    }
    return files;
  });
  assert.match(files.csv, /"Money","How is spending watched\?","Planned","answered",3,5,1,"yes",""/);
  assert.match(files.markdown, /\| Money \| 78% \| 2 of 2 \|/);
  assert.ok(files.markdown.includes(`<${home}harbour/money/spending/>`), files.markdown);
  assert.ok(!files.markdown.includes("<img") || files.markdown.includes("\\<img"));

  await open("", { answers: session({ [DRILLS]: answered(1) }) }, async (page) => {
    await page.setInputFiles("[data-load]", asFile(files.json));
    await page.waitForSelector(".message-question");
    assert.match(await words(page, ".message-question"), /Pilots, 1 March 2026\. 2 of 4 answered, 1 not known, 1 does not apply.*replace 1 answer saved in this browser/);
    assert.deepEqual(Object.keys((await kept(page)).answers), [DRILLS], "nothing before the yes");
    await page.getByRole("button", { name: "Cancel" }).click();
    assert.deepEqual(Object.keys((await kept(page)).answers), [DRILLS]);
    await page.setInputFiles("[data-load]", asFile(files.json));
    await page.getByRole("button", { name: "Load these answers" }).click();
    assert.match(await words(page, "[data-messages]"), /Loaded: 2 of 4 answered/);
    assert.deepEqual((await kept(page)).answers, ANSWERS);
    assert.equal((await kept(page)).team, "Pilots");
    assert.ok(await page.locator("[data-resume]").first().isVisible());
  });

  // The report file needs no other file, and shows what was typed as text.
  const folder = await mkdtemp(join(tmpdir(), "fingerpost-report-"));
  try {
    await writeFile(join(folder, "report.html"), files.html);
    await visit(pathToFileURL(join(folder, "report.html")).href, {}, async (page) => {
      const text = (await page.innerText("body")).replace(/\s+/g, " ");
      assert.match(text, /Report: Harbour maturity Pilots · 1 March 2026 · version 2026\.1/);
      assert.match(text, /From planned, take one step at a time/);
      assert.ok(text.includes(ANSWERS[FORECASTS].note));
      assert.equal(await page.locator("img").count(), 0);
      assert.equal(await page.getByRole("link", { name: "one step" }).first().getAttribute("href"), `${home}plain/`);
      none(await check(page, "the report as one page"), "rules broken");
      none(await problemsOf(page), "complaints of the browser");
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("hostile files are refused in words, and change nothing", async () => {
  const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
  const hostile = {
    "ten megabytes": [asFile(JSON.stringify(session()).padEnd(10 * 1024 * 1024)), /too large: it has 10240 KB/],
    "deep nesting": [asFile(deep), /levels of lists and objects/],
    __proto__: [asFile(`{"schema":1,"assessment":"harbour","answers":{"${DRILLS}":{"state":"unknown","__proto__":{"polluted":1}}}}`), /`__proto__`, which is not a known field/],
    "another assessment": [asFile(session({}, { assessment: "other", title: "<img src=x onerror=alert(1)>" })), /another assessment, “<img src=x onerror=alert\(1\)>”/],
    "a newer schema": [asFile(session({}, { schema: 2 })), /newer version of this tool/],
    "wrong types": [asFile(session({ [DRILLS]: { state: "answered", level: "5" } })), /`level` must be a whole number/],
    "no answers file": [asFile("<html><script>alert(1)</script>", "<b>x<b>.json"), /“<b>x<b>\.json” was not loaded.*not JSON/],
  };
  await open("", { answers: session() }, async (page) => {
    for (const [name, [file, message]] of Object.entries(hostile)) {
      await page.setInputFiles("[data-load]", file, { timeout: 30000 });
      await page.waitForFunction(() => document.querySelector("[data-messages]").textContent);
      assert.match(await words(page, "[data-messages]"), message, name);
      assert.equal(await page.locator("[data-messages] :is(img, script, b)").count(), 0, name);
      assert.equal(await page.locator(".message-question").count(), 0, name);
      assert.deepEqual((await kept(page)).answers, ANSWERS, name);
      assert.equal(await page.evaluate(() => ({}).polluted), undefined);
    }
    await page.setInputFiles("[data-load]", asFile(session({ "<img src=x onerror=alert(1)>": { state: "unknown" } }, { team: "<img src=x>" })));
    await page.waitForSelector(".message-question");
    assert.match(await words(page, ".message-question"), /<img src=x>, 1 March.*no such question: “<img src=x onerror=alert\(1\)>”/);
    assert.equal(await page.locator("main img").count(), 0);
    none(await problemsOf(page), "complaints of the browser");
  });
});

for (const [name, fault, message] of [["refused", "SecurityError", /does not allow the page to save answers/], ["full", "QuotaExceededError", /no space left/]]) {
  test(`where storage is ${name}, the page says so, goes on, and offers the answers as a file`, async () => {
    const before = (page) => page.addInitScript((fault) => {
      const refuse = () => { throw new DOMException("no", fault); };
      if (fault === "SecurityError") Storage.prototype.getItem = refuse;
      Storage.prototype.setItem = refuse;
    }, fault);
    await open("money/", { before }, async (page) => {
      await page.check(`${fieldset(SPENDING)} input[value="2"]`);
      await page.check(`${fieldset(FORECASTS)} input[value="3"]`);
      assert.match(await words(page, "[data-messages]"), message);
      assert.match(await words(page, "[data-save-state]"), message);
      assert.match(await words(page, "[data-progress]"), /2 of 2 answered/);
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-messages] button")]);
      const { answers } = JSON.parse(await readFile(await download.path(), "utf8"));
      assert.deepEqual(answers, { [SPENDING]: answered(2), [FORECASTS]: answered(3) });
    });
  });
}

test("answers in the browser that cannot be read are said, and do not stop the page", async () => {
  await open("report/", { answers: [] }, async (page) => {
    assert.match(await words(page, "[data-messages]"), /cannot be read.*is not a JSON object/);
    assert.match(await words(page, ".showing"), /no answers yet/);
  });
});

test("two files beside each other: one drawing, a table, and what changed", async () => {
  const then = session({ [SPENDING]: answered(1), [TRAINING]: { state: "unknown" } }, { modified: "2025-03-01T09:00:00Z" });
  await open("compare/", { answers: session() }, async (page) => {
    assert.equal(await page.locator("[data-compare-results]:visible").count(), 0);
    await page.setInputFiles("[data-compare-files]", [asFile(then, "then.json"), asFile("{", "broken.json")]);
    await page.waitForSelector("[data-changes] table");
    assert.match(await words(page, "[data-messages]"), /“broken\.json” was left out.*not JSON/);
    assert.match(await words(page, "[data-scores]"), /Pilots, 1 March 2025 Pilots, 1 March 2026 First to last Money 20% 78% \+58 points/);
    assert.match(await words(page, "[data-changes]"), /How is spending watched\? Money Ad hoc \(1 of 5\) Planned \(3 of 5\) Higher/);
    const drawing = page.locator("[data-radar] svg");
    assert.match(await drawing.getAttribute("aria-labelledby"), /title.*text/);
    assert.match(await drawing.locator("title").textContent(), /Radar chart/);
    assert.match(await drawing.locator("desc").textContent(), /1 March 2025: Money 20%, People no answers yet/);
    assert.equal(await drawing.locator("path[stroke-dasharray]").count(), 1, "the earlier one is dashed");
    none(await inAllLooks(page, "comparison"), "rules broken");
    await page.getByRole("button", { name: "Leave out then.json" }).click();
    assert.equal(await page.locator("[data-compare-results]:visible").count(), 0);
  });
});

test("no rule of axe is broken on a desktop, at 320 pixels and at 400 per cent, and nothing is to be scrolled sideways", async () => {
  const faults = await each(Object.entries(PAGES), ([kind, path]) =>
    open(path, { answers: session() }, async (page) => {
      await settle(page, 150);
      const found = await inAllLooks(page, kind);
      for (const height of [640, 256]) {
        await page.setViewportSize({ width: 320, height });
        found.push(...(await check(page, `${kind}, ${height} high`)));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > 320) found.push(`${kind} is ${wide} pixels wide`);
      }
      return found;
    }),
  );
  none(faults.flat(), "faults");
});

test("no rule of axe is broken on a phone, and every target has 24 by 24 pixels", async () => {
  const faults = await each(Object.entries(PAGES), ([kind, path]) =>
    open(path, { answers: session(), size: PHONE, touch: true }, async (page) => {
      await settle(page, 150);
      const found = await inAllLooks(page, kind);
      await prepare(page);
      const small = await page.evaluate((within) => look.smallTargets(within), "main");
      return [...found, ...small.map((fault) => `${kind}: ${fault}`)];
    }),
  );
  none(faults.flat(), "faults");
});

test("a page that asks to be sure, and one with an error, break no rule", async () => {
  await open("money/", { answers: session() }, async (page) => {
    await page.click("[data-reset]");
    none(await inAllLooks(page, "reset"), "rules broken");
  });
  await open("", { answers: session() }, async (page) => {
    await page.setInputFiles("[data-load]", asFile("x"));
    await page.waitForSelector(".message-error");
    none(await inAllLooks(page, "error"), "rules broken");
  });
});

test("without scripts all questions and guidance can be read, and nothing dead is shown", async () => {
  const { at } = await site();
  const dead = await tour(Object.values(PAGES).map((path) => at + path), { script: false }, async (page) => {
    await prepare(page);
    return page.evaluate(() => [...document.querySelectorAll("main :is(button, input[type=file], input:not([type]), [data-only-improve], progress)")]
      .filter((element) => look.seen(element)).map((element) => `${location.pathname}: ${look.describe(element)}`));
  });
  none(dead.flat(), "controls that do nothing");
  await visit(`${at}money/`, { script: false }, async (page) => {
    const text = await words(page, "main");
    none(["How is spending watched?", "Planned", "Planned is how it is done here.", "I don't know", "This does not apply to us"].filter((part) => !text.includes(part)), "missing");
    await page.locator(`${fieldset(SPENDING)} a`).first().click();
    await page.waitForURL("**/harbour/money/spending/");
    assert.match(await words(page, "main"), /From planned, take one step at a time/);
  });
});

test("on paper: a form with boxes and room for notes, and a report without controls", async () => {
  const form = await open("money/", { scheme: "dark" }, (page) => sheets(page));
  for (const part of ["How is spending watched?", "Built in is how it is done here.", "This does not apply to us", "Note"]) assert.ok(form.includes(part), part);
  none(["Reset", "Saved in", "Add a note", "answered"].filter((part) => form.includes(part)), "printed on the form");
  const report = await open("report/", { answers: session(), scheme: "dark" }, async (page) => {
    await page.waitForSelector(".report-entry .guidance");
    return sheets(page);
  });
  for (const part of ["Harbour maturity", "Pilots", "78%", "From planned, take one step at a time", "We need to do better"]) assert.ok(report.includes(part), part);
  none(["Download", "CSV", "Only what"].filter((part) => report.includes(part)), "printed on the report");
});

test("from a disk, without a host", async () => {
  const folder = await makeFolder("maturity-disk", maturity(), (target) => ["--base-url", `${target}/`]);
  const at = pathToFileURL(join(folder, "harbour/")).href;
  await visit(`${at}money/index.html`, {}, async (page) => {
    await page.waitForSelector("[data-ready]");
    await page.check(`${fieldset(SPENDING)} input[value="3"]`);
    const state = await words(page, "[data-save-state]");
    assert.match(state, /Saved in this browser|does not allow the page to save/);
    await page.goto(`${at}report/index.html`);
    await page.waitForSelector("[data-ready]");
    if (/Saved/.test(state)) {
      await page.waitForSelector(".report-entry .guidance");
      assert.match(await words(page, "[data-guidance]"), /From planned, take one step/);
    }
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-download=json]")]);
    assert.equal(JSON.parse(await readFile(await download.path(), "utf8")).assessment, "harbour");
    await page.goto(`${at}index.html`);
    await page.waitForSelector("[data-ready]");
    await page.setInputFiles("[data-load]", asFile(session()));
    await page.getByRole("button", { name: "Load these answers" }).click();
    // Chromium takes no sprite from another file; every icon is beside a word.
    none((await problemsOf(page)).filter((problem) => !/(Unsafe attempt to load URL|request failed:) file:[^ ]*icons/.test(problem)), "complaints of the browser");
  });
});

test("a page set without settings gains nothing", async () => {
  const plain = await makeSite("no-maturity", BASE, maturity((files) => ({ ...files, "fingerpost.toml": SETTINGS.split("\n\n")[0] })));
  none(plain.pages.filter((path) => /review|report|compare/.test(path)), "pages of an assessment");
  const html = await readFile(join(plain.folder, "harbour/money/spending/index.html"), "utf8");
  assert.ok(!/assessment/.test(html), "no trace on a question page");
});

test("the report of 47 questions is below 100 KB of HTML", async () => {
  if (!existsSync(SAMPLE)) skip(`there is no ${SAMPLE}`);
  const large = await makeSite("cloud", BASE, async (project) => {
    await cp(join(SAMPLE, "src"), join(project, "content"), { recursive: true });
    await writeFile(join(project, "fingerpost.toml"), `title = "Cloud"\n\n[[assessment]]\nid = "cloud"\ntitle = "Cloud maturity"\nquestions = "assessment/*/*.md"\n`);
  }, ["--warn", "link"]);
  const { size } = await stat(join(large.folder, "cloud/report/index.html"));
  assert.ok(size < 100 * 1024, `${size} bytes`);
  await visit(`${large.home}cloud/report/`, {}, async (page) => {
    await page.waitForSelector("[data-ready]");
    assert.match(await words(page, "[data-scores]"), /All categories no answers yet 0 of 47/);
    none(await problemsOf(page), "complaints of the browser");
  });
});

/** The text of a page as it is printed. */
async function sheets(page) {
  const folder = await mkdtemp(join(tmpdir(), "fingerpost-sheet-"));
  try {
    await page.pdf({ path: join(folder, "sheet.pdf"), format: "A4", printBackground: true });
    const { stdout } = await run("pdftotext", ["-layout", join(folder, "sheet.pdf"), "-"], { maxBuffer: 1 << 24 });
    return stdout.replace(/\s+/g, " ");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
