// @ts-check
// Dates that have passed since the site was built: reviews that are overdue, documents that are now effective.

import { all, element } from "../shared/dom.js";
import { icon } from "./icon.js";

/** The local date of a moment, as YYYY-MM-DD. @param {Date} moment */
export const localDate = (moment) => new Date(Number(moment) - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 10);

/** Updates what the page says of its dates. */
export function updateDates() {
  const today = document.documentElement.dataset.asOf ?? localDate(new Date());
  for (const due of all(".due:not(.overdue) time[data-review-by]")) {
    if (due.dataset.reviewBy >= today) continue;
    const box = due.closest(".due");
    box.classList.add("overdue");
    box.replaceChildren(icon("late"), element("span", {}, "Review overdue since"), " ", due.cloneNode(true));
  }
  for (const start of all("[data-effective]")) start.hidden = start.dataset.effective <= today;
}
