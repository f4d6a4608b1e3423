import * as z from 'zod';
import type { Role } from './access.ts';

/** Who may call a route: anyone, a local command or scraper by token, or a person of at least this role. */
export type RouteAccess = 'open' | 'token' | Role;

/** One endpoint: the single source of its routing, access, validation, OpenAPI page and typed client. */
export type Route = {
  method: 'GET' | 'POST' | 'DELETE';
  /** Whole path with `{name}` parameters. */
  path: string;
  access: RouteAccess;
  tag: string;
  summary: string;
  description?: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Absent: the answer is no JSON (`contentType` says what). */
  response?: z.ZodType;
  contentType?: string;
  status?: number;
  /** Problem statuses beyond 400, 401, 403 and 500. */
  problems?: readonly number[];
  /** Whether a call that succeeds is written to the audit, although it changes nothing. */
  audited?: boolean;
};

type Parsed<R, K extends string> = R extends Record<K, infer T extends z.ZodType> ? z.output<T> : undefined;

/** What a handler of a route is given, after validation. */
export type RouteInput<R extends Route> = {
  params: Parsed<R, 'params'>;
  query: Parsed<R, 'query'>;
  body: Parsed<R, 'body'>;
};

/** What a route answers. */
export type RouteOutput<R extends Route> = Parsed<R, 'response'>;
