/** Validates a SARIF log on standard input against the schema of version 2.1.0; prints what is wrong. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Ajv = require("ajv");
const schema = JSON.parse(readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"));
const ajv = new Ajv({ schemaId: "id", allErrors: true });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const log = JSON.parse(readFileSync(0, "utf8"));
if (!ajv.validate(schema, log)) {
  for (const { dataPath, message } of ajv.errors) console.error(`${dataPath} ${message}`);
  process.exit(1);
}
console.log(`${log.runs[0].results.length} results`);
