import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indentJson } from './indent-json.ts';

test('numbers that JavaScript cannot hold stay as they were', () => {
  expect(indentJson('{"id":271878346596884015,"a":[],"b":[1.10,{"c":"x, {y}"}]}')).toBe(
    '{\n  "id": 271878346596884015,\n  "a": [],\n  "b": [\n    1.10,\n    {\n      "c": "x, {y}"\n    }\n  ]\n}',
  );
});

test('says the same as JSON for any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(indentJson(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('never hangs or throws on what is not JSON', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof indentJson(text) === 'string'));
});
