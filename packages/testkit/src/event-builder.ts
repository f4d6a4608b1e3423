import { type BusinessEvent, type EventData, EventDataSchema, type EventType } from '@throughline/contracts';

/** Builds one event step by step; every step gives a new builder, so that a common beginning can be shared. */
export type EventBuilder = {
  readonly id: (id: string) => EventBuilder;
  readonly from: (source: string) => EventBuilder;
  /** ISO 8601 or epoch ms; `observedAt` follows one second later unless it is given. */
  readonly at: (occurredAt: string | number, observedAt?: string | number) => EventBuilder;
  readonly key: (namespace: string, value: string, scope?: string) => EventBuilder;
  readonly line: (line: string, quantity: string, sku?: string) => EventBuilder;
  readonly money: (amount: string, currency: string) => EventBuilder;
  readonly attribute: (name: string, value: string) => EventBuilder;
  readonly data: (data: Partial<EventData>) => EventBuilder;
  readonly with: (fields: Partial<Omit<BusinessEvent, 'data'>>) => EventBuilder;
  readonly build: () => BusinessEvent;
};

const ms = (time: string | number): number => (typeof time === 'number' ? time : Date.parse(time));
const START = Date.UTC(2025, 0, 1);

const builder = (event: BusinessEvent): EventBuilder => {
  const set = (fields: Partial<BusinessEvent>): EventBuilder => builder({ ...event, ...fields });
  const add = (data: Partial<EventData>): EventBuilder => set({ data: { ...event.data, ...data } });
  return {
    id: (id) => set({ id }),
    from: (source) => set({ source }),
    at: (occurredAt, observedAt) =>
      set({
        occurredAt: ms(occurredAt),
        observedAt: observedAt === undefined ? ms(occurredAt) + 1000 : ms(observedAt),
      }),
    key: (namespace, value, scope) =>
      add({ keys: [...event.data.keys, { namespace, value, ...(scope !== undefined && { scope }) }] }),
    line: (line, quantity, sku) =>
      add({ lines: [...event.data.lines, { line, quantity, ...(sku !== undefined && { sku }) }] }),
    money: (amount, currency) => add({ amount, currency }),
    attribute: (name, value) => add({ attributes: { ...event.data.attributes, [name]: value } }),
    data: (data) => add(data),
    with: (fields) => set(fields),
    build: () => structuredClone(event),
  };
};

/** An event of `type` from `commerce/test`, occurred at 2025-01-01T00:00:00Z, with `<type>/1` for its id. */
export const anEvent = (type: EventType): EventBuilder =>
  builder({
    id: `${type}/1`,
    source: 'commerce/test',
    type,
    occurredAt: START,
    observedAt: START + 1000,
    timePrecision: 'instant',
    outcome: 'ok',
    data: EventDataSchema.parse({}),
  });
