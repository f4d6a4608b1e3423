import type { StitchEvent } from './event.ts';
import { CORRELATION, type Namespaces, type StitchKey } from './keys.ts';
import { Ledger } from './ledger.ts';
import { Mint } from './mint.ts';
import { type Asking, ask } from './need.ts';
import { Placer } from './place.ts';
import { read } from './reading.ts';
import { settle } from './settle.ts';
import type { Delta } from './state.ts';

/** What one batch brings, of one workspace. */
export type StitchBatch = {
  readonly workspace: number;
  /** Events not stored before, in the order of the log, each once. */
  readonly events: readonly StitchEvent[];
  /** A person's cuts of keys (+1) and their taking back (−1). */
  readonly cuts?: readonly { readonly key: StitchKey; readonly sign: number }[];
  /**
   * Keys to judge anew with all their evidence: what another collector may have stored at the same instant, or the
   * keys of a namespace whose role was changed.
   */
  readonly recheck?: readonly StitchKey[];
};

/**
 * Finds the lives of a batch: yields what it needs to know of the store, is sent the answer, and returns the rows to
 * add. It does no I/O and holds nothing between batches; the same batch over the same store gives the same rows.
 */
export function* stitch(batch: StitchBatch, namespaces: Namespaces): Asking<Delta> {
  const ledger = new Ledger(namespaces, new Mint(batch.workspace));
  const { events, cuts = [], recheck = [] } = batch;
  yield* ask(ledger, { lives: events.flatMap((event) => ledger.livesQuoted(event)) });
  for (const event of events) ledger.understand(event);
  const seeds = new Map(recheck.map((key) => [key.id, key]));
  yield* ask(ledger, {
    keys: [...events.flatMap((event) => ledger.lookedUp(event)), ...cuts.map(({ key }) => key), ...recheck],
  });
  for (const { key, sign } of cuts) if (ledger.keys.cut(key, sign)) seeds.set(key.id, key);

  const readings = events.map((event) => read(event, ledger.rules));
  yield* ask(ledger, {
    waiting: readings.flatMap(({ identity, parts, names, shared }) =>
      identity.length + parts.length + names.length > 0 ? shared : [],
    ),
  });
  const placer = new Placer(ledger);
  for (const reading of readings) placer.take(reading);
  if (placer.left.length + seeds.size > 0) yield* settle(placer.left, [...seeds.values()], ledger);

  const unknown = new Map<string, number>();
  for (const { namespace } of events.flatMap(({ keys }) => keys)) {
    if (!namespaces.isKnown(namespace)) unknown.set(namespace, (unknown.get(namespace) ?? 0) + 1);
  }
  // A correlation id names a life, whatever that is rooted in.
  const isOrder = ({ namespace }: StitchKey): boolean => namespace !== CORRELATION;
  const namesAnOrder = readings
    .filter(({ identity, names }) => identity.some(isOrder) || names.some(({ key }) => isOrder(key)))
    .map(({ event }) => event.eventKey);
  return ledger.rows.delta(new Set(namesAnOrder), unknown);
}
