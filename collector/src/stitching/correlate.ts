import { type Delta, namespacesOf, stitch, stitchEventOf, stitchKey } from '@throughline/domain';
import type { Fact, PlacedRecord } from '../drain/fact.ts';
import type { RecheckKey } from '../log/batch-notes.ts';
import type { Correlate, Correlation } from '../pipeline/steps/correlate.step.ts';
import type { BatchContext } from '../pipeline/steps/dedupe.step.ts';
import { answer } from './answer.ts';
import type { NamespaceBook } from './namespace-book.ts';
import { observedIn } from './observed.ts';

type Cut = { key: ReturnType<typeof stitchKey>; sign: number };

/** Cuts that records bring, by workspace. */
function cutsOf(records: readonly PlacedRecord[]): Map<number, Cut[]> {
  const cuts = new Map<number, Cut[]>();
  for (const { record } of records) {
    for (const { namespace, scope, value, sign } of record.body.cuts ?? []) {
      const { workspace } = record.header;
      const known = cuts.get(workspace) ?? [];
      cuts.set(workspace, [...known, { key: stitchKey(namespace, scope, value), sign }]);
    }
  }
  return cuts;
}

async function stitched(
  workspace: number,
  facts: readonly Fact[],
  cuts: readonly Cut[],
  again: readonly RecheckKey[],
  book: NamespaceBook,
  context: BatchContext,
): Promise<Delta> {
  const namespaces = namespacesOf(book.of(workspace));
  const view = { clickhouse: context.clickhouse, workspace, except: context };
  const events = facts.flatMap(({ event, eventKey }) => stitchEventOf(event, eventKey, namespaces) ?? []);
  const recheck = again.map(({ namespace, scope, value }) => stitchKey(namespace, scope, value));
  const asking = stitch({ workspace, events, cuts, recheck }, namespaces);
  let step = asking.next();
  while (!step.done) step = asking.next(await answer(view, step.value, namespaces));
  return step.value;
}

/** A delta's rows as the tables take them. */
function rowsOf(
  delta: Delta,
  workspace: number,
  observedAt: ReturnType<typeof observedIn>,
  { writer, batch }: BatchContext,
): Correlation['rows'] {
  const row = <T extends { readonly eventKey: bigint }>(change: T) => ({
    ...change,
    workspace,
    observedAt: observedAt(change),
    writer,
    batch,
  });
  return {
    keys: delta.keys.map(row),
    caseLinks: delta.caseLinks.map(row),
    eventLinks: delta.eventLinks.map(row),
    sharedEvents: delta.sharedEvents.map(row),
    conflicts: delta.conflicts.map(row),
    orphans: delta.orphans.map(row),
  };
}

/** Correlation by stitching; `unknown` is told of key namespaces that nobody declared. */
export const correlateByStitching =
  (book: NamespaceBook, unknown: (namespace: string) => void): Correlate =>
  async (facts, records, context, { recheck, recheckAt }) => {
    for (const { record } of records) {
      if (record.header.namespaces) book.learn(record.header.workspace, record.header.namespaces);
    }
    const byWorkspace = Map.groupBy(facts, (fact) => fact.workspace);
    const cuts = cutsOf(records);
    const again = Map.groupBy(recheck, ({ workspace }) => workspace);
    const latest = Math.max(recheckAt, ...records.map(({ record }) => record.header.receivedAt));
    const homes = new Map<bigint, bigint>();
    const namesAnOrder = new Set<bigint>();
    const parts: Correlation['rows'][] = [];
    for (const workspace of new Set([...byWorkspace.keys(), ...cuts.keys(), ...again.keys()])) {
      const some = byWorkspace.get(workspace) ?? [];
      const anew = again.get(workspace) ?? [];
      const delta = await stitched(workspace, some, cuts.get(workspace) ?? [], anew, book, context);
      for (const [key, home] of delta.homes) homes.set(key, home);
      for (const key of delta.namesAnOrder) namesAnOrder.add(key);
      for (const namespace of delta.unknownNamespaces.keys()) unknown(namespace);
      const judgedAnew = cuts.has(workspace) || anew.length > 0;
      parts.push(rowsOf(delta, workspace, observedIn(some, latest, judgedAnew), context));
    }
    const all = <N extends keyof Correlation['rows']>(name: N) => parts.flatMap((part) => part[name] ?? []);
    return {
      homes,
      namesAnOrder,
      rows: {
        keys: all('keys'),
        caseLinks: all('caseLinks'),
        eventLinks: all('eventLinks'),
        sharedEvents: all('sharedEvents'),
        conflicts: all('conflicts'),
        orphans: all('orphans'),
      },
    };
  };
