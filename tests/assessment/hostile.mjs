// Files that must not be read as answers, each with the words that the browser has for it.

const deep = (depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** @returns {Record<string, [string, RegExp]>} files for a model, by what is wrong with them */
export function refused(model) {
  const [first] = model.categories[0].questions;
  const whole = (answers = {}) => ({ schema: 1, assessment: model.id, answers });
  const file = (answers) => JSON.stringify(whole(answers));
  const answer = (level, more = {}) => ({ state: 'answered', level, anchor: first.levels[level].anchor, ...more });
  return {
    'not JSON': ['hello', /not JSON/],
    'a list': ['[]', /is not a JSON object/],
    nothing: ['', /not JSON/],
    'null': ['null', /is not a JSON object/],
    'an object of another kind': ['{"a":1}', /no `schema`/],
    'ten megabytes': [file({}).padEnd(10 * 1024 * 1024), /too large: it has 10240 KB/],
    'deep nesting': [deep(5000), /levels of lists and objects/],
    'deep nesting of lists': ['['.repeat(100000), /levels of lists and objects/],
    'a newer schema': [JSON.stringify({ ...whole(), schema: 2 }), /newer version of this tool \(schema 2/],
    'no number as schema': [JSON.stringify({ ...whole(), schema: 'one' }), /`schema` must be 1/],
    'another assessment': [JSON.stringify({ ...whole(), assessment: 'other', title: 'Other model' }), /another assessment, “Other model” \(other\)/],
    'an unknown field': [JSON.stringify({ ...whole(), extra: 1 }), /`extra`, which is not a known field/],
    '__proto__ at the top': [`{"schema":1,"assessment":"${model.id}","answers":{},"__proto__":{"polluted":true}}`, /`__proto__`, which is not a known field/],
    '__proto__ in an answer': [`{"schema":1,"assessment":"${model.id}","answers":{"${first.id}":{"state":"unknown","__proto__":{"polluted":true}}}}`, /`__proto__`, which is not a known field/],
    'constructor in an answer': [`{"schema":1,"assessment":"${model.id}","answers":{"${first.id}":{"state":"unknown","constructor":{}}}}`, /`constructor`, which is not a known field/],
    'no answers': [JSON.stringify({ ...whole(), answers: undefined }), /no `answers`/],
    'answers as a list': [JSON.stringify({ ...whole(), answers: [] }), /`answers` must be an object/],
    'an answer as a number': [file({ [first.id]: 3 }), /must be an object/],
    'an unknown state': [file({ [first.id]: { state: 'maybe' } }), /`state` must be one of/],
    'an answer without a state': [file({ [first.id]: { level: 1 } }), /no `state`/],
    'an answer without a level': [file({ [first.id]: { state: 'answered' } }), /has no `level`/],
    'a level without an answer': [file({ [first.id]: { state: 'unknown', level: 1 } }), /its state is unknown/],
    'a level as text': [file({ [first.id]: { state: 'answered', level: '1' } }), /`level` must be a whole number/],
    'half a level': [file({ [first.id]: { state: 'answered', level: 1.5 } }), /`level` must be a whole number/],
    'a level below': [file({ [first.id]: { state: 'answered', level: -1 } }), /`level` must be a whole number/],
    'a tick as text': [file({ [first.id]: answer(1, { improve: 'yes' }) }), /`improve` must be true or false/],
    'a long note': [file({ [first.id]: answer(1, { note: 'x'.repeat(10001) }) }), /`note` must be text of at most 10000/],
    'a long note of ships': [file({ [first.id]: answer(1, { note: '🚢'.repeat(10001) }) }), /`note` must be text of at most 10000/],
    'a long team': [JSON.stringify({ ...whole(), team: 'x'.repeat(201) }), /`team` must be text of at most 200/],
    'a long name of a question': [file({ ['x'.repeat(501)]: { state: 'unknown' } }), /more than 500 characters/],
    'a level above': [file({ [first.id]: { state: 'answered', level: 11 } }), /`level` must be a whole number/],
    'a level of nothing': [file({ [first.id]: { state: 'answered', level: null } }), /`level` must be a whole number/],
    'a date without a zone': [JSON.stringify({ ...whole(), created: '2026-03-01T09:30:00' }), /`created` must be a date/],
    'a day alone': [JSON.stringify({ ...whole(), created: '2026-03-01' }), /`created` must be a date/],
    'two values': ['{}{}', /not JSON/],
    'a note as an object': [file({ [first.id]: answer(1, { note: {} }) }), /`note` must be text/],
    'a date in words': [JSON.stringify({ ...whole(), created: 'yesterday' }), /`created` must be a date/],
    'a day that does not exist': [JSON.stringify({ ...whole(), modified: '2026-99-01T00:00:00Z' }), /`modified` must be a date/],
    'too many answers': [file(Object.fromEntries(Array.from({ length: 5001 }, (_, at) => [`q${at}`, { state: 'unknown' }]))), /at most 5000/],
    'markup as a name': [file({ '<script>alert(1)</script>': 3 }), /“<script>alert\(1\)<\/script>” must be an object/],
  };
}
