/**
 * Edits a large site many times while its preview runs and is read, and watches the memory, threads and open files of the
 * preview. At the end it must serve what a clean build writes. Linux only; takes about a minute for 1,000 edits.
 *
 *   node tests/soak/run.mjs [PAGES] [EDITS] [SEED]     10,000, 10,000 and 1 by default
 *
 * FINGERPOST names the program (target/release/fingerpost).
 */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { seeded, writeCorpus } from "../browser/corpus.mjs";

const [pages = 10_000, edits = 10_000, seed = 1] = process.argv.slice(2).map(Number);
const PROGRAM = resolve(process.env.FINGERPOST ?? "target/release/fingerpost");
/** Requests that run beside the edits, and the number of samples of the preview's use of memory. */
const READERS = 2;
const SAMPLES = 20;
/** How far the second half of the samples may be above the first: memory as a share, threads and files as a number. */
const GROWTH = { memory: 1.15, threads: 8, files: 8 };

const project = mkdtempSync(join(tmpdir(), "fingerpost-soak-"));
const content = join(project, "content");
const random = seeded(seed);
const any = (list) => list[Math.floor(random() * list.length)];
const page = (path) => readFileSync(path, "utf8");
/** Done when no file is broken. */
let restoring = Promise.resolve();
const notes = { edits: {}, requests: 0, changes: 0 };

await writeCorpus(project, pages);
const preview = spawn(PROGRAM, ["--root", project, "serve", "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
try {
  const origin = await started(preview);
  let ended = false;
  const readers = Array.from({ length: READERS }, () => read(origin, () => ended));
  const samples = [];
  for (let at = 1; at <= edits; at += 1) {
    edit();
    await restoring;
    if (random() < 0.5) await pause(random() * 200);
    if (at % Math.ceil(edits / SAMPLES) === 0) samples.push(used(preview.pid));
  }
  ended = true;
  await Promise.all(readers);
  const wrong = await compared(origin);
  console.table(samples);
  console.log(notes);
  assert.ok(notes.requests > 0 && notes.changes > 0, "the preview was read, and changed");
  assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} files are not what a clean build writes`);
  for (const [what, most] of Object.entries(GROWTH)) {
    const [before, after] = [samples.slice(SAMPLES / 4, SAMPLES / 2), samples.slice(SAMPLES / 2)].map((half) => middle(half.map((sample) => sample[what])));
    const limit = what === "memory" ? before * most : before + most;
    assert.ok(after <= limit, `${what} grew from ${before} to ${after}`);
  }
  console.log("the preview is as a clean build, and its memory, threads and files did not grow\n1 passed, 0 failed");
} finally {
  preview.kill("SIGKILL");
  rmSync(project, { recursive: true, force: true });
}

/** Makes one change as an editor would. */
function edit() {
  const folder = join(content, `part-${1 + Math.floor(random() * Math.ceil(pages / 40))}`);
  const files = readdirSync(folder).filter((name) => name.startsWith("page-"));
  const path = join(folder, files.length > 0 ? any(files) : "page-0.md");
  const edits = {
    prose: () => writeFileSync(path, page(path).replace(/\n\n(\w+)/, (_, word) => `\n\n${word} ${Math.floor(random() * 1e6)}`)),
    title: () => writeFileSync(path, page(path).replace(/^title: .*$/m, () => `title: Title number ${Math.floor(random() * 1e6)}`)),
    heading: () => writeFileSync(path, page(path).replace(/^## .*$/m, () => `## Part ${Math.floor(random() * 1e6)}`)),
    add: () => writeFileSync(join(folder, `page-new-${Math.floor(random() * 50)}.md`), "---\ntitle: A new page\nkind: guidance\n---\n\nIt was added.\n"),
    remove: () => files.length > 5 && rmSync(path),
    move: () => renameSync(path, join(folder, `page-moved-${Math.floor(random() * 50)}.md`)),
    replace: () => {
      writeFileSync(`${path}~`, page(path).replace(/$/, "\nA last line.\n"));
      renameSync(`${path}~`, path);
    },
    breakMetadata: () => {
      const text = page(path);
      const broken = text.replace("---\n", "---\nbroken: [\n");
      writeFileSync(path, broken);
      restoring = pause(20).then(() => writeFileSync(path, text));
    },
  };
  const names = Object.keys(edits);
  // Text is edited much more often than files come and go.
  const kind = random() < 0.6 ? "prose" : any(names);
  notes.edits[kind] = (notes.edits[kind] ?? 0) + 1;
  edits[kind]();
}

/** Reads pages until the edits have ended. */
async function read(origin, isEnded) {
  while (!isEnded()) {
    const number = 1 + Math.floor(random() * pages);
    const answer = await fetch(`${origin}part-${Math.ceil(number / 40)}/page-${number}/`);
    await answer.text();
    assert.ok([200, 404].includes(answer.status), `status ${answer.status}`);
    notes.requests += 1;
    await pause(5);
  }
}

/** The files that the preview does not serve as a clean build writes them, once it is quiet. */
async function compared(origin) {
  const out = join(project, "clean");
  execFileSync(PROGRAM, ["--root", project, "build", "--drafts", "--no-cache", "--quiet", "--output", out], { stdio: "ignore" });
  const names = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "fingerpost-manifest.json")
    .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1));
  const deadline = Date.now() + 120_000;
  let wrong = names;
  while (wrong.length > 0 && Date.now() < deadline) {
    const still = [];
    for (const name of wrong) {
      const answer = await fetch(`${origin}${name.replace(/(^|\/)index\.html$/, "$1")}`);
      const text = Buffer.from(await answer.arrayBuffer()).toString("latin1");
      const served = text.replace(/<script src="\/__fingerpost\/preview\.js" data-hash="[0-9a-f]*"><\/script>\n/, "");
      if (served !== readFileSync(join(out, name), "latin1")) still.push(name);
    }
    if (still.length > 0) await pause(500);
    wrong = still;
  }
  return wrong;
}

/** Waits for the first build, and returns the URL of the preview. */
async function started(child) {
  let origin;
  const lines = createInterface({ input: child.stderr });
  await new Promise((done, fail) => {
    child.on("exit", (code) => fail(new Error(`the preview ended with ${code}`)));
    lines.on("line", (line) => {
      origin ??= line.match(/preview at (\S+)/)?.[1];
      if (line.includes("first build")) done();
      if (line.startsWith("changed ")) notes.changes += 1;
    });
  });
  child.removeAllListeners("exit");
  return origin;
}

/** Resident memory in MiB, threads and open files of a process. */
function used(pid) {
  const status = page(`/proc/${pid}/status`);
  const number = (name) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+)`, "m"))[1]);
  return { memory: Math.round(number("VmRSS") / 1024), threads: number("Threads"), files: readdirSync(`/proc/${pid}/fd`).length };
}

function middle(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
