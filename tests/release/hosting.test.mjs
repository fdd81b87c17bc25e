// The configurations that `fingerpost host` and `[build] host` write, run with the servers that are installed: each sends
// what it should, at the top of a host and in a folder of it.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import vm from 'node:vm';

const base = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-hosting-'));
// Servers give up the rights of root.
fs.chmodSync(base, 0o755);
const servers = [];
after(() => {
  servers.forEach((server) => server.kill());
  fs.rmSync(base, { recursive: true });
});

const KEPT = 'public, max-age=31536000, immutable';
const REVALIDATED = 'public, max-age=0, must-revalidate';

/** Redirects with the status that a server should give for the old URL. */
const REDIRECTS = [
  { from: '/old/', to: '/records/#keep', status: 301 },
  { from: '/Records/Old (1)/', to: '/records/', status: 301 },
  { from: '/plan-é.html', to: '/records/', status: 301 },
  { from: '/away/', to: 'https://example.org/a%20b?c="d"$uri;{e}\\f\'#g', status: 301 },
  // What a configuration could read as its own is left to the page.
  { from: '/a$uri/', to: '/records/', status: 200 },
  { from: '/b; return 418; #/', to: null },
  { from: '/c{host}/', to: '/records/', status: 200 },
  { from: '/d;e}/', to: '/records/', status: 200 },
];

/** Builds a site for a base URL, and returns its folder. */
function build(name, url, host = '') {
  const root = path.join(base, name);
  const page = path.join(root, 'content');
  fs.mkdirSync(page, { recursive: true });
  const text = 'Paper records go to the store. '.repeat(100);
  fs.writeFileSync(path.join(page, 'index.md'), `# Records\n\n${text}\n`);
  fs.writeFileSync(path.join(page, 'records.md'), `# "Paper" $uri {host} records; all\n\n## Keep\n\n${text}\n`);
  const redirects = REDIRECTS.filter(({ to }) => to)
    .map(({ from, to }) => `[[redirects]]\nfrom = ${JSON.stringify(from)}\nto = ${JSON.stringify(to)}\n`);
  const settings = [`base_url = "${url}"`, ...(host ? ['[build]', `host = "${host}"`] : []), ...redirects];
  fs.writeFileSync(path.join(root, 'fingerpost.toml'), settings.join('\n'));
  execFileSync(process.env.FINGERPOST, ['build', '--quiet', '--root', root]);
  return root;
}

/** The configuration of a server. */
const configuration = (root, server) =>
  execFileSync(process.env.FINGERPOST, ['host', server, '--root', root], { encoding: 'utf8' });

const MODULES = [
  'mpm_event', 'authz_core', 'dir', 'mime', 'headers', 'deflate', 'filter', 'setenvif', 'unixd', 'rewrite', 'alias',
];
const write = (name, text) => fs.writeFileSync(path.join(base, name), text);

/** The start of a configuration of Apache. */
function apache(name, port) {
  const loaded = MODULES.filter((module) => fs.existsSync(`/usr/lib/apache2/modules/mod_${module}.so`));
  const lines = ['ServerRoot /usr/lib/apache2', ...loaded.map((module) => `LoadModule ${module}_module modules/mod_${module}.so`)];
  lines.push(`PidFile ${base}/${name}.pid`, `Listen 127.0.0.1:${port}`, 'ServerName test');
  lines.push('User www-data', 'Group www-data', `ErrorLog ${base}/${name}.log`, 'TypesConfig /etc/mime.types');
  return `${lines.join('\n')}\n`;
}

const SERVERS = [
  {
    name: 'nginx',
    program: 'nginx',
    prepare(root, name) {
      const made = configuration(root, 'nginx');
      write(`${name}.conf`, `pid ${base}/${name}.pid; daemon off; events {} http { include /etc/nginx/mime.types; access_log off;\n${made}}`);
      return ['-c', path.join(base, `${name}.conf`), '-e', path.join(base, `${name}.log`)];
    },
  },
  {
    name: 'Apache with a virtual host',
    program: 'apache2',
    prepare(root, name, port) {
      write(`${name}.conf`, apache(name, port) + configuration(root, 'apache'));
      return ['-f', path.join(base, `${name}.conf`), '-D', 'FOREGROUND'];
    },
  },
  {
    name: 'Apache with .htaccess',
    program: 'apache2',
    host: 'apache',
    prepare(root, name, port, prefix) {
      const folder = `${root}/public`;
      const place = prefix ? `Alias "${prefix}" "${folder}"` : `DocumentRoot "${folder}"`;
      const allowed = `<Directory "${folder}">\nRequire all granted\nAllowOverride FileInfo Indexes Options\n</Directory>`;
      const hidden = '<Files ".ht*">\nRequire all denied\n</Files>';
      write(`${name}.conf`, `${apache(name, port)}${place}\n${allowed}\n${hidden}\n`);
      return ['-f', path.join(base, `${name}.conf`), '-D', 'FOREGROUND'];
    },
  },
  {
    name: 'Caddy',
    program: 'caddy',
    prepare(root, name) {
      write(`${name}.caddy`, `{\n\tadmin off\n}\n${configuration(root, 'caddy')}`);
      return ['run', '--adapter', 'caddyfile', '--config', path.join(base, `${name}.caddy`)];
    },
  },
];

async function answers(url) {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return await fetch(url, { redirect: 'manual' });
    } catch {
      await sleep(50);
    }
  }
  throw new Error(`nothing answers at ${url}`);
}

/** The headers of every page, as `cloudfront-headers` has them. */
function headersOf(root) {
  const policy = JSON.parse(configuration(root, 'cloudfront-headers')).SecurityHeadersConfig;
  return {
    'content-security-policy': policy.ContentSecurityPolicy.ContentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': policy.ReferrerPolicy.ReferrerPolicy,
  };
}

/** Requests everything that a configuration decides. */
async function check(root, origin, prefix) {
  const home = `${origin}${prefix}/`;
  const answer = await answers(home);
  assert.equal(answer.status, 200);
  const headers = { ...headersOf(root), 'cache-control': REVALIDATED };
  for (const [name, value] of Object.entries(headers)) assert.equal(answer.headers.get(name), value, name);
  assert.equal(answer.headers.get('content-encoding'), 'gzip');
  const style = fs.readdirSync(`${root}/public/assets`).find((name) => name.endsWith('.css'));
  const kept = await fetch(`${home}assets/${style}`);
  assert.equal(kept.headers.get('cache-control'), KEPT);
  assert.equal(kept.headers.get('x-content-type-options'), 'nosniff');
  assert.match(kept.headers.get('content-type'), /^text\/css/);
  for (const url of ['nothing/', 'assets/nothing.css']) {
    const missing = await fetch(home + url);
    assert.equal(missing.status, 404);
    assert.equal(await missing.text(), fs.readFileSync(`${root}/public/404.html`, 'utf8'));
    assert.equal(missing.headers.get('cache-control'), REVALIDATED, url);
    assert.equal(missing.headers.get('content-security-policy'), headers['content-security-policy']);
  }
  for (const { from, to, status } of REDIRECTS.filter((redirect) => redirect.to)) {
    const moved = await fetch(`${origin}${prefix}${encodeURI(from)}`, { redirect: 'manual' });
    assert.equal(moved.status, status, from);
    if (status !== 301) continue;
    const target = to.startsWith('/') ? prefix + to : 'https://example.org/a%20b?c=%22d%22%24uri%3B%7Be%7D%5Cf%27#g';
    assert.equal(moved.headers.get('location').replace(origin, ''), target, from);
    assert.equal(moved.headers.get('cache-control') ?? REVALIDATED, REVALIDATED);
  }
  // The old URL only, neither in another case nor what is below it.
  assert.equal((await fetch(`${home}OLD/`, { redirect: 'manual' })).status, 404);
  assert.equal((await fetch(`${home}old/below/`, { redirect: 'manual' })).status, 404);
  const folder = await fetch(`${home}records`, { redirect: 'manual' });
  assert.equal(new URL(folder.headers.get('location'), origin).pathname, `${prefix}/records/`);
  const top = prefix && await fetch(origin + prefix, { redirect: 'manual' });
  if (top) assert.equal(new URL(top.headers.get('location'), origin).pathname, `${prefix}/`);
  execFileSync(process.env.FINGERPOST, ['verify', home]);
}

let port = 18080;
for (const server of SERVERS) {
  for (const prefix of ['', '/team/guides']) {
    port += 1;
    const origin = `http://127.0.0.1:${port}`;
    const name = `${server.program}-${port}`;
    test(`${server.name} publishes the site at ${prefix || '/'}`, async (context) => {
      if (spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin; command -v ${server.program}`]).status !== 0) {
        if (process.env.SKIPPED_TESTS) fs.appendFileSync(process.env.SKIPPED_TESTS, `hosting: ${server.program}\tit is not installed\n`);
        context.skip(`${server.program} is not installed`);
        return;
      }
      const root = build(name, `${origin}${prefix}/`, server.host);
      const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, XDG_DATA_HOME: base, XDG_CONFIG_HOME: base };
      const given = server.prepare(root, name, Number(new URL(origin).port), prefix);
      const log = fs.openSync(path.join(base, `${name}.out`), 'w');
      servers.push(spawn(server.program, given, { env: environment, stdio: ['ignore', log, log] }));
      await check(root, origin, prefix).catch((error) => {
        error.message += `\n${fs.readFileSync(path.join(base, `${name}.out`), 'utf8').slice(-2000)}`;
        throw error;
      });
    });
  }
}

test('the function for CloudFront redirects, and finds the pages of folders', () => {
  const root = build('cloudfront', 'https://example.org/guides/');
  const sandbox = vm.createContext({});
  vm.runInContext(configuration(root, 'cloudfront-function'), sandbox);
  const call = (uri) => vm.runInContext(`handler(${JSON.stringify({ request: { uri } })})`, sandbox);
  assert.equal(call('/guides/old/').headers.location.value, '/guides/records/#keep');
  assert.equal(call('/guides/old/').statusCode, 301);
  assert.equal(call('/guides/records/').uri, '/guides/records/index.html');
  assert.equal(call('/guides/pages.json').uri, '/guides/pages.json');
  assert.ok(configuration(root, 'cloudfront-function').length < 10_240);
});

test('files for hosts have one rule a line, and nothing of a URL becomes another rule', () => {
  for (const host of ['netlify', 'cloudflare']) {
    const root = build(host, 'https://example.org', host);
    const lines = fs.readFileSync(`${root}/public/_redirects`, 'utf8').trim().split('\n');
    assert.equal(lines.length, REDIRECTS.filter(({ status }) => status === 301).length);
    for (const line of lines) assert.match(line, host === 'netlify' ? /^\S+ \S+ 301!$/ : /^\S+ \S+ 301$/);
    assert.match(fs.readFileSync(`${root}/public/_headers`, 'utf8'), /^\/\*\n {2}Content-Security-Policy: default-src 'none';/);
  }
  const azure = build('azure', 'https://example.org/guides/', 'azure');
  const settings = JSON.parse(fs.readFileSync(`${azure}/public/staticwebapp.config.json`, 'utf8'));
  assert.equal(settings.responseOverrides['404'].rewrite, '/guides/404.html');
  assert.equal(settings.globalHeaders['X-Content-Type-Options'], 'nosniff');
  assert.deepEqual(settings.routes.find(({ route }) => route === '/guides/old/'), { route: '/guides/old/', redirect: '/guides/records/#keep', statusCode: 301 });
  for (const host of ['github', 'gitlab']) {
    const root = build(host, 'https://example.org', host);
    assert.match(fs.readFileSync(`${root}/public/index.html`, 'utf8'), /http-equiv="Content-Security-Policy"/);
    assert.equal(fs.existsSync(`${root}/public/.nojekyll`), host === 'github');
  }
});
