import type { ClickHouse } from '@throughline/store';

/** A store, and which errors came from it rather than from what was to be stored. */
export type WatchedStore = { clickhouse: ClickHouse; blames(error: unknown): boolean };

/** Watches a store, so that its being away is told from an event that cannot be stored. */
export function watchStore(clickhouse: ClickHouse): WatchedStore {
  const errors = new WeakSet<object>();
  const noted = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const thrown = error instanceof Error ? error : new Error(String(error), { cause: error });
      errors.add(thrown);
      throw thrown;
    }
  };
  return {
    clickhouse: {
      ...clickhouse,
      query: (...given) => noted(clickhouse.query(...given)),
      command: (...given) => noted(clickhouse.command(...given)),
      insert: (...given) => noted(clickhouse.insert(...given)),
    } as ClickHouse,
    blames(error) {
      for (let at = error; at instanceof Error; at = at.cause) if (errors.has(at)) return true;
      return false;
    },
  };
}
