import type { SubLife, SubLifeKind } from '@throughline/contracts';
import { formatDecimal, formatMoney, parseDecimal } from '../money.ts';
import { type Fact, objectOf, saidOf } from './facts.ts';
import { entriesOf } from './ledger.ts';

type Shape = { kind: Exclude<SubLifeKind, 'exchange'>; namespaces: string[]; ends: ReadonlySet<string> };

const SHAPES: readonly Shape[] = [
  { kind: 'return', namespaces: [], ends: new Set(['received', 'inspected', 'cancelled']) },
  { kind: 'refund', namespaces: [], ends: new Set(['issued']) },
  { kind: 'dispute', namespaces: [], ends: new Set(['closed']) },
  { kind: 'ticket', namespaces: [], ends: new Set(['closed']) },
];
const RELATIONS: ReadonlySet<string> = new Set(['exchange_of', 'replacement_of']);

/** Returns, refunds, disputes and tickets by their own ids, and exchanges by the life they stand for; oldest first. */
export const subLivesOf = (counting: readonly Fact[]): SubLife[] => [
  ...SHAPES.flatMap((shape) => livesOfShape(shape, counting)),
  ...exchangesOf(counting),
];

const livesOfShape = (shape: Shape, counting: readonly Fact[]): SubLife[] => {
  const facts = counting.filter((fact) => fact.type.startsWith(`${shape.kind}.`));
  if (facts.length === 0) return [];
  const groups = Map.groupBy(facts, (fact) => objectOf(fact, shape.kind, ...shape.namespaces) ?? '');
  return [...groups].map(([id, steps]) => {
    const last = steps.at(-1)!;
    const state = stepOf(last);
    const telling = steps.findLast((fact) => fact.lines.length > 0);
    const paying = steps.findLast((fact) => entriesOf(fact).length > 0);
    const ended = shape.ends.has(state);
    return {
      kind: shape.kind,
      id,
      state,
      open: !ended,
      openedAt: steps[0]!.occurredAt,
      endedAt: ended ? steps.find((fact) => shape.ends.has(stepOf(fact)))!.occurredAt : null,
      steps: steps.map(saidOf),
      lines: (telling?.lines ?? []).map((line) => ({
        line: line.line,
        sku: line.sku ?? null,
        quantity: formatDecimal(parseDecimal(line.quantity)),
      })),
      amounts: (paying ? entriesOf(paying) : []).map((entry) => ({
        component: entry.component,
        tender: entry.tender,
        basis: entry.basis,
        currency: entry.currency,
        amount: formatMoney(entry.micros, entry.currency),
      })),
    };
  });
};

const stepOf = (fact: Fact): string => fact.type.slice(fact.type.indexOf('.') + 1);

const exchangesOf = (counting: readonly Fact[]): SubLife[] => {
  const exchanges = new Map<string, SubLife>();
  for (const fact of counting) {
    for (const link of fact.event.data.links) {
      if (!link.relation || !RELATIONS.has(link.relation)) continue;
      const known = exchanges.get(link.correlationId);
      if (known) known.steps.push(saidOf(fact));
      else {
        exchanges.set(link.correlationId, {
          kind: 'exchange',
          id: link.correlationId,
          state: link.relation,
          open: false,
          openedAt: fact.occurredAt,
          endedAt: null,
          steps: [saidOf(fact)],
          lines: (link.lines ?? []).map((line) => ({
            line: line.line,
            sku: line.sku ?? null,
            quantity: formatDecimal(parseDecimal(line.quantity)),
          })),
          amounts: [],
        });
      }
    }
  }
  return [...exchanges.values()];
};
