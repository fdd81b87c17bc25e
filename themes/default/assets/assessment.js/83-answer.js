// The pages where a reader begins and answers: the start, and the questions of a category.

/** @typedef {{ model: Model, root: URL, place: HTMLElement, store: ReturnType<typeof openStore>, guidance: ReturnType<typeof openGuidance> }} Site */

/** @param {Site} site */
function startPage(site) {
  const { model, store } = site;
  const show = () => {
    const { session, notices, damaged } = store.read();
    const report = reportOf(model, session);
    const begun = settled(report.overall) + report.overall.notApplicable > 0;
    const next = report.categories.find(({ tally }) => tally.unanswered);
    for (const part of all("[data-resume]")) {
      part.hidden = !begun;
      part.href = new URL(next ? next.url : "review/", site.root).href;
    }
    showStates(report);
    if (damaged) tell("error", tree("p", {}, `The answers that this browser keeps cannot be read, so they are not shown. ${damaged}`));
    else if (store.problem) sayKept(site);
    else tellNotices(notices);
    return report;
  };
  show();
  addEventListener("storage", (event) => store.concerns(event) && show());
  one("[data-load]")?.addEventListener("change", (event) => takeFile(site, event.target, show));
}

/** A file of answers is looked at, described, and taken only after a yes. */
async function takeFile(site, input, show) {
  const { model, store } = site;
  const [file] = input.files;
  if (!file) return;
  untell();
  const reading = await readFile(file, model);
  // The same file can be chosen again after it was mended.
  input.value = "";
  if ("problem" in reading) return tell("error", tree("p", {}, tree("strong", {}, `“${file.name}” was not loaded. `), reading.problem));
  const { session, notices } = reading;
  const here = reportOf(model, store.read().session).overall;
  const there = reportOf(model, session).overall;
  const replaces = here.questions - here.unanswered;
  const words = [
    tree("p", {}, tree("strong", {}, `“${file.name}”: ${sessionWords(session)}. ${progressWords(there)}.`)),
    notices.length > 0 && noticeList(notices),
    tree("p", {}, replaces
      ? `They take the place of ${counted(replaces, "answer")} that you have given in this browser. Download those first if you want to keep them.`
      : "There are no answers in this browser that they would replace."),
  ].filter(Boolean);
  confirmIn(input.parentElement, input, words, "Load these answers", "Cancel", () => {
    store.keep(session);
    show();
    if (store.problem) return;
    tell("notice", tree("p", {}, `Loaded: ${progressWords(there)}. `, tree("a", { href: new URL("report/", site.root).href }, "Go to the report")), notices.length > 0 && noticeList(notices));
  });
}

/** @param {Site} site */
function categoryPage(site) {
  const { model, place, store } = site;
  const category = model.categories.find(({ id }) => id === place.dataset.category);
  const form = one("[data-assessment-form]");
  if (!category || !form) return;
  const fields = new Map(all("fieldset[data-question]", form).map((field) => [field.dataset.question, field]));
  form.addEventListener("submit", (event) => event.preventDefault());

  const show = ({ session }) => {
    const answers = new Map(Object.entries(session.answers));
    for (const [id, field] of fields) showAnswer(field, answers.get(id) ?? UNANSWERED);
    progress(session);
  };
  const progress = (session) => {
    const report = reportOf(model, session);
    const { tally } = report.categories.find(({ id }) => id === category.id);
    showStates(report);
    for (const line of all("[data-progress]")) showProgress(line, tally, progressWords(tally));
  };
  const change = (id, what) => {
    progress(store.update((session, now) => withAnswer(session, id, what, now)));
    sayKept(site);
  };

  const first = store.read();
  for (const [id, field] of fields) listen(field, id, change);
  show(first);
  const own = first.notices.filter(({ question }) => fields.has(question));
  if (first.damaged) tell("error", tree("p", {}, `The answers that this browser keeps cannot be read. They stay until you answer here. ${first.damaged}`));
  else if (store.problem) sayKept(site);
  else tellNotices(own);

  addEventListener("storage", (event) => store.concerns(event) && show(store.read()));
  addEventListener("beforeunload", (event) => store.unsaved && event.preventDefault());
  for (const reset of all("[data-reset]")) {
    reset.addEventListener("click", () => confirmReset(reset, category, () => {
      const session = store.update((session, now) => ({
        ...session, modified: now, answers: Object.fromEntries(Object.entries(session.answers).filter(([id]) => !fields.has(id))),
      }));
      show({ session });
      sayKept(site);
      const state = one("[data-save-state]");
      if (state && !store.problem) state.textContent = `The answers for ${category.title} were removed.`;
    }));
  }
}

function confirmReset(reset, category, act) {
  const words = [tree("p", {}, `Remove all your answers and notes for ${category.title}? This cannot be undone.`)];
  confirmIn(reset.parentElement, reset, words, "Yes, remove them", "No, keep them", act);
}

/** @param {HTMLElement} field @param {Answer} answer */
function showAnswer(field, answer) {
  const value = answer.state === "answered" ? String(answer.level) : answer.state;
  for (const radio of all("input[type=radio]", field)) radio.checked = radio.value === value;
  const note = one("[data-note]", field);
  if (note && note !== document.activeElement) note.value = answer.note ?? "";
  const details = note?.closest("details");
  if (details && answer.note) details.open = true;
  showClear(field);
}

/** An answer can be taken back; the button for it is there where there is one. */
function showClear(field) {
  const clear = one(".clear", field);
  if (clear) clear.hidden = !one("input[type=radio]:checked", field);
}

function listen(field, id, change) {
  for (const radio of all("input[type=radio]", field)) {
    radio.addEventListener("change", () => {
      const answered = /^\d+$/.test(radio.value);
      change(id, answered ? { state: "answered", level: Number(radio.value), anchor: radio.dataset.anchor } : { state: radio.value });
      showClear(field);
    });
  }
  const clear = button("Clear this answer", () => {
    const first = one("input[type=radio]", field);
    for (const radio of all("input[type=radio]", field)) radio.checked = false;
    change(id, { state: "unanswered" });
    showClear(field);
    first?.focus();
  }, "plain-button clear");
  clear.hidden = true;
  field.append(clear);

  const note = one("[data-note]", field);
  if (!note) return;
  note.maxLength = MOST_NOTE;
  let timer;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    change(id, { note: note.value.trim() });
  };
  note.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  note.addEventListener("change", save);
  addEventListener("pagehide", () => timer && save());
}
