// @ts-check
// An answers file as text → a session of this model, or what is wrong with it. Nothing in a file is trusted: keys of it
// never name a property, and texts of it only become text. The published JSON Schema says the same.

import { any, clip, isRecord, moment, record, text, truth, whole } from "./checks.js";
import { fit } from "./fit.js";
import { readLegacyFile } from "./legacy-file.js";
import { newSession, tidy } from "./model.js";

/** @import { Answer, Model, Reading, Session } from "./model.js" */
/** @import { Check } from "./checks.js" */

export const MOST_BYTES = 1024 * 1024;
const MOST_DEPTH = 8;
const MOST_ANSWERS = 5000;
export const MOST_NOTE = 10000;
const STATES = ["answered", "unknown", "not_applicable", "unanswered"];

/** @type {Record<string, Check>} */
const FILE = {
  schema: any, assessment: text(500), assessment_version: text(200), content_hash: text(200), title: text(500), team: text(200),
  created: moment, modified: moment, answers: record,
};
/** @type {Record<string, Check>} */
const ANSWER = {
  state: (value) => (STATES.includes(String(value)) ? "" : `must be one of ${STATES.join(", ")}`),
  level: whole, anchor: text(500), improve: truth, note: text(MOST_NOTE),
};

/**
 * @param {string} source @param {Model} model @param {string} now
 * @returns {Reading}
 */
export function readAnswers(source, model, now) {
  if (source.length > MOST_BYTES) return { problem: tooLarge(source.length) };
  if (depthOf(source) > MOST_DEPTH) return { problem: `The file is not an answers file: it has more than ${MOST_DEPTH} levels of lists and objects inside each other.` };
  let data;
  try {
    data = JSON.parse(source.replace(/^\uFEFF/, ""));
  } catch {
    return { problem: "The file is not an answers file: it is not JSON." };
  }
  if (!isRecord(data)) return { problem: "The file is not an answers file: it is not a JSON object." };
  if (!Object.hasOwn(data, "schema")) {
    return readLegacyFile(data, model, now) ?? { problem: "The file is not an answers file: it has no `schema`." };
  }
  const problem = faultOf(data, model);
  if (problem) return { problem };
  const raw = asSession(data, model, now);
  return { ...fit(raw, model), raw };
}

/** @param {number} bytes */
export function tooLarge(bytes) {
  return `The file is too large: it has ${Math.ceil(bytes / 1024)} KB, and an answers file has at most ${MOST_BYTES / 1024} KB.`;
}

/** What is wrong with a file of this schema, or nothing. @param {Record<string, any>} data @param {Model} model */
function faultOf(data, model) {
  if (!Number.isInteger(data.schema) || data.schema < 1) return "The file is not an answers file: `schema` must be 1.";
  if (data.schema > 1) {
    return `The file was made by a newer version of this tool (schema ${data.schema}; this site reads schema 1). Ask whoever runs this site to update it.`;
  }
  const own = faultIn(data, FILE, ["assessment", "answers"], "The file");
  if (own) return own;
  if (data.assessment !== model.id) {
    return `The file belongs to another assessment, “${data.title || data.assessment}” (${data.assessment}). This is “${model.title}” (${model.id}).`;
  }
  /** @type {[string, unknown][]} */
  const answers = Object.entries(data.answers);
  if (answers.length > MOST_ANSWERS) return `The file has ${answers.length} answers; at most ${MOST_ANSWERS} can be read.`;
  for (const [id, answer] of answers) {
    const name = `The answer to “${clip(id)}”`;
    if (text(500)(id)) return `${name} has a name of more than 500 characters.`;
    if (!isRecord(answer)) return `${name} must be an object.`;
    const fault = faultIn(answer, ANSWER, ["state"], name);
    if (fault) return fault;
    if (answer.state === "answered" && !Object.hasOwn(answer, "level")) return `${name} has no \`level\`.`;
    if (answer.state !== "answered" && Object.hasOwn(answer, "level")) return `${name} has a \`level\`, but its state is ${answer.state}.`;
  }
  return "";
}

/** @param {Record<string, unknown>} data @param {Record<string, Check>} fields @param {string[]} needed @param {string} name */
function faultIn(data, fields, needed, name) {
  for (const key of needed) if (!Object.hasOwn(data, key)) return `${name} has no \`${key}\`.`;
  for (const [key, value] of Object.entries(data)) {
    if (!Object.hasOwn(fields, key)) return `${name} has \`${clip(key)}\`, which is not a known field.`;
    const fault = fields[key](value);
    if (fault) return `${name}: \`${key}\` ${fault}.`;
  }
  return "";
}

/** @param {Record<string, any>} data @param {Model} model @param {string} now @returns {Session} */
function asSession(data, model, now) {
  const blank = newSession(model, now);
  const { assessment_version, content_hash, team = "", created, modified } = data;
  const answers = Object.entries(/** @type {Record<string, Answer>} */ (data.answers)).map(([id, answer]) => [id, tidy(answer)]);
  return {
    ...blank, team,
    assessment_version: assessment_version ?? "", content_hash: content_hash ?? "",
    created: created ?? modified ?? now, modified: modified ?? created ?? now,
    answers: Object.fromEntries(answers),
  };
}

/** How deep brackets are nested, counted before anything is parsed. @param {string} source */
function depthOf(source) {
  let depth = 0;
  let most = 0;
  let quoted = false;
  for (let at = 0; at < source.length; at++) {
    const mark = source[at];
    if (quoted && mark === "\\") at += 1;
    else if (mark === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (mark === "[" || mark === "{") most = Math.max(most, ++depth);
    else if (mark === "]" || mark === "}") depth -= 1;
  }
  return most;
}
