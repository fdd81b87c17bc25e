// Runs the tests of the scripts (their form and types, and the functions that need no page), and of the files for CI.

import fs from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';

const folders = [import.meta.dirname, path.join(import.meta.dirname, '../assessment'), path.join(import.meta.dirname, '../release')];
const files = folders.flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)))
  .filter((name) => name.endsWith('.test.mjs'));
const count = { passed: 0, failed: 0 };
const failures = [];
const stream = run({ files, concurrency: true });
stream.on('test:pass', ({ name, skip }) => { if (skip === undefined && !files.includes(path.resolve(name))) count.passed += 1; });
stream.on('test:fail', ({ name, details }) => {
  count.failed += 1;
  failures.push(`FAIL ${name}\n  ${String(details.error?.cause?.message ?? details.error?.message).replaceAll('\n', '\n  ')}`);
});
for await (const _ of stream.compose(tap)) { /* The counts are enough. */ }
for (const failure of failures) console.log(failure);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed || count.passed === 0 ? 1 : 0;
