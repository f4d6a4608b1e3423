import { afterEach, expect, test, vi } from 'vitest';
import { call } from './call.ts';
import { ApiError, describeFailure } from './failure.ts';
import { queryString } from './query-string.ts';

const answer = (body: string, status: number) => vi.fn(async () => new Response(body, { status }));
afterEach(() => vi.unstubAllGlobals());

test('a path carries its parameters, a query its lists', async () => {
  const fetched = answer('{}', 200);
  vi.stubGlobal('fetch', fetched);
  await call('GET /api/v1/orders/{id}', { params: { id: '#AP/1' }, query: { at: '2017-12-15T15:00:00Z' } });
  expect(fetched).toHaveBeenCalledWith(
    '/api/v1/orders/%23AP%2F1?at=2017-12-15T15%3A00%3A00Z',
    expect.objectContaining({ method: 'GET' }),
  );
  expect(queryString({ attr: ['a:1', 'b:2'], none: undefined, open: false })).toBe(
    '?attr=a%3A1&attr=b%3A2&open=false',
  );
});

test('a problem of the API says what happened and what to do', async () => {
  vi.stubGlobal(
    'fetch',
    answer('{"type":"about:blank","title":"No such order","status":404,"remedy":"Check the id"}', 404),
  );
  const error = await call('GET /api/v1/session').catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(describeFailure(error)).toEqual({ happened: 'No such order.', remedy: 'Check the id.' });
});

test('an answer that is no problem document is a problem all the same', async () => {
  vi.stubGlobal('fetch', answer('Internal Server Error', 500));
  const error = await call('GET /api/v1/session').catch((caught: unknown) => caught);
  expect((error as ApiError).status).toBe(500);
  expect(describeFailure(error).remedy).toContain('npm start');
  expect(describeFailure(new TypeError('fetch failed')).happened).toContain('did not answer');
});
