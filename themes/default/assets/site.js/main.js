// @ts-check
// What every page does where scripts run. Each part adds to markup that works without it.

import { all } from "../shared/dom.js";
import { makeChecklist, startChecklist } from "./checklist.js";
import { addCopyButtons } from "./copy-code.js";
import { watchFormulas } from "./formulas.js";
import { startMenu } from "./menu.js";
import { followSections, startOnThisPage } from "./on-this-page.js";
import { startPrint } from "./print.js";
import { updateDates } from "./review-dates.js";
import { startSchemeSwitch } from "./scheme-switch.js";
import { startSearch } from "./search-button.js";
import { hideTooltip, startTermTooltips } from "./term-tooltip.js";

const CONTROLS = "[data-search-open], [data-scheme-switch], .menu, [data-nav-toggle]";

startSearch();
startSchemeSwitch();
startMenu();
startOnThisPage();
addCopyButtons();
watchFormulas();
updateDates();
startChecklist();
startTermTooltips();
startPrint();

// The live preview has changed parts of the page.
const controls = new Set(all(CONTROLS));
document.addEventListener("fingerpost:morphed", (event) => {
  const present = all(CONTROLS);
  // Controls are bound once; new ones need the page to be loaded again.
  if (present.length !== controls.size || present.some((control) => !controls.has(control))) return event.preventDefault();
  followSections();
  addCopyButtons();
  watchFormulas();
  updateDates();
  makeChecklist();
  hideTooltip();
});
