import type { Progress } from '@throughline/contracts';
import { compareEvents, DEFAULT_POLICY, lifecycle, type StoredEvent } from '@throughline/domain';

/** What exceptions of an order are filtered and sorted by beside what their rule says. */
export type Facets = {
  progress: Progress | null;
  /** Money ordered in the shop's own currency; null where nothing says. */
  amount: string | null;
  currency: string;
  attributes: Record<string, string>;
};

/** The facets of an order from its events, as of `T` (epoch ms). */
export const facetsOf = (events: readonly StoredEvent[], T: number): Facets => {
  const { progress, money } = lifecycle(events, T, DEFAULT_POLICY, { at: T });
  const ordered = money.filter(({ stage, basis }) => stage === 'ordered' && basis === 'shop');
  const [first] = ordered;
  const told = events.filter(({ occurredAt }) => occurredAt <= T).sort(compareEvents);
  return {
    progress,
    amount: first?.total ?? null,
    currency: first?.currency ?? '',
    attributes: Object.assign({}, ...told.map(({ data }) => data.attributes)) as Record<string, string>,
  };
};
