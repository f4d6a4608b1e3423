export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** A query string; lists are repeated parameters, `undefined` is left out. */
export function queryString(query: Record<string, QueryValue>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (typeof value === 'object') for (const each of value) search.append(name, each);
    else search.append(name, String(value));
  }
  const text = search.toString();
  return text && `?${text}`;
}
