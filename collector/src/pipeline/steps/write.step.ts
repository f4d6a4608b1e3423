import {
  type BatchRows,
  type BatchTable,
  encodeAhead,
  type NewDeadLetterRow,
  type Sealer,
  seenOf,
  TABLES,
  tokenOf,
  writeBatch,
} from '@throughline/store';
import { eventRow, rootOf } from '../../drain/event-row.ts';
import type { Fact, PlacedRecord } from '../../drain/fact.ts';
import { type Kept, payloadIdOf, sealAll } from '../../drain/payload-rows.ts';
import { hashOf, letterId } from '../../intake/letter-id.ts';
import type { Correlation } from './correlate.step.ts';
import type { BatchContext, Deduped } from './dedupe.step.ts';

type Letter = { row: NewDeadLetterRow; from: PlacedRecord };
type Rows = { -readonly [N in keyof BatchRows]: BatchRows[N] };

const positionOf = ({ writer, batch }: BatchContext) => ({ writer, batch });

function lettersOf(records: readonly PlacedRecord[], context: BatchContext): Letter[] {
  return records.flatMap((from) => {
    const { header, body, raw } = from.record;
    if (!body.letters?.length) return [];
    const rawHash = hashOf(raw);
    return body.letters.map((note) => ({
      from,
      row: {
        workspace: header.workspace,
        id: letterId(header, note, rawHash),
        source: note.source,
        adapter: header.adapter,
        reason: note.reason,
        pointer: note.pointer,
        detail: note.detail,
        remedy: note.remedy,
        lineNo: note.line,
        importId: header.importId,
        payloadId: raw.length > 0 ? payloadIdOf(context.writer, from.position) : 0n,
        payloadIndex: note.index,
        observedAt: header.receivedAt,
        ...positionOf(context),
      },
    }));
  });
}

/** Dead letters that are not stored yet: the same bytes refused again are the same letter. */
async function newLetters(letters: readonly Letter[], context: BatchContext): Promise<Letter[]> {
  const fresh: Letter[] = [];
  for (const [workspace, some] of Map.groupBy(letters, ({ row }) => row.workspace)) {
    const ids = [...new Set(some.map(({ row }) => row.id))];
    const known = new Set((await seenOf(context.clickhouse, workspace, ids, context)).keys());
    for (const letter of some) {
      if (known.has(letter.row.id)) continue;
      known.add(letter.row.id);
      fresh.push(letter);
    }
  }
  return fresh;
}

/** Rows that records bring besides events and dead letters. */
function notesOf(records: readonly PlacedRecord[], context: BatchContext): Partial<Rows> {
  const feeds: NonNullable<BatchRows['feeds']>[number][] = [];
  const caseCuts: NonNullable<BatchRows['caseCuts']>[number][] = [];
  const imports: NonNullable<BatchRows['imports']>[number][] = [];
  const deadLetters: NewDeadLetterRow[] = [];
  for (const { record } of records) {
    const { header, body } = record;
    const common = {
      workspace: header.workspace,
      observedAt: header.receivedAt,
      ...positionOf(context),
    };
    for (const note of body.feeds ?? []) feeds.push({ ...note, ...common });
    for (const note of body.cuts ?? []) caseCuts.push({ ...note, ...common });
    for (const note of body.imports ?? []) imports.push({ ...note, ...common });
    for (const { id, observedAt, ...note } of body.letterStates ?? []) {
      deadLetters.push({ ...note, ...common, id: BigInt(`0x${id}`), observedAt });
    }
  }
  return { feeds, caseCuts, imports, deadLetters };
}

/** Records whose original bytes are kept: those that brought anything new. */
function keptOf(fresh: readonly Fact[], letters: readonly Letter[], homeOf: (fact: Fact) => bigint): Kept[] {
  const homes = new Map<PlacedRecord, bigint[]>();
  const keep = (from: PlacedRecord, home: bigint) => {
    if (from.record.raw.length === 0) return;
    const known = homes.get(from);
    if (known) known.push(home);
    else homes.set(from, [home]);
  };
  for (const fact of fresh) keep(fact.from, homeOf(fact));
  for (const { from } of letters) keep(from, 0n);
  return [...homes].map(([from, of]) => ({ from, homes: of }));
}

/** What a batch's rows are made of. */
export type BatchParts = {
  records: readonly PlacedRecord[];
  deduped: Deduped;
  correlation: Correlation;
};

/** A batch whose rows are made and fit their tables, and the original bytes to seal beside them. */
export type ReadyBatch = { rows: Rows; kept: readonly Kept[] };

/** How and where a ready batch is stored. */
export type Storing = { sealer: Sealer; first: number; last: number; clock: () => number };

/**
 * Makes a batch's rows and encodes them; it reads the store and writes nothing, so that what cannot be stored is known
 * before the first insert. Original bytes are kept where something of their record is new.
 */
export async function makeRows(parts: BatchParts, context: BatchContext): Promise<ReadyBatch> {
  const { records, deduped, correlation } = parts;
  const letters = await newLetters(lettersOf(records, context), context);
  const homeOf = (fact: Fact) => correlation.homes.get(fact.eventKey) ?? 0n;
  const kept = keptOf(deduped.fresh, letters, homeOf);
  const position = positionOf(context);
  const notes = notesOf(records, context);
  const payloadIds = new Map(kept.map(({ from }) => [from, payloadIdOf(context.writer, from.position)]));
  const rows: Rows = {
    ...correlation.rows,
    ...notes,
    contradictions: deduped.contradictions,
    deadLetters: [...letters.map(({ row }) => row), ...(notes.deadLetters ?? [])],
    events: deduped.fresh.map((fact) =>
      eventRow(
        fact,
        homeOf(fact),
        rootOf(fact.event, correlation.namesAnOrder.has(fact.eventKey)),
        payloadIds.get(fact.from) ?? 0n,
        position,
      ),
    ),
    seen: [
      ...deduped.fresh.map((fact) => ({
        workspace: fact.workspace,
        eventKey: fact.eventKey,
        fingerprint: fact.fingerprint,
        occurredAt: fact.event.occurredAt,
        life: homeOf(fact),
        observedAt: fact.observedAt,
        ...position,
      })),
      ...letters.map(({ row }) => ({
        workspace: row.workspace,
        eventKey: row.id,
        fingerprint: 0n,
        occurredAt: row.observedAt,
        life: 0n,
        observedAt: row.observedAt,
        ...position,
      })),
    ],
  };
  for (const [name, some] of Object.entries(rows)) {
    await encodeAhead(TABLES[name as BatchTable], some as never);
  }
  return { rows, kept };
}

/** Writes a ready batch to every table and then commits it. Throws when the store fails; again, it stores the same once. */
export async function write(ready: ReadyBatch, storing: Storing, context: BatchContext): Promise<void> {
  const position = positionOf(context);
  const { sealer, first, last, clock } = storing;
  const place = { ...position, firstPosition: BigInt(first), lastPosition: BigInt(last) };
  const sealed = await sealAll(sealer.seal, ready.kept, position);
  // A payload under a key that was never stored could not be opened again, so the keys go first.
  await context.clickhouse.insert(TABLES.dataKeys, sealed.dataKeys, { token: tokenOf(place) });
  const rows = { payloads: sealed.payloads, ...ready.rows } as BatchRows;
  await writeBatch(context.clickhouse, { ...place, rows }, clock);
}
