import { createServer } from 'node:net';
import { ConfigError } from './config.ts';

function probe(host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** Throws `ConfigError`, naming the variable to set, if one of the ports cannot be listened on. */
export async function requirePorts(
  host: string,
  ports: readonly { port: number; variable: string; what: string }[],
): Promise<void> {
  for (const { port, variable, what } of ports) {
    const error = await probe(host, port);
    if (!error) continue;
    const why =
      error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error.code})`;
    throw new ConfigError(
      `Port ${port} on ${host}, for ${what}, ${why}. Stop that program, or set ${variable} to a free port.`,
    );
  }
}

/** A port that was free a moment ago. */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port: 0 }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
