import { formatDuration } from '../../ui/format/duration.ts';
import { fieldsOf, formatEvidence, formatInstant } from '../../ui/format/time.ts';
import { axisTicks } from './axis.ts';
import { foldedScale } from './folded-scale.ts';
import { placeLabels } from './timeline-labels.ts';
import type { Dot, DueMark, Lane, TimelineEvent, TimelineInput, TimelineModel } from './timeline-types.ts';

const MINUTE = 60_000;
/** A fact seen later than this came in bulk: its tail would push everything else aside. */
const BULK = 2 * 86_400_000;
const TOP = 40;
const OPEN_TAIL = 14;

const seenInBulk = (event: TimelineEvent, now: number) =>
  event.observedAt - event.occurredAt > BULK || event.observedAt > now;

/** Instants that get a place of their own on the axis. */
function knotsOf({ events, due, holds, now, open }: TimelineInput): number[] {
  const seen = events.filter(
    (event) => event.observedAt - event.occurredAt >= MINUTE && !seenInBulk(event, now),
  );
  return [
    ...events.map((event) => event.occurredAt),
    ...seen.map((event) => event.observedAt),
    ...due.map((each) => each.dueAt),
    ...holds.flatMap((hold) => [hold.from, ...(hold.to === null ? [] : [hold.to])]),
    ...(open ? [now] : []),
  ];
}

function noteOf(events: readonly TimelineEvent[]): string {
  const slowest = Math.max(...events.map((event) => event.observedAt - event.occurredAt));
  if (slowest < 0) return 'its clock runs ahead';
  const fastest = Math.min(...events.map((event) => event.observedAt - event.occurredAt));
  if (fastest > BULK) return `seen ${formatDuration(slowest)} later`;
  return slowest < 1000 ? 'seen at once' : `seen within ${formatDuration(slowest)}`;
}

/** Lays an order's events out in one lane per system on one folded time axis. Pure; `width` and all of the model are pixels. */
export function prepareTimeline(input: TimelineInput): TimelineModel {
  const { events, now, zone, width, open } = input;
  const narrow = width < 640;
  const left = narrow ? 8 : 152;
  const right = width - (narrow ? 20 : 40);
  const step = narrow ? 70 : 50;
  const instants = knotsOf(input);
  const scale = foldedScale(instants, left + (narrow ? 8 : 20), right);
  const nowX = scale.x(now);

  const sources = [...new Set([...events, ...input.due].map((each) => each.source))];
  const lanes = sources.map((source, index): Lane => {
    const own = events.filter((event) => event.source === source);
    const xs = own.map((event) => scale.x(event.occurredAt));
    const from = xs.length > 0 ? Math.min(...xs) : nowX;
    return {
      source,
      note: own.length > 0 ? noteOf(own) : 'not heard yet',
      y: TOP + index * step + (narrow ? 46 : step / 2),
      x1: from,
      x2: open ? Math.max(from, nowX) : Math.max(from, ...xs),
    };
  });
  const laneOf = (source: string) => lanes.find((lane) => lane.source === source);

  const dots = events.map((event): Dot => {
    const x = scale.x(event.occurredAt);
    const beyond = seenInBulk(event, now);
    const late = event.observedAt - event.occurredAt;
    return {
      key: event.key,
      source: event.source,
      x,
      y: laneOf(event.source)?.y ?? 0,
      seenX: beyond ? x + OPEN_TAIL : Math.max(x, scale.x(event.observedAt)),
      seenBeyond: beyond,
      failed: event.failed,
      takenBack: event.takenBack,
      title: `${event.source}: ${event.label}, ${formatEvidence(event.occurredAt, zone)}, seen ${late < 1000 ? 'at once' : `${formatDuration(late)} later`}`,
    };
  });

  const dues = input.due.map((due): DueMark => {
    const x = scale.x(due.dueAt);
    return {
      state: due.state,
      atRisk: due.atRisk,
      x,
      y: laneOf(due.source)?.y ?? 0,
      bandTo: due.state === 'missing' ? Math.max(x, nowX) : null,
      title: `${due.source}: ${due.label}, due ${formatEvidence(due.dueAt, zone)}`,
    };
  });

  const at = new Map(dots.map((dot) => [dot.key, dot]));
  const chip = open ? { x: nowX, text: nowText(now, instants, zone) } : null;
  return {
    width,
    height: TOP + lanes.length * step + 8,
    left,
    top: TOP,
    narrow,
    lanes,
    dots,
    labels: placeLabels(input, dots, dues, {
      left: narrow ? 4 : left,
      right: width - 4,
      wall: open ? nowX : null,
    }),
    dues,
    holds: input.holds.map((hold) => ({
      x1: scale.x(hold.from),
      x2: scale.x(hold.to ?? now),
      y: laneOf(hold.source)?.y ?? 0,
      title: hold.label,
    })),
    handOvers: input.handOvers.flatMap(([from, to]) => curve(at.get(from), at.get(to))),
    folds: scale.folds,
    ticks: axisTicks(scale, instants, {
      zone,
      now,
      right: width - 4,
      taken: chip ? [chip.x - 38, chip.x + 38] : [0, 0],
    }),
    now: chip,
    summary: summarise(input),
  };
}

function nowText(now: number, instants: readonly number[], zone: string): string {
  const { clock, second } = fieldsOf(now, zone);
  const nearest = Math.max(...instants.filter((ms) => ms < now));
  return now - nearest < 86_400_000 ? `${clock}:${second}` : formatInstant(now, nearest, zone);
}

/** A curve that leaves one lane flat and enters the other flat. */
function curve(from: Dot | undefined, to: Dot | undefined): string[] {
  if (!from || !to || from.y === to.y) return [];
  const bend = Math.max(10, Math.abs(to.x - from.x) / 2);
  return [`M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`];
}

function summarise({ events, due, zone }: TimelineInput): string {
  const first = events[0];
  const last = events.at(-1);
  if (!first || !last) return 'No event.';
  const missing = due.filter((each) => each.state === 'missing').map((each) => each.label);
  return [
    `${events.length} events of ${new Set(events.map((event) => event.source)).size} systems,`,
    `from ${formatEvidence(first.occurredAt, zone)} to ${formatEvidence(last.occurredAt, zone)}.`,
    missing.length > 0 ? `Missing: ${missing.join('; ')}.` : 'Nothing due is missing.',
    'The table of events holds the same facts.',
  ].join(' ');
}
