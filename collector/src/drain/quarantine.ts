import type { LetterNote } from '../intake/accepted.ts';
import type { Quarantined } from '../log/batch-notes.ts';
import { type DeadLetterReason, deadLetter } from '../pipeline/outcome.ts';
import type { PlacedRecord } from './fact.ts';

/** A part of a batch that is stored or set aside as one: an event of a record, or all else that it says (-1). */
export type Part = Omit<Quarantined, 'detail'>;

const QUARANTINED: DeadLetterReason = 'quarantined';
const REST = -1;
const MOST_DETAIL = 2000;

/** The parts of a batch, in order. */
export const partsOf = (records: readonly PlacedRecord[]): Part[] =>
  records.flatMap(({ position, record: { body } }) => {
    const { events = [], ...rest } = body;
    const parts = events.map((_, event) => ({ position, event }));
    const says = Object.values(rest).some((notes) => notes.length > 0);
    return says ? [...parts, { position, event: REST }] : parts;
  });

/** The records of a batch with these parts alone. */
export function onlyParts(records: readonly PlacedRecord[], parts: readonly Part[]): PlacedRecord[] {
  const wanted = Map.groupBy(parts, ({ position }) => position);
  return records.map(({ position, record }) => {
    const kept = new Set(wanted.get(position)?.map(({ event }) => event));
    const { events = [], ...rest } = record.body;
    const body = { ...(kept.has(REST) && rest), events: events.filter((_, event) => kept.has(event)) };
    return { position, record: { ...record, body } };
  });
}

/** How an error is told to people. */
export const detailOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, MOST_DETAIL);

function noteOf(item: Quarantined, { record }: PlacedRecord): LetterNote {
  const event = record.body.events?.[item.event];
  const { reason, pointer, detail, remedy } = deadLetter(
    QUARANTINED,
    `It was accepted, but could not be stored. ${item.detail}`,
    'Nothing of it is lost. Report the error; when a release has it mended, requeue this dead letter.',
  );
  const source = event?.source ?? record.header.source;
  return { reason, pointer, detail, remedy, index: event?.index ?? 0, source, line: 0 };
}

/** The records of a batch with what is set aside turned into dead letters that hold the original bytes. */
export function setAside(
  records: readonly PlacedRecord[],
  items: readonly Quarantined[],
): readonly PlacedRecord[] {
  if (items.length === 0) return records;
  const byPosition = Map.groupBy(items, ({ position }) => position);
  return records.map((placed) => {
    const some = byPosition.get(placed.position);
    if (!some) return placed;
    const { record } = placed;
    const gone = new Set(some.map(({ event }) => event));
    const { events = [], ...rest } = record.body;
    const kept = gone.has(REST) ? {} : rest;
    const body = {
      ...kept,
      events: events.filter((_, event) => !gone.has(event)),
      letters: [...(kept.letters ?? []), ...some.map((item) => noteOf(item, placed))],
      // A letter that was tried again in vain goes on waiting: it is the one that is made here.
      letterStates: (kept.letterStates ?? []).filter(({ reason }) => reason !== QUARANTINED),
    };
    const raw = record.raw.length > 0 ? record.raw : Buffer.from(JSON.stringify(record.body));
    return { position: placed.position, record: { ...record, body, raw } };
  });
}
