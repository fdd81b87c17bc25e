// The parts of the script of self-assessments that need no page: scores, answers files and their faults, answers to an
// earlier state of the model, files of the site that the idea comes from, exports and charts.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { refused } from './hostile.mjs';
import * as script from './script.mjs';

const NOW = '2026-03-01T09:30:00.000Z';
const fixture = (name) => JSON.parse(fs.readFileSync(path.join(import.meta.dirname, name), 'utf8'));
const { model, cases } = fixture('scores.json');
const [spending, forecasts] = model.categories[0].questions;

const session = (answers, more = {}) => ({ ...script.newSession(model, NOW), ...more, answers });
const file = (answers, more = {}) => JSON.stringify(session(answers, more));
const read = (source) => script.readAnswers(source, model, NOW);
const answer = (level, more = {}) => ({ state: 'answered', level, anchor: spending.levels.find(({ value }) => value === level)?.anchor, ...more });
const twelve = (count) => Array.from({ length: count }, (_, at) => ({ ...model.categories[0], id: `c${at}`, title: `Category number ${at}` }));

for (const { name, answers, overall, categories } of cases) {
  test(`scores: ${name}`, () => {
    const report = script.reportOf(model, session(answers));
    assert.deepEqual(report.overall, overall);
    assert.deepEqual(Object.fromEntries(report.categories.map(({ id, tally }) => [id, tally])), categories);
  });
}

test('an empty answer is removed, and a note alone is kept', () => {
  let one = script.withAnswer(session({}), spending.id, { state: 'answered', level: 2, anchor: 'b' }, NOW);
  one = script.withAnswer(one, spending.id, { note: 'ask finance' }, NOW);
  one = script.withAnswer(one, spending.id, { improve: true }, NOW);
  assert.deepEqual(one.answers[spending.id], { state: 'answered', level: 2, anchor: 'b', improve: true, note: 'ask finance' });
  one = script.withAnswer(one, spending.id, { state: 'unknown' }, NOW);
  assert.deepEqual(one.answers[spending.id], { state: 'unknown', note: 'ask finance' });
  one = script.withAnswer(one, spending.id, { state: 'unanswered', note: '' }, NOW);
  assert.deepEqual(one.answers, {});
});

test('all states come back as they were written', () => {
  const answers = {
    [spending.id]: answer(2, { improve: true, note: '<b>not markup</b>' }), [forecasts.id]: { state: 'unknown' },
    'assessment/data/storage': { state: 'not_applicable' }, 'assessment/data/sharing': { state: 'unanswered', note: 'later' },
  };
  const written = script.toJson(session(answers, { team: 'Finance' }), model);
  const back = read(written);
  assert.deepEqual(back.session.answers, answers);
  assert.equal(back.session.team, 'Finance');
  assert.deepEqual(back.notices, []);
  assert.equal(script.toJson(back.session, model), written);
});

// Files that must be refused, each with words that say why.

for (const [name, [source, words]] of Object.entries(refused(model))) {
  test(`refused: ${name}`, () => {
    const { problem, session } = read(source);
    assert.equal(session, undefined);
    assert.match(problem ?? 'was read', words);
    assert.equal({}.polluted, undefined);
  });
}

test('a hostile id is only a question that is not there', () => {
  const source = `{"schema":1,"assessment":"cloud","answers":{"__proto__":{"state":"unknown"},"constructor":{"state":"unknown"},"${spending.id}":{"state":"unknown"}}}`;
  const { session, notices } = read(source);
  assert.deepEqual(Object.keys(session.answers), [spending.id]);
  assert.equal(Object.getPrototypeOf(session.answers), Object.prototype);
  assert.match(notices[0].text, /2 answers left out.*“__proto__”/);
});

test('a file may begin with a byte order mark, and brackets in texts do not count as depth', () => {
  assert.ok(read(`\uFEFF${file({})}`).session);
  assert.ok(read(file({ [spending.id]: answer(1, { note: '[{"\\'.repeat(50) }) })).session);
});

test('only what is named is needed', () => {
  const { session } = read('{"schema":1,"assessment":"cloud","answers":{}}');
  assert.deepEqual(session, { ...script.newSession(model, NOW), assessment_version: '', content_hash: '' });
});

// Answers to an earlier state of the model.

const fitted = (answers, change) => {
  const changed = structuredClone(model);
  change(changed.categories[0].questions[0], changed);
  return script.fit(session(answers), changed);
};

test('a reworded title changes nothing', () => {
  const { session: after, notices } = fitted({ [spending.id]: answer(3) }, (question) => { question.title = 'Quite another title'; });
  assert.deepEqual([after.answers[spending.id], notices], [answer(3), []]);
});

test('a question that moved keeps its answer', () => {
  const { session: after, notices } = fitted({ [spending.id]: answer(3) }, (question) => {
    question.formerIds = [question.id];
    question.id = 'assessment/money/spending';
  });
  assert.deepEqual([after.answers, notices], [{ 'assessment/money/spending': answer(3) }, []]);
});

test('an answer under the current id wins over one under an earlier id', () => {
  const { session: after, notices } = fitted({ old: answer(1), [spending.id]: answer(3) }, (question) => { question.formerIds = ['old']; });
  assert.deepEqual([after.answers, notices], [{ [spending.id]: answer(3) }, []]);
});

test('a level inserted before the chosen one moves the answer, with a notice', () => {
  const { session: after, notices } = fitted({ [spending.id]: answer(3) }, (question) => {
    question.levels.splice(1, 0, { value: 2, name: 'New', summary: '', anchor: 'new', roles: [] });
    question.levels.forEach((level, at) => { level.value = at + 1; });
  });
  assert.equal(after.answers[spending.id].level, 4);
  assert.match(notices[0].text, new RegExp(`^“${spending.title.replace('?', '\\?')}”: .*was level 3 and is now level 4`));
});

test('a level whose anchor is gone stays by its value, with a notice', () => {
  const { session: after, notices } = fitted({ [spending.id]: answer(3) }, (question) => { question.levels[2].anchor = 'reworded'; });
  assert.deepEqual(after.answers[spending.id], answer(3), 'with its old anchor, so that the notice comes again');
  assert.match(notices[0].text, /Please check it/);
});

test('a level that is gone leaves the question unanswered, with its note', () => {
  const top = answer(5, { note: 'kept', improve: true });
  const { session: after, notices } = fitted({ [spending.id]: top }, (question) => { question.levels.pop(); });
  assert.deepEqual(after.answers[spending.id], { state: 'unanswered', note: 'kept' });
  assert.match(notices[0].text, /no longer exists/);
});

// Files of the first site.

const hash = (title) => createHash('sha256').update(title).digest('hex');
test('the fixture has the hashes of its titles', () => {
  for (const { questions } of model.categories) for (const { title, former } of questions) assert.ok(former.includes(hash(title)), title);
});

const second = (more = {}) => ({
  metadata: { version: '2.0.0', createdAt: '2025-09-30T10:00:00Z', lastModified: '2025-10-02T10:00:00Z' },
  cost: { [hash(spending.title)]: { answer: 3, needsImprovement: true }, [hash('A former title of forecasts')]: { answer: 2, needsImprovement: false } },
  data: { [hash('What is stored twice?')]: { answer: 0, needsImprovement: false } },
  ...more,
});

test('a file of version 2 is read, by former titles too', () => {
  const { session: found, notices } = read(JSON.stringify(second()));
  assert.deepEqual(found.answers, { [spending.id]: answer(3, { improve: true }), [forecasts.id]: { state: 'answered', level: 2, anchor: forecasts.levels[1].anchor } });
  assert.deepEqual([found.created, found.modified], ['2025-09-30T10:00:00Z', '2025-10-02T10:00:00Z']);
  assert.match(notices[0].text, /1 question left unanswered/);
});

test('the wrapper of its download is taken off', () => {
  const whole = { exportMetadata: { version: '2.0.0', createdAt: '2025-09-30T10:00:00Z', exportedAt: '2025-10-05T10:00:00Z', improvementCount: 1, totalQuestions: 3, categories: ['cost'] }, assessmentData: second() };
  assert.deepEqual(Object.keys(read(JSON.stringify(whole)).session.answers), [spending.id, forecasts.id]);
});

test('a file of the first form is read, numbers or texts of numbers', () => {
  const { session: found } = read(JSON.stringify({ cost: { [hash(spending.title)]: 4, [`cmm_cost_${hash(forecasts.title)}`]: '1' } }));
  assert.deepEqual(Object.entries(found.answers).map(([id, { level }]) => [id, level]), [[spending.id, 4], [forecasts.id, 1]]);
});

test('titles that nobody knows, and levels that are not there, are counted', () => {
  const { session: found, notices } = read(JSON.stringify(second({ more: { [hash('x')]: { answer: 1 }, [hash('y')]: { answer: 2 } } })));
  assert.equal(Object.keys(found.answers).length, 2);
  assert.match(notices.at(-1).text, /2 answers left out/);
  assert.match(read(JSON.stringify({ cost: { [hash('x')]: 3 } })).problem, /no answer to a question of this assessment/);
});

test('positions of the first site count from 1, also where this model begins at 0', () => {
  const zero = structuredClone(model);
  for (const level of zero.categories[0].questions[0].levels) level.value -= 1;
  const { session: found } = script.readAnswers(JSON.stringify({ cost: { [hash(spending.title)]: 1 } }), zero, NOW);
  assert.equal(found.answers[spending.id].level, 0);
});

test('wrong values in a file of the first site are refused', () => {
  for (const value of [-1, 1.5, 99, 'many', { answer: {} }, null, true, [1]]) {
    const { problem } = read(JSON.stringify({ cost: { [hash(spending.title)]: value } }));
    assert.match(problem ?? `${JSON.stringify(value)} was read`, /not a number from 0 to 10/);
  }
});

// Files out.

const full = session({
  [spending.id]: answer(2, { improve: true, note: '=HYPERLINK("http://evil")' }), [forecasts.id]: { state: 'unknown' },
}, { team: '<img src=x onerror=alert(1)>' });

test('CSV has a line for each question, quotes, and no formulas', () => {
  const lines = script.toCsv(model, script.reportOf(model, full)).split('\r\n');
  assert.equal(lines.length, 1 + model.categories.flatMap(({ questions }) => questions).length + 1);
  assert.ok(lines[0].startsWith('\uFEFF"Category","Question"'));
  assert.ok(lines[1].includes('"\'=HYPERLINK(""http://evil"")"'), lines[1]);
  assert.ok(lines[1].includes('"yes"') && lines[1].endsWith(`"${spending.id}"`));
});

test('Markdown has the scores, the answers and no markup of others', () => {
  const markdown = script.toMarkdown(model, script.reportOf(model, full), (question) => `https://example.org/${question.url}`);
  assert.match(markdown, /- Team: \\<img src=x onerror=alert\(1\)\\>/);
  assert.match(markdown, /\| Cost \| 40% \| 1 of 2 \| 1 \| 0 \| 1 \|/);
  assert.match(markdown, /- Answer: I don't know/);
  assert.match(markdown, /- We need to do better here\./);
});

test('the report file escapes all text', () => {
  const report = script.reportOf(model, full);
  const page = script.toPage(model, report, { guidance: () => [{ markup: '<p>Guidance</p>' }], marked: false, language: 'en', direction: 'ltr' });
  assert.ok(page.startsWith('<!doctype html>\n<html lang="en" dir="ltr">'));
  assert.ok(!page.includes('<img'));
  assert.match(page, /<p>Guidance<\/p>/);
  assert.match(page, /default-src &#39;none&#39;/);
  const only = script.toPage(model, report, { guidance: () => [], marked: true, language: 'en', direction: 'ltr' });
  assert.ok(only.includes(spending.title) && !only.includes(forecasts.title));
});

// Charts and tables.

for (const [count, kind] of [[1, 'Bar'], [2, 'Bar'], [3, 'Radar'], [12, 'Radar'], [13, 'Bar']]) {
  test(`${count} categories make a ${kind.toLowerCase()} chart`, () => {
    const many = { ...model, categories: twelve(count) };
    for (const width of [260, 640]) {
      const drawing = script.toMarkup(script.chart([{ name: 'Now', report: script.reportOf(many, full) }], { width }));
      assert.match(drawing, new RegExp(`<title id="chart:title">${kind} chart`));
      assert.match(drawing, /role="img"/);
      assert.match(drawing, /<desc id="chart:text">Now: Category number 0 40%/);
      assert.doesNotMatch(drawing, /NaN|undefined|Infinity/);
    }
  });
}

test('then and now differ in line and marker, not only in colour', () => {
  const [then, now] = [session({ [spending.id]: answer(1) }), full].map((one) => script.reportOf(model, one));
  const three = (report) => ({ ...report, categories: [...report.categories, report.categories[0]] });
  const drawing = script.toMarkup(script.chart([{ name: 'Then', report: three(then) }, { name: 'Now', report: three(now) }], {}));
  assert.match(drawing, /chart-line-1"[^>]*stroke-dasharray="7 5"/);
  assert.doesNotMatch(/<path class="chart-line chart-line-0"[^>]*>/.exec(drawing)[0], /dasharray/);
  assert.match(drawing, />Then<\/text>/);
});

test('a comparison names what rose, fell and changed otherwise', () => {
  const reports = [session({ [spending.id]: answer(1), [forecasts.id]: { state: 'unknown' } }), session({ [spending.id]: answer(3) })].map((one) => script.reportOf(model, one));
  assert.deepEqual(script.changesOf(model, ...reports).map(({ question, way }) => [question.id, way]), [[spending.id, 'up'], [forecasts.id, 'other']]);
  const table = script.toMarkup(script.comparisonTable(reports.map((report, at) => ({ name: `Set ${at}`, report }))));
  assert.match(table, /<th scope="row">Cost<\/th><td>20%<\/td><td>60%<\/td><td>\+40 points<\/td>/);
  assert.match(table, /<td>no answers yet<\/td><td>–<\/td>|no answers yet/);
});
