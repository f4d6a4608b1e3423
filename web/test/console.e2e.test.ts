import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from './browser.ts';
import { axe, type Console, openConsole } from './console.ts';
import { ORDER, splitOrder } from './split-order.ts';

if (noBrowser) console.warn(`Skipping the console in a browser: ${noBrowser}`);
const PHONE = { viewport: { width: 390, height: 844 } };
const HOUR = 3_600_000;

describe.skipIf(noBrowser !== null)('the console', () => {
  let app: Console;
  let collector = '';
  beforeAll(async () => {
    app = await openConsole();
  }, 120_000);
  afterAll(() => app?.stop());

  /** Sends events with a key made as an administrator would make it. */
  const send = async (page: Page, events: unknown[]) => {
    const made = await page.request.post(`${app.url}/api/v1/keys`, {
      data: { label: 'Acceptance test' },
      headers: { origin: app.url },
    });
    const { secret } = (await made.json()) as { secret: string };
    const sent = await fetch(`${collector}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    });
    expect(sent.status).toBeLessThan(300);
  };
  const heading = (page: Page, name: RegExp | string) => page.getByRole('heading', { name }).waitFor();
  const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

  test('signed out, a page says where the sign-in link comes from', async () => {
    const page = await app.openSignedOut('/orders?open=true');
    await heading(page, /signed out/);
    expect(page.url()).toContain(`next=${encodeURIComponent('/orders?open=true')}`);
    expect(await axe(page)).toEqual([]);
  });

  test('a link that was used or made up does not sign in, and says so', async () => {
    const page = await app.openSignedOut(`/sign-in?token=${'x'.repeat(43)}`);
    await heading(page, /did not sign you in/);
    expect(page.url()).not.toContain('xxx');
    expect(await axe(page)).toEqual([]);
  });

  test('the first screen gives a command that works, and moves on when its event arrives', async () => {
    const page = await app.open('/');
    await heading(page, /No events yet/);
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('1');
    await page.getByRole('button', { name: 'Copy the command' }).waitFor();
    const command = (await page.getByLabel('Command that sends one event').textContent()) ?? '';
    const [, address = '', key = '', body = ''] =
      /^curl (\S+) [\s\S]*Bearer (\S+)'[\s\S]* -d '([\s\S]*)'$/.exec(command) ?? [];
    collector = new URL(address).origin;
    const sent = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' },
      body,
    });
    expect(sent.status).toBeLessThan(300);
    await page.waitForURL(/\/orders\?open=true/);
    await heading(page, /^1 order open/);
  });

  test('any business id leads to the order from anywhere', async () => {
    const page = await app.open('/orders');
    await heading(page, /1 order/);
    await send(page, splitOrder({ placed: Date.now() - 40 * HOUR }));
    for (const id of ['JVGL 0612', 'ON-2026-558210', ORDER]) {
      const found = async () => {
        await page.keyboard.press('Control+k');
        await page.keyboard.type(id);
        await page.keyboard.press('Enter');
        return page.waitForURL(/\/orders\/c[0-9a-z]{26}$/, { timeout: 2000 }).then(
          () => true,
          () => false,
        );
      };
      await expect.poll(found, { timeout: 20_000 }).toBe(true);
      await heading(page, /pieces shipped/);
      await page.keyboard.press('Escape');
      await page.waitForURL(/\/orders\?/);
    }
  });

  test('the list is worked by keyboard, its filters are its address, its numbers agree', async () => {
    const page = await app.open('/orders?open=true');
    await heading(page, /^2 orders open, none past its promise/);
    expect(await page.getByRole('row').count()).toBe(3);
    await page.getByRole('link', { name: /^All/ }).click();
    await heading(page, /^2 orders: 2 open/);
    await page.keyboard.press('/');
    await page.keyboard.type('61204');
    await page.waitForURL(/id=61204/);
    await heading(page, /1 order has an id that begins with “61204”/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('f');
    await page.getByRole('checkbox', { name: 'Delivered' }).check();
    await page.waitForURL(/progress=delivered/);
    await page.getByText('No order is like that').waitFor();
    await page.getByRole('button', { name: 'Take off stage delivered' }).click();
    await page.getByRole('row', { name: new RegExp(ORDER) }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/orders\/c/);
  });

  test('the list and the order go back to any instant', async () => {
    const before = new Date(Date.now() - 41 * HOUR).toISOString();
    const page = await app.open(`/orders?open=true&at=${before}`);
    await heading(page, /No order is open at/);
    const order = await app.open(`/orders/${ORDER}?at=${new Date(Date.now() - 35 * HOUR).toISOString()}`);
    await heading(order, /^Held for .*fraud review/);
  });

  test('the order says what is wrong, shows both clocks, and opens the bytes of an event', async () => {
    const page = await app.open(`/orders/${ORDER}`);
    await heading(page, /3 of 6 pieces shipped/);
    await heading(page, /systems, /);
    await page.getByRole('button', { name: /wms\/venlo: shipped.*seen/ }).waitFor();
    await heading(page, /Six pieces in 2 shipments, 3 left to ship/);
    await page.getByRole('button', { name: 'posting.failed' }).click();
    await page.getByText('Material KIT-LANTERN-2 is not defined').first().waitFor();
    await page.getByRole('button', { name: 'Open the original' }).click();
    expect(await page.getByLabel('Original payload').textContent()).toContain('"posting.failed"');
    expect(page.url()).toContain('event=');
    await page.reload();
    await page.getByRole('button', { name: 'posting.failed', expanded: true }).waitFor();
  });

  test('a join is cut only with a reason, after saying what it touches', async () => {
    const page = await app.open(`/orders/${ORDER}`);
    await page.getByRole('button', { name: 'Cut a join…' }).click();
    await page.getByRole('radio', { name: /8836221044719/ }).check();
    expect(await page.getByRole('button', { name: 'Cut the join' }).isDisabled()).toBe(true);
    await page.getByText(/carries it, of an order of 10 events and €403.02/).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  test.each([
    ['light', 'wide'],
    ['light', 'phone'],
    ['dark', 'wide'],
    ['dark', 'phone'],
  ] as const)(
    'every screen is accessible and fits, %s and %s',
    async (colorScheme, size) => {
      for (const path of ['/orders', `/orders/${ORDER}`, '/orders/no-such-order']) {
        const page = await app.open(path, { colorScheme, ...(size === 'phone' ? PHONE : {}) });
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        expect(await axe(page), path).toEqual([]);
        expect(await fits(page), path).toBe(true);
        await page.context().close();
      }
    },
    120_000,
  );

  test('nothing was asked of another server, and nothing was refused or thrown', () => {
    expect(app.complaints).toEqual([]);
  });
});
