// @ts-check
// Which section of a page is being read.

/**
 * The section that is being read, from the top of each heading in the window.
 * @param {{ top: number, isTarget: boolean }[]} headings in page order; `isTarget` marks the one in the URL
 * @param {number} height of the window @param {number} rest that can still be scrolled, in CSS pixels
 * @param {number} [range] that the page can be scrolled in all
 * @returns {number} its place in the list, or -1
 */
export function currentSection(headings, height, rest, range = Infinity) {
  // The line that a heading has to pass moves to the foot of the window near the end, so that the last ones pass too: over
  // the last three quarters of a window, or over all of a page that scrolls less.
  const way = Math.min(height * 0.75, range);
  const line = height * (way > 0 && rest < way ? 1 - (0.75 * rest) / way : 0.25);
  const passed = headings.map(({ top }) => top <= line);
  // Of short sections, the one in the URL counts as long as its heading is in view.
  const target = headings.findIndex(({ top, isTarget }, place) => passed[place] && isTarget && top >= 0);
  return target >= 0 ? target : passed.lastIndexOf(true);
}
