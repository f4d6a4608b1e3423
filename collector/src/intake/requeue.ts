import type { DeadLetterRow } from '@throughline/store';
import { adapterNamed } from '../adapters/registry.ts';
import type { CollectorStore } from '../collector.ts';
import { deadLetter, drop, type Outcome, ok } from '../pipeline/outcome.ts';
import { inTurn } from '../pipeline/runner.ts';
import { redactStep } from '../pipeline/steps/redact.step.ts';
import { validateStep } from '../pipeline/steps/validate.step.ts';
import { type IntakeParts, logRecord } from './intake.ts';

/**
 * Tries a dead letter again: its kept bytes go through decode, validate and redact of today. When the event is accepted
 * now, it and the letter's new state are one record of the log; else the outcome says what is still wrong.
 */
export async function requeue(
  parts: IntakeParts,
  store: CollectorStore,
  maxDepth: number,
  letter: { workspace: number; id: bigint },
): Promise<Outcome<{ requeued: true }>> {
  const [row] = await store.clickhouse.query<DeadLetterRow>(
    `SELECT * FROM dead_letters WHERE workspace = {workspace:UInt32} AND id = {id:UInt128}
     ORDER BY writer DESC, batch DESC LIMIT 1`,
    letter,
  );
  if (!row)
    return drop('not-found', 'There is no such dead letter.', 'Take the id from the list of dead letters.');
  if (row.state !== 'waiting') return ok({ requeued: true });
  const adapter = adapterNamed(row.adapter);
  const kept = adapter && (await store.sealer.open(row.workspace, row.payloadId));
  if (!adapter || !kept) {
    return drop(
      'not-found',
      'Its original bytes cannot be processed again here.',
      'Send the original again.',
    );
  }
  const decoded = adapter.decode(
    adapter.restore({ contentType: kept.contentType, bytes: kept.bytes }, maxDepth),
  );
  if (decoded.kind !== 'ok') return decoded;
  const item = decoded.value.items[row.payloadIndex];
  if (!item)
    return deadLetter('not-a-cloudevent', 'Its bytes hold no such event.', 'Send the original again.');
  if (item.kind !== 'ok') return item;
  const principal = { workspace: row.workspace, sources: ['*'], keyId: 'requeue', service: true };
  const steps = inTurn(validateStep(parts.directory, principal), redactStep(parts.redaction));
  const outcome = steps(item.value);
  if (outcome.kind !== 'ok') return outcome;
  const event = outcome.value;
  const logged = await logRecord(parts, {
    header: {
      workspace: row.workspace,
      adapter: adapter.name,
      receivedAt: parts.clock(),
      contentType: kept.contentType,
      source: event.source,
    },
    body: {
      events: [event],
      letterStates: [
        {
          id: row.id.toString(16).padStart(32, '0'),
          state: 'requeued',
          source: row.source,
          adapter: row.adapter,
          reason: row.reason,
          observedAt: row.observedAt,
        },
      ],
    },
    raw: kept.bytes,
  });
  return logged.kind === 'ok' ? ok({ requeued: true }) : logged;
}
