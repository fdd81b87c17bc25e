// @ts-check
// Which result a key leads to.

/**
 * The number of the option that a key selects; -1 is the field, `undefined` leaves the key to the browser. Home and End
 * first move within the text of the field.
 * @param {string} key @param {{ active: number, count: number, isAtStart: boolean, isAtEnd: boolean }} state
 *   `active` is the selected option, `isAtStart` and `isAtEnd` tell where the caret is
 */
export function selectedBy(key, { active, count, isAtStart, isAtEnd }) {
  const last = count - 1;
  if (key === "ArrowLeft" || key === "ArrowRight") return -1;
  if (!count) return undefined;
  if (key === "ArrowDown") return active === last ? -1 : active + 1;
  if (key === "ArrowUp") return active >= 0 ? active - 1 : last;
  if (key === "Home" && (active >= 0 || isAtStart)) return 0;
  if (key === "End" && (active >= 0 || isAtEnd)) return last;
  return undefined;
}
