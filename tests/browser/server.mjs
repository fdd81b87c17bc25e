/**
 * Serves a folder under a base path as a careful host would: strict policy, gzip, folder URLs, 404.html.
 */
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".jpg": "image/jpeg",
  ".pdf": "application/pdf",
};
const COMPRESSED = new Set([".html", ".css", ".js", ".mjs", ".json", ".xml", ".txt", ".svg"]);

/** An empty page outside all sites, to which a tab goes between two visits. */
const BLANK = "/blank";
const origins = new Set();

/** Whether a page of this URL comes from a server that runs. */
export const isServed = (url) => origins.has(new URL(url).origin);

/** The URL of an empty page of the same origin. */
export const blankOf = (url) => new URL(BLANK, url).href;

/** Starts a server and returns its origin, and how to stop it. `base` begins and ends with a slash. */
export async function serve(folder, base) {
  const kept = new Map();
  const read = async (path) => {
    if (!kept.has(path)) kept.set(path, await load(folder, path));
    return kept.get(path);
  };
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://host").pathname);
    if (path === BLANK) {
      response.writeHead(200, { "content-type": TYPES[".html"] }).end("<!doctype html><title>Blank</title><link rel=\"icon\" href=\"data:,\">");
      return;
    }
    const inside = path.startsWith(base) ? normalize(path.slice(base.length)) : undefined;
    let answer = inside === undefined || inside.startsWith("..") ? undefined : await read(inside);
    if (answer?.moved) {
      response.writeHead(301, { location: `${path}/` }).end();
      return;
    }
    const status = answer ? 200 : 404;
    answer ??= await read("404.html");
    if (!answer) {
      response.writeHead(404, { "content-type": "text/plain" }).end("no such page, and no 404.html");
      return;
    }
    const headers = {
      "content-type": answer.type,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    };
    const small = answer.zipped && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    if (small) headers["content-encoding"] = "gzip";
    const body = small ? answer.zipped : answer.bytes;
    response.writeHead(status, { ...headers, "content-length": body.length }).end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  origins.add(origin);
  return {
    origin,
    stop: () => {
      origins.delete(origin);
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

async function load(folder, path) {
  const wanted = join(folder, path);
  const found = await stat(wanted).catch(() => undefined);
  if (!found) return undefined;
  if (found.isDirectory() && path !== "" && path !== "." && !path.endsWith("/")) return { moved: true };
  const file = found.isDirectory() ? join(wanted, "index.html") : wanted;
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes) return undefined;
  const ending = extname(file);
  return {
    bytes,
    type: TYPES[ending] ?? "application/octet-stream",
    zipped: COMPRESSED.has(ending) ? gzipSync(bytes) : undefined,
  };
}
