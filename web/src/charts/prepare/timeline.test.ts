import { expect, test } from 'vitest';
import { prepareTimeline } from './timeline.ts';
import type { TimelineEvent, TimelineInput } from './timeline-types.ts';

const t = (iso: string) => Date.parse(iso);
const event = (source: string, label: string, iso: string, lag = 900): TimelineEvent => ({
  key: `${source} ${label}`,
  source,
  label,
  occurredAt: t(iso),
  observedAt: t(iso) + lag,
  failed: false,
  takenBack: false,
});

const input: TimelineInput = {
  events: [
    event('commerce/ap-eu', 'created', '2026-11-22T20:14:06Z'),
    event('psp/adyen', 'authorised', '2026-11-22T20:14:09Z'),
    event('wms/lodz', 'accepted', '2026-11-23T07:53:25Z', 840_000),
    event('wms/lodz', 'picked', '2026-11-23T07:53:30Z'),
  ],
  due: [
    {
      source: 'commerce/ap-eu',
      label: 'shop not told',
      dueAt: t('2026-11-24T11:18:40Z'),
      state: 'missing',
      atRisk: false,
    },
    {
      source: 'wms/lodz',
      label: 'ship by 17:00',
      dueAt: t('2026-11-24T16:00:00Z'),
      state: 'ahead',
      atRisk: false,
    },
  ],
  holds: [],
  handOvers: [['commerce/ap-eu created', 'psp/adyen authorised']],
  now: t('2026-11-24T13:42:18Z'),
  open: true,
  zone: 'Europe/Berlin',
  width: 1180,
};
const model = prepareTimeline(input);
const dot = (key: string) => model.dots.find((each) => each.key === key)!;

test('one lane a system, in the order of their first word', () => {
  expect(model.lanes.map((lane) => lane.source)).toEqual(['commerce/ap-eu', 'psp/adyen', 'wms/lodz']);
  expect(model.lanes.map((lane) => lane.note)).toEqual(['seen at once', 'seen at once', 'seen within 14 m']);
});

test('the dot is when it happened, the tail when we saw it', () => {
  const accepted = dot('wms/lodz accepted');
  expect(accepted.seenX).toBeGreaterThan(accepted.x + 5);
  expect(dot('psp/adyen authorised').x - dot('commerce/ap-eu created').x).toBeGreaterThan(10);
});

test('idle time is folded and says how much', () => {
  expect(model.ticks.filter((tick) => tick.kind === 'fold').map((tick) => tick.text)).toContain('11 h 39 m');
  expect(model.ticks.filter((tick) => tick.kind === 'day').map((tick) => tick.text)).toEqual([
    'Sun 22 Nov',
    'Mon 23 Nov',
    'Tue 24 Nov',
  ]);
});

test('what is missing has a band from its due time to now; what is ahead stands after now', () => {
  const [missing, ahead] = model.dues;
  expect(missing!.bandTo).toBe(model.now!.x);
  expect(ahead!.x).toBeGreaterThan(model.now!.x);
  expect(ahead!.bandTo).toBeNull();
  expect(model.labels.find((label) => label.text === 'shop not told')?.tone).toBe('bad');
});

test('neighbours share a label, and a hand-over is one curve', () => {
  expect(model.labels.map((label) => label.text)).toContain('accepted, picked');
  expect(model.handOvers).toHaveLength(1);
});

test('history that came in bulk has an open tail and does not stretch the axis', () => {
  const bulk = prepareTimeline({
    ...input,
    events: [event('commerce/olist', 'created', '2017-10-02T13:56:33Z', 288_000_000_000)],
    due: [],
    handOvers: [],
  });
  expect(bulk.dots[0]!.seenBeyond).toBe(true);
  expect(bulk.lanes[0]!.note).toContain('y');
});

test('says in a sentence what it draws', () => {
  expect(model.summary).toContain('4 events of 3 systems');
  expect(model.summary).toContain('Missing: shop not told.');
});

test('a phone gets narrow lanes inside its width', () => {
  const narrow = prepareTimeline({ ...input, width: 358 });
  expect(narrow.narrow).toBe(true);
  for (const each of narrow.labels) expect(each.x).toBeLessThanOrEqual(358);
});
