import * as z from 'zod';

/** One event of a log as a row for mappings: its objects with their attributes beside it. */
export type OcelRow = {
  id: string;
  activity: string;
  time: string;
  attributes: Record<string, unknown>;
  objects: { id: string; type: string; qualifier: string; attributes: Record<string, unknown> }[];
};

const loose = z.record(z.string(), z.unknown());
const texts = z.union([z.string(), z.number()]).transform(String);

const Ocel1Schema = z.object({
  'ocel:events': z.record(
    z.string(),
    z.looseObject({
      'ocel:activity': texts,
      'ocel:timestamp': texts,
      'ocel:omap': z.array(texts).default([]),
      'ocel:vmap': loose.default({}),
    }),
  ),
  'ocel:objects': z
    .record(z.string(), z.looseObject({ 'ocel:type': texts, 'ocel:ovmap': loose.default({}) }))
    .default({}),
});

const attribute = z.looseObject({ name: z.string(), value: z.unknown(), time: z.string().optional() });
const Ocel2Schema = z.object({
  events: z.array(
    z.looseObject({
      id: texts,
      type: texts,
      time: texts,
      attributes: z.array(attribute).default([]),
      relationships: z
        .array(z.looseObject({ objectId: texts, qualifier: z.string().default('') }))
        .default([]),
    }),
  ),
  objects: z
    .array(z.looseObject({ id: texts, type: texts, attributes: z.array(attribute).default([]) }))
    .default([]),
});

/** A document that is no OCEL log; the message says where it differs. */
export class OcelError extends Error {}

// A map without a prototype: names in a log may be anything.
const record = (entries: Iterable<readonly [string, unknown]>): Record<string, unknown> => {
  const made: Record<string, unknown> = Object.create(null);
  for (const [name, value] of entries) made[name] = value;
  return made;
};

const parsed = <T>(schema: z.ZodType<T>, document: unknown): T => {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new OcelError(`at ${issue?.path.map(String).join(' / ') || 'the top'}: ${issue?.message}`);
};

function* rows1(document: unknown): Generator<OcelRow> {
  const log = parsed(Ocel1Schema, document);
  const objects = new Map(Object.entries(log['ocel:objects']));
  for (const [id, event] of Object.entries(log['ocel:events'])) {
    yield {
      id,
      activity: event['ocel:activity'],
      time: event['ocel:timestamp'],
      attributes: event['ocel:vmap'],
      objects: event['ocel:omap'].map((name) => {
        const object = objects.get(name);
        return {
          id: name,
          type: object?.['ocel:type'] ?? '',
          qualifier: '',
          attributes: object?.['ocel:ovmap'] ?? {},
        };
      }),
    };
  }
}

type Attribute = z.infer<typeof attribute>;
// Of an attribute that changes over time, what it was at the event; all times of a log are written alike.
const valuesAt = (attributes: readonly Attribute[], time: string) =>
  record(
    attributes
      .filter((one) => one.time === undefined || Date.parse(one.time) <= Date.parse(time))
      .sort((a, b) => Date.parse(a.time ?? '1970-01-01') - Date.parse(b.time ?? '1970-01-01'))
      .map((one) => [one.name, one.value]),
  );

function* rows2(document: unknown): Generator<OcelRow> {
  const log = parsed(Ocel2Schema, document);
  const objects = new Map(log.objects.map((object) => [object.id, object]));
  for (const { id, type, time, attributes, relationships } of log.events) {
    yield {
      id,
      activity: type,
      time,
      attributes: record(attributes.map((one) => [one.name, one.value])),
      objects: relationships.map(({ objectId, qualifier }) => {
        const object = objects.get(objectId);
        return {
          id: objectId,
          type: object?.type ?? '',
          qualifier,
          attributes: valuesAt(object?.attributes ?? [], time),
        };
      }),
    };
  }
}

/** The events of an OCEL log, 1.0 or 2.0, one row each, in the order of the file. Throws `OcelError` if it is none. */
export const ocelRows = (document: unknown): Generator<OcelRow> => {
  if (document !== null && typeof document === 'object') {
    if ('ocel:events' in document) return rows1(document);
    if ('events' in document) return rows2(document);
  }
  throw new OcelError('it has neither "ocel:events" (OCEL 1.0) nor "events" (OCEL 2.0)');
};
