import type { Order } from '@throughline/contracts';
import type { TimelineDue, TimelineInput } from '../../charts/prepare/timeline-types.ts';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMoney } from '../../ui/format/money.ts';
import { inWords } from '../../ui/format/words.ts';
import { type Life, mainPromise, type OrderEvent } from './life.ts';

const SHORT: Record<string, string> = {
  'order.created': 'created',
  'order.accepted': 'accepted',
  'order.routed': 'routed',
  'payment.authorized': 'authorised',
  'payment.captured': 'captured',
  'fulfillment.requested': 'requested',
  'fulfillment.accepted': 'accepted',
  'shipment.picked': 'picked',
  'shipment.packed': 'packed',
  'shipment.label_created': 'label',
  'shipment.confirmed': 'shipped',
  'shipment.notified': 'shop told',
};

/** What an event says beside its name: the document, the hold's reason, the error. */
function detail(event: OrderEvent): string {
  const { document, hold } = event.data as {
    document?: { type?: string; number?: string };
    hold?: { reason?: string };
  };
  if (document) {
    const failed = event.outcome === 'ok' ? '' : `${event.outcome} ${event.error?.code ?? ''}`;
    return [inWords(document.type ?? 'document'), document.number, failed.trim()].filter(Boolean).join(' ');
  }
  if (event.error) return event.error.code ?? event.error.class;
  if (hold?.reason) return hold.reason;
  return event.amount ? formatMoney(event.amount.amount, event.amount.currency) : '';
}

/** An event in a few words for its dot: `captured €255.96`, `invoice failed V1 302`. */
export function eventLabel(event: OrderEvent): string {
  // A posting is called by its document: `invoice failed V1 302`, `delivery 0080113427`.
  const name =
    event.type.startsWith('posting.') && event.data.document
      ? ''
      : (SHORT[event.type] ?? inWords(event.type));
  return [name, detail(event)].filter(Boolean).join(' ');
}

/** What is due, and where: the order's promise, and what a follower should have said by now. */
function dues(life: Life, at: number): TimelineDue[] {
  const all: TimelineDue[] = [];
  const promise = mainPromise(life);
  if (promise && promise.state !== 'cancelled') {
    const kind = promise.kind === 'ship_by' ? 'ship' : promise.kind === 'deliver_by' ? 'delivery' : 'pick-up';
    const lane =
      life.systems.find((system) => system.kind === (kind === 'ship' ? 'wms' : 'carrier'))?.source ??
      promise.fact.source;
    const state = promise.actual ? 'kept' : promise.state === 'overdue' ? 'missing' : 'ahead';
    const over =
      promise.lateByMs !== null && state === 'missing' ? `, ${formatDuration(promise.lateByMs)} over` : '';
    const label = state === 'missing' ? `no ${kind}${over}` : `${kind} promised`;
    all.push({
      source: lane,
      label,
      dueAt: Date.parse(promise.due),
      state,
      atRisk: life.health === 'at_risk',
    });
  }
  for (const each of life.disagreements) {
    if (each.kind !== 'behind' || each.allowedMs === null) continue;
    const dueAt = Date.parse(each.since) + each.allowedMs;
    all.push({
      source: each.follower,
      label:
        dueAt < at
          ? `${inWords(each.authoritySays)}, not told, ${formatDuration(at - dueAt)} over`
          : `to be told: ${inWords(each.authoritySays)}`,
      dueAt,
      state: dueAt < at ? 'missing' : 'ahead',
      atRisk: false,
    });
  }
  return all;
}

/** Which event of one system another took up: where the sender says so, else from milestone to milestone. */
function handOvers(order: Order): [string, string][] {
  const byId = new Map(order.events.map((event) => [event.id, event.eventKey]));
  const caused = order.events.flatMap((event): [string, string][] => {
    const cause = event.causationId === null ? undefined : byId.get(event.causationId);
    return cause ? [[cause, event.eventKey]] : [];
  });
  const steps = [...order.lifecycle.milestones].sort(
    (a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt),
  );
  const known = new Set(caused.map(([, to]) => to));
  const derived = steps.slice(1).flatMap((step, index): [string, string][] => {
    const before = steps[index];
    return before && before.source !== step.source && !known.has(step.eventKey)
      ? [[before.eventKey, step.eventKey]]
      : [];
  });
  return [...caused, ...derived];
}

/** An order as its timeline draws it, judged at the order's own instant. */
export function timelineInput(order: Order, zone: string): Omit<TimelineInput, 'width'> {
  const { lifecycle: life } = order;
  const now = Date.parse(order.asOf.at);
  const gone = new Set(life.corrections.map((each) => each.fact.eventKey));
  return {
    events: order.events.map((event) => ({
      key: event.eventKey,
      source: event.source,
      label: eventLabel(event),
      occurredAt: Date.parse(event.occurredAt),
      observedAt: Date.parse(event.observedAt),
      failed: event.outcome !== 'ok',
      takenBack: gone.has(event.eventKey),
    })),
    due: dues(life, now),
    holds: life.holds.flatMap((hold) =>
      hold.placed
        ? [
            {
              source: hold.source,
              label: `held${hold.reason ? `: ${hold.reason}` : ''}`,
              from: Date.parse(hold.placed.occurredAt),
              to: hold.released ? Date.parse(hold.released.occurredAt) : null,
            },
          ]
        : [],
    ),
    handOvers: handOvers(order),
    now,
    open: life.open,
    zone,
  };
}

/** The timeline's finding: where the order stood still longest between two milestones. */
export function timelineFinding(life: Life): string {
  const steps = [...life.milestones].sort((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt));
  const end = life.open ? [{ progress: null, occurredAt: life.judgedAt }] : [];
  const gaps = [...steps, ...end].flatMap((step, index, all) => {
    const before = all[index - 1];
    return before
      ? [
          {
            from: before.progress,
            to: step.progress,
            ms: Date.parse(step.occurredAt) - Date.parse(before.occurredAt),
          },
        ]
      : [];
  });
  const longest = gaps.sort((a, b) => b.ms - a.ms)[0];
  if (!longest) return steps.length === 1 ? 'One milestone so far' : 'No milestone was reported yet';
  const between =
    longest.to === null
      ? `since ${inWords(longest.from ?? '')}`
      : `between ${inWords(longest.from ?? '')} and ${inWords(longest.to)}`;
  return `It stood still longest ${between}: ${formatDuration(longest.ms)}`;
}
