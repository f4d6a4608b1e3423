import type { Problem, ROUTES, Route, RouteOutput } from '@throughline/contracts';
import { ApiError } from './failure.ts';
import { parseExact } from './parse-exact.ts';
import { type QueryValue, queryString } from './query-string.ts';

type Routes = typeof ROUTES;
/** Every endpoint by the line that names it, such as `GET /api/v1/orders/{id}`. */
export type Doors = { [N in keyof Routes as `${Routes[N]['method']} ${Routes[N]['path']}`]: Routes[N] };

type Has<R extends Route, K extends 'query' | 'body'> = R[K] extends { _zod: { output: infer T } }
  ? T
  : never;

/** What a request may carry: parameters of the path, and the fields that the route's schemas declare. */
export type Sent<R extends Route> = {
  params?: Record<string, string>;
  query?: { [K in keyof Has<R, 'query'>]?: QueryValue };
  body?: { [K in keyof Has<R, 'body'>]?: Has<R, 'body'>[K] };
  signal?: AbortSignal;
};

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  if (body && typeof body === 'object' && 'title' in body && 'status' in body) return body as Problem;
  return {
    type: 'about:blank',
    title: `The API server does not answer (${response.status} ${response.statusText})`.replace(' )', ')'),
    status: response.status,
    remedy: 'Check that npm start still runs',
  };
}

/** Calls an endpoint of the API as its contract declares it; rejects with `ApiError` on any answer but a success. */
export async function call<D extends keyof Doors>(
  door: D,
  { params = {}, query, body, signal }: Sent<Doors[D]> = {},
): Promise<RouteOutput<Doors[D]>> {
  const [method, template = ''] = door.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const response = await fetch(path + queryString((query ?? {}) as Record<string, QueryValue>), {
    method: method ?? 'GET',
    // No header of our own on a reading, so that one begun by a preload is taken up.
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw new ApiError(await problemOf(response));
  return (response.status === 204 ? undefined : parseExact(await response.text())) as RouteOutput<Doors[D]>;
}
