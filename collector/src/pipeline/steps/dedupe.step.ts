import type { ClickHouse, NewContradictionRow, Seen } from '@throughline/store';
import { seenOf } from '@throughline/store';
import type { Fact } from '../../drain/fact.ts';

/** A batch as the steps after the log see it. */
export type BatchContext = {
  clickhouse: ClickHouse;
  writer: bigint;
  batch: bigint;
};

/** What is new of a batch, what only repeats, and what contradicts. */
export type Deduped = { fresh: Fact[]; repeats: Fact[]; contradictions: NewContradictionRow[] };

type Known = { stored: Seen | undefined; others: Set<bigint> };

/** Fingerprints of contradictions that are stored already, by event key. */
async function storedContradictions(
  { clickhouse, writer, batch }: BatchContext,
  workspace: number,
  eventKeys: readonly bigint[],
): Promise<Map<bigint, Set<bigint>>> {
  if (eventKeys.length === 0) return new Map();
  const rows = await clickhouse.query<{ eventKey: bigint; fingerprint: bigint }>(
    `SELECT event_key, fingerprint FROM contradictions
     WHERE workspace = {workspace:UInt32} AND event_key IN {eventKeys:Array(UInt128)}
       AND NOT (writer = {writer:UInt64} AND batch = {batch:UInt64})`,
    { workspace, eventKeys, writer, batch },
    { lane: 'detect', maxRows: 1_000_000 },
  );
  const found = new Map<bigint, Set<bigint>>();
  for (const { eventKey, fingerprint } of rows) {
    const set = found.get(eventKey) ?? new Set();
    found.set(eventKey, set.add(fingerprint));
  }
  return found;
}

const greatest = (values: Iterable<bigint>): bigint => {
  let most = 0n;
  for (const value of values) if (value > most) most = value;
  return most;
};

function contradictionRow(fact: Fact, winner: bigint, context: BatchContext): NewContradictionRow {
  const { event } = fact;
  return {
    workspace: fact.workspace,
    eventKey: fact.eventKey,
    eventId: event.id,
    source: event.source,
    type: event.type,
    occurredAt: event.occurredAt,
    fingerprint: fact.fingerprint,
    winner,
    event: JSON.stringify(event),
    observedAt: fact.observedAt,
    writer: context.writer,
    batch: context.batch,
  };
}

/** Sorts the facts of one key into the one to store, repeats and contradictions. */
function settle(facts: Fact[], known: Known, context: BatchContext, into: Deduped): void {
  const storedPrint = known.stored?.fingerprint ?? greatest(facts.map(({ fingerprint }) => fingerprint));
  const winner = greatest([storedPrint, ...known.others, ...facts.map(({ fingerprint }) => fingerprint)]);
  const met = new Set<bigint>([...known.others]);
  if (known.stored) met.add(storedPrint);
  for (const fact of facts) {
    if (met.has(fact.fingerprint)) into.repeats.push(fact);
    else if (fact.fingerprint === storedPrint) into.fresh.push(fact);
    else into.contradictions.push(contradictionRow(fact, winner, context));
    met.add(fact.fingerprint);
  }
}

async function dedupeWorkspace(
  workspace: number,
  facts: readonly Fact[],
  context: BatchContext,
): Promise<Deduped> {
  const byKey = new Map<bigint, Fact[]>();
  for (const fact of facts) {
    const same = byKey.get(fact.eventKey);
    if (same) same.push(fact);
    else byKey.set(fact.eventKey, [fact]);
  }
  const seen = await seenOf(context.clickhouse, workspace, [...byKey.keys()], context);
  const doubtful = [...byKey].filter(([key, same]) => {
    const first = seen.get(key)?.fingerprint ?? same[0]?.fingerprint;
    return seen.has(key) && same.some(({ fingerprint }) => fingerprint !== first);
  });
  const others = await storedContradictions(
    context,
    workspace,
    doubtful.map(([key]) => key),
  );
  const into: Deduped = { fresh: [], repeats: [], contradictions: [] };
  for (const [key, same] of byKey) {
    settle(same, { stored: seen.get(key), others: others.get(key) ?? new Set() }, context, into);
  }
  return into;
}

/**
 * Tells new facts from repeats: a repeat that says the same is dropped, one that contradicts is kept beside the fact,
 * and which of them wins depends on their content. The batch's own rows, of an attempt before, do not count.
 */
export async function dedupe(facts: readonly Fact[], context: BatchContext): Promise<Deduped> {
  const into: Deduped = { fresh: [], repeats: [], contradictions: [] };
  for (const [workspace, some] of Map.groupBy(facts, (fact) => fact.workspace)) {
    const part = await dedupeWorkspace(workspace, some, context);
    into.fresh.push(...part.fresh);
    into.repeats.push(...part.repeats);
    into.contradictions.push(...part.contradictions);
  }
  return into;
}
