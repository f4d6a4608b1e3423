import type { EventData, EventType } from '@throughline/contracts';
import { eventKey, lifeId, type StoredEvent } from '@throughline/domain';
import type { NewCaseLinkRow, NewEventLinkRow } from '@throughline/store';

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export const seeded = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const HOUR = 3_600_000;
const START = Date.UTC(2025, 2, 25);
const STEPS: readonly (readonly [string, EventType])[] = [
  ['commerce/shop', 'order.created'],
  ['psp/adyen', 'payment.authorized'],
  ['oms/main', 'order.routed'],
  ['oms/main', 'fulfillment.requested'],
  ['wms/east', 'shipment.picked'],
  ['wms/east', 'shipment.packed'],
  ['wms/east', 'shipment.confirmed'],
  ['carrier/dhl', 'shipment.delivered'],
  ['oms/main', 'order.closed'],
];
const EMPTY: EventData = { keys: [], objects: [], links: [], lines: [], amounts: [], attributes: {} };

/** Everything that a store of generated orders holds. */
export type World = {
  events: StoredEvent[];
  caseLinks: NewCaseLinkRow[];
  eventLinks: NewEventLinkRow[];
};

/** `count` orders that go many ways: cancelled, held, promised again, corrected, joined late, sharing a box, with wild clocks. */
export const generatedOrders = (seed: number, count: number): World => {
  const random = seeded(seed);
  const chance = (p: number): boolean => random() < p;
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const world: World = { events: [], caseLinks: [], eventLinks: [] };
  const position = { writer: 7n, batch: 1n };

  const order = (number: number): void => {
    const name = `G-${number}`;
    let now = START + Math.floor(random() * 240) * HOUR;
    const home = lifeId(1, eventKey(1, 'commerce/shop', `${name}/order.created`));
    const add = (
      source: string,
      type: EventType,
      given: Partial<StoredEvent> = {},
      data: Partial<EventData> = {},
    ) => {
      const id = given.id ?? `${name}/${type}/${world.events.length}`;
      const wild = chance(0.03);
      const event: StoredEvent = {
        id,
        source,
        type,
        occurredAt: wild ? pick([Date.UTC(1948, 1, 1), Date.UTC(2099, 1, 1)]) : now,
        observedAt: now + 60_000,
        timePrecision: 'instant',
        outcome: chance(0.04) ? 'failed' : 'ok',
        eventKey: eventKey(1, source, id),
        home,
        ...given,
        data: {
          ...EMPTY,
          keys: [{ namespace: 'order', value: name }],
          attributes: { market: pick(['DE', 'PL']), final_status: pick(['done', 'open']) },
          ...data,
        },
      };
      world.events.push(event);
      now += Math.floor(random() * 30 * HOUR);
      return event;
    };
    const promise = (type: EventType, source: string): void => {
      const precision = pick(['instant', 'instant', 'day', 'minute'] as const);
      const due = now + Math.floor(random() * 200) * HOUR;
      const day = Math.floor(due / (24 * HOUR)) * 24 * HOUR;
      add(source, type, precision === 'day' ? { timeZone: pick(['UTC', 'Europe/Berlin', undefined]) } : {}, {
        promise: {
          kind: pick(['deliver_by', 'deliver_by', 'ship_by'] as const),
          due: new Date(precision === 'day' ? day : due).toISOString(),
          duePrecision: precision,
          by: pick(['shown', 'node'] as const),
          consent: pick(['none', 'none', 'agreed'] as const),
          ...(chance(0.2) && { line: pick(['1', '2']) }),
        },
      });
    };

    const until = Math.floor(random() * (STEPS.length + 1));
    STEPS.slice(0, Math.max(1, until)).forEach(([source, type], step) => {
      if (step > 0 && chance(0.15)) return;
      const event = add(source, type, step === 0 ? { id: `${name}/order.created` } : {});
      if (step === 0 && chance(0.8)) promise('promise.set', 'commerce/shop');
      if (chance(0.1)) promise('promise.changed', 'oms/main');
      if (chance(0.12)) correct(event, 0);
    });
    if (chance(0.15)) hold();
    if (chance(0.08)) add('commerce/shop', 'order.cancelled');

    function correct(event: StoredEvent, depth: number): void {
      const by = add(event.source, pick(['shipment.voided', event.type as EventType]), {
        corrects: event.id,
        correctsKey: event.eventKey,
      });
      if (depth < 2 && chance(0.3)) correct(by, depth + 1);
    }
    function hold(): void {
      const data = { hold: { holdId: `H-${name}`, scope: 'order' as const } };
      add('oms/main', 'hold.placed', {}, data);
      if (chance(0.6)) add('oms/main', 'hold.released', {}, data);
      if (chance(0.2)) add('oms/main', 'hold.placed', {}, data);
    }
    if (chance(0.2)) otherSide(name, home, now);
  };

  /** A life that came in on its own and was joined to the order later. */
  const otherSide = (name: string, survivor: bigint, at: number): void => {
    const loser = lifeId(1, eventKey(1, 'erp/sap', `${name}/other`));
    world.events.push({
      id: `${name}/other`,
      source: 'erp/sap',
      type: pick(['shipment.delivered', 'payment.captured', 'order.closed']),
      occurredAt: at,
      observedAt: at + 60_000,
      timePrecision: 'instant',
      outcome: 'ok',
      eventKey: eventKey(1, 'erp/sap', `${name}/other`),
      home: loser,
      data: { ...EMPTY, keys: [{ namespace: 'erp.sales_order', value: `S-${name}` }] },
    });
    const why = { namespace: 'erp.sales_order', scope: '', value: `S-${name}` };
    const link = { ...position, ...why, workspace: 1, loser, survivor, observedAt: at + 120_000 };
    world.caseLinks.push(link);
    if (chance(0.3)) world.caseLinks.push({ ...link, sign: -1, observedAt: at + 180_000 });
  };

  for (let number = 0; number < count; number += 1) order(number);
  // Boxes that serve two orders: stored under no home, linked to both; some links are taken back.
  const homes = [...new Set(world.events.map(({ home }) => home))];
  for (let box = 0; box < count / 20; box += 1) {
    const at = START + Math.floor(random() * 400) * HOUR;
    const key = eventKey(1, 'wms/east', `box/${box}`);
    world.events.push({
      id: `box/${box}`,
      source: 'wms/east',
      type: pick(['shipment.confirmed', 'shipment.delivered']),
      occurredAt: at,
      observedAt: at + 60_000,
      timePrecision: 'instant',
      outcome: 'ok',
      eventKey: key,
      home: 0n,
      data: { ...EMPTY, keys: [{ namespace: 'box', value: `B-${box}` }] },
    });
    for (const life of new Set([pick(homes), pick(homes)])) {
      const link = {
        ...{ ...position, workspace: 1, life, eventKey: key, home: 0n, occurredAt: at },
        type: world.events.at(-1)?.type ?? '',
        ...{ namespace: 'box', value: `B-${box}`, observedAt: at + 60_000 },
      };
      world.eventLinks.push(link);
      if (chance(0.3)) world.eventLinks.push({ ...link, sign: -1, observedAt: at + 90_000 });
    }
  }
  return world;
};
