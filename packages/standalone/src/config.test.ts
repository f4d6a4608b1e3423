import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { helpText, readConfig } from './config.ts';
import { requirePorts } from './ports.ts';

describe('settings', () => {
  it('have defaults that keep to this machine', () => {
    expect(readConfig({}, '/srv/shop')).toMatchObject({
      dataDir: '/srv/shop/.throughline',
      host: '127.0.0.1',
      collector: { port: 4318 },
      apiPort: 4000,
      webPort: 3000,
    });
  });

  it('name the variable at fault', () => {
    expect(() => readConfig({ THROUGHLINE_API_PORT: 'eighty' }, '/')).toThrow(/^THROUGHLINE_API_PORT: /);
    expect(() => readConfig({ CLICKHOUSE_URL: 'nowhere' }, '/')).toThrow(/^CLICKHOUSE_URL: /);
  });

  it('are all listed by --help', () => {
    expect(helpText()).toMatch(/THROUGHLINE_COLLECTOR_PORT .*default 4318/);
    expect(helpText()).toContain('DATABASE_URL');
  });
});

describe('ports', () => {
  it('that are taken are named with the variable to set', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const wanted = [{ port, variable: 'THROUGHLINE_WEB_PORT', what: 'the console' }];
    await expect(requirePorts('127.0.0.1', wanted)).rejects.toThrow(
      new RegExp(`Port ${port} .*taken by another program.*THROUGHLINE_WEB_PORT`),
    );
    await new Promise((resolve) => server.close(resolve));
    await expect(requirePorts('127.0.0.1', wanted)).resolves.toBeUndefined();
  });
});
