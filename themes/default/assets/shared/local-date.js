// @ts-check
// Dates in the time zone of the reader.

/** The local date of a moment, as YYYY-MM-DD. @param {Date} moment */
export const localDate = (moment) => new Date(Number(moment) - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
