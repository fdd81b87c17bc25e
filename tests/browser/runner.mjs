/**
 * Collects tests and runs them, those of two files at a time. A test fails when it throws.
 */
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";

/** @type {{ file: string, name: string, run: () => Promise<void> | void }[]} */
const tests = [];
let file = "";

/** Adds a test to the file that is being read. */
export function test(name, run) {
  tests.push({ file, name, run });
}

/** Reads the tests of one file. A file without a test is an error. */
export async function collect(name) {
  file = name;
  const before = tests.length;
  await import(`./${name}.mjs`);
  if (tests.length === before) throw new Error(`${name}.mjs has no test`);
}

class Skipped extends Error {}

/** Ends the running test and counts it as skipped. The reason also goes to the list that `tests/run` prints at its end. */
export function skip(reason) {
  throw new Skipped(reason);
}

/** Runs all that was collected and returns how many passed, failed and were skipped. */
export async function run() {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const files = new Set(tests.map(({ file }) => file));
  await each(files, async (wanted) => {
    for (const test of tests.filter(({ file }) => file === wanted)) await runOne(test, count);
  });
  return count;
}

async function runOne({ file, name, run }, count) {
  const title = `${file}: ${name}`;
  const start = performance.now();
  try {
    await run();
    count.passed += 1;
    console.log(`ok    ${title} (${seconds(start)})`);
  } catch (fault) {
    if (fault instanceof Skipped) {
      count.skipped += 1;
      console.log(`SKIP  ${title}: ${fault.message}`);
      if (process.env.SKIPPED_TESTS) appendFileSync(process.env.SKIPPED_TESTS, `browser/${title}\t${fault.message}\n`);
      return;
    }
    count.failed += 1;
    console.log(`FAIL  ${title} (${seconds(start)})\n${indent(words(fault))}`);
  }
}

let copying = Promise.resolve();
/** Runs `work` while nothing else copies: all pages of a browser share one clipboard. */
export function withClipboard(work) {
  const done = copying.then(work);
  copying = done.catch(() => {});
  return done;
}

/** Fails with the whole list where it is not empty. */
export function none(faults, what) {
  if (faults.length === 0) return;
  const shown = faults.slice(0, 25).map((fault) => `- ${fault}`);
  if (faults.length > shown.length) shown.push(`- and ${faults.length - shown.length} more`);
  assert.fail(`${what}: ${faults.length}\n${shown.join("\n")}`);
}

/** Runs `work` on every item, two at a time, and keeps the order of the answers. */
export async function each(items, work) {
  const answers = [];
  const queue = [...items].entries();
  const worker = async () => {
    for (const [place, item] of queue) answers[place] = await work(item);
  };
  await Promise.all([worker(), worker()]);
  return answers;
}

const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
const indent = (text) => text.replace(/^/gm, "        ");

function words(fault) {
  if (fault instanceof assert.AssertionError) return fault.message;
  return String(fault?.stack ?? fault).replace(/\u001b\[\d+m/g, "").split("\n").slice(0, 8).join("\n");
}
