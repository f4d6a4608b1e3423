'use client';
import { formatInstant } from '../../ui/format/time.ts';
import { inWords } from '../../ui/format/words.ts';
import { Icon } from '../../ui/icons.tsx';
import { useNow, useZone } from '../../ui/now.ts';
import type { OrdersFilter } from './filter.ts';

type Chip = { name: string; value: string; without: Partial<OrdersFilter> };

function chipsOf(filter: OrdersFilter, instant: (iso: string) => string): Chip[] {
  const chips: Chip[] = [];
  const add = (name: string, value: string, without: Partial<OrdersFilter>) =>
    chips.push({ name, value, without });
  if (filter.id) add('id begins with', filter.id, { id: '' });
  if (filter.progress.length > 0) add('stage', filter.progress.map(inWords).join(', '), { progress: [] });
  if (filter.open !== undefined) add('state', filter.open ? 'open' : 'done', { open: undefined });
  if (filter.late !== undefined) add('promise', filter.late ? 'late' : 'not late', { late: undefined });
  if (filter.blocked !== undefined) add('blocked', filter.blocked ? 'yes' : 'no', { blocked: undefined });
  if (filter.placedFrom) add('ordered from', instant(filter.placedFrom), { placedFrom: undefined });
  if (filter.placedTo) add('ordered before', instant(filter.placedTo), { placedTo: undefined });
  for (const test of filter.attributes) {
    add(`${inWords(test.name)}${test.not ? ' not' : ''}`, test.values.join(', '), {
      attributes: filter.attributes.filter((other) => other !== test),
    });
  }
  return chips;
}

/** What the list is narrowed to, each part with a way to take it off. */
export function Chips({
  filter,
  onChange,
}: {
  filter: OrdersFilter;
  onChange: (patch: Partial<OrdersFilter>) => void;
}) {
  const now = useNow();
  const zone = useZone();
  return chipsOf(filter, (iso) => formatInstant(Date.parse(iso), now, zone)).map((chip) => (
    <span
      key={chip.name}
      className="inline-flex min-h-28 items-center rounded-control border border-strong max-tablet:min-h-44"
    >
      <span className="px-8">
        <span className="text-ink-3">{chip.name}</span> <span className="font-strong">{chip.value}</span>
      </span>
      <button
        type="button"
        onClick={() => onChange(chip.without)}
        aria-label={`Take off ${chip.name} ${chip.value}`}
        className="flex min-h-24 items-center self-stretch border-l border-hair px-6 text-ink-3 hover:bg-hover hover:text-ink-1 max-tablet:px-12"
      >
        <Icon name="close" size={14} />
      </button>
    </span>
  ));
}
