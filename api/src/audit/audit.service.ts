import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../http/caller.ts';
import { OPTIONS, type Options } from '../ports.ts';

type Entry = { at: string; actor: string; action: string; subject: string; detail: string };

/** Hash of an entry and of the one before it, over an unambiguous form: changing any entry breaks every later one. */
export const chainHash = (previous: string, workspace: number, seq: bigint, entry: Entry): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        previous,
        workspace,
        seq.toString(),
        entry.at,
        entry.actor,
        entry.action,
        entry.subject,
        entry.detail,
      ]),
    )
    .digest('hex');

/** What people and policies did, each entry chained to the one before. */
@Injectable()
export class AuditService {
  constructor(@Inject(OPTIONS) private readonly options: Options) {}

  /** Appends an entry; returns when it is stored. `detail` holds no secret. */
  async append(
    caller: Pick<Caller, 'workspace' | 'id'>,
    action: string,
    subject: string,
    detail: string,
  ): Promise<void> {
    const { workspace, id: actor } = caller;
    const at = new Date(this.options.clock());
    const entry: Entry = { at: at.toISOString(), actor, action, subject, detail };
    await this.options.store.postgres.transaction(async (tx) => {
      await tx.query("INSERT INTO audit_heads VALUES ($1, 0, '') ON CONFLICT (workspace) DO NOTHING", [
        workspace,
      ]);
      const [head] = await tx.query<{ seq: string; hash: string }>(
        'SELECT seq, hash FROM audit_heads WHERE workspace = $1 FOR UPDATE',
        [workspace],
      );
      const previous = head?.hash ?? '';
      const seq = BigInt(head?.seq ?? 0) + 1n;
      const hash = chainHash(previous, workspace, seq, entry);
      await tx.query('INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
        workspace,
        seq.toString(),
        at,
        actor,
        action,
        subject,
        detail,
        previous,
        hash,
      ]);
      await tx.query('UPDATE audit_heads SET seq = $2, hash = $3 WHERE workspace = $1', [
        workspace,
        seq.toString(),
        hash,
      ]);
    });
  }
}
