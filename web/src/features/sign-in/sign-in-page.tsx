'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { call } from '../../client/call.ts';
import { describeFailure } from '../../client/failure.ts';
import { ProductMark } from '../../frame/mark.tsx';
import { StateMark } from '../../ui/state.tsx';
import { localPath } from './local-path.ts';

/** Exchanges the token of a one-time link for a session; without one, says where such a link comes from. */
export function SignInPage({ token, next }: { token: string | undefined; next: string | undefined }) {
  const router = useRouter();
  const client = useQueryClient();
  const sent = useRef(false);
  const exchange = useMutation({
    mutationFn: (value: string) => call('POST /api/v1/session', { body: { token: value } }),
    onSuccess: (session) => {
      client.setQueryData(['session'], session);
      router.replace(localPath(next));
    },
  });
  const { mutate } = exchange;
  useEffect(() => {
    // A link works once, so that it may be sent once only, however often the page is drawn.
    if (!token || sent.current) return;
    sent.current = true;
    window.history.replaceState(null, '', '/sign-in');
    mutate(token);
  }, [token, mutate]);

  return (
    <main className="mx-auto flex min-h-dvh max-w-[520px] flex-col justify-center gap-16 px-16 py-40">
      <p className="flex items-center gap-8 font-finding">
        <ProductMark /> Throughline
      </p>
      {exchange.isError ? (
        <Rejected error={exchange.error} />
      ) : token ? (
        <h1 role="status" className="text-page font-finding">
          Signing in…
        </h1>
      ) : (
        <>
          <h1 className="text-page font-finding">You are signed out. Use the link in the terminal.</h1>
          <HowToGetALink />
        </>
      )}
    </main>
  );
}

function Rejected({ error }: { error: unknown }) {
  const { happened, remedy } = describeFailure(error);
  return (
    <div role="alert" className="flex flex-col gap-16">
      <h1 className="text-page font-finding">This link did not sign you in</h1>
      <p className="flex items-baseline gap-8 text-ink-2">
        <StateMark state="at_risk" />
        <span>
          {happened} {remedy}
        </span>
      </p>
      <HowToGetALink />
    </div>
  );
}

function HowToGetALink() {
  return (
    <div className="flex flex-col gap-8 text-ink-2">
      <p>
        Each start of the platform prints a fresh link in its terminal. It works once, on this machine, and
        looks like this:
      </p>
      <pre className="whitespace-pre-wrap break-words rounded-panel border border-hair bg-sunken p-12 font-mono text-meta text-ink-1">
        {`npm start\n…\n  Console     http://127.0.0.1:3000/sign-in?token=…   (sign-in link, works once)`}
      </pre>
      <p>Someone else’s installation? Its administrator can make a link for you.</p>
    </div>
  );
}
