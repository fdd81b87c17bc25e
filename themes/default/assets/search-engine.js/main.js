// @ts-check
// What other scripts call: `fingerpostSearch.open` opens the index of a site. Runs in browsers and in Node.

import { cached } from "../shared/cached.js";
import { loadData } from "../shared/data.js";
import { Index } from "./search-index.js";

/**
 * Opens an index.
 * @param {string} indexUrl URL of its folder @param {(name: string) => Promise<any>} [load] reads a file of it; by default with a script element
 */
export async function open(indexUrl, load) {
  const base = new URL(indexUrl, globalThis.document?.baseURI).href;
  const read = cached(load ?? ((name) => loadData(name, `${base}${name}.js`)));
  return new Index(await read("index"), read, new URL("../", base).href);
}

Object.assign(globalThis, { fingerpostSearch: { open } });
