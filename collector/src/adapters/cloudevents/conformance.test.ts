import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Outcome, ok } from '../../pipeline/outcome.ts';
import type { Candidate } from '../adapter.ts';
import { decodeHeaderValue } from './binary.ts';
import { cloudevents } from './index.ts';

const EVENT = {
  specversion: '1.0',
  id: 'A234-1234-1234',
  source: '/mycontext',
  type: 'com.example.someevent',
};

const decode = (
  contentType: string,
  body: string | Buffer,
  rawHeaders: string[] = [],
): Outcome<Candidate>[] => {
  const request = { contentType, rawHeaders, body: Buffer.from(body), maxDepth: 64 };
  const decoded = cloudevents.decode(request);
  return decoded.kind === 'ok' ? decoded.value.items : [decoded];
};
const structured = (event: unknown): Outcome<Candidate> =>
  decode('application/cloudevents+json', JSON.stringify(event))[0] as Outcome<Candidate>;
const binary = (headers: Record<string, string>, body = '', contentType = ''): Outcome<Candidate> =>
  decode(contentType, body, Object.entries(headers).flat())[0] as Outcome<Candidate>;
const ceHeaders = {
  'ce-specversion': '1.0',
  'ce-id': 'A1',
  'ce-source': '/mycontext',
  'ce-type': 'com.example.someevent',
};
const reasonOf = (outcome: Outcome<Candidate>) => ('reason' in outcome ? outcome.reason : outcome.kind);

describe('valid events, structured', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['required attributes alone', {}, undefined],
    [
      'all optional attributes',
      {
        subject: 'larger-context',
        time: '2018-04-05T17:31:00Z',
        dataschema: 'https://example.com/schema',
        datacontenttype: 'application/json',
        data: {},
      },
      {},
    ],
    ['null for an unset attribute', { subject: null, time: null, unsetextension: null }, undefined],
    [
      'extensions of every JSON type',
      { comexampleextension1: 'value', comexampleothervalue: 5, flag: true, lowest: -2147483648 },
      undefined,
    ],
    ['data of any JSON type', { data: 1.5 }, 1.5],
    ['a JSON string for data', { data: "I'm just a string" }, "I'm just a string"],
    [
      'data as JSON under a +json type',
      { datacontenttype: 'application/vnd.x+json; charset=utf-8', data: [1] },
      [1],
    ],
    [
      'data in Base64 that is JSON',
      { datacontenttype: 'application/json', data_base64: 'eyAieHl6IjogMTIzIH0=' },
      { xyz: 123 },
    ],
    ['a URI-reference of any kind', { source: 'urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66' }, undefined],
    ['a mailto source', { source: 'mailto:cncf-wg-serverless@lists.cncf.io' }, undefined],
    [
      'times with offset, fraction and lower case',
      { time: '2018-04-05t17:31:00.123456789+05:30' },
      undefined,
    ],
    ['a leap day', { time: '2024-02-29T00:00:00Z' }, undefined],
    ['text beyond ASCII, with a surrogate pair', { subject: 'Euro € 😀' }, undefined],
    ['attribute names that look dangerous', { constructor: 'x', tostring: 'y' }, undefined],
  ])('%s', (_what, more, data) => {
    expect(structured({ ...EVENT, ...more })).toMatchObject({ kind: 'ok', value: { data } });
  });
});

describe('invalid events, structured', () => {
  it.each<[string, unknown, string]>([
    ['no object', 5, ''],
    ['an array', [], ''],
    ...(['specversion', 'id', 'source', 'type'] as const).flatMap((name): [string, unknown, string][] => [
      [`no ${name}`, { ...EVENT, [name]: undefined }, `/${name}`],
      [`null for ${name}`, { ...EVENT, [name]: null }, `/${name}`],
      [`empty ${name}`, { ...EVENT, [name]: '' }, `/${name}`],
      [`a number for ${name}`, { ...EVENT, [name]: 1 }, `/${name}`],
    ]),
    ['another version', { ...EVENT, specversion: '0.3' }, '/specversion'],
    ['spaces in the source', { ...EVENT, source: 'my context' }, '/source'],
    ['a broken escape in the source', { ...EVENT, source: '/%zz' }, '/source'],
    ['an upper-case attribute name', { ...EVENT, comExample: 'x' }, '/comExample'],
    ['an underscore in an attribute name', { ...EVENT, com_example: 'x' }, '/com_example'],
    ['an empty attribute name', { ...EVENT, '': 'x' }, '/'],
    ['an object for an extension', { ...EVENT, comexample: {} }, '/comexample'],
    ['a fraction for an extension', { ...EVENT, comexample: 1.5 }, '/comexample'],
    ['an integer beyond 32 bits', { ...EVENT, comexample: 2147483648 }, '/comexample'],
    ['a control character', { ...EVENT, subject: 'a\nb' }, '/subject'],
    ['a lone surrogate', { ...EVENT, subject: 'a\udead' }, '/subject'],
    ['a noncharacter', { ...EVENT, subject: '\ufffe' }, '/subject'],
    ['an empty subject', { ...EVENT, subject: '' }, '/subject'],
    ['a time that is none', { ...EVENT, time: 'yesterday' }, '/time'],
    ['a date that is none', { ...EVENT, time: '2023-02-29T00:00:00Z' }, '/time'],
    ['a time without zone', { ...EVENT, time: '2018-04-05T17:31:00' }, '/time'],
    ['a relative dataschema', { ...EVENT, dataschema: '/schema' }, '/dataschema'],
    ['a content type that is none', { ...EVENT, datacontenttype: 'json' }, '/datacontenttype'],
    ['data twice', { ...EVENT, data: {}, data_base64: 'e30=' }, '/data_base64'],
    [
      'Base64 that is none',
      { ...EVENT, datacontenttype: 'application/json', data_base64: '!' },
      '/data_base64',
    ],
  ])('%s', (_what, event, pointer) => {
    expect(structured(event)).toMatchObject({ kind: 'deadLetter', reason: 'not-a-cloudevent', pointer });
  });

  it.each([
    ['XML for data', { datacontenttype: 'application/xml', data: '<much wow="xml"/>' }],
    ['Base64 without a content type', { data_base64: 'eyAieHl6IjogMTIzIH0=' }],
  ])('%s is a CloudEvent, but nothing we can read', (_what, more) => {
    expect(reasonOf(structured({ ...EVENT, ...more }))).toBe('data-not-json');
  });
});

describe('batches', () => {
  it('hold any number of events, and one that is wrong spoils no other', () => {
    const body = JSON.stringify([EVENT, { ...EVENT, id: '' }, EVENT]);
    const kinds = decode('APPLICATION/CloudEvents-Batch+JSON; charset=UTF-8', body).map(({ kind }) => kind);
    expect(kinds).toEqual(['ok', 'deadLetter', 'ok']);
    expect(decode('application/cloudevents-batch+json', '[]')).toEqual([]);
    expect(reasonOf(decode('application/cloudevents-batch+json', '{}')[0] as Outcome<Candidate>)).toBe(
      'not-a-cloudevent',
    );
  });
});

describe('binary mode', () => {
  it('takes attributes from headers and data from the body', () => {
    const outcome = binary(
      { ...ceHeaders, 'Ce-Time': '2018-04-05T03:56:24Z', 'ce-comexample': '5' },
      '{"a":1}',
      'application/json; charset=utf-8',
    );
    expect(outcome).toEqual(
      ok({
        index: 0,
        attributes: {
          specversion: '1.0',
          id: 'A1',
          source: '/mycontext',
          type: 'com.example.someevent',
          time: '2018-04-05T03:56:24Z',
          comexample: '5',
          datacontenttype: 'application/json; charset=utf-8',
        },
        data: { a: 1 },
      }),
    );
    expect(binary(ceHeaders).kind).toBe('ok');
  });

  it.each([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['%e2%82%ac%41', '€A'],
    ['"quoted \\"text\\" %20"', 'quoted "text"  '],
    ['plain', 'plain'],
  ])('decodes %s', (given, expected) => {
    expect(decodeHeaderValue(given)).toBe(expected);
  });

  it.each(['%C0%A0', '%', '%4', '%zz', '%F0%9F'])('refuses %s', (given) => {
    expect(decodeHeaderValue(given)).toBeNull();
    expect(reasonOf(binary({ ...ceHeaders, 'ce-subject': given }))).toBe('not-a-cloudevent');
  });

  it.each<[string, Record<string, string>]>([
    ['a content type among the attributes', { ...ceHeaders, 'ce-datacontenttype': 'application/json' }],
    ['no type', { 'ce-specversion': '1.0', 'ce-id': 'A1', 'ce-source': '/x' }],
    ['no version', { 'ce-id': 'A1', 'ce-source': '/x', 'ce-type': 'x' }],
    ['an attribute twice', { ...ceHeaders, 'CE-ID': 'A2' }],
    ['an attribute name that is none', { ...ceHeaders, 'ce-com_example': 'x' }],
  ])('refuses %s', (_what, headers) => {
    expect(reasonOf(binary(headers))).toBe('not-a-cloudevent');
  });

  it('is kept so that it can be read again', () => {
    const request = {
      contentType: 'application/json',
      rawHeaders: [
        ...Object.entries(ceHeaders).flat(),
        'authorization',
        'Bearer secret',
        'ce-subject',
        'caf%C3%A9',
      ],
      body: Buffer.from('{"a":1}'),
      maxDepth: 64,
    };
    const kept = cloudevents.keep(request);
    expect(kept.bytes.toString()).not.toContain('secret');
    expect(cloudevents.decode(cloudevents.restore(kept, 64))).toEqual(cloudevents.decode(request));
  });
});

const shared = process.env.THROUGHLINE_SHARED ?? join(import.meta.dirname, '../../../../../shared');
const spec = join(shared, 'data/standards/cloudevents/json-format.md');

describe('the examples of the JSON format', () => {
  it.skipIf(!existsSync(spec))(
    'are all read, or refused for what their data is (THROUGHLINE_SHARED has the specification)',
    () => {
      const blocks = [...readFileSync(spec, 'utf8').matchAll(/```JSON\n([\s\S]*?)```/gi)].map(
        ([, text]) => text ?? '',
      );
      const examples = blocks.filter((text) => text.includes('specversion'));
      expect(examples.length).toBeGreaterThan(5);
      for (const text of examples) {
        const parsed: unknown = JSON.parse(text.replace('... base64 encoded string ...', 'e30='));
        for (const event of Array.isArray(parsed) ? parsed : [parsed]) {
          expect(['ok', 'data-not-json']).toContain(reasonOf(structured(event)));
        }
      }
    },
  );
});
