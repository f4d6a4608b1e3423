import { AxeBuilder } from '@axe-core/playwright';
import { startPlatform, temporaryDataDir } from '@throughline/testkit';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launch } from './browser.ts';

/** The console of a running platform, with someone signed in. */
export type Console = {
  /** Origin of the console. */
  url: string;
  /** A page in a context of its own, signed in; what its console or network complained of is in `complaints`. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** The same, signed out. */
  openSignedOut(path: string): Promise<Page>;
  complaints: string[];
  stop(): Promise<void>;
};

/**
 * Starts a platform of the test's own and signs in by the printed link, or by `THROUGHLINE_TEST_URL`, a fresh sign-in
 * link of a platform that runs already.
 */
export async function openConsole(): Promise<Console> {
  const given = process.env.THROUGHLINE_TEST_URL;
  const data = temporaryDataDir();
  const platform = given ? undefined : await startPlatform({ web: true, dataDir: data.path });
  const link = given ?? platform?.signInLink ?? '';
  const url = new URL(link).origin;
  const browser: Browser = await launch();
  const complaints: string[] = [];

  const watch = (page: Page) => {
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // Answers such as 404 are asked for by the tests; a refused script or style is a defect.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        complaints.push(message.text());
      }
    });
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== url && protocol.startsWith('http')) complaints.push(`asked ${request.url()}`);
    });
    return page;
  };
  const start = async (context: BrowserContext, path: string) => {
    const page = watch(await context.newPage());
    await page.goto(url + path);
    return page;
  };

  const first = await browser.newContext();
  const page = watch(await first.newPage());
  await page.goto(link);
  await page.waitForURL((at) => at.pathname !== '/sign-in');
  const storageState = await first.storageState();
  await first.close();

  return {
    url,
    complaints,
    open: async (path, options = {}) =>
      start(
        await browser.newContext({
          viewport: { width: 1440, height: 900 },
          timezoneId: 'Europe/Berlin',
          ...options,
          storageState,
        }),
        path,
      ),
    openSignedOut: async (path) => start(await browser.newContext(), path),
    stop: async () => {
      await browser.close();
      await platform?.stop();
      data.remove();
    },
  };
}

/** What axe finds against WCAG 2.2 AA and good practice, one line each. */
export async function axe(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join(', ')})`,
  );
}
