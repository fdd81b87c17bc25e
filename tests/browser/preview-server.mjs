/**
 * A small project with the preview on it, for tests.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPage, problemsOf, visit } from "./browser.mjs";
import { none } from "./runner.mjs";

const PROGRAM = resolve(import.meta.dirname, "../..", process.env.FINGERPOST ?? "target/release/fingerpost");
const THEME = process.env.FINGERPOST_THEME;
export const PREVIEW = ".fingerpost-preview";
export const PANEL = ".fingerpost-preview-panel";

export const GUIDE = `---
title: Guide
---

Tie the boat to the ring. See [the other page](other.md).

<details>
<summary>First</summary>

Some hidden words.

</details>

<details open>
<summary>Second</summary>

More of them.

</details>

## Steps

Ask the [harbour office](index.md).

\`\`\`sh
echo first
\`\`\`

## Ropes

Mooring wants two ropes.

## Knots

And a knot.
`;

export const long = (part) => `Words of part ${part}: ${"keep the quay clear and the ropes dry. ".repeat(8)}[home](index.md) is near.`;
export const longPage = (text = long) =>
  `---\ntitle: Long\n---\n\n${Array.from({ length: 40 }, (_, part) => `## Part ${part}\n\n${text(part)}\n\n\`\`\`sh\necho ${part}\n\`\`\`\n`).join("\n")}`;

const PAGES = {
  "fingerpost.toml": 'title = "Harbour"\n',
  "content/index.md": "---\ntitle: Harbour\n---\n\nWelcome.\n",
  "content/guide.md": GUIDE,
  "content/other.md": "---\ntitle: Other\n---\n\nOther text.\n",
  "content/long.md": longPage(),
};

/**
 * Makes a project, starts the preview on it, and hands over what a test does with both: `open` opens a URL in the
 * one browser. At the end no page may have complained, nor been loaded again unless `reloads` is set.
 */
export async function preview({ fill = {}, options = [], reloads = false, ...how }, work) {
  const project = await mkdtemp(join(tmpdir(), "fingerpost-preview-"));
  const save = async (path, text) => {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  };
  for (const [path, text] of Object.entries({ ...PAGES, ...fill })) await save(path, text);
  if (THEME) await cp(resolve(THEME), join(project, "themes", "default"), { recursive: true });
  let server = await startServer(project, 0, options);
  const { port } = server;
  const tools = {
    home: `http://127.0.0.1:${port}/`,
    save,
    remove: (path) => rm(join(project, path)),
    stop: () => server.stop(),
    start: async () => { server = await startServer(project, port, options); },
  };
  try {
    await visit(undefined, how, async (first) => {
      const pages = [];
      const open = async (url, { isBroken = false } = {}) => {
        const page = pages.length ? await openPage(first.context()) : first;
        pages.push(page);
        if (!isBroken) await isBuilt(url);
        await page.goto(url, { waitUntil: "load" });
        await page.waitForFunction(() => fingerpostPreview.connected);
        await page.evaluate(() => { globalThis.sameDocument = true; });
        if (!isBroken) assert.ok(await page.locator("h1").isVisible());
        return page;
      };
      await work(tools, open);
      for (const page of pages.filter((page) => !page.isClosed())) {
        none(await problemsOf(page), "complaints of the browser");
        if (!reloads) assert.ok(await page.evaluate(() => globalThis.sameDocument), `${page.url()} was not loaded again`);
      }
    });
  } finally {
    await server.stop();
    await rm(project, { recursive: true, force: true });
  }
}

/** Starts the preview and waits for the URL that it prints. */
async function startServer(project, port, options) {
  const words = ["--root", project, "serve", "--port", String(port), ...options];
  const program = spawn(PROGRAM, words, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((done) => program.once("exit", done));
  let printed = "";
  const found = await new Promise((tell) => {
    program.stderr.on("data", (bytes) => {
      printed += bytes;
      const url = /http:\/\/127\.0\.0\.1:(\d+)/.exec(printed);
      if (url) tell(Number(url[1]));
    });
    ended.then(() => tell(undefined));
    program.once("error", () => tell(undefined));
  });
  if (!found) throw new Error(`the preview did not start: ${printed}`);
  return {
    port: found,
    stop: () => {
      program.kill("SIGINT");
      return ended;
    },
  };
}

/** Waits for the first build; until then the preview says that there is nothing yet. */
async function isBuilt(url) {
  for (let tries = 0; tries < 100; tries += 1) {
    const { status } = await fetch(url);
    if (status !== 503) return;
    await sleep(50);
  }
  throw new Error(`there is no build at ${url}`);
}
