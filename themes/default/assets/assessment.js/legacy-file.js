// @ts-check
// Files of the cloud maturity site that this kind of assessment comes from → a session. It names a question by the SHA-256
// of its title; the model carries those of today's and of former titles.
//
//   first form    { CATEGORY: { SHA256: 0–5 } }
//   version 2     { metadata, CATEGORY: { SHA256: { answer: 0–5, needsImprovement } } }, perhaps as `assessmentData`
//
// Levels count from 1 there, whatever this model's lowest value is. 0 means both "I don't know" and no answer,
// so it is read as no answer, and said.

import { clip, isMoment, isRecord, whole } from "./checks.js";
import { newSession, tidy } from "./model.js";
import { counted } from "./wording.js";

/** @import { Answer, Category, Model, Notice, Reading } from "./model.js" */

/**
 * Reads a file of that site.
 * @param {Record<string, any>} data @param {Model} model @param {string} now @returns {Reading | undefined} nothing if the file has another form
 */
export function readLegacyFile(data, model, now) {
  const body = isRecord(data.assessmentData) ? data.assessmentData : data;
  /** @type {{ category: string, hash: string, value: unknown }[]} */
  const found = [];
  for (const [category, questions] of Object.entries(body)) {
    if (category === "metadata" || category === "exportMetadata") continue;
    if (!isRecord(questions)) return undefined;
    for (const [key, value] of Object.entries(questions)) {
      const [hash] = key.match(/[0-9a-f]{64}$/) ?? [];
      if (!hash) return undefined;
      found.push({ category, hash, value });
    }
  }
  if (!found.length) return undefined;

  /** @type {[string, Answer][]} */
  const answers = [];
  const lost = { zero: 0, strange: 0 };
  for (const { category, hash, value } of found) {
    const written = isRecord(value) ? value.answer : value;
    const position = typeof written === "string" && /^\d{1,2}$/.test(written) ? Number(written) : written;
    if (whole(position)) {
      return { problem: `The file has an invalid value: the answer ${clip(JSON.stringify(value))} in “${clip(category)}” is not a number from 0 to 10.` };
    }
    const question = formerQuestion(model, category, hash);
    const level = question?.levels[position - 1];
    if (position === 0) lost.zero += 1;
    else if (!level) lost.strange += 1;
    else answers.push([question.id, tidy({ state: "answered", level: level.value, anchor: level.anchor, improve: isRecord(value) && value.needsImprovement === true })]);
  }
  /** @type {Notice[]} */
  const notices = [];
  if (lost.zero) {
    notices.push({ text: `${counted(lost.zero, "question")} left unanswered: the file does not distinguish “I don't know” from no answer.` });
  }
  if (lost.strange) {
    notices.push({ text: `${counted(lost.strange, "answer")} left out: this assessment has no question with that title, or no such level.` });
  }
  if (!answers.length && lost.strange) return { problem: "The file has no answer to a question of this assessment." };
  const times = [body.metadata, data.exportMetadata].filter(isRecord);
  const first = (/** @type {string[]} */ ...keys) => times.flatMap((part) => keys.map((key) => part[key])).find(isMoment);
  const blank = newSession(model, now);
  const created = first("createdAt") ?? now;
  const session = { ...blank, created, modified: first("lastModified", "exportedAt") ?? created, answers: Object.fromEntries(answers) };
  return { session, notices };
}

/** Of two questions with one title, the one of the same category. @param {Model} model @param {string} category @param {string} hash */
function formerQuestion(model, category, hash) {
  const matches = (/** @type {Category} */ one) => one.questions.find((question) => question.former.includes(hash));
  const same = model.categories.find((one) => one.id === category);
  return (same && matches(same)) ?? model.categories.map(matches).find(Boolean);
}
