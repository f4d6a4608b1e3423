import { EVENT_TYPES, KeyNamespaceSchema, OBJECT_TYPES, SourceSchema } from '@throughline/contracts';
import * as z from 'zod';
import { EventNodeSchema, sharedParts } from './event.ts';
import { PathSchema, timeParts, ValueSchema, WhenSchema } from './words.ts';

const patterns = z
  .union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).min(1).max(20)])
  .meta({ description: 'Names of the file, * for anything; ".gz" at the end need not be said.' });

export const FILE_FORMATS = ['csv', 'jsonl', 'ocel'] as const;
const reading = {
  name: patterns,
  delimiter: z.string().length(1).optional().meta({ description: 'CSV: default ",".' }),
  encoding: z
    .enum(['utf8', 'utf16le', 'latin1', 'windows-1252'])
    .optional()
    .meta({ description: 'CSV: a byte order mark says it by itself; default utf8.' }),
};

const FilesSchema = z.strictObject({
  main: z.strictObject({ ...reading, format: z.enum(FILE_FORMATS).default('csv') }),
  joined: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,79}$/, 'a name of letters, digits and _'),
      z.strictObject({
        ...reading,
        format: z.enum(['csv', 'jsonl']).default('csv'),
        key: PathSchema.meta({ description: 'Column of the side file.' }),
        parent: PathSchema.meta({ description: 'Column of the main file that holds the same value.' }),
        optional: z.boolean().default(false).meta({ description: 'The import may go without this file.' }),
      }),
    )
    .optional(),
});

const activity = EventNodeSchema.partial().extend({ type: z.enum(EVENT_TYPES) });

/** OCEL 1.0 and 2.0: what activities and object types mean. Everything else of the language can stand beside it. */
const OcelSchema = z.strictObject({
  activities: z
    .record(z.string().min(1), z.union([z.enum(EVENT_TYPES), activity]))
    .meta({ description: 'Activity → type of the catalogue, or an event with more to say.' }),
  ignore: z
    .array(z.string().min(1))
    .optional()
    .meta({ description: 'Activities to leave out, counted. One that is listed nowhere is a dead letter.' }),
  objects: z
    .record(
      z.string().min(1),
      z.strictObject({
        namespace: KeyNamespaceSchema.shape.namespace.optional(),
        scope: ValueSchema.optional(),
        object: z.enum(OBJECT_TYPES).optional(),
      }),
    )
    .meta({ description: 'Object type → key namespace and type of business object.' }),
});

/** A whole mapping, as written. */
export const MappingSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  name: z.string().min(1).max(120),
  description: z.string().max(4000).optional(),
  source: SourceSchema.meta({ description: 'kind/instance; --source of the import replaces it.' }),
  files: FilesSchema,
  namespaces: z
    .array(KeyNamespaceSchema.extend({ scoped: KeyNamespaceSchema.shape.scoped.default('given') }))
    .max(100)
    .optional()
    .meta({ description: 'Key namespaces beyond the built-in ones, with the role that their values play.' }),
  time: z
    .strictObject(timeParts)
    .optional()
    .meta({ description: 'How times are written, unless one says otherwise.' }),
  currency: ValueSchema.optional().meta({ description: 'Currency of amounts that name none.' }),
  defaults: z
    .strictObject(sharedParts)
    .optional()
    .meta({ description: 'Said by every event, before what it says itself.' }),
  skip: z
    .array(z.strictObject({ when: WhenSchema, reason: z.string().min(1).max(80) }))
    .max(50)
    .optional()
    .meta({ description: 'Rows to leave out, each with the reason that is counted.' }),
  otherwise: z.enum(['skip', 'dead-letter']).optional().meta({
    description: 'What becomes of a row that gives no event. Default: skipped, counted as "no-event".',
  }),
  events: z.array(EventNodeSchema).max(200).optional(),
  ocel: OcelSchema.optional(),
  completeThrough: z
    .union([z.literal('end-of-file'), z.literal('unknown')])
    .default('end-of-file')
    .meta({
      description: 'Whether the end of the files shows that their feeds are complete to the newest event.',
    }),
});
export type MappingNode = z.infer<typeof MappingSchema>;
export type OcelNode = z.infer<typeof OcelSchema>;
