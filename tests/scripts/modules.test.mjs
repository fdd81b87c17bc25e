// The scripts of the theme and of the preview: small modules, of which no two import each other, checked by TypeScript.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const folders = ['themes/default/assets', 'src/io/serve/preview'].map((folder) => path.join(root, folder));
const files = folders.flatMap((folder) => fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name)))
  .filter((name) => name.endsWith('.js') && fs.statSync(name).isFile());
const texts = new Map(files.map((file) => [file, fs.readFileSync(file, 'utf8')]));
const resolved = (file, name) => path.resolve(path.dirname(file), name);
/** The modules whose code or types a file uses: by `import`, `@import` and `import("…")`. */
const importsOf = (file) => [...texts.get(file).matchAll(/(?:^import |\bfrom |\bimport\()"([^"]+)"/gm)].map(([, name]) => resolved(file, name));

test('there are scripts to check', () => assert.ok(files.length > 40, `${files.length} scripts`));

for (const file of files) {
  const name = path.relative(root, file);
  test(name, () => {
    const lines = texts.get(file).split('\n');
    assert.equal(lines[0], '// @ts-check');
    assert.ok(lines.length <= 200, `${lines.length} lines`);
    for (const other of importsOf(file)) assert.ok(texts.has(other), `there is no ${other}`);
  });
}

test('no module imports itself, directly or through others', () => {
  const visit = (file, above) => {
    assert.ok(!above.includes(file), `${[...above, file].map((one) => path.relative(root, one)).join(' imports ')}`);
    for (const other of importsOf(file)) visit(other, [...above, file]);
  };
  for (const file of files) visit(file, []);
});

test('functions that are tested without a page are in modules that need no page', () => {
  const browser = /\b(?:document|history|innerHeight|localStorage|location|matchMedia|navigator|scrollY|sessionStorage)\b[.(]/;
  const tests = fs.readdirSync(import.meta.dirname).map((name) => path.join(import.meta.dirname, name)).filter((name) => name !== import.meta.filename);
  const tested = tests.flatMap((file) => [...fs.readFileSync(file, 'utf8').matchAll(/ from '([^']+\.js)'/g)].map(([, name]) => resolved(file, name)));
  assert.ok(tested.length > 10, `${tested.length} modules`);
  for (const file of tested) assert.doesNotMatch(texts.get(file), browser, path.relative(root, file));
});

test('TypeScript finds no fault in the types', () => {
  const tools = path.join(root, 'tests/tools');
  const { status, stdout } = spawnSync(path.join(tools, 'node_modules/.bin/tsc'), ['--project', tools], { encoding: 'utf8' });
  assert.equal(stdout, '');
  assert.equal(status, 0);
});
