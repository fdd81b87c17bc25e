/**
 * What a page and a first search cost a reader, against the limits of the specification. Sizes are those on the wire.
 */
import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PHONE, settle, visit } from "./browser.mjs";
import { writeCorpus } from "./corpus.mjs";
import { KINDS } from "./kinds.mjs";
import { each, none, test } from "./runner.mjs";
import { makeSite, own, stress } from "./site.mjs";

const KB = 1000;
const LIMITS = { "all transfer": 40 * KB, requests: 6, CSS: 11 * KB, "JavaScript on load": 8 * KB, fonts: 0, "DOM nodes": 750 };
const TARGETS = { "all transfer": 32 * KB, requests: 4, CSS: 8 * KB, "JavaScript on load": 5 * KB, fonts: 0, "DOM nodes": 600 };

for (const [name, make, path, limits = LIMITS] of [
  ["a procedure of our library", own, "library/sops/restore-from-backup/"],
  ["a page of our manual", own, "manual/publishing/"],
  // Its logo is the site's own and one request more.
  ["a page of the hard site", stress, KINDS.sop, { ...LIMITS, requests: 7 }],
]) {
  test(`cost of ${name}`, async () => {
    const { home } = await make();
    for (const [machine, size] of Object.entries({ desktop: undefined, phone: PHONE })) {
      let seen;
      const cost = await visit(undefined, { size, before: async (page) => { seen = await count(page); } }, async (page) => {
        await page.goto(home + path, { waitUntil: "load" });
        await settle(page, 500);
        return costs(seen, await page.evaluate(() => document.querySelectorAll("*").length));
      });
      report(`${name}, ${machine}`, cost);
      assert.ok(cost["all transfer"] > 2 * KB && cost["DOM nodes"] > 50, "something was measured");
      none(Object.entries(limits).filter(([part, limit]) => cost[part] > limit).map(([part, limit]) => `${part}: ${cost[part]}, limit ${limit}`), "above the limit");
    }
  });
}

// The largest takes three minutes, so it is a long form, as the tests of faults have.
for (const [pages, limit] of [[16, 50], [1000, 120], [10000, 190], ...(process.env.FAULTS ? [[100000, 220]] : [])]) {
  test(`a first search among ${pages} pages costs at most ${limit} KB`, async () => {
    let queries = [];
    const fill = async (project) => {
      queries = await writeCorpus(project, pages);
      bareButOne(project);
    };
    const site = await makeSite(`corpus-${pages}`, "/", fill);
    assert.ok(site.pages.length >= pages, `${site.pages.length} pages were built`);
    const answers = await each(queries, async (query) => {
      let seen;
      const before = async (page) => { seen = await count(page); };
      const bytes = await visit(`${site.home}part-1/page-1/`, { before }, async (page) => {
        await settle(page, 200);
        seen.length = 0;
        await page.click("[data-search-open]");
        await page.waitForSelector("dialog[open] [data-search-input]");
        // At once: a busy machine may stop between two keys for so long that half of the query is searched for.
        await page.locator("[data-search-input]").fill(query);
        await page.waitForSelector("[data-search-results] [role=option]", { timeout: 10000 }).catch(() => assert.fail(`no answer to "${query}"`));
        await page.waitForTimeout(500);
        assert.ok(seen.length >= 2, "code and index were fetched");
        const sum = (answers) => answers.reduce((total, { bytes }) => total + bytes, 0);
        const code = seen.filter(({ url }) => url.includes("/assets/"));
        console.log(`        ${pages} pages, "${query}": ${(sum(seen) / KB).toFixed(1)} KB of ${limit}, of which code ${(sum(code) / KB).toFixed(1)} KB, index ${(sum(seen.filter((answer) => !code.includes(answer))) / KB).toFixed(1)} KB in ${seen.length - code.length} files`);
        return sum(seen);
      });
      return [query, bytes];
    });
    none(answers.filter(([, bytes]) => bytes > limit * KB).map(([query, bytes]) => `"${query}": ${(bytes / KB).toFixed(1)} KB`), "above the limit");
  });
}

/** All pages but the one that is opened get a template of a few bytes: the index is the same, and the build much faster. */
function bareButOne(project) {
  appendFileSync(join(project, "fingerpost.toml"), '\n[[defaults]]\nfiles = "*"\nvalues = { layout = "bare" }\n');
  mkdirSync(join(project, "templates"));
  writeFileSync(join(project, "templates/bare.html"), '<!doctype html>\n<html lang="en">\n<title>{{ page.title }}</title>\n<h1>{{ page.title }}</h1>\n');
  const opened = join(project, "content/part-1/page-1.md");
  writeFileSync(opened, readFileSync(opened, "utf8").replace("---\n", "---\nlayout: page\n"));
}

/** Notes each answer that comes over the wire, head and body, and of what kind it is. */
async function count(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  await client.send("Network.setCacheDisabled", { cacheDisabled: true });
  const kinds = new Map();
  const seen = [];
  client.on("Network.responseReceived", ({ requestId, type, response }) => kinds.set(requestId, { type, url: response.url }));
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => seen.push({ ...kinds.get(requestId), bytes: encodedDataLength }));
  return seen;
}

function costs(seen, nodes) {
  const sum = (type) => seen.filter((answer) => !type || answer.type === type).reduce((total, { bytes }) => total + bytes, 0);
  return {
    "all transfer": sum(),
    requests: seen.length,
    CSS: sum("Stylesheet"),
    "JavaScript on load": sum("Script"),
    fonts: seen.filter(({ type }) => type === "Font").length,
    "DOM nodes": nodes,
  };
}

function report(name, cost) {
  console.log(`        ${name}`);
  for (const [part, found] of Object.entries(cost)) {
    const shown = (number) => (number >= KB && part !== "DOM nodes" ? `${(number / KB).toFixed(1)} KB` : number);
    console.log(`          ${part.padEnd(20)} ${String(shown(found)).padStart(8)}   target ${shown(TARGETS[part])}, limit ${shown(LIMITS[part])}`);
  }
}
