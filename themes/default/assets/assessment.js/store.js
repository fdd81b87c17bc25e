// @ts-check
// Saves answers in this browser, under a key with the base path and the assessment. If the browser refuses or is full, they
// last as long as the page, and the page says so.

import { readAnswers } from "./answers-file.js";
import { fit } from "./fit.js";
import { newSession, questionsOf } from "./model.js";

/** @import { Model, Notice, Session } from "./model.js" */

/** @typedef {ReturnType<typeof openStore>} Store */

/**
 * @param {Model} model @param {URL} root the start page of the assessment
 */
export function openStore(model, root) {
  // Copies of a site on one disk share their storage, so the folder tells them apart.
  const base = root.protocol === "file:" ? root.pathname : model.base;
  const key = `fingerpost:assessment:${base}:${model.id}`;
  const now = () => new Date().toISOString();
  /** Answers that the browser did not save. @type {Session | undefined} */
  let unsavedSession;
  /** Why the last change is not saved; empty if it is. */
  let problem = "";

  /** The answers as the model now has them; `raw` is what is saved. @returns {{ session: Session, raw?: Session, notices: Notice[], damaged?: string }} */
  function read() {
    if (unsavedSession) return { session: unsavedSession, notices: [] };
    let stored = null;
    try {
      stored = localStorage.getItem(key);
      problem = "";
    } catch {
      problem = REFUSED;
    }
    if (stored === null) return { session: newSession(model, now()), notices: [] };
    const reading = readAnswers(stored, model, now());
    if ("session" in reading) return { ...reading, notices: reading.notices.filter(({ question }) => question) };
    return { session: newSession(model, now()), notices: [], damaged: reading.problem };
  }

  /**
   * Changes the answers as they are now, which another tab may have changed. What is not changed stays as it was given, so
   * that a notice about it comes again, and answers to a question that is away for a time are still there after it.
   * @param {(session: Session, now: string) => Session} change
   */
  function update(change) {
    const { session: before, raw } = read();
    const after = change(before, now());
    const answers = new Map(Object.entries(raw?.answers ?? {}));
    const [old, fresh] = [new Map(Object.entries(before.answers)), new Map(Object.entries(after.answers))];
    for (const { id, formerIds } of questionsOf(model)) {
      if (raw && old.get(id) === fresh.get(id)) continue;
      for (const known of [id, ...formerIds]) answers.delete(known);
      if (fresh.has(id)) answers.set(id, fresh.get(id));
    }
    save({ ...after, answers: Object.fromEntries(answers) });
    return after;
  }

  /** @param {Session} session */
  function save(session) {
    try {
      localStorage.setItem(key, JSON.stringify({ ...session, assessment_version: model.version, content_hash: model.hash }));
      unsavedSession = undefined;
      problem = "";
    } catch (error) {
      unsavedSession = fit(session, model).session;
      problem = /** @type {Error} */ (error)?.name === "QuotaExceededError" ? FULL : REFUSED;
    }
    return session;
  }

  return {
    read,
    update,
    save,
    /** Whether another tab changed the saved answers. @param {StorageEvent} event */
    concerns: (event) => event.key === key || event.key === null,
    get problem() {
      return problem;
    },
    get unsaved() {
      return unsavedSession !== undefined;
    },
  };
}

const REFUSED = "This browser does not allow the page to save answers. Download them before you leave.";
const FULL = "This browser has no space left to save answers. Download them before you leave.";
