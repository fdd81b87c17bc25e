// @ts-check
// Tables with `data-sortable` can be sorted by each column, and filtered by the field above them. The page has the markup
// for both from the start, so nothing moves.

import { all, element, one } from "../shared/dom.js";
import { localDate } from "../shared/local-date.js";
import { compareKeys, hasWords, isDue, rowCount, sortKey } from "./sort.js";

const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true, sensitivity: "base" });

/** Puts a button into the head of each column; `aria-sort` says the order. @param {HTMLTableElement} table */
function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  heads.forEach((head, column) => {
    const label = one(".sort", head);
    const button = element("button", { type: "button", class: "sort" }, ...label.childNodes);
    label.replaceWith(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      const rows = [...body.rows];
      rows.sort((a, b) => compareKeys(sortKey(a, column), sortKey(b, column), direction, collator));
      body.append(...rows);
    });
  });
}

/** Hides rows that lack a word of the field above the table, or what a choice beside it asks for, and says how many are left. @param {HTMLTableElement} table @param {Element} form */
function makeFilter(table, form) {
  const rows = [...table.tBodies[0].rows];
  const field = one("input", form);
  const choices = all("select", form);
  const today = document.documentElement.dataset.asOf ?? localDate(new Date());
  form.addEventListener("input", () => {
    const isWanted = (/** @type {HTMLTableRowElement} */ row) => hasWords(row.textContent, field.value) && choices.every(({ dataset: { filter }, value }) =>
      !value || (filter === "due" ? isDue(row.dataset.due, today, Number(value)) : row.dataset[filter] === value));
    for (const row of rows) row.hidden = !isWanted(row);
    const shown = rows.filter((row) => !row.hidden).length;
    one("[role=status]", form).textContent = rowCount(shown, rows.length, table.dataset.words ?? "row|rows");
  });
}

for (const table of all("table[data-sortable]")) {
  makeSortable(table);
  const form = (table.closest(".table") ?? table).previousElementSibling;
  if (form?.matches(".table-filter")) makeFilter(table, form);
}
