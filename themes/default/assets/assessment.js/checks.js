// @ts-check
// What a value of a file may be. A check gives what is wrong, or nothing.

/** What is wrong with a value, or nothing. @typedef {(value: unknown) => string} Check */

/** Counts characters as JSON Schema does, not UTF-16 units. @param {number} most @returns {Check} */
export const text = (most) => (value) => (typeof value === "string" && (value.length <= most || [...value].length <= most) ? "" : `must be text of at most ${most} characters`);
/** @type {Check} */
export const moment = (value) => (isMoment(value) ? "" : "must be a date and time such as 2026-03-01T09:30:00Z");
/** @type {Check} */
export const whole = (value) => (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 10 ? "" : "must be a whole number from 0 to 10");
/** @type {Check} */
export const truth = (value) => (typeof value === "boolean" ? "" : "must be true or false");
/** @type {Check} */
export const record = (value) => (isRecord(value) ? "" : "must be an object");
/** @type {Check} */
export const any = () => "";

/** @param {unknown} value @returns {value is Record<string, any>} */
export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value */
export function isMoment(value) {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
}

/** Enough of a long name to find it by. @param {string} name */
export function clip(name) {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
