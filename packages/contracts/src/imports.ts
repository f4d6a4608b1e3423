import * as z from 'zod';
import { SourceSchema } from './event.ts';

/**
 * `POST /v1/imports`: raw rows of files, mapped in the collector. Every request is one of `begin`, `rows`, `end`,
 * `status` and may be sent again: an import is named by its content, a chunk by its number.
 * 400 names what is wrong with the request or the mapping; 404 `rows`, `end` or `status` of an import that was not
 * begun here; 409 a begin that contradicts the one before; 503 with Retry-After: later, nothing was taken.
 */
const count = z.number().int().nonnegative();
const counts = z.record(z.string(), count);
const name = z.string().min(1).max(400);

export const IMPORT_LIMITS = {
  rowsPerChunk: 1000,
  mappingBytes: 65_536,
  bodyBytes: 16 * 1024 * 1024,
} as const;

/** What `observedAt` the rows get: when they were accepted, or their own `occurredAt`, as if seen live. */
export const IMPORT_OBSERVED = ['now', 'occurred'] as const;
export type ImportObserved = (typeof IMPORT_OBSERVED)[number];

/** 128 bits in lower-case hex: hash of mapping, source, `observed` and files, so that a repeat is the same import. */
export const ImportIdSchema = z.string().regex(/^[0-9a-f]{32}$/, '32 lower-case hexadecimal digits');

/** `role` is `main`, or the name that the mapping gives the side file. `sha256` is over the bytes as stored. */
export const ImportFileSchema = z.object({
  name,
  role: z.string().min(1).max(80),
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in lower-case hex'),
});
export type ImportFile = z.infer<typeof ImportFileSchema>;

export const ImportBeginSchema = z.object({
  op: z.literal('begin'),
  importId: ImportIdSchema,
  source: SourceSchema,
  mapping: z.string().min(1).max(IMPORT_LIMITS.mappingBytes),
  observed: z.enum(IMPORT_OBSERVED).default('now'),
  files: z.array(ImportFileSchema).min(1).max(64),
});
export type ImportBegin = z.infer<typeof ImportBeginSchema>;

/** A row of the main file with the rows of side files that belong to it. `line` counts from 1, the header included. */
export const ImportedRowSchema = z.object({
  line: z.number().int().positive(),
  row: z.record(z.string(), z.unknown()),
  joined: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).optional(),
});
export type ImportedRow = z.infer<typeof ImportedRowSchema>;

/** A stretch of the main file that its reader could not take apart: a dead letter with `text` as its bytes. */
export const UnreadableRowSchema = z.object({
  line: z.number().int().positive(),
  unreadable: z.object({
    reason: z.string().min(1).max(80),
    detail: z.string().max(2000),
    remedy: z.string().max(2000).default(''),
  }),
  text: z.string(),
});
export type UnreadableRow = z.infer<typeof UnreadableRowSchema>;

/** `chunk` counts from 0; the same number of one import always holds the same rows. */
export const ImportRowsSchema = z.object({
  op: z.literal('rows'),
  importId: ImportIdSchema,
  chunk: count,
  rows: z
    .array(z.union([UnreadableRowSchema, ImportedRowSchema]))
    .min(1)
    .max(IMPORT_LIMITS.rowsPerChunk),
});
export type ImportRows = z.infer<typeof ImportRowsSchema>;

/**
 * All `chunks` were sent. `completeThrough`, ISO 8601: up to when the feeds are complete (default: the newest
 * `occurredAt` of the import; with `null` nothing is declared). `unmatched`: rows of each side file whose parent is not there.
 */
export const ImportEndSchema = z.object({
  op: z.literal('end'),
  importId: ImportIdSchema,
  chunks: count,
  completeThrough: z.iso.datetime({ offset: true }).nullable().optional(),
  unmatched: counts.default({}),
});
export type ImportEnd = z.infer<typeof ImportEndSchema>;

export const ImportStatusSchema = z.object({ op: z.literal('status'), importId: ImportIdSchema });

export const ImportRequestSchema = z.discriminatedUnion('op', [
  ImportBeginSchema,
  ImportRowsSchema,
  ImportEndSchema,
  ImportStatusSchema,
]);
export type ImportRequest = z.infer<typeof ImportRequestSchema>;

/**
 * `events` were made by the mapping and accepted; `repeats` of them were known before (known only once drained).
 * `deadLetters` and `skipped` count per reason; `newest` is the newest `occurredAt`, ISO 8601.
 */
export const ImportCountsSchema = z.object({
  rows: count,
  events: count,
  repeats: count,
  deadLetters: counts,
  skipped: counts,
  newest: z.iso.datetime().nullable(),
});
export type ImportCounts = z.infer<typeof ImportCountsSchema>;

/** Answer to `rows`: durable. `known`: this chunk was taken before, and `counts` are those of that time. */
export const ImportChunkAnswerSchema = z.object({
  importId: ImportIdSchema,
  chunk: count,
  known: z.boolean(),
  counts: ImportCountsSchema,
});
export type ImportChunkAnswer = z.infer<typeof ImportChunkAnswerSchema>;

/**
 * Answer to `begin`, `end` and `status`. `chunks`: those taken, as inclusive ranges, ascending. `drained`: all that was
 * taken can be queried, and `counts.repeats` is final for it.
 */
export const ImportStateSchema = z.object({
  importId: ImportIdSchema,
  state: z.enum(['open', 'ended']),
  drained: z.boolean(),
  chunks: z.array(z.tuple([count, count])),
  counts: ImportCountsSchema,
  completeThrough: z.iso.datetime().nullable(),
});
export type ImportState = z.infer<typeof ImportStateSchema>;
