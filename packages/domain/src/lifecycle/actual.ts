import type { Progress } from '@throughline/contracts';
import type { Fact } from './facts.ts';
import { allDone, type LineState, wanted } from './lines.ts';
import type { Actual } from './promises.ts';
import { hasArrived, hasShipped, type ShipmentFacts } from './shipments.ts';

const NOT_DONE: Actual = { done: false, fact: null };

const latest = (facts: readonly Fact[]): Fact | null =>
  facts.reduce<Fact | null>((last, fact) => {
    // A clock that cannot be believed makes the end of the whole unknowable.
    if (last === null || !last.inRange) return last ?? fact;
    return !fact.inRange || fact.occurredAt > last.occurredAt ? fact : last;
  }, null);

/** When all that is wanted (of `line`, or of the order) had left or arrived: by lines where they are known. */
export const movedActual = (
  step: 'shipped' | 'delivered',
  shipments: readonly ShipmentFacts[],
  lines: readonly LineState[],
  line?: string,
): Actual => {
  const judged = line === undefined ? lines : lines.filter((candidate) => candidate.line === line);
  const moved = shipments.filter(step === 'shipped' ? hasShipped : hasArrived);
  const relevant =
    line === undefined ? moved : moved.filter((shipment) => judged[0]?.shipments.has(shipment.id) ?? true);
  if (relevant.length === 0) return NOT_DONE;
  const counted = judged.some((candidate) => (wanted(candidate) ?? 0n) > 0n);
  if (counted && !allDone(judged, step)) return NOT_DONE;
  if (!counted && step === 'delivered' && !shipments.filter(hasShipped).every(hasArrived)) return NOT_DONE;
  return { done: true, fact: latest(relevant.map((shipment) => factFor(shipment, step))) };
};

const factFor = (shipment: ShipmentFacts, step: 'shipped' | 'delivered'): Fact =>
  (shipment.first.get(step) ?? shipment.first.get('delivered'))!;

/** When the order reached `progress` as a whole. */
export const actualOf = (
  progress: Progress,
  first: ReadonlyMap<Progress, Fact>,
  shipments: readonly ShipmentFacts[],
  lines: readonly LineState[],
  line?: string,
): Actual => {
  if (progress === 'shipped' || progress === 'delivered')
    return movedActual(progress, shipments, lines, line);
  const fact = first.get(progress);
  return fact ? { done: true, fact } : NOT_DONE;
};
