/**
 * URLs of the live preview, and its connection to the server.
 */
import assert from "node:assert/strict";
import { settle } from "./browser.mjs";
import { test } from "./runner.mjs";
import { GUIDE, preview } from "./preview-server.mjs";

test("a page that is deleted shows that it is not found, and comes back with its file", async () => {
  await preview({ reloads: true }, async ({ home, save, remove }, open) => {
    const page = await open(`${home}other/`);
    await remove("content/other.md");
    await page.locator("h1", { hasText: "Page not found" }).waitFor();
    await settle(page, 500);
    await save("content/other.md", "---\ntitle: Other\n---\n\nBack again.\n");
    await page.getByText("Back again.").waitFor();
    const expected = `${home}other/`;
    page.problems.splice(0, Infinity, ...page.problems.filter((problem) => !/\b404\b/.test(problem) || !problem.includes(expected)));
  });
});

test("the browser follows to the page that was saved, when asked to", async () => {
  await preview({ reloads: true, options: ["--follow"] }, async ({ home, save }, open) => {
    const page = await open(`${home}guide/`);
    await save("content/other.md", "---\ntitle: Other\n---\n\nFollow me.\n");
    await page.waitForURL(`${home}other/`);
    await page.getByText("Follow me.").waitFor();
  });
});

test("a lost server is reported, and when it is back the page is updated", async () => {
  await preview({}, async ({ home, save, stop, start }, open) => {
    const page = await open(`${home}guide/`);
    await save("content/guide.md", GUIDE.replace("Tie the boat", "Bind the boat"));
    await page.getByText("Bind the boat").waitFor();
    await stop();
    await page.getByText("Preview is not connected").first().waitFor();
    assert.equal(await page.evaluate(() => fingerpostPreview.connected), false);
    await save("content/guide.md", GUIDE.replace("Tie the boat", "Fasten the boat"));
    await start();
    await page.getByText("Fasten the boat").waitFor();
    await page.waitForFunction(() => fingerpostPreview.connected && document.querySelector(".fingerpost-preview-note").textContent === "");
    const fromStop = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/;
    page.problems.splice(0, Infinity, ...page.problems.filter((problem) => !(fromStop.test(problem) && problem.includes("/__fingerpost/events"))));
  });
});

test("more pages than a browser opens connections for", async () => {
  await preview({}, async ({ home, save }, open) => {
    const hide = (page, isHidden) => page.evaluate((isHidden) => {
      Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
    const pages = [];
    for (let count = 0; count < 9; count += 1) {
      for (const page of pages) await hide(page, true);
      pages.push(await open(`${home}guide/`));
    }
    const [first] = pages;
    assert.equal(await first.evaluate(() => fingerpostPreview.connected), false, "a page that is not seen gives its connection up");
    await save("content/guide.md", GUIDE.replace("Tie the boat", "Bind the boat"));
    await pages.at(-1).getByText("Bind the boat").waitFor();
    assert.ok(await first.getByText("Tie the boat").isVisible());
    await hide(first, false);
    await first.getByText("Bind the boat").waitFor();
  });
});
