// @ts-check
// Scores by category → a radar chart.

import { DASHES, LETTER, line, marker, outline, round, shortened, wrap } from "./drawing.js";
import { tally } from "./model.js";
import { tree } from "./tree.js";
import { scoreWords } from "./wording.js";
/** @import { Point, Series } from "./drawing.js" */

/** Below this width axes have numbers, and a list says what they mean. */
const NARROW = 480;

/** @param {Series[]} series @param {number} width */
export function radar(series, width) {
  const categories = series[0].report.categories;
  const narrow = width < NARROW;
  const margin = narrow ? 30 : Math.min(150, width * 0.28);
  const letters = Math.max(8, Math.floor(margin / (LETTER * 0.52)));
  const labels = categories.map(({ title, tally }, at) => {
    if (narrow) return { title: [String(at + 1)], scores: [] };
    return { title: wrap(title, letters), scores: series.length === 1 ? wrap(scoreWords(tally), letters - 2) : [] };
  });
  const above = (labels[0].title.length + labels[0].scores.length) * LETTER * 1.25;
  const radius = Math.min(200, width / 2 - margin);
  const middle = { x: width / 2, y: radius + above + LETTER };
  const angle = (/** @type {number} */ at) => (at / categories.length) * 2 * Math.PI - Math.PI / 2;
  const point = (/** @type {number} */ at, /** @type {number} */ share) => ({ x: middle.x + Math.cos(angle(at)) * radius * share, y: middle.y + Math.sin(angle(at)) * radius * share });
  const ring = (/** @type {number} */ share) => outline(categories.map((_, at) => point(at, share)));
  const grid = [0.25, 0.5, 0.75, 1].map((share) => tree("path", { class: "chart-grid", d: ring(share), fill: "none", stroke: "currentColor", "stroke-opacity": 0.3 }));
  const spokes = categories.map((_, at) => {
    const { x, y } = point(at, 1);
    return line("chart-grid", middle.x, middle.y, x, y);
  });
  const names = labels.flatMap(({ title, scores }, at) => label(point(at, 1), angle(at), title, scores));
  const marks = [50, 100].map((percent) => {
    const { x, y } = point(0, percent / 100);
    return tree("text", { class: "chart-scale", x: round(x + 5), y: round(y + (percent === 100 ? LETTER : 4)), "font-size": LETTER - 3 }, `${percent}%`);
  });
  const shapes = series.flatMap(({ report }, at) => shape(report.categories.map(({ tally }, place) => point(place, (tally.percent ?? 0) / 100)), at, series.length));
  const lowest = Math.max(...categories.map((_, at) => point(at, 1).y), ...names.map(({ attributes }) => Number(attributes.y)));
  const list = narrow ? numbered(series, width, lowest + LETTER) : { height: 0, parts: [] };
  return { height: Math.ceil(lowest + LETTER + list.height), parts: [...grid, ...spokes, ...shapes, ...marks, ...names, ...list.parts] };
}

/** The names of numbered axes. @param {Series[]} series @param {number} width @param {number} top */
function numbered(series, width, top) {
  const step = LETTER * 1.6;
  const letters = Math.floor(width / (LETTER * 0.52)) - 7;
  const parts = series[0].report.categories.map(({ title, tally }, at) => tree("text", { class: "chart-label", x: 2, y: round(top + (at + 1) * step) },
    tree("tspan", { "font-weight": 700 }, `${at + 1} `), shortened(title, letters), series.length === 1 && tree("tspan", { "font-weight": 700 }, ` ${tally.percent === null ? "–" : `${tally.percent}%`}`)));
  return { height: parts.length * step + LETTER / 2, parts };
}

/** A closed line through the scores of one series, with a marker at each. @param {Point[]} points @param {number} at @param {number} count */
function shape(points, at, count) {
  const kind = count - 1 - at;
  return [
    tree("path", {
      class: `chart-line chart-line-${kind}`, d: outline(points), fill: kind ? "none" : "currentColor", "fill-opacity": kind ? undefined : 0.12,
      stroke: "currentColor", "stroke-width": 2.5, "stroke-linejoin": "round", "stroke-dasharray": DASHES[kind],
    }),
    ...points.map((place) => marker(place, kind)),
  ];
}

/** Words beside the end of an axis, on the side where there is room. @param {Point} end @param {number} angle @param {string[]} title @param {string[]} scores */
function label({ x, y }, angle, title, scores) {
  const [across, down] = [Math.cos(angle), Math.sin(angle)];
  const anchor = across > 0.2 ? "start" : across < -0.2 ? "end" : "middle";
  const step = LETTER * 1.25;
  const lines = [...title, ...scores];
  const first = y + down * 12 + (down < -0.9 ? -(lines.length - 1) * step - 2 : down > 0.9 ? step - 4 : LETTER * 0.35 - ((lines.length - 1) * step) / 2);
  const place = { "text-anchor": anchor, x: round(x + across * 12) };
  return lines.map((words, at) => tree("text", {
    class: "chart-label", ...place, y: round(first + at * step), "font-weight": at < title.length ? undefined : 700,
  }, words));
}
