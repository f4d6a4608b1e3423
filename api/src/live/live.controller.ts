import { Controller, Inject, Req, Res } from '@nestjs/common';
import { ROUTES } from '@throughline/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, From } from '../http/caller.ts';
import { Endpoint } from '../http/endpoint.ts';
import { readLiveId } from './cursor.ts';
import { LiveService } from './live.service.ts';

/** How soon a browser comes back after a broken line, ms. */
const RETRY_MS = 2_000;
/** What a slow reader may be behind before its line is cut; it comes back with its cursor. */
const MOST_BUFFERED = 1_048_576;

/** The one line by which a browser hears what changed. */
@Controller()
export class LiveController {
  constructor(@Inject(LiveService) private readonly live: LiveService) {}

  @Endpoint(ROUTES.live)
  stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @From() { workspace }: Caller): void {
    const last = request.headers['last-event-id'];
    const { raw } = reply;
    reply.hijack();
    const headers = Object.fromEntries(
      Object.entries(reply.getHeaders()).filter(
        (pair): pair is [string, string] => typeof pair[1] === 'string',
      ),
    );
    raw.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    raw.write(`retry: ${RETRY_MS}\n\n`);
    const end = this.live.subscribe({
      workspace,
      cursor: readLiveId(Array.isArray(last) ? last[0] : last),
      write: (text) => {
        if (raw.writableLength > MOST_BUFFERED) raw.destroy();
        else raw.write(text);
      },
    });
    raw.on('close', end);
  }
}
