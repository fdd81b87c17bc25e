// The entrance: what scripts may ask of an assessment, and the page that this is.

globalThis.fingerpostAssessment = {
  readAnswers, fit, newSession, withAnswer, reportOf, chart, scoreTable, comparisonTable, changesOf, toJson, toCsv, toMarkdown, toPage, toMarkup,
};

const PAGES = { start: startPage, category: categoryPage, review: reviewPage, report: reportPage, compare: comparePage };

async function begin(place) {
  const { assessment, model: address, root } = place.dataset;
  const home = new URL(root, document.baseURI);
  let model;
  try {
    model = await load("assessment", new URL(address, document.baseURI).href);
  } catch {
    return tell("error", tree("p", {}, "This page could not load its questions, so answers cannot be kept now. Try to load the page again."));
  }
  PAGES[assessment]?.({ model, root: home, place, store: openStore(model, home), guidance: openGuidance(home) });
  place.dataset.ready = "";
  // A page that the browser brings back as it was left may show answers of before.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  // What the live preview changes here is bound to answers: the page is loaded again.
  document.addEventListener("fingerpost:morphed", (event) => {
    if (event.detail.changed.some((element) => place.contains(element) || element.contains(place))) event.preventDefault();
  });
}

const started = globalThis.document?.querySelector("[data-assessment]");
if (started) begin(started);
