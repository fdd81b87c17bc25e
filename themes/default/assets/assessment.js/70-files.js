// Answers and reports → files: JSON to load again, CSV for a spreadsheet, Markdown, and a page that needs no other file.

/** @param {Session} session @param {Model} model */
function toJson(session, model) {
  const { id, version, hash, title } = model;
  const known = new Map(Object.entries(session.answers));
  const answers = questionsOf(model).filter((question) => known.has(question.id)).map((question) => [question.id, tidy(known.get(question.id))]);
  const whole = {
    schema: 1, assessment: id, assessment_version: version, content_hash: hash, title,
    team: session.team, created: session.created, modified: session.modified, answers: Object.fromEntries(answers),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** One line for each question, as RFC 4180 has it, with a mark at the start by which spreadsheets know UTF-8. @param {Model} model @param {Report} report */
function toCsv(model, report) {
  const head = ["Category", "Question", "Answer", "State", "Level", "Highest level", "Weight", "To do better", "Note", "Question id"];
  const rows = report.categories.flatMap((category) => category.entries.map((entry) => {
    const { question, answer, level } = entry;
    return [
      category.title, question.title, level?.name ?? answerWords(model, entry), answer.state, level?.value ?? "", topOf(question), question.weight,
      level && answer.improve ? "yes" : "", answer.note ?? "", question.id,
    ];
  }));
  return `\uFEFF${[head, ...rows].map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A text that a spreadsheet would take as a formula is kept a text. */
function cell(value) {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

/** @param {Model} model @param {Report} report @param {(question: Question) => string} address where a question stands, or nothing */
function toMarkdown(model, report, address) {
  const percent = (tally) => plainText(scoreWords(tally));
  const lines = [`# ${plainText(report.title)}: report`, ""];
  if (report.team) lines.push(`- Team: ${plainText(report.team)}`);
  lines.push(`- Date: ${day(report.modified)}`);
  if (report.version) lines.push(`- Version of the assessment: ${plainText(report.version)}`);
  lines.push(`- Overall: ${percent(report.overall)} (${progressWords(report.overall)})`, "", "## Score by category", "");
  lines.push("| Category | Score | Answered | Not known | Not answered | To do better |", "| --- | ---: | ---: | ---: | ---: | ---: |");
  for (const { title, tally } of report.categories) {
    lines.push(`| ${plainText(title)} | ${percent(tally)} | ${tally.answered} of ${tally.applicable} | ${tally.unknown} | ${tally.unanswered} | ${tally.improve} |`);
  }
  for (const { title, entries } of report.categories) {
    lines.push("", `## ${plainText(title)}`);
    for (const entry of entries) {
      const { question, answer, level } = entry;
      const link = address(question);
      lines.push("", `### ${plainText(question.title)}`, "", `- Answer: ${plainText(answerWords(model, entry))}`);
      if (level?.summary) lines.push(`- What it means: ${plainText(level.summary)}`);
      if (level && answer.improve) lines.push("- We need to do better here.");
      if (answer.note) lines.push(`- Note: ${plainText(answer.note)}`);
      if (link) lines.push(`- Guidance: <${link}>`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** A text in one line of Markdown, with nothing in it that would be markup. @param {string} text */
function plainText(text) {
  return text.replace(/\s+/g, " ").trim().replace(/[\\`*_[\]<>|~&#!]/g, "\\$&");
}

const REPORT_STYLE = [
  ":root{color-scheme:light;--paper:#fff}",
  "body{max-width:50rem;margin:2rem auto;padding:0 1.25rem;font:1.0625rem/1.6 system-ui,sans-serif;color:#15201f;background:#fff;overflow-wrap:break-word}",
  "h1,h2,h3,h4{line-height:1.2;break-after:avoid}h1{margin-bottom:.5rem}h2{margin-top:2.5rem;padding-top:.5rem;border-top:.125rem solid}h3{margin-top:2rem}",
  "a{color:#07586b}svg{max-width:100%;height:auto}table{border-collapse:collapse;font-size:.9375rem}caption{text-align:start;font-weight:700}",
  "th,td{padding:.375rem .75rem;border-bottom:1px solid #6d7b79;text-align:start;vertical-align:top}tfoot th,tfoot td{border-top:2px solid;font-weight:700}",
  ".table{overflow-x:auto}.table+.table{margin-top:2rem}.answer{margin:.25rem 0;font-weight:700}.better{padding:.0625rem .5rem;border:1px solid #805000;font-weight:700;color:#805000}",
  ".entry{margin-bottom:1.5rem}.note{padding-inline-start:1rem;border-inline-start:.25rem solid #6d7b79;white-space:pre-line}pre{overflow-x:auto;white-space:pre-wrap}",
  "@media print{body{max-width:none;margin:0;padding:0;font-size:10pt}.table{overflow:visible}.chart,tr{break-inside:avoid}tfoot{display:table-row-group}a{color:inherit}}",
].join("");

/**
 * The whole report as one page. It carries its own style, and a policy under which it can load and run nothing.
 * @param {Model} model @param {Report} report @param {{ guidance: (entry: Entry) => Child[], language: string, direction: string, marked: boolean }} how
 *   `guidance` gives what is shown for a question; `marked` leaves out what is not ticked
 */
function toPage(model, report, { guidance, language, direction, marked }) {
  const facts = [report.team, day(report.modified), report.version && `version ${report.version}`].filter(Boolean).join(" · ");
  const body = [
    tree("h1", {}, `${report.title}: report`),
    tree("p", {}, facts),
    tree("p", {}, summaryWords(report)),
    tree("div", { class: "chart" }, chart([{ name: "Score", report }], { width: 640 })),
    scoreTable(report),
    priorityTable(report),
    report.categories.flatMap((category) => categoryPart(model, category, guidance, marked)),
  ];
  const page = tree("html", { lang: language, dir: direction },
    tree("head", {},
      tree("meta", { charset: "utf-8" }),
      tree("meta", { "http-equiv": "Content-Security-Policy", content: "default-src 'none'; style-src 'unsafe-inline'" }),
      tree("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      tree("title", {}, `${report.title}: report${report.team ? `, ${report.team}` : ""}`),
      tree("style", {}, { markup: REPORT_STYLE })),
    tree("body", {}, tree("main", {}, body)));
  return `<!doctype html>\n${toMarkup(page)}\n`;
}

function categoryPart(model, { title, tally, entries }, guidance, marked) {
  const shown = marked ? entries.filter(isMarked) : entries.filter(({ answer }) => answer.state !== "not_applicable");
  if (marked && !shown.length) return [];
  return [
    tree("h2", {}, title),
    tree("p", {}, `${scoreWords(tally)}; ${progressWords(tally)}; ${tally.improve} to do better.`),
    ordered(shown).map((entry) => tree("section", { class: "entry" },
      tree("h3", {}, entry.question.title),
      tree("p", { class: "answer" }, answerWords(model, entry)),
      isMarked(entry) && tree("p", {}, tree("span", { class: "better" }, "We need to do better")),
      entry.answer.note && tree("p", { class: "note" }, entry.answer.note),
      guidance(entry))),
  ].flat();
}

/** @param {Entry} entry */
function isMarked({ answer, level }) {
  return Boolean(level && answer.improve);
}

/** Ticked ones first, each kind in the order of the model. @param {Entry[]} entries */
function ordered(entries) {
  return [...entries.filter(isMarked), ...entries.filter((entry) => !isMarked(entry))];
}
