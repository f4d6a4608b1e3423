'use client';
import type { Order } from '@throughline/contracts';
import { Fragment, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { counted, countedFirst } from '../../ui/format/words.ts';
import { Icon } from '../../ui/icons.tsx';
import { Section } from '../../ui/section.tsx';
import { StateMark } from '../../ui/state.tsx';
import { SystemName } from '../../ui/system.tsx';
import { Data, Head, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { EventDetail } from './event-detail.tsx';
import type { OrderEvent } from './life.ts';
import { eventLabel } from './timeline-input.ts';

const FIRST = 50;
/** A phone lays rows out as grids, at which some browsers forget what a table's parts are. */
const role = { row: { role: 'row' }, cell: { role: 'cell' } } as const;

function eventsTitle(events: readonly OrderEvent[]): string {
  const failed = events.filter((event) => event.outcome !== 'ok');
  const last = events.at(-1);
  if (failed.length > 0)
    return `${countedFirst(failed.length, 'event')} of ${events.length} failed or was rejected`;
  return last ? `Nothing failed; the last was ${eventLabel(last)}` : 'No event by then';
}

/** Every fact of the order, newest first, with what it says and the bytes that brought it. */
export function Events({
  order,
  at,
  selected,
  onSelect,
}: {
  order: Order;
  at: number;
  selected: string | undefined;
  onSelect: (eventKey: string | undefined) => void;
}) {
  const [all, setAll] = useState(false);
  const newest = [...order.events].reverse();
  const chosen = newest.findIndex((event) => event.eventKey === selected);
  const rows = all || chosen >= FIRST ? newest : newest.slice(0, FIRST);
  const cut = order.eventsTotal > order.events.length;
  return (
    <Section
      id="events"
      title={eventsTitle(order.events)}
      aside={
        cut
          ? `first ${order.events.length} of ${order.eventsTotal} events`
          : counted(order.eventsTotal, 'event')
      }
    >
      <Table stacked label="Events">
        <thead>
          <tr>
            <Head end>Happened</Head>
            <Head end>Seen after</Head>
            <Head>Source</Head>
            <Head>Event</Head>
            <Head>About</Head>
          </tr>
        </thead>
        <tbody>
          {rows.map((event) => (
            <Row
              key={event.eventKey}
              order={order}
              event={event}
              at={at}
              open={event.eventKey === selected}
              onToggle={() => onSelect(event.eventKey === selected ? undefined : event.eventKey)}
            />
          ))}
        </tbody>
      </Table>
      {rows.length < newest.length && (
        <Button className="mt-12" onClick={() => setAll(true)}>
          Show {counted(newest.length - rows.length, 'earlier event')}
        </Button>
      )}
    </Section>
  );
}

function Row({
  order,
  event,
  at,
  open,
  onToggle,
}: {
  order: Order;
  event: OrderEvent;
  at: number;
  open: boolean;
  onToggle: () => void;
}) {
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (open) row.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  const late = Date.parse(event.observedAt) - Date.parse(event.occurredAt);
  const bad = event.outcome !== 'ok';
  return (
    <Fragment>
      <tr
        {...role.row}
        ref={row}
        className={`scroll-my-40 max-tablet:grid max-tablet:grid-cols-[minmax(0,1fr)_auto] max-tablet:items-center max-tablet:border-b max-tablet:border-hair max-tablet:py-4 ${open ? 'bg-sel shadow-[inset_2px_0_var(--ink-1)]' : 'hover:bg-hover'}`}
      >
        <Data
          {...role.cell}
          end
          className="pl-8 max-tablet:order-2 max-tablet:h-auto max-tablet:border-0 max-tablet:py-0 max-tablet:pr-4"
        >
          <Time iso={event.occurredAt} now={at} precision={event.timePrecision} sourceZone={event.timeZone} />
        </Data>
        <Data
          {...role.cell}
          end
          className="text-ink-3 max-tablet:order-4 max-tablet:h-auto max-tablet:border-0 max-tablet:py-0 max-tablet:!pr-4"
        >
          {late < 0 ? `${formatDuration(late)} before` : formatDuration(late)}
        </Data>
        <Data {...role.cell} className="max-tablet:hidden">
          <SystemName source={event.source} />
        </Data>
        <Data
          {...role.cell}
          strong
          className="max-tablet:order-1 max-tablet:h-auto max-tablet:border-0 max-tablet:py-0 max-tablet:pr-4"
        >
          <button
            type="button"
            onClick={onToggle}
            aria-expanded={open}
            className="flex min-h-24 items-center gap-4 whitespace-nowrap text-left max-tablet:min-h-44"
          >
            <Icon name={open ? 'chevronDown' : 'chevronRight'} size={14} />
            {event.type}
          </button>
        </Data>
        <Data
          {...role.cell}
          className={`max-tablet:order-3 max-tablet:h-auto max-tablet:border-0 max-tablet:py-0 max-tablet:pr-4 max-tablet:pl-16 ${bad ? 'text-breach-text' : 'text-ink-2'}`}
        >
          <span className="flex items-center gap-6">
            {bad && <StateMark state="breached" label={event.outcome} />}
            <span className="tablet:hidden">
              <SystemName source={event.source} />
            </span>
            {eventLabel(event)}
          </span>
        </Data>
      </tr>
      {open && (
        <tr {...role.row} className="max-tablet:block">
          <td {...role.cell} colSpan={5} className="border-b border-hair bg-sunken p-12 max-tablet:block">
            <EventDetail order={order} event={event} at={at} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}
