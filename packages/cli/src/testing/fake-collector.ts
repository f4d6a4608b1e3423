import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ImportEnd,
  type ImportRequest,
  ImportRequestSchema,
  type ImportRows,
  type ImportState,
} from '@throughline/contracts';

type Trouble = 'busy' | 'forget' | 'break' | 'refuse';

/** The import door as its contract says, in memory, with troubles to be had on request. */
export class FakeCollector {
  url = '';
  /** Taken one by one, one per request with rows. */
  trouble: Trouble[] = [];
  chunks = new Map<number, ImportRows['rows']>();
  end: ImportEnd | null = null;
  /** Requests with rows that were answered well. */
  requests = 0;
  /** Most requests at once. */
  most = 0;
  onChunk: (chunk: number) => void = () => {};
  #begun = false;
  #flying = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  async listen(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  forget(): void {
    this.#begun = false;
    this.chunks = new Map();
    this.end = null;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.most = Math.max(this.most, ++this.#flying);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    this.#flying--;
    const asked = ImportRequestSchema.parse(JSON.parse(Buffer.concat(parts).toString()));
    const trouble = asked.op === 'rows' ? this.trouble.shift() : undefined;
    if (trouble === 'break') request.socket.destroy();
    else if (trouble === 'busy')
      reply(response, 503, { title: 'Busy', status: 503, detail: 'the log is full' });
    else if (trouble === 'refuse') {
      reply(response, 403, {
        title: 'No',
        status: 403,
        detail: 'not for oms/test',
        remedy: 'Use another key.',
      });
    } else {
      if (trouble === 'forget') this.#begun = false;
      this.#answer(asked, response);
    }
  }

  #answer(asked: ImportRequest, response: ServerResponse): void {
    if (asked.op === 'begin') this.#begun = true;
    const { importId } = asked;
    if (!this.#begun) reply(response, 404, { title: 'Not begun', status: 404 });
    else if (asked.op === 'rows') {
      const known = this.chunks.has(asked.chunk);
      this.chunks.set(asked.chunk, asked.rows);
      this.requests++;
      reply(response, 200, { importId, chunk: asked.chunk, known, counts: counts(asked.rows.length) });
      this.onChunk(asked.chunk);
    } else {
      if (asked.op === 'end') this.end = asked;
      reply(response, 200, this.#state(importId));
    }
  }

  #state(importId: string): ImportState {
    const rows = [...this.chunks.values()].reduce((sum, { length }) => sum + length, 0);
    return {
      importId,
      state: this.end ? 'ended' : 'open',
      drained: true,
      chunks: [...this.chunks.keys()].map((chunk) => [chunk, chunk]),
      counts: counts(rows),
      completeThrough: null,
    };
  }
}

const counts = (rows: number): ImportState['counts'] => ({
  rows,
  events: rows,
  repeats: 0,
  deadLetters: {},
  skipped: {},
  newest: null,
});

const reply = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(status === 503 && { 'retry-after': '0' }),
  });
  response.end(JSON.stringify(body));
};
