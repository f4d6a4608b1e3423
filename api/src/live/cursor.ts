/** How far a subscriber is: committed batches by writer, and the last entry of all histories of exceptions. */
export type LiveCursor = { positions: Record<string, string>; seq: string };

/** A cursor in one line, `writer:batch,...;seq`: the `id` of an event of the stream. */
export const liveId = ({ positions, seq }: LiveCursor): string =>
  `${Object.keys(positions)
    .sort()
    .map((writer) => `${writer}:${positions[writer]}`)
    .join(',')};${seq}`;

/** A cursor from a `Last-Event-ID`; null for what was not made here. */
export const readLiveId = (id: string | undefined): LiveCursor | null => {
  const match = /^((?:\d{1,20}:\d{1,20})?(?:,\d{1,20}:\d{1,20})*);(\d{1,19})$/.exec(id ?? '');
  if (!match) return null;
  const [, list = '', seq = '0'] = match;
  const pairs = list === '' ? [] : list.split(',').map((pair) => pair.split(':') as [string, string]);
  return { positions: Object.fromEntries(pairs), seq };
};
