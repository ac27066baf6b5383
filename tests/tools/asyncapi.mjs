// Holds an AsyncAPI document against the specification's own schema, and its references against itself.
//
//   node tests/tools/asyncapi.mjs FILE
import { readFileSync } from 'node:fs';
import specs from '@asyncapi/specs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const file = process.argv[2];
const document = parse(readFileSync(file, 'utf8'));
const faults = [];

const schema = specs.schemas[document.asyncapi];
if (schema === undefined) {
  faults.push(`asyncapi: ${document.asyncapi} is no version of the specification`);
} else {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const valid = ajv.compile(withoutDraft(schema));
  if (!valid(document)) faults.push(...valid.errors.map((one) => `${one.instancePath}: ${one.message}`));
}

// Ajv knows the newer drafts of JSON Schema; what is used of draft 7 means the same.
function withoutDraft(given) {
  const { definitions, ...rest } = given;
  const kept = Object.fromEntries(
    Object.entries(definitions).filter(([name]) => name !== 'http://json-schema.org/draft-07/schema'));
  return { ...rest, definitions: kept };
}

function found(reference) {
  return reference.slice(2).split('/').reduce((part, key) => part?.[key], document) !== undefined;
}

function checkReferences(part, path) {
  if (part === null || typeof part !== 'object') return;
  if (typeof part.$ref === 'string' && !(part.$ref.startsWith('#/') && found(part.$ref)))
    faults.push(`${path}: ${part.$ref} leads nowhere`);
  for (const [key, child] of Object.entries(part)) checkReferences(child, `${path}/${key}`);
}

checkReferences(document, '');
for (const fault of faults) console.error(`${file}: ${fault}`);
process.exit(faults.length === 0 ? 0 : 1);
