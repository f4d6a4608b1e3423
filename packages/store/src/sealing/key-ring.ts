import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import { dataKeysOf } from '../readers/payloads.reader.ts';
import type { NewDataKeyRow } from '../tables/data-keys.table.ts';
import type { MasterKey } from './master-key.ts';
import { newDataKey, unwrapDataKey } from './seal.ts';

/** What a data key is for. `subject`: the life in decimal, or `source|YYYY-MM-DD`. */
export type KeySubject = { readonly scope: 'life' | 'source-day'; readonly subject: string };

/** A data key in use. `row` is there for a new one: it must be stored with (that is, before) what it seals. */
export type DataKey = {
  readonly keyId: bigint;
  readonly key: Buffer;
  readonly row?: Omit<NewDataKeyRow, 'observedAt' | 'writer' | 'batch'>;
};

/** Data keys of this process, looked up once and kept. */
export type KeyRing = {
  /** The key of every subject, made where there is none yet. A key whose batch then fails is given again, with its row. */
  readonly keysFor: (workspace: number, subjects: readonly KeySubject[]) => Promise<Map<string, DataKey>>;
  /** The keys are stored: their rows are not given again. */
  readonly stored: (workspace: number, subjects: readonly KeySubject[]) => void;
  /** A key by its id, to open what it sealed; undefined when it was erased. */
  readonly keyById: (workspace: number, keyId: bigint) => Promise<Buffer | undefined>;
};

const CACHED = 50_000;
const nameOf = (workspace: number, { scope, subject }: KeySubject): string =>
  `${workspace}:${scope}:${subject}`;

/** A ring over `data_keys`. Keys in memory are given up oldest first beyond 50,000. */
export const openKeyRing = (clickhouse: ClickHouse, master: MasterKey): KeyRing => {
  const kept = new Map<string, DataKey>();
  const keep = (name: string, key: DataKey): void => {
    kept.set(name, key);
    const [oldest] = kept.keys();
    // A key that is not stored yet must not be forgotten: what it seals could never be opened.
    if (kept.size > CACHED && oldest !== undefined && !kept.get(oldest)?.row) kept.delete(oldest);
  };

  return {
    keysFor: async (workspace, subjects) => {
      const missing = subjects.filter((subject) => !kept.has(nameOf(workspace, subject)));
      if (missing.length > 0) {
        const rows = await dataKeysOf(clickhouse, workspace, {
          subjects: missing.map(({ subject }) => subject),
        });
        for (const row of rows) {
          const name = nameOf(workspace, row);
          if (!kept.has(name)) keep(name, { keyId: row.keyId, key: unwrapDataKey(master, row) });
        }
      }
      const found = new Map<string, DataKey>();
      for (const subject of subjects) {
        const name = nameOf(workspace, subject);
        if (!kept.has(name)) {
          const { keyId, key, wrapped, masterKeyId } = newDataKey(master, workspace);
          keep(name, { keyId, key, row: { workspace, keyId, ...subject, wrapped, masterKeyId } });
        }
        found.set(subject.subject, kept.get(name) as DataKey);
      }
      return found;
    },
    stored: (workspace, subjects) => {
      for (const subject of subjects) {
        const name = nameOf(workspace, subject);
        const key = kept.get(name);
        if (key?.row) kept.set(name, { keyId: key.keyId, key: key.key });
      }
    },
    keyById: async (workspace, keyId) => {
      const [row] = await dataKeysOf(clickhouse, workspace, { keyIds: [keyId] }, { lane: 'read' });
      return row && unwrapDataKey(master, row);
    },
  };
};
