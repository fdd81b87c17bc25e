// @ts-check
// Answers to an earlier model → answers to the current one. A question is identified by its id and its earlier ids, a level
// by its value and its anchor; titles may change.

import { clip } from "./checks.js";
import { levelOf, questionsOf, tidy } from "./model.js";
import { counted } from "./wording.js";

/** @import { Answer, Model, Notice, Question, Session } from "./model.js" */

/**
 * @param {Session} session @param {Model} model
 * @returns {{ session: Session, notices: Notice[] }}
 */
export function fit(session, model) {
  const given = new Map(Object.entries(session.answers));
  /** @type {Set<string>} */
  const used = new Set();
  /** @type {[string, Answer][]} */
  const answers = [];
  /** @type {Notice[]} */
  const notices = [];
  for (const question of questionsOf(model)) {
    const id = [question.id, ...question.formerIds].find((id) => given.has(id));
    if (id === undefined) continue;
    // An answer under an earlier id is older than one under the current id.
    for (const known of [question.id, ...question.formerIds]) used.add(known);
    const { answer, notice } = fitAnswer(given.get(id), question);
    if (answer) answers.push([question.id, answer]);
    if (notice) notices.push({ question: question.id, text: `“${question.title}”: ${notice}` });
  }
  const strange = [...given.keys()].filter((id) => !used.has(id));
  if (strange.length) {
    const names = strange.slice(0, 5).map((id) => `“${clip(id)}”`).join(", ");
    const more = strange.length > 5 ? ` and ${strange.length - 5} more` : "";
    notices.push({ text: `${counted(strange.length, "answer")} left out, because this assessment has no such question: ${names}${more}.` });
  }
  return { session: { ...session, answers: Object.fromEntries(answers) }, notices };
}

/** @param {Answer} answer @param {Question} question @returns {{ answer?: Answer, notice?: string }} */
function fitAnswer(answer, question) {
  if (answer.state !== "answered") return { answer };
  const level = levelOf(question, answer.level);
  if (level && (level.anchor === answer.anchor || !answer.anchor)) return { answer: { ...answer, anchor: level.anchor } };
  const moved = answer.anchor && question.levels.find((level) => level.anchor === answer.anchor);
  if (moved) {
    return {
      answer: { ...answer, level: moved.value },
      notice: `the levels have changed. Your answer “${moved.name}” was level ${answer.level} and is now level ${moved.value}.`,
    };
  }
  if (level) {
    return { answer, notice: `the levels have changed. Your answer was level ${answer.level}, which is now “${level.name}”. Please check it.` };
  }
  const rest = tidy({ ...answer, state: "unanswered" });
  return {
    ...(rest.note && { answer: rest }),
    notice: `the levels have changed. Your answer was level ${answer.level}, which no longer exists. Please answer again.`,
  };
}
