'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Order } from '@throughline/contracts';
import { useState } from 'react';
import { call } from '../../client/call.ts';
import { describeFailure } from '../../client/failure.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatMoney } from '../../ui/format/money.ts';
import { counted } from '../../ui/format/words.ts';
import { Id } from '../../ui/values.tsx';
import type { IdentityKey } from './life.ts';

/** Asks which key shall join nothing from now on, and why; names what it touches before it is done. */
export function CutDialog({
  open,
  onClose,
  order,
  keys,
  labels,
}: {
  open: boolean;
  onClose: () => void;
  order: Order;
  keys: readonly IdentityKey[];
  labels: ReadonlyMap<string, string>;
}) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState('');
  const [note, setNote] = useState('');
  const key = keys.find((each) => nameOf(each) === chosen);
  const ordered = order.lifecycle.money.find((row) => row.stage === 'ordered');
  const cut = useMutation({
    mutationFn: ({ namespace, value, scope }: IdentityKey) =>
      call('POST /api/v1/orders/{id}/identity/cuts', {
        params: { id: order.correlationId },
        body: { action: 'cut', namespace, value, scope, note },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['order'] }),
  });
  const close = () => {
    cut.reset();
    setChosen('');
    setNote('');
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={cut.isSuccess ? 'The cut is taken on' : 'Which join is wrong?'}
    >
      {cut.isSuccess ? (
        <div className="flex flex-col items-start gap-12">
          <p>{cut.data.detail}</p>
          <Button kind="primary" onClick={close}>
            Done
          </Button>
        </div>
      ) : (
        <form
          className="flex flex-col gap-12"
          onSubmit={(event) => {
            event.preventDefault();
            if (key) cut.mutate(key);
          }}
        >
          <fieldset className="flex max-h-[40dvh] flex-col gap-2 overflow-y-auto">
            <legend className="mb-6 text-ink-2">The key that should join nothing from now on</legend>
            {keys.map((each) => (
              <label key={nameOf(each)} className="flex min-h-28 items-center gap-8 max-tablet:min-h-44">
                <input
                  type="radio"
                  name="key"
                  required
                  checked={chosen === nameOf(each)}
                  onChange={() => setChosen(nameOf(each))}
                />
                <span className="text-ink-3">{labels.get(each.namespace) ?? each.namespace}</span>
                <Id value={each.value} strong />
                <span className="ml-auto whitespace-nowrap text-ink-3">{counted(each.events, 'event')}</span>
              </label>
            ))}
          </fieldset>
          <label className="flex flex-col gap-4 text-ink-2">
            Why, for whoever reads the audit
            <textarea
              required
              maxLength={1000}
              rows={2}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              className="rounded-control border border-edge bg-surface p-8 text-ink-1"
            />
          </label>
          {key && (
            <p className="text-ink-2">
              {key.events === 1 ? '1 event carries' : `${key.events} events carry`} it, of an order of{' '}
              {counted(order.eventsTotal, 'event')}
              {ordered ? ` and ${formatMoney(ordered.total, ordered.currency)}` : ''}. What hangs together by
              it alone becomes an order of its own. Nothing is deleted, and the cut can be taken back.
            </p>
          )}
          {cut.isError && (
            <p role="alert" className="text-breach-text">
              {describeFailure(cut.error).happened} {describeFailure(cut.error).remedy}
            </p>
          )}
          <div className="flex gap-8">
            <Button kind="primary" type="submit" disabled={!key || !note.trim() || cut.isPending}>
              {cut.isPending ? 'Cutting…' : 'Cut the join'}
            </Button>
            <Button onClick={close}>Cancel</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

const nameOf = (key: IdentityKey) => `${key.namespace} ${key.scope} ${key.value}`;
