// @ts-check
// Self-assessments in the browser: the model, and what answers to it amount to.
// The terminal counts in the same order, so that both give the same numbers.

/** @typedef {{ value: number, name: string, summary: string, anchor: string, roles: string[] }} Level */
/** @typedef {{ id: string, formerIds: string[], former: string[], title: string, url: string, weight: number, levels: Level[] }} Question */
/** @typedef {{ id: string, title: string, url: string, questions: Question[] }} Category */
/**
 * @typedef {{ schema: number, id: string, title: string, version: string, hash: string, base: string, unknown: string,
 *   notApplicable: string, notes: boolean, report: string[], review: string[], categories: Category[] }} Model
 */
/** @typedef {"answered" | "unknown" | "not_applicable" | "unanswered"} State */
/** @typedef {{ state: State, level?: number, anchor?: string, improve?: boolean, note?: string }} Answer */
/**
 * @typedef {{ schema: 1, assessment: string, assessment_version: string, content_hash: string, title: string, team: string,
 *   created: string, modified: string, answers: Record<string, Answer> }} Session
 */
/**
 * @typedef {{ questions: number, applicable: number, answered: number, unknown: number, notApplicable: number,
 *   unanswered: number, improve: number, points: number, maximum: number, percent: number | null }} Tally
 */
/** @typedef {{ question?: string, text: string }} Notice something that a reader should know of their answers */
/** @typedef {{ problem: string } | { session: Session, notices: Notice[], raw?: Session }} Reading `raw` is the file before it was fitted to the model */
/** @typedef {{ question: Question, answer: Answer, level: Level | undefined }} Entry */
/**
 * @typedef {{ title: string, version: string, team: string, modified: string, overall: Tally,
 *   categories: { id: string, title: string, url: string, tally: Tally, entries: Entry[] }[] }} Report
 */

/** @type {Answer} */
export const UNANSWERED = Object.freeze({ state: "unanswered" });

/** @param {Model} model @returns {Question[]} */
export function questionsOf(model) {
  return model.categories.flatMap((category) => category.questions);
}

/** @param {Question} question @param {number | undefined} value */
export function levelOf(question, value) {
  return question.levels.find((level) => level.value === value);
}

/** @param {Question} question */
export function topOf(question) {
  return Math.max(...question.levels.map((level) => level.value));
}

/** A session without answers. @param {Model} model @param {string} now @returns {Session} */
export function newSession(model, now) {
  const { id, version, hash, title } = model;
  return {
    schema: 1, assessment: id, assessment_version: version, content_hash: hash, title, team: "", created: now, modified: now, answers: {},
  };
}

/**
 * The session with one answer changed. An empty answer is removed.
 * @param {Session} session @param {string} id @param {Partial<Answer>} change @param {string} now @returns {Session}
 */
export function withAnswer(session, id, change, now) {
  const answers = new Map(Object.entries(session.answers));
  const answer = tidy({ ...UNANSWERED, ...answers.get(id), ...change });
  if (answer.state === "unanswered" && !answer.note) answers.delete(id);
  else answers.set(id, answer);
  return { ...session, modified: now, answers: Object.fromEntries(answers) };
}

/** Only what belongs to the state of an answer. @param {Answer} answer @returns {Answer} */
export function tidy({ state, level, anchor, improve, note }) {
  const answered = state === "answered";
  return {
    state,
    ...(answered && { level, anchor }),
    ...(answered && improve && { improve }),
    ...(note && { note }),
  };
}

/** @param {Model} model @param {Session} session @returns {Report} */
export function reportOf(model, session) {
  const answers = new Map(Object.entries(session.answers));
  /** @returns {Entry[]} */
  const entries = (/** @type {Question[]} */ questions) => questions.map((question) => {
    const answer = answers.get(question.id) ?? UNANSWERED;
    return { question, answer, level: answer.state === "answered" ? levelOf(question, answer.level) : undefined };
  });
  const categories = model.categories.map(({ id, title, url, questions }) => {
    const own = entries(questions);
    return { id, title, url, tally: tally(own), entries: own };
  });
  const { team, modified } = session;
  return { title: model.title, version: model.version, team, modified, overall: tally(entries(questionsOf(model))), categories };
}

/** Counts and score of some questions. Only answered ones count towards the score; those that do not apply are left out. @param {Entry[]} entries @returns {Tally} */
export function tally(entries) {
  const count = (/** @type {State} */ state) => entries.filter(({ answer }) => answer.state === state).length;
  const answered = entries.filter(({ level }) => level);
  const notApplicable = count("not_applicable");
  const unknown = count("unknown");
  let points = 0;
  let maximum = 0;
  for (const { question, level } of answered) {
    points += question.weight * level.value;
    maximum += question.weight * topOf(question);
  }
  return {
    questions: entries.length,
    applicable: entries.length - notApplicable,
    answered: answered.length,
    unknown,
    notApplicable,
    unanswered: entries.length - answered.length - unknown - notApplicable,
    improve: answered.filter(({ answer }) => answer.improve).length,
    points,
    maximum,
    percent: maximum > 0 ? Math.floor((100 * points) / maximum + 0.5) : null,
  };
}

/** The number of questions that were answered, with “I don't know” or a level. @param {Tally} tally */
export function settled({ answered, unknown }) {
  return answered + unknown;
}

/** @param {Entry} entry */
export function isMarked({ answer, level }) {
  return Boolean(level && answer.improve);
}

/** Ticked ones first, each kind in the order of the model. @param {Entry[]} entries */
export function ordered(entries) {
  return [...entries.filter(isMarked), ...entries.filter((entry) => !isMarked(entry))];
}
