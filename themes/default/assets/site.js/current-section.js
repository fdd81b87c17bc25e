// @ts-check
// Which section of a page is being read.

/**
 * The section that is being read, from the top of each heading in the window.
 * @param {{ top: number, isTarget: boolean }[]} headings in page order; `isTarget` marks the one in the URL
 * @param {number} height of the window @param {number} rest that can still be scrolled, in CSS pixels
 * @returns {number} its place in the list, or -1
 */
export function currentSection(headings, height, rest) {
  // The line that a heading has to pass moves to the foot of the window near the end, so that the last ones pass too.
  const line = Math.max(height * 0.25, height - rest);
  const passed = headings.map(({ top }) => top <= line);
  // Of short sections, the one in the URL counts as long as its heading is in view.
  const target = headings.findIndex(({ top, isTarget }, place) => passed[place] && isTarget && top >= 0);
  return target >= 0 ? target : passed.lastIndexOf(true);
}
