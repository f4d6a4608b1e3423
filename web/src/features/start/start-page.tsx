'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { describeFailure } from '../../client/failure.ts';
import { CopyButton } from '../../frame/copy-link.tsx';
import { TopBar } from '../../frame/top-bar.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Loading } from '../../ui/panel.tsx';
import { Scroll } from '../../ui/scroll.tsx';
import { StateWord } from '../../ui/state.tsx';
import { arrivedQuery } from './queries.ts';
import { SendOne } from './send-one.tsx';

const ORDERS = '/orders?open=true';
const SAMPLE =
  'npm run import -- examples/imports/olist/*.csv \\\n  --mapping examples/imports/olist/mapping.yaml';
const OWN = 'npm run import -- orders.csv items.csv --mapping mapping.yaml --dry-run';

/** The first screen while nothing has come in: ways to change that. Moves on to the orders by itself. */
export function StartPage({ collector }: { collector: string }) {
  const router = useRouter();
  const { data: events, error, isPending } = useQuery(arrivedQuery);
  useEffect(() => {
    if (events) router.replace(ORDERS);
  }, [events, router]);

  if (isPending || events) {
    return (
      <div className="px-16">
        <Loading rows={12} what="the start" />
      </div>
    );
  }
  return (
    <>
      <TopBar>
        <span className="font-finding">Start</span>
      </TopBar>
      <div className="border-b border-hair px-32 py-32 max-tablet:px-16">
        <h1 className="text-figure font-finding">No events yet. Two ways to change that.</h1>
        <p className="mt-12 max-w-[72ch] text-ink-2">
          Pick either, or both. Everything goes through the same door and can be sent twice without harm. This
          page moves on by itself when the first event arrives.
        </p>
      </div>
      <div className="grid grid-cols-1 border-b border-hair desktop:grid-cols-2">
        <Way icon="terminal" title="Send one event with curl" aside="ten seconds">
          <SendOne collector={collector} />
        </Way>
        <div className="border-hair max-desktop:border-t desktop:border-l">
          <Way icon="file" title="Import a file" aside="any size, repeatable">
            <p className="text-ink-2">
              CSV, JSON lines or OCEL JSON, gzip or not, with a mapping that says which column is what. Twelve
              sample orders come with the installation:
            </p>
            <Command label="Command that imports the sample" text={SAMPLE} />
            <p className="text-ink-2">
              With files of your own, look first: the dry run shows what each row would become and keeps
              nothing.
            </p>
            <Command label="Command that tries files of your own" text={OWN} />
            <div className="flex flex-wrap items-center gap-12">
              <CopyButton text={() => SAMPLE}>Copy the sample’s command</CopyButton>
              <span className="text-ink-3">Run it in the folder of the installation.</span>
            </div>
          </Way>
        </div>
      </div>
      <footer className="flex flex-col gap-12 px-32 py-20 max-tablet:px-16">
        {error ? (
          <StateWord
            state="at_risk"
            word={`${describeFailure(error).happened} ${describeFailure(error).remedy}`}
          />
        ) : (
          <span role="status">
            <StateWord state="on_track" word={`Listening at ${collector}, nothing yet`} />
          </span>
        )}
        <p className="text-ink-3">
          Not in this release: the sample retailer, and connecting Shopify by signed webhooks. Both will stand
          here once they work.
        </p>
      </footer>
    </>
  );
}

function Way({
  icon,
  title,
  aside,
  children,
}: {
  icon: IconName;
  title: string;
  aside: string;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="flex flex-col gap-12 px-32 py-24 max-tablet:px-16">
      <div className="flex flex-wrap items-center justify-between gap-x-16">
        <h2 className="flex items-center gap-8 text-section font-finding">
          <Icon name={icon} size={20} />
          {title}
        </h2>
        <span className="text-ink-3">{aside}</span>
      </div>
      {children}
    </section>
  );
}

function Command({ label, text }: { label: string; text: string }) {
  return (
    <Scroll label={label} className="rounded-panel border border-hair bg-sunken p-12">
      <pre className="font-mono text-meta">{text}</pre>
    </Scroll>
  );
}
