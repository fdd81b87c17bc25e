// Tables that say `data-sortable` can be sorted by each column, and be filtered by the field above them. What is needed for
// that stands in the page from the start, so nothing moves.
(() => {
  "use strict";

  const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true, sensitivity: "base" });

  /** What a cell is sorted by: its day, else its words. @param {HTMLTableRowElement} row @param {number} column */
  function key(row, column) {
    const cell = row.cells[column];
    return cell?.querySelector("time")?.dateTime ?? cell?.textContent.trim() ?? "";
  }

  /** Empty cells stay at the end, whichever way the column is sorted. @param {string} a @param {string} b @param {number} way */
  function compare(a, b, way) {
    if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
    return way * collator.compare(a, b);
  }

  /** A button in the head of each column; the state stands in `aria-sort`. @param {HTMLTableElement} table */
  function makeSortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      const label = head.querySelector(".sort");
      button.append(...label.childNodes);
      label.replaceWith(button);
      button.addEventListener("click", () => {
        const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
        const rows = [...body.rows];
        rows.sort((a, b) => compare(key(a, column), key(b, column), way));
        body.append(...rows);
      });
    });
  }

  /** Rows without all words of the field above the table are hidden, and the count is said. @param {HTMLTableElement} table @param {Element} form */
  function makeFilter(table, form) {
    const rows = [...table.tBodies[0].rows];
    const [one, many] = (table.dataset.words ?? "row|rows").split("|");
    const field = form.querySelector("input");
    const status = form.querySelector("[role=status]");
    const tell = (shown) => { status.textContent = shown === rows.length ? `${shown} ${shown === 1 ? one : many}` : `${shown} of ${rows.length} ${many}`; };
    const apply = () => {
      const words = field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLocaleLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      tell(shown);
    };
    field.addEventListener("input", apply);
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    makeSortable(table);
    const form = (table.closest(".table") ?? table).previousElementSibling;
    if (form?.matches(".table-filter")) makeFilter(table, form);
  }
})();
