// The script of self-assessments and `fingerpost assess` read the same answers to the same model: every number of many sets
// of answers, good and out of date, and what is said of them must be the same in both, and both must refuse the same files.

import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { QUESTIONS, SETTINGS, maturity, question } from '../browser/maturity.mjs';
import { refused } from './hostile.mjs';
import * as script from './script.mjs';

const SETS = 60;
const NOW = '2026-03-01T09:30:00Z';
const project = path.resolve(import.meta.dirname, '../..');
const program = path.resolve(project, process.env.FINGERPOST ?? 'target/release/fingerpost');
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-twin-'));
let passed = 0;
let failed = 0;

function same(name, here, there) {
  if (isDeepStrictEqual(here, there)) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAIL ${name}\n  script:   ${JSON.stringify(here)}\n  terminal: ${JSON.stringify(there)}`);
}

/** The next of a row of numbers from 0 to 1, the same in every run. */
function dice(seed) {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}

/** Answers in every state, some to a level that has moved or gone, some to questions that never were. */
function someAnswers(model, next) {
  const answers = {};
  for (const { id, levels } of model.categories.flatMap(({ questions }) => questions)) {
    const one = levels[Math.floor(next() * levels.length)];
    const kind = next();
    if (kind < 0.1) continue;
    else if (kind < 0.2) answers[id] = { state: 'unknown' };
    else if (kind < 0.3) answers[id] = { state: 'not_applicable', note: 'not ours' };
    else if (kind < 0.35) answers[id] = { state: 'unanswered', note: 'later' };
    else if (kind < 0.45) answers[id] = { state: 'answered', level: Math.floor(next() * 8), anchor: one.anchor };
    else if (kind < 0.55) answers[id] = { state: 'answered', level: Math.floor(next() * 8), anchor: 'gone' };
    else answers[id] = { state: 'answered', level: one.value, anchor: one.anchor, ...(next() < 0.3 && { improve: true }) };
  }
  if (next() < 0.3) answers['never/there'] = { state: 'answered', level: 1, anchor: 'x' };
  return answers;
}

const FIELDS = ['questions', 'applicable', 'answered', 'unknown', 'notApplicable', 'unanswered', 'improve', 'points', 'maximum', 'percent'];
const tallyOf = (from) => Object.fromEntries(FIELDS.map((field) => [field, from[field]]));

/** Models with weights, with levels from 0, with one category. */
const MODELS = {
  plain: (files) => files,
  weighted: (files) => ({
    ...files,
    ...Object.fromEntries(Object.entries(QUESTIONS).map(([id, [title, count]], at) => [`content/${id}.md`, question(title, count, `assessment_weight: ${[0.1, 2.5, 1, 0.3, 7][at]}\n`)])),
  }),
  'from nought': (files) => Object.fromEntries(Object.entries(files).map(([name, text]) => {
    let level = 0;
    return [name, name.startsWith('content/harbour/') ? text.replace(/^### \*\*(.*?):\*\*/gm, (_, title) => `### Level ${level++}: ${title}.`) : text];
  })),
};

try {
  for (const [name, change] of Object.entries(MODELS)) {
    const root = path.join(work, name.replace(' ', '-'));
    await maturity((files) => ({ ...change(files), 'fingerpost.toml': SETTINGS }))(root);
    const run = (...words) => spawnSync(program, ['--root', root, ...words], { encoding: 'utf8' });
    const built = run('build', '--quiet', '--no-cache');
    if (built.status !== 0) throw new Error(`could not build: ${built.stderr}`);
    const model = script.loadModel(path.join(root, 'public/harbour/model.js'));
    if (name === 'from nought') same('the lowest level', model.categories[0].questions[0].levels[0].value, 0);

    const next = dice(7);
    const sets = Array.from({ length: SETS }, () => JSON.stringify({ ...script.newSession(model, NOW), answers: someAnswers(model, next) }));
    const titles = model.categories.flatMap(({ questions }) => questions).map(({ title }) => createHash('sha256').update(title).digest('hex'));
    sets.push(
      `\uFEFF${sets[0]}`,
      JSON.stringify({ schema: 1, assessment: model.id, team: '⛵'.repeat(200), answers: { [model.categories[0].questions[0].id]: { state: 'unknown', note: '🚢'.repeat(10000) } } }),
      JSON.stringify({ cost: { [titles[0]]: 4, [titles[1]]: '0', [titles[2]]: '2' } }),
      JSON.stringify({ assessmentData: { metadata: { version: '2.0.0' }, x: { [titles[0]]: { answer: 9, needsImprovement: true }, [titles[3]]: { answer: 1, needsImprovement: true }, ['0'.repeat(64)]: { answer: 1 } } } }),
    );
    const files = sets.map((source, at) => {
      const file = path.join(root, `set-${String(at).padStart(3, '0')}.json`);
      fs.writeFileSync(file, source);
      return file;
    });
    const printed = JSON.parse(run('assess', '--format', 'json', ...files).stdout);
    const sessions = new Map(printed.sessions.map((session) => [session.file, session]));
    for (const [at, source] of sets.entries()) {
      const reading = script.readAnswers(source, model, NOW);
      const { overall, categories } = script.reportOf(model, reading.session);
      const session = sessions.get(path.basename(files[at], '.json'));
      same(`${name}, set ${at}: overall`, tallyOf(overall), tallyOf(session.overall));
      same(`${name}, set ${at}: categories`, categories.map(({ id, tally }) => [id, tallyOf(tally)]), session.categories.map((category) => [category.id, tallyOf(category)]));
      // Each says it in its own words: readers are spoken to, the terminal reports.
      const named = (texts, pattern) => texts.map((text) => pattern.exec(text)?.[1]).filter(Boolean);
      const texts = reading.notices.map(({ text }) => text);
      same(`${name}, set ${at}: questions to look at again`, named(texts, /^“(.*)”: the levels/), named(session.notices, /^the levels of `(.*?)` have/));
      same(`${name}, set ${at}: more to say`, texts.some((text) => / left (out|unanswered)/.test(text)), session.notices.some((text) => !text.startsWith('the levels of')));
    }

    if (name !== 'plain') continue;
    for (const [what, [source]] of Object.entries(refused(model))) {
      const file = path.join(root, 'refused.json');
      fs.writeFileSync(file, source);
      const { status } = run('assess', file);
      same(`refused: ${what}`, 'problem' in script.readAnswers(source, model, NOW), status === 1);
    }
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
