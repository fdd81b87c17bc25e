// @ts-check
// Searches that led to a page. They stay in this browser, and the reader can clear them.

import { read, write } from "../shared/storage.js";

const MOST = 5;

/** @param {URL} index */
const key = (index) => `fingerpost:searches:${index.pathname}`;

/** The last searches, the latest first. @param {URL} index URL of the index @returns {string[]} */
export function recent(index) {
  return searches(read("localStorage", key(index)));
}

/** Searches as they are saved; anything else is none. @param {string | null} saved */
export function searches(saved) {
  try {
    const list = JSON.parse(saved ?? "[]");
    return Array.isArray(list) ? list.filter((query) => query && typeof query === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Keeps a search. @param {URL} index @param {string} query */
export function remember(index, query) {
  if (query) write("localStorage", key(index), JSON.stringify([...new Set([query, ...recent(index)])].slice(0, MOST)));
}

/** Forgets all searches. @param {URL} index */
export const forget = (index) => write("localStorage", key(index), null);
