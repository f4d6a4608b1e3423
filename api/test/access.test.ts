import { ROLES, ROUTES, type Role, type Route, roleIncludes } from '@throughline/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asPerson, type Running, startApi } from './harness.ts';

const ID = '0'.repeat(32);
const addressOf = (route: Route): string =>
  route.path
    .replace('{eventKey}', ID)
    .replace('{type}', 'order.created')
    .replace('{version}', '1.json')
    .replace('{name}', 'market')
    .replace('{id}', route.path.includes('dead-letters') ? ID : 'nobody');

let running: Running;
const cookies = new Map<Role, string>();

beforeAll(async () => {
  running = await startApi();
  for (const role of ROLES) cookies.set(role, await running.signIn(role));
}, 120_000);
afterAll(() => running?.stop());

const json = { 'content-type': 'application/json' };

describe('every route', () => {
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    const ask = (headers: Record<string, string>) =>
      running.call(addressOf(route), {
        method: route.method,
        headers: { ...headers, ...(route.body && json) },
        ...(route.body && { body: '{}' }),
      });
    if (route.access === 'open') {
      it(`${name} is open`, async () => {
        const { status } = await ask({ authorization: '' });
        expect([401, 403, 500]).not.toContain(name === 'signIn' ? 0 : status);
      });
      continue;
    }
    it(`${name} refuses a stranger and a wrong token`, async () => {
      expect((await ask({ authorization: '' })).status).toBe(401);
      expect((await ask({ authorization: 'Bearer wrong' })).status).toBe(401);
      expect((await ask({ authorization: '', cookie: 'throughline_session=wrong' })).status).toBe(401);
    });
    for (const role of ROLES) {
      const needed = route.access === 'token' ? 'admin' : (route.access as Role);
      const allowed = roleIncludes(role, needed);
      it(`${name} ${allowed ? 'serves' : 'refuses'} a ${role}`, async () => {
        if (name === 'signOut') return;
        const { status } = await ask(asPerson(cookies.get(role) ?? '', running.address));
        if (allowed) expect([401, 403, 500]).not.toContain(status);
        else expect(status).toBe(403);
      });
    }
  }
});

describe('a session', () => {
  it('says who is signed in', async () => {
    const { body } = await running.call<{ role: string; user: { name: string } }>('/api/v1/session', {
      headers: { authorization: '', cookie: cookies.get('operator') ?? '' },
    });
    expect(body).toMatchObject({
      role: 'operator',
      user: { name: 'operator', email: 'operator@example.com' },
    });
  });

  it('begins once per link, in a cookie out of reach of scripts', async () => {
    const { url } = await running.api.signInLink();
    const token = new URL(url).searchParams.get('token');
    const signIn = () =>
      running.call('/api/v1/session', {
        method: 'POST',
        headers: { authorization: '', ...json },
        body: JSON.stringify({ token }),
      });
    const first = await signIn();
    expect(first.status).toBe(201);
    expect(first.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/);
    expect(first.headers.getSetCookie()[0]).not.toMatch(/Secure/);
    const second = await signIn();
    expect(second.status).toBe(401);
    expect(second.body.title).toBe('This sign-in link does not work');
  });

  it('is refused for changes that another site asks for', async () => {
    const cookie = cookies.get('admin') ?? '';
    const make = (headers: Record<string, string>) =>
      running.call('/api/v1/keys', {
        method: 'POST',
        headers: { authorization: '', cookie, ...json, ...headers },
        body: JSON.stringify({ label: 'x' }),
      });
    expect((await make({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await make({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await make({ origin: 'http://console.test' })).status).toBe(201);
    expect((await make({ 'sec-fetch-site': 'same-origin' })).status).toBe(201);
  });

  it('ends when signed out, and by itself after a week', async () => {
    const cookie = await running.signIn('viewer');
    const headers = asPerson(cookie, running.address);
    expect((await running.call('/api/v1/session', { headers })).status).toBe(200);
    expect((await running.call('/api/v1/session', { method: 'DELETE', headers })).status).toBe(204);
    expect((await running.call('/api/v1/session', { headers })).status).toBe(401);
    const other = asPerson(await running.signIn('viewer'), running.address);
    running.tick(8 * 86_400_000);
    expect((await running.call('/api/v1/session', { headers: other })).status).toBe(401);
    running.tick(-8 * 86_400_000);
  });
});

describe('ingest keys', () => {
  it('are shown once, stored as a hash, published, and gone when revoked', async () => {
    const made = await running.call<{ key: { id: string }; secret: string }>('/api/v1/keys', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ label: 'shop', sources: ['commerce/*'], scopes: ['events'] }),
    });
    expect(made.body.secret).toMatch(/^tl_in_[0-9a-f]{12}_[A-Za-z0-9_-]{32}$/);
    const listed = await running.call<object>('/api/v1/keys');
    expect(JSON.stringify(listed.body)).not.toContain(made.body.secret);
    const config = running.published.at(-1);
    expect(config?.keys.at(-1)).toBeDefined();
    expect(config?.keys.find(({ id }) => id === made.body.key.id)).toMatchObject({
      sources: ['commerce/*'],
      scopes: ['events'],
      workspace: 1,
    });
    expect((await running.call(`/api/v1/keys/${made.body.key.id}`, { method: 'DELETE' })).status).toBe(200);
    expect(running.published.at(-1)?.keys.some(({ id }) => id === made.body.key.id)).toBe(false);
    expect(running.published.at(-1)?.version).toBe((config?.version ?? 0) + 1);
  });

  it('are refused with the place and the remedy', async () => {
    const { status, body, headers } = await running.call('/api/v1/keys', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ label: '', sources: ['nonsense'], colour: 1 }),
    });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/body/colour',
      '/body/label',
      '/body/sources/0',
    ]);
  });
});

describe('what goes wrong', () => {
  it('is told as a problem, whatever it is', async () => {
    const cases: [string, RequestInit, number][] = [
      ['/nowhere', {}, 404],
      ['/api/v1/orders?limt=5', {}, 400],
      ['/api/v1/orders?limit=0', {}, 400],
      ['/api/v1/orders?knownAt=2025-01-01T00:00:00Z', {}, 400],
      ['/api/v1/orders?cursor=abc', {}, 400],
      ['/api/v1/orders/nobody', {}, 404],
      ['/api/v1/session', { method: 'POST', headers: json, body: '{' }, 400],
      ['/api/v1/session', { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a' }, 415],
      [
        '/api/v1/session',
        { method: 'POST', headers: json, body: JSON.stringify({ token: 'x'.repeat(2_000_000) }) },
        413,
      ],
      ['/contracts/order.nothing/1.json', {}, 404],
    ];
    for (const [path, init, expected] of cases) {
      const { status, body, headers } = await running.call(path, init);
      expect([path, status]).toEqual([path, expected]);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body).toMatchObject({ status: expected, title: expect.any(String), remedy: expect.any(String) });
    }
  });
});

describe('the audit', () => {
  it('chains what was done, without secrets', async () => {
    const rows = await running.store.postgres.query<{
      action: string;
      detail: string;
      previousHash: string;
      hash: string;
    }>('SELECT action, detail, previous_hash, hash FROM audit WHERE workspace = 1 ORDER BY seq');
    expect(rows.map(({ action }) => action)).toContain('POST /api/v1/keys');
    expect(JSON.stringify(rows)).not.toMatch(/tl_in_[0-9a-f]{12}_/);
    expect(rows.slice(1).map(({ previousHash }) => previousHash)).toEqual(
      rows.slice(0, -1).map(({ hash }) => hash),
    );
  });
});
