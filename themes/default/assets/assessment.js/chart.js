// @ts-check
// Scores by category → a drawing: a radar for 3 to 12 categories, else bars. Several sets of answers are distinguished by line
// and marker, not by colour, so that a black and white print can be read. Units are CSS pixels of the given width.

import { bars } from "./bars.js";
import { DASHES, LETTER, marker, shortened } from "./drawing.js";
import { radar } from "./radar.js";
import { tree } from "./tree.js";
import { scoreWords } from "./wording.js";

/** @import { Series } from "./drawing.js" */
/** @import { Tree } from "./tree.js" */

export const MOST_SERIES = 6;

/** @param {Series[]} series the latest last @param {{ width?: number, id?: string }} [how] @returns {Tree} */
export function chart(series, { width = 640, id = "chart" } = {}) {
  const shown = series.slice(-MOST_SERIES);
  const axes = shown[0].report.categories.length;
  const [draw, kind] = axes >= 3 && axes <= 12 ? [radar, "Radar chart"] : [bars, "Bar chart"];
  const { height, parts } = draw(shown, width);
  const key = shown.length > 1 ? legend(shown, width, height) : { height: 0, parts: [] };
  return tree("svg", {
    class: "assessment-chart", role: "img", viewBox: `0 0 ${width} ${height + key.height}`, width, height: height + key.height,
    "aria-labelledby": `${id}:title ${id}:text`, "font-size": LETTER, "font-family": "inherit", fill: "currentColor",
    // Where words begin and end beside an axis is a matter of the drawing; each word keeps its own direction.
    direction: "ltr",
  },
  tree("title", { id: `${id}:title` }, `${kind}: ${shown[0].report.title}, score by category`),
  tree("desc", { id: `${id}:text` }, shown.map(describe).join(" ")),
  parts, key.parts);
}

/** @param {Series} series */
function describe({ name, report }) {
  const scores = report.categories.map(({ title, tally }) => `${title} ${scoreWords(tally)}`).join(", ");
  return `${name}: ${scores}; overall ${scoreWords(report.overall)}.`;
}

/** @param {Series[]} series @param {number} width @param {number} top */
function legend(series, width, top) {
  const step = 26;
  const letters = Math.floor((width - 60) / (LETTER * 0.52));
  const parts = series.flatMap(({ name }, at) => {
    const kind = series.length - 1 - at;
    const y = top + 20 + at * step;
    return [
      tree("line", { class: `chart-line chart-line-${kind}`, x1: 2, y1: y, x2: 44, y2: y, stroke: "currentColor", "stroke-width": 2.5, "stroke-dasharray": DASHES[kind] }),
      marker({ x: 23, y }, kind),
      tree("text", { class: "chart-label", x: 54, y: y + LETTER * 0.35 }, shortened(name, letters)),
    ];
  });
  return { height: series.length * step + 16, parts };
}
