'use client';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { formatInstant, zoneName } from '../ui/format/time.ts';
import { Icon } from '../ui/icons.tsx';
import { useNow, useZone } from '../ui/now.ts';
import { Popover } from '../ui/popover.tsx';

const two = (value: number) => String(value).padStart(2, '0');

/** An instant as a date-and-time field wants it, in the viewer's zone. */
function fieldValue(ms: number): string {
  const d = new Date(ms);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

const STEPS = [
  ['An hour earlier', 3_600_000],
  ['A day earlier', 86_400_000],
  ['A week earlier', 7 * 86_400_000],
] as const;

/** Chooses the instant at which the world is shown. `at` is ISO 8601; `undefined` is now. */
export function AsOf({
  at,
  onChange,
}: {
  at: string | undefined;
  onChange: (at: string | undefined) => void;
}) {
  const now = useNow();
  const zone = useZone();
  const [draft, setDraft] = useState<string>();
  const ms = at ? Date.parse(at) : now;
  const text = now === 0 ? 'Now' : `${formatInstant(ms, now, zone)} ${zoneName(ms, zone)}`;
  return (
    <Popover
      label="The instant shown"
      align="end"
      trigger={(props) => (
        <Button {...props} className={at ? 'border-ink-1' : ''}>
          <Icon name="clock" size={14} />
          <span>{at ? 'At' : 'Now'}</span>
          <span className="font-regular text-ink-2">{text}</span>
          <Icon name="chevronDown" size={14} />
          <span className="sr-only">: change the instant shown</span>
        </Button>
      )}
    >
      {(close) => {
        const choose = (value: number | undefined) => {
          setDraft(undefined);
          onChange(value === undefined ? undefined : new Date(value).toISOString());
          close();
        };
        return (
          <form
            className="flex flex-col gap-12"
            onSubmit={(event) => {
              event.preventDefault();
              const value = new Date(draft ?? fieldValue(ms)).getTime();
              if (!Number.isNaN(value)) choose(value);
            }}
          >
            <label className="flex flex-col gap-4 text-meta text-ink-2">
              Show the world as it was at, in your time
              <input
                type="datetime-local"
                step="1"
                value={draft ?? fieldValue(ms)}
                onChange={(event) => setDraft(event.target.value)}
                className="h-32 rounded-control border border-edge bg-surface px-8 text-body text-ink-1 max-tablet:h-44"
              />
            </label>
            <div className="flex flex-wrap gap-6">
              {STEPS.map(([name, step]) => (
                <Button key={name} kind="bare" onClick={() => choose(ms - step)}>
                  {name}
                </Button>
              ))}
            </div>
            <div className="flex gap-8">
              <Button kind="primary" type="submit">
                Show
              </Button>
              {at && <Button onClick={() => choose(undefined)}>Back to now</Button>}
            </div>
          </form>
        );
      }}
    </Popover>
  );
}
