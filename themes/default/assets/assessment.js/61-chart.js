// Scores by category → a drawing: a radar for 3 to 12 categories, else bars. Several sets of answers are told apart by line
// and marker, not by colour, so that a black and white print can be read. Units are CSS pixels of the given width.

/** @typedef {{ name: string, report: Report }} Series */

const MOST_SERIES = 6;
const LETTER = 15;
/** Below this width axes have numbers, and a list says what they stand for. */
const NARROW = 480;
/** Forms for those before the latest: square, triangle, diamond, hourglass; the one before them is a hollow circle. */
const MARKERS = [[], [[-4, -4], [4, -4], [4, 4], [-4, 4]], [[0, -6], [5, 4], [-5, 4]], [[0, -6], [6, 0], [0, 6], [-6, 0]], [[-5, -5], [5, -5], [-5, 5], [5, 5]]];
const DASHES = [undefined, "7 5", "2 4", "12 4 2 4", "1 6", "14 6"];

/** @param {Series[]} series the latest last @param {{ width?: number, id?: string }} [how] @returns {Tree} */
function chart(series, { width = 640, id = "chart" } = {}) {
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

// Radar

function radar(series, width) {
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
  const angle = (at) => (at / categories.length) * 2 * Math.PI - Math.PI / 2;
  const point = (at, share) => ({ x: middle.x + Math.cos(angle(at)) * radius * share, y: middle.y + Math.sin(angle(at)) * radius * share });
  const ring = (share) => outline(categories.map((_, at) => point(at, share)));
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
  const lowest = Math.max(...categories.map((_, at) => point(at, 1).y), ...names.map(({ attributes }) => attributes.y));
  const list = narrow ? numbered(series, width, lowest + LETTER) : { height: 0, parts: [] };
  return { height: Math.ceil(lowest + LETTER + list.height), parts: [...grid, ...spokes, ...shapes, ...marks, ...names, ...list.parts] };
}

/** What the numbers at the axes stand for. */
function numbered(series, width, top) {
  const step = LETTER * 1.6;
  const letters = Math.floor(width / (LETTER * 0.52)) - 7;
  const parts = series[0].report.categories.map(({ title, tally }, at) => tree("text", { class: "chart-label", x: 2, y: round(top + (at + 1) * step) },
    tree("tspan", { "font-weight": 700 }, `${at + 1} `), shortened(title, letters), series.length === 1 && tree("tspan", { "font-weight": 700 }, ` ${tally.percent === null ? "–" : `${tally.percent}%`}`)));
  return { height: parts.length * step + LETTER / 2, parts };
}

/** A closed line through the scores of one series, with a marker at each. */
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

/** Filled for the latest, hollow in different forms for those before it. */
function marker({ x, y }, kind) {
  const look = { class: `chart-marker chart-marker-${kind}`, stroke: "currentColor", "stroke-width": 2, fill: kind ? "#fff" : "currentColor" };
  if (kind === 0 || kind === 5) return tree("circle", { ...look, cx: round(x), cy: round(y), r: 4.5 });
  const corners = MARKERS[kind].map(([across, down]) => ({ x: x + across, y: y + down }));
  return tree("path", { ...look, d: outline(corners) });
}

/** Words beside the end of an axis, on the side where there is room. */
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

// Bars

function bars(series, width) {
  const bar = series.length > 1 ? 16 : 22;
  const side = Math.min(200, width * 0.4);
  const room = width - side - 60;
  const letters = Math.floor(side / (LETTER * 0.55));
  let y = 8;
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

// Both

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

/** Words of a title in lines of about so many letters; three lines at most. @param {string} title @param {number} letters */
function wrap(title, letters) {
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

function shortened(text, letters) {
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

function outline(points) {
  return `${points.map(({ x, y }, at) => `${at ? "L" : "M"}${round(x)} ${round(y)}`).join("")}Z`;
}

function line(name, x1, y1, x2, y2) {
  return tree("line", { class: name, x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), stroke: "currentColor", "stroke-opacity": 0.3 });
}

function round(number) {
  return Math.round(number * 10) / 10;
}
