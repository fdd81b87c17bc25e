/**
 * The sites under test, each built and served once: our own pages, and `stress` with every hard thing.
 */
import { execFile } from "node:child_process";
import { appendFile, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { writePictures } from "./png.mjs";
import { serve } from "./server.mjs";

const ROOT = resolve(import.meta.dirname, "../..");
const PROGRAM = resolve(ROOT, process.env.FINGERPOST ?? "target/release/fingerpost");
const THEME = process.env.FINGERPOST_THEME;
const run = promisify(execFile);
const opened = [];

/** Our own manual and library, at the top of a host. Of the pages of codes, which are made alike, every tenth is opened. */
export const own = once(async () => {
  const site = await makeSite("own", "/", async (project) => {
    await cp(join(ROOT, "content"), join(project, "content"), { recursive: true });
    await cp(join(ROOT, "fingerpost.toml"), join(project, "fingerpost.toml"));
  });
  const isOpened = (path, place) => !/^manual\/codes\/./.test(path) || place % 10 === 0;
  return { ...site, pages: site.pages.filter(isOpened) };
});

/** A site of hard cases with every setting of the theme, in a folder of its host. */
export const stress = once(() => makeSite("stress", "/sub/folder/", stressProject, ["--drafts"]));

/** The hard cases again, with the policy in each page as well. */
export const stressWithPolicy = once(() =>
  makeSite("policy", "/sub/folder/", async (project) => {
    await stressProject(project);
    await appendFile(join(project, "fingerpost.toml"), "\n[build]\ncsp_meta = true\n");
  }, ["--drafts"]),
);

/**
 * Makes a project with `fill`, builds it and serves it.
 * @returns {Promise<{ name: string, folder: string, base: string, home: string, pages: string[], redirects: string[] }>}
 *   `home` is the URL of the first page, `pages` and `redirects` are the URLs below it.
 */
export async function makeSite(name, base, fill, options = []) {
  const project = await mkdtemp(join(tmpdir(), `fingerpost-${name}-`));
  await fill(project);
  const folder = join(project, "public");
  await build(project, ["--base-url", `https://handbook.example.org${base}`, ...options]);
  const server = await serve(folder, base);
  opened.push(async () => {
    await server.stop();
    await rm(project, { recursive: true, force: true });
  });
  return { name, folder, base, home: `${server.origin}${base}`, ...(await pagesIn(folder)) };
}

/** Makes a project with `fill` and builds it to be read from the disk, without a host. */
export async function makeFolder(name, fill, options) {
  const project = await mkdtemp(join(tmpdir(), `fingerpost-${name}-`));
  opened.push(() => rm(project, { recursive: true, force: true }));
  await fill(project);
  await build(project, options(join(project, "public")));
  return join(project, "public");
}

export async function stressProject(project) {
  await cp(join(import.meta.dirname, "site"), project, { recursive: true });
  await writePictures(join(project, "content", "guidance"));
}

export async function closeSites() {
  await Promise.all(opened.map((close) => close()));
}

async function build(project, options) {
  if (THEME) {
    await cp(resolve(THEME), join(project, "themes", "trial"), { recursive: true });
    const settings = join(project, "fingerpost.toml");
    const text = await readFile(settings, "utf8").catch(() => "");
    const named = /^\[theme\]$/m.test(text) ? text.replace(/^\[theme\]$/m, '[theme]\nname = "trial"') : `theme = "trial"\n${text}`;
    await writeFile(settings, named);
  }
  const words = ["--root", project, "build", "--no-cache", "--quiet", ...options];
  await run(PROGRAM, words, { maxBuffer: 1 << 26 }).catch((fault) => {
    throw new Error(`could not build ${project}: ${fault.stderr || fault.message}`);
  });
}

async function pagesIn(folder) {
  const found = { pages: [], redirects: [] };
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    if (!name.endsWith(".html") || name === "404.html") continue;
    // A redirect is small, so larger ones need no reading.
    const small = (await stat(join(folder, name))).size < 1500;
    const moved = small && (await readFile(join(folder, name), "utf8")).includes('http-equiv="refresh"');
    found[moved ? "redirects" : "pages"].push(name.replace(/(^|\/)index\.html$/, "$1"));
  }
  return found;
}

function once(make) {
  let made;
  return () => (made ??= make());
}
