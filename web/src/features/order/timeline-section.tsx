'use client';
import { useQuery } from '@tanstack/react-query';
import type { Order } from '@throughline/contracts';
import { useMemo } from 'react';
import { Timeline } from '../../charts/render/timeline.tsx';
import { formatEvidence } from '../../ui/format/time.ts';
import { useKeys } from '../../ui/keys.ts';
import { useZone } from '../../ui/now.ts';
import { Section } from '../../ui/section.tsx';
import { orderQuery, type View } from './queries.ts';
import { timelineFinding, timelineInput } from './timeline-input.ts';

/** The order on one time axis, and the slider that goes back to what was known earlier. */
export function TimelineSection({
  id,
  order,
  view,
  selected,
  onSelect,
  onKnownAt,
}: {
  id: string;
  order: Order;
  view: View;
  selected: string | undefined;
  onSelect: (eventKey: string | undefined) => void;
  onKnownAt: (knownAt: string | undefined) => void;
}) {
  const zone = useZone();
  const input = useMemo(() => timelineInput(order, zone), [order, zone]);
  return (
    <Section
      id="timeline"
      title={timelineFinding(order.lifecycle)}
      aside="dot = when it happened, tail = when we saw it; idle time is folded"
      className="border-t border-hair"
    >
      <Timeline
        input={input}
        selected={selected}
        onOpen={(key) => onSelect(key === selected ? undefined : key)}
      />
      <KnownAt id={id} order={order} view={view} onKnownAt={onKnownAt} />
    </Section>
  );
}

/** Goes through the instants at which we learned something of the order, the last being now. */
function KnownAt({
  id,
  order,
  view,
  onKnownAt,
}: {
  id: string;
  order: Order;
  view: View;
  onKnownAt: (knownAt: string | undefined) => void;
}) {
  const zone = useZone();
  const whole = useQuery({ ...orderQuery(id, { at: view.at, knownAt: undefined }) }).data ?? order;
  const learned = [...new Set(whole.events.map((event) => event.observedAt))].sort();
  const step = view.knownAt
    ? learned.filter((iso) => Date.parse(iso) <= Date.parse(view.knownAt ?? '')).length
    : learned.length;
  const go = (next: number) => {
    const bounded = Math.max(1, Math.min(learned.length, next));
    onKnownAt(bounded === learned.length ? undefined : learned[bounded - 1]);
  };
  useKeys([
    { key: '[', does: 'as known one step earlier', run: () => go(step - 1) },
    { key: ']', does: 'as known one step later', run: () => go(step + 1) },
  ]);
  const known = whole.events.filter(
    (event) => !view.knownAt || Date.parse(event.observedAt) <= Date.parse(view.knownAt),
  ).length;
  const text = view.knownAt
    ? `${formatEvidence(Date.parse(view.knownAt), zone)}: ${known} of ${whole.events.length} events`
    : `now: all ${whole.events.length} events`;
  return (
    <label className="mt-8 flex flex-wrap items-center gap-x-12 gap-y-4 border-t border-hair pt-8">
      <span className="w-[140px]">As known at</span>
      <span className="relative flex min-w-[120px] max-w-[560px] flex-1 items-center max-tablet:h-44">
        {learned.length > 1 && learned.length < 80 && (
          <span aria-hidden="true" className="absolute inset-x-6 flex justify-between">
            {learned.map((iso) => (
              <span key={iso} className="h-8 w-[1px] bg-n4" />
            ))}
          </span>
        )}
        <input
          type="range"
          min={1}
          max={Math.max(2, learned.length)}
          value={learned.length < 2 ? 2 : step}
          disabled={learned.length < 2}
          onChange={(event) => go(Number(event.target.value))}
          aria-valuetext={text}
          className="slider relative w-full"
        />
      </span>
      <span className="text-ink-2">{learned.length < 2 ? `${text}, learned in one step` : text}</span>
    </label>
  );
}
