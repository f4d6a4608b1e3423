import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startPlatform, temporaryDataDir } from '@throughline/testkit';
import { afterEach, describe, expect, it } from 'vitest';

const data = temporaryDataDir();
afterEach(() => data.remove());

const failure = (start: Promise<unknown>): Promise<string> =>
  start.then(
    () => 'it started',
    (error: Error) => error.message.split('\n').slice(1).join('\n').trim(),
  );

/** Processes whose environment names `dataDir`: those that this start left running. */
const leftRunning = (dataDir: string): string =>
  execFileSync('sh', ['-c', `grep -lzs -- "${dataDir}" /proc/[0-9]*/environ || true`])
    .toString()
    .trim();

describe('starting the platform', () => {
  it('prints a sign-in link, and Ctrl-C ends it all and leaves nothing running', async () => {
    const platform = await startPlatform({ dataDir: data.path });
    expect(platform.output()).toContain('/v1/events');
    const ready = await fetch(`${platform.api}/readyz`);
    expect(ready.status).toBe(200);
    expect(leftRunning(data.path)).not.toBe('');
    expect(await platform.stop()).toBe(0);
    expect(existsSync(join(data.path, 'lock.json'))).toBe(false);
    expect(leftRunning(data.path)).toBe('');
  });

  it('refuses a second start on the same data in one line, and the first goes on', async () => {
    const platform = await startPlatform({ dataDir: data.path });
    const said = await failure(startPlatform({ dataDir: data.path }));
    expect(said).toMatch(/^throughline {2}Throughline already runs on .*THROUGHLINE_DATA_DIR.*$/);
    expect((await fetch(`${platform.api}/readyz`)).status).toBe(200);
    await platform.stop();
  });

  it('names a taken port and the setting in one line', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const said = await failure(startPlatform({ dataDir: data.path, env: { THROUGHLINE_API_PORT: port } }));
    expect(said).toMatch(new RegExp(`^throughline {2}Port ${port} .*THROUGHLINE_API_PORT.*$`));
    await new Promise((resolve) => server.close(resolve));
  });

  it('names a data directory that cannot be written in one line', async () => {
    const parent = temporaryDataDir();
    writeFileSync(join(parent.path, 'file'), '');
    const said = await failure(startPlatform({ dataDir: join(parent.path, 'file/data') }));
    expect(said).toMatch(/^throughline {2}The data directory .* cannot be written .*THROUGHLINE_DATA_DIR.*$/);
    parent.remove();
  });

  it('keeps the keys readable by their owner alone', async () => {
    const platform = await startPlatform({ dataDir: data.path });
    const modes = execFileSync('stat', ['-c', '%a', join(data.path, 'lock.json'), `${data.path}-master.key`]);
    expect(modes.toString().trim().split('\n')).toEqual(['600', '600']);
    await platform.stop();
  });
});
