import { expect, it } from 'vitest';
import type { Fact } from '../drain/fact.ts';
import { observedIn } from './observed.ts';

const fact = (eventKey: bigint, order: string, observedAt: number, own: boolean): Fact =>
  ({
    eventKey,
    observedAt,
    event: {
      ...(own && { observedAt }),
      data: { keys: [{ namespace: 'order', value: order }] },
    },
  }) as unknown as Fact;
const about = (eventKey: bigint, value: string) => ({ eventKey, namespace: 'order', value });

it('observes a row about a stored event with the event of the import that caused it', () => {
  const facts = [fact(1n, 'a', 300, true), fact(2n, 'a', 100, true), fact(3n, 'b', 200, true)];
  const at = observedIn(facts, 9000, false);
  expect(at(about(1n, 'a'))).toBe(300);
  expect(at(about(77n, 'a'))).toBe(100);
  expect(at(about(77n, 'b'))).toBe(200);
  expect(at({ eventKey: 77n })).toBe(300);
});

it('takes the time of receipt where events bring none, and where keys are judged anew', () => {
  expect(observedIn([fact(1n, 'a', 9000, false)], 9001, false)(about(77n, 'a'))).toBe(9001);
  expect(observedIn([fact(1n, 'a', 100, true)], 9000, true)(about(77n, 'a'))).toBe(9000);
  expect(observedIn([], 9000, true)(about(77n, 'a'))).toBe(9000);
});
