/**
 * Runs the browser tests: all of them, or those of the files that are named.
 *
 *   node tests/browser/run.mjs [NAME…]
 *
 * The comparison with Lighthouse runs only if it is named; `tests/compare` does.
 *
 * FINGERPOST names the program (target/release/fingerpost), CHROMIUM the browser (/usr/bin/chromium),
 * FINGERPOST_THEME a folder with a theme to try in place of the one that is built in.
 */
import { readdirSync } from "node:fs";
import { closeBrowser } from "./browser.mjs";
import { collect, run } from "./runner.mjs";
import { closeSites } from "./site.mjs";

/** The longest first, so that two files at a time end together. */
const FILES = [
  "axe", "budget", "preview", "assessment", "preview-findings", "preview-connection", "landmarks", "layout", "search", "keyboard", "contrast",
  "noscript", "scheme", "navigation", "prose", "print", "chrome", "documents", "csp", "register", "folio",
];
const NAMED_ONLY = ["lighthouse"];
const SHARED = ["run", "runner", "site", "server", "browser", "measure", "corpus", "png", "kinds", "preview-server", "access", "speed", "rules", "maturity", "survey"];

const wanted = process.argv.slice(2).map((name) => name.replace(/\.mjs$/, ""));
const present = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".mjs")).map((name) => name.slice(0, -4));
const astray = [
  ...wanted.filter((name) => ![...FILES, ...NAMED_ONLY].includes(name)).map((name) => `no test file \`${name}\`; there are: ${FILES.join(", ")}`),
  ...present.filter((name) => ![...FILES, ...NAMED_ONLY, ...SHARED].includes(name)).map((name) => `${name}.mjs is not on the list in run.mjs`),
];
if (astray.length > 0) {
  console.error(astray.join("\n"));
  process.exit(2);
}

const start = performance.now();
let count = { passed: 0, failed: 1, skipped: 0 };
try {
  for (const name of wanted.length > 0 ? wanted : FILES) await collect(name);
  count = await run();
} catch (fault) {
  console.error(fault);
} finally {
  await closeBrowser();
  await closeSites();
}
console.log(`\n${((performance.now() - start) / 1000).toFixed(0)} s`);
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed > 0 ? 1 : 0);
