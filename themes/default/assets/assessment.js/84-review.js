// The page between answering and the report: each answer with what makes it good enough, and a tick where it is not.

/** @param {Site} site */
function reviewPage(site) {
  const { model, store } = site;
  const list = one("[data-review-list]");
  const { session, notices, damaged } = store.read();
  const report = reportOf(model, session);
  const counts = new Map();

  const part = (category) => {
    const count = toNode(tree("p", { class: "tally" }, countWords(category.tally)));
    counts.set(category.id, count);
    const section = toNode(tree("section", { class: "review-category" }, tree("h2", {}, tree("a", { href: new URL(category.url, site.root).href }, category.title))));
    section.append(count);
    if (!category.tally.answered) section.append(toNode(tree("p", {}, "No answers yet.")));
    for (const entry of category.entries) if (entry.level) section.append(answered(entry, category.id));
    const rest = category.entries.filter(({ level }) => !level);
    if (rest.length) {
      section.append(toNode(tree("details", { class: "rest" },
        tree("summary", {}, `${counted(rest.length, "question")} without a level`),
        tree("ul", {}, rest.map((entry) => tree("li", {}, `${entry.question.title} `, tree("strong", {}, answerWords(model, entry))))))));
    }
    return section;
  };

  const answered = (entry, category) => {
    const { question, answer, level } = entry;
    const node = toNode(tree("section", { class: "review-entry" },
      tree("h3", {}, tree("a", { href: new URL(question.url, site.root).href }, question.title)),
      tree("p", { class: "answer" }, levelWords(level, question)),
      level.summary && tree("p", {}, level.summary),
      answer.note && tree("p", { class: "note-text" }, answer.note)));
    const text = toNode(tree("div", { class: "review-text" }));
    const tick = toNode(tree("label", { class: "tick" },
      tree("input", { type: "checkbox", "data-improve": question.id, checked: isMarked(entry) }), tree("span", {}, "We need to do better")));
    one("input", tick).addEventListener("change", (event) => mark(question.id, event.target.checked));
    node.append(text, tick);
    fillGuidance(site, category, entry, model.review, text);
    return node;
  };

  const mark = (id, improve) => {
    const after = reportOf(model, store.update((session, now) => withAnswer(session, id, { improve }, now)));
    for (const { id, tally } of after.categories) counts.get(id).textContent = countWords(tally);
    showStates(after);
    sayKept(site);
  };

  list?.replaceChildren(...report.categories.map(part));
  showStates(report);
  if (damaged) tell("error", tree("p", {}, `The answers that this browser keeps cannot be read. ${damaged}`));
  else if (store.problem) sayKept(site);
  else tellNotices(notices);
  addEventListener("storage", (event) => store.concerns(event) && reviewPage(site), { once: true });
}

/** @param {Tally} tally */
function countWords(tally) {
  return `${progressWords(tally)}, ${tally.improve} to do better`;
}

/** Guidance is put in when it has arrived. Under the heading of a question, its own headings come one level lower. */
async function fillGuidance(site, category, entry, roles, place) {
  if (!roles.length) return;
  try {
    const data = await site.guidance(category);
    fill(place, ...guidanceOf(data, entry, roles));
    lower(place);
  } catch {
    fill(place, tree("p", {}, "The guidance could not be loaded. ", tree("a", { href: new URL(entry.question.url, site.root).href }, "Read it on its own page")));
  }
}

/** Headings of guidance go below the h3 of the question, in the steps that they had; names that the page may have twice go. */
function lower(place) {
  const heads = all("h1, h2, h3, h4, h5, h6", place);
  const highest = Math.min(...heads.map((head) => Number(head.localName[1])));
  for (const head of heads) {
    const level = Math.min(6, 4 + Number(head.localName[1]) - highest);
    const made = document.createElement(`h${level}`);
    made.append(...head.childNodes);
    head.replaceWith(made);
  }
  for (const named of all("[id]", place)) named.removeAttribute("id");
  for (const anchor of all(".anchor", place)) anchor.remove();
}
