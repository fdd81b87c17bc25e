// Asks a hundred questions of our search and of Pagefind, over the same built pages, and compares.
//
//   node compare.mjs            the table, and whether ours is better on every measure
//   node compare.mjs --verbose  also each question that ours does not answer first
//   node compare.mjs --json     the numbers
//   node compare.mjs --ours     our half alone, for work on the ranking; compares nothing
//   node compare.mjs --check    only whether every page and heading of the questions exists
//   node compare.mjs --library NAME
//
// FINGERPOST is the program (target/release/fingerpost unless set), CHROMIUM the browser.
// Exit codes: 0 ours is better on every measure, 1 it is not, 2 the comparison could not run.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { answersTo, buildSite, findLibraries, loadQuestions } from './sites.mjs';
import { ours, pagefind, SHOWN } from './engines.mjs';

const MEASURES = ['success@1', 'success@3', `success@${SHOWN}`, 'mrr'];
const DECIDING = ['success@1', 'success@3', 'mrr'];
const VERSIONS = ['plain', 'misspelt'];
const LEVELS = ['page', 'section'];

const { values: options } = parseArgs({
  options: {
    verbose: { type: 'boolean' }, json: { type: 'boolean' }, ours: { type: 'boolean' },
    check: { type: 'boolean' }, library: { type: 'string' },
  },
});
const say = options.json ? console.error : console.log;

/** The rank of the first right page, and of the first right page that also shows a right section; 0 for none. */
function ranks(results, answers) {
  const rightPage = (result) => answers.filter((answer) => answer.url === result.url);
  const page = results.findIndex((result) => rightPage(result).length > 0) + 1;
  const section = results.findIndex((result) => rightPage(result).some(
    (answer) => answer.ids === null || result.sections.some((id) => answer.ids.has(id)),
  )) + 1;
  return { page, section };
}

function measure(list) {
  const share = (limit) => list.filter((rank) => rank > 0 && rank <= limit).length / list.length;
  return {
    questions: list.length,
    'success@1': share(1),
    'success@3': share(3),
    [`success@${SHOWN}`]: share(SHOWN),
    mrr: list.reduce((sum, rank) => sum + (rank ? 1 / rank : 0), 0) / list.length,
  };
}

/** Asks one engine every question about one site, in both versions. */
async function ask(search, questions, site) {
  const asked = [];
  for (const question of questions) {
    const answers = answersTo(question, site);
    for (const version of VERSIONS) {
      const query = version === 'plain' ? question.query : question.misspelt;
      if (query === null) continue;
      const results = await search(query);
      asked.push({ question, version, query, results, answers, ...ranks(results, answers) });
    }
  }
  return asked;
}

function numbersOf(asked) {
  const numbers = {};
  for (const version of VERSIONS) {
    const these = asked.filter((one) => one.version === version);
    numbers[version] = {
      page: measure(these.map((one) => one.page)),
      // A question whose answer is a page as a whole says nothing about sections.
      section: measure(these.filter((one) => one.answers.some((answer) => answer.ids)).map((one) => one.section)),
    };
  }
  return numbers;
}

function table(byEngine) {
  const rows = [['', 'questions', ...MEASURES, '']];
  for (const version of VERSIONS) {
    for (const level of LEVELS) {
      for (const [engine, numbers] of Object.entries(byEngine)) {
        const got = numbers[version][level];
        const cells = MEASURES.map((name) => (name === 'mrr' ? got[name].toFixed(3) : `${(got[name] * 100).toFixed(1)}%`));
        rows.push([`${version}, by ${level}`, String(got.questions), ...cells, engine]);
      }
    }
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => (
    column === 0 || column === row.length - 1 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])
  )).join('  ').trimEnd()).join('\n');
}

function describeMisses(ours, theirs) {
  for (const miss of ours.filter((one) => one.page !== 1 || one.section !== 1)) {
    const other = theirs?.find((one) => one.question === miss.question && one.version === miss.version);
    const rank = (one) => `page ${one.page || 'none'}, section ${one.section || 'none'}`;
    say(`\n${miss.question.id} (${miss.version}) ${miss.query}`);
    say(`  wanted ${[miss.question.page].flat().join(' or ')}`
      + ` § ${[miss.question.section].flat().map((name) => name ?? 'the page').join(' or ')}`);
    say(`  ours ${rank(miss)}${other ? `; Pagefind ${rank(other)}` : ''}`);
    for (const result of miss.results.slice(0, 3)) {
      say(`    ${result.title}  ${result.url} ${result.sections.map((id) => `#${id}`).join(' ')}`);
    }
  }
}

/** Says for each deciding measure whether ours is strictly better. Returns how many are. */
function compare(ours, theirs) {
  let better = 0;
  let total = 0;
  for (const version of VERSIONS) {
    for (const level of LEVELS) {
      for (const name of DECIDING) {
        const [our, their] = [ours[version][level][name], theirs[version][level][name]];
        total += 1;
        if (our > their) better += 1;
        else say(`not better: ${name}, ${version}, by ${level}: ours ${our.toFixed(3)}, Pagefind ${their.toFixed(3)}`);
      }
    }
  }
  return { better, total };
}

async function main(work) {
  const questions = loadQuestions();
  const { present: here, absent } = findLibraries(options.library);
  const present = here.filter((library) => questions.some((question) => question.library === library.name));
  for (const library of absent) {
    const count = questions.filter((question) => question.library === library.name).length;
    say(`skipped: ${library.name} is not at ${library.folder}, so ${count} questions are not asked`);
  }
  if (!present.length) throw new Error('no library to ask about');

  const sites = present.map((library) => {
    const folder = path.join(work, library.name);
    fs.mkdirSync(folder);
    return { folder, site: buildSite(library, folder), questions: questions.filter((one) => one.library === library.name) };
  });
  const wrong = sites.flatMap(({ site, questions: these }) => these.flatMap((question) => {
    try { answersTo(question, site); return []; } catch (error) { return [error.message]; }
  }));
  if (wrong.length) throw new Error(`questions.json does not fit the pages:\n  ${wrong.join('\n  ')}`);
  const asked = sites.reduce((sum, { questions: these }) => sum + these.length, 0);
  say(`${asked} questions about ${sites.length} libraries; every page and heading exists`);
  if (options.check) return 0;

  const engines = options.ours ? [ours] : [ours, await pagefind()];
  const replies = {};
  try {
    for (const engine of engines) {
      replies[engine.name] = [];
      for (const { folder, site, questions: these } of sites) {
        const search = await engine.open(site, folder);
        replies[engine.name].push(...await ask(search, these, site));
      }
    }
  } finally {
    for (const engine of engines) await engine.close();
  }

  const numbers = Object.fromEntries(Object.entries(replies).map(([name, list]) => [name, numbersOf(list)]));
  if (options.verbose && replies.Fingerpost) describeMisses(replies.Fingerpost, replies.Pagefind);
  if (options.json) {
    const skipped = absent.map((library) => library.name);
    console.log(JSON.stringify({ questions: asked, skipped, engines: numbers }, null, 2));
  } else {
    say(`\n${table(numbers)}\n`);
  }
  if (options.ours) return 0;
  const { better, total } = compare(numbers.Fingerpost, numbers.Pagefind);
  say(`${better} passed, ${total - better} failed`);
  return better === total ? 0 : 1;
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-search-'));
try {
  process.exitCode = await main(work);
} catch (error) {
  console.error(error.stderr ? String(error.stderr) : error.message);
  process.exitCode = 2;
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
