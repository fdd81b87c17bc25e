// What others use from this repository to install and run Fingerpost: their steps are run on this machine, with an archive
// in the form of a release that contains the program under test.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const repository = path.join(import.meta.dirname, '../..');
const { parse } = createRequire(path.join(repository, 'tests/tools/package.json'))('yaml');
const read = (name) => fs.readFileSync(path.join(repository, name), 'utf8');
const program = process.env.FINGERPOST;
const version = /^version = "(.+)"/m.exec(read('Cargo.toml'))[1];
const base = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-release-'));
after(() => fs.rmSync(base, { recursive: true }));

/** A folder of releases with this version: its URL, and the path of the archive. */
const releases = (() => {
  const name = `fingerpost-${version}-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-unknown-linux-musl`;
  const folder = path.join(base, `releases/v${version}`);
  fs.mkdirSync(path.join(folder, name), { recursive: true });
  fs.symlinkSync(program, path.join(folder, name, 'fingerpost'));
  execFileSync('tar', ['--dereference', '-czf', `${name}.tar.gz`, name], { cwd: folder });
  fs.writeFileSync(path.join(folder, `${name}.tar.gz.sha256`), execFileSync('sha256sum', [`${name}.tar.gz`], { cwd: folder }));
  return { url: pathToFileURL(path.join(base, 'releases')).href, archive: path.join(folder, `${name}.tar.gz`) };
})();

/** A project with one page. */
function project(name, text) {
  const root = path.join(base, name);
  fs.mkdirSync(path.join(root, 'content'), { recursive: true });
  fs.writeFileSync(path.join(root, 'content/index.md'), text);
  return root;
}

const SOUND = '# Records\n\nPaper records go to the store.\n';
const BROKEN = '# Records\n\nSee [filing](filing.md).\n';

function shell(script, folder, environment) {
  const options = { cwd: folder, env: { ...process.env, ...environment }, encoding: 'utf8' };
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], options);
}

/** Runs the steps of the action as a runner does, and stops at the first that fails. */
function runAction(given) {
  const action = parse(read('.ci/github/action.yml'));
  const defaults = Object.entries(action.inputs).map(([name, { default: value }]) => [name, value ?? '']);
  const inputs = { ...Object.fromEntries(defaults), ...given };
  const expand = (text) => text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name) => inputs[name]);
  const temporary = fs.mkdtempSync(path.join(base, 'runner-'));
  const added = path.join(temporary, 'path');
  const outputs = path.join(temporary, 'outputs');
  fs.writeFileSync(added, '');
  fs.writeFileSync(outputs, '');
  const done = [];
  for (const step of action.runs.steps) {
    const condition = /^inputs\.([\w-]+) (==|!=) '(.*)'$/.exec(step.if ?? '');
    assert.ok(!step.if || condition, `the test knows the condition ${step.if}`);
    if (condition && (inputs[condition[1]] === condition[3]) !== (condition[2] === '==')) continue;
    if (step.uses) continue; // Steps of others need their service.
    assert.ok(!step.run.includes('${{'), 'inputs reach a script in variables, so that they cannot become commands');
    const variables = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, expand(value)]));
    const run = shell(step.run, base, {
      ...variables,
      GITHUB_ACTION_PATH: path.join(repository, '.ci/github'),
      GITHUB_PATH: added,
      GITHUB_OUTPUT: outputs,
      RUNNER_TEMP: temporary,
      PATH: `${fs.readFileSync(added, 'utf8').trim()}:${process.env.PATH}`,
    });
    const said = fs.readFileSync(outputs, 'utf8');
    done.push({ name: step.name, status: run.status, output: run.stdout + run.stderr, said });
    if (run.status !== 0) break;
  }
  return done;
}

test('the GitHub action installs the version, checks and builds', () => {
  const root = project('action', SOUND);
  const steps = runAction({ version, releases: releases.url, root, 'base-url': 'https://example.org/guidance/' });
  assert.deepEqual(steps.map(({ name, status }) => [name, status]), [['Install Fingerpost', 0], ['Find the output folder', 0], ['Check', 0], ['Build', 0]], JSON.stringify(steps));
  assert.match(fs.readFileSync(path.join(root, 'public/sitemap.xml'), 'utf8'), /https:\/\/example\.org\/guidance\//);
});

test('the GitHub action names the output folder of the settings', () => {
  const cases = [
    ['', 'public'],
    ['title = "A"\n[build]\noutput = "site" # here\n', 'site'],
    ["build.output = 'site/web'\n", 'site/web'],
    ['[theme]\noutput = "no"\n[build]\ndrafts = true\n', 'public'],
  ];
  for (const [settings, folder] of cases) {
    const root = project(`folder-${cases.findIndex((one) => one[0] === settings)}`, SOUND);
    fs.appendFileSync(path.join(root, 'fingerpost.toml'), settings);
    const steps = runAction({ version, releases: releases.url, root });
    assert.equal(steps[1].said, `folder=${root}/${folder}\n`, settings);
  }
});

test('the GitHub action annotates a broken link and builds nothing', () => {
  const root = project('broken', BROKEN);
  const steps = runAction({ version, releases: releases.url, root });
  assert.deepEqual(steps.map(({ name, status }) => [name, status]), [['Install Fingerpost', 0], ['Find the output folder', 0], ['Check', 1]], JSON.stringify(steps));
  assert.match(steps[2].output, /^::error file=.*index\.md,line=3/m);
  assert.ok(!fs.existsSync(path.join(root, 'public')));
});

test('an input of the GitHub action is never a command', () => {
  const root = project('hostile', SOUND);
  const steps = runAction({ version, releases: releases.url, root, deny: '"; touch harmed; "' });
  assert.deepEqual(steps.map(({ status }) => status), [0, 0, 2], JSON.stringify(steps));
  assert.ok(!fs.existsSync(path.join(base, 'harmed')));
});

test('the installer refuses an archive with another checksum, and installs nothing', () => {
  const folder = path.join(base, 'refused');
  const run = shell(`sh ${repository}/.ci/install ${version} ${releases.url} ${folder} ${'0'.repeat(64)}`, base, {});
  assert.equal(run.status, 1);
  assert.match(run.stderr, /does not have the expected checksum/);
  assert.ok(!fs.existsSync(folder));
});

test('the installer accepts the pinned checksum, and fails for a missing version', () => {
  const sum = execFileSync('sha256sum', [releases.archive], { encoding: 'utf8' }).split(' ')[0];
  const folder = path.join(base, 'pinned');
  const pinned = shell(`sh ${repository}/.ci/install v${version} ${releases.url}/ ${folder} ${sum}`, base, {});
  assert.equal(pinned.status, 0, pinned.stderr);
  assert.match(execFileSync(path.join(folder, 'fingerpost'), ['--version'], { encoding: 'utf8' }), new RegExp(version));
  const missing = shell(`sh ${repository}/.ci/install 999.0.0 ${releases.url} ${folder}`, base, {});
  assert.notEqual(missing.status, 0);
  assert.match(missing.stderr, /v999\.0\.0/);
});

/** Runs a job of the GitLab template: its own `before_script`, or that of the job it extends, then its script. */
function runJob(name, root, variables) {
  const jobs = parse(read('.ci/gitlab.yml'));
  const job = { ...jobs[jobs[name].extends], ...jobs[name] };
  return shell([...job.before_script, ...job.script].join('\n'), root, {
    ...job.variables,
    CI_PROJECT_DIR: root,
    CI_PAGES_URL: 'https://pages.example.org/guidance',
    FINGERPOST_VERSION: version,
    FINGERPOST_RELEASES: releases.url,
    FINGERPOST_INSTALLER: pathToFileURL(path.join(repository, '.ci/install')).href,
    ...variables,
  });
}

test('the GitLab jobs check a change and publish the site', () => {
  const sound = project('gitlab', SOUND);
  const check = runJob('fingerpost-check', sound, {});
  assert.equal(check.status, 0, check.stderr);
  assert.match(fs.readFileSync(path.join(sound, 'fingerpost-report.xml'), 'utf8'), /<testsuite/);
  const pages = runJob('pages', sound, { FINGERPOST_CACHE_KEY: 'a secret of the project' });
  assert.equal(pages.status, 0, pages.stderr);
  assert.match(fs.readFileSync(path.join(sound, 'public/sitemap.xml'), 'utf8'), /https:\/\/pages\.example\.org\/guidance\//);

  const broken = project('gitlab-broken', BROKEN);
  const failed = runJob('fingerpost-check', broken, {});
  assert.equal(failed.status, 1, failed.stderr);
  assert.match(fs.readFileSync(path.join(broken, 'fingerpost-report.xml'), 'utf8'), /<failure/);
});

test('the hook of pre-commit runs for pages and settings, and stops a commit with a broken link', () => {
  const [hook] = parse(read('.pre-commit-hooks.yaml'));
  const files = new RegExp(hook.files);
  for (const name of ['content/a.md', 'docs/content/a/b.md', 'fingerpost.toml', 'site/fingerpost.toml', 'templates/page.html']) {
    assert.match(name, files);
  }
  for (const name of ['src/content.rs', 'my-fingerpost.toml', 'README.md']) assert.doesNotMatch(name, files);
  const bin = path.join(base, 'bin');
  fs.mkdirSync(bin);
  fs.symlinkSync(program, path.join(bin, 'fingerpost'));
  const environment = { PATH: `${bin}:${process.env.PATH}` };
  assert.equal(shell(hook.entry, project('commit', SOUND), environment).status, 0);
  assert.equal(shell(hook.entry, project('commit-broken', BROKEN), environment).status, 1);
});

test('the image has only files of an archive, and a user without rights', () => {
  const lines = read('.ci/Dockerfile').split('\n').filter((line) => line && !line.startsWith('#'));
  assert.equal(lines[0], 'FROM scratch');
  const copied = lines.flatMap((line) => /^COPY (\S+)/.exec(line)?.[1] ?? []);
  assert.notEqual(copied.length, 0);
  for (const name of copied) assert.match(read('.ci/dist'), new RegExp(`\\$folder/${name}"|dist/${name}"`));
  assert.ok(lines.some((line) => /^USER [1-9]\d*:[1-9]\d*$/.test(line)), 'the user is not root');
});
