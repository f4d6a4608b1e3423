import { preload } from 'react-dom';
import { queryString } from './query-string.ts';

type Query = Parameters<typeof queryString>[0];

/**
 * Lets the browser begin a reading of the API while the page's scripts still load; `call` takes it up, if path and query
 * are the same. For server components.
 */
export function readAhead(path: string, query: Query = {}): void {
  preload(path + queryString(query), { as: 'fetch', crossOrigin: 'anonymous' });
}
