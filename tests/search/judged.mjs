// Asks the questions of judged.json, which readers might type, and counts those whose first answer is a right page.
//
//   node judged.mjs [--half open|held] [--verbose]
//
// `--verbose` shows the misses of the open half. Those of the held-out half are never shown: the ranking is not tuned to
// them, so that their count tells how it does with questions that nobody has seen.
//
// FINGERPOST is the program (target/release/fingerpost unless set). Exit codes: 0 as many right answers as `FLOORS` asks
// for, 1 fewer, 2 it could not run.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildSite, findLibraries } from './sites.mjs';
import { ours } from './engines.mjs';

/** The least number of right first answers. Raise them when the ranking gets better. */
const FLOORS = { content: { open: 23, held: 20 }, samples: { open: 21, held: 18 } };

const { values: options } = parseArgs({ options: { half: { type: 'string' }, verbose: { type: 'boolean' } } });

async function main(work) {
  const questions = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'judged.json'), 'utf8'));
  let isWorse = false;
  for (const [name, floors] of Object.entries(FLOORS)) {
    const library = findLibraries(name).present[0];
    if (!library) {
      console.log(`skipped: ${name} is not here`);
      continue;
    }
    const folder = path.join(work, name);
    fs.mkdirSync(folder);
    const site = buildSite(library, folder);
    const search = await ours.open(site);
    for (const [half, floor] of Object.entries(floors)) {
      if (options.half && options.half !== half) continue;
      const asked = questions.filter((question) => question.library === name && question.half === half);
      const ranks = await Promise.all(asked.map((question) => rank(question, site, search)));
      const count = (limit) => ranks.filter(({ place }) => place > 0 && place <= limit).length;
      console.log(`${name}, ${half}: first answer right ${count(1)} of ${asked.length}, among three ${count(3)}, among ten ${count(10)}`);
      if (options.verbose && half === 'open') ranks.filter(({ place }) => place !== 1).forEach(describe);
      isWorse ||= count(1) < floor;
    }
  }
  return isWorse ? 1 : 0;
}

async function rank(question, site, search) {
  const right = question.pages.map((page) => {
    if (!site.pages.has(page)) throw new Error(`${question.id}: no page ${page}`);
    return site.pages.get(page).url;
  });
  const results = await search(question.query);
  return { question, results, place: results.findIndex((result) => right.includes(result.url)) + 1 };
}

function describe({ question, results, place }) {
  console.log(`  ${question.id} (${question.form}) ${question.query}: place ${place || 'none'}; first ${results.slice(0, 3).map((result) => result.title).join(' | ')}`);
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-judged-'));
try {
  process.exitCode = await main(work);
} catch (error) {
  console.error(error.stderr ? String(error.stderr) : error.message);
  process.exitCode = 2;
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
