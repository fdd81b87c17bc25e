// The configurations of web servers in the manual, run with the servers that are installed: each sends what it should.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const page = fs.readFileSync(path.join(import.meta.dirname, '../../content/manual/hosting.md'), 'utf8');
const base = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-hosting-'));
// Servers give up the rights of root.
fs.chmodSync(base, 0o755);
const site = path.join(base, 'public');
const servers = [];
after(() => {
  servers.forEach((server) => server.kill());
  fs.rmSync(base, { recursive: true });
});

fs.mkdirSync(path.join(base, 'content'));
fs.writeFileSync(path.join(base, 'content/index.md'), `# Records\n\n${'Paper records go to the store. '.repeat(100)}\n`);
execFileSync(process.env.FINGERPOST, ['build', '--quiet', '--root', base]);
const style = fs.readdirSync(path.join(site, 'assets')).find((name) => name.endsWith('.css'));
/** The headers that a build wants for every page. */
const wanted = Object.fromEntries(
  fs.readFileSync(path.join(site, '_headers'), 'utf8').split('\n/assets')[0].split('\n').slice(1)
    .map((line) => line.trim().split(/: (.*)/)).filter(([name]) => name),
);

/** The block of the manual that contains a text, for a port on this machine and the site of this test. */
function configuration(text, ...replacements) {
  const block = page.split('```').find((part, index) => index % 2 && part.includes(text));
  return replacements.reduce((made, [from, to]) => {
    assert.ok(made.includes(from), `the configuration contains ${from}`);
    return made.replaceAll(from, to);
  }, block.slice(block.indexOf('\n') + 1).replaceAll('/srv/guidance', site));
}

const MODULES = ['mpm_event', 'authz_core', 'dir', 'mime', 'headers', 'deflate', 'filter', 'setenvif', 'unixd'];
const write = (name, text) => fs.writeFileSync(path.join(base, name), text);
const SERVERS = [
  {
    name: 'nginx',
    port: 18081,
    arguments: ['-c', path.join(base, 'nginx.conf'), '-e', path.join(base, 'nginx.log')],
    prepare() {
      const made = configuration('server_name', ['listen 80;', `listen 127.0.0.1:${this.port};`]);
      write('nginx.conf', `pid ${base}/nginx.pid; daemon off; events {} http { include /etc/nginx/mime.types; access_log off; ${made} }`);
    },
  },
  {
    name: 'apache2',
    port: 18082,
    arguments: ['-f', path.join(base, 'apache.conf'), '-D', 'FOREGROUND'],
    prepare() {
      const loaded = MODULES.filter((name) => fs.existsSync(`/usr/lib/apache2/modules/mod_${name}.so`));
      const lines = loaded.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`);
      lines.unshift('ServerRoot /usr/lib/apache2');
      lines.push(`PidFile ${base}/apache.pid`, `Listen 127.0.0.1:${this.port}`, 'ServerName test');
      lines.push('User www-data', 'Group www-data', `ErrorLog ${base}/apache.log`, 'TypesConfig /etc/mime.types');
      write('apache.conf', `${lines.join('\n')}\n${configuration('VirtualHost', ['*:80', `127.0.0.1:${this.port}`])}`);
    },
  },
  {
    name: 'caddy',
    port: 18083,
    arguments: ['run', '--adapter', 'caddyfile', '--config', path.join(base, 'Caddyfile')],
    prepare() {
      const made = configuration('file_server', ['guidance.example.org {', `http://127.0.0.1:${this.port} {`]);
      write('Caddyfile', `{\n\tadmin off\n}\n${made}`);
    },
  },
];

async function answers(url) {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return await fetch(url);
    } catch {
      await sleep(50);
    }
  }
  throw new Error(`nothing answers at ${url}`);
}

for (const server of SERVERS) {
  test(`the manual's configuration of ${server.name} sends the headers, the error page and compressed text`, async (context) => {
    if (spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin; command -v ${server.name}`]).status !== 0) {
      if (process.env.SKIPPED_TESTS) fs.appendFileSync(process.env.SKIPPED_TESTS, `hosting: ${server.name}\tit is not installed\n`);
      context.skip(`${server.name} is not installed`);
      return;
    }
    server.prepare();
    const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, XDG_DATA_HOME: base, XDG_CONFIG_HOME: base };
    servers.push(spawn(server.name, server.arguments, { env: environment, stdio: 'ignore' }));
    const home = `http://127.0.0.1:${server.port}/`;
    const answer = await answers(home);
    assert.equal(answer.status, 200);
    for (const [name, value] of Object.entries(wanted)) assert.equal(answer.headers.get(name), value, name);
    assert.equal(answer.headers.get('content-encoding'), 'gzip');
    const kept = await fetch(`${home}assets/${style}`);
    assert.equal(kept.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.match(kept.headers.get('content-type'), /^text\/css/);
    const missing = await fetch(`${home}nothing/`);
    assert.equal(missing.status, 404);
    assert.equal(await missing.text(), fs.readFileSync(path.join(site, '404.html'), 'utf8'));
    execFileSync(process.env.FINGERPOST, ['verify', home]);
  });
}

test('the policies in the manual are the one of a build', () => {
  const policies = [...page.matchAll(/default-src 'none';[^"]*/g)].map(([policy]) => policy);
  assert.equal(policies.length, 4);
  for (const policy of policies) assert.equal(policy, wanted['Content-Security-Policy']);
});
