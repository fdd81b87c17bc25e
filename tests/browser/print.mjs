/**
 * Sheets as Chromium prints them, read back with poppler's tools (Debian package poppler-utils).
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { none, test } from "./runner.mjs";
import { stress } from "./site.mjs";

const run = promisify(execFile);

test("the document control block of a procedure is on the first sheet", async () => {
  const { sheets } = await printed("sop");
  const first = sheets[0].replace(/\s+/g, " ");
  const wanted = [
    "Moor a visiting boat", "HH-SOP-014", "3.2", "Approved", "Harbour master", "Board of the harbour",
    "1 September 2026", "30 September 2026", "https://handbook.example.org/sub/folder/procedures/mooring/",
  ];
  none(wanted.filter((part) => !first.includes(part)), `missing on the first sheet:\n${sheets[0]}\n`);
  assert.match(first, /Printed|Built/i, "the day of printing or of the build");
});

test("the foot of each sheet has number, version, notice and page", async () => {
  const { sheets } = await printed("sop");
  assert.ok(sheets.length >= 2, `${sheets.length} sheets`);
  const faults = sheets.flatMap((sheet, at) => {
    const foot = sheet.trimEnd().split("\n").slice(-4).join(" ");
    return [
      [/HH-SOP-014/, "number"],
      [/3\.2/, "version"],
      [/Uncontrolled when printed/, "notice"],
      [new RegExp(`\\b${at + 1}\\s*(of|/)\\s*${sheets.length}\\b`), "page"],
    ].filter(([pattern]) => !pattern.test(foot)).map(([, name]) => `sheet ${at + 1}: no ${name} in "${foot.trim()}"`);
  });
  none(faults, "feet that lack something");
});

test("what only helps on a screen is not printed", async () => {
  for (const kind of ["sop", "guidance"]) {
    const { text } = await printed(kind);
    const unwanted = [/Skip to content/, /^\s*Menu\s*$/m, /On this page/, /^\s*Search\b/m, /Copy/, /\bAuto\b/, /Report a problem/i, /Edit this page/i, /\bPrevious\b/, /Link to section/];
    none(unwanted.filter((pattern) => pattern.test(text)).map((pattern) => `${pattern} on ${kind}`), "printed");
  }
});

test("closed details, whole code and all columns are on paper", async () => {
  const blocks = (await printed("blocks")).text;
  assert.match(blocks, /The crane lifts eight tonnes/);
  assert.match(blocks.replace(/\s+/g, ""), /berths\.iter\(\)\.filter\(\|berth\|berth\.length>=length&&!wide\.is_empty\(\)\)/, "long code is wrapped, not cut");
  const table = await printed("wide table");
  const words = table.text.replace(/\s+/g, " ");
  none(["Berth", "Camera", "Waste", "Notes", "C-08"].filter((word) => !words.includes(word)), "cut off the table");
});

test("heads of tables are repeated on the next sheet", async () => {
  const { sheets } = await printed("wide table");
  const rows = sheets.filter((sheet) => /[ABC]-0\d/.test(sheet));
  assert.ok(rows.length >= 1);
  if (rows.length === 1) {
    const tall = await printed("wide table", { height: "120mm", width: "210mm" });
    const more = tall.sheets.filter((sheet) => /[ABC]-0\d/.test(sheet));
    assert.ok(more.length >= 2, "the table runs over two sheets");
    none(more.flatMap((sheet, at) => (/Berth/.test(sheet) && /Camera/.test(sheet) ? [] : [`sheet ${at + 1}`])), "sheets without the head");
    return;
  }
  none(rows.flatMap((sheet, at) => (/Berth/.test(sheet) && /Camera/.test(sheet) ? [] : [`sheet ${at + 1}`])), "sheets without the head");
});

test("a withdrawn and a draft page say so on paper", async () => {
  assert.match((await printed("withdrawn")).sheets[0], /Withdrawn/);
  assert.match((await printed("draft")).sheets[0], /Draft/);
});

for (const kind of ["sop", "blocks", "home", "arabic", "tree"]) {
  test(`sheets of ${kind} are white, printed from a dark screen`, async () => {
    const { pdf } = await printed(kind);
    const pictures = await raster(pdf);
    assert.ok(pictures.length >= 1);
    for (const { width, height, grey } of pictures) {
      const corners = [grey[0], grey[width - 1], grey[width * (height - 1)], grey[width * height - 1]];
      const mean = grey.reduce((sum, part) => sum + part, 0) / grey.length;
      assert.ok(corners.every((corner) => corner >= 250), `corners ${corners}`);
      assert.ok(mean > 200, `a sheet is ${mean.toFixed(0)} light of 255`);
      assert.ok(mean < 254.9 || pictures.length > 1, "a sheet is not empty");
    }
  });
}

test("each sheet has more than its footer", async () => {
  const faults = [];
  for (const kind of Object.keys(KINDS)) {
    const { sheets } = await printed(kind);
    const bare = sheets.flatMap((sheet, at) => (sheet.trim().split("\n").length > 1 ? [] : [at + 1]));
    faults.push(...bare.map((at) => `${kind}: sheet ${at} of ${sheets.length}`));
  }
  none(faults, "sheets with nothing on them");
});

test("a heading is not left alone at the foot of a sheet", async () => {
  const { sheets } = await printed("guidance");
  const headings = ["Tide", "Springs and neaps", "Low water at the steps", "Wind", "From the south-west", "From the north", "Traffic", "The ferry", "Fishing boats", "Small craft", "Weather warnings", "Ice", "Thin ice", "Thick ice", "Last light"];
  const faults = sheets.slice(0, -1).flatMap((sheet, at) => {
    const lines = sheet.trimEnd().split("\n").map((line) => line.trim()).filter(Boolean);
    const text = lines.filter((line) => !/Uncontrolled|\d+\s*(of|\/)\s*\d+$/.test(line));
    return headings.includes(text.at(-1)) ? [`sheet ${at + 1} ends with "${text.at(-1)}"`] : [];
  });
  none(faults, "headings without their text");
});

const kept = new Map();
/** Prints a page from a dark screen; the text of each sheet, and the file. */
async function printed(kind, paper = { format: "A4" }) {
  const key = JSON.stringify([kind, paper]);
  if (!kept.has(key)) kept.set(key, print(kind, paper));
  return kept.get(key);
}

async function print(kind, paper) {
  const { home } = await stress();
  const pdf = await visit(home + KINDS[kind], { scheme: "dark" }, (page) => page.pdf({ ...paper, printBackground: true, preferCSSPageSize: false }));
  const text = await withFile(pdf, async (file) => (await run("pdftotext", ["-layout", file, "-"], { maxBuffer: 1 << 24 })).stdout);
  return { pdf, text, sheets: text.split("\f").filter((sheet) => sheet.trim()) };
}

/** Each sheet as shades of grey. */
function raster(pdf) {
  return withFile(pdf, async (file) => {
    const { stdout } = await run("pdftoppm", ["-gray", "-r", "40", file], { encoding: "buffer", maxBuffer: 1 << 27 });
    const pictures = [];
    for (let at = 0; at < stdout.length; ) {
      const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(stdout.toString("latin1", at, at + 40)) ?? [];
      assert.ok(head, "a picture of the sheet");
      const start = at + head.length;
      at = start + width * height;
      pictures.push({ width: +width, height: +height, grey: stdout.subarray(start, at) });
    }
    return pictures;
  });
}

async function withFile(bytes, work) {
  const folder = await mkdtemp(join(tmpdir(), "fingerpost-sheet-"));
  try {
    await writeFile(join(folder, "sheet.pdf"), bytes);
    return await work(join(folder, "sheet.pdf"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
