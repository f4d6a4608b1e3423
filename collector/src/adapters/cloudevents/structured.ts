import { jsonPointer } from '@throughline/contracts';
import { parseJson } from '../../json/parse.ts';
import { deadLetter, type Outcome, ok } from '../../pipeline/outcome.ts';
import type { Candidate } from '../adapter.ts';
import { declaresJson, fromBase64, nameFault, REQUIRED, valueFault } from './rules.ts';

const SPEC = 'Send a CloudEvent of version 1.0 (https://github.com/cloudevents/spec).';
const notAnEvent = (path: readonly PropertyKey[], detail: string, remedy = SPEC) =>
  deadLetter('not-a-cloudevent', detail, remedy, jsonPointer(path));

/** The event's data as JSON: from `data`, or from `data_base64` with a JSON content type. */
function dataOf(
  given: Record<string, unknown>,
  contentType: string | undefined,
  path: readonly PropertyKey[],
  maxDepth: number,
): Outcome<unknown> {
  const notJson = (member: string) =>
    deadLetter(
      'data-not-json',
      `Data of content type ${contentType ?? 'unknown'} cannot be read.`,
      'Send data as JSON, with datacontenttype "application/json" or none.',
      jsonPointer([...path, member]),
    );
  const encoded = given.data_base64;
  if (encoded === undefined || encoded === null) {
    if (given.data === undefined || given.data === null) return ok(undefined);
    return declaresJson(contentType) ? ok(given.data) : notJson('data');
  }
  if (given.data !== undefined) {
    return notAnEvent([...path, 'data_base64'], 'data and data_base64 exclude each other.');
  }
  const bytes = typeof encoded === 'string' ? fromBase64(encoded) : null;
  if (!bytes) return notAnEvent([...path, 'data_base64'], 'data_base64 must be a string in Base64.');
  if (contentType === undefined || !declaresJson(contentType)) return notJson('data_base64');
  const parsed = parseJson(bytes, maxDepth);
  if (parsed.ok) return ok(parsed.value);
  return deadLetter(
    parsed.fault.reason,
    parsed.fault.detail,
    parsed.fault.remedy,
    jsonPointer([...path, 'data_base64']),
  );
}

/**
 * Reads one event in the JSON format. `path` is where it stands in the body. Dead letter `not-a-cloudevent` with the
 * pointer to what breaks the specification.
 */
export function readStructured(
  given: unknown,
  index: number,
  path: readonly PropertyKey[],
  maxDepth: number,
): Outcome<Candidate> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return notAnEvent(path, 'A CloudEvent is a JSON object.');
  }
  const event = given as Record<string, unknown>;
  const attributes: Candidate['attributes'] = {};
  for (const name of Object.keys(event)) {
    const value = event[name];
    if (name === 'data' || name === 'data_base64' || value === null) continue;
    const wrong = nameFault(name) ?? valueFault(name, value);
    if (wrong !== null) return notAnEvent([...path, name], `${name.slice(0, 80)}: ${wrong}.`);
    attributes[name] = value as string | number | boolean;
  }
  for (const name of REQUIRED) {
    if (attributes[name] === undefined) {
      return notAnEvent([...path, name], `The attribute "${name}" is missing.`);
    }
  }
  const data = dataOf(event, attributes.datacontenttype as string | undefined, path, maxDepth);
  return data.kind === 'ok' ? ok({ index, attributes, data: data.value }) : data;
}
