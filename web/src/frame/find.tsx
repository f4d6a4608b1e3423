'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useDeferredValue, useId, useRef, useState } from 'react';
import { call } from '../client/call.ts';
import { Key } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { useKeys } from '../ui/keys.ts';
import { useNow } from '../ui/now.ts';
import { Time } from '../ui/time.tsx';
import { Id } from '../ui/values.tsx';

const SHOWN = 8;
const findQuery = (text: string) => ({
  queryKey: ['find', text],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call('GET /api/v1/orders', { query: { id: text, limit: SHOWN }, signal }),
  // Who looks again looks for what has come since.
  staleTime: 1000,
});

/** Finds an order by any business id, whole or its beginning: one answer opens, several are listed. */
export function Find({ onGo }: { onGo?: () => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const now = useNow();
  const box = useRef<HTMLInputElement>(null);
  const list = useId();
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const wanted = useDeferredValue(text.trim());
  const found = useQuery({ ...findQuery(wanted), enabled: wanted.length > 1 });
  const rows = wanted.length > 1 ? (found.data?.items ?? []) : [];

  useKeys([{ key: 'Ctrl+k', does: 'find an order', run: () => box.current?.select() }]);

  const go = (to: string) => {
    setOpen(false);
    setText('');
    setActive(-1);
    box.current?.blur();
    router.push(to);
    onGo?.();
  };
  const enter = async () => {
    const id = text.trim();
    const chosen = rows[active];
    if (chosen) return go(`/orders/${chosen.correlationId}`);
    if (!id) return;
    const answer = await client.fetchQuery(findQuery(id)).catch(() => undefined);
    const only = answer?.total === 1 ? answer.items[0] : undefined;
    go(only ? `/orders/${only.correlationId}` : `/orders?id=${encodeURIComponent(id)}`);
  };
  const move = (by: number) => setActive((at) => Math.max(-1, Math.min(rows.length - 1, at + by)));

  return (
    <search className="relative">
      <label className="flex h-28 items-center gap-8 rounded-control border border-edge bg-surface px-8 text-ink-3 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-ink-1 max-tablet:h-44">
        <Icon name="search" size={14} />
        <input
          ref={box}
          role="combobox"
          aria-label="Find an order by any business id"
          aria-expanded={open && rows.length > 0}
          aria-controls={list}
          aria-activedescendant={active >= 0 ? `${list}-${active}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Find an order"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setActive(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              move(event.key === 'ArrowDown' ? 1 : -1);
            }
            if (event.key === 'Enter') void enter();
            if (event.key === 'Escape') box.current?.blur();
          }}
          className="identifier min-w-0 flex-1 bg-transparent text-ink-1 outline-none"
        />
        <Key>Ctrl K</Key>
      </label>
      {open && wanted.length > 1 && (
        <div className="absolute top-full left-0 z-40 mt-4 w-[520px] max-w-[calc(100vw-24px)] rounded-floating border border-hair bg-raised p-4 shadow-floating">
          <div id={list} role="listbox" aria-label="Orders found">
            {rows.map((row, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the box's, as a combobox has it
              <div
                key={row.correlationId}
                id={`${list}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => go(`/orders/${row.correlationId}`)}
                className={`flex cursor-pointer items-baseline justify-between gap-12 rounded-control px-8 py-6 max-tablet:min-h-44 max-tablet:items-center ${index === active ? 'bg-sel' : 'hover:bg-hover'}`}
              >
                <Id value={row.name} />
                <span className="whitespace-nowrap text-meta text-ink-3">
                  {row.progress ?? 'no stage'} {row.placedAt && <Time iso={row.placedAt} now={now} />}
                </span>
              </div>
            ))}
          </div>
          <p role="status" className="px-8 py-6 text-meta text-ink-3">
            {found.isError
              ? 'Could not search: the API did not answer.'
              : !found.data
                ? 'Searching…'
                : found.data.total === 0
                  ? `No order has an id that begins with “${wanted}”.`
                  : found.data.total > rows.length
                    ? `${rows.length} of ${found.data.total.toLocaleString('en-US')} shown; Enter lists all.`
                    : found.data.total === 1
                      ? 'Enter opens it.'
                      : 'Enter lists them; the arrow keys choose one.'}
          </p>
        </div>
      )}
    </search>
  );
}
