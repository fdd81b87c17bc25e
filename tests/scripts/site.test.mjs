// Functions of the scripts of every page that need no page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { savedList, uniqueKeys } from '../../themes/default/assets/site.js/saved-checklist.js';
import { currentSection } from '../../themes/default/assets/site.js/current-section.js';
import { localDate } from '../../themes/default/assets/shared/local-date.js';
import { isShortcut } from '../../themes/default/assets/site.js/shortcut.js';
import { tooltipPosition } from '../../themes/default/assets/site.js/tooltip-position.js';
import { compareKeys, hasWords, rowCount } from '../../themes/default/assets/tables.js/sort.js';

test('tasks of the same name have different keys', () => {
  assert.deepEqual(uniqueKeys(['a', 'b', 'a', 'a']), ['a', 'b', 'a (2)', 'a (3)']);
});

test('a saved checklist that cannot be read is ignored', () => {
  assert.deepEqual(savedList('{"version":"1","done":["a"]}'), { version: '1', done: ['a'] });
  for (const text of [null, '', '{', 'null', '{}', '{"done":"a"}']) assert.equal(savedList(text), null, String(text));
});

test('the section that is being read is the last whose heading has passed a quarter of the window', () => {
  const sections = (...tops) => tops.map((top) => ({ top, isTarget: false }));
  assert.equal(currentSection(sections(300, 900), 1000, 2000), -1);
  assert.equal(currentSection(sections(-500, 200, 900), 1000, 2000), 1);
});

test('near the end of the page the last sections count too', () => {
  const sections = [{ top: -500, isTarget: false }, { top: 600, isTarget: false }, { top: 900, isTarget: false }];
  assert.equal(currentSection(sections, 1000, 300), 1);
  assert.equal(currentSection(sections, 1000, 0), 2);
});

test('at the top of a page that hardly scrolls, no later section counts', () => {
  const sections = [{ top: 200, isTarget: false }, { top: 600, isTarget: false }, { top: 900, isTarget: false }];
  assert.equal(currentSection(sections, 1000, 50, 50), 0);
  assert.equal(currentSection(sections, 1000, 0, 50), 2);
  assert.equal(currentSection(sections, 1000, 0, 0), 0);
});

test('the section in the URL counts while its heading is in view', () => {
  const sections = (top) => [{ top, isTarget: true }, { top: 200, isTarget: false }];
  assert.equal(currentSection(sections(100), 1000, 2000), 0);
  assert.equal(currentSection(sections(-1), 1000, 2000), 1);
});

test('dates are those of the reader', () => {
  const moment = new Date(2026, 2, 1, 0, 30);
  assert.equal(localDate(moment), '2026-03-01');
});

const key = (key, more = {}) => ({ key, target: {}, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
const field = { closest: () => ({}) };
for (const [name, event, isMac, expected] of [
  ['/', key('/'), false, true],
  ['/ in a field', key('/', { target: field }), false, false],
  ['Ctrl+K', key('k', { ctrlKey: true }), false, true],
  ['Ctrl+K in a field', key('K', { ctrlKey: true, target: field }), false, true],
  ['Ctrl+K on a Mac', key('k', { ctrlKey: true }), true, false],
  ['⌘K on a Mac', key('k', { metaKey: true }), true, true],
  ['Ctrl+Shift+K', key('k', { ctrlKey: true, shiftKey: true }), false, false],
  ['Ctrl+/', key('/', { ctrlKey: true }), false, false],
  ['k', key('k'), false, false],
]) test(`${name} ${expected ? 'opens' : 'does not open'} the search`, () => assert.equal(isShortcut(event, isMac), expected));

test('a tooltip is below its link, or above where there is no room, and inside the window', () => {
  const box = { width: 200, height: 50 };
  const view = { width: 400, height: 600 };
  assert.deepEqual(tooltipPosition({ top: 100, bottom: 120, left: 50 }, box, view), { top: 124, left: 50 });
  assert.deepEqual(tooltipPosition({ top: 560, bottom: 580, left: 390 }, box, view), { top: 506, left: 192 });
  assert.deepEqual(tooltipPosition({ top: 10, bottom: 580, left: -5 }, box, view), { top: 584, left: 8 });
});

test('empty cells come last in either direction', () => {
  const collator = new Intl.Collator('en', { numeric: true });
  const sorted = (direction) => ['10', '', '9', 'a'].sort((a, b) => compareKeys(a, b, direction, collator));
  assert.deepEqual([sorted(1), sorted(-1)], [['9', '10', 'a', ''], ['a', '10', '9', '']]);
});

test('a filter wants all words, in any order and case', () => {
  assert.ok(hasWords('Restore from backup', 'BACKUP restore') && hasWords('a', ' '));
  assert.ok(!hasWords('Restore from backup', 'restore disk'));
});

test('counts agree with their nouns', () => {
  assert.deepEqual([rowCount(1, 1, 'row|rows'), rowCount(2, 2, 'row|rows'), rowCount(1, 5, 'row|rows')], ['1 row', '2 rows', '1 of 5 rows']);
});
