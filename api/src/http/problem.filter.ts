import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { Problem } from '@throughline/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOG, type Log } from '../ports.ts';
import { ProblemError } from './problem.ts';

const REMEDIES: Readonly<Record<number, string>> = {
  400: 'Correct the request; /api/docs describes it.',
  404: 'Look the address up in /api/docs.',
  405: 'Look the method up in /api/docs.',
  413: 'Send less in one request.',
  415: 'Send application/json.',
};

const statusOf = (error: unknown): number => {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
};

/** A database that cannot be reached, or that gave up: what passes by itself. */
const AWAY: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P03',
  // ClickHouse: the statement took too long, too many at once.
  '159',
  '202',
]);

const isAway = (error: unknown): boolean =>
  error instanceof Error && (AWAY.has(String((error as { code?: unknown }).code)) || isAway(error.cause));

const problemOf = (error: unknown, request: FastifyRequest): Problem => {
  if (error instanceof ProblemError) return error.problem;
  if (isAway(error)) {
    return {
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: `A database does not answer, or not in time (${request.id}).`,
      remedy: 'Try again shortly, or ask for less; /readyz tells which one it is.',
    };
  }
  const status = statusOf(error);
  const title = STATUS_CODES[status] ?? 'Error';
  if (status >= 500) {
    return {
      type: 'about:blank',
      title,
      status,
      detail: `Something failed here (${request.id}).`,
      remedy: `Try again; if it stays, look for ${request.id} in the server's log.`,
    };
  }
  const detail = error instanceof Error ? error.message : undefined;
  const remedy = REMEDIES[status];
  return { type: 'about:blank', title, status, ...(detail && { detail }), ...(remedy && { remedy }) };
};

/** Sends every error as `application/problem+json`; what was not foreseen is logged and told without its inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error, request);
    if (problem.status >= 500 && !(error instanceof ProblemError)) {
      this.log.error({ err: error, requestId: request.id, url: request.url.split('?')[0] }, 'request failed');
    }
    if (error instanceof ProblemError) reply.headers(error.headers);
    else if (problem.status === 503) reply.header('retry-after', '2');
    reply
      .status(problem.status)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }
}
