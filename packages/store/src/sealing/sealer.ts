import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import { dataKeysOf, payloadOf } from '../readers/payloads.reader.ts';
import type { NewDataKeyRow } from '../tables/data-keys.table.ts';
import type { NewPayloadRow } from '../tables/payloads.table.ts';
import type { MasterKey } from './master-key.ts';
import { newDataKey, openPayload, sealPayload, unwrapDataKey } from './seal.ts';

/** Whose data key seals a payload. `subject`: the life in decimal, or `source|YYYY-MM-DD`. */
export type KeySubject = { readonly scope: 'life' | 'source-day'; readonly subject: string };

/** Original bytes to keep, and the position of the batch that keeps them. */
export type PayloadToSeal = {
  readonly workspace: number;
  readonly payloadId: bigint;
  readonly of: KeySubject;
  readonly source: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly observedAt: number;
  readonly writer: bigint;
  readonly batch: bigint;
};

/** Rows for `payloads` and, once for a new key, for `data_keys`: both are written with the same batch. */
export type SealedRows = { readonly payload: NewPayloadRow; readonly dataKey: NewDataKeyRow | null };

/** Seals payloads for storage and opens them again. */
export type Sealer = {
  /**
   * Compresses and seals. Calls that are made together share one look-up of keys. A batch that is sealed again, because
   * it failed, gets the rows of its new keys again.
   */
  readonly seal: (payload: PayloadToSeal) => Promise<SealedRows>;
  /** The original bytes; undefined when they were never kept, are past their time, or were erased. */
  readonly open: (
    workspace: number,
    payloadId: bigint,
  ) => Promise<{ readonly bytes: Buffer; readonly contentType: string } | undefined>;
};

type Key = {
  readonly keyId: bigint;
  readonly key: Buffer;
  readonly mintedFor?: bigint;
  readonly row?: NewDataKeyRow;
};
type Wanted = { readonly payload: PayloadToSeal; readonly done: (key: Key | Promise<never>) => void };

/** Data keys kept in memory, oldest given up first. */
const CACHED = 50_000;

const nameOf = ({ workspace, of }: PayloadToSeal): string => `${workspace}:${of.scope}:${of.subject}`;

/** A sealer over `data_keys` and `payloads` under `master`. */
export const openSealer = (clickhouse: ClickHouse, master: MasterKey): Sealer => {
  const kept = new Map<string, Key>();
  let waiting: Wanted[] = [];

  const keep = (name: string, key: Key): Key => {
    kept.set(name, key);
    const [oldest] = kept.keys();
    if (kept.size > CACHED && oldest !== undefined) kept.delete(oldest);
    return key;
  };
  const mint = (payload: PayloadToSeal): Key => {
    const { workspace, payloadId, of, observedAt, writer, batch } = payload;
    const { keyId, key, wrapped, masterKeyId } = newDataKey(master, workspace);
    const row = { workspace, keyId, ...of, wrapped, masterKeyId, observedAt, writer, batch };
    return keep(nameOf(payload), { keyId, key, mintedFor: payloadId, row });
  };
  const lookUp = async (payloads: readonly PayloadToSeal[]): Promise<void> => {
    for (const [workspace, some] of Map.groupBy(payloads, (payload) => payload.workspace)) {
      const subjects = [...new Set(some.map(({ of }) => of.subject))];
      for (const row of await dataKeysOf(clickhouse, workspace, { subjects })) {
        const name = `${workspace}:${row.scope}:${row.subject}`;
        if (!kept.has(name)) keep(name, { keyId: row.keyId, key: unwrapDataKey(master, row) });
      }
    }
  };
  const serve = async (): Promise<void> => {
    const served = waiting;
    waiting = [];
    try {
      await lookUp(served.map(({ payload }) => payload).filter((payload) => !kept.has(nameOf(payload))));
      for (const { payload, done } of served) done(kept.get(nameOf(payload)) ?? mint(payload));
    } catch (error) {
      for (const { done } of served) done(Promise.reject(error));
    }
  };
  const keyFor = (payload: PayloadToSeal): Promise<Key> | Key => {
    const known = kept.get(nameOf(payload));
    if (known) return known;
    return new Promise((done) => {
      waiting.push({ payload, done });
      if (waiting.length === 1) setImmediate(() => void serve());
    });
  };

  return {
    seal: async (payload) => {
      const { workspace, payloadId, bytes, contentType, source, observedAt, writer, batch } = payload;
      const { keyId, key, mintedFor, row } = await keyFor(payload);
      const sealed = await sealPayload(key, { workspace, payloadId, bytes });
      return {
        payload: {
          ...{ workspace, payloadId, contentType, source, observedAt, writer, batch },
          dataKeyId: keyId,
          ...sealed,
        },
        dataKey: mintedFor === payloadId ? (row ?? null) : null,
      };
    },
    open: async (workspace, payloadId) => {
      const row = await payloadOf(clickhouse, workspace, payloadId);
      if (!row) return undefined;
      const [dataKey] = await dataKeysOf(
        clickhouse,
        workspace,
        { keyIds: [row.dataKeyId] },
        { lane: 'read' },
      );
      if (!dataKey) return undefined;
      const bytes = await openPayload(unwrapDataKey(master, dataKey), row);
      return { bytes, contentType: row.contentType };
    },
  };
};
