import * as z from 'zod';
import { isEventType } from './catalogue.ts';
import { WhenSchema } from './condition.ts';
import { DurationSchema, parseDuration } from './duration.ts';
import { isMilestoneName } from './profile.ts';
import {
  DOCUMENT_TYPES,
  OBJECT_TYPES,
  PROGRESS,
  PROMISE_KINDS,
  type PromiseKind,
  SYSTEM_KINDS,
} from './words.ts';

const KINDS = SYSTEM_KINDS.join('|');

/** Sources that a rule names: a kind (`wms`), all of a kind (`wms/*`) or one (`wms/east`). */
export const FeedPatternSchema = z
  .string()
  .max(120)
  .regex(
    new RegExp(`^(${KINDS})(/(\\*|[A-Za-z0-9][A-Za-z0-9._-]*))?$`),
    `a kind of system (${SYSTEM_KINDS.join(', ')}), "kind/*" or "kind/instance"`,
  );

/** Whether the source matches a pattern of `FeedPatternSchema`. */
export const matchesFeed = (pattern: string, source: string): boolean => {
  const slash = pattern.indexOf('/');
  if (slash < 0) return source.startsWith(`${pattern}/`);
  return pattern.endsWith('/*') ? source.startsWith(pattern.slice(0, -1)) : source === pattern;
};

const names = (name: string): boolean => isMilestoneName(name) || isEventType(name);
const EventNameSchema = z
  .string()
  .max(80)
  .refine(names, {
    error: `should be a type of the event catalogue such as "order.created", or a milestone (${PROGRESS.join(', ')})`,
  });

/** Facts that count: a type or a milestone, and what else the fact must say. */
export type EventRef = {
  name: string;
  source?: string | undefined;
  document?: (typeof DOCUMENT_TYPES)[number] | undefined;
  when?: z.output<typeof WhenSchema> | undefined;
};

const EventRefSchema = z.union([
  EventNameSchema.transform((name): EventRef => ({ name })),
  z.strictObject({
    name: EventNameSchema,
    source: FeedPatternSchema.optional(),
    document: z.enum(DOCUMENT_TYPES).optional(),
    when: WhenSchema.optional(),
  }),
]);

/**
 * One or several of: a type of the catalogue (the first such fact), or a milestone. The milestones `shipped` and
 * `delivered` mean the whole order: its last piece.
 */
export const EventRefsSchema = z.union([
  EventRefSchema.transform((ref) => [ref]),
  z.array(EventRefSchema).min(1).max(40),
]);

/**
 * What stops a clock, and the feeds that would bring it: a deadline is judged once all of them are complete past it.
 * Without `feeds`, or where the workspace has none of them, that is every feed.
 */
export const StopSchema = z.strictObject({
  on: EventRefsSchema,
  feeds: z.array(FeedPatternSchema).min(1).max(40).optional(),
});

const BY = new RegExp(`^promise\\.(${PROMISE_KINDS.join('|')})(?:\\s*([+-])\\s*([0-9wdhms]+))?$`);

/** A date on the order with an offset: `promise.deliver_by - 2h`; `offset` in ms once read, negative before. */
export const BySchema = z.string().transform((text, context): { promise: PromiseKind; offset: number } => {
  const [, promise, sign, duration] = BY.exec(text) ?? [];
  const ms = duration === undefined ? 0 : parseDuration(duration);
  if (promise && ms !== null)
    return { promise: promise as PromiseKind, offset: sign === '-' && ms > 0 ? -ms : ms };
  context.issues.push({
    code: 'custom',
    message: `should be a date on the order such as "promise.deliver_by" or "promise.ship_by - 2h" (${PROMISE_KINDS.join(', ')})`,
    input: text,
  });
  return z.NEVER;
});

/** How long before due a clock is at risk: one point, or several, ms once read, earliest first. */
export const WarnSchema = z
  .union([DurationSchema.transform((point) => [point]), z.array(DurationSchema).min(1).max(8)])
  .transform((points) => [...points].sort((a, b) => b - a));

/** Our own holds that stop a clock while they are on: all of them, or those of these reasons. */
export const PauseSchema = z.union([
  z.literal('holds').transform((): { reasons: string[] | null } => ({ reasons: null })),
  z.strictObject({ reasons: z.array(z.string().min(1).max(200)).min(1).max(100) }),
]);

/** Pairs starts with stops that are about the same object of this type. */
export const PerSchema = z.enum(OBJECT_TYPES);
