// @ts-check
// The comparison of two or more answers files: then and now, or several teams.

import { chart, MOST_SERIES } from "./chart.js";
import { reportOf } from "./model.js";
import { button, fill, noticeList, readFile, showStates, showMessage, hideMessage, widthOf } from "./page.js";
import { all, one } from "../shared/dom.js";
import { changesTable, comparisonTable } from "./tables.js";
import { toNode, tree } from "./tree.js";
import { progressWords, sessionWords } from "./wording.js";

/** @import { Series } from "./drawing.js" */
/** @import { Model, Session } from "./model.js" */
/** @import { Site } from "./page.js" */

/** A set of answers; `fixed` marks those of this browser. @typedef {{ name: string, session: Session, fixed: boolean }} Chosen */

/** @param {Site} site */
export function comparePage(site) {
  const { model, store } = site;
  const input = one("[data-compare-files]");
  const list = one("[data-compare-list]");
  const results = all("[data-compare-results]");
  /** @type {Chosen[]} */
  let chosen = [];
  const here = store.read();
  const report = reportOf(model, here.session);
  const begun = report.overall;
  showStates(report);
  if (begun.unanswered < begun.questions) chosen.push({ name: "This browser", session: here.session, fixed: true });

  const add = async () => {
    const faults = [];
    const notices = [];
    for (const file of input.files) {
      const reading = await readFile(file, model);
      if ("problem" in reading) {
        faults.push({ text: `“${file.name}” was left out. ${reading.problem}` });
        continue;
      }
      chosen.push({ name: file.name, session: reading.session, fixed: false });
      for (const { text } of reading.notices) notices.push({ text: `“${file.name}”: ${text}` });
    }
    input.value = "";
    hideMessage();
    if (faults.length) showMessage("error", noticeList([...faults, ...notices]));
    else if (notices.length) showMessage("notice", noticeList(notices));
    show();
  };

  const show = () => {
    chosen = chosen.toSorted((a, b) => Date.parse(a.session.modified) - Date.parse(b.session.modified));
    list?.replaceChildren(...chosen.map((item) => {
      const node = toNode(tree("li", {}, tree("span", {}, `${sessionWords(item.session, item.name)}: ${progressWords(reportOf(model, item.session).overall)} `)));
      node.append(button(`Leave out ${item.fixed ? "the answers in this browser" : item.name}`, () => {
        chosen = chosen.filter((other) => other !== item);
        show();
        input?.focus();
      }));
      return node;
    }));
    const series = named(model, chosen);
    for (const part of results) part.hidden = series.length < 2;
    const state = one("[data-compare-state]");
    if (state) state.textContent = series.length < 2 ? `Choose ${series.length ? "one more file" : "two files"} or more.` : `Comparing ${series.length} sets of answers.`;
    if (series.length < 2) return;
    const [first, last] = [series[0].report, series.at(-1).report];
    const radar = one("[data-radar]");
    if (radar) fill(radar, chart(series, { width: widthOf(radar), id: "compare" }));
    if (series.length > MOST_SERIES && radar) radar.append(toNode(tree("p", {}, `The chart shows the latest ${MOST_SERIES}; the table has all.`)));
    fill(one("[data-scores]"), comparisonTable(series));
    fill(one("[data-changes]"), changesTable(model, first, last, (question) => tree("a", { href: new URL(question.url, site.root).href }, question.title)));
  };

  input?.addEventListener("change", add);
  addEventListener("resize", () => chosen.length > 1 && show());
  show();
}

/** Each set with a name of its own. @param {Model} model @param {Chosen[]} chosen @returns {Series[]} */
function named(model, chosen) {
  const names = chosen.map(({ name, session }) => sessionWords(session, name));
  return chosen.map(({ name, session }, at) => {
    const alike = names.filter((other) => other === names[at]).length > 1;
    return { name: alike ? `${names[at]} (${name})` : names[at], report: reportOf(model, session) };
  });
}
