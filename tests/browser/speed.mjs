/**
 * How long it takes from a save to the changed text on the screen, in a real browser. No test: it prints figures.
 *
 *   node tests/browser/speed.mjs [PAGES…]
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { closeBrowser, visit } from "./browser.mjs";
import { writeCorpus } from "./corpus.mjs";

const PROGRAM = resolve(process.env.FINGERPOST ?? join(import.meta.dirname, "../../target/release/fingerpost"));
const EDITS = 30;
const sizes = process.argv.slice(2).map(Number).filter(Boolean);

for (const pages of sizes.length > 0 ? sizes : [1000, 10000]) {
  const project = await mkdtemp(join(tmpdir(), "fingerpost-speed-"));
  await writeCorpus(project, pages);
  const server = spawn(PROGRAM, ["serve", "--port", "0", "--root", project], { stdio: ["ignore", "ignore", "pipe"] });
  let home;
  for await (const line of createInterface({ input: server.stderr })) {
    home ??= line.match(/http:\S+/)?.[0];
    if (line.includes("first build")) break;
  }
  server.stderr.resume();
  const file = join(project, "content/part-1/page-5.md");
  const text = await readFile(file, "utf8");
  await visit(`${home}part-1/page-5/`, {}, async (page) => {
    await page.waitForFunction(() => globalThis.fingerpostPreview?.connected);
    const times = [];
    for (let edit = 0; edit < EDITS; edit += 1) {
      const shown = page.evaluate((wanted) => new Promise((done) => {
        const look = () => (document.querySelector("main").textContent.includes(wanted) ? requestAnimationFrame(() => done(Date.now())) : setTimeout(look, 1));
        look();
      }), `Edit ${edit}x`);
      await page.waitForTimeout(300);
      const saved = Date.now();
      await writeFile(file, `${text}\nEdit ${edit}x.\n`);
      times.push((await shown) - saved);
    }
    times.sort((a, b) => a - b);
    console.log(`${pages} pages: save to screen, median ${times[EDITS >> 1]} ms, 95th percentile ${times[Math.floor(EDITS * 0.95)]} ms`);
  });
  server.kill();
  await rm(project, { recursive: true, force: true });
}
await closeBrowser();
