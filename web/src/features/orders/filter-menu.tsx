'use client';
import { useQuery } from '@tanstack/react-query';
import { PROGRESS } from '@throughline/contracts';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { inWords, inWordsFirst } from '../../ui/format/words.ts';
import { Icon } from '../../ui/icons.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Popover } from '../../ui/popover.tsx';
import type { OrdersFilter } from './filter.ts';
import { catalogQuery, valuesQuery } from './queries.ts';

type Change = (patch: Partial<OrdersFilter>) => void;

const FIELD = 'h-28 rounded-control border border-edge bg-surface px-6 max-tablet:h-44';

/** Everything a list of orders can be narrowed by; each choice takes effect at once and shows as a chip. */
export function FilterMenu({ filter, onChange }: { filter: OrdersFilter; onChange: Change }) {
  const [open, setOpen] = useState(false);
  useKeys([{ key: 'f', does: 'filter', run: () => setOpen(true) }]);
  return (
    <Popover
      label="Filter"
      open={open}
      onOpenChange={setOpen}
      trigger={(props) => (
        <Button {...props} kind="bare" hint="F">
          <Icon name="filter" size={14} />
          Add filter
        </Button>
      )}
    >
      {() => (
        <div className="flex max-h-[min(560px,70dvh)] flex-col gap-16 overflow-y-auto">
          <Choice
            name="State"
            value={filter.open}
            words={['Open', 'Done', 'Both']}
            onChange={(value) => onChange({ open: value })}
          />
          <Choice
            name="Promise"
            value={filter.late}
            words={['Late', 'Not late', 'Both']}
            onChange={(value) => onChange({ late: value })}
          />
          <Choice
            name="Blocked"
            value={filter.blocked}
            words={['By a hold', 'By none', 'Both']}
            onChange={(value) => onChange({ blocked: value })}
          />
          <Stages chosen={filter.progress} onChange={(progress) => onChange({ progress })} />
          <Attributes filter={filter} onChange={onChange} />
        </div>
      )}
    </Popover>
  );
}

function Choice({
  name,
  value,
  words,
  onChange,
}: {
  name: string;
  value: boolean | undefined;
  words: [string, string, string];
  onChange: (value: boolean | undefined) => void;
}) {
  const options = [true, false, undefined] as const;
  return (
    <fieldset className="flex flex-wrap items-center gap-x-12">
      <legend className="float-left w-[72px] text-ink-3">{name}</legend>
      {options.map((option, index) => (
        <label key={words[index]} className="flex min-h-24 items-center gap-4 max-tablet:min-h-44">
          <input type="radio" name={name} checked={value === option} onChange={() => onChange(option)} />
          {words[index]}
        </label>
      ))}
    </fieldset>
  );
}

function Stages({ chosen, onChange }: { chosen: string[]; onChange: (progress: string[]) => void }) {
  return (
    <fieldset>
      <legend className="mb-4 text-ink-3">Stage, any of</legend>
      <div className="grid grid-cols-2 gap-x-16">
        {PROGRESS.map((stage) => (
          <label key={stage} className="flex min-h-24 items-center gap-6 max-tablet:min-h-44">
            <input
              type="checkbox"
              checked={chosen.includes(stage)}
              onChange={(event) =>
                onChange(
                  PROGRESS.filter((each) => (each === stage ? event.target.checked : chosen.includes(each))),
                )
              }
            />
            {inWordsFirst(stage)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Attributes({ filter, onChange }: { filter: OrdersFilter; onChange: Change }) {
  const [name, setName] = useState('');
  const [not, setNot] = useState(false);
  const catalog = useQuery(catalogQuery);
  const values = useQuery(valuesQuery(name));
  const test = filter.attributes.find((each) => each.name === name && each.not === not);
  const others = filter.attributes.filter((each) => each !== test);
  const set = (next: string[]) =>
    onChange({ attributes: next.length > 0 ? [...others, { name, not, values: next }] : others });
  return (
    <fieldset className="flex flex-col gap-6">
      <legend className="mb-4 text-ink-3">Attribute</legend>
      <div className="flex gap-6">
        <select
          aria-label="Attribute"
          value={name}
          onChange={(event) => setName(event.target.value)}
          className={FIELD}
        >
          <option value="">Choose…</option>
          {(catalog.data?.attributes ?? []).map((each) => (
            <option key={each} value={each}>
              {inWords(each)}
            </option>
          ))}
        </select>
        <select
          aria-label="Is or is not"
          value={not ? 'not' : 'is'}
          onChange={(event) => setNot(event.target.value === 'not')}
          className={FIELD}
        >
          <option value="is">is any of</option>
          <option value="not">is none of</option>
        </select>
      </div>
      {catalog.isError && <p className="text-breach-text">Could not read the attributes.</p>}
      {catalog.data?.attributes.length === 0 && <p className="text-ink-3">No order has attributes yet.</p>}
      {(values.data?.values ?? []).map(({ value, orders }) => (
        <label key={value} className="flex min-h-24 items-center gap-6 max-tablet:min-h-44">
          <input
            type="checkbox"
            checked={test?.values.includes(value) ?? false}
            onChange={(event) =>
              set(
                event.target.checked
                  ? [...(test?.values ?? []), value]
                  : (test?.values ?? []).filter((each) => each !== value),
              )
            }
          />
          <span className="flex-1">{value}</span>
          <span className="text-ink-3">{orders.toLocaleString('en-US')}</span>
        </label>
      ))}
    </fieldset>
  );
}
