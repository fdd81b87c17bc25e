// @ts-check
// The query in the URL of the page, and the words in the path of a page that does not exist.

/**
 * The URL with a query and its filters, or without any if the query is empty.
 * @param {string} url @param {string} query @param {Record<string, string>} filters
 */
export function withQuery(url, query, filters) {
  const next = new URL(url);
  for (const [name, value] of Object.entries({ q: query, ...filters })) {
    if (query && value) next.searchParams.set(name, value);
    else next.searchParams.delete(name);
  }
  return next.href;
}

/**
 * The words of each part of a path below the root of the site.
 * @param {string} path @param {string} root path of a file in a folder of the root
 */
export function wordsOfPath(path, root) {
  const parents = root.split("/");
  // A dash before a digit stays: it may be part of a document id.
  return decodeURIComponent(path).split("/").filter((part, place) => part !== parents[place])
    .map((part) => part.replace(/\.\w+$/, "").replace(/[^\p{L}\p{N}-]+|-(?!\d)/gu, " ").trim())
    .filter((words) => words && words !== "index");
}
