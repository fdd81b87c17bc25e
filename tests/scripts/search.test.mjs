// Functions of the search that need no page and no index.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guessStem } from '../../themes/default/assets/search-engine.js/forms.js';
import { placeOf, placeOfPage, postings, shardTerms } from '../../themes/default/assets/search-engine.js/load.js';
import { parseQuery, WEIGHT } from '../../themes/default/assets/search-engine.js/query.js';
import { excerpt, marked, rankPage } from '../../themes/default/assets/search-engine.js/rank.js';
import { pagesWith } from '../../themes/default/assets/search-engine.js/runs.js';
import { codeKey, distance, words } from '../../themes/default/assets/search-engine.js/words.js';
import { selectedBy } from '../../themes/default/assets/search.js/keys.js';
import { withQuery, wordsOfPath } from '../../themes/default/assets/search.js/page-url.js';
import { searches } from '../../themes/default/assets/search.js/recent.js';
import { statusWord, summary } from '../../themes/default/assets/search.js/wording.js';
import { cached } from '../../themes/default/assets/shared/cached.js';

const plain = (text) => words(text).map(({ word, joined }) => (joined ? `[${word}]` : word));

test('words lose accents, case and endings of possession', () => {
  assert.deepEqual(plain('Café’s Straße'), ['cafe', 'strasse']);
  assert.deepEqual(plain('back-up SOP-014'), ['back', 'up', '[backup]', 'sop', '014', '[sop014]']);
  assert.deepEqual(plain('水道局'), ['水道', '道局', '[局]']);
  assert.deepEqual(words('a 水道局').slice(1).map(({ start, end }) => [start, end]), [[2, 4], [3, 5], [4, 5]]);
  assert.deepEqual(['SOP-014', 'sop 14', 'A-00', '100'].map(codeKey), ['sop14', 'sop14', 'a0', '100']);
});

test('names keep their signs, and versions lose their v', () => {
  assert.deepEqual(plain('C, C++ and C#: F#.'), ['c', 'c++', 'and', 'c#', 'f#']);
  assert.deepEqual(plain('Notepad++ (.NET, ASP.NET)'), ['notepad++', '[notepad]', '.net', '[net]', 'asp', 'net', '[aspnet]']);
  assert.deepEqual(plain('C++17 v2.10 v2'), ['c++', '17', '[c++17]', '2', '10', '[2.10]', 'v2']);
  assert.deepEqual(plain('x+y 1+1 a#b Ctrl+C ...so a+++'), ['x', 'y', '1', '1', 'a', 'b', 'ctrl', 'c', 'so', 'a']);
});

test('the distance between words counts a swap as one step', () => {
  assert.deepEqual([distance('backup', 'bakcup', 2), distance('backup', 'backups', 2), distance('a', 'abcdef', 2)], [1, 1, 3]);
});

test('postings are read with and without impacts', () => {
  const read = (text, withImpact) => {
    const found = [];
    postings(text, withImpact, (entry, impact) => found.push([entry, impact]));
    return found;
  };
  assert.deepEqual(read('20', false), [[2, 0], [3, 0]]);
  assert.deepEqual(read('2F1A', true), [[2, 15], [4, 10]]);
});

test('the file of a page is named in the head, or in a part that is read when it is needed', async () => {
  const names = (...digits) => digits.map((digit) => digit.repeat(16)).join('');
  const read = [];
  const load = async (name) => { read.push(name); return { names: names('c', 'd'), counts: '13' }; };
  const texts = [[5, { names: names('a', 'b'), counts: '32' }], [4, 'part']];
  const place = async (entry) => { const { file, row } = await placeOfPage(entry, { texts }, load); return file[0] + row; };
  assert.deepEqual([await place(0), await place(2), await place(3), await place(4)], ['a0', 'a2', 'b0', 'b1']);
  assert.deepEqual(read, []);
  assert.deepEqual([await place(5), await place(6), await place(8), read[0]], ['c0', 'd0', 'd2', 'kept/part']);
  await assert.rejects(place(9), RangeError);
});

test('a shard has a line for each term', () => {
  assert.deepEqual(shardTerms('backups\t6\t2F\nran\t=run\t\t9'), [
    { word: 'backups', stem: 'backup', list: '2F', pages: 0 }, { word: 'ran', stem: 'run', list: '', pages: 9 },
  ]);
  assert.deepEqual(['a', 'b', 'z'].map((word) => placeOf([['a', '1'], ['c', '2']], word)), [0, 0, 1]);
});

test('a query has words, phrases and other words for them', () => {
  const { phrases, groups } = parseQuery('"restore data" back up', [[['backup'], ['copy']]], []);
  assert.deepEqual(phrases, [['restore', 'data']]);
  assert.deepEqual(groups.map(({ word, quoted, last }) => [word, quoted, last]), [
    ['restore', true, false], ['data', true, false], ['back', false, false], ['up', false, true],
  ]);
  assert.equal(groups[2].others.get('backup'), WEIGHT.joined);
  assert.equal(parseQuery('backup', [[['backup'], ['copy']]], []).groups[0].others.get('copy'), WEIGHT.synonym);
  const [{ runs }] = parseQuery('SLA', [[['sla'], ['service', 'level']]], []).groups;
  assert.deepEqual(runs.map(({ words }) => words), [['service', 'level']]);
});

test('a word is also searched for in its other spelling, and a version as one word', () => {
  const spellings = [['-isation', '-ization'], ['colour', 'color'], ['enrol-', 'enroll-']];
  const others = (query) => [...parseQuery(query, [], spellings).groups[0].others.keys()];
  assert.deepEqual(['organization', 'organisation', 'discolored', 'enrolment', 'isation', 'preenrol'].map(others),
    [['organisation'], ['organization'], ['discoloured'], ['enrollment'], [], []]);
  assert.deepEqual(parseQuery('Node v1.2.3', [], []).groups.map(({ word }) => word), ['node', '1.2.3']);
});

test('a page has a run if it has all of its words', () => {
  const forms = ['0501', '01', '05'].map((list) => new Map([[list, { term: { list } }]]));
  assert.deepEqual([...pagesWith([forms[0], new Map([['of', {}]]), forms[2]])], [[0, 5]]);
  assert.deepEqual([...pagesWith([forms[0], new Map()])], []);
});

test('the stem of an unknown word is the longest that it is an inflection of', () => {
  const terms = ['carri', 'car'].map((stem) => ({ stem }));
  assert.equal(guessStem('carrying', terms, new Set(['ing'])), 'carri');
  assert.equal(guessStem('cargo', terms, new Set(['ing'])), null);
});

test('a page ranks by its words, and excerpts mark them', () => {
  const [group] = parseQuery('backup', [], []).groups;
  Object.assign(group, { rarity: 1, forms: new Map([['backup', { weight: 1 }]]) });
  const page = (text) => ({ title: 'Other', url: 'a/', path: [], kind: null, state: null, code: null, sections: [[null, null, text]] });
  const [good, bad] = ['Make a backup now', 'Nothing here'].map((text) => rankPage(page(text), [group], [], new Set()));
  assert.ok(good.score > bad.score);
  assert.deepEqual(excerpt(good.sections[0].text, good.sections[0].hits, [group]), [['Make a ', false], ['backup', true], [' now', false]]);
  assert.deepEqual(marked('abc', [], 0, 3), [['abc', false]]);
  const phrase = ['make', 'nothing'].map((word) => new Map([[word, {}]]));
  assert.equal(rankPage(page('Make a backup now'), [group], [phrase], new Set()), null);
});

test('keys move through the options and back to the field', () => {
  const state = (active, more = {}) => ({ active, count: 3, isAtStart: false, isAtEnd: false, ...more });
  assert.deepEqual(['ArrowDown', 'ArrowUp'].map((key) => selectedBy(key, state(-1))), [0, 2]);
  assert.deepEqual(['ArrowDown', 'ArrowUp'].map((key) => selectedBy(key, state(2))), [-1, 1]);
  assert.deepEqual(['Home', 'End'].map((key) => selectedBy(key, state(-1))), [undefined, undefined]);
  assert.deepEqual(['Home', 'End'].map((key) => selectedBy(key, state(-1, { isAtStart: true, isAtEnd: true }))), [0, 2]);
  assert.equal(selectedBy('ArrowDown', { ...state(-1), count: 0 }), undefined);
  assert.equal(selectedBy('ArrowLeft', state(1)), -1);
});

test('a query and its filters are kept in the URL', () => {
  const url = 'https://example.org/a/?x=1#y';
  assert.equal(withQuery(url, 'b c', { kind: 'sop', tag: '' }), 'https://example.org/a/?x=1&q=b+c&kind=sop#y');
  assert.equal(withQuery(withQuery(url, 'b', { kind: 'sop' }), '', { kind: 'sop' }), url);
});

test('saved searches are read as a short list, and anything else as none', () => {
  assert.deepEqual(searches('["a","b",1,"","c","d","e","f"]'), ['a', 'b', 'c', 'd', 'e']);
  assert.deepEqual([null, '', '{}', 'x', '"a"'].map(searches), [[], [], [], [], []]);
});

test('the words of a path leave out the folders of the site, endings and dashes', () => {
  assert.deepEqual(wordsOfPath('/docs/how-to/SOP-014_restore.html', '/docs/search/'), ['how to', 'SOP-014 restore']);
  assert.deepEqual(wordsOfPath('/docs/', '/docs/search/'), []);
});

test('an answer is summed up in words', () => {
  const answer = (total, corrected = null) => ({ total, corrected, results: [] });
  assert.equal(summary(answer(0), 'x'), 'No results for x');
  assert.equal(summary(answer(1), 'x'), '1 result for x');
  assert.equal(summary(answer(2, 'backup'), 'bakcup'), 'Showing results for backup: 2 results');
});

test('a status is a word with a capital', () => {
  assert.deepEqual(['draft', 'review', 'retired'].map(statusWord), ['Draft', 'In review', 'Retired']);
});

test('what failed to load is loaded again, and nothing else is', async () => {
  let calls = 0;
  const load = cached(async (name) => {
    calls += 1;
    if (calls === 1) throw new Error(name);
    return name;
  });
  await assert.rejects(load('a'));
  assert.deepEqual([await load('a'), await load('a'), calls], ['a', 'a', 2]);
});
