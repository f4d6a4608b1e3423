// Sends ready-made requests from a process of its own, so many at a time, and says how long each took.
import { Agent, request } from 'node:http';
import { benchBodies } from './events.ts';

/** What the load is told to do. `perSecond` 0: as fast as replies come back. */
export type LoadOrder = {
  port: number;
  run: string;
  requests: number;
  inFlight: number;
  perSecond: number;
  key: string;
};
/** What it saw: `milliseconds` of each request, `refused` other replies than 2xx. */
export type LoadResult = { seconds: number; milliseconds: number[]; refused: number };

function send(agent: Agent, order: LoadOrder, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        agent,
        host: '127.0.0.1',
        port: order.port,
        path: '/v1/events',
        method: 'POST',
        headers: {
          authorization: `Bearer ${order.key}`,
          'content-type': 'application/cloudevents-batch+json',
          'content-length': body.length,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function run(order: LoadOrder, bodies: readonly Buffer[]): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.inFlight });
  const milliseconds: number[] = [];
  let refused = 0;
  let next = 0;
  const began = performance.now();
  const worker = async () => {
    for (;;) {
      const at = next++;
      if (at >= bodies.length) return;
      const due = order.perSecond > 0 ? began + (at / order.perSecond) * 1000 : 0;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      // Timed from when it was due: a stalled sender would hide the very delays that are sought.
      const from = order.perSecond > 0 ? due : performance.now();
      const status = await send(agent, order, bodies[at] as Buffer);
      milliseconds.push(performance.now() - from);
      if (status < 200 || status > 299) refused++;
    }
  };
  await Promise.all(Array.from({ length: order.inFlight }, worker));
  agent.destroy();
  return { seconds: (performance.now() - began) / 1000, milliseconds, refused };
}

process.once('message', (order: LoadOrder) => {
  const bodies = benchBodies(order.run, order.requests);
  process.send?.({ ready: true });
  process.once('message', () => {
    run(order, bodies).then((result) => process.send?.({ result }));
  });
});
process.on('disconnect', () => process.exit());
