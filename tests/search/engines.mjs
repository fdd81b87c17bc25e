// The two that are compared. Each answers a query with results in one form, best first:
// { url, title, sections: [id, …] }, where `sections` are the anchors that a reader is shown.

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { open } from '../../themes/default/assets/search-engine.js/main.js';
import { project } from './sites.mjs';

export const SHOWN = 10;
const SECTIONS_SHOWN = 3;

function place(written) {
  const url = new URL(written, 'http://localhost/');
  return { url: decodeURI(url.pathname), id: decodeURIComponent(url.hash.slice(1)) };
}

/** The index of a built site, opened by the modules of the site's search. */
export function openIndex(site) {
  // A file of the index is a script: fingerpostData("name",JSON)
  const load = async (file) => {
    const script = fs.readFileSync(path.join(site.output, 'search', `${file}.js`), 'utf8');
    return JSON.parse(script.slice(script.indexOf(',') + 1, script.lastIndexOf(')')));
  };
  return open('http://localhost/search/', load);
}

/** Our engine as one of the two. */
export const ours = {
  name: 'Fingerpost',
  async open(site) {
    const index = await openIndex(site);
    return async (query) => {
      const answer = await index.search(query, { limit: SHOWN });
      return answer.results.slice(0, SHOWN).map((result) => ({
        url: place(result.url).url,
        title: result.title,
        sections: result.sections.slice(0, SECTIONS_SHOWN).map((section) => place(section.url).id),
      }));
    };
  },
  async close() {},
};

const TYPES = { '.js': 'text/javascript', '.json': 'application/json' };

function serve(folders) {
  const server = http.createServer((request, response) => {
    const [, name, ...rest] = new URL(request.url, 'http://localhost/').pathname.split('/');
    const file = folders.has(name) && path.join(folders.get(name), path.normalize(`/${rest.join('/')}`));
    if (!name) {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><html lang="en"><title>Search</title>');
    } else if (file && fs.existsSync(file) && fs.statSync(file).isFile()) {
      response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
      fs.createReadStream(file).pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

/** Pagefind over the same pages, asked in a browser by the script that it gives to readers. */
export async function pagefind() {
  const indexer = await import('pagefind');
  const { chromium } = await import('playwright-core');
  const folders = new Map();
  const server = await serve(folders);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  return {
    name: 'Pagefind',
    async open(site, work) {
      const { index, errors } = await indexer.createIndex({ rootSelector: 'main' });
      if (!index) throw new Error(errors.join('; '));
      // Only the pages that somebody wrote: lists of pages and tags would only distract it.
      for (const page of site.pages.values()) {
        // Pagefind reads a term and its value as one word if there is nothing between them.
        const content = page.html.replaceAll('</dt><dd', '</dt> <dd');
        const added = await index.addHTMLFile({ url: encodeURI(page.url), content });
        if (added.errors.length) throw new Error(`${page.url}: ${added.errors.join('; ')}`);
      }
      const outputPath = path.join(work, 'pagefind');
      await index.writeFiles({ outputPath });
      await index.deleteIndex();
      folders.set(site.name, outputPath);

      const tab = await browser.newPage();
      await tab.goto(`http://127.0.0.1:${server.address().port}/`);
      return async (query) => {
        const found = await tab.evaluate(async ([name, words, limit]) => {
          const api = await import(`/${name}/pagefind.js`);
          await api.options({ baseUrl: '/', bundlePath: `/${name}/` });
          const answer = await api.search(words);
          const pages = await Promise.all(answer.results.slice(0, limit).map((result) => result.data()));
          return pages.map((page) => ({
            url: page.url,
            title: page.meta.title,
            sections: page.sub_results.map((part) => ({ url: part.url, hits: part.locations.length })),
          }));
        }, [site.name, query, SHOWN]);
        return found.map((page) => ({
          url: place(page.url).url,
          title: page.title,
          sections: mostHits(page.sections).map((section) => place(section.url).id),
        }));
      };
    },
    async close() {
      await browser.close();
      await indexer.close();
      server.close();
    },
  };
}

/** The sections that Pagefind's own interface shows: the three with most hits, less the start of the page. */
function mostHits(sections) {
  const named = sections.filter((section) => section.url.includes('#'));
  return named.toSorted((a, b) => b.hits - a.hits).slice(0, SECTIONS_SHOWN);
}
