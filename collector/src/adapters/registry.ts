import type { Adapter } from './adapter.ts';
import { cloudevents } from './cloudevents/index.ts';

const ADAPTERS: readonly Adapter[] = [cloudevents];

/** The adapter that a record or dead letter names. */
export const adapterNamed = (name: string): Adapter | undefined =>
  ADAPTERS.find((adapter) => adapter.name === name);
