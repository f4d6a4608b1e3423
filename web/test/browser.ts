import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const path = [
  process.env.THROUGHLINE_BROWSER,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((each) => each && existsSync(each));

/** Why no browser can be started here; null if one can. */
export const noBrowser = path ? null : 'no Chromium found; install it or set THROUGHLINE_BROWSER';

/** The system's Chromium, without a window and without a word to anyone. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: path ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
