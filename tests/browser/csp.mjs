/**
 * Under the strict policy no page has a violation, a console message, an error or a request that fails.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PHONE, problemsOf, settle, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { each, none, test, withClipboard } from "./runner.mjs";
import { own, stress, stressWithPolicy } from "./site.mjs";
import { survey } from "./survey.mjs";

for (const [name, make] of Object.entries({ own, stress })) {
  test(`every page of \`${name}\``, async () => {
    const pages = await survey(make);
    assert.ok(pages.size > 20, "the site has pages");
    const faults = [...pages].flatMap(([path, { problems }]) => problems.map((problem) => `${path || "home"}: ${problem}`));
    none(faults, "complaints of the browser");
  });

  test(`nothing inline in any page of \`${name}\``, async () => {
    const site = await make();
    const files = [...site.pages, ...site.redirects].map((path) => `${path}index.html`);
    const faults = await each([...files, "404.html"], async (file) => {
      const html = await readFile(join(site.folder, file), "utf8");
      return [...inline(html)].map((fault) => `${file}: ${fault}`);
    });
    none(faults.flat(), "inline scripts, styles or pictures");
  });
}

test("a URL without a page returns 404 and no more", async () => {
  const site = await stress();
  await visit(site.home + KINDS.error, {}, async (page) => {
    await settle(page, 300);
    const expected = [`status 404: ${page.url()}`, `console error: Failed to load resource: the server responded with a status of 404 (Not Found) (${page.url()})`];
    none((await problemsOf(page)).filter((problem) => !expected.includes(problem)), "complaints of the browser");
  });
});

for (const [name, make] of Object.entries({ stress, stressWithPolicy })) {
  test(`an old URL of \`${name}\` redirects to the new one, with its query and its anchor`, async () => {
    const site = await make();
    assert.deepEqual(site.redirects, ["mooring-a-boat/"]);
    for (const rest of ["", "#procedure", "?tab=2", "?tab=2&q=%C3%A9#procedure"]) {
      await visit(site.home + site.redirects[0] + rest, {}, async (page) => {
        await page.waitForURL(site.home + KINDS.sop + rest);
        none(await problemsOf(page), "complaints of the browser");
      });
    }
  });

  test(`an old URL of \`${name}\` redirects without scripts`, async () => {
    const site = await make();
    await visit(`${site.home}${site.redirects[0]}#procedure`, { script: false }, async (page) => {
      await page.waitForURL((url) => url.href.startsWith(site.home + KINDS.sop));
    });
  });
}

test("menu, search, switch of colours, copying and following a link", async () => {
  const site = await stress();
  await visit(site.home + KINDS.blocks, { scheme: "dark" }, async (page) => {
    await page.click("[data-search-open]");
    await page.fill("[data-search-input]", "boat");
    await page.waitForSelector("[data-search-results] [role=option]");
    await page.keyboard.press("Escape");
    await withClipboard(async () => {
      for (const control of await page.locator("main button:visible, header button:visible, footer button:visible").all()) {
        await control.click();
        await page.keyboard.press("Escape");
      }
    });
    for (const choice of await page.locator("input[type=radio]:visible").all()) await choice.check({ force: true });
    await page.setViewportSize(PHONE);
    await settle(page);
    await page.click("[data-nav-toggle]");
    await page.keyboard.press("Escape");
    none(await problemsOf(page), "complaints of the browser");
  });
});

test("pages that carry the policy themselves", async () => {
  const site = await stressWithPolicy();
  const faults = await each(["guidance", "sop", "home"], (kind) =>
    visit(site.home + KINDS[kind], {}, async (page) => {
      const policy = await page.locator("head > meta[http-equiv=Content-Security-Policy]").getAttribute("content");
      const first = await page.evaluate(() => document.head.firstElementChild.getAttribute("http-equiv") ?? document.head.children[1]?.getAttribute("http-equiv"));
      assert.match(policy, /default-src 'none'.*script-src 'self'/);
      assert.equal(first, "Content-Security-Policy", "the policy comes before all that it governs");
      return problemsOf(page);
    }),
  );
  none(faults.flat(), "complaints of the browser");
});

test("these tests see a violation, a message and an error", async () => {
  const site = await stress();
  const spoil = async (page) =>
    page.route("**/bare/", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace("</main>", `<p style="color:red">x</p><script>alert(1)</script><img src="/none.png" alt=""></main>`);
      await route.fulfill({ response: answer, body });
    });
  await visit(site.home + KINDS.bare, { before: spoil }, async (page) => {
    await page.evaluate(() => {
      console.log("a message");
      setTimeout(() => { throw new Error("an error"); });
    });
    await settle(page, 50);
    const problems = (await problemsOf(page)).join("\n");
    for (const part of ["style-src-attr", "script-src-elem", "status 404", "console log: a message", "error: an error"]) {
      assert.ok(problems.includes(part), `${part} in:\n${problems}`);
    }
  });
});

const DATA = '<script type="application/ld+json">';

test("linked data and data for other sites are allowed, and readable", async () => {
  const site = await stressWithPolicy();
  await visit(site.home + KINDS.sop, {}, async (page) => {
    const blocks = await page.locator("head > script[type='application/ld+json']").allTextContents();
    const types = blocks.flatMap((text) => JSON.parse(text)["@graph"]).map((part) => part["@type"]);
    assert.deepEqual(types, ["TechArticle", "BreadcrumbList", "HowTo"]);
    const canonical = await page.locator("link[rel=canonical]").getAttribute("href");
    assert.equal(await page.locator("meta[property='og:url']").getAttribute("content"), canonical);
    none(await problemsOf(page), "complaints of the browser");
  });
});

/** What the strict policy forbids, found in the text of a page. */
function* inline(html) {
  // A data block is not run, so no policy forbids it.
  for (const [tag] of html.matchAll(/<script\b[^>]*>/gi)) if (!/\ssrc=/.test(tag) && tag !== DATA) yield tag;
  for (const [tag] of html.matchAll(/<style\b[^>]*>/gi)) yield tag;
  for (const [tag] of html.matchAll(/<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=[^<>]*>/gi)) yield tag.slice(0, 100);
  for (const [tag] of html.matchAll(/<[a-z][^<>]*\s(?:src|href)\s*=\s*["']?(?:data|javascript|blob):[^<>]*>/gi)) yield tag.slice(0, 100);
}
