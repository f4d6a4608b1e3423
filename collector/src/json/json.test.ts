import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRawNumber, parseJson } from './parse.ts';
import { inOrder } from './stable.ts';

const parse = (text: string) => parseJson(Buffer.from(text), 64);
const value = (text: string) => {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.fault.detail);
  return parsed.value;
};

describe('parsing', () => {
  it.each([
    '[271878346596884015]',
    '[-9223372036854775808,18446744073709551615]',
    '{"total":19.999999999999999999,"small":1e-400,"big":1e400}',
    '[0.1,12.50,1e3,123456789012345,9007199254740991,-0]',
  ])('writes every number of %s back with its value', (text) => {
    const again = JSON.stringify(value(text));
    const digits = (json: string) =>
      json.match(/-?\d[\d.eE+-]*/g)?.map((number) => number.replace(/(\.\d*?)0+$/, '$1'));
    if (!text.includes('1e3')) expect(digits(again)).toEqual(digits(text));
    else expect(again).toBe('[0.1,12.5,1000,123456789012345,9007199254740991,0]');
  });

  it('keeps a 64-bit number as its source text', () => {
    const [id] = value('[271878346596884015]') as unknown[];
    expect(isRawNumber(id)).toBe(true);
    expect(value('["271878346596884015"]')).toEqual(['271878346596884015']);
  });

  it.each([
    ['[1', 'not-json'],
    ['', 'not-json'],
    ['\ufeff{}', 'not-json'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'too-deep'],
    ['{"a":{"__proto__":{"admin":true}}}', 'reserved-name'],
    ['{"\\u005f_proto__":1}', 'reserved-name'],
  ])('refuses %.20s', (text, reason) => {
    const parsed = parse(text);
    expect(parsed.ok ? 'ok' : parsed.fault.reason).toBe(reason);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('refuses overlong UTF-8', () => {
    const parsed = parseJson(Buffer.from([0x22, 0xc0, 0xa0, 0x22]), 64);
    expect(parsed.ok ? 'ok' : parsed.fault.reason).toBe('not-utf8');
  });

  it('agrees with JSON.parse wherever a double is exact', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (given) => {
        const text = JSON.stringify(given);
        fc.pre(!text.includes('__proto__'));
        expect(JSON.stringify(value(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });
});

describe('order of members', () => {
  it('is the same for every order of writing', () => {
    expect(JSON.stringify(inOrder({ b: [{ d: 1, c: undefined }], a: null }))).toBe(
      '{"a":null,"b":[{"d":1}]}',
    );
    const sorted = { a: [1, { b: 2 }], c: 'x' };
    expect(inOrder(sorted)).toBe(sorted);
  });
});
