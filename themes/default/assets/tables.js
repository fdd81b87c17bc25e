// Tables that say `data-sortable` can be sorted by each column, and with `data-filter` be filtered by words.
(() => {
  "use strict";

  const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true, sensitivity: "base" });

  /** Makes an element with attributes and children. @param {string} name @param {Record<string, string>} attributes @param {...(Node | string)} children */
  function element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    node.append(...children);
    return node;
  }

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
      const button = element("button", { type: "button", class: "sort" }, ...head.childNodes);
      head.replaceChildren(button);
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

  /** A field above the table; rows without all of its words are hidden, and the count is said. @param {HTMLTableElement} table */
  function makeFilter(table) {
    const rows = [...table.tBodies[0].rows];
    const [one, many] = (table.dataset.words ?? "row|rows").split("|");
    const field = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const status = element("p", { role: "status" });
    const form = element("div", { class: "table-filter", role: "search" }, element("label", {}, table.dataset.filter, " ", field), status);
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
    (table.closest(".table") ?? table).before(form);
    tell(rows.length);
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    makeSortable(table);
    if (table.dataset.filter) makeFilter(table);
  }
})();
