// Builds the same generated pages with Fingerpost and with other generators, in turns, and prints a table in Markdown:
// medians, spreads, and each as a multiple of Fingerpost.
//
//   node compare.mjs [--pages N] [--rounds N] [--only NAME,…]
//
// `tests/compare speed` installs what it needs and runs it. FINGERPOST is the program, PEERS the folder with the programs
// of the others, CORPUS the program that writes the pages (benches/corpus.rs). A generator that is missing is left out,
// with a message. Every build starts without output and without cache, after one that is not counted.
// CPU time is the figure to compare: other work on the machine moves wall time.

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generators } from './generators.mjs';

const { values: options } = parseArgs({
  options: {
    pages: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '3' }, only: { type: 'string' },
  },
});
const [pages, rounds] = [Number(options.pages), Number(options.rounds)];
const wanted = options.only?.split(',');
const base = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-speed-'));

/**
 * Moves what a build made out of the way. It is deleted at the end: ext4 spends much time on new files where files were
 * deleted less than a minute ago, and that would count as the time of the next build.
 */
function setAside(made) {
  fs.renameSync(made, fs.mkdtempSync(path.join(base, 'old-')) + '/made');
}

/** Runs a build under GNU time. */
function measure(generator, folder) {
  generator.clean.map((name) => path.join(folder, name)).filter((made) => fs.existsSync(made)).forEach(setAside);
  const report = path.join(base, 'time.txt');
  const command = ['-f', '%U %S %e %M', '-o', report, generator.program, ...generator.arguments];
  const run = spawnSync('/usr/bin/time', command, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.error || run.status !== 0) {
    throw new Error(`${generator.name} failed: ${run.error ?? ''}${run.stdout}${run.stderr}`.slice(0, 2000));
  }
  const [user, system, wall, kib] = fs.readFileSync(report, 'utf8').trim().split(/\s+/).map(Number);
  return { cpu: user + system, wall, mib: kib / 1024 };
}

function countFiles(folder) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}

/** The median of a figure, with the least and the greatest. */
function spread(figures, digits) {
  const sorted = figures.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)].map((figure) => figure.toFixed(digits));
  return `${median(sorted).toFixed(digits)} (${least}–${most})`;
}

function median(figures) {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

try {
  const corpus = path.join(base, 'corpus');
  execFileSync(process.env.CORPUS, [corpus, String(pages)]);
  const found = [];
  for (const generator of generators(process.env)) {
    if (wanted && generator.name !== 'Fingerpost' && !wanted.includes(generator.id)) continue;
    const version = spawnSync(generator.program, generator.version, { encoding: 'utf8' });
    if (version.error || version.status !== 0) {
      console.error(`${generator.name} is left out: \`${generator.program}\` does not run`);
      continue;
    }
    const folder = path.join(base, generator.id);
    generator.write(path.join(corpus, 'content'), folder);
    const release = version.stdout.match(/\d+(\.\d+)+/)?.[0] ?? '';
    found.push({ ...generator, name: `${generator.name} ${release}`.trim(), folder, runs: [] });
  }
  for (let round = 0; round <= rounds; round += 1) {
    for (const generator of found) {
      const figures = measure(generator, generator.folder);
      console.error(`round ${round}: ${generator.name} ${figures.cpu.toFixed(2)} CPU seconds`);
      // The first round only warms the disk.
      if (round > 0) generator.runs.push(figures);
    }
  }
  const ours = median(found[0].runs.map((run) => run.cpu));
  console.log(`${pages} pages of about 850 words, ${rounds} rounds in turns, ${os.cpus().length} processors,`
    + ` ${new Date().toISOString().slice(0, 10)}. Median, with the least and the greatest in brackets.\n`);
  console.log('| Generator | CPU seconds | Ratio | Seconds | Peak MiB | Files | Leaves out |');
  console.log('| --- | --: | --: | --: | --: | --: | --- |');
  for (const { name, folder, output, runs, omits } of found) {
    const of = (figure) => runs.map((run) => run[figure]);
    const cells = [
      name, spread(of('cpu'), 1), (median(of('cpu')) / ours).toFixed(1), spread(of('wall'), 1), spread(of('mib'), 0),
      countFiles(path.join(folder, output)), omits,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
} finally {
  fs.rmSync(base, { recursive: true, force: true });
}
