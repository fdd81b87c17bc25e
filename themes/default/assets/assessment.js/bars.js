// @ts-check
// Scores by category → a bar chart.

import { DASHES, LETTER, marker, round, wrap } from "./drawing.js";
import { tally } from "./model.js";
import { tree } from "./tree.js";
/** @import { Series } from "./drawing.js" */
/** @import { Tree } from "./tree.js" */

/** @param {Series[]} series @param {number} width */
export function bars(series, width) {
  const bar = series.length > 1 ? 16 : 22;
  const side = Math.min(200, width * 0.4);
  const room = width - side - 60;
  const letters = Math.floor(side / (LETTER * 0.55));
  let y = 8;
  /** @type {Tree[]} */
  const parts = [];
  series[0].report.categories.forEach(({ title }, at) => {
    const lines = wrap(title, letters);
    const tall = Math.max(lines.length * LETTER * 1.25, series.length * (bar + 4));
    lines.forEach((words, row) => parts.push(tree("text", { class: "chart-label", x: 0, y: round(y + LETTER + row * LETTER * 1.25) }, words)));
    series.forEach(({ report }, row) => {
      const kind = series.length - 1 - row;
      const { tally } = report.categories[at];
      const top = y + row * (bar + 4);
      const long = (room * (tally.percent ?? 0)) / 100;
      parts.push(
        tree("rect", { class: "chart-grid", x: round(side), y: round(top), width: round(room), height: bar, fill: "none", stroke: "currentColor", "stroke-opacity": 0.3 }),
        tree("rect", {
          class: `chart-line chart-line-${kind}`, x: round(side), y: round(top), width: round(long), height: bar, stroke: "currentColor", "stroke-width": 2,
          fill: kind ? "none" : "currentColor", "fill-opacity": kind ? undefined : 0.45, "stroke-dasharray": DASHES[kind],
        }),
        tree("text", { class: "chart-label", x: round(side + room + 6), y: round(top + bar - 4), "font-weight": 700 }, tally.percent === null ? "–" : `${tally.percent}%`),
        ...(series.length > 1 ? [marker({ x: side + long, y: top + bar / 2 }, kind)] : []),
      );
    });
    y += tall + 12;
  });
  return { height: Math.ceil(y), parts };
}
