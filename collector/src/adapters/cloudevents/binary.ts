import { isUtf8 } from 'node:buffer';
import { parseJson } from '../../json/parse.ts';
import { deadLetter, type Outcome, ok } from '../../pipeline/outcome.ts';
import type { AdapterRequest, Candidate } from '../adapter.ts';
import { declaresJson, nameFault, REQUIRED, valueFault } from './rules.ts';

const SPEC = 'See the HTTP binding of CloudEvents 1.0, section 3.1.';
const notAnEvent = (name: string, detail: string) =>
  deadLetter('not-a-cloudevent', `${name}: ${detail}.`, SPEC, '');

/** Undoes quoting (RFC 7230) and then one round of percent-encoding; null if the bytes are no UTF-8. */
export function decodeHeaderValue(given: string): string | null {
  const value = given.trim();
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(value);
  const plain = quoted ? (quoted[1] as string).replace(/\\(.)/gs, '$1') : value;
  const bytes: number[] = [];
  for (let at = 0; at < plain.length; at++) {
    const code = plain.charCodeAt(at);
    if (code === 0x25) {
      const hex = plain.slice(at + 1, at + 3);
      if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return null;
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    } else if (code > 0x7e) {
      // Node hands header bytes over as Latin-1; raw bytes are taken as UTF-8, as senders mean them.
      bytes.push(code & 0xff);
    } else bytes.push(code);
  }
  const decoded = Buffer.from(bytes);
  return isUtf8(decoded) ? decoded.toString('utf8') : null;
}

/** Whether the headers carry an event in binary mode. */
export const isBinary = (rawHeaders: readonly string[]): boolean =>
  rawHeaders.some((name, index) => index % 2 === 0 && /^ce-/i.test(name));

function attributesOf(request: AdapterRequest): Outcome<Candidate['attributes']> {
  const attributes: Candidate['attributes'] = {};
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const header = (request.rawHeaders[at] as string).toLowerCase();
    if (!header.startsWith('ce-')) continue;
    const name = header.slice(3);
    if (name === 'datacontenttype') return notAnEvent(header, 'the content type travels in Content-Type');
    if (Object.hasOwn(attributes, name)) return notAnEvent(header, 'an attribute appears at most once');
    const value = decodeHeaderValue(request.rawHeaders[at + 1] as string);
    if (value === null) return notAnEvent(header, 'the value is not percent-encoded UTF-8');
    const wrong = nameFault(name) ?? valueFault(name, value);
    if (wrong !== null) return notAnEvent(header, wrong);
    attributes[name] = value;
  }
  for (const name of REQUIRED) {
    if (attributes[name] === undefined) return notAnEvent(`ce-${name}`, 'the header is missing');
  }
  if (request.contentType !== '') {
    const wrong = valueFault('datacontenttype', request.contentType);
    if (wrong !== null) return notAnEvent('content-type', wrong);
    attributes.datacontenttype = request.contentType;
  }
  return ok(attributes);
}

/** Reads the one event of a request in binary mode. */
export function readBinary(request: AdapterRequest): Outcome<Candidate> {
  const attributes = attributesOf(request);
  if (attributes.kind !== 'ok') return attributes;
  if (request.body.length === 0) return ok({ index: 0, attributes: attributes.value, data: undefined });
  if (!declaresJson(request.contentType || 'unknown/unknown')) {
    return deadLetter(
      'data-not-json',
      `Data of content type ${request.contentType || 'unknown'} cannot be read.`,
      'Send data as JSON, with Content-Type: application/json.',
    );
  }
  const parsed = parseJson(request.body, request.maxDepth);
  if (!parsed.ok) return deadLetter(parsed.fault.reason, parsed.fault.detail, parsed.fault.remedy);
  return ok({ index: 0, attributes: attributes.value, data: parsed.value });
}
