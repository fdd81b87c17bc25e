// @ts-check
// The order and the filter of rows.

/** The value that a cell is sorted by: its date, else its text. @param {HTMLTableRowElement} row @param {number} column */
export function sortKey(row, column) {
  const cell = row.cells[column];
  return cell?.querySelector("time")?.dateTime ?? cell?.textContent.trim() ?? "";
}

/**
 * Compares two keys; empty ones come last in either direction.
 * @param {string} a @param {string} b @param {number} direction 1 for ascending, -1 for descending @param {Intl.Collator} collator
 */
export function compareKeys(a, b, direction, collator) {
  if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
  return direction * collator.compare(a, b);
}

/** Whether a text has every word of a query, in any order and case. @param {string} text @param {string} query */
export function hasWords(text, query) {
  const lower = text.toLocaleLowerCase();
  return query.toLocaleLowerCase().split(/\s+/).every((word) => lower.includes(word));
}

/** Whether a date is before today, or at most so many days after it. @param {string} date @param {string} today @param {number} days */
export function isDue(date, today, days) {
  return date !== "" && Date.parse(date) - Date.parse(today) < (days ? days + 1 : 0) * 86400000;
}

/**
 * How many rows are shown, in words.
 * @param {number} shown @param {number} total @param {string} nouns singular and plural: `row|rows`
 */
export function rowCount(shown, total, nouns) {
  const [singular, plural] = nouns.split("|");
  return shown === total ? `${shown} ${shown === 1 ? singular : plural}` : `${shown} of ${total} ${plural}`;
}
