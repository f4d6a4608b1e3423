import { describe, expect, it } from 'vitest';
import { mapped, mappingOf } from '../testing/rows.ts';
import { OcelError, ocelRows } from './rows.ts';

const LOG1 = {
  'ocel:events': {
    e1: {
      'ocel:activity': 'Place',
      'ocel:timestamp': '2026-01-01T10:00:00',
      'ocel:omap': ['o1', 'i1', '?'],
      'ocel:vmap': { by: 'web' },
    },
    e2: {
      'ocel:activity': 'Drive',
      'ocel:timestamp': '2026-01-01T11:00:00',
      'ocel:omap': [],
      'ocel:vmap': {},
    },
    e3: { 'ocel:activity': 'Dance', 'ocel:timestamp': '2026-01-01T12:00:00' },
  },
  'ocel:objects': {
    o1: { 'ocel:type': 'order', 'ocel:ovmap': { total: 5 } },
    i1: { 'ocel:type': 'item', 'ocel:ovmap': {} },
  },
};
const LOG2 = {
  objectTypes: [],
  eventTypes: [],
  objects: [
    {
      id: 'o1',
      type: 'order',
      attributes: [
        { name: 'total', time: '2026-01-01T12:00:00Z', value: 9 },
        { name: 'total', time: '1970-01-01T00:00:00Z', value: 5 },
      ],
    },
    { id: 'i1', type: 'item' },
  ],
  events: [
    {
      id: 'e1',
      type: 'Place',
      time: '2026-01-01T10:00:00Z',
      attributes: [{ name: 'by', value: 'web' }],
      relationships: [
        { objectId: 'o1', qualifier: 'places' },
        { objectId: 'i1', qualifier: '' },
      ],
    },
  ],
};
const mapping = mappingOf(
  `
namespaces: [{ namespace: log.item, role: part, label: item }]
ocel:
  objects: { order: { namespace: order, object: order }, item: { namespace: log.item, object: order_line } }
  activities:
    Place: { type: order.created, attributes: { by: "{attributes.by}", total: "{objects[0].attributes.total}" } }
  ignore: [Drive]
`,
  'files: { main: { name: "*.jsonocel", format: ocel } }',
);

describe('OCEL', () => {
  it.each([
    ['1.0', LOG1],
    ['2.0', LOG2],
  ])('%s gives events with keys and objects by the types of objects', (_version, log) => {
    const [event] = mapped(mapping, [...ocelRows(log)][0] ?? {}).events;
    expect(event).toMatchObject({
      id: 'event/e1',
      type: 'order.created',
      occurredAt: Date.UTC(2026, 0, 1, 10),
      data: {
        keys: [
          { namespace: 'order', value: 'o1' },
          { namespace: 'log.item', value: 'i1' },
        ],
        objects: [
          { type: 'order', id: 'o1' },
          { type: 'order_line', id: 'i1' },
        ],
        attributes: { activity: 'Place', by: 'web', total: '5' },
      },
    });
  });

  it('counts ignored activities and makes dead letters of unlisted ones', () => {
    const [, drive, dance] = [...ocelRows(LOG1)].map((row) => mapped(mapping, row));
    expect(drive?.skipped).toBe('ignored-activity');
    expect(dance?.problems[0]?.reason).toBe('no-event');
  });

  it.each([[null], [[]], [{}], [{ events: [{ id: 1 }] }], [{ 'ocel:events': { e: {} } }]])(
    '%j is no log',
    (document) => {
      expect(() => [...ocelRows(document)]).toThrow(OcelError);
    },
  );
});
