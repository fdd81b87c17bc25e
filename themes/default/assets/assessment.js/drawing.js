// @ts-check
// What all charts are drawn with.

import { tree } from "./tree.js";

/** @import { Report } from "./model.js" */

/** @typedef {{ x: number, y: number }} Point */
/** A report with its name in the chart. @typedef {{ name: string, report: Report }} Series */

/** Font size. */
export const LETTER = 15;
/** Forms for those before the latest: square, triangle, diamond, hourglass; the one before them is a hollow circle. */
const MARKERS = [[], [[-4, -4], [4, -4], [4, 4], [-4, 4]], [[0, -6], [5, 4], [-5, 4]], [[0, -6], [6, 0], [0, 6], [-6, 0]], [[-5, -5], [5, -5], [-5, 5], [5, 5]]];
export const DASHES = [undefined, "7 5", "2 4", "12 4 2 4", "1 6", "14 6"];

/** A marker: filled for the latest series, hollow in other shapes for earlier ones. @param {Point} place @param {number} kind */
export function marker({ x, y }, kind) {
  const look = { class: `chart-marker chart-marker-${kind}`, stroke: "currentColor", "stroke-width": 2, fill: kind ? "#fff" : "currentColor" };
  if (kind === 0 || kind === 5) return tree("circle", { ...look, cx: round(x), cy: round(y), r: 4.5 });
  const corners = MARKERS[kind].map(([across, down]) => ({ x: x + across, y: y + down }));
  return tree("path", { ...look, d: outline(corners) });
}

/** Words of a title in lines of about so many letters; three lines at most. @param {string} title @param {number} letters */
export function wrap(title, letters) {
  const lines = [""];
  for (const word of title.split(/\s+/)) {
    const line = lines.at(-1);
    if (!line) lines[lines.length - 1] = word;
    else if (line.length + word.length < letters) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  const cut = lines.length > 3;
  return lines.slice(0, 3).map((line, at) => {
    const text = cut && at === 2 ? `${line}…` : line;
    return shortened(text, letters + 3);
  });
}

/** @param {string} text @param {number} letters */
export function shortened(text, letters) {
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

/** A closed path. @param {Point[]} points */
export function outline(points) {
  return `${points.map(({ x, y }, at) => `${at ? "L" : "M"}${round(x)} ${round(y)}`).join("")}Z`;
}

/** @param {string} name @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
export function line(name, x1, y1, x2, y2) {
  return tree("line", { class: name, x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), stroke: "currentColor", "stroke-opacity": 0.3 });
}

/** To one decimal place. @param {number} number */
export function round(number) {
  return Math.round(number * 10) / 10;
}
