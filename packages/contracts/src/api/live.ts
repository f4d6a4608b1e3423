import * as z from 'zod';
import { SEVERITIES } from '../detection-words.ts';

const count = z.number().int().nonnegative();

/**
 * `data` of one `change` of the live stream: how far facts are committed, and which exceptions changed since the last
 * one. Its `id` is the cursor; sent back as `Last-Event-ID`, the stream goes on from there.
 */
export const LiveChangeSchema = z
  .object({
    positions: z.record(z.string(), z.string()).meta({ description: 'Writer → newest committed batch.' }),
    facts: z.boolean().meta({ description: 'Whether facts were committed since.' }),
    exceptions: z.object({
      changed: z.array(z.string()).meta({ description: 'Ids, latest first.' }),
      more: z.boolean().meta({ description: 'More than are named: read the list again.' }),
      open: count,
      bySeverity: z.record(z.enum(SEVERITIES), count),
    }),
  })
  .meta({ id: 'LiveChange' });
export type LiveChange = z.infer<typeof LiveChangeSchema>;
