/**
 * No page, in any state, breaks a rule of axe: WCAG 2.2 A and AA, and best practice.
 */
import { DESKTOP, PHONE, settle, tour, visit } from "./browser.mjs";
import { KINDS } from "./kinds.mjs";
import { check, inAllLooks } from "./rules.mjs";
import { each, none, test } from "./runner.mjs";
import { own, stress } from "./site.mjs";

const kinds = Object.entries(KINDS);

test("every page type on a desktop, light, dark and in forced colours, at 320 pixels, and at 400 per cent zoom", async () => {
  const { home } = await stress();
  const faults = await tour(kinds.map(([, path]) => home + path), {}, async (page, place) => {
    const [kind] = kinds[place];
    const found = await inAllLooks(page, kind);
    await page.setViewportSize({ width: 320, height: 640 });
    found.push(...(await check(page, `${kind} at 320 pixels`)));
    await page.setViewportSize({ width: 320, height: 256 });
    found.push(...(await check(page, `${kind} at 400 per cent`)));
    await page.setViewportSize(DESKTOP);
    return found;
  });
  none(faults.flat(), "rules broken");
});

test("every page type on a phone, light, dark and in forced colours", async () => {
  const { home } = await stress();
  const faults = await tour(kinds.map(([, path]) => home + path), { size: PHONE, touch: true }, (page, place) => inAllLooks(page, kinds[place][0]));
  none(faults.flat(), "rules broken");
});

test("pages of the manual and the library", async () => {
  const site = await own();
  const paths = ["", "library/sops/restore-from-backup/", "manual/command-line/", "manual/writing-pages/", "all-pages/"];
  const faults = await each(paths, (path) => visit(site.home + path, {}, (page) => inAllLooks(page, path)));
  none(faults.flat(), "rules broken");
});

test("the menu on a phone, open", async () => {
  const site = await stress();
  const faults = await each(["guidance", "home", "arabic", "error"], (kind) =>
    visit(site.home + KINDS[kind], { size: PHONE, touch: true }, async (page) => {
      await page.click("[data-nav-toggle]");
      await page.waitForSelector("dialog[open], [role=dialog]:not([hidden])");
      return inAllLooks(page, `menu on ${kind}`);
    }),
  );
  none(faults.flat(), "rules broken");
});

const QUERIES = { "nothing typed": "", answers: "boat", "a misspelling": "moorign", "no answer": "zzqxv" };
for (const [name, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  test(`search on a ${name}, in four states`, async () => {
    const site = await stress();
    const states = ["guidance", "arabic"].flatMap((kind) => Object.entries(QUERIES).map(([state, query]) => ({ kind, state, query })));
    const faults = await each(states, ({ kind, state, query }) =>
      visit(site.home + KINDS[kind], { size }, async (page) => {
        await page.click("[data-search-open]");
        await page.waitForSelector("dialog[open] [data-search-input]");
        if (query) await page.fill("[data-search-input]", query);
        await settle(page, 700);
        return inAllLooks(page, `search on ${kind}, ${state}`);
      }),
    );
    none(faults.flat(), "rules broken");
  });
}
