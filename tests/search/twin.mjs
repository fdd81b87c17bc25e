// Compares the answers of the terminal with those of the script of a built site. `tests/it/search_twin.rs` runs it:
//
//   node tests/search/twin.mjs PUBLIC ANSWERS     a published folder, and a file with queries and the terminal's answers

import fs from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { openIndex } from './engines.mjs';

// URLs may be encoded differently, and the terminal marks nothing in titles.
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

const [output, answers] = process.argv.slice(2);
const index = await openIndex({ output });
for (const { query, answer } of JSON.parse(fs.readFileSync(answers, 'utf8'))) {
  const [here, there] = [plain(await index.search(query, { all: true })), plain(answer)];
  if (isDeepStrictEqual(here, there)) continue;
  const shown = ({ total, results }) => `${total} ${results.map(({ title }) => title).join(' | ')}`;
  console.log(`${query}\n  site:     ${shown(here)}\n  terminal: ${shown(there)}`);
  process.exitCode = 1;
}
