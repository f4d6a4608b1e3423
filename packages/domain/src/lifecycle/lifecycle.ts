import type { Lifecycle, Progress } from '@throughline/contracts';
import type { StoredEvent } from '../stored-event.ts';
import { actualOf } from './actual.ts';
import { claimsOf } from './claims.ts';
import { clocksOf } from './clocks.ts';
import { disagreementsOf } from './disagreements.ts';
import { type Fact, factsOf, saidOf, type View } from './facts.ts';
import { findingsOf } from './findings.ts';
import { holdLife, holdsOf, isOn } from './holds.ts';
import { moneyOf, stageEntries } from './ledger.ts';
import { healthOf, lineLife, orderIsPartial, shipmentLife } from './line-lives.ts';
import { type LineState, linesOf, wanted } from './lines.ts';
import { DEFAULT_POLICY, type LifecyclePolicy } from './policy.ts';
import { firstFacts, isFinal, milestonesOf, progressAt } from './progress.ts';
import { type Ended, promiseLife, promisesOf } from './promises.ts';
import { shipmentsOf } from './shipments.ts';
import { subLivesOf } from './sub-lives.ts';
import { systemsOf } from './systems.ts';

const DAY = 86_400_000;

/**
 * The life of one order from its events, in any order and with repeats: state, milestones, what each system says, lines,
 * promises, clocks and money. `view.at` gives the world at an instant by the sources' clocks, `view.knownAt` what the
 * platform knew then; clocks are judged at `at`, else `knownAt`, else `now`. All instants are epoch milliseconds.
 */
export const lifecycle = (
  events: readonly StoredEvent[],
  now: number,
  policy: LifecyclePolicy = DEFAULT_POLICY,
  view: View = {},
): Lifecycle => {
  const judgedAt = view.at ?? view.knownAt ?? now;
  const facts = factsOf(events, view);
  const { all, counting } = facts;
  const first = firstFacts(counting);
  const progress = progressAt(counting);
  const ended: Ended = progress === 'cancelled' || progress === 'closed' ? progress : null;
  const shipments = shipmentsOf(counting);
  const lines = linesOf(counting, shipments, policy.authority.capture);
  const holds = holdsOf(counting);
  const promises = promisesOf(counting);
  const actual = (goal: Progress, line?: string) => actualOf(goal, first, shipments, lines, line);
  const sources = [...new Set(all.map(({ source }) => source))];
  const clocks = clocksOf(policy, {
    judgedAt,
    promises,
    first,
    holds,
    sources,
    ended: ended !== null,
    actual,
  });
  const lineLives = lines.map((line) => lineLife(line, counting, shipments, holds, clocks));
  const whole = { pieces: piecesOf(lines), money: orderedTotals(counting, policy), shipments, holds };
  return {
    judgedAt,
    at: view.at ?? null,
    knownAt: view.knownAt ?? null,
    progress,
    partial: orderIsPartial(progress, lineLives, shipments),
    open: !isFinal(progress),
    health: healthOf(clocks, progress),
    blocked: holds.some(isOn),
    assumed: shipments.some(({ trouble }) => trouble) ? null : assumedAt(progress, first, policy, judgedAt),
    events: all.length,
    ...extentOf(all),
    milestones: milestonesOf(first),
    systems: systemsOf(facts, whole, policy),
    disagreements: disagreementsOf(claimsOf(counting, shipments), counting, shipments, policy, judgedAt),
    lines: lineLives,
    shipments: shipments.map((shipment) => shipmentLife(shipment, lines)),
    holds: holds.map((span) => holdLife(span, judgedAt)),
    promises: promises.map((promised) =>
      promiseLife(
        promised,
        actual(promised.promise.kind === 'ship_by' ? 'shipped' : 'delivered', promised.promise.line),
        ended,
        judgedAt,
      ),
    ),
    clocks,
    money: moneyOf(counting, policy),
    subLives: subLivesOf(counting),
    findings: findingsOf(all, counting, first, holds),
    corrections: facts.corrections.map(({ fact, by }) => ({ fact: saidOf(fact), by: saidOf(by) })),
  };
};

const piecesOf = (lines: readonly LineState[]): bigint | null => {
  const known = lines.filter((line) => line.ordered !== null);
  return known.length === 0 ? null : known.reduce((sum, line) => sum + (wanted(line) ?? 0n), 0n);
};

const orderedTotals = (counting: readonly Fact[], policy: LifecyclePolicy): Map<string, bigint> => {
  const totals = new Map<string, bigint>();
  for (const { basis, currency, micros } of stageEntries('ordered', counting, policy)) {
    if (basis === 'shop') totals.set(currency, (totals.get(currency) ?? 0n) + micros);
  }
  return totals;
};

/** Only what was seen to ship can be assumed to have arrived, and only while nobody says otherwise. */
const assumedAt = (
  progress: Progress | null,
  first: ReadonlyMap<Progress, Fact>,
  policy: LifecyclePolicy,
  judgedAt: number,
): Lifecycle['assumed'] => {
  const shipped = first.get('shipped');
  if (policy.assumeAfterDays <= 0 || progress !== 'shipped' || !shipped?.inRange) return null;
  const since = shipped.occurredAt + policy.assumeAfterDays * DAY;
  return judgedAt < since ? null : { progress: 'delivered', since, afterDays: policy.assumeAfterDays };
};

const extentOf = (all: readonly Fact[]): Pick<Lifecycle, 'firstAt' | 'lastAt' | 'lastObservedAt'> => {
  let firstAt: number | null = null;
  let lastAt: number | null = null;
  let lastObservedAt: number | null = null;
  for (const { inRange, occurredAt, event } of all) {
    lastObservedAt = Math.max(lastObservedAt ?? event.observedAt, event.observedAt);
    if (!inRange) continue;
    firstAt = Math.min(firstAt ?? occurredAt, occurredAt);
    lastAt = Math.max(lastAt ?? occurredAt, occurredAt);
  }
  return { firstAt, lastAt, lastObservedAt };
};
