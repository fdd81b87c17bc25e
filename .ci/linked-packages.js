// The packages that are linked into the program on one platform, with what `cargo metadata` says about each.
'use strict';
const { execFileSync } = require('child_process');
const { readFileSync } = require('fs');
const { join } = require('path');

const root = join(__dirname, '..');
const read = (name) => readFileSync(join(root, name), 'utf8');

/** The packages for a target, by default the first one of deny.toml: `{ target, root, ids, packages, linked }`. */
module.exports = function linkedPackages(target = /targets = \["([^"]+)"/.exec(read('deny.toml'))[1]) {
  const options = ['--format-version=1', '--locked', '--offline', '--filter-platform', target];
  const metadata = JSON.parse(
    execFileSync(process.env.CARGO ?? 'cargo', ['metadata', ...options], { cwd: root, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const packages = new Map(metadata.packages.map((found) => [found.id, found]));
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  /** What a package is linked with; tools of its build and of its tests are not part of the program. */
  const linked = (id) => nodes.get(id).deps.filter((dep) => dep.dep_kinds.some(({ kind }) => kind === null)).map((dep) => dep.pkg);

  const ids = new Set();
  const open = [metadata.resolve.root];
  while (open.length) {
    const id = open.pop();
    if (!ids.has(id)) {
      ids.add(id);
      open.push(...linked(id));
    }
  }
  return { target, root: metadata.resolve.root, ids: [...ids], packages, linked };
};
