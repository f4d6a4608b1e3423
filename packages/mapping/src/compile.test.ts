import { describe, expect, it } from 'vitest';
import { compileMapping } from './compile.ts';

const HEAD = 'version: 1\nname: test\nsource: oms/test\nfiles: { main: { name: "*.csv" } }\n';
const problemsOf = (body: string) => compileMapping(HEAD + body).problems;
const event = (more: string) => `events:\n  - type: order.created\n    id: "{id}"\n    time: "{at}"\n${more}`;

describe('a mapping with something wrong', () => {
  it.each([
    ['a misspelt word', event('    kyes: []\n'), 9, 'events[0].kyes', /no "kyes" here/],
    [
      'a type outside the catalogue',
      'events:\n  - { type: order.made, id: "{a}", time: "{b}" }\n',
      6,
      'events[0].type',
      /order\.created/,
    ],
    ['a lone brace', event('    revision: "{rev"\n'), 9, 'events[0].revision', /lone/],
    ['a path that is none', event('    revision: "{a..b}"\n'), 9, 'events[0].revision', /not a path/],
    ['an unknown special name', event('    revision: "{$now}"\n'), 9, 'events[0].revision', /no "\$now"/],
    [
      'a word that is none',
      event('    amounts: [{ component: gods, value: "{x}", currency: EUR }]\n'),
      9,
      'events[0].amounts[0].component',
      /"gods"/,
    ],
    [
      'a map to a word that is none',
      event('    outcome: { value: "{s}", map: { a: great } }\n'),
      9,
      'events[0].outcome',
      /"great"/,
    ],
    [
      'an amount without currency',
      event('    amounts: [{ component: goods, value: "{x}" }]\n'),
      9,
      'events[0].amounts[0]',
      /no currency/,
    ],
    [
      'an unknown namespace',
      event('    keys: [{ namespace: nobody, value: "{x}" }]\n'),
      9,
      'events[0].keys[0].namespace',
      /join nothing/,
    ],
    ['an unknown zone', `time: { zone: Mars/Base }\n${event('')}`, 9, 'events[0].time', /Mars/],
    ['a format that is none', `time: { format: quarter }\n${event('')}`, 9, 'events[0].time', /quarter/],
    ['a source that is none', event('    source: shop/x\n'), 9, 'events[0].source', /no source/],
    [
      'an id that names no field',
      'events:\n  - { type: order.created, id: fixed, time: "{b}" }\n',
      6,
      'events[0].id',
      /same fact/,
    ],
    [
      'a slow pattern',
      event('    when: { field: a, matches: "(a+)+b" }\n'),
      9,
      'events[0].when.matches',
      /repeated/,
    ],
    ['a condition without a test', event('    when: { field: a }\n'), 9, 'events[0].when', /needs one of/],
    [
      'a redeclared namespace',
      `namespaces: [{ namespace: sku, role: identity, label: x }]\n${event('')}`,
      5,
      'namespaces[0].role',
      /weak/,
    ],
  ])('names line, place and remedy of %s', (_what, body, line, place, detail) => {
    const [problem] = problemsOf(body);
    expect(problem).toMatchObject({ line, place, detail: expect.stringMatching(detail) });
    expect(problem?.remedy).not.toBe('');
  });

  it('is told all of them at once', () => {
    expect(problemsOf(event('    kyes: []\n    revision: { value: 1 }\n')).length).toBeGreaterThan(1);
  });

  it.each([
    ['no YAML', 'a: [', /YAML/],
    ['deep YAML', '['.repeat(60_000), /deep/],
    ['deep dashes', '- '.repeat(30_000), /deep/],
    ['a large mapping', 'a: 1\n'.repeat(20_000), /longer/],
    ['a key twice', 'name: a\nname: b\n', /twice/],
    [
      'an alias bomb',
      `a: &a [x]\n${'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n'.repeat(1)}c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d]\n`,
      /alias/i,
    ],
    ['nothing', '', /object/],
  ])('%s is a problem, never an exception', (_what, text, detail) => {
    expect(compileMapping(text).problems[0]?.detail).toMatch(detail);
  });

  it('given as an object has no lines', () => {
    expect(compileMapping({ version: 2 }).problems[0]).toMatchObject({ line: 0, place: 'version' });
  });
});

describe('a compiled mapping', () => {
  it('knows which fields of which file it reads', () => {
    const { mapping } = compileMapping(
      'version: 1\nname: t\nsource: oms/t\nfiles: { main: { name: a.csv }, joined: { items: { name: b.csv, key: k, parent: p } } }\n' +
        'currency: "{cur}"\n' +
        event(
          '    when: { present: at }\n    lines: [{ each: items, line: "{n}", quantity: 1, amounts: [{ component: goods, value: "{price}" }] }]\n    revision: "{items[0].rev} {$row.r}"\n',
        ),
    );
    const fields = (file: string) =>
      mapping?.fields
        .get(file)
        ?.map(({ field }) => field)
        .sort();
    expect(fields('main')).toEqual(['at', 'cur', 'id', 'r']);
    expect(fields('items')).toEqual(['n', 'price', 'rev']);
  });
});
