// @ts-check
// The query in the address bar.

import { withQuery } from "./page-url.js";

/** Writes a query into the URL of the page, so that the search can be shared. @param {string} query @param {Record<string, string>} filters */
export function saveQuery(query, filters) {
  const url = withQuery(location.href, query, filters);
  if (url === location.href) return;
  try {
    history.replaceState(history.state, "", url);
  } catch {
    // Some browsers forbid it for files, or when it comes too often: then this search cannot be shared.
  }
}
