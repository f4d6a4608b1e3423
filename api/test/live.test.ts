import type { ExceptionRow, ExceptionsPage, LiveChange, RulesAnswer } from '@throughline/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedOrders } from './generated.ts';
import { NOW, type Running, SERVICE_TOKEN, startApi } from './harness.ts';
import { commit, writeEvents } from './rows.ts';

let running: Running;
beforeAll(async () => {
  running = await startApi({ detection: { run: true, everyMs: 50 } });
});
afterAll(() => running?.stop());

type Told = { id: string; change: LiveChange };

/** Reads the stream until `enough` changes came; then lets go of it. */
const listen = async (enough: number, lastId?: string): Promise<Told[]> => {
  const response = await fetch(`${running.address}/api/v1/live`, {
    headers: {
      authorization: `Bearer ${SERVICE_TOKEN}`,
      ...(lastId !== undefined && { 'last-event-id': lastId }),
    },
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const told: Told[] = [];
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, id] = /^id: (.*)$/m.exec(text.slice(0, end)) ?? [];
      const [, data] = /^data: (.*)$/m.exec(text.slice(0, end)) ?? [];
      if (id !== undefined && data !== undefined) told.push({ id, change: JSON.parse(data) as LiveChange });
      text = text.slice(end + 2);
    }
    if (told.length >= enough) break;
  }
  return told;
};

const until = async <T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await ask();
    if (good(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it did not come');
};
const rules = async () => (await running.call<RulesAnswer>('/api/v1/rules')).body;
const exceptions = async (query = '') =>
  (await running.call<ExceptionsPage>(`/api/v1/exceptions?limit=500${query}`)).body;

describe('a running engine', () => {
  it('judges what is stored, tells its listeners, and says how it does', async () => {
    const stream = listen(3);
    await until(rules, ({ engine }) => engine.state === 'judging');
    const { events } = generatedOrders(5, 60);
    await writeEvents(
      running.store,
      events.map((event) => ({
        ...event,
        observedAt: NOW,
        data: { ...event.data, attributes: { ...event.data.attributes, final_status: 'open' } },
      })),
    );
    await until(rules, ({ engine }) => engine.tick > 0 && engine.progress === null);
    const told = await stream;
    expect(told[0]?.change).toMatchObject({ facts: false, exceptions: { open: 0, changed: [] } });
    const named = new Set(told.flatMap(({ change }) => change.exceptions.changed));
    const listed = await exceptions('&state=open,resolved');
    expect(listed.total).toBeGreaterThan(10);
    expect([...named].every((id) => listed.items.some((item) => item.id === id))).toBe(true);
    const { items, engine, problems } = await rules();
    expect(problems).toEqual([]);
    expect(engine).toMatchObject({ state: 'judging', error: null, judgedAt: new Date(NOW).toISOString() });
    for (const rule of items) expect(rule).toMatchObject({ evaluated: expect.any(Number), errors: 0 });
    const { body } = await running.call<string>('/metrics');
    expect(body).toMatch(/throughline_detection_evaluated_total\{rule="orders-not-approved"\} [1-9]/);
  }, 60_000);

  it('goes on for a listener that comes back', async () => {
    const [first] = await listen(1);
    await commit(running.store, { writer: 7n, batch: 3n });
    const [next] = await listen(1, first?.id);
    expect(next?.change).toMatchObject({ facts: true, positions: { '7': '3' } });
  }, 60_000);
});

describe('people', () => {
  const post = (path: string, body: object) =>
    running.call<ExceptionRow>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('take exceptions, and what they did is kept', async () => {
    const { items } = await exceptions('&sort=due');
    const [one, other] = items;
    expect((await post(`/api/v1/exceptions/${one?.id}/acknowledge`, {})).body).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'Local command',
    });
    expect((await post(`/api/v1/exceptions/${one?.id}/owner`, { owner: 'ann' })).body.owner).toBe('ann');
    expect((await post(`/api/v1/exceptions/${one?.id}/notes`, { note: 'asked the carrier' })).status).toBe(
      200,
    );
    const { body } = await running.call<{ history: { kind: string; note: string; actor: string | null }[] }>(
      `/api/v1/exceptions/${one?.id}`,
    );
    expect(body.history.filter(({ actor }) => actor !== null)).toMatchObject([
      { kind: 'acknowledged' },
      { kind: 'owner', note: 'ann' },
      { kind: 'note', note: 'asked the carrier' },
    ]);
    expect((await exceptions('&owner=ann')).items.map(({ id }) => id)).toEqual([one?.id]);
    expect((await exceptions('&owner=none')).items.some(({ id }) => id === other?.id)).toBe(true);
    expect((await exceptions('&state=acknowledged')).total).toBe(1);
    expect((await post(`/api/v1/exceptions/${'0'.repeat(32)}/notes`, { note: 'x' })).status).toBe(404);
  });

  it('page through the whole list in any order', async () => {
    for (const sort of ['due', '-severity', '-value']) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: ExceptionsPage = (
          await running.call<ExceptionsPage>(
            `/api/v1/exceptions?limit=25&state=open,acknowledged,resolved&sort=${sort}${cursor && `&cursor=${cursor}`}`,
          )
        ).body;
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
        if (cursor === null) expect(seen.length).toBe(page.total);
      }
      expect(new Set(seen).size).toBe(seen.length);
    }
  });

  it('filter by what the order is', async () => {
    const all = await exceptions();
    const some = await exceptions('&attr=market:DE');
    expect(some.total).toBe(all.items.filter(({ attributes }) => attributes.market === 'DE').length);
    expect(some.total).toBeLessThan(all.total);
    const [first] = all.items;
    const ofOrder = await exceptions(`&order=${first?.order?.name}&state=open,acknowledged,resolved`);
    expect(ofOrder.items.every(({ order }) => order?.correlationId === first?.order?.correlationId)).toBe(
      true,
    );
    expect((await running.call('/api/v1/exceptions?minValue=5')).status).toBe(400);
  });
});
