// @ts-check
// Dates that have passed since the site was built: reviews that are overdue, documents that are now effective.

import { all, element } from "../shared/dom.js";
import { icon } from "./icon.js";
import { localDate } from "../shared/local-date.js";

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
