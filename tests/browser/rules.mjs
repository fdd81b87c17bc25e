/**
 * What axe reports for a page, once or in light, dark and forced colours.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
/** The rules about colours. All others are about structure, which no scheme changes, so one run is enough for them. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
const LOOKS = {
  light: [{ colorScheme: "light", forcedColors: "none" }, RULES],
  dark: [{ colorScheme: "dark", forcedColors: "none" }, COLOURS],
  "forced colours": [{ colorScheme: "dark", forcedColors: "active" }, COLOURS],
};
const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Every rule once, and the rules about colours in each look. */
export async function inAllLooks(page, state) {
  const faults = [];
  for (const [look, [media, rules]] of Object.entries(LOOKS)) {
    await page.emulateMedia(media);
    faults.push(...(await check(page, `${state}, ${look}`, rules)));
  }
  await page.emulateMedia(LOOKS.light[0]);
  return faults;
}

/** Rules that are broken now, each with the elements that break it. */
export async function check(page, state, rules = RULES) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(source);
  const broken = await page.evaluate(async (rules) => {
    const answer = await globalThis.axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    if (answer.passes.length === 0) return ["axe found nothing to check"];
    return answer.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
  }, rules);
  return broken.map((rule) => `${state}: ${rule}`);
}
