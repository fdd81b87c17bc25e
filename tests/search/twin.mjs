// The search of the terminal and the search of the site ask one index by the same rules: every question, plain and
// misspelt, must have the same answer in both, to the letter.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openIndex } from './engines.mjs';
import { buildSite, findLibraries, loadQuestions } from './sites.mjs';

// Addresses may be encoded differently, and the terminal marks nothing in titles.
function plain(answer) {
  const section = ({ title, url, excerpt }) => ({ title, url: decodeURIComponent(url), excerpt });
  return {
    total: answer.total,
    words: answer.words,
    corrected: answer.corrected,
    results: answer.results.map(({ title, url, path: above, kind, state, code, document_id: id = code, sections }) => ({
      title, url: decodeURIComponent(url), path: above, kind, state, id, sections: sections.map(section),
    })),
  };
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'fingerpost-twin-'));
const { present, absent } = findLibraries();
for (const library of absent) {
  const reason = `${library.name} is not at ${library.folder}`;
  console.log(`skipped: ${reason}`);
  if (process.env.SKIPPED_TESTS) fs.appendFileSync(process.env.SKIPPED_TESTS, `search/twin: ${library.name}\t${reason}\n`);
}
let passed = 0;
let failed = 0;
try {
  for (const library of present) {
    const folder = path.join(work, library.name);
    fs.mkdirSync(folder);
    const site = buildSite(library, folder);
    const index = await openIndex(site);
    const questions = loadQuestions().filter((question) => question.library === library.name);
    const queries = questions.flatMap(({ query, misspelt }) => (misspelt ? [query, misspelt] : [query]));
    for (const query of [...queries, 'zzyzzyva', 'SOP-014', 'back up', 'Straße', '水道', 'C', 'C++', 'c#', '.NET', 'v1.2', '1.2', 'a+b']) {
      const [here, there] = [plain(await index.search(query, { all: true })), plain(site.search(query))];
      if (isDeepStrictEqual(here, there)) {
        passed += 1;
      } else {
        failed += 1;
        const shown = (answer) => answer.results.map(({ title }) => title).join(' | ');
        console.log(`${library.name}: ${query}\n  site:     ${here.total} ${shown(here)}\n  terminal: ${there.total} ${shown(there)}`);
      }
    }
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed, ${absent.length} skipped`);
process.exitCode = failed ? 1 : 0;
