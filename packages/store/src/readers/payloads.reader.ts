import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';
import type { DataKeyRow } from '../tables/data-keys.table.ts';
import type { PayloadRow } from '../tables/payloads.table.ts';

const decoded = (base64: string): Uint8Array => Buffer.from(base64, 'base64');

/** A sealed payload by its id; undefined when it was never kept or its time is over. */
export const payloadOf = async (
  clickhouse: ClickHouse,
  workspace: number,
  payloadId: bigint,
  options: ReadOptions = {},
): Promise<PayloadRow | undefined> => {
  const [row] = await clickhouse.query<
    Omit<PayloadRow, 'nonce' | 'sealed'> & { nonce: string; sealed: string }
  >(
    `SELECT * EXCEPT (nonce, sealed), base64Encode(nonce) AS nonce, base64Encode(sealed) AS sealed FROM payloads
     WHERE workspace = {workspace:UInt32} AND payload_id = {payloadId:UInt128} LIMIT 1`,
    { workspace, payloadId },
    options,
  );
  return row && { ...row, nonce: decoded(row.nonce), sealed: decoded(row.sealed) };
};

/** Wrapped data keys by id, or by what they are for; an erased one is not there. */
export const dataKeysOf = async (
  clickhouse: ClickHouse,
  workspace: number,
  wanted: { readonly keyIds?: readonly bigint[]; readonly subjects?: readonly string[] },
  options: ReadOptions = { lane: 'detect' },
): Promise<DataKeyRow[]> => {
  const rows = await clickhouse.query<Omit<DataKeyRow, 'wrapped'> & { wrapped: string }>(
    `SELECT * EXCEPT (wrapped), base64Encode(wrapped) AS wrapped FROM data_keys
     WHERE workspace = {workspace:UInt32}
       AND (key_id IN {keyIds:Array(UInt128)} OR subject IN {subjects:Array(String)})
     ORDER BY key_id, observed_at LIMIT 1 BY key_id`,
    { workspace, keyIds: wanted.keyIds ?? [], subjects: wanted.subjects ?? [] },
    options,
  );
  return rows.map((row) => ({ ...row, wrapped: decoded(row.wrapped) }));
};
