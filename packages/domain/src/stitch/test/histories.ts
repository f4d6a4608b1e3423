import { LIFE_RELATIONS } from '@throughline/contracts';
import fc from 'fast-check';
import type { StitchEvent } from '../event.ts';
import type { StitchKey } from '../keys.ts';
import { event, keysFrom, NAMESPACES } from './events.ts';

/** Events and cuts in batches, in the order of their arrival. */
export type History = { readonly events: StitchEvent[]; readonly cuts: { key: StitchKey; sign: number }[] }[];

const oneOf = (name: string, values: string) =>
  fc.constantFrom(...[...values].map((value) => `${name}:${value}`));

/** Few values of many namespaces, so that keys meet; identity and part keys most often. */
const word = fc.oneof(
  { weight: 5, arbitrary: oneOf('o', '1234') },
  { weight: 3, arbitrary: oneOf('oms', '678') },
  { weight: 5, arbitrary: oneOf('f', 'ABCD') },
  { weight: 4, arbitrary: oneOf('s', 'EFG') },
  { weight: 2, arbitrary: oneOf('t', 'TU') },
  { weight: 2, arbitrary: oneOf('inv', '5') },
  { weight: 2, arbitrary: oneOf('pay', 'PQ') },
  { weight: 1, arbitrary: oneOf('c', 'XY') },
  { weight: 1, arbitrary: oneOf('mail', 'm') },
  { weight: 1, arbitrary: oneOf('unheard', 'u') },
);
const link = fc.record({
  correlationId: fc.constantFrom('X', 'Y', 'Z'),
  relation: fc.option(fc.constantFrom(...LIFE_RELATIONS), { nil: undefined }),
});
type Link = typeof link extends fc.Arbitrary<infer L> ? L : never;

const telling = fc.record({
  words: fc.array(word, { minLength: 0, maxLength: 4 }),
  day: fc.nat({ max: 600 }),
  links: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Link[]>([]) },
    { weight: 1, arbitrary: fc.array(link, { maxLength: 2 }) },
  ),
});

const cut = fc.record({
  word: fc.oneof(oneOf('o', '12'), oneOf('oms', '67'), oneOf('f', 'AB'), oneOf('s', 'E'), oneOf('t', 'T')),
  sign: fc.constantFrom(1, 1, -1),
});

export const keyFrom = (short: string): StitchKey => {
  const [key] = keysFrom(short);
  return NAMESPACES.keyOf(key as { namespace: string; value: string }, 'oms/main');
};

/** Up to `events` events in batches of up to five, some with cuts. */
export const histories = ({ events = 16, cuts = true } = {}): fc.Arbitrary<History> =>
  fc
    .array(
      fc.record({
        telling,
        ends: fc.boolean(),
        cut: fc.option(cut, { freq: 8, nil: undefined }),
      }),
      { minLength: 1, maxLength: events },
    )
    .map((steps) => {
      const batches: History = [{ events: [], cuts: [] }];
      steps.forEach(({ telling: { words, day, links }, ends, cut: made }, at) => {
        const batch = batches.at(-1) as History[number];
        batch.events.push(event(`e${at}`, words.join(' '), { day, links }));
        if (made && cuts) batch.cuts.push({ key: keyFrom(made.word), sign: made.sign });
        if (ends) batches.push({ events: [], cuts: [] });
      });
      return batches;
    });

/** Ids of the keys that are cut when all of a history has come. */
export function cutsOf(history: History): Set<string> {
  const nets = new Map<string, number>();
  for (const { cuts } of history)
    for (const { key, sign } of cuts) nets.set(key.id, (nets.get(key.id) ?? 0) + sign);
  return new Set([...nets].filter(([, net]) => net > 0).map(([id]) => id));
}
