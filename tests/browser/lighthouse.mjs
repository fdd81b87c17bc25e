/**
 * Lighthouse gives a content page full marks, as a phone and as a desktop.
 */
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { ARGUMENTS } from "./browser.mjs";
import { none, test } from "./runner.mjs";
import { own } from "./site.mjs";

const PORT = 9333;
const PATH = "library/sops/restore-from-backup/";
const FULL = ["accessibility", "best-practices", "seo"];

for (const device of ["phone", "desktop"]) {
  test(`full marks on a ${device}`, async () => {
    const { default: lighthouse, desktopConfig } = await import("lighthouse");
    const { home } = await own();
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...ARGUMENTS, `--remote-debugging-port=${PORT}`] });
    try {
      const { lhr } = await lighthouse(home + PATH, { port: PORT, output: "json", logLevel: "error" }, device === "desktop" ? desktopConfig : undefined);
      assert.equal(lhr.runtimeError, undefined);
      const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)]));
      console.log(`        ${Object.entries(scores).map(([name, score]) => `${name} ${score}`).join(", ")}`);
      const lost = FULL.flatMap((id) =>
        lhr.categories[id].auditRefs.filter(({ id: audit, weight }) => weight > 0 && lhr.audits[audit].score !== null && lhr.audits[audit].score < 1)
          .map(({ id: audit }) => `${id}: ${lhr.audits[audit].title} ${JSON.stringify(lhr.audits[audit].details?.items?.slice(0, 2) ?? "").slice(0, 300)}`),
      );
      none(lost, "marks lost");
      for (const id of FULL) assert.equal(scores[id], 100, id);
      // Speed depends on the machine that the test runs on, so the mark has one point of room.
      assert.ok(scores.performance >= 99, `performance ${scores.performance}`);
    } finally {
      await browser.close();
    }
  });
}
