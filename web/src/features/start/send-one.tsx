'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../client/call.ts';
import { describeFailure } from '../../client/failure.ts';
import { CopyButton } from '../../frame/copy-link.tsx';
import { Button } from '../../ui/button.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Scroll } from '../../ui/scroll.tsx';
import { firstEventCommand } from './first-event.ts';

/** Makes an ingest key on request and puts it into a command that is ready to run. */
export function SendOne({ collector }: { collector: string }) {
  const [at] = useState(Date.now);
  const made = useMutation({
    mutationFn: () =>
      call('POST /api/v1/keys', { body: { label: 'First event', sources: ['commerce/my-shop'] } }),
  });
  const command = firstEventCommand(collector, made.data?.secret ?? 'tl_in_…', at);
  useKeys([{ key: '1', does: 'make a key for the command', run: () => !made.data && made.mutate() }]);
  return (
    <>
      <p className="text-ink-2">
        One order from the command line. The command needs a key; it is shown this once and may send as
        commerce/my-shop only.
      </p>
      <Scroll
        label="Command that sends one event"
        className="rounded-panel border border-hair bg-sunken p-12"
      >
        <pre className="font-mono text-meta">{command}</pre>
      </Scroll>
      {made.isError && (
        <p role="alert" className="text-breach-text">
          {describeFailure(made.error).happened} {describeFailure(made.error).remedy}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-12">
        {made.data ? (
          <CopyButton kind="primary" text={() => command}>
            Copy the command
          </CopyButton>
        ) : (
          <Button kind="primary" hint="1" disabled={made.isPending} onClick={() => made.mutate()}>
            {made.isPending ? 'Making…' : 'Make a key'}
          </Button>
        )}
        <span className="text-ink-3">
          {made.data
            ? 'Paste it into a terminal on this machine.'
            : 'Then copy the command with the key in it.'}
        </span>
      </div>
    </>
  );
}
