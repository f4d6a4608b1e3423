/** One attribute and the values meant; `not` leaves them out. */
export type AttributeTest = { name: string; values: string[]; not: boolean };

/** Which orders are listed. It is the address: every field has a parameter of the same name as the API's. */
export type OrdersFilter = {
  id: string;
  progress: string[];
  open: boolean | undefined;
  late: boolean | undefined;
  blocked: boolean | undefined;
  attributes: AttributeTest[];
  placedFrom: string | undefined;
  placedTo: string | undefined;
  at: string | undefined;
  sort: string | undefined;
};

type Params = { get(name: string): string | null; getAll(name: string): string[] };

const flagOf = (text: string | null) => (text === 'true' ? true : text === 'false' ? false : undefined);
const instantOf = (text: string | null) => (text && !Number.isNaN(Date.parse(text)) ? text : undefined);

function testOf(text: string, not: boolean): AttributeTest[] {
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) return [];
  return [{ name: text.slice(0, colon), values: text.slice(colon + 1).split(','), not }];
}

/** Reads a filter from the address; what it does not know or cannot read is left out. */
export function readFilter(params: Params): OrdersFilter {
  return {
    id: params.get('id')?.trim() ?? '',
    progress: (params.get('progress') ?? '').split(',').filter(Boolean),
    open: flagOf(params.get('open')),
    late: flagOf(params.get('late')),
    blocked: flagOf(params.get('blocked')),
    attributes: [
      ...params.getAll('attr').flatMap((text) => testOf(text, false)),
      ...params.getAll('exclude').flatMap((text) => testOf(text, true)),
    ],
    placedFrom: instantOf(params.get('placedFrom')),
    placedTo: instantOf(params.get('placedTo')),
    at: instantOf(params.get('at')),
    sort: params.get('sort') ?? undefined,
  };
}

/** The filter as query parameters of the address and of the API alike. */
export function writeFilter(filter: OrdersFilter) {
  const tests = (not: boolean) =>
    filter.attributes
      .filter((test) => test.not === not)
      .map((test) => `${test.name}:${test.values.join(',')}`);
  return {
    id: filter.id || undefined,
    progress: filter.progress.join(',') || undefined,
    open: filter.open,
    late: filter.late,
    blocked: filter.blocked,
    attr: tests(false),
    exclude: tests(true),
    placedFrom: filter.placedFrom,
    placedTo: filter.placedTo,
    at: filter.at,
    sort: filter.sort,
  };
}

/** The same orders before stage, openness, lateness and id are asked about: what the counts beside the list are of. */
export const baseOf = (filter: OrdersFilter): OrdersFilter => ({
  ...filter,
  id: '',
  progress: [],
  open: undefined,
  late: undefined,
  blocked: undefined,
});

/** A filter that asks nothing but for the world at `at`. */
export const emptyFilter = (at: string | undefined): OrdersFilter => ({
  ...baseOf(readFilter(new URLSearchParams())),
  at,
});
