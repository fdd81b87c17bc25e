// Builds the libraries that the questions are about, and knows where each page and heading ended up.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const project = path.resolve(here, '../..');
const samples = path.resolve(project, '../shared/samples');

// Our own content is built with the settings of this project. The samples have none.
const libraries = [
  { name: 'content', folder: path.join(project, 'content'), root: project },
  ...['cloudmaturity-2025-01', 'homeoffice-engineering', 'ir-aws-playbooks', 'defra-standards', 'sop-luxem']
    .map((name) => ({ name, folder: path.join(samples, name), root: null })),
  // All of them together, for the questions of judged.json.
  { name: 'samples', folder: samples, root: null },
];

export function loadQuestions() {
  return JSON.parse(fs.readFileSync(path.join(here, 'questions.json'), 'utf8'));
}

/** The libraries that are present, and those that are not. */
export function findLibraries(only) {
  const wanted = libraries.filter((library) => !only || library.name === only);
  return {
    present: wanted.filter((library) => fs.existsSync(library.folder)),
    absent: wanted.filter((library) => !fs.existsSync(library.folder)),
  };
}

/** Builds one library below `work`, lists its pages by source path, and can ask it in the terminal. */
export function buildSite(library, work) {
  const program = path.resolve(project, process.env.FINGERPOST ?? 'target/release/fingerpost');
  if (!fs.existsSync(program)) throw new Error(`no program at ${program}: build it, or set FINGERPOST`);
  const output = path.join(work, 'public');
  let root = library.root;
  if (!root) {
    root = path.join(work, 'project');
    fs.mkdirSync(root, { recursive: true });
    fs.writeFileSync(path.join(root, 'fingerpost.toml'), `title = "${library.name}"\n`);
  }
  const run = (command, ...rest) => {
    const site = ['--root', root, '--content', library.folder, '--output', output, '--base-url', 'http://localhost/'];
    return execFileSync(program, [command, ...site, ...rest], {
      encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  run('build', '--warn', 'link', '--no-cache', '--quiet');

  const pages = new Map();
  for (const page of JSON.parse(run('list', '--format', 'json'))) {
    const source = path.relative(library.folder, path.resolve(root, page.source)).split(path.sep).join('/');
    const html = fs.readFileSync(path.join(output, page.output), 'utf8');
    pages.set(source, { source, url: decodeURI(page.url), title: page.title, html, headings: headingsOf(html) });
  }
  const search = (query) => JSON.parse(run('search', '--format', 'json', '--', query));
  return { name: library.name, output, pages, search };
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function textOf(html) {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
      hex ? String.fromCodePoint(parseInt(hex, 16))
        : decimal ? String.fromCodePoint(Number(decimal))
          : NAMED[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The headings inside `main` that have an id, in order. */
function headingsOf(html) {
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  return [...main.matchAll(/<h([1-6])\b[^>]*?\sid="([^"]*)"[^>]*>(.*?)<\/h\1>/gs)]
    .map(([, level, id, inner]) => ({ level: Number(level), id: textOf(id), title: textOf(inner) }));
}

/**
 * Where a question is answered: one entry for each right page, with the ids of the right section.
 * A heading further down inside the section is right too. No ids: the page as a whole is the answer.
 * Throws where the page or the heading does not exist.
 */
export function answersTo(question, site) {
  const sources = [question.page].flat();
  const sections = Array.isArray(question.section) ? question.section : sources.map(() => question.section);
  if (sections.length !== sources.length) throw new Error(`${question.id}: as many sections as pages, please`);
  return sources.map((source, at) => {
    const page = site.pages.get(source);
    if (!page) throw new Error(`${question.id}: no page ${source} in ${site.name}`);
    if (sections[at] === null) return { url: page.url, ids: null };
    const found = page.headings.filter((heading) => heading.title === sections[at]);
    if (found.length !== 1) {
      throw new Error(`${question.id}: ${found.length} headings "${sections[at]}" in ${source}, one is wanted`);
    }
    const first = page.headings.indexOf(found[0]);
    let end = first + 1;
    while (end < page.headings.length && page.headings[end].level > found[0].level) end += 1;
    return { url: page.url, ids: new Set(page.headings.slice(first, end).map((heading) => heading.id)) };
  });
}
